"""What training and reading a model say to people."""

from collections.abc import Sequence

from xseg.diagnostics import Diagnostic
from xseg.diagnostics import codes as code
from xseg.project.model import ModelDeclaration

NAMES_OFFERED = 8


def no_profiles(model: ModelDeclaration) -> Diagnostic:
    return Diagnostic(
        code.NO_PROFILES,
        f"model `{model.name}` cannot be trained: there are no profiles to train on",
        model.span,
        help=(
            f"see whether anyone is in segment `{model.train_on_segment}`: it is what `train_on` names"
            if model.train_on_segment
            else "build the tables first and see that a source brings profiles: xseg build",
        ),
    )


def all_missing(model: ModelDeclaration, features: Sequence[str], profiles: int) -> Diagnostic:
    names = ticked(features)
    return Diagnostic(
        code.FEATURE_ALL_MISSING,
        f"model `{model.name}` cannot be trained: no profile of {profiles:,} has a value of {names}",
        model.span,
        help=(f"take {names} out of `features`, or see why its source brings no values",),
    )


def none_complete(model: ModelDeclaration, missing: Sequence[int], profiles: int) -> Diagnostic:
    most = sorted(zip(missing, model.features, strict=True), key=lambda pair: -pair[0])
    shares = ", ".join(f"`{name}` by {count / profiles:.0%}" for count, name in most[:3] if count)
    return Diagnostic(
        code.NO_COMPLETE_PROFILE,
        f"model `{model.name}` cannot be trained: every profile of {profiles:,} misses at least one feature",
        model.span,
        help=(f"write `impute: median`, or take out what is missed most: {shares}",),
    )


def too_large(model: ModelDeclaration, features: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        code.FEATURE_TOO_LARGE,
        f"model `{model.name}` cannot be trained: {ticked(features)} has values too large to measure distances by",
        model.span,
        help=("bound the values in `[sources.rows]`, or use a trait that divides them",),
    )


def too_few_different(model: ModelDeclaration, different: int, left_out: int) -> Diagnostic:
    help_ = [f"ask for at most {different} cluster{'s' * (different != 1)}, or add features that tell profiles apart"]
    if left_out and model.impute is None:
        help_.append(f"{left_out:,} profiles miss a feature and were left out: write `impute: median` to keep them")
    return Diagnostic(
        code.TOO_FEW_DIFFERENT,
        f"model `{model.name}` cannot be trained: {model.clusters_low} clusters asked for, but its features give only "
        f"{different} different profile{'s' * (different != 1)}",
        model.span,
        help=tuple(help_),
    )


def fewer_tried(model: ModelDeclaration, most: int) -> Diagnostic:
    return Diagnostic(
        code.FEWER_CLUSTERS_TRIED,
        f"model `{model.name}` was tried with at most {most} clusters, not {model.clusters_high}: its features give "
        f"only {most} different profiles",
        model.span,
        help=("add features that tell profiles apart, or ask for fewer clusters",),
    )


def constant(model: ModelDeclaration, features: Sequence[str]) -> Diagnostic:
    names = ticked(features)
    return Diagnostic(
        code.CONSTANT_FEATURE,
        f"model `{model.name}` learns nothing from {names}: every profile has the same value",
        model.span,
        help=(f"take {names} out of `features`",),
    )


def unused_labels(model: ModelDeclaration, labels: Sequence[str], clusters: int) -> Diagnostic:
    names = ", ".join(f'"{label}"' for label in labels[:NAMES_OFFERED])
    return Diagnostic(
        code.UNUSED_LABEL,
        f"model `{model.name}` has {clusters} cluster{'s' * (clusters != 1)}, so no profile has label {names}",
        model.span,
        help=(f"ask for at least {len(model.labels)} clusters, or take a label out",),
    )


def no_dense_place(model: ModelDeclaration, sample: int) -> Diagnostic:
    return Diagnostic(
        code.TOO_FEW_DIFFERENT,
        f"model `{model.name}` cannot be trained: `{model.algorithm}` finds no place where profiles lie close, among "
        f"{sample:,}",
        model.span,
        help=(
            "make `eps` larger or `min_samples` smaller"
            if model.algorithm == "dbscan"
            else "make `min_cluster_size` or `min_samples` smaller",
        ),
    )


def estimator_refused(model: ModelDeclaration, why: str) -> Diagnostic:
    return Diagnostic(
        code.ESTIMATOR_REFUSED,
        f"model `{model.name}` cannot be trained: {model.path} is not opened, {why}",
        model.span,
        help=('name each type that you trust in the block: `trusted: "own_package.Estimator"`',),
    )


def estimator_failed(model: ModelDeclaration, why: str) -> Diagnostic:
    return Diagnostic(
        code.ESTIMATOR_REFUSED,
        f"model `{model.name}` cannot be trained: the estimator in {model.path} fails, {why}",
        model.span,
        help=(f"it is given {len(model.features)} features, in this order: {ticked(model.features)}",),
    )


def no_estimator(model: ModelDeclaration) -> Diagnostic:
    return Diagnostic(
        code.ESTIMATOR_REFUSED,
        f"model `{model.name}` cannot be trained: there is no file {model.path} in the project",
        model.span,
        help=("write it with `skops.io.dump(estimator, path)`",),
    )


def skops_lacking(model: ModelDeclaration) -> Diagnostic:
    return Diagnostic(
        code.ESTIMATOR_REFUSED,
        f"model `{model.name}` cannot be opened: skops is not installed",
        model.span,
        help=("install it: pip install 'xseg[skops]'",),
    )


def too_many_classes(model: ModelDeclaration, classes: int) -> Diagnostic:
    return Diagnostic(
        code.ESTIMATOR_REFUSED,
        f"model `{model.name}` cannot be trained: the estimator gives {classes} clusters, of {model.clusters_high} "
        "declared",
        model.span,
        help=(f"write `clusters: {classes}`",),
    )


def damaged(where: str, what: str) -> Diagnostic:
    return Diagnostic(
        code.MODEL_DAMAGED,
        f"the stored model at {where} is damaged: {what}",
        help=("train it again and put that in force: xseg train --promote",),
    )


def other_schema(where: str, schema: object) -> Diagnostic:
    return Diagnostic(
        code.MODEL_SCHEMA,
        f"the stored model at {where} was written by another version of xseg (schema {schema!r})",
        help=("use the version of xseg that wrote it, or train again and put that in force: xseg train --promote",),
    )


def ticked(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:NAMES_OFFERED])
