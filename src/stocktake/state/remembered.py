"""What the last run made of every file, so that the next one computes only what a change can reach.

Kept in the facts cache, in a few parts by path: an edit rewrites the parts it touches. Each part has a checksum in the
header, and the header one of itself; whatever is damaged or was made under another key is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

import msgspec
from msgspec import Struct

from stocktake.digests import digest
from stocktake.encoding import to_packed
from stocktake.model import InventoryManifest, Outcome, SourceEntry
from stocktake.state.marked import Notes, marked, unmarked

FORMAT = 4
_BUCKETS = 32
_HEADER = "remembered"

Reads = dict[str, list[int]]
"""What was read, by kind: numbers of files (their place in ``paths``); :data:`EVERY_FILE` stands for all."""

EVERY_FILE = -1


Line = tuple[int, str, bytes]
"""One item: its line, its name, and itself as JSON."""

Links = list[tuple[str, str, str]]
"""Links as (kind, source, target)."""

NOTHING = msgspec.Raw(b"\x90")
NO_READS = msgspec.Raw(b"\x80")


class Part(Struct, array_like=True):
    """What one extractor made of one file: its items, their counters, links, and what was read for the items and for
    the links."""

    lines: msgspec.Raw = NOTHING
    counters: dict[str, int] = {}
    reads: msgspec.Raw = NO_READS
    links: msgspec.Raw = NOTHING
    link_reads: msgspec.Raw = NO_READS


Packed = msgspec.Raw
"""A :class:`Part`, or another record, as it is kept: as objects they would take ten times the memory and a good part
of the time of an edit, and most are never looked at."""


class FileRecord(Struct, array_like=True):
    """One file. ``given`` is why its path says that it is skipped ("" for no reason); ``outcome`` is without its facts;
    ``having`` are the extractors that have some. ``imports`` is a digest over what its imports lead to, and ``probes``
    are the .json files whose presence or absence decided that. ``links`` are those of
    :class:`stocktake.resolve.file_links.FileLinks`."""

    given: str
    outcome: Outcome
    having: list[str]
    imports: str
    probes: dict[str, bool]
    parts: dict[str, Packed]
    links: Packed


class Answers(Struct, array_like=True):
    """What is known of all files together: unused exports and import cycles by path, and cycles of links by extractor
    and kind, then by declaration; the files that a file re-exports by ``export *``. What is not listed has none."""

    unused: dict[str, list[str]] = {}
    import_cycles: dict[str, list[str]] = {}
    link_cycles: dict[str, dict[str, list[str]]] = {}
    stars: dict[str, list[str]] = {}


class Layout(Struct, array_like=True):
    """An inventory as it was published: its manifest, its counters before they were summarised, and by chunk the files
    whose items are in it, as numbers, and the bytes of the items (see :func:`stocktake.state.chunks.size_of_items`)."""

    manifest: InventoryManifest
    paths: list[list[int]]
    sizes: list[int]
    counters: dict[str, int]


class Remembered(Struct):
    """Everything that is remembered of a run. ``key``: what all of it depends on, as digests with a name each;
    ``others``: what else but source files the items were computed from."""

    key: dict[str, str]
    paths: list[str]
    answers: Answers
    files: dict[str, FileRecord]
    layouts: dict[str, Layout] = {}
    others: list[SourceEntry] = []


def encoded(what: Sequence[Line] | Sequence[tuple[str, str, str]]) -> msgspec.Raw:
    """Lines or links as they are remembered."""
    return msgspec.Raw(to_packed(what)) if what else NOTHING


def encoded_reads(reads: Reads) -> msgspec.Raw:
    """Reads as they are remembered."""
    return msgspec.Raw(to_packed(reads)) if reads else NO_READS


def packed(part: Part) -> Packed:
    """A part as it is kept."""
    return msgspec.Raw(to_packed(part))


def part_of(kept: Packed) -> Part:
    """A part, from how it is kept."""
    return _part.decode(kept)


def lines_of(part: Part) -> list[Line]:
    """The lines of a part."""
    return _lines.decode(part.lines)


def links_of(part: Part) -> Links:
    """The links of a part."""
    return _links.decode(part.links)


def reads_of(reads: msgspec.Raw) -> Reads:
    """Reads, from how they are remembered."""
    return _reads.decode(reads)


class _Header(Struct, array_like=True):
    format: int
    key: dict[str, str]
    paths: list[str]
    answers: Answers
    layouts: dict[str, Layout]
    others: list[SourceEntry]
    checksums: list[str]


def load(notes: Notes, key: Mapping[str, str], free: str = "") -> tuple[Remembered | None, str]:
    """What is remembered under ``key``, whole and undamaged; or None and why: the names of what is different. The part
    of the key named ``free`` may be different."""
    header = unmarked(notes.note(_HEADER), _Header)
    if header is None or header.format != FORMAT or len(header.checksums) != _BUCKETS:
        return None, "nothing remembered"
    different = [name for name in key if name != free and header.key.get(name) != key[name]]
    if different:
        return None, ", ".join(different)
    files: dict[str, FileRecord] = {}
    for number, checksum in enumerate(header.checksums):
        data = notes.note(f"{_HEADER}.{number}")
        if not isinstance(data, bytes) or digest(data) != checksum:
            return None, "what was remembered is damaged"
        try:
            files.update(_bucket.decode(data))
        except msgspec.DecodeError:
            return None, "what was remembered is damaged"
    return Remembered(header.key, header.paths, header.answers, files, header.layouts, header.others), ""


def save(notes: Notes, remembered: Remembered, changed: Iterable[str] | None) -> None:
    """Keep it. ``changed`` are the paths whose records differ from what was kept before under the same key; None: all
    may. The header goes last, so that what is interrupted is not believed."""
    before = unmarked(notes.note(_HEADER), _Header) if changed is not None else None
    touched = range(_BUCKETS) if changed is None or before is None else sorted({_bucket_of(path) for path in changed})
    checksums = [""] * _BUCKETS if before is None else list(before.checksums)
    buckets: dict[int, dict[str, FileRecord]] = {number: {} for number in touched}
    for path, record in remembered.files.items():
        bucket = buckets.get(_bucket_of(path))
        if bucket is not None:
            bucket[path] = record
    for number, bucket in buckets.items():
        data = to_packed(bucket)
        checksums[number] = digest(data)
        notes.keep_note(f"{_HEADER}.{number}", data)
    kept = (remembered.key, remembered.paths, remembered.answers, remembered.layouts, remembered.others)
    whole = _Header(FORMAT, *kept, checksums)
    notes.keep_note(_HEADER, marked(whole))


def _bucket_of(path: str) -> int:
    return crc32(path.encode("utf-8", "surrogateescape")) % _BUCKETS


_part: msgspec.msgpack.Decoder[Part] = msgspec.msgpack.Decoder(Part)
_lines: msgspec.msgpack.Decoder[list[Line]] = msgspec.msgpack.Decoder(list[Line])
_links: msgspec.msgpack.Decoder[Links] = msgspec.msgpack.Decoder(Links)
_reads: msgspec.msgpack.Decoder[Reads] = msgspec.msgpack.Decoder(Reads)
_bucket: msgspec.msgpack.Decoder[Mapping[str, FileRecord]] = msgspec.msgpack.Decoder(dict[str, FileRecord])
