"""Types nonsense at the language for a while: whatever is typed is read, checked and laid out, and nothing raises.

    python tools/fuzz.py [SECONDS] [--seed N] [--out DIR]

Each input is random bytes, a heap of words, or a real text with places changed. A failure is made as small as it goes,
written to DIR and ends the fuzzing with exit code 1: an exception, a text that takes longer than it may, or one that
the formatter would change twice or could not lay out without changing what it says.
"""

import argparse
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings

from tests.strategies.programs import texts
from xseg.diagnostics import Sink, codes
from xseg.logic import lint
from xseg.project.load import load_project
from xseg.project.project import Project
from xseg.semantics import check
from xseg.syntax import parse_file, source_of
from xseg.syntax.format import formatted
from xseg.syntax.limits import MOST_FILE_TOKENS
from xseg.syntax.names import RESERVED

ROOT = Path(__file__).resolve().parents[1]
MOST_SECONDS = 5.0
"""No text of a megabyte may take longer to be checked, or to be laid out, on a processor of its own."""
MEGABYTE = 1_000_000
WORD = re.compile(r"\w+|[^\w\s]")
WORDS = [
    *sorted(RESERVED),
    *'( ) [ ] { } , : = == != < <= + - * / % ! && "x" “x” \' ` # . 1 0.5 10% 1_000 \\ \n \0 é'.split(" "),
    *"2025-06-01 2025-02-30 2025 a total_spend purchase amount country cluster cart_rescue web page_view".split(),
    *"trait model segment test use with".split(),
    *"profile event given expect because label list top sample by days hours same starts at least most times".split(),
    *("where true }", "segment s {", 'test "t" {', "any of (", "count(", "did purchase then", "all within 3 days"),
]


class Wrong(Exception):
    """A text was read, and something else than an exception went wrong."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, in a word that stays the same while the text gets smaller, and as a report."""

    kind: str
    report: str


@dataclass(slots=True)
class Clock:
    """How long the longest of several stages took, in seconds of the processor."""

    longest: float = 0.0

    @contextmanager
    def stage(self) -> Iterator[None]:
        """Times one of them."""
        start = time.process_time()
        yield
        self.longest = max(self.longest, time.process_time() - start)


def main() -> int:
    """Fuzzes and reports; 1 where something failed."""
    options = _options()
    generator = np.random.default_rng(options.seed)
    project = load_project(ROOT / "segments" / "shop", Sink())
    assert project is not None, "the shop's own project file is right"
    make = Maker(generator, corpus())
    inputs: Counter[str] = Counter()
    slowest = 0.0
    began = time.monotonic()
    while (spent := time.monotonic() - began) < options.seconds:
        kind, text = make()
        clock = Clock()
        failure = failed(text, project, clock)
        slowest = max(slowest, clock.longest)
        inputs[kind] += 1
        if failure is not None:
            _tell(failure, smallest(text, failure, project), options.out)
            return 1
    told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(inputs.items()))
    total = sum(inputs.values())
    print(f"{total:,} inputs in {spent:.0f} s, {total / spent:,.0f} a second, the slowest {slowest:.2f} s: {told}")
    print(f"nothing raised (seed {options.seed})")
    return 0


def failed(text: str, project: Project, clock: Clock) -> Failure | None:
    """Reads, checks and lays out a text; None where all of it held."""
    try:
        _survive(text, project, clock)
    except Wrong as wrong:
        return Failure(str(wrong), str(wrong))
    except Exception as error:  # noqa: BLE001  whatever it is, it is what we are looking for
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Failure(f"{type(error).__name__} in {place.name}", traceback.format_exc(limit=-12))
    return Failure("too slow", f"{clock.longest:.1f} s") if clock.longest > MOST_SECONDS else None


def _survive(text: str, project: Project, clock: Clock) -> None:
    source = source_of(text, name="fuzz.seg")
    with clock.stage():
        sink = Sink()
        tree = parse_file(source, sink)
        program = check(project, [tree], sink)
        if not sink.failed:
            lint(program, {source.path: source})
    told = Sink()
    with clock.stage():
        after = formatted(source, told)
    if after is None:
        if any(one.code == codes.NOT_FORMATTED for one in told):
            raise Wrong("laid out, it would say something else")
        return
    with clock.stage():
        again = formatted(source_of(after, name="fuzz.seg"), told)
    if again != after:
        raise Wrong("laid out twice, it is another text")


def corpus() -> list[str]:
    """Real texts: the worked projects, the rules of the tests, and generated files of every form."""
    found = [path.read_text("utf-8") for path in sorted((ROOT / "segments").glob("*/*.seg"))]
    syntax = ROOT / "tests" / "syntax"
    rules = [line.partition(" | ")[2] for line in (syntax / "rules.txt").read_text("utf-8").splitlines()]
    forms = [line for line in (syntax / "forms.txt").read_text("utf-8").splitlines() if line[:1] not in " #"]
    found += [f"segment s {{\n  where {rule}\n}}\n" for rule in rules + forms if rule]
    found += [line for line in (syntax / "declarations.txt").read_text("utf-8").splitlines() if line[:1] not in " #"]

    @settings(max_examples=150, database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(texts())
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return found


class Maker:
    """Makes one input after another; the same seed makes the same ones."""

    def __init__(self, generator: np.random.Generator, corpus: Sequence[str]) -> None:
        self._generator = generator
        self._corpus = corpus

    def __call__(self) -> tuple[str, str]:
        """Its kind and its text."""
        chance = self._generator.random()
        if chance < 0.001:
            return "large", self._large()
        if chance < 0.1:
            return "bytes", self._generator.bytes(self._below(200)).decode("utf-8", errors="replace")
        if chance < 0.2:
            return "heaps of words", " ".join(self._word() for _ in range(self._below(60)))
        return "mutated", self._mutated()

    def _mutated(self) -> str:
        text = self._real()
        for _ in range(1 + self._below(6)):
            start = self._below(len(text) + 1)
            end = min(len(text), start + self._below(12))
            match self._below(6):
                case 0:
                    text = text[:start] + text[end:]
                case 1:
                    text = text[:start] + self._word() + text[end:]
                case 2:
                    text = f"{text[:start]} {self._word()} {text[start:]}"
                case 3:
                    text = text[:end] + text[start:]
                case 4:
                    other = self._real()
                    place = self._below(len(other) + 1)
                    text = text[:start] + other[place : place + self._below(80)] + text[end:]
                case _:
                    text = text[:start] + chr(self._below(0x2100)) + text[end:]
        return text

    def _large(self) -> str:
        match self._below(3):
            case 0:
                piece = self._word()
            case 1:
                piece = self._mutated()[: 1 + self._below(200)]
            case _:  # as many declarations as a file may have, so that all of it is laid out
                piece = f"{self._corpus[self._below(len(self._corpus))]}\n"
                return piece * (MOST_FILE_TOKENS // (len(WORD.findall(piece)) + 1))
        return (piece + " " * self._below(2)) * (MEGABYTE // (len(piece.encode("utf-8")) + 1))

    def _real(self) -> str:
        text = self._corpus[self._below(len(self._corpus))]
        if len(text) < 800:
            return text
        start = self._below(len(text) - 400)
        return text[start : start + 800]

    def _word(self) -> str:
        return WORDS[self._below(len(WORDS))]

    def _below(self, end: int) -> int:
        return int(self._generator.integers(0, max(end, 1)))


def smallest(text: str, failure: Failure, project: Project, *, seconds: float = 30.0) -> str:
    """A text that fails the same way, from which no piece can be left out (as far as the time goes)."""
    until = time.monotonic() + seconds

    def fails(shorter: str) -> bool:
        found = failed(shorter, project, Clock())
        return found is not None and found.kind == failure.kind

    size = len(text) // 2
    while size >= 1 and time.monotonic() < until:
        shorter = _without(text, size, fails, until)
        if shorter == text:
            size //= 2
        text = shorter
    return text


def _without(text: str, size: int, fails: Callable[[str], bool], until: float) -> str:
    start = 0
    while start < len(text) and time.monotonic() < until:
        shorter = text[:start] + text[start + size :]
        if fails(shorter):
            text = shorter
        else:
            start += size
    return text


def _tell(failure: Failure, text: str, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    path = out / "failure.seg"
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    print(f"{failure.kind}\n{failure.report}\nthe smallest text is in {path}:\n{text[:2000]}", file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seconds", nargs="?", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "fuzz")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
