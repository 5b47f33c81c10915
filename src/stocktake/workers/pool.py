"""The backend with workers: batches in processes of their own, through an executor; what happens to one stays there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait

from msgspec import structs

from stocktake.digests import digest
from stocktake.encoding import to_packed
from stocktake.errors import WorkerError
from stocktake.model import Failed, FailReason, Failure, Outcome, SourceFile
from stocktake.sources.reading import ReadError, read_source
from stocktake.workers.batches import batches
from stocktake.workers.containment import Lineage, Work, succeeded, unfinished
from stocktake.workers.isolation import Isolation, Reply, Task
from stocktake.workers.limits import Ending, Limits
from stocktake.workers.protocol import FIRST_EXTRACTOR, LOADING, WAITING, Setup
from stocktake.workers.report import Death, PoolUse, StepUse, add_up

IN_FLIGHT = 2
"""Tasks a worker has at most, the one it works on included."""

ALIKE_SHARE = 0.2
ALIKE_LEAST = 5
"""Batches in which a file failed alike before the environment is held to be broken, and their share of those begun."""

_FILES_ALIKE = 10
_DEATHS_ALIKE = 10
_DEATHS_SHARE = 0.5
_START_ATTEMPTS = 3
_LOG_LINES = 20


class Pool:
    """Extracts in ``workers`` processes. ``setup`` says what they load; ``executor`` makes what runs the tasks of that
    many workers (default: threads, each with a worker of its own)."""

    def __init__(
        self,
        setup: Setup,
        workers: int,
        limits: Limits,
        executor: Callable[[int], Executor] = ThreadPoolExecutor,
    ) -> None:
        self._setup = structs.replace(setup, data_backstop=limits.data_backstop)
        self._workers = workers
        self._limits = limits
        self._executor = executor
        self._steps: list[StepUse] = []
        self._pool: PoolUse | None = None

    def run(self, files: Sequence[SourceFile]) -> Generator[Outcome, None, None]:
        """See :meth:`stocktake.workers.backend.Backend.run`; as batches are done.

        Raises:
            WorkerError: workers cannot start, or too much fails alike.
        """
        if not files:
            return
        queue = [Work(batch) for batch in batches(files, self._workers)]
        course = _Course(self._setup, self._limits, queue, len(files))
        with Isolation() as isolation:
            executor = self._executor(self._workers)
            try:
                while course.waiting:
                    yield from self._round(course, isolation, executor)
                self._pool = course.use(isolation)
                self._steps = course.steps
            finally:
                isolation.stop()
                executor.shutdown(wait=True, cancel_futures=True)

    def _round(self, course: _Course, isolation: Isolation, executor: Executor) -> Generator[Outcome, None, None]:
        """Keep the workers supplied, and give what the first of them has done."""
        while course.queue and len(course.running) < IN_FLIGHT * self._workers:
            work = course.queue.popleft()
            course.running[executor.submit(isolation.run_isolated, course.task(work))] = work
        done, _ = wait(course.running, return_when=FIRST_COMPLETED)
        for future in done:
            yield from course.settle(course.running.pop(future), future.result())

    @property
    def steps(self) -> list[StepUse]:
        """See :attr:`stocktake.workers.backend.Backend.steps`."""
        return self._steps

    @property
    def pool(self) -> PoolUse | None:
        """See :attr:`stocktake.workers.backend.Backend.pool`."""
        return self._pool


class _Course:
    """One run of a pool: what waits, what is running, and what has gone wrong so far."""

    def __init__(self, setup: Setup, limits: Limits, queue: Sequence[Work], files: int) -> None:
        self.queue = deque(queue)
        self.running: dict[Future[Reply], Work] = {}
        self.steps: list[StepUse] = []
        self._setup = setup
        self._packed = to_packed(setup)
        self._limits = limits
        self._made = tuple(work.lineage for work in queue)  # kept: they are told apart by their identity
        self._files = files
        self._retries = 0
        self._deaths: list[Death] = []
        self._culprits: dict[tuple[str, str], list[Lineage]] = {}
        self._first_deaths: dict[tuple[str, str], set[int]] = {}
        self._begun: set[int] = set()
        self._not_started = 0

    @property
    def waiting(self) -> bool:
        """Whether anything is left to be done."""
        return bool(self.queue or self.running)

    def task(self, work: Work) -> Task:
        """``work`` as it is sent out."""
        self._begun.add(id(work.lineage))
        return Task(self._packed, work.files, self._limits, work.alone)

    def settle(self, work: Work, reply: Reply) -> list[Outcome]:
        """Take note of what became of ``work``: outcomes that are settled with it."""
        ending = reply.ending
        if ending.kind == "finished":
            succeeded(work)
            self._not_started = 0
            self.steps = add_up([*self.steps, *reply.steps])
            return reply.outcomes
        if ending.kind == "stopped":
            return []
        if ending.kind == "not-started" or reply.at.file in (LOADING, WAITING):
            self._start_failed(work, reply)
            return []
        extractor = self._extractor(reply, work)
        at = reply.at.file
        path = work.files[at].path if at < len(work.files) else ""
        log = "\n".join(reply.log.splitlines()[:_LOG_LINES])
        self._deaths.append(Death(ending.kind, ending.detail, path, extractor, len(work.files), log))
        self._check_deaths(work.lineage, ending, extractor)
        culprit, rest = unfinished(work, ending, reply.at)
        self._retries += len(rest)
        self.queue.extend(rest)
        if culprit is None:
            return []
        self._check_alike(work.lineage, ending, extractor)
        return [Failed(culprit.path, self._digest(culprit), _failure(ending, extractor))]

    def _extractor(self, reply: Reply, work: Work) -> str:
        """The extractor at work when the worker ended, where one was."""
        index = reply.at.step - FIRST_EXTRACTOR
        if reply.at.file >= len(work.files) or not 0 <= index < len(self._setup.names):
            return ""
        return self._setup.names[index]

    def _digest(self, file: SourceFile) -> str:
        try:
            return digest(read_source(self._setup.root, file.path, self._setup.max_file_size))
        except ReadError:
            return ""

    def _start_failed(self, work: Work, reply: Reply) -> None:
        self._not_started += 1
        if self._not_started < _START_ATTEMPTS and reply.ending.is_from_outside:
            self.queue.append(work)
            return
        where = ""
        if reply.at.file == LOADING and reply.at.step < len(self._setup.names):
            where = f" while it loaded extractor {self._setup.names[reply.at.step]!r}"
        raise WorkerError(f"a worker could not start{where}: {_text(reply.ending)}{_said(reply.log)}")

    def _check_alike(self, lineage: Lineage, ending: Ending, extractor: str) -> None:
        """Raise WorkerError where so much fails in the same way that the files cannot be the reason."""
        alike = self._culprits.setdefault((ending.kind, ending.detail), [])
        alike.append(lineage)
        tainted = len({id(each) for each in alike})
        by_batch = tainted >= ALIKE_LEAST and tainted > ALIKE_SHARE * len(self._begun)
        if not by_batch and not (len(alike) >= _FILES_ALIKE and len(alike) > ALIKE_SHARE * self._files):
            return
        raise _broken(f"{len(alike)} files ended their workers", ending, extractor)

    def _check_deaths(self, lineage: Lineage, ending: Ending, extractor: str) -> None:
        """Raise WorkerError where most batches begin with the death of their worker: not to wait for each of them."""
        if ending.is_from_outside:
            return
        alike = self._first_deaths.setdefault((ending.kind, ending.detail), set())
        alike.add(id(lineage))
        if len(alike) >= _DEATHS_ALIKE and len(alike) > _DEATHS_SHARE * len(self._begun):
            raise _broken(f"the workers of {len(alike)} batches ended", ending, extractor)

    def use(self, isolation: Isolation) -> PoolUse:
        """What the pool did."""
        deaths = [*self._deaths, *isolation.idle_deaths]
        return PoolUse(isolation.uses(), len(self._made), self._retries, isolation.recycled, deaths)


def _failure(ending: Ending, extractor: str) -> Failure:
    reasons: dict[str, FailReason] = {"timed-out": "timed-out", "out-of-memory": "out-of-memory"}
    return Failure(reasons.get(ending.kind, "worker-died"), extractor, ending.detail)


def _broken(what: str, ending: Ending, extractor: str) -> WorkerError:
    where = f" in extractor {extractor!r}" if extractor else ""
    return WorkerError(f"the environment is broken: {what} alike, {_text(ending)}{where}; nothing was published")


def _said(log: str) -> str:
    """What a worker said of its end: the exception where there is a traceback, else the first line."""
    lines = [line for line in log.splitlines() if line.strip()]
    if not lines:
        return ""
    return f"; it said: {lines[-1] if lines[0].startswith('Traceback') else lines[0]}"


def _text(ending: Ending) -> str:
    """How a worker ended, and what may help."""
    if ending.kind == "out-of-memory":
        return f"{ending.detail} (raise --memory-limit, or have fewer --jobs)"
    return f"worker died: {ending.detail}" if ending.kind == "worker-died" else ending.detail
