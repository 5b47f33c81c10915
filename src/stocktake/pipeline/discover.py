"""The whole of ``discover``: plan, map, resolve, items, assemble, publish."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from msgspec import structs

from stocktake.errors import LockHeldError, LostError, StateError
from stocktake.model import Language, Outcome
from stocktake.pipeline import extraction, line_ends, nothing_to_do, plan, record, snapshot
from stocktake.pipeline.backends import Chosen, limits_text
from stocktake.pipeline.build import Built, Reuse, build, everything
from stocktake.pipeline.carry import Carried, carried_over, not_installed
from stocktake.pipeline.collection import paused
from stocktake.pipeline.look import StateLook, at_sources, same_file
from stocktake.pipeline.plan import Options, Plan
from stocktake.pipeline.recall import Recall
from stocktake.pipeline.resolution_data import Given
from stocktake.pipeline.results import DiscoverResult, Event, Progress
from stocktake.pipeline.scope import unmatched
from stocktake.pipeline.signals import postponed
from stocktake.pipeline.source_list import UNREADABLE
from stocktake.pipeline.summary import summarise
from stocktake.pipeline.unshared import ignored
from stocktake.settings import MANIFEST
from stocktake.sources import early
from stocktake.sources.scan import Tree
from stocktake.state import cache_folder, chunk_stats, disk
from stocktake.state.facts_cache import FactsCache, open_cache
from stocktake.state.journal import COMMITTED, PREPARED
from stocktake.state.lock import lock
from stocktake.state.published import State
from stocktake.state.quarantine import Quarantine
from stocktake.state.store import Changes, check_folder, publish, read_state

LOCK_WAIT = 10.0
"""Seconds to wait for another run at the same root."""


class Stopwatch:
    """Seconds by stage, in the order of the stages."""

    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress
        self._stage = ""
        self._since = time.perf_counter()

    def stage(self, name: str) -> None:
        """The stage ``name`` begins (empty: the run ends)."""
        now = time.perf_counter()
        if self._stage:
            self.seconds[self._stage] = round(self.seconds.get(self._stage, 0.0) + now - self._since, 4)
        self._stage, self._since = name, now
        if name:
            self._progress(Event(name))


def discover(start: str, options: Options, progress: Progress, seen: snapshot.Glance | None = None) -> DiscoverResult:
    """Bring the state of the repository around ``start`` up to date. What was ``seen`` before need not be looked at
    again.

    Raises:
        StocktakeError: nothing was published, what was before is intact; one subclass for each kind of reason.
        KeyboardInterrupt: a signal; likewise.
    """
    watch = Stopwatch(progress)
    watch.stage("plan")
    started = time.time_ns()
    place = plan.locate(start, options)
    run_plan = plan.make(place)
    watch.stage("scan")
    seen = seen if seen is not None and seen.is_of(place) else None
    started = seen.started_ns if seen is not None else started
    with early.listing(place.root):
        sources = seen.sources if seen is not None else at_sources(place.root, place.inside, started)
        tree = plan.scan_sources(run_plan)
    warnings = [d.message for d in tree.diagnostics if not d.path]
    with ExitStack() as stack:
        cache = _private(stack, Path(place.cache), warnings, progress)
        snapshot.forget(place.cache)
        looked = seen.state if seen is not None and cache is not None and _still(seen.state, place.output) else None
        watch.stage("read state")
        state = _published_at(place)
        past = extraction.before(state.sources, changed_extractors(run_plan, state))
        backend = Chosen(run_plan, tree, parallel=options.parallel, cache=cache)
        carried = carried_over(run_plan, state, tree)
        run = _Run(run_plan, tree, backend, cache, past, looked, options, progress, watch, warnings)
        extracted, built = run.built(carried)
        watch.stage("publish")
        with postponed():
            changes = _publish(place, built, looked)
        if cache is not None:
            cache.remember(tree.files, {p: d for p, d in extracted.digests.items() if d}, started)
            chunk_stats.keep(cache, place.output, built.checksums, started, built.kept)
        lasting = warnings = [*warnings, *changes.notes]  # what the next run would say again
        if changes.any:
            unshared = () if sources is not None and sources.has_state else ignored(place)
            warnings = [
                *lasting,
                *not_installed(run_plan, state),
                *_changed(place, state, past, extracted),
                *unshared,
                *_unmatched(run_plan, tree),
            ]
        watch.stage("")
        result = summarise(
            run_plan, tree, extracted, backend, built, changes, carried, past, warnings, watch.seconds, run.resolved_all
        )
        if cache is not None:
            record.write(Path(place.cache), result)
            if not lasting and _is_whole(result):
                nothing_to_do.prepare(
                    run_plan, sources, started, tree, result.files.read, extracted.digests, built, changes.lies
                )
    return result


def _published_at(place: plan.Place) -> State:
    """What is published now, in a folder where more can be; raises StateError where it cannot."""
    check_folder(Path(place.output), _top(place))
    return read_state(Path(place.output), chunks=False)


def _is_whole(result: DiscoverResult) -> bool:
    """Whether the inventories lack nothing that could be told of again."""
    return not result.files.failed and all(problem.reason != UNREADABLE for problem in result.problems)


def _unmatched(run_plan: Plan, tree: Tree) -> list[str]:
    return unmatched(run_plan.place.config, run_plan.selected, [file.path for file in tree.files])


def _publish(place: plan.Place, built: Built, looked: StateLook | None) -> Changes:
    lies = looked.lies() if looked is not None else None
    return publish(Path(place.output), built.files, _top(place), built.kept, lies)


def _top(place: plan.Place) -> Path | None:
    """From where on the way to the state folder must not lead through links."""
    return Path(place.root) if place.inside else None


def _still(looked: StateLook, output: str) -> bool:
    """Whether no run has published since the state folder was looked at, nor was stopped while it did: that replaces
    the manifest, or leaves a journal. Asked while nobody else can begin."""
    try:
        before, now = looked.status.get(MANIFEST), os.lstat(f"{output}/{MANIFEST}")
    except OSError:
        return False
    return before is not None and same_file(before, now) and not {PREPARED, COMMITTED}.intersection(looked.folders)


def changed_extractors(run_plan: Plan, state: State) -> list[str]:
    """The selected inventories that were published under another fingerprint."""
    return [
        name
        for name in run_plan.selected
        if name in state.inventories and state.inventories[name].fingerprint != run_plan.fingerprint(name)
    ]


def _private(stack: ExitStack, folder: Path, warnings: list[str], progress: Progress) -> FactsCache | None:
    """The lock and the cache, both held until the end; None, with a warning, where there can be no cache folder."""
    try:
        cache_folder.prepare(folder)
        stack.enter_context(lock(folder, LOCK_WAIT, lambda who: progress(Event("wait", note=f"waiting for {who}"))))
    except LockHeldError:
        raise
    except StateError as error:
        warnings.append(f"running without cache and lock: {error}")
        return None
    cache = stack.enter_context(open_cache(folder, plan.version_tag()))
    if cache.unusable:
        warnings.append(f"running without cache: {cache.unusable}")
    return cache


class _Run:
    """Extraction and what follows from it, up to the bytes to publish."""

    def __init__(
        self,
        run_plan: Plan,
        tree: Tree,
        backend: Chosen,
        cache: FactsCache | None,
        past: extraction.Before,
        looked: StateLook | None,
        options: Options,
        progress: Progress,
        watch: Stopwatch,
        warnings: list[str],
    ) -> None:
        self._plan = run_plan
        self._tree = tree
        self._backend = backend
        self._cache = cache
        self._past = past
        self._looked = looked
        self._full = options.full
        self._progress = progress
        self._watch = watch
        self._warnings = warnings
        self.resolved_all = "no cache"

    def built(self, carried: Carried) -> tuple[extraction.Extraction, Built]:
        """Extract and build, from what the last run left as far as that can be relied on."""
        try:
            return self.build(carried, takes_over=not self._full)
        except LostError:
            done = self.build(carried, takes_over=False)
            self.resolved_all = "what was remembered is incomplete"
            return done

    def build(self, carried: Carried, *, takes_over: bool) -> tuple[extraction.Extraction, Built]:
        """Extract and build; ``takes_over``: what the last run made of files is used where it still holds.

        Raises:
            LostError: the last run is not to be relied on.
        """
        run_plan, tree, cache = self._plan, self._tree, self._cache
        if cache is None:
            extracted = self._extract({}, {}, _forget)
            given = everything(tree, extracted.outcomes)
            return structs.replace(extracted, outcomes=given.outcomes), self._built(given, carried, None)
        keys = run_plan.extractors.cache_keys
        quarantine = Quarantine(cache, keys, limits_text(run_plan))
        reused: dict[str, Outcome] = {}
        digests: dict[str, str] = {}
        # Where nothing is known of any content, nobody needs the digests before the files are read.
        if not (self._full or (cache.is_empty and quarantine.is_empty)):
            self._watch.stage("hash")
            size = run_plan.place.config.max_file_size
            digests = extraction.known_digests(tree, cache, size, self._progress)
        with paused():
            recall = Recall(run_plan, tree, cache, digests if takes_over else None)
        self.resolved_all = "--full" if self._full else recall.why_not
        if not self._full:
            wanted = {path: found for path, found in digests.items() if path not in recall.taken}
            reused = extraction.from_cache(tree, wanted, cache, keys, quarantine)
            told = extraction.not_tried_again(reused)
            self._warnings += [warning for warning in told if warning not in self._warnings]  # of a first attempt
        extracted = self._extract({**reused, **recall.taken}, digests, extraction.keep_in(cache, quarantine, keys))
        cache.flush()
        with paused():
            given = recall.given(extracted.outcomes)
            reused, extracted = {}, structs.replace(extracted, outcomes=given.outcomes)  # the store has the facts
            built = self._built(given, carried, recall)
            recall.keep(built.resolution)
        return extracted, built

    def _extract(
        self, reused: Mapping[str, Outcome], digests: Mapping[str, str], keep: Callable[[Outcome, Language], None]
    ) -> extraction.Extraction:
        self._watch.stage("extract")

        def why(path: str, found: str) -> str:
            return extraction.reason_for(self._past, self._full, path, found)

        return extraction.run(self._tree, self._backend, reused, digests, keep, why, self._progress)

    def _built(self, given: Given, carried: Carried, recall: Recall | None) -> Built:
        status = self._looked.status if self._looked is not None else None
        written = chunk_stats.Written(None if self._full else self._cache, self._plan.place.output, status)
        reuse = Reuse(read=self._published, is_same=written.is_same)
        if recall is not None:
            reuse = reuse._replace(key=recall.key, keep=recall.keep_made)
        built = build(self._plan, self._tree, given, carried, plan.GENERATOR, reuse, self._watch.stage)
        return structs.replace(built, status=written.same)

    def _published(self, path: str) -> bytes | None:
        """A file of the state as it is now."""
        try:
            return disk.read(f"{self._plan.place.output}/{path}")
        except OSError:
            return None


def extract_all(run_plan: Plan, tree: Tree, progress: Progress) -> dict[str, Outcome]:
    """The outcome of every file of ``tree``, each extracted now: nothing remembered is believed."""
    backend = Chosen(run_plan, tree)
    return extraction.run(tree, backend, {}, {}, _forget, lambda _path, _digest: "", progress).outcomes


def _forget(_outcome: Outcome, _language: Language) -> None:
    return


def _changed(place: plan.Place, state: State, past: extraction.Before, now: extraction.Extraction) -> Iterable[str]:
    """What is to be said of the files that changed since ``state`` was published."""
    modified = {path: was for path, was in past.digests.items() if now.digests.get(path, was) != was}
    return line_ends.warnings(place.root, modified, place.config.max_file_size, state.problems)
