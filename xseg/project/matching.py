"""[identity.match]: what of people is compared where they share no key, and how it is compared."""

from collections.abc import Iterable, Mapping

from xseg.project import messages
from xseg.project.project import Attribute, Compared, Key, Match
from xseg.project.types import CategoryType, DateType, ExactType, TextType, Type
from xseg.project.written.people import MatchTable
from xseg.project.written.read import ProjectFile

AT = ("identity", "match")
DESCRIBE: Mapping[Compared, frozenset[str]] = {
    "date": frozenset("birth born birthday birthdate dob geburtsdatum".split()),
    "name": frozenset(
        "name forename firstname surname lastname middlename vorname nachname street strasse address adresse city town "
        "suburb village ort stadt".split()
    ),
    "code": frozenset("postcode postal zip zipcode plz ssn passport tax vat iban plate house housenumber".split()),
    "exact": frozenset("gender sex country land state".split()),
}
"""Parts of names that say that an attribute tells one person from another, and how it is compared."""
NUMBERED = frozenset("number no nr".split())
"""With one of these, what a name describes is a number: `street_number`."""


def read_match(
    written: object, attributes: Mapping[str, Attribute], keys: Iterable[Key], file: ProjectFile
) -> Match | None:
    """What is declared; columns that nobody named are proposed. None, told, where there is nothing to compare."""
    form = file.read(MatchTable, written, AT)
    if form is None:
        return None
    keys = list(keys)
    single = {key.parts[0]: key for key in keys if len(key.parts) == 1}
    known = {*attributes, *single}
    for name in form.columns:
        if name not in known:
            file.add(messages.match_undeclared(file.key(*AT, "columns", name), name, known - set(form.columns)))
    columns = form.columns or proposed(attributes, keys)
    if not columns:
        file.add(messages.match_compares_nothing(file.key(*AT)))
        return None
    return Match(float(form.threshold), columns, form.limit, file.key(*AT))


def proposed(attributes: Mapping[str, Attribute], keys: Iterable[Key]) -> dict[str, Compared]:
    """Attributes that describe a person, by the words in their names and as parts of composite keys; e-mail addresses
    and phone numbers among the keys.
    """
    keys = list(keys)
    parts = {part for key in keys if len(key.parts) > 1 for part in key.parts}
    found = {name: kind for name, one in attributes.items() if (kind := _kind(name, one.type, part=name in parts))}
    for key in keys:
        if key.parts == (key.name,) and key.normalise in ("email", "phone"):
            found[key.name] = "email" if key.normalise == "email" else "code"
    return found


def _kind(name: str, type_: Type, *, part: bool) -> Compared | None:
    words = set(name.lower().replace(".", "_").split("_"))
    said: Compared | None = next((kind for kind, signs in DESCRIBE.items() if words & signs), None)
    match type_:
        case DateType() if part or said == "date":
            return "date"
        case TextType() | CategoryType() if said is not None:
            return "code" if said == "date" or words & NUMBERED else said
        case TextType() | CategoryType() if part:
            return "name"
        case ExactType(0) if part or said == "code":
            return "code"
        case _:
            return None
