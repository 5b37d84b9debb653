"""Every fault can still be seeded: `make faults` then sees whether the tests catch it."""

import ast
from pathlib import Path

import pytest

from tests.faults.seeded import Fault, faults

ROOT = Path(__file__).parents[2]
FAULTS = faults()
TOPICS = {path.stem for path in (ROOT / "tests" / "conformance").glob("*.yaml")}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found_once_and_leaves_a_program(fault: Fault) -> None:
    seeded = fault.seeded((ROOT / fault.file).read_text("utf-8"))
    assert fault.old != fault.new
    assert ast.parse(seeded).body


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_what_should_catch_a_fault_is_there(fault: Fault) -> None:
    assert fault.first in TOPICS | {"test_agreement", "test_files"}


def test_there_are_sixty_and_no_two_are_one() -> None:
    assert len(FAULTS) >= 60
    assert len({(fault.file, fault.old) for fault in FAULTS}) == len(FAULTS)
