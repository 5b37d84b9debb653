"""What the verbs say: one function a mistake."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from xseg.diagnostics import Diagnostic, Span, codes
from xseg.models.definition import Changes


def no_rules(root: Path, patterns: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(
        codes.NO_RULES,
        f"no file of {root} matches " + ", ".join(f"`{pattern}`" for pattern in patterns),
        help=("write a .seg file, or mend `rules` in xseg.toml",),
    )


def no_project(start: Path) -> Diagnostic:
    return Diagnostic(
        codes.NO_PROJECT,
        f"no xseg.toml in {start} or above",
        help=(
            "`xseg init` makes a project here, `xseg init --from FILE…` one from your exports",
            "`xseg try FILE… -e 'RULE'` answers a rule without any project",
        ),
    )


def bad_time(text: str) -> Diagnostic:
    return Diagnostic(
        codes.BAD_TIME,
        f"`{text}` is no date or time",
        help=("write 2025-06-01 or 2025-06-01T09:30, with an offset or on the project's clock",),
    )


def no_segment(name: str, known: tuple[str, ...]) -> Diagnostic:
    from xseg.semantics.messages import listed, nearest

    close = nearest(name, known)
    hint = (
        f"did you mean `{close}`?" if close else f"there are {listed(known)}" if known else "no segment is declared yet"
    )
    return Diagnostic(codes.NO_SUCH_SEGMENT, f"no segment `{name}`", help=(hint,))


def no_model(name: str, known: tuple[str, ...]) -> Diagnostic:
    from xseg.semantics.messages import listed

    hint = f"there are {listed(known)}" if known else "no model is declared"
    return Diagnostic(codes.NO_SUCH_MODEL, f"no model `{name}`", help=(hint,))


def no_model_or_segment(name: str, known: tuple[str, ...]) -> Diagnostic:
    from xseg.semantics.messages import listed, nearest

    close = nearest(name, known)
    hint = f"did you mean `{close}`?" if close else f"there are {listed(known)}" if known else "none is declared yet"
    return Diagnostic(codes.NO_SUCH_MODEL, f"no model and no segment `{name}`", help=(hint,))


def report_lacks(package: str) -> Diagnostic:
    return Diagnostic(
        codes.EXTRA_MISSING,
        f"the report needs the package {package}, which is not installed",
        help=("install it: pip install 'xseg[report]'",),
    )


def not_written(path: Path, why: str) -> Diagnostic:
    return Diagnostic(codes.NO_SUCH_PATH, f"`{path}` cannot be written: {why}", help=("name another file",))


def nothing_run() -> Diagnostic:
    return Diagnostic(codes.NOTHING_YET, "nothing was run yet", help=("run `xseg run`",))


def nothing_built() -> Diagnostic:
    return Diagnostic(codes.NOTHING_YET, "nothing was built yet", help=("run `xseg run`",))


def nothing_measured() -> Diagnostic:
    return Diagnostic(codes.NOTHING_YET, "no build has kept its report yet", help=("run `xseg build`",))


def no_source(name: str, known: Sequence[str]) -> Diagnostic:
    from xseg.semantics.messages import listed, nearest

    close = nearest(name, tuple(known))
    hint = f"did you mean `{close}`?" if close else f"there are {listed(tuple(known))}"
    return Diagnostic(codes.NO_SUCH_SOURCE, f"there is no source `{name}`", help=(hint,))


def no_person(person: str) -> Diagnostic:
    return Diagnostic(
        codes.NO_SUCH_PERSON,
        f"nobody is known as `{person}`",
        help=("write a profile id as `xseg members` shows it, or `key:value` such as `email:ann@example.com`",),
    )


def several_people(person: str, ids: list[str]) -> Diagnostic:
    from xseg.semantics.messages import listed

    return Diagnostic(
        codes.NO_SUCH_PERSON, f"`{person}` belongs to several profiles", help=(f"choose one of {listed(ids)}",)
    )


def estimator_refused(model: str, why: str) -> Diagnostic:
    return Diagnostic(
        codes.ESTIMATOR_REFUSED,
        f"model `{model}` cannot be scored: its estimator is not opened, {why}",
        help=('name each type that you trust in the block: `trusted: "own_package.Estimator"`',),
    )


def estimator_failed(model: str, why: str) -> Diagnostic:
    return Diagnostic(
        codes.ESTIMATOR_REFUSED,
        f"model `{model}` cannot be scored: its estimator fails, {why}",
        help=(
            f"go back with `xseg models {model} --rollback`, or bring a file that can: xseg train {model} --promote",
        ),
    )


def skops_lacking(model: str) -> Diagnostic:
    return Diagnostic(
        codes.ESTIMATOR_REFUSED,
        f"model `{model}` cannot be scored: skops is not installed",
        help=("install it: pip install 'xseg[skops]'",),
    )


def not_in_force(model: str) -> Diagnostic:
    return Diagnostic(
        codes.NOT_IN_FORCE,
        f"model `{model}` has no version in force",
        help=(f"run `xseg train {model}`: its first version goes in force by itself",),
    )


def stale_model(model: str, version: int, changes: Changes) -> Diagnostic:
    return Diagnostic(
        codes.STALE_MODEL,
        f"model `{model}` version {version} was trained on {other_definitions(changes)}",
        help=(f"run `xseg train {model} --promote`, or take the change back",),
    )


def stale_definition(model: str, version: int, changes: Changes, span: Span | None) -> Diagnostic:
    return Diagnostic(
        codes.STALE_DEFINITION,
        f"model `{model}` is stale: version {version} in force was trained on {other_definitions(changes)}",
        span,
        label="runs that need it stop",
        help=(f"run `xseg train {model}`, look at who would move and put it in force, or take the change back",),
    )


def other_definitions(changes: Changes) -> str:
    """`other definitions of `orders` and another rule of label "rich"`."""
    features = ", ".join(f"`{name}`" for name in changes.features)
    labels = ", ".join(f'"{label}"' for label in changes.labels)
    told = [f"other definitions of {features}"] if features else []
    return " and ".join([*told, f"other rules for label{'s' * (len(changes.labels) > 1)} {labels}"] if labels else told)


def trained_otherwise(model: str, version: int, keys: Sequence[str], span: Span | None) -> Diagnostic:
    another = " and ".join(f"another `{key}`" for key in keys)
    return Diagnostic(
        codes.TRAINED_OTHERWISE,
        f"version {version} of model `{model}` in force was trained with {another}",
        span,
        label="who is in which cluster is as that says",
        help=(f"run `xseg train {model}`, look at who would move and put it in force, or take the change back",),
    )


def label_not_in_force(model: str, version: int, label: str, given: Sequence[str], span: Span | None) -> Diagnostic:
    from xseg.semantics.messages import quoted

    return Diagnostic(
        codes.LABEL_NOT_IN_FORCE,
        f'version {version} of model `{model}` in force gives nobody "{label}"',
        span,
        help=(f"it gives {quoted(given)}; train again if it should come out, or take it out of the rule",),
    )


def old_events(source: str, days: int, day: str) -> Diagnostic:
    return Diagnostic(
        codes.OLD_EVENTS,
        f"the newest `{source}` is {days} days before now, older than a window that reads it",
        help=(f"bring newer exports, or look back with `--as-of {day}`",),
    )


def empty_segment(name: str, clause: str) -> Diagnostic:
    return Diagnostic(
        codes.EMPTY_SEGMENT,
        f"segment `{name}` is empty",
        help=(f"nobody is left after `{clause}`",) if clause else (),
    )


def no_such_profile_count(value: int) -> Diagnostic:
    return Diagnostic(codes.BAD_NUMBER, f"{value} profiles are too few for a shop", help=("write 100 or more",))


def damaged_model(name: str, version: int, why: str) -> Diagnostic:
    return Diagnostic(
        codes.NOT_IN_FORCE,
        f"model `{name}` version {version} cannot be read: {why}",
        help=(f"run `xseg train {name} --promote` to make a new one",),
    )


def no_such_run(run: int | None, count: int) -> Diagnostic:
    what = "no run was recorded before that time" if run is None else f"run {run} recorded no members"
    return Diagnostic(codes.NOTHING_YET, what, help=(f"there are {count} runs; `xseg list` shows the last one",))


def not_run_yet(segment: str) -> Diagnostic:
    return Diagnostic(codes.NOTHING_YET, f"segment `{segment}` is newer than that run", help=("run `xseg run`",))


def no_key(key: str, known: tuple[str, ...]) -> Diagnostic:
    from xseg.semantics.messages import listed

    return Diagnostic(codes.NO_SUCH_KEY, f"no identity key `{key}`", help=(f"there are {listed(known)}",))


def beyond_a_row(span: Span | None) -> Diagnostic:
    return Diagnostic(
        codes.BEYOND_A_ROW,
        "this looks beyond one row of the frame",
        span,
        help=("take it out, or use a project: `xseg.open(folder).preview(rule)`",),
    )


def gate_unmeasured(model: str, version: int, told: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        codes.GATE_CLOSED,
        f"version {version} of model `{model}` stays a candidate: its gate cannot be measured, {told}",
        span,
        help=(
            "mend that, or take the gate out for this promotion if that is meant. The version before stays in force",
        ),
    )


def gate_closed(model: str, version: int, told: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        codes.GATE_CLOSED,
        f"version {version} of model `{model}` stays a candidate: {told}, which its gate does not allow",
        span,
        help=("look at who would move; widen the gate if that is meant. The version before stays in force",),
    )


def no_version(model: str, version: int, known: tuple[int, ...]) -> Diagnostic:
    hint = f"there are versions {', '.join(map(str, known))}" if known else f"run `xseg train {model}`"
    return Diagnostic(codes.NO_SUCH_MODEL, f"model `{model}` has no version {version}", help=(hint,))


def nothing_before(model: str) -> Diagnostic:
    return Diagnostic(
        codes.NO_SUCH_MODEL,
        f"no version of model `{model}` was in force before the present one",
        help=(f"see `xseg models {model}`",),
    )


def not_rolled_back(model: str, earlier: tuple[int, ...]) -> Diagnostic:
    further = tuple(dict.fromkeys(reversed(earlier[:-1])))
    other = f"put an older one in force: xseg models {model} --promote {further[0]}; or " if further else ""
    return Diagnostic(
        codes.NOT_ROLLED_BACK,
        f"model `{model}` is not rolled back: runs could not use version {earlier[-1]}. The present version stays in "
        "force",
        help=(f"{other}train again and put that in force: xseg train {model} --promote",),
    )


def not_updated(model: str, why: str, asked: Mapping[str, str]) -> Diagnostic:
    can = [name for name, against in asked.items() if not against]
    others = f", or name those that can go on: xseg train {' '.join(can)} --update" if can else ""
    return Diagnostic(
        codes.NOT_UPDATED,
        f"model `{model}` cannot go on from its version in force: {why}. Nothing was trained",
        help=(f"train it in full: xseg train {model}{others}",),
    )


def old_model(model: str, version: int, days: int, period: str, newest: int | None) -> Diagnostic:
    candidate = f"look at version {newest} and put it in force: xseg models {model} --promote {newest}"
    return Diagnostic(
        codes.MODEL_OLD,
        f"version {version} of model `{model}` in force was trained {days} days before now; it is due every {period}",
        help=(candidate if newest is not None else f"train it again: xseg train {model} --promote",),
    )


def retrained(model: str, version: int, why: str, in_force: int, closed: list[str]) -> Diagnostic:
    if version == in_force:
        state, hint = "is in force", f"go back with: xseg models {model} --rollback"
    elif closed:
        state, hint = f"stays a candidate: {'; '.join(closed)}", f"look at it: xseg models {model}"
    else:
        state, hint = "is a candidate", f"put it in force with: xseg models {model} --promote {version}"
    return Diagnostic(codes.RETRAINED, f"model `{model}` was due ({why}): version {version} {state}", help=(hint,))


def not_retrained(model: str, why: str) -> Diagnostic:
    return Diagnostic(
        codes.RETRAINED,
        f"model `{model}` was due and could not be retrained: {why}",
        help=(f"see what stands against it: xseg train {model}",),
    )


def no_such_path(path: Path) -> Diagnostic:
    return Diagnostic(codes.NO_SUCH_PATH, f"there is no file or folder `{path}`", help=("mend the path",))


def run_and_at() -> Diagnostic:
    return Diagnostic(codes.RUN_AND_AT, "`--run` and `--at` both say which run is meant", help=("keep one of them",))


def guard_broken(segment: str, guard: str, saw: str, span: Span) -> Diagnostic:
    return Diagnostic(
        codes.GUARD_BROKEN,
        f"segment `{segment}` is not what it expects of itself: `{guard}`",
        span,
        label=f"saw {saw}",
        help=("see `xseg preview` for the clause that did it; mend the rule, or the guard if the change is meant",),
    )
