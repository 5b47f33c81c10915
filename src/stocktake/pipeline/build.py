"""From outcomes to the complete state as bytes: resolve, items, coverage, assemble. Reads no file, writes none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Set
from typing import NamedTuple

from msgspec import Struct

from stocktake.encoding import from_json
from stocktake.model import (
    Coverage,
    Failed,
    InventoryManifest,
    Outcome,
    SourceEntry,
)
from stocktake.pipeline import renewal
from stocktake.pipeline.backends import copies_that_resolve
from stocktake.pipeline.carry import Carried, aged
from stocktake.pipeline.contents import Content
from stocktake.pipeline.coverage import build as build_coverage
from stocktake.pipeline.fact_store import FactStore, names_of, without_facts
from stocktake.pipeline.moves import Moves
from stocktake.pipeline.plan import Plan, state_fingerprint
from stocktake.pipeline.renewal import IsSame, Read, Surroundings, renewed
from stocktake.pipeline.resolution_data import Given, Resolution
from stocktake.pipeline.resolving import resolve
from stocktake.pipeline.source_list import Sources, source_entries
from stocktake.sources.scan import Tree
from stocktake.state.assemble import SOURCES, CarriedInventory, InventoryContent, assemble
from stocktake.state.chunks import ChunkFile, size_of_items
from stocktake.state.remembered import Layout, Remembered


class Built(Struct, frozen=True):
    """The complete state: path relative to the state folder → bytes, but for the chunks that are ``kept`` as they are
    there; the records it holds, and how it was resolved."""

    files: dict[str, bytes]
    kept: Set[str]
    coverage: Coverage
    sources: list[SourceEntry]
    resolution: Resolution
    checksums: dict[str, str]
    """Of the chunks that this run made or found as they should be, by path."""
    said: Mapping[str, InventoryManifest]
    """What the manifests of inventories say that were made now, by folder."""
    status: Mapping[str, os.stat_result] = {}
    """What the disk says of chunks that are kept, by path."""


def everything(tree: Tree, outcomes: Mapping[str, Outcome]) -> Given:
    """What to resolve where nothing is taken over."""
    facts = {path: outcome.facts for path, outcome in outcomes.items() if not isinstance(outcome, Failed)}
    numbers = {path: number for number, path in enumerate(outcomes)}
    store = FactStore(facts, (), lambda _wanted: {})
    return Given(without_facts(outcomes), names_of(facts), reasons(tree), store, numbers)


def reasons(tree: Tree) -> dict[str, str]:
    """Why the path of each file says that it is skipped; "" for no reason."""
    return {file.path: file.reason or "" for file in tree.files}


class Reuse(NamedTuple):
    """What a run takes over of the last one, and what it leaves to the next. ``key`` is what to remember the resolution
    under; ``read`` gives what is published, ``is_same`` tells what of it is known. ``keep`` is given what is to be
    remembered of files, where nothing is taken over, before it becomes bytes to publish: both at once are most of what
    a run holds."""

    key: Mapping[str, str] = {}
    read: Read = lambda _path: None
    is_same: IsSame = lambda _path, _checksum: False
    keep: Callable[[Remembered], None] | None = None


NO_REUSE = Reuse()


def build(
    plan: Plan,
    tree: Tree,
    given: Given,
    carried: Carried,
    generator: str,
    reuse: Reuse = NO_REUSE,
    report: Callable[[str], None] = lambda _stage: None,
) -> Built:
    """The state of ``plan`` from what is known of every file of ``tree``; ``report`` is told each stage as it begins.

    Raises:
        ExtractorError: an extractor contradicts the protocol.
        LostError: something that was remembered is gone.
    """
    config = plan.place.config
    resolution = resolve(plan, tree, given, reuse.key, report, at_once=copies_that_resolve(plan, tree))
    if reuse.keep is not None and given.past is None and resolution.remembered is not None:
        reuse.keep(resolution.remembered)
    published = [d for d in (*tree.diagnostics, *resolution.diagnostics) if d.path]
    outcomes = given.outcomes
    coverage = build_coverage(tree.skipped, outcomes.values(), resolution.failures, published, carried.coverage)
    digests = {path: outcome.digest for path, outcome in outcomes.items()}
    sources = Sources(source_entries(tree, digests, resolution.probes), len(outcomes))
    report("assemble")
    kept = [aged(inventory, carried.sources, sources.entries) for inventory in carried.inventories]
    fingerprints = {name: plan.fingerprint(name) for name in plan.selected}
    fingerprints |= {i.name: from_json(i.manifest, InventoryManifest).fingerprint for i in kept}
    layouts: dict[str, Layout] = {}
    numbers = sources.numbers(given.numbers)
    known = Surroundings(numbers, given.changed, sources.digests, config.chunk_budget, reuse.read, reuse.is_same)
    renew = _Renewal(given, sources, known)
    contents: list[Content] = []
    for name, content in resolution.contents.items():
        same = renew.of(content, resolution.different.get(name, ()))
        if same is None:
            contents.append(content)
        else:
            kept.append(same[0])
            layouts[name] = same[1]
    listed = renew.of_sources()
    if listed is not None:
        layouts[SOURCES] = listed[1]

    def note(content: InventoryContent, manifest: InventoryManifest, chunks: list[ChunkFile]) -> None:
        files = [[numbers[path] for path in chunk.paths] for chunk in chunks]
        sizes = [size_of_items(content.name, chunk) for chunk in chunks]
        layouts[content.name] = Layout(manifest, files, sizes, content.counters)

    files = assemble(
        map(_taken, contents),
        sources.entries,
        coverage,
        fingerprint=state_fingerprint(fingerprints, config),
        generator=generator,
        carried=kept,
        listed=listed[0] if listed is not None else None,
        budget=config.chunk_budget,
        note=note,
    )
    if resolution.remembered is not None:
        resolution.remembered.layouts = layouts
        resolution.remembered.others = sources.others
    said = {
        resolution.contents[name].folder if name != SOURCES else SOURCES: layout.manifest
        for name, layout in layouts.items()
    }
    checksums = {f"{folder}/{chunk.file}": chunk.checksum for folder in said for chunk in said[folder].chunks}
    same_chunks = {path for path, checksum in checksums.items() if reuse.is_same(path, checksum)}
    files = {path: data for path, data in files.items() if path not in same_chunks}
    return Built(files, same_chunks, coverage, sources.entries, resolution, checksums, said)


def _taken(content: Content) -> InventoryContent:
    """All of an inventory, which is not asked for again."""
    whole = content.whole()
    content.parts.let_go()
    return whole


class _Renewal:
    """Inventories made again only where they are different from what was ``published``, as far as that is known."""

    def __init__(self, given: Given, sources: Sources, published: Surroundings) -> None:
        self._past = given.past
        self._moves = given.moves
        self._sources = sources
        self._published = published

    def of(self, content: renewal.Content, different: Iterable[str]) -> tuple[CarriedInventory, Layout] | None:
        """The inventory, in which the items of files came out ``different``; None where all of it is to be made."""
        layout = self._past.layouts.get(content.name) if self._past is not None else None
        return renewed(content, layout, list(different), self._published) if layout is not None else None

    def of_sources(self) -> tuple[CarriedInventory, Layout] | None:
        """The same for what the items are computed from."""
        past, changed = self._past, self._published.changed
        if past is None or past.others != self._sources.others:
            return None
        moves = self._moves or Moves()
        known = changed - moves.added
        if not moves.removed <= moves.digests.keys() or not known <= past.files.keys():
            return None  # of what failed nothing is known
        self._sources.before = moves.digests | {path: past.files[path].outcome.digest for path in known}
        return self.of(self._sources, sorted(changed | moves.removed))
