"""From outcomes to the complete state as bytes: resolve, items, coverage, assemble. Reads no file, writes none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from stocktake.encoding import from_json
from stocktake.model import (
    Coverage,
    Failed,
    InventoryManifest,
    Outcome,
    SkippedFile,
    SourceEntry,
)
from stocktake.pipeline.carry import Carried, aged
from stocktake.pipeline.coverage import build as build_coverage
from stocktake.pipeline.extraction import source_entries
from stocktake.pipeline.items import Failures, content, decode
from stocktake.pipeline.plan import Plan, state_fingerprint
from stocktake.pipeline.scope import Scope
from stocktake.resolve.project import ResolvedProject
from stocktake.sources.scan import Tree
from stocktake.state.assemble import assemble


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
    packed = {path: outcome.facts for path, outcome in outcomes.items() if not isinstance(outcome, Failed)}
    without_items = frozenset(path for path, outcome in outcomes.items() if isinstance(outcome, SkippedFile))
    project = ResolvedProject(decode(extractors, packed, failures), tree.configs, tree.paths)
    report("items")
    packages = frozenset(c.path.rpartition("/")[0] for c in tree.configs if c.path.rpartition("/")[2] == "package.json")
    config = plan.place.config
    inventories = [
        content(
            plan.loaded.get(name),
            plan.fingerprint(name),
            project,
            Scope(name, config, packages | {""}, without_items),
            failures,
        )
        for name in plan.selected
    ]
    published = [d for d in (*tree.diagnostics, *project.diagnostics) if d.path]
    coverage = build_coverage(tree.skipped, outcomes.values(), failures, published, carried.coverage)
    digests = {path: outcome.digest for path, outcome in outcomes.items()}
    sources = source_entries(tree, digests, project.probes)
    report("assemble")
    kept = [aged(inventory, carried.sources, sources) for inventory in carried.inventories]
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
