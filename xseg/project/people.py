"""Channels, purposes, identity keys and lists: the names that rules and sources share."""

from collections.abc import Iterable, Iterator

from xseg.project import messages
from xseg.project.names import check_name
from xseg.project.places import read_list_place
from xseg.project.project import Channel, Key, ListDeclaration, Purpose
from xseg.project.tables import Tables
from xseg.project.written.people import KeyTable
from xseg.project.written.read import ProjectFile


def channels(tables: Tables, file: ProjectFile) -> dict[str, Channel]:
    """The declared channels; the purpose that one needs must be declared too."""
    found = {}
    for name, form in tables.channels.items():
        check_name(file, name, file.key("channels", name), what="a channel")
        if form.consent is not None and form.consent not in tables.purpose_names:
            where = file.value("channels", name, "consent")
            file.add(messages.undeclared_purpose(where, form.consent, tables.purpose_names))
        found[name] = Channel(name, form.label or name, form.consent)
    return found


def purposes(tables: Tables, file: ProjectFile) -> dict[str, Purpose]:
    """The declared purposes."""
    for name in tables.purposes:
        check_name(file, name, file.key("consent", name), what="a purpose")
    return {name: Purpose(name, form.default, tuple(form.refuses)) for name, form in tables.purposes.items()}


def key_names(tables: Tables) -> tuple[str, ...]:
    """The identity keys that sources may bring: single ones and the parts of composite ones, each once."""
    if tables.identity is None:
        return ()
    return tuple(dict.fromkeys(part for parts in _written_keys(tables) for part in parts))


def keys(tables: Tables, file: ProjectFile) -> tuple[Key, ...]:
    """The identity keys, strongest first; a composite is called by its parts with `+` between them."""
    if tables.identity is None:
        return ()
    seen: dict[tuple[str, ...], int] = {}
    for place, parts in enumerate(_written_keys(tables)):
        where = file.value("identity", "keys", place)
        for part in parts:
            check_name(file, part, where, what="an identity key")
        if part_twice := next((part for part in parts if parts.count(part) > 1), None):
            file.add(messages.repeated(where, f"`{part_twice}`"))
        first = seen.setdefault(tuple(sorted(parts)), place)
        if first != place:
            file.add(messages.repeated(where, "this key", first=file.value("identity", "keys", first)))
    _check_tables_belong(tables, file)
    strongest = next(_written_keys(tables))
    if len(strongest) == 1 and tables.key_tables.get(strongest[0], KeyTable()).limit is not None:
        file.add(messages.limit_of_strongest(file.key("identity", strongest[0], "limit"), strongest[0]))
    return tuple(_key(parts, place, tables, file) for place, parts in enumerate(_written_keys(tables)))


def _written_keys(tables: Tables) -> Iterator[tuple[str, ...]]:
    written = tables.identity.keys if tables.identity is not None else []
    return (tuple(entry) if isinstance(entry, list) else (entry,) for entry in written)


def _key(parts: tuple[str, ...], place: int, tables: Tables, file: ProjectFile) -> Key:
    forms = [tables.key_tables.get(part, KeyTable()) for part in parts]
    if len(parts) == 1:
        form = forms[0]
        ignore = tuple(form.ignore)
        options = (form.limit, form.exclusive, form.region, form.placeholders)
        return Key(parts[0], parts, form.normalise, ignore, *options)
    if len({(form.normalise, form.region) for form in forms}) > 1:
        what = "parts of one composite key that are normalised in different ways"
        where = file.value("identity", "keys", place)
        file.add(messages.not_built(where, what, "give each part the same `normalise`"))
    ignore = tuple(dict.fromkeys(pattern for form in forms for pattern in form.ignore))
    known = all(form.placeholders for form in forms)
    return Key("+".join(parts), parts, forms[0].normalise, ignore, region=forms[0].region, placeholders=known)


def _check_tables_belong(tables: Tables, file: ProjectFile) -> None:
    """A table below [identity] is that of a key; `limit` needs a key of its own."""
    declared = set(key_names(tables))
    alone = {parts[0] for parts in _written_keys(tables) if len(parts) == 1}
    for name, form in tables.key_tables.items():
        if name not in declared:
            where = file.key("identity", name)
            file.add(messages.undeclared_key(where, name, declared - set(tables.key_tables), quoted=False))
        elif form.region is not None and form.normalise != "phone":
            file.add(messages.region_without_phone(file.key("identity", name, "region")))
        elif form.limit is not None and name not in alone:
            what = "a limit on a part of a composite key"
            file.add(messages.not_built(file.key("identity", name, "limit"), what, "delete it"))
        elif form.exclusive and name not in alone:
            what = "a part of a composite key that is exclusive"
            file.add(messages.not_built(file.key("identity", name, "exclusive"), what, "delete it"))


def lists(tables: Tables, file: ProjectFile) -> dict[str, ListDeclaration]:
    """The declared lists; what they hold must be an identity key that stands alone."""
    known = key_names(tables)
    found = {}
    for name, form in tables.lists.items():
        span = file.key("lists", name)
        check_name(file, name, span, what="a list")
        if tables.identity is not None and form.key not in known:
            file.add(messages.undeclared_key(file.value("lists", name, "key"), form.key, known, quoted=True))
        place = read_list_place(file, form, ("lists", name))
        found[name] = ListDeclaration(name, form.key, form.column or form.key, span, place)
    return found


def check_keys_are_brought(used: Iterable[str], tables: Tables, file: ProjectFile) -> None:
    """Warn of identity keys that no source has."""
    brought = set(used)
    if ("sources",) in file.mended or not tables.sources:
        return
    for place, parts in enumerate(_written_keys(tables)):
        for part in parts:
            if part not in brought:
                brought.add(part)
                file.add(messages.key_without_source(file.value("identity", "keys", place), part))
