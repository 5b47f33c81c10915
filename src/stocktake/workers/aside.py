"""Computing something in copies of this process, where that is safe; else not at all.

The copy shares what is in memory and only sends bytes back. It dies with this process, and whatever else happens to it
costs time only: who asked computes the same again.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from stocktake.workers import main_memory
from stocktake.workers.protocol import HEADER_SIZE, frame, write_all
from stocktake.workers.tied import tie_to

_CHUNK = 1 << 20
_SHARE_OF_MEMORY = 0.8
"""Of main memory: what all copies may hold together."""

_GROWTH = 3
"""A copy comes to hold as many times what this process does, at most."""


def copies_to_have(wanted: int) -> int:
    """How many copies of this process there may be side by side, ``wanted`` at most; 0 if not even two. They are safe
    on Linux, with this thread only (another may hold a lock that nobody in the copy will release). More than two are
    only made where there is memory for all that they may come to hold."""
    if sys.platform != "linux" or wanted < 2:
        return 0
    try:
        threads = len(os.listdir("/proc/self/task"))
    except OSError:
        return 0
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    room = _SHARE_OF_MEMORY * main_memory.usable()
    if threads > 1 or held * 2 >= room:
        return 0
    return max(2, min(wanted, int(room / (held * _GROWTH))))


Send = Callable[[bytes], None]
"""Takes a piece of a result, not an empty one."""

Task = Callable[[Send], None]
"""Sends its result in pieces: what is sent need not be held any more."""

_END = b""
"""The piece after the last."""


def results(tasks: Sequence[Task], at_once: int) -> Iterator[tuple[int, list[bytes] | None]]:
    """Compute ``tasks`` in copies of this process, each in its own, ``at_once`` side by side, begun in this order. As
    they end: which of them, and the pieces of its result; None where there is none."""
    waiting = deque(enumerate(tasks))
    running: dict[int, _Copy] = {}
    try:
        while True:
            while waiting and len(running) < at_once:
                number, compute = waiting.popleft()
                try:
                    running[number] = _Copy(compute)
                except OSError:  # no process, memory or descriptors to be had
                    yield number, None
            if not running:
                return
            ready, _, _ = select.select([copy.source for copy in running.values()], [], [])
            for number, copy in list(running.items()):
                if copy.source in ready and copy.receive():
                    del running[number]
                    copy.end()
                    yield number, copy.result()
    finally:
        for copy in running.values():
            copy.end()


class _Copy:
    """One copy; ``source`` is the descriptor by which it sends its result."""

    def __init__(self, compute: Task) -> None:
        self.source, sink = os.pipe()
        self._data = bytearray()
        self._pieces: list[bytes] = []
        parent = os.getpid()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # about threads, which there are none of
                self._pid = os.fork()
        except OSError:
            os.close(self.source)
            os.close(sink)
            raise
        if self._pid == 0:
            _serve(parent, sink, compute)
        os.close(sink)

    def receive(self) -> bool:
        """Take in what it sent; whether that was all."""
        more = os.read(self.source, _CHUNK)
        data = self._data
        data += more
        while (size := int.from_bytes(data[:HEADER_SIZE], "big")) and len(data) >= HEADER_SIZE + size:
            self._pieces.append(bytes(memoryview(data)[HEADER_SIZE : HEADER_SIZE + size]))
            del data[: HEADER_SIZE + size]
        return not more

    def result(self) -> list[bytes] | None:
        """What it computed, once all is there."""
        return self._pieces if self._data == frame(_END) else None

    def end(self) -> None:
        os.close(self.source)
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


def _serve(parent: int, sink: int, compute: Task) -> None:
    """What the copy does. It never returns, and runs nothing of what this process had in store for its end."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process it is a copy of decides when work ends
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        tie_to(parent)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):  # whatever an extractor prints, it must not get between what this process does
            os.dup2(null, descriptor)

        def send(piece: bytes) -> None:
            write_all(sink, frame(piece))

        compute(send)
        send(_END)
    except BaseException:  # computed again, and told there
        os._exit(1)
    os._exit(0)
