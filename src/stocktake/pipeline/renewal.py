"""Inventories whose items are where they were: chunks in which nothing is different are taken from what is published,
if it is there, and only the others are made again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from msgspec import structs

from stocktake.digests import digest
from stocktake.model import ChunkEntry
from stocktake.state.assemble import CarriedInventory, Counted, entry_of, sources_digest
from stocktake.state.chunks import ItemLine, chunk_of
from stocktake.state.layout import one_a_line
from stocktake.state.relayout import Change, Held, Weight, changed_chunks
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
    """What the published state was made from, and what of it is there: the files by the numbers that layouts have of
    them, those that ``changed``, the digests of all, and how large a chunk may be."""

    paths: Sequence[str]
    changed: Set[str]
    digests: Mapping[str, str]
    budget: int
    read: Read
    is_same: IsSame


def renewed(
    content: Content, layout: Layout, different: Sequence[str], around: Surroundings
) -> tuple[CarriedInventory, Layout] | None:
    """The inventory, where the items of the files ``different`` came out otherwise than when it was published with
    ``layout``; None where they may belong into other chunks now, or a chunk is not there as it was written: then all of
    it has to be made again. The bytes of chunks that are known to be the same are left out."""
    counted = content.counted(layout.counters, different)
    now = _now(content, layout, different, around)
    if counted is None or now is None:
        return None
    chunks: dict[str, bytes] = {}
    entries: list[ChunkEntry] = []
    sizes = list(layout.sizes)
    for index, (entry, numbers) in enumerate(zip(layout.manifest.chunks, layout.paths, strict=True)):
        files = [around.paths[number] for number in numbers]
        if index in now:
            made = chunk_of(content.name, entry.name, [line for path in files for line in content.lines(path)])
            chunks[entry.file], sizes[index] = made.data, now[index].size
            entries.append(entry_of(made, around.digests))
            continue
        place = f"{content.folder}/{entry.file}"
        if not around.is_same(place, entry.checksum):
            data = around.read(place)
            if data is None or digest(data) != entry.checksum:
                return None
            chunks[entry.file] = data
        if not around.changed.isdisjoint(files):
            entry = structs.replace(entry, sources_digest=sources_digest(files, around.digests))
        entries.append(entry)
    count = sum(entry.item_count for entry in entries)
    manifest = structs.replace(layout.manifest, chunks=entries, item_count=count, summary=counted.summary)
    found = CarriedInventory(content.name, content.folder, one_a_line(manifest), chunks, content.description)
    return found, structs.replace(layout, manifest=manifest, sizes=sizes, counters=counted.counters)


def _now(content: Content, layout: Layout, different: Sequence[str], around: Surroundings) -> dict[int, Weight] | None:
    """By place in the layout, the chunks to make again and what they hold."""
    if not different:
        return {}
    wanted = set(different)
    numbers = {path: number for number, path in enumerate(around.paths) if path in wanted}
    if len(numbers) < len(wanted):
        return None
    changes = {numbers[path]: content.change(path) for path in different}
    held = [
        Held(entry.name, Weight(entry.item_count, size), files)
        for entry, size, files in zip(layout.manifest.chunks, layout.sizes, layout.paths, strict=True)
    ]
    return changed_chunks(content.name, held, changes, around.budget)
