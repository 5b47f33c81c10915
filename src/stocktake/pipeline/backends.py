"""Which backend extracts the files of a run, and how many workers it has."""

from __future__ import annotations

import sys
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stocktake.errors import StateError
from stocktake.model import Outcome, SourceFile
from stocktake.pipeline.carry import read_coverage
from stocktake.pipeline.extraction import WORKER_REASONS
from stocktake.pipeline.plan import Plan
from stocktake.sources.scan import Tree
from stocktake.workers.backend import Backend
from stocktake.workers.in_process import InProcess
from stocktake.workers.report import PoolUse, StepUse

if TYPE_CHECKING:
    from stocktake.state.facts_cache import FactsCache
    from stocktake.workers.limits import Limits

ALONE = "extracting in process"
"""Note of the cache that is not empty while files are extracted without workers."""

FEW_FILES = 200
FEW_BYTES = 1_000_000
"""Below either of the two, starting workers takes longer than they save."""

MANY_FILES = 800
"""From here on copies of the process, to resolve a half each, take less than they save."""


class Chosen:
    """The backend for whatever files it is given: workers where they are worth it (or asked for by ``--parallel``),
    where one of the files had ended a worker when the state was published, or where the last run without workers did
    not live to see its end, of which a note in ``cache`` tells."""

    def __init__(self, run_plan: Plan, tree: Tree, *, parallel: bool = False, cache: FactsCache | None = None) -> None:
        self._plan = run_plan
        self._tree = tree
        self._parallel = parallel
        self._cache = cache
        self._backend: Backend = self._in_process()

    def run(self, files: Sequence[SourceFile]) -> Generator[Outcome, None, None]:
        """See :meth:`stocktake.workers.backend.Backend.run`."""
        if files and self._is_worth_it(files):
            self._backend = self._pool()
        elif files and self._cache is not None:
            self._cache.keep_note(ALONE, b"begun")
        try:
            yield from self._backend.run(files)
        finally:
            if files and self._cache is not None and self._cache.note(ALONE):
                self._cache.keep_note(ALONE, b"")

    @property
    def steps(self) -> list[StepUse]:
        """See :attr:`stocktake.workers.backend.Backend.steps`."""
        return self._backend.steps

    @property
    def pool(self) -> PoolUse | None:
        """See :attr:`stocktake.workers.backend.Backend.pool`."""
        return self._backend.pool

    def _is_worth_it(self, files: Sequence[SourceFile]) -> bool:
        if sys.platform == "win32":  # no process groups, no poll: nothing of what makes workers safe
            return False
        if self._parallel:
            return True
        enough = len(files) >= FEW_FILES and sum(file.size for file in files) >= FEW_BYTES
        if enough and jobs(self._plan) > 1:
            return True
        if self._cache is not None and self._cache.note(ALONE):
            return True
        suspects = _suspects(Path(self._plan.place.output))
        return any(file.path in suspects for file in files)

    def _in_process(self) -> InProcess:
        return InProcess(self._tree.root, self._plan.extractors.loaded, self._plan.place.config.max_file_size)

    def _pool(self) -> Backend:
        from stocktake.workers.pool import Pool
        from stocktake.workers.protocol import Setup

        config, extractors = self._plan.place.config, self._plan.extractors
        names = extractors.names
        setup = Setup(
            root=self._tree.root,
            max_file_size=config.max_file_size,
            names=names,
            known={name: self._plan.known[name] for name in names},
            options={name: config.inventories[name].options for name in names if name in config.inventories},
            keys=extractors.cache_keys,
        )
        return Pool(setup, jobs(self._plan), limits_in_force(self._plan))


def copies_that_resolve(run_plan: Plan, tree: Tree) -> int:
    """How many processes a run may have for resolving, where that is worth several; 1 elsewhere."""
    return jobs(run_plan) if len(tree.files) >= MANY_FILES else 1


def jobs(run_plan: Plan) -> int:
    """How many workers a run has: as many as it was told, or as there are processors, and memory, for."""
    from stocktake.workers import limits, main_memory, processors

    given = run_plan.place.config.jobs
    return limits.affordable(processors.usable(), main_memory.usable()) if given == "auto" else given


def limits_in_force(run_plan: Plan) -> Limits:
    """The limits of each worker of a run on this machine."""
    from stocktake.workers import limits, main_memory

    config = run_plan.place.config
    wanted = limits.Limits(config.timeout, config.memory_limit * 10**6)
    return limits.in_force(wanted, jobs(run_plan), main_memory.usable())


def limits_text(run_plan: Plan) -> str:
    """The limits in force as a text: another one for other limits."""
    found = limits_in_force(run_plan)
    return f"{found.batch_seconds!r} s, {found.memory} bytes"


def _suspects(output: Path) -> frozenset[str]:
    """Files that had ended a worker when the state in ``output`` was published."""
    try:
        entries = read_coverage(output).entries
    except StateError:
        return frozenset()
    return frozenset(entry.path for entry in entries if entry.outcome == "failed" and entry.reason in WORKER_REASONS)
