"""Runs one program and measures it: time, processor time, and the memory of its whole process tree."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE, FIRST_SAMPLES = 0.025, 0.002
"""Seconds between two looks at the memory; and at first, for programs that do not live long."""

PAGE = os.sysconf("SC_PAGE_SIZE")
UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in what `ru_maxrss` counts."""


@dataclass(frozen=True)
class Measured:
    """What one run took. ``memory``: bytes resident at the peak, of the program and everything it started, where the
    system tells (Linux); else of its largest process. Pages that processes share count for each of them."""

    seconds: float
    processor_seconds: float
    memory: int
    code: int
    timed_out: bool
    output: str
    complaint: str


def run(command: Sequence[str], folder: Path, timeout: float, environment: Mapping[str, str] | None = None) -> Measured:
    """Run ``command`` in ``folder`` for ``timeout`` seconds at most; then it is killed with everything it started.

    Raises:
        OSError: there is no such program.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment_of(os.environ), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=complaints,
            start_new_session=True,
        )
        sampler = _Sampler(process.pid, started + timeout)
        sampler.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            _kill(process.pid)
            process.wait()
            raise
        finally:
            sampler.done.set()
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        sampler.join()
        largest = usage.ru_maxrss * UNIT
        if largest <= ours:  # what the new process had of this one before it became the program
            largest = 0
        return Measured(
            seconds,
            usage.ru_utime + usage.ru_stime,
            max(largest, sampler.peak),
            process.returncode,
            sampler.timed_out,
            _text(output),
            _text(complaints),
        )


def environment_of(inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment without what changes how Python and node themselves behave: `PYTHONDONTWRITEBYTECODE` alone would
    have every program compile its modules again in every run."""
    return {name: value for name, value in inherited.items() if not name.startswith(("PYTHON", "NODE_"))}


def _text(file: object, limit: int = 2_000_000) -> str:
    file.seek(0)  # type: ignore[attr-defined]
    read: bytes = file.read(limit)  # type: ignore[attr-defined]
    return read.decode("utf-8", "replace")


class _Sampler(threading.Thread):
    """Looks at the memory of a process tree until told to stop, and ends it at the deadline."""

    def __init__(self, pid: int, deadline: float) -> None:
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.peak = 0
        self.timed_out = False
        self._pid = pid
        self._deadline = deadline

    def run(self) -> None:
        started = time.perf_counter()
        while not self.done.wait(FIRST_SAMPLES if time.perf_counter() - started < 0.2 else SAMPLE):
            self.peak = max(self.peak, sum(map(resident, tree(self._pid))))
            if time.perf_counter() > self._deadline and not self.timed_out:
                self.timed_out = True
                _kill(self._pid)


def tree(pid: int) -> list[int]:
    """The process and everything it started that still has it as an ancestor; only itself where that is not told."""
    found = [pid]
    for each in found:
        try:
            tasks = os.listdir(f"/proc/{each}/task")
        except OSError:
            continue
        for task in tasks:
            try:
                with open(f"/proc/{each}/task/{task}/children", "rb") as children:
                    found += map(int, children.read().split())
            except OSError:
                continue
    return found


def resident(pid: int) -> int:
    """Bytes of memory a process holds; 0 where it is gone or not told."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as counters:
            return int(counters.read().split()[1]) * PAGE
    except (OSError, IndexError, ValueError):
        return 0


def _kill(pid: int) -> None:
    for each in reversed(tree(pid)):
        try:
            os.kill(each, signal.SIGKILL)
        except OSError:
            continue
