"""Whether a model can go on from its version in force by `partial_fit`."""

from xseg.diagnostics import Sink
from xseg.models.definition import changes
from xseg.plan import Plan
from xseg.semantics import Program
from xseg.store import Store
from xseg.workflow.definitions import definition_of
from xseg.workflow.evaluating import InForce
from xseg.workflow.judging import replaced_by


def stands_against_update(program: Program, plan: Plan, name: str) -> str:
    """Why a model cannot go on from its version in force by `partial_fit`, in words; empty where it can."""
    declaration = program.models[name].model
    if declaration.algorithm != "minibatch_kmeans":
        return f"`{declaration.algorithm}` is always trained in full"
    before = replaced_by(Store(program.project.state), declaration, Sink())
    if not isinstance(before, InForce):
        return "it has no version in force" if before is None else "its version in force is damaged"
    trained, number = before.trained, f"version {before.version} in force"
    if changes(trained.definition, definition_of(program, plan, declaration)).features:
        return f"its features are not those that {number} was trained on"
    if trained.features != declaration.features:
        return f"its features stand in another order than in {number}"
    same = (declaration.algorithm, declaration.scale, declaration.impute or "")
    if (trained.algorithm, trained.scaled_by, trained.imputed_by) != same:
        return f"`algorithm`, `scale` or `impute` are not those of {number}"
    if not declaration.clusters_low <= len(trained.centres) <= declaration.clusters_high:
        return f"{number} has {len(trained.centres)} clusters"
    return ""
