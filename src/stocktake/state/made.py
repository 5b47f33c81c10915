"""What extractors made of every file, as it is remembered: fetched and decoded for those files that are asked about.

It is kept in buckets of neighbouring files, each in three parts: an edit looks at what was read for all files, at the
items of the files in a few chunks, and at the links between files only where imports or exports are different.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import Final, Literal, TypeVar

import msgspec
from msgspec import Raw, Struct

from stocktake.encoding import to_packed
from stocktake.errors import LostError
from stocktake.marks import Marks, marks_in, packed_marks

T = TypeVar("T")

Reads = dict[str, list[int]]
"""What was read, by kind: numbers of files, :data:`EVERY_FILE` for all; of the kind :data:`MARKED` other numbers."""

EVERY_FILE = 2**32 - 1
"""Takes five bytes where it is kept, as no other number does that is in use: so it can be searched for."""

Line = tuple[int, str, bytes]
"""One item: its line, its name, and itself as JSON."""

Links = list[tuple[str, str, str]]
"""Links as (kind, source, target)."""

MARKED: Final = "marked"
"""A kind of reads: they are no numbers of files, but stand for something else that was read."""

NOTHING: Final = Raw(b"\x90")
NO_READS: Final = Raw(b"\x80")

Kind = Literal["items", "origins", "links", "asked"]
"""A part of a bucket: items with their counters; origins; links of files; marks of the paths they asked about."""

KINDS: Final[tuple[Kind, ...]] = ("items", "origins", "links", "asked")

_FEW = 64
"""More numbers than that are not searched for one by one."""


class Part(Struct, array_like=True):
    """What one extractor made of one file: its items, their counters, links, and what was read for the items and for
    the links."""

    lines: Raw = NOTHING
    counters: dict[str, int] = {}
    reads: Raw = NO_READS
    links: Raw = NOTHING
    link_reads: Raw = NO_READS


Packed = Raw
"""A :class:`Part`, or another record, as it is kept: as objects they would take ten times the memory and a good part
of the time of an edit, and most are never looked at."""


class Items(Struct, array_like=True):
    """Of a part, what is published of it."""

    lines: Raw = NOTHING
    counters: dict[str, int] = {}


class Origin(Struct, array_like=True):
    """Of a part, what it was made from, and its links."""

    reads: Raw = NO_READS
    links: Raw = NOTHING
    link_reads: Raw = NO_READS


class FileMade(Struct, array_like=True):
    """What was made of one file: a part by extractor, :class:`stocktake.resolve.file_links.FileLinks`, and the
    :data:`stocktake.marks.Marks` of all paths that were asked about for its imports. None in place of a part: nothing
    was made; an extractor that is not among them keeps the part that it has."""

    parts: dict[str, Packed | None]
    links: Packed
    asked: Marks = b""


Fetch = Callable[[int, Kind], bytes]
"""A part of a bucket, by number; raises :class:`LostError`."""


class Made:
    """What was made of every file: what is kept is fetched from buckets, whose first paths are ``bounds``; ``reached``
    has of each what :func:`reached` says. ``fresh`` is what to keep next time instead: who asks is told what was made
    before.

    Whatever looks at what is kept may raise :class:`LostError`.
    """

    def __init__(
        self,
        fresh: Mapping[str, FileMade],
        bounds: Sequence[str] = (),
        fetch: Fetch | None = None,
        reached: Sequence[Set[int]] = (),
    ) -> None:
        self.fresh = fresh
        self.bounds = bounds
        self._fetch = fetch
        self._reached = reached
        self._buckets: dict[tuple[int, Kind], dict[str, Raw]] = {}

    def renewed(self, fresh: Mapping[str, FileMade]) -> Made:
        """The same, but for files that are ``fresh``."""
        made = Made(fresh, self.bounds, self._fetch, self._reached)
        made._buckets = self._buckets
        return made

    def items(self, path: str, name: str) -> Items:
        """What an extractor published of a file; empty where it did not."""
        return self._items(path).get(name, Items())

    def _items(self, path: str) -> Mapping[str, Items]:
        kept = self._kept(path, "items")
        return _items.decode(kept) if kept is not None else {}

    def origins(self, path: str) -> Mapping[str, Origin]:
        """What the parts of a file were made from, by extractor."""
        kept = self._kept(path, "origins")
        return _origins.decode(kept) if kept is not None else {}

    def towards(self, numbers: Collection[int]) -> Sequence[int]:
        """The buckets with files that were made from, or have links to, something of the files ``numbers``."""
        return [number for number, reached in enumerate(self._reached) if not reached.isdisjoint(numbers)]

    def linked(self, name: str, number: int) -> Iterator[tuple[str, Raw]]:
        """The links of an extractor, of every file of a bucket that has any."""
        # All of a bucket at once: a call for each file would take most of the time.
        for path, origins in _decoded(self._raw(number, "origins"), _all_origins).items():
            if name in origins and origins[name].links != NOTHING:
                yield path, origins[name].links

    def links(self, path: str) -> Packed | None:
        """The links of a file to others."""
        return self._kept(path, "links")

    def links_with(self, path: str, numbers: Collection[int]) -> Iterator[tuple[str, Packed]]:
        """The links of the files in which the file ``path`` may be, by its ``numbers``."""
        few = [to_packed(path)]
        for number in self.towards(numbers):
            for other, kept in self._bucket(number, "links").items():
                if _holds(bytes(kept), few):
                    yield other, kept

    def asked(self, path: str) -> Marks:
        """The marks of all paths that were asked about for the imports of a file."""
        kept = self._kept(path, "asked")
        return msgspec.msgpack.decode(kept, type=bytes) if kept is not None else b""

    def asking(self, marks: Set[int]) -> Iterator[str]:
        """The files of which an import asked about a path with one of the marks, and maybe some others."""
        few = [packed_marks([mark]) for mark in marks]
        for number in range(len(self.bounds)):
            data = self._raw(number, "asked")
            if len(few) > _FEW:
                asked = _decoded(data, _asked)
                yield from (path for path, own in asked.items() if not marks.isdisjoint(marks_in(own)))
            elif _holds(data, few):
                yield from (path for path, kept in self._bucket(number, "asked").items() if _holds(bytes(kept), few))

    def readers(self, numbers: Collection[int]) -> Iterator[tuple[str, Mapping[str, Origin]]]:
        """The files that may have been made from something of the files ``numbers``, those among them that were."""
        few = [to_packed(number) for number in numbers] if len(numbers) <= _FEW else [b""]
        for number in self.towards(numbers):
            for path, kept in self._bucket(number, "origins").items():
                if _holds(bytes(kept), few):
                    yield path, _origins.decode(kept)

    def differs(self, path: str, kind: Kind) -> bool:
        """Whether a part of what is to be kept of a file is another one than what is kept."""
        return self._kept(path, kind) != Raw(to_packed(self._to_keep(path, kind)))

    def packed_bucket(self, paths: Iterable[str], kind: Kind) -> bytes:
        """A part of the bucket of these files, to be kept."""
        return to_packed({path: self._to_keep(path, kind) for path in paths})

    def _to_keep(self, path: str, kind: Kind) -> object:
        made = self.fresh.get(path)
        if made is None:
            kept = self._kept(path, kind)
            if kept is None:
                raise LostError(path)
            return kept
        if kind == "links":
            return made.links
        if kind == "asked":
            return made.asked
        parts = {name: part_of(part) for name, part in made.parts.items() if part is not None}
        if kind == "items":
            items = {name: Items(part.lines, part.counters) for name, part in parts.items() if part.lines != NOTHING}
            return {**self._others(path, made, self._items), **items}
        origins = {name: Origin(part.reads, part.links, part.link_reads) for name, part in parts.items()}
        return {**self._others(path, made, self.origins), **origins}

    def _others(self, path: str, made: FileMade, kept: Callable[[str], Mapping[str, T]]) -> dict[str, T]:
        """What is kept of a file by extractors that made nothing new of it."""
        return {name: each for name, each in kept(path).items() if name not in made.parts} if self._fetch else {}

    def _kept(self, path: str, kind: Kind) -> Raw | None:
        number = bucket_of(self.bounds, path)
        return self._bucket(number, kind).get(path) if number >= 0 else None

    def _bucket(self, number: int, kind: Kind) -> dict[str, Raw]:
        known = self._buckets.get((number, kind))
        if known is None:
            known = self._buckets[number, kind] = _decoded(self._raw(number, kind), _bucket)
        return known

    def _raw(self, number: int, kind: Kind) -> bytes:
        if self._fetch is None:
            raise LostError("nothing was kept")
        return self._fetch(number, kind)


def bucket_of(bounds: Sequence[str], path: str) -> int:
    """The number of the bucket of a file, where ``bounds`` are the first paths of the buckets."""
    return max(bisect_right(bounds, path) - 1, 0) if bounds else -1


def reached(made: Iterable[FileMade], numbers: Mapping[str, int]) -> frozenset[int]:
    """The files that others were made from, or have links to, by the ``numbers`` of all files."""
    found: set[int] = set()
    targets: set[str] = set()
    for each in made:
        for part in (part_of(packed) for packed in each.parts.values() if packed is not None):
            for reads in (part.reads, part.link_reads):
                if reads != NO_READS:
                    found.update(*(own for kind, own in reads_of(reads).items() if kind != MARKED))
            if part.links != NOTHING:
                targets.update(target for _, _, target in links_of(part.links))
        targets.update(_texts(msgspec.msgpack.decode(each.links)))
    for target in targets:
        found.update(numbers_of(target, numbers))
    return frozenset(found)


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, at any depth."""
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            todo.extend(each.values())
        elif isinstance(each, list):
            todo.extend(each)


def numbers_of(where: str, numbers: Mapping[str, int]) -> Sequence[int]:
    """The file that is, or declares, ``where``. A path may have a ``#`` of its own: every reading counts."""
    if where in numbers:
        return (numbers[where],)
    ends = [at for at, character in enumerate(where) if character == "#"]
    return [numbers[where[:end]] for end in ends if where[:end] in numbers]


def encoded(what: Sequence[Line] | Sequence[tuple[str, str, str]]) -> Raw:
    """Lines or links as they are remembered."""
    return Raw(to_packed(what)) if what else NOTHING


def encoded_reads(reads: Reads) -> Raw:
    """Reads as they are remembered."""
    return Raw(to_packed(reads)) if reads else NO_READS


def packed(part: Part) -> Packed:
    """A part as it is kept."""
    return Raw(to_packed(part))


def part_of(kept: Packed) -> Part:
    """A part, from how it is kept."""
    return _part.decode(kept)


def lines_of(lines: Raw) -> list[Line]:
    """Lines, from how they are remembered."""
    return _lines.decode(lines)


def links_of(links: Raw) -> Links:
    """Links, from how they are remembered."""
    return _links.decode(links)


def reads_of(reads: Raw) -> Reads:
    """Reads, from how they are remembered."""
    return _reads.decode(reads)


def _decoded(data: bytes, decoder: msgspec.msgpack.Decoder[T]) -> T:
    try:
        return decoder.decode(data)
    except msgspec.DecodeError as error:
        raise LostError(str(error)) from None


def _holds(data: bytes, few: Sequence[bytes]) -> bool:
    return any(each in data for each in few)


_part: msgspec.msgpack.Decoder[Part] = msgspec.msgpack.Decoder(Part)
_lines: msgspec.msgpack.Decoder[list[Line]] = msgspec.msgpack.Decoder(list[Line])
_links: msgspec.msgpack.Decoder[Links] = msgspec.msgpack.Decoder(Links)
_reads: msgspec.msgpack.Decoder[Reads] = msgspec.msgpack.Decoder(Reads)
_items: msgspec.msgpack.Decoder[dict[str, Items]] = msgspec.msgpack.Decoder(dict[str, Items])
_origins: msgspec.msgpack.Decoder[dict[str, Origin]] = msgspec.msgpack.Decoder(dict[str, Origin])
_all_origins: msgspec.msgpack.Decoder[dict[str, dict[str, Origin]]] = msgspec.msgpack.Decoder(
    dict[str, dict[str, Origin]]
)
_asked: msgspec.msgpack.Decoder[dict[str, bytes]] = msgspec.msgpack.Decoder(dict[str, bytes])
_bucket: msgspec.msgpack.Decoder[dict[str, Raw]] = msgspec.msgpack.Decoder(dict[str, Raw])
