"""The map stage: the outcome of every file in view, from the cache where its content is known, else extracted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import closing

from msgspec import Struct

from stocktake.digests import digest
from stocktake.model import Extracted, Failed, FailReason, Language, Outcome, SkippedFile, SourceEntry, SourceFile
from stocktake.paths import path_order, shortened
from stocktake.pipeline.results import Event, Progress, Reason
from stocktake.pipeline.signals import postponed
from stocktake.sources.reading import ReadError, read_source
from stocktake.sources.scan import LINKED, Tree
from stocktake.state.facts_cache import FactsCache
from stocktake.state.quarantine import Quarantine
from stocktake.workers.backend import Backend

WORKER_REASONS: frozenset[FailReason] = frozenset({"timed-out", "out-of-memory", "worker-died"})
"""Failures that cost a worker. Another attempt may not show them: never kept as facts, see :mod:`state.quarantine`."""

_STEP = 25
"""Files between two reports of progress."""

_NAMED = 5
"""Files in quarantine that the warning names; the coverage names all."""


class Extraction(Struct, frozen=True):
    """The outcome of every file, in the tree's order, and which were extracted anew (with the reason)."""

    outcomes: dict[str, Outcome]
    digests: dict[str, str]
    recomputed: list[Reason]


class Before(Struct, frozen=True):
    """What the published state says about the past: digests of the sources by path, and which extractors have another
    fingerprint now (empty, with no state)."""

    digests: dict[str, str]
    changed_extractors: tuple[str, ...] = ()


def before(sources: Sequence[SourceEntry], changed_extractors: Sequence[str]) -> Before:
    """:class:`Before` from the published ``sources``."""
    return Before({s.path: s.digest for s in sources if s.kind == "source"}, tuple(changed_extractors))


def hash_files(tree: Tree, files: Sequence[SourceFile], max_file_size: int) -> Iterator[tuple[str, str]]:
    """Path and digest of each file's bytes; the digest is empty where the file cannot be read."""
    for file in files:
        try:
            yield file.path, digest(read_source(tree.root, file.path, max_file_size))
        except ReadError:
            yield file.path, ""


def known_digests(tree: Tree, cache: FactsCache | None, max_file_size: int, progress: Progress) -> dict[str, str]:
    """The digest of every file of ``tree`` by path: remembered where its stat has not changed, else read anew."""
    digests = dict(cache.known_digests(tree.files)) if cache is not None else {}
    missing = [file for file in tree.files if file.path not in digests]
    for count, (path, found) in enumerate(hash_files(tree, missing, max_file_size)):
        if count % _STEP == 0:
            progress(Event("hash", count, len(missing)))
        digests[path] = found
    return digests


def from_cache(
    tree: Tree,
    digests: Mapping[str, str],
    cache: FactsCache,
    fingerprints: Mapping[str, str],
    quarantine: Quarantine | None = None,
) -> dict[str, Outcome]:
    """The outcomes that the cache knows for the current content of the files, by path; also, of files in
    ``quarantine``, how they failed."""
    wanted: dict[str, tuple[str, Language]] = {}
    for file in tree.files:
        found = digests.get(file.path, "")
        if found:
            wanted[file.path] = (found, file.language)
    failed = {} if quarantine is None else quarantine.known(wanted)
    return {**failed, **cache.load(wanted, fingerprints)}


def run(
    tree: Tree,
    backend: Backend,
    reused: Mapping[str, Outcome],
    digests: Mapping[str, str],
    keep: Callable[[Outcome, Language], None],
    why: Callable[[str, str], str],
    progress: Progress,
) -> Extraction:
    """Extract what is not ``reused``. ``keep`` is given every outcome as it comes; ``why`` tells the reason of an
    extraction from path and digest."""
    waiting = [file for file in tree.files if file.path not in reused]
    languages = {file.path: file.language for file in waiting}
    fresh: dict[str, Outcome] = {}
    progress(Event("extract", 0, len(waiting)))
    with closing(backend.run(waiting)) as running:  # at once, when a signal interrupts: its workers must not live on
        for outcome in running:
            fresh[outcome.path] = outcome
            with postponed():
                keep(outcome, languages[outcome.path])
            if len(fresh) % _STEP == 0 or len(fresh) == len(waiting):
                progress(Event("extract", len(fresh), len(waiting)))
    outcomes: dict[str, Outcome] = {}
    found = dict(digests)
    recomputed = []
    for file in tree.files:
        outcome = reused.get(file.path) or fresh[file.path]
        if file.reason is None and type(outcome) is Extracted and outcome.reason is None and file.path not in fresh:
            outcomes[file.path] = outcome  # nearly all of them
            continue
        if isinstance(outcome, SkippedFile) and outcome.reason == "vanished":
            continue  # deleted while we ran: as if the scan had come a moment later
        outcomes[file.path] = _settled(file, outcome, tree.keep)
        if file.path in fresh:
            found[file.path] = outcome.digest  # of what was parsed: the file may have changed since it was hashed
            recomputed.append(Reason(file.path, why(file.path, outcome.digest)))
    return Extraction(outcomes, found, recomputed)


def _settled(file: SourceFile, outcome: Outcome, keep: Set[str]) -> Outcome:
    """The outcome of a file by all that is known: one that is skipped for its name or content, by a reason that is not
    one to ``keep``, keeps its facts if others may import it, and is skipped. Decided here and not where it is
    extracted, because what is cached belongs to the content alone."""
    reason = file.reason or (outcome.reason if isinstance(outcome, Extracted) else None)
    if reason is None or reason in keep or isinstance(outcome, SkippedFile):
        return outcome
    if isinstance(outcome, Failed):
        return SkippedFile(file.path, outcome.digest, reason)
    # Of a file that is skipped by its name the scan has told already that what it says is wanted.
    facts = outcome.facts if file.reason or reason in LINKED else {}
    return SkippedFile(file.path, outcome.digest, reason, "" if file.reason else outcome.detail, facts)


def keep_in(
    cache: FactsCache, quarantine: Quarantine, fingerprints: Mapping[str, str]
) -> Callable[[Outcome, Language], None]:
    """What keeps an outcome for the next run: in ``cache``, or in ``quarantine`` where the file cost a worker."""

    def keep(outcome: Outcome, language: Language) -> None:
        if is_lasting(outcome):
            cache.store([(outcome, language)], fingerprints)
        elif isinstance(outcome, Failed):
            quarantine.add(outcome, language)

    return keep


def not_tried_again(reused: Mapping[str, Outcome]) -> list[str]:
    """A warning where files were in quarantine: a failure that is not tried again must not look like one that is."""
    paths = [path for path, o in reused.items() if isinstance(o, Failed) and o.failure.reason in WORKER_REASONS]
    if not paths:
        return []
    listed = shortened(sorted(paths, key=path_order), _NAMED)
    return [f"not tried again, because it cost a worker before: {listed} (--full tries again)"]


def is_lasting(outcome: Outcome) -> bool:
    """Whether another attempt at the same bytes would end the same way."""
    match outcome:
        case Extracted():
            return all(failure.reason not in WORKER_REASONS for failure in outcome.failures)
        case Failed():
            return outcome.failure.reason not in WORKER_REASONS
        case SkippedFile():
            return outcome.digest != ""


def reason_for(past: Before, full: bool, path: str, found: str) -> str:
    """Why a file was extracted: new, modified, full run, extractor changed, or not in the cache."""
    known = past.digests.get(path)
    if known is None:
        return "new"
    if known != found:
        return "modified"
    if full:
        return "full run"
    if past.changed_extractors:
        return f"extractor changed: {', '.join(past.changed_extractors)}"
    return "not in the cache"
