"""Models as they are kept: plain JSON and plain arrays, numbered versions, and which one is in force."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from xseg.store import documents, folders, registry
from xseg.store.store import Store

Json = Mapping[str, object]
Arrays = Mapping[str, npt.NDArray[np.generic]]
KINDS = "biufU"
"""Kinds of array that are kept: booleans, whole numbers, floats, text. Objects never are."""
BYTES_MOST = 1 << 30


class Damaged(Exception):
    """A version on disk is not what was written; says what differs."""


def save(store: Store, name: str, content: Json, arrays: Arrays) -> int:
    """Keep a new version and return its number (from 1). The first version of a name goes in force by itself.

    `content` is JSON-able; `arrays` hold booleans, numbers or text. The same content gives the same bytes.
    """
    for array in arrays.values():
        assert array.dtype.kind in KINDS, f"{array.dtype} is not a plain array"
    folder = folders.make(store.path) / "models" / folders.safe(name)
    with registry.transaction(store.path) as connection:  # alone among processes, so every leftover is dead
        query = "select coalesce(max(version), 0) + 1 from models where name = ?"
        version = int(connection.execute(query, (name,)).fetchone()[0])
        folders.sweep(folder, named=lambda child: child.isdigit() and int(child) < version)
        pending = folders.make(folder / f"{folders.PENDING}{version}")
        _write(pending, content, arrays)
        digest = _digest(*_contents(pending))
        folders.settle(pending, folder / str(version))
        connection.execute("insert into models values (?, ?, ?)", (name, version, digest))
        if connection.execute("select 1 from promotions where name = ?", (name,)).fetchone() is None:
            connection.execute(PROMOTE, (name, version, 0))
    return version


def versions(store: Store, name: str) -> tuple[int, ...]:
    """The versions of a model, oldest first."""
    with registry.reading(store.path) as connection:
        if connection is None:
            return ()
        rows = connection.execute("select version from models where name = ? order by version", (name,)).fetchall()
    return tuple(version for (version,) in rows)


PROMOTE = "insert into promotions (name, version, back) values (?, ?, ?)"
"""Promotions are only ever added; the last one of a name says what is in force, `back` that it undid another."""


def in_force(store: Store) -> dict[str, int]:
    """Model → the version in force, by name."""
    return documents.in_force(store.path)


def promote(store: Store, name: str, version: int) -> None:
    """Put a version in force. Raises LookupError where there is no such version."""
    if version not in versions(store, name):
        raise LookupError(f"{name} has no version {version}")
    with registry.transaction(store.path) as connection:
        connection.execute(PROMOTE, (name, version, 0))


def history(store: Store, name: str) -> tuple[int, ...]:
    """The versions that were in force one after the other, undone promotions left out; the present one is the last."""
    query = "select version, back from promotions where name = ? order by id"
    with registry.reading(store.path) as connection:
        rows = [] if connection is None else connection.execute(query, (name,)).fetchall()
    found: list[int] = []
    for version, back in rows:
        if back:
            found.pop()
        elif not found or found[-1] != version:
            found.append(int(version))
    return tuple(found)


def promoted(store: Store, name: str) -> frozenset[int]:
    """The versions that ever were in force."""
    with registry.reading(store.path) as connection:
        query = "select distinct version from promotions where name = ?"
        rows = [] if connection is None else connection.execute(query, (name,)).fetchall()
    return frozenset(version for (version,) in rows)


def candidates(store: Store, name: str) -> tuple[int, ...]:
    """The versions that are newer than the one in force and never were in it, oldest first."""
    current, was = in_force(store).get(name, 0), promoted(store, name)
    return tuple(version for version in versions(store, name) if version > current and version not in was)


def taken_back(store: Store, name: str) -> bool:
    """Whether the version in force is there because somebody went back to it."""
    with registry.reading(store.path) as connection:
        query = "select back from promotions where name = ? order by id desc limit 1"
        row = None if connection is None else connection.execute(query, (name,)).fetchone()
    return row is not None and bool(row[0])


def roll_back(store: Store, name: str) -> int | None:
    """Put in force again what was in force before, and return its version; None where nothing was. Once more goes back
    one further.
    """
    before = history(store, name)[:-1]
    if not before:
        return None
    with registry.transaction(store.path) as connection:
        connection.execute(PROMOTE, (name, before[-1], 1))
    return before[-1]


def load(store: Store, name: str, version: int) -> tuple[dict[str, object], dict[str, npt.NDArray[np.generic]]]:
    """Content and arrays of a version, as saved. Raises LookupError where it was never saved, Damaged where its files
    are not what was written: their digest is held against the registry, and sizes and types of arrays against
    model.json.
    """
    digest = _known_digest(store, name, version)
    folder = documents.place(store.path, name, version)
    try:
        document, arrays = _contents(folder)
        if _digest(document, arrays) != digest:
            raise ValueError("its files are not what was written")
        return _read(document, arrays)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, zipfile.BadZipFile) as error:
        raise Damaged(f"{name} version {version}: {error}") from error


def _known_digest(store: Store, name: str, version: int) -> str:
    query = "select sha256 from models where name = ? and version = ?"
    with registry.reading(store.path) as connection:
        row = None if connection is None else connection.execute(query, (name, version)).fetchone()
    if row is None:
        raise LookupError(f"{name} has no version {version}")
    return str(row[0])


def _contents(folder: Path) -> tuple[bytes, bytes]:
    """model.json and arrays.npz."""
    files = [folder / documents.FILE, folder / "arrays.npz"]
    if sum(file.stat().st_size for file in files) > 2 * BYTES_MOST:
        raise ValueError("its files are larger than a model can be")
    document, arrays = (file.read_bytes() for file in files)
    return document, arrays


def _digest(document: bytes, arrays: bytes) -> str:
    """One SHA-256 over those of both files."""
    both = hashlib.sha256(document).digest() + hashlib.sha256(arrays).digest()
    return hashlib.sha256(both).hexdigest()


def _write(folder: Path, content: Json, arrays: Arrays) -> None:
    ordered = {key: np.ascontiguousarray(arrays[key]) for key in sorted(arrays)}
    written = {
        "content": content,
        "arrays": {key: {"dtype": array.dtype.str, "shape": list(array.shape)} for key, array in ordered.items()},
    }
    text = json.dumps(written, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    (folder / documents.FILE).write_text(text + "\n", encoding="utf-8")
    with zipfile.ZipFile(folder / "arrays.npz", "w", zipfile.ZIP_STORED) as archive:
        for key, array in ordered.items():
            with archive.open(zipfile.ZipInfo(f"{key}.npy"), "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array, version=(1, 0), allow_pickle=False)


def _read(document: bytes, stored: bytes) -> tuple[dict[str, object], dict[str, npt.NDArray[np.generic]]]:
    written = json.loads(document)
    declared = written["arrays"]
    _check_sizes(stored, declared)
    with np.load(io.BytesIO(stored), allow_pickle=False) as archive:
        arrays = {key: archive[key] for key in sorted(declared)}
    for key, array in arrays.items():
        if array.dtype.str != declared[key]["dtype"] or list(array.shape) != declared[key]["shape"]:
            raise ValueError(f"array {key} is not the declared one")
    return dict(written["content"]), arrays


def _check_sizes(stored: bytes, declared: Mapping[str, Mapping[str, object]]) -> None:
    with zipfile.ZipFile(io.BytesIO(stored)) as archive:
        entries = {entry.filename.removesuffix(".npy"): entry.file_size for entry in archive.infolist()}
    if set(entries) != set(declared):
        raise ValueError("arrays.npz holds other arrays than model.json declares")
    total = 0
    for key, size in entries.items():
        dtype = np.dtype(str(declared[key]["dtype"]))
        shape = declared[key]["shape"]
        if dtype.kind not in KINDS or not isinstance(shape, list):
            raise ValueError(f"array {key} is not a plain array")
        bytes_ = dtype.itemsize * int(np.prod(np.array(shape, dtype=object), initial=1))
        if not bytes_ <= size <= bytes_ + 4096:  # the header takes the rest
            raise ValueError(f"array {key} has another size than declared")
        total += size
    if total > BYTES_MOST:
        raise ValueError("arrays.npz is larger than a model can be")
