"""What a finished run tells about itself."""

from __future__ import annotations

from stocktake.encoding import from_json
from stocktake.model import Extracted, Failed, InventoryManifest, SkippedFile
from stocktake.paths import path_order
from stocktake.pipeline.build import Built
from stocktake.pipeline.carry import Carried
from stocktake.pipeline.extraction import Before, Extraction
from stocktake.pipeline.gone import skip_reasons, why_gone
from stocktake.pipeline.memory import peak_memory
from stocktake.pipeline.plan import Plan
from stocktake.pipeline.results import RECORD_VERSION, DiscoverResult, FileCounts, InventoryResult, Reason, StepResult
from stocktake.pipeline.rewritten import rewritten
from stocktake.pipeline.source_list import UNREADABLE
from stocktake.settings import MANIFEST
from stocktake.sources.scan import Tree
from stocktake.state.assemble import COVERAGE, INDEX, SOURCES
from stocktake.state.store import Changes
from stocktake.workers.backend import Backend


def summarise(
    run_plan: Plan,
    tree: Tree,
    extracted: Extraction,
    backend: Backend,
    built: Built,
    changes: Changes,
    carried: Carried,
    past: Before,
    warnings: list[str],
    seconds: dict[str, float],
    resolved_all: str,
) -> DiscoverResult:
    """The result of a run that published ``built`` with ``changes``."""
    place = run_plan.place
    recomputed = _extraction_reasons(extracted, past, tree)
    problems = [entry for entry in built.coverage.entries if entry.outcome != "skipped" or entry.reason == UNREADABLE]
    kept = {inventory.name for inventory in carried.inventories}
    folders = sorted(
        path.rpartition("/")[0] for path in built.files if path.count("/") == 1 and path.endswith("/manifest.json")
    )
    inventories = [_inventory(built, changes, folder, kept) for folder in folders if folder != SOURCES]
    order = {name: index for index, name in enumerate(run_plan.known)}
    inventories.sort(key=lambda inventory: order.get(inventory.name, len(order)))
    return DiscoverResult(
        version=RECORD_VERSION,
        root=place.root,
        state=place.shown,
        inventories=inventories,
        files=_counts(built, tree, extracted),
        changes={"added": len(changes.added), "changed": len(changes.changed), "removed": len(changes.removed)},
        problems=problems,
        recomputed=recomputed,
        look_first=[f"{place.shown}/{name}" for name in (INDEX, *([COVERAGE] if problems else []))],
        warnings=warnings,
        seconds=dict(seconds),
        peak_memory=peak_memory(),
        steps=_steps(backend, extracted, inventories),
        workers=backend.pool,
        resolved=[] if resolved_all else [Reason(*each) for each in sorted(built.resolution.reasons.items())],
        resolved_all=resolved_all,
        rewritten=rewritten(built, changes, resolved_all),
    )


def _extraction_reasons(extracted: Extraction, past: Before, tree: Tree) -> list[Reason]:
    """Every file that was extracted, is no source any longer, or is new by name only, in order."""
    reasons = {reason.path: reason.reason for reason in extracted.recomputed}
    gone = [path for path in past.digests if path not in extracted.outcomes]
    by_digest = {past.digests[path]: path for path in sorted(gone, key=path_order, reverse=True)}
    renamed = set()
    for path, outcome in extracted.outcomes.items() if by_digest else ():
        if path not in past.digests and outcome.digest in by_digest:
            reasons[path] = f"renamed from {by_digest[outcome.digest]}"
            renamed.add(by_digest[outcome.digest])
    skipped = skip_reasons(tree) if gone else {}
    reasons |= {path: why_gone(tree.root, path, skipped) for path in gone if path not in renamed}
    return [Reason(path, reasons[path]) for path in sorted(reasons, key=path_order)]


def _steps(backend: Backend, extracted: Extraction, inventories: list[InventoryResult]) -> list[StepResult]:
    items = {inventory.name: inventory.items for inventory in inventories}
    failed: dict[str, int] = {}
    for reason in extracted.recomputed:
        outcome = extracted.outcomes[reason.path]
        failures = outcome.failures if isinstance(outcome, Extracted) else []
        failures = [outcome.failure] if isinstance(outcome, Failed) else failures
        for failure in failures:
            failed[failure.extractor] = failed.get(failure.extractor, 0) + 1
    return [
        StepResult(u.name, items.get(u.name, 0), u.files, failed.get(u.name, 0), u.facts, round(u.seconds, 4), u.memory)
        for u in backend.steps
    ]


def _counts(built: Built, tree: Tree, extracted: Extraction) -> FileCounts:
    outcomes = extracted.outcomes
    skipped = {path for path, outcome in outcomes.items() if isinstance(outcome, SkippedFile)}
    anew = {reason.path for reason in extracted.recomputed if reason.path in outcomes} - skipped
    failed = {entry.path for entry in built.coverage.entries if entry.outcome == "failed"}
    failed |= {path for path, outcome in extracted.outcomes.items() if isinstance(outcome, Failed)}
    return FileCounts(
        extracted=len(anew),
        reused=len(outcomes) - len(skipped) - len(anew),
        skipped=len(tree.skipped) + len(skipped),
        failed=len(failed),
        partial=built.coverage.partial,
    )


def _inventory(built: Built, changes: Changes, folder: str, kept: set[str]) -> InventoryResult:
    manifest = built.said.get(folder) or from_json(built.files[f"{folder}/{MANIFEST}"], InventoryManifest)

    def chunks(paths: tuple[str, ...]) -> int:
        return sum(path.startswith(f"{folder}/") and path != f"{folder}/{MANIFEST}" for path in paths)

    return InventoryResult(
        name=manifest.inventory,
        folder=folder,
        items=manifest.item_count,
        chunks=len(manifest.chunks),
        added=chunks(changes.added),
        changed=chunks(changes.changed),
        removed=chunks(changes.removed),
        recomputed=manifest.inventory not in kept,
    )
