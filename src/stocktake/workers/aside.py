"""Computing something in a copy of this process meanwhile, where that is safe; else not at all.

The copy shares what is in memory and only sends bytes back. It dies with this process, and whatever else happens to it
costs time only: who asked computes the same again.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from stocktake.workers import main_memory
from stocktake.workers.protocol import HEADER_SIZE, frame
from stocktake.workers.tied import tie_to

_CHUNK = 1 << 20
_SHARE_OF_MEMORY = 0.4
"""Of main memory: what this process may hold at most, to be copied."""


def can_copy() -> bool:
    """Whether this process may be copied: on Linux, with this thread only (another may hold a lock that nobody in the
    copy will release), and with memory for both."""
    if sys.platform != "linux":
        return False
    try:
        threads = len(os.listdir("/proc/self/task"))
    except OSError:
        return False
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return threads == 1 and held < _SHARE_OF_MEMORY * (main_memory.usable() or held)


@contextmanager
def begun(compute: Callable[[], bytes]) -> Iterator[Callable[[], memoryview | None]]:
    """Begin ``compute`` in a copy of this process. What is given waits for its result; None where there is none."""
    try:
        copy = _Copy(compute)
    except OSError:  # no process, memory or descriptors to be had
        yield lambda: None
        return
    try:
        yield copy.result
    finally:
        copy.end()


class _Copy:
    def __init__(self, compute: Callable[[], bytes]) -> None:
        self._source, sink = os.pipe()
        parent = os.getpid()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # about threads, which there are none of
                self._pid = os.fork()
        except OSError:
            os.close(self._source)
            os.close(sink)
            raise
        if self._pid == 0:
            _serve(parent, sink, compute)
        os.close(sink)

    def result(self) -> memoryview | None:
        data = bytearray()
        while more := os.read(self._source, _CHUNK):
            data += more
        is_whole = int.from_bytes(data[:HEADER_SIZE], "big") == len(data) - HEADER_SIZE
        return memoryview(data)[HEADER_SIZE:] if is_whole else None  # not copied: it may be large

    def end(self) -> None:
        os.close(self._source)
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


def _serve(parent: int, sink: int, compute: Callable[[], bytes]) -> None:
    """What the copy does. It never returns, and runs nothing of what this process had in store for its end."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process it is a copy of decides when work ends
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        tie_to(parent)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):  # whatever an extractor prints, it must not get between what this process does
            os.dup2(null, descriptor)
        view = memoryview(frame(compute()))
        while view:
            view = view[os.write(sink, view[:_CHUNK]) :]
    except BaseException:  # computed again, and told there
        os._exit(1)
    os._exit(0)
