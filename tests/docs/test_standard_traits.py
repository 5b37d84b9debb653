"""The page of the standard traits shows the files as they are, and says something of each trait."""

import re

import pytest

from tests.docs.test_language import ALL, DOCS
from xseg.library import standard_names, standard_text
from xseg.library.standard import standard

PAGE = "standard-traits.md"
SHOWN = {block.says[1]: block.text for block in ALL[PAGE] if block.says[:1] == ("standard",)}
EXAMPLES = "\n".join(block.text for block in ALL[PAGE] if not block.says)


@pytest.mark.parametrize("name", standard_names())
def test_a_file_stands_on_the_page_as_it_is(name: str) -> None:
    assert SHOWN[name] == standard_text(name)


@pytest.mark.parametrize("name", standard_names())
def test_each_trait_has_its_line_and_an_example(name: str) -> None:
    text = (DOCS / PAGE).read_text("utf-8")
    section = text[text.index(f"## `use {name}`") :].partition("\n## ")[0]
    lines = "".join(line.split("|")[1] for line in section.splitlines() if line.startswith("|"))
    for trait in standard(name).traits:
        assert f"`{trait}`" in lines, trait
        assert re.search(rf"\b(\w+_)?{trait}\b", EXAMPLES), f"no example of {trait}"
