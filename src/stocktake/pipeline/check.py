"""The whole of ``check``: is the state what ``discover`` would write now? Writes nothing anywhere."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from stocktake.model import CoverageEntry, Skipped, SourceEntry
from stocktake.pipeline import extraction, plan
from stocktake.pipeline.carry import OUTDATED, carried_over, read_coverage
from stocktake.pipeline.plan import Options, Plan
from stocktake.pipeline.results import RECORD_VERSION, CheckResult, Mismatch, Progress
from stocktake.sources.scan import Tree
from stocktake.state import disk
from stocktake.state.facts_cache import open_cache
from stocktake.state.published import State
from stocktake.state.reading import read_state
from stocktake.state.staleness import Current, InventoryKey, Reason, stale_reasons

_SOURCE_KINDS = frozenset({"config changed", "new", "modified", "deleted"})


def check(start: str, options: Options, *, verify: bool, progress: Progress) -> CheckResult:
    """Compare the published state with the repository around ``start``: every state file with its checksum, every
    source and configuration file with its recorded digest, fingerprints with those of now. With ``verify`` nothing
    recorded is believed: everything is computed again from the sources and compared byte by byte.

    Raises:
        StocktakeError: it cannot be told, by the same rules as ``discover``.
    """
    started = time.perf_counter()
    place = plan.locate(start, options)
    run_plan = plan.make(place)
    tree = plan.scan_sources(run_plan)
    state = read_state(Path(place.output), chunks=True)
    digests = _digests(run_plan, tree, verify, progress)
    mismatches = [_mismatch(reason, state) for reason in stale_reasons(state, _current(run_plan, tree, state, digests))]
    if state.manifest is not None and not any(problem.path == "coverage.json" for problem in state.problems):
        mismatches += _skip_mismatches(tree, state.sources, read_coverage(Path(place.output)).entries)
    if verify and state.manifest is not None:
        mismatches += _byte_mismatches(run_plan, tree, state, progress, {mismatch.path for mismatch in mismatches})
    return CheckResult(
        version=RECORD_VERSION,
        root=place.root,
        state=place.shown,
        fresh=not mismatches,
        verified=verify,
        files=len(tree.files),
        mismatches=mismatches,
        warnings=[diagnostic.message for diagnostic in tree.diagnostics if not diagnostic.path],
        seconds=round(time.perf_counter() - started, 4),
    )


def _digests(run_plan: Plan, tree: Tree, verify: bool, progress: Progress) -> dict[str, str]:
    """Digests of the files in view. What the cache remembers saves reading files that cannot have changed, where there
    is one already (none is made here), unless nothing recorded is to be believed."""
    size = run_plan.place.config.max_file_size
    folder = Path(run_plan.place.cache)
    if verify or disk.kind(f"{folder}/facts.db") != "file":
        return extraction.known_digests(tree, None, size, progress)
    with open_cache(folder, plan.version_tag()) as cache:
        return extraction.known_digests(tree, cache, size, progress)


def _current(run_plan: Plan, tree: Tree, state: State, digests: Mapping[str, str]) -> Current:
    """What a run would publish. Inventories the run would carry over are taken for what they are."""
    loaded = run_plan.loaded
    inventories = {
        name: InventoryKey(loaded.get(name).version, run_plan.fingerprint(name)) for name in run_plan.selected
    }
    for name in run_plan.published:
        if name not in inventories and name in state.inventories:
            carried = state.inventories[name]
            inventories[name] = InventoryKey(carried.extractor_version, carried.fingerprint)
    fingerprints = {name: key.fingerprint for name, key in inventories.items()}
    probes = {entry.path: entry.path in tree.paths for entry in state.sources if entry.kind == "probe"}
    sources = extraction.source_entries(tree, digests, probes)
    fingerprint = plan.state_fingerprint(fingerprints, run_plan.place.config)
    return Current(plan.GENERATOR, fingerprint, inventories, sources)


def _mismatch(reason: Reason, state: State) -> Mismatch:
    message = f"{reason.kind}: {reason.detail}" if reason.detail else reason.kind
    if reason.kind == "state problem":
        return Mismatch("state", reason.path, reason.detail or reason.kind)
    if reason.kind in _SOURCE_KINDS:
        return Mismatch("source", reason.path, message)
    name = reason.detail.partition(":")[0]
    if name in state.inventories and state.inventories[name].fingerprint == OUTDATED:
        message = f"{name}: left out by --only or --skip when its sources changed"
    return Mismatch("options", reason.path, message)


def _skip_mismatches(tree: Tree, sources: Sequence[SourceEntry], published: Sequence[CoverageEntry]) -> list[Mismatch]:
    """Files that the scan leaves out leave a trace in the coverage only."""
    read = {entry.path for entry in sources if entry.kind == "source"}
    before = {(e.path, e.reason, e.detail) for e in published if e.outcome == "skipped" and e.path not in read}
    now = {_skip_key(skipped) for skipped in tree.skipped}
    found = []
    for key in sorted(before ^ now, key=lambda key: (key[0].split("/"), key)):
        what = "skipped now" if key in now else "not skipped any more, or not there"
        found.append(Mismatch("source", key[0], f"{what} ({key[1]})"))
    return found


def _skip_key(skipped: Skipped) -> tuple[str, str, str]:
    return skipped.path, skipped.reason, skipped.detail


def _byte_mismatches(run_plan: Plan, tree: Tree, state: State, progress: Progress, told: set[str]) -> list[Mismatch]:
    """State files whose bytes are not those computed from the sources now; not those ``told`` of already."""
    from stocktake.pipeline.build import build  # most checks need neither
    from stocktake.pipeline.discover import extract_all

    outcomes = extract_all(run_plan, tree, progress)
    files = build(run_plan, tree, outcomes, carried_over(run_plan, state, tree), plan.GENERATOR).files
    found = []
    output = run_plan.place.output
    for path in sorted(files, key=lambda path: path.split("/")):
        try:
            same = disk.read(f"{output}/{path}") == files[path]
        except OSError:
            same = False
        if not same and path not in told:
            found.append(Mismatch("state", path, "is not what the sources give"))
    listed = {
        f"{entry.folder}/{chunk.file}"
        for entry in (state.manifest.inventories if state.manifest else [])
        if entry.name in state.inventories
        for chunk in state.inventories[entry.name].chunks
    }
    extra = sorted(listed - files.keys(), key=lambda path: path.split("/"))
    found += [Mismatch("state", path, "the sources give no such file") for path in extra if path not in told]
    return found
