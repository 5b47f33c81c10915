"""The complete state as bytes: every file below the state folder, computed from encoded items. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from msgspec import Struct, field

from stocktake.digests import digest
from stocktake.encoding import from_json, to_json
from stocktake.errors import ExtractorError
from stocktake.model import (
    SCHEMA_VERSION,
    ChunkEntry,
    Coverage,
    InventoryEntry,
    InventoryManifest,
    Manifest,
    SourceEntry,
    Totals,
)
from stocktake.settings import MANIFEST
from stocktake.state.chunks import BUDGET, ChunkFile, ItemLine, split
from stocktake.state.index import IndexRow, render_index
from stocktake.state.layout import one_a_line
from stocktake.state.names import unsafe

COVERAGE = "coverage.json"
INDEX = "index.md"
SOURCES = "sources"
"""Both the name and the folder of the inventory that lists what the items were computed from."""

TOP_FILES = frozenset({MANIFEST, COVERAGE, INDEX})
"""Every file of ours directly in the state folder."""


class InventoryContent(Struct):
    """One inventory as computed by this run. ``description`` (one sentence) is for ``index.md`` only; ``counters`` are
    what the ``summary`` was made from, for the caller alone."""

    name: str
    folder: str
    extractor_version: int
    fingerprint: str
    lines: list[ItemLine]
    summary: dict[str, int] = field(default_factory=dict)
    description: str = ""
    counters: dict[str, int] = field(default_factory=dict)


class Counted(NamedTuple):
    """An inventory's counters, and the summary that follows from them."""

    counters: dict[str, int]
    summary: dict[str, int]


Note = Callable[[InventoryContent, InventoryManifest, list[ChunkFile]], None]
"""Is told of an inventory that was divided into chunks, and how."""


class CarriedInventory(Struct):
    """One inventory as published before, to be kept byte for byte (``discover --only`` of another one).

    ``manifest`` holds the bytes of its manifest, ``chunks`` those of its chunk files by path in its folder.
    ``description`` is not published but in ``index.md``: whoever carries an inventory over gives it anew. ``said`` is
    what the manifest says, where somebody has just made it.
    """

    name: str
    folder: str
    manifest: bytes
    chunks: dict[str, bytes]
    description: str = ""
    said: InventoryManifest | None = None


class _Part(Struct):
    """One inventory's files, by path in its folder, and what its manifest says."""

    name: str
    folder: str
    description: str
    manifest: InventoryManifest
    files: dict[str, bytes]


def assemble(
    inventories: Iterable[InventoryContent],
    sources: Sequence[SourceEntry],
    coverage: Coverage,
    *,
    fingerprint: str,
    generator: str,
    carried: Sequence[CarriedInventory] = (),
    listed: CarriedInventory | None = None,
    budget: int = BUDGET,
    note: Note = lambda _content, _manifest, _chunks: None,
) -> dict[str, bytes]:
    """Every file of the state: POSIX path relative to the state folder → bytes. ``inventories`` are gone through once:
    the items of one need not be there before those of another are bytes.

    ``fingerprint`` and ``generator`` go to the top manifest; ``budget`` is the size of a chunk in bytes. The order of
    the arguments' elements has no influence. ``note`` is told of each inventory that was divided into chunks, and how;
    ``listed`` is that of ``sources``, where it need not be divided again.
    :class:`Totals` count what was asked for: the ``sources`` inventory is
    listed in the manifest, as it must be verified like the rest, but not counted.

    Raises:
        ExtractorError: two inventories share a name or a folder, or a folder's name is not usable.
    """
    digests = {entry.path: entry.digest for entry in sources}
    # Unlike a loop, map does not hold the items of one inventory while those of the next are made.
    parts = list(map(partial(_computed, digests=digests, budget=budget, note=note), inventories))
    parts += [_carried(inventory) for inventory in carried]
    parts.sort(key=lambda part: part.name)
    _check_names(parts)
    own = _carried(listed) if listed is not None else _computed(content_of(sources), digests, budget, note)
    everything = [*parts, own]

    totals = Totals(
        inventories=len(parts),
        items=sum(part.manifest.item_count for part in parts),
        chunks=sum(len(part.manifest.chunks) for part in parts),
        extracted=coverage.extracted,
        skipped=sum(coverage.skipped.values()),
        failed=coverage.failed,
    )
    rows = [IndexRow(part.name, part.folder, part.description, part.manifest) for part in parts]
    top = {COVERAGE: one_a_line(coverage), INDEX: render_index(rows, totals, coverage.skipped)}
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        generator=generator,
        fingerprint=fingerprint,
        totals=totals,
        inventories=[_entry(part) for part in everything],
        files={name: digest(data) for name, data in top.items()},
    )
    files = {f"{part.folder}/{path}": data for part in everything for path, data in part.files.items()}
    return {**files, **top, MANIFEST: one_a_line(manifest)}


def content_of(sources: Sequence[SourceEntry]) -> InventoryContent:
    """The inventory of what the items are computed from."""
    lines = [source_line(entry) for entry in sources]
    return InventoryContent(SOURCES, SOURCES, SCHEMA_VERSION, "", lines, count_kinds(sources))


def source_line(entry: SourceEntry) -> ItemLine:
    """One item of that inventory."""
    return ItemLine(entry.path, 0, entry.kind, to_json(entry))


def sources_digest(paths: Iterable[str], digests: Mapping[str, str]) -> str:
    """Digest over the sorted paths of a chunk's source files and their digests (empty where not known)."""
    listed = (f"{path}\0{digests.get(path, '')}\n" for path in sorted(set(paths)))
    return digest("".join(listed).encode())


def _computed(
    content: InventoryContent,
    digests: Mapping[str, str],
    budget: int,
    note: Note,
) -> _Part:
    chunks = split(content.name, content.lines, budget)
    manifest = InventoryManifest(
        schema_version=SCHEMA_VERSION,
        inventory=content.name,
        extractor_version=content.extractor_version,
        fingerprint=content.fingerprint,
        item_count=len(content.lines),
        summary=content.summary,
        chunks=[entry_of(chunk, digests) for chunk in chunks],
    )
    note(content, manifest, chunks)
    files = {f"{chunk.name}.json": chunk.data for chunk in chunks}
    files[MANIFEST] = one_a_line(manifest)
    return _Part(content.name, content.folder, content.description, manifest, files)


def _carried(inventory: CarriedInventory) -> _Part:
    manifest = inventory.said or from_json(inventory.manifest, InventoryManifest)
    files = {**inventory.chunks, MANIFEST: inventory.manifest}
    return _Part(inventory.name, inventory.folder, inventory.description, manifest, files)


def entry_of(chunk: ChunkFile, digests: Mapping[str, str]) -> ChunkEntry:
    """What the manifest says of a chunk; ``digests`` of the sources are by path."""
    return ChunkEntry(
        name=chunk.name,
        file=f"{chunk.name}.json",
        item_count=chunk.item_count,
        checksum=digest(chunk.data),
        sources_digest=sources_digest(chunk.paths, digests),
    )


def _entry(part: _Part) -> InventoryEntry:
    return InventoryEntry(
        name=part.name,
        folder=part.folder,
        item_count=part.manifest.item_count,
        chunk_count=len(part.manifest.chunks),
        checksum=digest(part.files[MANIFEST]),
    )


def count_kinds(sources: Sequence[SourceEntry]) -> dict[str, int]:
    """How many entries there are of each kind."""
    counts = {"source": 0, "config": 0, "probe": 0}
    for entry in sources:
        counts[entry.kind] += 1
    return counts


def _check_names(parts: Sequence[_Part]) -> None:
    """Folders are compared without case: they lie next to one another on disk."""
    names, folders = {SOURCES}, {SOURCES, *TOP_FILES}
    for part in parts:
        if "/" in part.folder or unsafe(part.folder) or part.folder.startswith("."):
            raise ExtractorError(f"extractor {part.name}: its folder {part.folder!r} is not usable as a folder's name")
        if part.name in names or part.folder.casefold() in folders:
            raise ExtractorError(f"extractor {part.name}: its name or its folder {part.folder!r} is already taken")
        names.add(part.name)
        folders.add(part.folder.casefold())
