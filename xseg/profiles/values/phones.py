"""Phone numbers in E.164. With a region, by the rules of countries (phonenumbers, in the extra `identity`)."""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from phonenumbers.phonemetadata import PhoneMetadata

E164 = r"^\+[1-9][0-9]{6,14}$"
KINDS = "fixed_line mobile toll_free premium_rate shared_cost personal_number voip pager uan voicemail".split()
NONE = "?"
"""Stands for what is no number: no value of its form."""
WORLD = "001"
"""The region of codes that belong to no country."""


def installed() -> bool:
    """Whether the rules of countries are here."""
    return find_spec("phonenumbers") is not None


def rules() -> str:
    """Which rules of countries are here; numbers that are valid under some need not be so under others."""
    if not installed():
        return ""
    import phonenumbers

    return str(phonenumbers.__version__)


def international(values: pl.Series, region: str | None) -> pl.Series:
    """`+` and digits, where that can be told. Without a region a number that does not begin with `+` or `00` stays as
    it is; with one, what is no valid number of any country is the text `?`. Extensions are left out.
    """
    compact = values.str.replace_all(r"[\s.\-/()]", "").str.replace(r"^00", "+")
    if region is None or not installed():
        return compact
    different = compact.drop_nulls().unique()
    told = _many(different, region)
    rest = different.filter(told.is_null()).to_list()
    one_by_one = pl.DataFrame({"number": rest, "told": [_parsed(number, region) for number in rest]}, schema=_PAIR)
    pairs = pl.concat([pl.DataFrame([different.alias("number"), told.alias("told")]).drop_nulls(), one_by_one])
    return compact.to_frame("number").join(pairs, on="number", how="left", maintain_order="left").get_column("told")


_PAIR = {"number": pl.String, "told": pl.String}


def _parsed(number: str, region: str) -> str:
    """One number by all the rules."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return NONE
    if not phonenumbers.is_valid_number(parsed):
        return NONE
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


# --- many at once ---


def _many(numbers: pl.Series, region: str) -> pl.Series:
    """Those that need no more than patterns, country by country; null where only all the rules can tell.

    A number that is valid with its national prefix taken off is that number to the rules, too; one that is valid in no
    reading is none.
    """
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    frame = numbers.to_frame("number").with_row_index("row")
    home = frame.filter(pl.col("number").str.contains(r"^[0-9]+$"))
    found = [_national(home.rename({"number": "rest"}), region, at_home=True)]
    abroad = frame.filter(pl.col("number").str.contains(r"^\+[0-9]+$"))
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        of_country = abroad.filter(pl.col("number").str.starts_with(f"+{code}"))
        if of_country.height and regions[0] != WORLD:
            rest = of_country.select("row", pl.col("number").str.slice(len(f"+{code}")).alias("rest"))
            found.append(_national(rest, regions[0], at_home=False))
    told = pl.concat(found)
    return frame.join(told, on="row", how="left", maintain_order="left").get_column("told")


def _national(numbers: pl.DataFrame, region: str, *, at_home: bool) -> pl.DataFrame:
    """`row` and `told` of numbers without their country's code, in `rest`."""
    country = _country(region)
    if country is None or country.national_prefix_transform_rule is not None:
        return numbers.select("row", pl.lit(None, pl.String).alias("told"))
    rest = pl.col("rest")
    prefix, code = country.national_prefix_for_parsing, str(country.country_code)
    bare = rest.str.replace(f"^(?:{prefix})", "") if prefix else rest
    readings = [rest, bare]
    unsure = pl.lit(value=False)
    if at_home:  # its country's code may stand there without a plus, or a prefix for calls abroad
        within = rest.str.strip_prefix(code)
        readings += [within, within.str.replace(f"^(?:{prefix})", "") if prefix else within]
        unsure = rest.str.contains(f"^(?:{country.international_prefix})")
    possible = pl.any_horizontal(_fits(reading, other) for reading in readings for other in _sharing(country))
    return numbers.select(
        "row",
        pl.when(~unsure & _fits(bare, country))
        .then(pl.lit(f"+{code}") + bare)
        .when(~unsure & ~possible)
        .then(pl.lit(NONE))
        .alias("told"),
    )


def _fits(reading: pl.Expr, country: "PhoneMetadata") -> pl.Expr:
    """Whether this is a number of a country, of a known kind."""
    return pl.all_horizontal(reading.str.contains(pattern) for pattern in _patterns(country.id))


@cache
def _patterns(region: str) -> tuple[str, str]:
    country = _country(region)
    assert country is not None
    found = [getattr(country, kind) for kind in ("general_desc", *KINDS)]
    patterns = [kind.national_number_pattern for kind in found if kind is not None and kind.national_number_pattern]
    return f"^(?:{patterns[0]})$", f"^(?:{'|'.join(patterns[1:])})$"


def _sharing(country: "PhoneMetadata") -> "Iterator[PhoneMetadata]":
    """All countries with the same code."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    assert country.country_code is not None
    for region in COUNTRY_CODE_TO_REGION_CODE[country.country_code]:
        other = _country(region)
        if other is not None:
            yield other


def _country(region: str) -> "PhoneMetadata | None":
    from phonenumbers.phonemetadata import PhoneMetadata

    found: PhoneMetadata | None = PhoneMetadata.metadata_for_region(region)
    return found
