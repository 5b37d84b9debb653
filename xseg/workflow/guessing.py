"""Proposes a project from files, and writes projects into folders that have none."""

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xseg.diagnostics import Sink
from xseg.profiles.guess import Proposal, messages, project_text
from xseg.profiles.guess import propose as look_and_propose
from xseg.project.load import FILE_NAME

RULES_NAME = "segments.seg"
IGNORE_NAME = ".gitignore"
IGNORED = ("/.xseg/", "/data/")


def proposed(
    files: Sequence[Path], sink: Sink, *, name: str, timezone: str, now: int, keys: Collection[str] = ()
) -> Proposal | None:
    """What the files look like; None, told in the sink, where one of them cannot be used."""
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        sink.add(messages.no_timezone(timezone))
        return None
    return look_and_propose(files, sink, name=name, timezone=timezone, now=now, keys=keys)


def project_name(folder: Path) -> str:
    """A project is called like its folder."""
    return folder.resolve().name or "project"


def text_for(proposal: Proposal, folder: Path) -> str:
    """The project file of a project in `folder`: files are named from there, with slashes on every machine."""

    def place(file: Path) -> str:
        return Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()

    return project_text(proposal, place=place)


def text_anywhere(proposal: Proposal) -> str:
    """The project file of a project that is read once and thrown away: files are named in full."""
    return project_text(proposal, place=lambda file: file.resolve().as_posix())


def may_write(folder: Path, sink: Sink) -> bool:
    """Whether a project can be written into the folder without losing anything; told where not."""
    there = [str(folder / name) for name in (FILE_NAME, RULES_NAME) if (folder / name).exists()]
    if folder.exists() and not folder.is_dir():
        there = [str(folder)]
    if there:
        sink.add(messages.already_there(there))
    return not there


def write_files(folder: Path, texts: Mapping[str, str], sink: Sink, *, data: Sequence[Path] = ()) -> list[Path]:
    """Writes the texts by file name, and a .gitignore for state and data where there is none; overwrites nothing."""
    inside = [file.resolve() for file in data if file.resolve().is_relative_to(folder.resolve())]
    lines = [*IGNORED, *(f"/{file.relative_to(folder.resolve()).as_posix()}" for file in inside)]
    lines = [line for line in dict.fromkeys(lines) if not line.startswith("/data/") or line == "/data/"]
    every = dict(texts)
    if (folder / IGNORE_NAME).exists():
        sink.add(messages.ignore_file_kept(str(folder / IGNORE_NAME), lines))
    else:
        every[IGNORE_NAME] = "# what xseg writes and what the channels sent: state and data\n" + "\n".join(lines) + "\n"
    written: list[Path] = []
    for name, text in every.items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            sink.add(messages.cannot_write(str(folder / name), error.strerror or str(error)))
            return written
        written.append(folder / name)
    return written
