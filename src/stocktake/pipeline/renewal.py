"""Inventories whose items are where they were: chunks in which nothing is different are taken from what is published,
if it is there, and only the others are made again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from msgspec import structs

from stocktake.digests import digest
from stocktake.model import ChunkEntry
from stocktake.paths import path_order
from stocktake.state.assemble import CarriedInventory, Counted, entry_of, sources_digest
from stocktake.state.chunks import ChunkFile, ItemLine, chunk_of, size_of_items, split
from stocktake.state.layout import one_a_line
from stocktake.state.relayout import Change, Held, Weight, areas, changed_chunks
from stocktake.state.remembered import Layout

Read = Callable[[str], bytes | None]
"""From the path of a state file to its bytes, None where it cannot be read."""

IsSame = Callable[[str, str], bool]
"""Whether a chunk, by its path in the state folder, is known to be what a checksum says."""


class Content(Protocol):
    """An inventory, of which not all needs to be looked at."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def folder(self) -> str: ...  # noqa: D102
    @property
    def description(self) -> str: ...  # noqa: D102

    def lines(self, path: str) -> list[ItemLine]:
        """The items of one file."""

    def change(self, path: str) -> Change:
        """The items of one file, in view of those that it had."""

    def counted(self, counters: Mapping[str, int], changed: Iterable[str]) -> Counted | None:
        """How much there is now, if the counters were these before the items of the files ``changed``; None where only
        looking at all items tells."""


@dataclass(frozen=True)
class Surroundings:
    """What the published state was made from, and what of it is there: the numbers that layouts have of files (of those
    that were removed, too), those that ``changed``, the digests of all, and how large a chunk may be."""

    numbers: Mapping[str, int]
    changed: Set[str]
    digests: Mapping[str, str]
    budget: int
    read: Read
    is_same: IsSame

    @cached_property
    def paths(self) -> Mapping[int, str]:
        """Files by their numbers."""
        return {number: path for path, number in self.numbers.items()}


def renewed(
    content: Content, layout: Layout, different: Sequence[str], around: Surroundings
) -> tuple[CarriedInventory, Layout] | None:
    """The inventory, where the items of the files ``different`` came out otherwise than when it was published with
    ``layout``; None where they may belong into other chunks now wherever they lie, or a chunk is not there as it was
    written: then all of it has to be made again. The bytes of chunks that are known to be the same are left out."""
    counted = content.counted(layout.counters, different)
    made = _made(content, layout, different, around)
    if counted is None or made is None:
        return None
    fresh, gone = made
    chunks = {f"{each.name}.json": each.data for each in fresh}
    parts = [
        _Part(
            entry_of(each, around.digests),
            [around.numbers[path] for path in each.paths],
            size_of_items(content.name, each),
        )
        for each in fresh
    ]
    changed = {around.numbers[path] for path in around.changed if path in around.numbers}
    for index, part in enumerate(map(_Part, layout.manifest.chunks, layout.files, layout.sizes)):
        if index in gone:
            continue
        place = f"{content.folder}/{part.entry.file}"
        if not around.is_same(place, part.entry.checksum):
            data = around.read(place)
            if data is None or digest(data) != part.entry.checksum:
                return None
            chunks[part.entry.file] = data
        if not changed.isdisjoint(part.files):
            files = [around.paths[number] for number in part.files]
            entry = structs.replace(part.entry, sources_digest=sources_digest(files, around.digests))
            part = part._replace(entry=entry)
        parts.append(part)
    if fresh:
        parts.sort(key=lambda part: path_order(part.entry.name))
    count = sum(part.entry.item_count for part in parts)
    entries = [part.entry for part in parts]
    manifest = structs.replace(layout.manifest, chunks=entries, item_count=count, summary=counted.summary)
    found = CarriedInventory(content.name, content.folder, one_a_line(manifest), chunks, content.description, manifest)
    now = Layout(manifest, [part.files for part in parts], [part.size for part in parts], counted.counters)
    return found, now


class _Part(NamedTuple):
    """A chunk: what the manifest says of it, the numbers of its files, and the bytes of its items."""

    entry: ChunkEntry
    files: list[int]
    size: int


def _made(
    content: Content, layout: Layout, different: Sequence[str], around: Surroundings
) -> tuple[list[ChunkFile], set[int]] | None:
    """The chunks that are to be made again, and by place in the layout those they are for."""
    if not different:
        return [], set()
    if not around.numbers.keys() >= set(different):
        return None
    changes = {around.numbers[path]: content.change(path) for path in different}
    held = [
        Held(entry.name, Weight(entry.item_count, size), files)
        for entry, size, files in zip(layout.manifest.chunks, layout.sizes, layout.files, strict=True)
    ]

    def lines(files: Iterable[int]) -> list[ItemLine]:
        return [line for number in files for line in content.lines(around.paths[number])]

    now = changed_chunks(content.name, held, changes, around.budget)
    if now is not None:
        return [chunk_of(content.name, held[index].name, lines(held[index].files)) for index in now], set(now)
    anew = areas(held, around.paths, changes, around.budget)
    if anew is None:
        return None
    fresh = [
        chunk
        for area in anew
        for chunk in split(content.name, lines(area.files), around.budget, prefix=area.prefix, depth=area.depth)
    ]
    return fresh, {index for area in anew for index in area.chunks}
