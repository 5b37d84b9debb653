"""The files that a path or pattern names, here or in a bucket, as units."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from xseg.diagnostics import Sink
from xseg.profiles import messages as told
from xseg.profiles.formats.chunk import Unreadable
from xseg.profiles.sources import buckets, local, messages, scratch
from xseg.profiles.sources.environment import Resolved, resolved
from xseg.profiles.sources.fetched import FetchedUnit, sha256
from xseg.profiles.sources.form import Form, Origin, format_of
from xseg.profiles.sources.plain import UTF_8
from xseg.profiles.sources.units import Known, Unit

PATTERN = ("*", "[")
"""Signs that make a pattern of an address in a bucket."""


def units(
    root: Path, pattern: str, origin: Origin, *, form: Form, known: Mapping[str, Known], sink: Sink
) -> Sequence[Unit] | None:
    """Every file that matches, in order of name; the format is by its ending where `form` has none. None, told in the
    sink, where there is none, or one cannot be reached.
    """
    address = resolved(pattern, origin.name, origin.at(pattern), sink)
    if address is None:
        return None
    if buckets.is_address(address.text):
        return _objects(address, pattern, origin, form, known, sink)
    return local.files(root, address, origin, form=form, known=known, sink=sink)


def _objects(
    address: Resolved, pattern: str, origin: Origin, form: Form, known: Mapping[str, Known], sink: Sink
) -> list[Unit] | None:
    span = origin.at(pattern)
    try:
        found = buckets.listed(address.text) if any(sign in address.text for sign in PATTERN) else [address.text]
    except buckets.Failed as failed:
        sink.add(messages.bucket_failed(pattern, origin.name, str(failed), span))
        return None
    if not found:
        sink.add(messages.missing_object(pattern, origin.name, span))
        return None
    assert form.scratch is not None, "what is fetched lies beside the state"
    folder = scratch.incoming(form.scratch, origin.name, pattern)
    made: list[Unit] = []
    for place, name in enumerate(found):
        unit = _object(name, address.hidden(name), folder / f"{place}", origin, form, sink)
        if unit is None:
            return None
        before = known.get(unit.name)
        if before is not None and before.fingerprint == unit.fingerprint:
            unit.file.unlink()  # it is not read again
        made.append(unit)
    return made


def _object(address: str, name: str, file: Path, origin: Origin, form: Form, sink: Sink) -> FetchedUnit | None:
    span = origin.span
    format_ = form.format or format_of(name)
    if format_ is None:
        sink.add(told.unknown_format(name, origin.name, span))
        return None
    form = form.of(format_)
    if format_ == "csv" and form.dialect.encoding not in UTF_8:
        sink.add(messages.encoding_in_bucket(name, origin.name, form.dialect.encoding, span))
        return None
    again = partial(_fetch, address, name=name, form=form, origin=origin)
    try:
        again(file)
    except Unreadable as unreadable:
        for diagnostic in unreadable.found:
            sink.add(diagnostic)
        return None
    changed = partial(messages.bucket_failed, name, origin.name, "it changed while it was read", span)
    return FetchedUnit(name, file, sha256(file), file.stat().st_size, form, origin, again, changed)


def _fetch(address: str, file: Path, *, name: str, form: Form, origin: Origin) -> None:
    assert form.format is not None, "the format of a file is known before it is fetched"
    try:
        buckets.fetch(address, file, format_=form.format)
    except buckets.Missing:
        raise Unreadable(messages.missing_object(name, origin.name, origin.span)) from None
    except buckets.Failed as failed:
        raise Unreadable(messages.bucket_failed(name, origin.name, str(failed), origin.span)) from None
