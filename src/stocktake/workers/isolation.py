"""The seam to executors: ``executor.submit(isolation.run_isolated, task)``.

Task and reply are plain data, and :meth:`Isolation.run_isolated` never raises: whatever happens to a batch happens in a
worker process, and is told. Each thread of the executor owns one worker, which stays warm from batch to batch.
"""

from __future__ import annotations

import threading

from msgspec import Struct

from stocktake.model import Outcome, SourceFile
from stocktake.workers.limits import FINISHED, RECYCLED_AT, STOPPED, Ending, Limits
from stocktake.workers.protocol import IDLE, LOADING, WAITING, Batch, Crumb, Done
from stocktake.workers.report import Death, StepUse, WorkerUse
from stocktake.workers.supervised import Supervised, patience

_ATTEMPTS = 3
_PAUSE = 0.2


class Task(Struct, frozen=True):
    """Files to extract in one worker. ``setup`` is an encoded :class:`~stocktake.workers.protocol.Setup`; ``fresh``
    asks for a worker that has done nothing yet."""

    setup: bytes
    files: tuple[SourceFile, ...]
    limits: Limits
    fresh: bool = False


class Reply(Struct, frozen=True):
    """What became of a task. Only a finished one has ``outcomes`` (in the order of its files) and ``steps``; otherwise
    ``at`` says where the worker was, and ``log`` what it said last."""

    ending: Ending
    outcomes: list[Outcome] = []
    steps: list[StepUse] = []
    at: Crumb = Crumb(IDLE, 0)
    log: str = ""


class _Own(threading.local):
    """What belongs to one thread."""

    worker: Supervised | None = None
    number: int = -1


class Isolation:
    """The workers of one run. A context manager, to be left when the executor has shut down: then none is left."""

    def __init__(self) -> None:
        self.recycled = 0
        self.idle_deaths: list[Death] = []
        self._own = _Own()
        self._lock = threading.Lock()
        self._alive: set[Supervised] = set()
        self._stopping = threading.Event()
        self._uses: list[WorkerUse] = []

    def __enter__(self) -> Isolation:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for worker in self._alive:
            worker.close()
        self._alive.clear()

    def stop(self) -> None:
        """End every worker at once; tasks end as stopped."""
        with self._lock:
            self._stopping.set()
            for worker in self._alive:
                worker.kill()

    def uses(self) -> list[WorkerUse]:
        """What each worker did so far."""
        with self._lock:
            return list(self._uses)

    def run_isolated(self, task: Task) -> Reply:
        """Extract the files of ``task`` in the worker of this thread. Never raises."""
        try:
            return self._run(task)
        except Exception as error:
            self._leave()
            return Reply(Ending("not-started", f"{type(error).__name__}: {error}"))

    def _run(self, task: Task) -> Reply:
        if task.fresh and self._own.worker is not None and self._own.worker.served:
            self._leave()
        reply = None
        if self._own.worker is not None:
            had_served = self._own.worker.served
            reply = self._attempt(self._own.worker, task)
            if reply.at.file == WAITING and had_served and reply.ending != STOPPED:
                # It ended between two batches: what it did before is to blame, or nobody, but not this batch.
                self._mourn(reply)
                reply = None
        if reply is None:
            worker = self._started(task)
            reply = worker if isinstance(worker, Reply) else self._attempt(worker, task)
        return reply

    def _attempt(self, worker: Supervised, task: Task) -> Reply:
        """Have the batch extracted in ``worker``, which is replaced after it where that is wiser."""
        answer = worker.run(Batch(task.files, patience(task.limits)), task.limits)
        if isinstance(answer, Done) and len(answer.outcomes) == len(task.files):
            self._count(worker, len(task.files))
            has_grown = task.limits.memory and answer.resident > RECYCLED_AT * task.limits.memory
            if has_grown or worker.has_company():
                with self._lock:
                    self.recycled += 1
                self._leave()
            return Reply(FINISHED, answer.outcomes, answer.steps)
        ending = answer if isinstance(answer, Ending) else Ending("worker-died", "an answer that means nothing")
        reply = Reply(ending, at=worker.crumb, log=worker.log())
        self._count(worker, 0)
        self._leave()
        return reply

    def _mourn(self, reply: Reply) -> None:
        with self._lock:
            self.idle_deaths.append(Death(reply.ending.kind, reply.ending.detail, "", "", 0, reply.log))

    def _started(self, task: Task) -> Supervised | Reply:
        """A worker that has loaded everything."""
        reply = Reply(STOPPED)
        for attempt in range(_ATTEMPTS):
            if self._stopping.is_set():
                return Reply(STOPPED)
            try:
                worker = self._new()
            except OSError as error:
                reply = Reply(Ending("not-started", error.strerror or str(error)))
                self._stopping.wait(_PAUSE * 2**attempt)
                continue
            ending, problem = worker.prepare(task.setup, task.limits)
            if ending is None and not problem:
                return worker
            crumb = worker.crumb
            at = crumb if crumb.file == LOADING else Crumb(WAITING, 0)  # in any case at none of the files
            reply = Reply(ending or Ending("not-started", problem), at=at, log=worker.log())
            self._leave()
            if ending is None or not ending.is_from_outside:
                return reply
        return reply

    def _new(self) -> Supervised:
        worker = Supervised()
        with self._lock:
            self._alive.add(worker)
            if self._own.number < 0:
                self._own.number = len(self._uses)
                self._uses.append(WorkerUse(0, 0, 0, 0))
            if self._stopping.is_set():
                worker.kill()
        self._own.worker = worker
        self._count(worker, None)
        return worker

    def _count(self, worker: Supervised, files: int | None) -> None:
        """Note a batch of ``files`` (0: not finished), or with None a new process."""
        with self._lock:
            old = self._uses[self._own.number]
            batches, done = old.batches + (1 if files else 0), old.files + (files or 0)
            peak = max(old.peak_memory, worker.peak)
            self._uses[self._own.number] = WorkerUse(batches, done, old.processes + (files is None), peak)

    def _leave(self) -> None:
        """End the worker of this thread."""
        worker, self._own.worker = self._own.worker, None
        if worker is not None:
            with self._lock:
                self._alive.discard(worker)
            worker.close()
