"""What the last run made of every file, so that the next one computes only what a change can reach.

Kept in the facts cache, in buckets of neighbouring files: an edit rewrites those it touches. Each part of a bucket has
a checksum in the header, and the header one of itself; whatever is damaged or was made under another key is as if it
were not there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

import msgspec
from msgspec import Struct

from stocktake.digests import digest
from stocktake.encoding import to_packed
from stocktake.errors import LostError
from stocktake.model import InventoryManifest, Outcome, SourceEntry
from stocktake.state.made import KINDS, Kind, Made, bucket_of, reached
from stocktake.state.marked import Notes, marked, unmarked

FORMAT = 14
BUCKET = 256
"""Files in a bucket, at first."""

_HEADER = "remembered"


class FileRecord(Struct, array_like=True):
    """One file. ``given`` is why its path says that it is skipped ("" for no reason); ``outcome`` is without its facts;
    ``having`` are the extractors that have some, in order, a comma between any two. ``imports`` is a digest over what
    its imports lead to, and ``probes`` are the .json files whose presence or absence decided that."""

    given: str
    outcome: Outcome
    having: str
    imports: str
    probes: dict[str, bool]


class Answers(Struct, array_like=True):
    """What is known of all files together: unused exports and import cycles by path, and cycles of links by extractor
    and kind, then by declaration; the files that a file re-exports by ``export *``. What is not listed has none.
    ``entries`` are the files that packages offer or run."""

    unused: dict[str, list[str]] = {}
    import_cycles: dict[str, list[str]] = {}
    link_cycles: dict[str, dict[str, list[str]]] = {}
    stars: dict[str, list[str]] = {}
    entries: list[str] = []


class Layout(Struct, array_like=True):
    """An inventory as it was published: its manifest, its counters before they were summarised, and by chunk the files
    whose items are in it, as numbers (those below 0 are of what else items were made from), and the bytes of the items
    (see :func:`stocktake.state.chunks.size_of_items`)."""

    manifest: InventoryManifest
    files: list[list[int]]
    sizes: list[int]
    counters: dict[str, int]


class View(Struct, array_like=True):
    """What of all that is in view an import may depend on: the paths it may lead to, the folders, symbolic links."""

    names: list[str]
    folders: list[str]
    links: tuple[tuple[str, str], ...]


class Remembered(Struct):
    """Everything that is remembered of a run. ``key``: what all of it depends on, as digests with a name each;
    ``view``: what the part of it stands for that may be different (where it is not, None in what is loaded);
    ``numbers`` are those that reads have for ``paths``; ``others``: what else but source files the items were computed
    from. ``kept`` is what is in the cache of it already, or of the run before; ``saved`` is the header to be, once the
    buckets are in the cache and ``made`` is no longer needed for them."""

    key: dict[str, str]
    view: View | None
    paths: list[str]
    numbers: list[int]
    answers: Answers
    files: dict[str, FileRecord]
    made: Made
    layouts: dict[str, Layout] = {}
    others: list[SourceEntry] = []
    kept: Kept | None = None
    saved: _Header | None = None

    def numbered(self) -> dict[str, int]:
        """The numbers that reads have, by path."""
        return dict(zip(self.paths, self.numbers, strict=True))


class _Header(Struct, array_like=True):
    """``bounds`` are the first paths of the buckets, ``checksums`` of each bucket those of its records and parts,
    ``reached`` the files that its own were made from (see :func:`stocktake.state.made.reached`); ``shared`` are the
    checksums of what is not in buckets."""

    format: int
    key: dict[str, str]
    bounds: list[str]
    checksums: list[list[str]]
    reached: list[frozenset[int]]
    shared: dict[str, str]


class Kept(NamedTuple):
    """What is in the cache: the header, and of what is not in buckets what it was when it was loaded."""

    header: _Header
    shared: Mapping[str, object]


_SHARED: Final[dict[str, msgspec.msgpack.Decoder[Any]]] = {
    "paths": msgspec.msgpack.Decoder(list[str]),
    "numbers": msgspec.msgpack.Decoder(list[int]),
    "answers": msgspec.msgpack.Decoder(Answers),
    "layouts": msgspec.msgpack.Decoder(dict[str, Layout]),
    "others": msgspec.msgpack.Decoder(list[SourceEntry]),
}
"""The fields of :class:`Remembered` that are kept as a record each, none in a bucket."""


def load(notes: Notes, key: Mapping[str, str], free: str = "") -> tuple[Remembered | None, str]:
    """What is remembered under ``key``, as far as it is undamaged; or None and why: the names of what is different. The
    part of the key named ``free`` may be different. What was made of files is looked at when it is asked for."""
    header = unmarked(notes.note(_HEADER), _Header)
    if header is None or header.format != FORMAT:
        return None, "nothing remembered"
    different = [name for name in key if name != free and header.key.get(name) != key[name]]
    if different:
        return None, ", ".join(different)
    buckets = _Buckets(notes, header.checksums)
    files: dict[str, FileRecord] = {}

    def record(name: str) -> bytes:
        return _checked(notes, f"{_HEADER}.{name}", header.shared.get(name))

    try:
        shared = {name: decoder.decode(record(name)) for name, decoder in _SHARED.items()}
        view = _view.decode(record(_VIEW)) if header.key != key else None
        for number in range(len(header.bounds)):
            files.update(_records.decode(buckets.fetch(number, "record")))
    except (LostError, msgspec.DecodeError):
        return None, "what was remembered is damaged"
    made = Made({}, header.bounds, buckets.fetch, reached=header.reached)
    return Remembered(header.key, view, files=files, made=made, kept=Kept(header, shared), **shared), ""


_VIEW = "view"
_view: msgspec.msgpack.Decoder[View] = msgspec.msgpack.Decoder(View)

RecordPart = Kind | Literal["record"]
"""A part of all that is remembered of a file: of what was made of it, or its :class:`FileRecord`."""

RECORD_PARTS: Final[tuple[RecordPart, ...]] = (*KINDS, "record")
"""The parts of a bucket, in order."""


class _Buckets:
    """The buckets, each checked when it is first looked at."""

    def __init__(self, notes: Notes, checksums: Sequence[Sequence[str]]) -> None:
        self._notes = notes
        self._checksums = checksums

    def fetch(self, number: int, part: RecordPart) -> bytes:
        place = RECORD_PARTS.index(part)
        return _checked(self._notes, _name(number, place), self._checksums[number][place])


def save_made(notes: Notes, remembered: Remembered) -> _Header:
    """Keep what was made of all files, where nothing is taken over, and hold it no longer: it is more than all that is
    published. Nothing is remembered until :func:`save`."""
    before = unmarked(notes.note(_HEADER), _Header)
    notes.keep_note(_HEADER, b"")
    bounds = sorted(remembered.files)[::BUCKET]
    checksums, reach = [[""] * len(RECORD_PARTS) for _ in bounds], [frozenset[int]()] * len(bounds)
    saved = _Header(FORMAT, remembered.key, bounds, checksums, reach, {})
    _save_buckets(notes, remembered, saved, dict.fromkeys(range(len(bounds)), RECORD_PARTS))
    for number in range(len(bounds), len(before.bounds) if before is not None else 0):
        for part in range(len(RECORD_PARTS)):
            notes.keep_note(_name(number, part), b"")
    remembered.saved, remembered.made = saved, Made({})
    return saved


def _save_buckets(
    notes: Notes, remembered: Remembered, saved: _Header, touched: Mapping[int, Collection[RecordPart]]
) -> None:
    """Keep the parts of buckets that are ``touched``, and note in ``saved`` what they are."""
    paths = sorted(remembered.files)
    numbers = remembered.numbered()
    fresh = remembered.made.fresh
    starts = [0, *(bisect_left(paths, bound) for bound in saved.bounds[1:]), len(paths)]
    for number, parts in touched.items():
        inside = paths[starts[number] : starts[number + 1]]
        # What they were made from before is not taken out: that would take a look at all of them, for next to nothing.
        saved.reached[number] |= reached((fresh[path] for path in inside if path in fresh), numbers)
        for kind in parts:
            if kind == "record":
                data = to_packed({path: remembered.files[path] for path in inside})
            else:
                data = remembered.made.packed_bucket(inside, kind)
            part = RECORD_PARTS.index(kind)
            saved.checksums[number][part] = digest(data)
            notes.keep_note(_name(number, part), data)


def save(notes: Notes, remembered: Remembered, changed: Mapping[str, Collection[RecordPart]] | None) -> None:
    """Keep it. ``changed`` are the paths of which something is other than what is kept, or gone, with the parts that
    are; None: nothing is kept of what was before. The header goes last, so that what is interrupted is not believed.

    Raises:
        LostError: of what is to be kept on, something is gone.
    """
    kept = remembered.kept
    if changed is None or kept is None or not kept.header.bounds:
        kept = None
        saved = remembered.saved or save_made(notes, remembered)
    else:
        header = kept.header
        checksums, reach = [list(each) for each in header.checksums], list(header.reached)
        saved = _Header(FORMAT, remembered.key, header.bounds, checksums, reach, dict(header.shared))
        touched: dict[int, set[RecordPart]] = {}
        for path, parts in changed.items():
            touched.setdefault(bucket_of(saved.bounds, path), set()).update(parts)
        _save_buckets(notes, remembered, saved, touched)
    fresh = {name: getattr(remembered, name) for name in _SHARED}
    if kept is not None:
        fresh = {name: value for name, value in fresh.items() if kept.shared[name] != value}
    if remembered.view is not None and (kept is None or kept.header.key != remembered.key):
        fresh[_VIEW] = remembered.view
    for name, value in fresh.items():
        data = to_packed(value)
        saved.shared[name] = digest(data)
        notes.keep_note(f"{_HEADER}.{name}", data)
    notes.keep_note(_HEADER, marked(saved))


def _checked(notes: Notes, name: str, checksum: str | None) -> bytes:
    """A record, if it is there and is what its checksum says."""
    data = notes.note(name)
    if not isinstance(data, bytes) or digest(data) != checksum:
        raise LostError(name)
    return data


def _name(number: int, part: int) -> str:
    return f"{_HEADER}.{number}.{part}"


_records: msgspec.msgpack.Decoder[dict[str, FileRecord]] = msgspec.msgpack.Decoder(dict[str, FileRecord])
