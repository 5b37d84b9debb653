"""Phone numbers in E.164. With a region, by the rules of its country (phonenumbers, in the extra `identity`)."""

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from phonenumbers.phonemetadata import PhoneMetadata

E164 = r"^\+[1-9]\d{6,14}$"
EXTRA = "identity"
KINDS = "fixed_line mobile toll_free premium_rate shared_cost personal_number voip pager uan voicemail".split()


def installed() -> bool:
    """Whether the rules of countries are here."""
    return find_spec("phonenumbers") is not None


def international(values: pl.Series, region: str | None) -> pl.Series:
    """`+` and digits, where that can be told. Without a region a number that does not begin with `+` or `00` stays as
    it is; with one, what is no valid number of any country is the text `?`. Extensions are left out.
    """
    compact = values.str.replace_all(r"[\s.\-/()]", "").str.replace(r"^00", "+")
    if region is None or not installed():
        return compact
    different = compact.drop_nulls().unique()
    known = _plain(different, region)
    rest = different.filter(known.is_null())
    slow = {number: _parsed(number, region) for number in rest.to_list()}
    pairs = dict(zip(different.to_list(), known.to_list(), strict=True)) | slow
    return compact.replace_strict(list(pairs), list(pairs.values()), default=None, return_dtype=pl.String)


def _parsed(number: str, region: str) -> str:
    """One number by all the rules."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return "?"
    if not phonenumbers.is_valid_number(parsed):
        return "?"
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _plain(numbers: pl.Series, region: str) -> pl.Series:
    """Numbers of the region itself, many at once; null where only all the rules can tell.

    A number that is valid once the national prefix is taken off is just that to the rules, too.
    """
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
    from phonenumbers.phonemetadata import PhoneMetadata

    unknown = pl.Series([None], dtype=pl.String).new_from_index(0, len(numbers))
    country = PhoneMetadata.metadata_for_region(region)
    if country is None or country.country_code is None or country.national_prefix_transform_rule is not None:
        return unknown
    valid = _valid(country)
    code = f"+{country.country_code}"
    alone = len(COUNTRY_CODE_TO_REGION_CODE[country.country_code]) == 1
    frame = numbers.to_frame("number").with_columns(
        national=pl.when(pl.col("number").str.contains(r"^\d+$"))
        .then("number")
        .when(pl.col("number").str.contains(rf"^{re.escape(code)}\d+$") if alone else pl.lit(value=False))
        .then(pl.col("number").str.slice(len(code)))
    )
    prefix = country.national_prefix_for_parsing
    bare = pl.col("national").str.replace(f"^(?:{prefix})", "") if prefix else pl.col("national")
    fits = pl.all_horizontal(bare.str.contains(pattern) for pattern in valid)
    abroad = pl.col("number").str.contains(f"^(?:{country.international_prefix})")
    return frame.select(pl.when(fits & ~abroad).then(pl.lit(code) + bare)).to_series()


def _valid(country: "PhoneMetadata") -> tuple[str, str]:
    """What every number of a country looks like, and what one of a known kind does."""
    found = [getattr(country, kind) for kind in ("general_desc", *KINDS)]
    patterns = [kind.national_number_pattern for kind in found if kind is not None and kind.national_number_pattern]
    return f"^(?:{patterns[0]})$", f"^(?:{'|'.join(patterns[1:])})$"
