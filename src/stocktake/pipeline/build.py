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
    SourceEntry,
)
from stocktake.pipeline.carry import Carried, aged
from stocktake.pipeline.coverage import build as build_coverage
from stocktake.pipeline.extraction import source_entries
from stocktake.pipeline.fact_store import FactStore
from stocktake.pipeline.plan import Plan, state_fingerprint
from stocktake.pipeline.resolution import Given, Resolution, resolve
from stocktake.sources.scan import Tree
from stocktake.state.assemble import assemble


class Built(Struct, frozen=True):
    """The complete state: path relative to the state folder → bytes, the records it holds, and how it was resolved."""

    files: dict[str, bytes]
    coverage: Coverage
    sources: list[SourceEntry]
    resolution: Resolution


def everything(tree: Tree, outcomes: Mapping[str, Outcome]) -> Given:
    """What to resolve where nothing is taken over: every outcome with its facts."""
    facts = {path: outcome.facts for path, outcome in outcomes.items() if not isinstance(outcome, Failed)}
    return Given(outcomes, facts, reasons(tree), FactStore(facts, {}, lambda _wanted: {}))


def reasons(tree: Tree) -> dict[str, str]:
    """Why the path of each file says that it is skipped; "" for no reason."""
    return {file.path: file.reason or "" for file in tree.files}


def build(
    plan: Plan,
    tree: Tree,
    given: Given,
    carried: Carried,
    generator: str,
    key: Mapping[str, str] | None = None,
    report: Callable[[str], None] = lambda _stage: None,
) -> Built:
    """The state of ``plan`` from what is known of every file of ``tree``; ``report`` is told each stage as it begins,
    ``key`` is what to remember the resolution under.

    Raises:
        ExtractorError: an extractor contradicts the protocol.
        FactsMissingError: facts that were remembered are gone.
    """
    config = plan.place.config
    resolution = resolve(plan, tree, given, key or {}, report)
    published = [d for d in (*tree.diagnostics, *resolution.diagnostics) if d.path]
    outcomes = given.outcomes
    coverage = build_coverage(tree.skipped, outcomes.values(), resolution.failures, published, carried.coverage)
    digests = {path: outcome.digest for path, outcome in outcomes.items()}
    sources = source_entries(tree, digests, resolution.probes)
    report("assemble")
    kept = [aged(inventory, carried.sources, sources) for inventory in carried.inventories]
    fingerprints = {inventory.name: inventory.fingerprint for inventory in resolution.contents}
    fingerprints |= {i.name: from_json(i.manifest, InventoryManifest).fingerprint for i in kept}
    files = assemble(
        resolution.contents,
        sources,
        coverage,
        fingerprint=state_fingerprint(fingerprints, config),
        generator=generator,
        carried=kept,
        budget=config.chunk_budget,
    )
    return Built(files, coverage, sources, resolution)
