"""One worker process, watched from outside: its start, its batches, its limits, its end.

Everything is enforced by the coordinator with SIGKILL to the worker's process group, because nothing inside the worker
can: code in C holds the interpreter, ignores other signals, and crashes where memory runs out.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from stocktake.encoding import from_packed, to_packed
from stocktake.workers import process_tree
from stocktake.workers.limits import (
    MOST_PROCESSES,
    STOPPED,
    Ending,
    Limits,
    of_death,
    started_too_many,
    took_too_long,
    took_too_much,
)
from stocktake.workers.protocol import (
    CRUMB_SIZE,
    HEADER_SIZE,
    LARGEST_FRAME,
    LOADING,
    WAITING,
    Batch,
    Crumb,
    Done,
    Ready,
    frame,
)

T = TypeVar("T")

TICK = 0.1
"""Seconds between two looks at time and memory."""

_LATE = 2.0
"""Seconds; a look that comes later than this was delayed by a pause of the coordinator itself."""

_GRACE = 5.0
_FAREWELL = 1.0
_CHUNK = 1 << 20
_LOG_SIZE = 4_000
_LARGEST_LOG = 16_000_000


class Supervised:
    """A worker process. For one thread, except :meth:`kill`: that thread must live as long as the process, because the
    kernel ends the process with it."""

    def __init__(self) -> None:
        """Start the program; it loads nothing before :meth:`prepare`.

        Raises:
            OSError: no process, memory or descriptors to be had.
        """
        self.peak = 0
        self.resident = 0
        self._held = 0
        self.served = False
        self._stopped = False
        self._reaping = threading.Lock()
        theirs: list[int] = []
        ours: list[int] = []
        self._files: list[IO[bytes]] = []
        try:
            self._log, self._crumbs = self._temporary(), self._temporary()
            self._crumbs.truncate(CRUMB_SIZE)
            self._crumb = memoryview(mmap.mmap(self._crumbs.fileno(), CRUMB_SIZE)).cast("I")
            fcntl.fcntl(self._log, fcntl.F_SETFL, os.O_APPEND)
            for mine in (1, 0):
                pair = os.pipe()
                ours.append(pair[mine])
                theirs.append(pair[1 - mine])
            self._process = self._start(theirs)
        except BaseException:
            for descriptor in ours:
                os.close(descriptor)
            self._close_files()
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        self._sink, self._source = ours
        os.set_blocking(self._sink, False)

    def _temporary(self) -> IO[bytes]:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close
        self._files.append(file)
        return file

    def _start(self, descriptors: list[int]) -> subprocess.Popen[bytes]:
        passed = (*descriptors, self._crumbs.fileno())
        command = [sys.executable, "-P", "-m", "stocktake.workers.child", str(os.getpid()), *map(str, passed)]
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            pass_fds=passed,
            start_new_session=True,
            env=environment(),
        )

    def prepare(self, setup: bytes, limits: Limits) -> tuple[Ending | None, str]:
        """Let the worker load what the encoded ``setup`` names: how it ended if it did, and what it complains of."""
        patience = _Patience(limits, starting=True)
        answer = self._exchange(setup, Ready, patience)
        return (answer, "") if isinstance(answer, Ending) else (None, answer.problem)

    def run(self, batch: Batch, limits: Limits) -> Done | Ending:
        """Have a batch extracted; whatever happens to the worker is an :class:`Ending`, and then it is dead."""
        self.served = True
        self._crumb[0] = WAITING
        patience = _Patience(limits)
        answer = self._exchange(to_packed(batch), Done, patience)
        if isinstance(answer, Done):
            self.resident, self.peak = answer.resident, max(self.peak, answer.peak)
        return answer

    @property
    def crumb(self) -> Crumb:
        """Where the worker is, or was when it died."""
        return Crumb(self._crumb[0], self._crumb[1])

    def log(self) -> str:
        """The end of what the worker wrote to its standard output and error during its last batch."""
        with suppress(OSError, ValueError):
            size = os.fstat(self._log.fileno()).st_size
            data = os.pread(self._log.fileno(), _LOG_SIZE, max(0, size - _LOG_SIZE))
            return data.decode("utf-8", "replace")
        return ""

    def kill(self) -> None:
        """End the worker and everything it started; from any thread."""
        self._stopped = True
        with self._reaping:
            self._kill()

    def close(self) -> None:
        """End the worker, and give back what it took."""
        self._reap()
        for descriptor in (self._sink, self._source):
            os.close(descriptor)
        self._close_files()

    def _reap(self) -> None:
        with self._reaping:  # between the two its number could be given to another process
            self._kill()
            self._process.wait()

    def _kill(self) -> None:
        if self._process.returncode is None:
            process_tree.kill(self._process.pid)

    def _close_files(self) -> None:
        for file in self._files:
            file.close()

    def _exchange(self, payload: bytes, kind: type[T], patience: _Patience) -> T | Ending:
        """Send one message and wait for the answer."""
        view = memoryview(frame(payload))
        answer = bytearray()
        poll = select.poll()
        poll.register(self._source, select.POLLIN)
        poll.register(self._sink, select.POLLOUT)
        while True:
            for descriptor, _ in poll.poll(TICK * 1000):
                if descriptor == self._sink:
                    view = self._write(view)
                    if not view:
                        poll.unregister(self._sink)
                    continue
                more = os.read(self._source, _CHUNK)
                if not more:
                    return self._death(patience.limits)
                answer += more
            size = int.from_bytes(answer[:HEADER_SIZE], "big") if len(answer) >= HEADER_SIZE else -1
            if size > LARGEST_FRAME:
                return self._end(Ending("worker-died", "an answer too large"))
            if size >= 0 and len(answer) >= HEADER_SIZE + size:
                try:
                    return from_packed(bytes(answer[HEADER_SIZE : HEADER_SIZE + size]), kind)
                except msgspec.DecodeError:
                    return self._end(Ending("worker-died", "an answer that means nothing"))
            ending = patience.exceeded(self)
            if ending is not None:
                return self._end(ending)

    def sample(self) -> process_tree.Held:
        """What the worker and its children hold now. What they wrote is kept from filling the disk meanwhile."""
        held = process_tree.held(self._process.pid)
        self.peak, self._held = max(self.peak, held.memory), held.memory
        with suppress(OSError):
            if os.fstat(self._log.fileno()).st_size > _LARGEST_LOG:
                self._log.truncate(0)
        return held

    def has_company(self) -> bool:
        """Whether something it started is still running, where that can be told."""
        return process_tree.has_proc() and len(process_tree.members(self._process.pid)) > 1

    def _write(self, view: memoryview) -> memoryview:
        try:
            return view[os.write(self._sink, view) :]
        except BlockingIOError:
            return view
        except BrokenPipeError:
            return view[len(view) :]  # it is dying: reading will tell

    def _death(self, limits: Limits) -> Ending:
        """The worker has closed its pipe: by dying, or just so."""
        try:
            deadline = time.monotonic() + _FAREWELL
            while os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
                if time.monotonic() > deadline:
                    return self._end(Ending("worker-died", "closed its pipe"))
                time.sleep(0.005)
        except ChildProcessError:
            pass
        self._reap()
        return STOPPED if self._stopped else of_death(self._process.returncode, self._held, limits)

    def _end(self, ending: Ending) -> Ending:
        self._reap()
        return STOPPED if self._stopped else ending


class _Patience:
    """When to end a worker: deadlines follow the files it comes to, and a pause of the coordinator is not its fault."""

    def __init__(self, limits: Limits, *, starting: bool = False) -> None:
        self.limits = limits
        self._starting = starting
        self._begun = self._moved = self._looked = time.monotonic()
        self._file = LOADING

    def exceeded(self, worker: Supervised) -> Ending | None:
        """Why the worker has to be ended now, if it has to. Looks once a tick."""
        now = time.monotonic()
        since = now - self._looked
        if since < TICK:
            return None
        self._looked = now
        if since > _LATE:
            self._begun += since
            self._moved += since
        file = worker.crumb.file
        if file != self._file:
            self._file, self._moved = file, now
        limits, held = self.limits, worker.sample()
        if limits.memory and held.memory > limits.memory:
            return took_too_much(limits)
        if held.processes > MOST_PROCESSES:
            return started_too_many()
        if self._starting:
            return took_too_long(limits.start_seconds) if now - self._begun > limits.start_seconds else None
        if now - self._moved > limits.file_seconds:
            return took_too_long(limits.file_seconds)
        if now - self._begun > limits.batch_seconds:
            return took_too_long(limits.batch_seconds, whole_batch=now - self._moved < limits.batch_seconds / 2)
        return None


def patience(limits: Limits) -> float:
    """Seconds after which a worker that nobody ends is to end itself."""
    return limits.batch_seconds + _GRACE


def environment() -> dict[str, str]:
    """The environment of a worker: it imports from where this process does, and from nowhere else (never from the
    current folder, which may be the scanned repository); it does not depend on hash seed or locale."""
    folders = [folder for folder in sys.path if Path(folder).is_absolute()]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(folders)),
        "PYTHONSAFEPATH": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
    }
