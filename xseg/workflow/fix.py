"""`check --fix`: applies every fix that goes together with the others, and checks again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from xseg.diagnostics import Diagnostic, Edit, Fix, Source
from xseg.workflow.check import check
from xseg.workflow.workspace import Workspace

MOST_ROUNDS = 10
"""What one fix brings to light the next round mends."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The project as it now is, what is left to find in it, and what was mended by what instruction."""

    workspace: Workspace
    found: list[Diagnostic]
    applied: tuple[Fix, ...]
    files: tuple[str, ...]


def fix(root: Path, paths: Iterable[Path] = (), *, strict: bool = False) -> Fixed:
    """Mends what can be mended safely in the `.seg` files, each written whole or not at all.

    A round that leaves more errors than it found is not written.
    """
    wanted = list(paths)
    applied: list[Fix] = []
    files: dict[str, None] = {}
    workspace, found = check(root, wanted, strict=strict)
    for _ in range(MOST_ROUNDS):
        fixes = together(one.fix for one in found if one.fix is not None and _in_rules(one.fix))
        changed = mended(fixes, workspace.sources)
        if not changed or not all(_as_read(path, workspace.sources[path]) for path in changed):
            break
        errors = _errors(found)
        for path, text in changed.items():
            _write(Path(path), text)
        again, left = check(root, wanted, strict=strict)
        if _errors(left) > errors:
            for path in changed:
                _write(Path(path), workspace.sources[path].text)
            break
        applied += fixes
        files |= dict.fromkeys(changed)
        workspace, found = again, left
    return Fixed(workspace, found, tuple(applied), tuple(files))


def together(fixes: Iterable[Fix]) -> list[Fix]:
    """Those that touch no character that an earlier one touches, each once."""
    taken: list[Edit] = []
    kept: list[Fix] = []
    for one in fixes:
        if one not in kept and not any(_touch(edit, other) for edit in one.edits for other in taken):
            kept.append(one)
            taken += one.edits
    return kept


def mended(fixes: Sequence[Fix], sources: Mapping[str, Source]) -> dict[str, str]:
    """The texts that change, with the edits of all fixes made."""
    edits: dict[str, list[Edit]] = {}
    for one in fixes:
        for edit in one.edits:
            edits.setdefault(edit.span.path, []).append(edit)
    texts = {}
    for path, many in edits.items():
        text = sources[path].text
        for edit in sorted(many, key=lambda edit: edit.span.start, reverse=True):
            text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
        texts[path] = text
    return {path: text for path, text in texts.items() if text != sources[path].text}


def _touch(one: Edit, other: Edit) -> bool:
    """Whether two edits overlap, or stand so close that their order would matter."""
    if one.span.path != other.span.path:
        return False
    return one.span.start <= other.span.end and other.span.start <= one.span.end


def _in_rules(fix_: Fix) -> bool:
    return all(edit.span.path.endswith(".seg") for edit in fix_.edits)


def _as_read(path: str, source: Source) -> bool:
    """Whether the file still holds what was checked: a text that was read otherwise is not written over."""
    try:
        return Path(path).read_bytes() == source.text.encode()
    except OSError:
        return False


def _errors(found: Iterable[Diagnostic]) -> int:
    return sum(one.severity == "error" for one in found)


def _write(path: Path, text: str) -> None:
    """The whole file or none of it; its permissions stay."""
    mode = path.stat().st_mode & 0o777
    with NamedTemporaryFile("wb", dir=path.resolve().parent, prefix=f".{path.name}.", delete=False) as beside:
        beside.write(text.encode())
    beside_path = Path(beside.name)
    beside_path.chmod(mode)
    beside_path.replace(path.resolve())
