"""The whole of ``check``: is the state what ``discover`` would write now? Writes nothing anywhere."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Literal

from msgspec import structs

from stocktake.config import SCOPE_KEYS
from stocktake.model import CoverageEntry, SourceEntry
from stocktake.paths import path_order, shortened
from stocktake.pipeline import extraction, line_ends, plan
from stocktake.pipeline.affected import affected
from stocktake.pipeline.carry import OUTDATED, carried_over, not_installed, read_coverage
from stocktake.pipeline.gone import skip_reasons, why_gone
from stocktake.pipeline.plan import Options, Place, Plan
from stocktake.pipeline.results import RECORD_VERSION, CheckResult, Mismatch, Progress
from stocktake.pipeline.source_list import UNREADABLE, source_entries
from stocktake.pipeline.unshared import left_out
from stocktake.sources import early
from stocktake.sources.repositories import work_tree_top
from stocktake.sources.scan import Tree
from stocktake.state import chunk_stats, disk
from stocktake.state.assemble import COVERAGE
from stocktake.state.facts_cache import FactsCache, open_cache
from stocktake.state.published import State
from stocktake.state.reading import read_state
from stocktake.state.staleness import Current, InventoryKey, Reason, stale_reasons

_SOURCE_KINDS = frozenset({"config changed", "new", "modified", "deleted"})
_SIGNS: Final[Mapping[str, Literal["+", "~", "-"]]] = {
    "new": "+",
    "modified": "~",
    "deleted": "-",
    "extra": "+",
    "edited": "~",
    "truncated": "~",
    "missing": "-",
}


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
    with early.listing(place.root), ExitStack() as stack:
        cache = _cache(stack, place) if not verify else None
        known = chunk_stats.kept(cache, place.output) if cache is not None else {}
        state = read_state(Path(place.output), chunks=True, known=known, top=place.root)
        tree = plan.scan_sources(run_plan)
        digests = extraction.known_digests(tree, cache, place.config.max_file_size, progress)
    _leave_out_others(state, run_plan)
    reasons = stale_reasons(state, _current(run_plan, tree, state, digests))
    reasons_now = skip_reasons(tree) if reasons else {}
    mismatches = [_mismatch(reason, state, place.root, reasons_now) for reason in reasons]
    changed = {reason.path for reason in reasons if "modified" in (reason.kind, reason.detail)}
    modified = {entry.path: entry.digest for entry in state.sources if entry.path in changed} if changed else {}
    covered: Sequence[CoverageEntry] = ()
    if state.manifest is not None and not any(problem.path == COVERAGE for problem in state.problems):
        covered = read_coverage(Path(place.output)).entries
        mismatches = _with_skips(mismatches, tree, state.sources, covered)
    skipped = {entry.path for entry in covered if entry.outcome == "skipped"}
    different: list[Mismatch] = []
    if verify and state.manifest is not None:
        different = _byte_mismatches(run_plan, tree, state, progress)
        told = {mismatch.path for mismatch in mismatches if mismatch.kind == "state"}
        mismatches += [mismatch for mismatch in different if mismatch.path not in told]
    return CheckResult(
        version=RECORD_VERSION,
        root=place.root,
        state=place.shown,
        fresh=not mismatches,
        verified=verify,
        files=sum(file.path not in skipped for file in tree.files),
        mismatches=mismatches,
        warnings=[
            *(diagnostic.message for diagnostic in tree.diagnostics if not diagnostic.path),
            *not_installed(run_plan, state),
            *line_ends.warnings(place.root, modified, place.config.max_file_size, state.problems),
            *_unread(tree, digests),
            *(left_out(place) if any(problem.kind in ("absent", "missing") for problem in state.problems) else ()),
        ],
        seconds=round(time.perf_counter() - started, 4),
        inventories=affected(place.output, state, [*mismatches, *different]) if mismatches else [],
        prefix=prefix_of(place.root),
        by_hand=any(problem.by_hand for problem in state.problems),
    )


def _unread(tree: Tree, digests: Mapping[str, str]) -> list[str]:
    """A warning where sources cannot be read: what they hold is in no inventory, though the state may be fresh."""
    unread = [skipped.path for skipped in tree.skipped if skipped.reason == UNREADABLE]
    unread += [path for path, known in digests.items() if not known]
    if not unread:
        return []
    return [f"cannot be read, and what is there is in no inventory: {shortened(sorted(unread, key=path_order), 3)}"]


def prefix_of(root: str) -> str:
    """Where ``root`` lies in its work tree: empty, or a path that ends with ``/``."""
    top = work_tree_top(root)
    return "" if top in (None, root) else f"{Path(root).relative_to(top or root).as_posix()}/"


def _leave_out_others(state: State, run_plan: Plan) -> None:
    """Forget damage to inventories that were not asked about (``--only``, ``--skip``)."""
    others = _others(run_plan, state)
    state.problems[:] = [problem for problem in state.problems if problem.path.split("/")[0] not in others]


def _others(run_plan: Plan, state: State) -> set[str]:
    """The folders of the inventories that were not asked about."""
    entries = state.manifest.inventories if state.manifest else []
    return {entry.folder for entry in entries if entry.name in run_plan.published} - {
        entry.folder for entry in entries if entry.name in run_plan.selected
    }


def _cache(stack: ExitStack, place: Place) -> FactsCache | None:
    """The cache, where there is one already (none is made here) that can be got at: what it remembers saves reading
    files that cannot have changed."""
    try:
        if disk.kind(f"{place.cache}/facts.db") != "file":
            return None
    except OSError:
        return None
    return stack.enter_context(open_cache(Path(place.cache), plan.version_tag(), read_only=True))


def _current(run_plan: Plan, tree: Tree, state: State, digests: Mapping[str, str]) -> Current:
    """What a run would publish. Inventories the run would carry over are taken for what they are."""
    inventories = {
        name: InventoryKey(run_plan.extractors.version(name), run_plan.fingerprint(name)) for name in run_plan.selected
    }
    listed = {entry.name for entry in state.manifest.inventories} if state.manifest else set()
    unknown = False
    for name in run_plan.published:
        if name not in inventories and name in listed:
            carried = state.inventories.get(name)
            unknown = unknown or carried is None  # damaged, but nobody asked about it
            inventories[name] = InventoryKey(
                carried.extractor_version if carried else 0, carried.fingerprint if carried else ""
            )
    fingerprints = {name: key.fingerprint for name, key in inventories.items()}
    probes = {entry.path: entry.path in tree.paths for entry in state.sources if entry.kind == "probe"}
    sources = source_entries(tree, digests, probes)
    fingerprint = plan.state_fingerprint(fingerprints, run_plan.place.config)
    if unknown and state.manifest:
        fingerprint = state.manifest.fingerprint
    return Current(plan.GENERATOR, fingerprint, inventories, sources, _options(run_plan, state))


def _options(run_plan: Plan, state: State) -> str:
    """Which keys of the configuration may have changed, where something has that concerns every inventory."""
    published = {name: manifest.fingerprint for name, manifest in state.inventories.items()}
    keys = plan.set_since(run_plan, published)
    if keys:
        return f"{' or '.join(keys)} was not set when the state was made"
    return f"one of {', '.join(SCOPE_KEYS)}, or the version of the grammar"


def _mismatch(reason: Reason, state: State, root: str, skipped: Mapping[str, str]) -> Mismatch:
    message = f"{reason.kind}: {reason.detail}" if reason.detail else reason.kind
    if reason.kind == "deleted":
        return Mismatch("source", reason.path, why_gone(root, reason.path, skipped), "-")
    if reason.kind == "state problem":
        sign = _SIGNS.get(reason.detail.partition(":")[0])
        return Mismatch("state", reason.path, reason.detail or reason.kind, sign or "", _owner(reason.path, state))
    if reason.kind in _SOURCE_KINDS:
        sign = _SIGNS.get(reason.kind) or _SIGNS.get(reason.detail, "~")  # of a configuration file the detail says it
        return Mismatch("source", reason.path, message, sign)
    name, is_about_one, _ = reason.detail.partition(": ")
    if not is_about_one:
        return Mismatch("options", reason.path, message)
    if name in state.inventories and state.inventories[name].fingerprint == OUTDATED:
        message = f"{name}: left out by --only or --skip when its sources changed"
    return Mismatch("options", reason.path, message, "", name)


def _owner(path: str, state: State) -> str:
    """The inventory that the state file ``path`` belongs to; empty for those of the whole state."""
    folder = path.split("/")[0]
    entries = state.manifest.inventories if state.manifest else []
    return next((entry.name for entry in entries if entry.folder == folder and "/" in path), "")


def _with_skips(
    mismatches: list[Mismatch], tree: Tree, sources: Sequence[SourceEntry], published: Sequence[CoverageEntry]
) -> list[Mismatch]:
    """``mismatches`` with those of files that are skipped now or were before, each file once: what the scan leaves out
    leaves a trace in the coverage only."""
    read = {entry.path for entry in sources if entry.kind == "source"}
    before = {e.path: (e.reason, e.detail) for e in published if e.outcome == "skipped" and e.path not in read}
    now = {skipped.path: (skipped.reason, skipped.detail) for skipped in tree.skipped}
    places = {m.path: place for place, m in enumerate(mismatches) if m.sign in ("+", "-") and m.kind == "source"}
    found = list(mismatches)
    for path in sorted(before.keys() | now.keys(), key=path_order):
        old, new = before.get(path), now.get(path)
        if old == new:
            continue
        if path not in places:
            found.append(_skip_mismatch(path, old, new))
        elif old is not None:
            found[places[path]] = structs.replace(found[places[path]], message=f"not skipped any more ({old[0]})")
    return found


def _skip_mismatch(path: str, old: tuple[str, str] | None, new: tuple[str, str] | None) -> Mismatch:
    """What happened to a file that is no source. ``old`` and ``new``: reason and detail of its being skipped, if it was
    or is."""
    if new is None:
        return Mismatch("source", path, f"not skipped any more, or not there ({old[0] if old else ''})", "-")
    if old is None:
        return Mismatch("source", path, f"skipped now ({new[0]})", "+")
    was = f"{old[0]} before" if old[0] != new[0] else f"{old[1]} before, {new[1]} now"
    return Mismatch("source", path, f"skipped now ({new[0]}; {was})", "~")


def _byte_mismatches(run_plan: Plan, tree: Tree, state: State, progress: Progress) -> list[Mismatch]:
    """State files whose bytes are not those computed from the sources now."""
    from stocktake.pipeline.build import build, everything  # most checks need neither
    from stocktake.pipeline.discover import extract_all

    given = everything(tree, extract_all(run_plan, tree, progress))
    built = build(run_plan, tree, given, carried_over(run_plan, state, tree), plan.GENERATOR).files
    others = _others(run_plan, state)  # a run would mark them as left out where sources changed
    files = {path: data for path, data in built.items() if path.split("/")[0] not in others}
    found = []
    output = run_plan.place.output
    for path in sorted(files, key=path_order):
        try:
            same = disk.read(f"{output}/{path}") == files[path]
        except FileNotFoundError:
            found.append(Mismatch("state", path, "the sources give this file", "-", _owner(path, state)))
            continue
        except OSError:
            same = False
        if not same:
            found.append(Mismatch("state", path, "is not what the sources give", "~", _owner(path, state)))
    listed = {
        f"{entry.folder}/{chunk.file}"
        for entry in (state.manifest.inventories if state.manifest else [])
        if entry.name in state.inventories
        for chunk in state.inventories[entry.name].chunks
    }
    extra = sorted(listed - built.keys(), key=path_order)
    return found + [
        Mismatch("state", path, "the sources give no such file", "+", _owner(path, state)) for path in extra
    ]
