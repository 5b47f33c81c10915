"""From outcomes to the complete state as bytes: resolve, items, coverage, assemble. Reads no file, writes none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, structs

from stocktake.encoding import from_json
from stocktake.model import (
    Coverage,
    CoverageEntry,
    Extracted,
    InventoryManifest,
    Outcome,
    SourceEntry,
)
from stocktake.pipeline.coverage import build as build_coverage
from stocktake.pipeline.items import Failures, content, decode
from stocktake.pipeline.plan import Plan, state_fingerprint
from stocktake.pipeline.scope import Scope
from stocktake.resolve.project import ResolvedProject
from stocktake.sources.scan import Tree
from stocktake.state.assemble import CarriedInventory, assemble
from stocktake.state.layout import one_a_line

OUTDATED = "outdated"
"""The fingerprint of an inventory that was carried over although what it was computed from has changed: it equals no
inventory's, so ``check`` reports it until it is computed again."""

UNREADABLE = "unreadable"
"""Stands for the digest of a source file that is there but could not be read."""


class Carried(Struct, frozen=True):
    """What is kept of the previous state because this run does not compute it: inventories, and the coverage entries
    about their extractors."""

    inventories: tuple[CarriedInventory, ...] = ()
    coverage: tuple[CoverageEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()


class Built(Struct, frozen=True):
    """The complete state: path relative to the state folder → bytes, and the records it holds."""

    files: dict[str, bytes]
    coverage: Coverage
    sources: list[SourceEntry]


def build(
    plan: Plan,
    tree: Tree,
    outcomes: Mapping[str, Outcome],
    carried: Carried,
    generator: str,
    report: Callable[[str], None] = lambda _stage: None,
) -> Built:
    """The state of ``plan`` from the outcome of every file of ``tree``; ``report`` is told each stage as it begins.

    Raises:
        ExtractorError: an extractor contradicts the protocol.
    """
    report("resolve")
    failures: Failures = {}
    extractors = plan.loaded.extractors
    packed = {path: outcome.facts for path, outcome in outcomes.items() if isinstance(outcome, Extracted)}
    project = ResolvedProject(decode(extractors, packed, failures), tree.configs, tree.paths)
    report("items")
    packages = frozenset(c.path.rpartition("/")[0] for c in tree.configs if c.path.rpartition("/")[2] == "package.json")
    config = plan.place.config
    inventories = [
        content(plan.loaded.get(name), plan.fingerprint(name), project, Scope(name, config, packages | {""}), failures)
        for name in plan.selected
    ]
    published = [d for d in (*tree.diagnostics, *project.diagnostics) if d.path]
    coverage = build_coverage(tree.skipped, outcomes.values(), failures, published, carried.coverage)
    digests = {path: outcome.digest for path, outcome in outcomes.items()}
    sources = source_entries(tree, digests, project.probes)
    report("assemble")
    kept = [_aged(inventory, carried.sources, sources) for inventory in carried.inventories]
    fingerprints = {inventory.name: inventory.fingerprint for inventory in inventories}
    fingerprints |= {i.name: from_json(i.manifest, InventoryManifest).fingerprint for i in kept}
    files = assemble(
        inventories,
        sources,
        coverage,
        fingerprint=state_fingerprint(fingerprints, config),
        generator=generator,
        carried=kept,
        budget=config.chunk_budget,
    )
    return Built(files, coverage, sources)


def source_entries(tree: Tree, digests: Mapping[str, str], probes: Mapping[str, bool]) -> list[SourceEntry]:
    """What the items are computed from: sources (``digests`` by path, empty: not readable), configuration files, and
    files of which only the presence counts."""
    entries = [SourceEntry(path, digests[path] or UNREADABLE) for path in digests]
    entries += [SourceEntry(config.path, config.digest or UNREADABLE, "config") for config in tree.configs]
    known = {entry.path for entry in entries}
    entries += [
        SourceEntry(path, "present" if probes[path] else "absent", "probe")
        for path in sorted(probes)
        if path not in known
    ]
    return entries


def _aged(inventory: CarriedInventory, before: Sequence[SourceEntry], now: Sequence[SourceEntry]) -> CarriedInventory:
    """A carried inventory, marked :data:`OUTDATED` where what it was computed from has changed since."""
    if _key(before) == _key(now):
        return inventory
    manifest = from_json(inventory.manifest, InventoryManifest)
    if manifest.fingerprint == OUTDATED:
        return inventory
    marked = one_a_line(structs.replace(manifest, fingerprint=OUTDATED))
    return structs.replace(inventory, manifest=marked)


def _key(entries: Sequence[SourceEntry]) -> list[tuple[str, str, str]]:
    return sorted((entry.path, entry.kind, entry.digest) for entry in entries)
