"""Whose the files in a state folder are: what stocktake did not write is never replaced or removed.

A folder whose ``manifest.json`` is ours is a state of ours, and so is what lies in it at our places, however it was
edited or damaged. Where that manifest is missing or is none of ours, each file must show what it is: ``index.md`` by
its heading, the others by the keys they begin with. A file that is too damaged to show anything is ours where others
are, or where a complete state lies, and nothing else, of which no manifest can be read any more (a power cut leaves
that). To be replaced it must only lie in its place; to be removed it must show that it is damaged: text that is no JSON
may be anybody's.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from stocktake.encoding import from_json
from stocktake.errors import StateError
from stocktake.model import SCHEMA_VERSION
from stocktake.settings import MANIFEST
from stocktake.state import disk
from stocktake.state.assemble import COVERAGE, INDEX, SOURCES, TOP_FILES
from stocktake.state.index import HEAD
from stocktake.state.journal import is_place

_SIGNS: Final[Mapping[str, tuple[bytes, ...]]] = {
    MANIFEST: (b'"schema_version"', b'"generator"', b'"stocktake '),
    COVERAGE: (b'"schema_version"', b'"extracted"', b'"entries"'),
    INDEX: (HEAD.partition("\n")[0].encode(), b"stocktake"),
}

_OPENING: Final = b'{"schema_version":'
"""What every JSON file of ours begins with, white space left out."""

_NO_JSON: Final = object()


def claim(folder: str) -> None:
    """Refuse a state folder in which nothing can be published: what is published there comes from a newer stocktake, or
    files lie there, in the place of those that every publication writes, that stocktake did not write.

    Raises:
        StateError: that is so; it says what to do.
        OSError: a file cannot be read.
    """
    newer = newer_format(folder)
    if newer:
        raise StateError(
            f"{folder}/{MANIFEST} is of {told_version(newer)}, or run `stocktake clean --state` to begin anew"
        )
    refuse_foreign(folder, sorted(TOP_FILES))


def refuse_foreign(folder: str, replaced: Iterable[str], removed: Collection[str] = ()) -> None:
    """Refuse to have files in the state folder ``replaced`` or ``removed`` where stocktake did not write one of them.

    Raises:
        StateError, OSError: as :func:`claim`.
    """
    strange = foreign(folder, replaced, removed)
    if strange:
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        raise StateError(
            f"stocktake did not write {folder}/{strange[0]}{more}, which publishing would replace or remove: name "
            "another state folder (`output`), or move away what lies there"
        )


def foreign(folder: str, replaced: Iterable[str], removed: Collection[str] = ()) -> list[str]:
    """Of files in the state folder that are to be ``replaced`` or ``removed``, those that stocktake did not write."""
    if _is_ours(folder, MANIFEST):
        return []
    paths = [*replaced, *removed]
    strange = [path for path in paths if disk.kind(f"{folder}/{path}") == "file" and not _is_ours(folder, path)]
    if strange and (_has_traces(folder) or _is_all_damaged(folder)):
        return [path for path in strange if not _is_damaged(f"{folder}/{path}", path not in removed)]
    return strange


def newer_format(folder: str) -> int:
    """The format of what a newer stocktake published; 0 where there is nothing of the kind."""
    if disk.kind(f"{folder}/{MANIFEST}") != "file" or foreign(folder, [MANIFEST]):
        return 0
    try:
        version = from_json(disk.read(f"{folder}/{MANIFEST}"), dict[str, Any]).get("schema_version")
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return 0
    return version if isinstance(version, int) and version > SCHEMA_VERSION else 0


def told_version(version: int) -> str:
    """The words for published files of another format than ours, with what to do about a newer one."""
    if version > SCHEMA_VERSION:
        return f"format {version} of a newer stocktake; this one reads format {SCHEMA_VERSION}: update stocktake"
    return f"format {version} of an older stocktake; this one reads format {SCHEMA_VERSION}"


def ours_at_top(folder: str) -> list[str]:
    """The files directly in the state folder that are ours; the manifest is the first."""
    return [name for name in _SIGNS if disk.kind(f"{folder}/{name}") == "file" and _is_ours(folder, name)]


def inventory_folders(folder: str) -> list[str]:
    """Folders directly in the state folder that hold an inventory: their manifest looks like one of ours."""
    return [
        name
        for name, kind in disk.entries(folder)
        if kind == "folder" and not name.startswith(".") and looks_ours(f"{folder}/{name}/{MANIFEST}")
    ]


def looks_ours(path: str) -> bool:
    """Whether a plain file begins as our chunks and inventory manifests do, whatever follows."""
    if disk.kind(path) != "file":
        return False
    head = b"".join(disk.head(path, 200).split(None, 4)[:4])
    return head.startswith(_OPENING) and b',"inventory":' in head


def unlisted(
    folder: str, lies: Iterable[tuple[str, disk.Kind]], listed: Container[str], inventories: Container[str]
) -> Iterator[tuple[str, disk.Kind]]:
    """Of what ``lies`` in the state folder: whatever is named as a chunk, lies in the folder of an inventory, and is
    not ``listed``. It is what is left of other publications, or was put there by somebody.

    In the folders of ``inventories`` that is any file named so (and any link); in those of others, found by their
    manifest, only what has the form of our files: that manifest may come from anybody.
    """
    for path, kind in lies:
        top, _, below = path.partition("/")
        if kind == "folder" or not below or not path.endswith(".json") or not is_place(path):
            continue
        if path in listed or _normal(path) in listed:
            continue
        if top in inventories or looks_ours(f"{folder}/{path}"):
            yield path, kind


def _normal(path: str) -> str:
    """Names are written in NFC; some file systems give them back decomposed."""
    if path.isascii():
        return path
    import unicodedata

    return unicodedata.normalize("NFC", path)


def _is_ours(folder: str, path: str) -> bool:
    """Whether a file shows that it is ours; False where there is no file."""
    signs = _SIGNS.get(path)
    if signs is None:
        return looks_ours(f"{folder}/{path}")
    if disk.kind(f"{folder}/{path}") != "file":
        return False
    data = disk.read(f"{folder}/{path}")
    return all(sign in data for sign in signs)


def _has_traces(folder: str) -> bool:
    """Whether anything in the state folder shows that a state of ours is or was there."""
    return bool(ours_at_top(folder) or inventory_folders(folder))


def _is_all_damaged(folder: str) -> bool:
    """Whether a complete state lies there, and nothing else, of which no manifest is JSON any more."""
    lies = {name: kind for name, kind in disk.entries(folder) if not name.startswith(".")}
    folders = [name for name, kind in lies.items() if kind == "folder"]
    if SOURCES not in folders or lies.keys() != {*TOP_FILES, *folders}:
        return False
    manifests = [f"{folder}/{path}" for path in (MANIFEST, COVERAGE, *(f"{name}/{MANIFEST}" for name in folders))]
    return all(disk.kind(path) == "file" and _json(disk.read(path)) is _NO_JSON for path in manifests)


def _is_damaged(path: str, is_in_place: bool) -> bool:
    """Whether a file that does not show that it is ours may once have: it is not JSON any more, holds nothing, or has
    our first key. One that is not in the place of a file of ours must show the damage itself, as must a page."""
    data = disk.read(path)
    if not path.endswith(".json"):
        return HEAD.encode().startswith(data.strip()) or not _is_text(data)
    value = _json(data)
    if value is _NO_JSON:
        return is_in_place or _is_remains(data)
    return is_in_place and (not value or (isinstance(value, dict) and "schema_version" in value))


def _is_remains(data: bytes) -> bool:
    """Whether what is no JSON is what became of a file of ours: emptied, cut, overwritten, or merged with conflicts."""
    head = b"".join(data[:1000].split())
    is_merged = _OPENING in head and b',"inventory":' in head
    return _OPENING.startswith(head) or head.startswith(_OPENING) or is_merged or not _is_text(data)


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode()
    except UnicodeError:
        return False


def _json(data: bytes) -> Any:
    try:
        return from_json(data, Any)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return _NO_JSON
