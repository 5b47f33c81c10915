"""What each step of extraction takes, measured where it runs; and the breadcrumb, which is written on the way."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence

from stocktake.workers.protocol import FIRST_EXTRACTOR
from stocktake.workers.report import StepUse

STEPS = ("read", "parse")
"""Steps before the extractors, named as in the report."""

WORTH_A_LOOK = 0.0002
"""Seconds; what takes less allocates little, and looking would take a tenth of it. Its growth counts with the next step
that is looked at."""


class Meter:
    """Measures the steps of extracting files. ``crumb``, two integers shared with the coordinator, is told first."""

    def __init__(self, extractors: Sequence[str], crumb: memoryview | None = None) -> None:
        self._names = (*STEPS, *extractors)
        self._crumb = memoryview(bytearray(8)).cast("I") if crumb is None else crumb
        self._memory = ResidentMemory()
        self._at = 0
        self._since = 0.0
        self._resident = 0
        self.reset()

    def reset(self) -> None:
        """Begin to count anew."""
        size = len(self._names)
        self._seconds = [0.0] * size
        self._growth = [0] * size
        self._files = [0] * size
        self._facts = [0] * size

    def begin(self, index: int) -> None:
        """The file ``index`` of the batch begins, with its first step."""
        self._crumb[1] = self._at = 0
        self._crumb[0] = index
        self._resident = self._memory.now()
        self._since = time.perf_counter()

    def step(self, index: int) -> None:
        """The step ``index`` begins, and the one before it ends."""
        self._end()
        self._crumb[1] = self._at = index

    def finish(self, facts: Mapping[str, bytes] | None = None) -> None:
        """The file is done, and has ``facts``."""
        self._end()
        if facts:
            for index in range(FIRST_EXTRACTOR, len(self._names)):
                packed = facts.get(self._names[index])
                if packed is not None:
                    self._files[index] += 1
                    self._facts[index] += len(packed)

    def _end(self) -> None:
        now, at = time.perf_counter(), self._at
        spent = now - self._since
        self._seconds[at] += spent
        if spent > WORTH_A_LOOK:
            resident = self._memory.now()
            if resident - self._resident > self._growth[at]:
                self._growth[at] = resident - self._resident
            self._resident = resident
            now = time.perf_counter()
        self._since = now

    def uses(self) -> list[StepUse]:
        """What has been counted, a step each."""
        counted = zip(self._names, self._seconds, self._growth, self._files, self._facts, strict=True)
        return [StepUse(name, round(seconds, 6), *rest) for name, seconds, *rest in counted]


class ResidentMemory:
    """Reads the resident memory of this process through an open file: a few microseconds a time."""

    _file: int | None = None  # there for `__del__`, should an interruption come first

    def __init__(self) -> None:
        self._page = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
        try:
            self._file = os.open("/proc/self/statm", os.O_RDONLY)
        except OSError:
            self._file = None

    def __del__(self) -> None:
        if self._file is not None:
            os.close(self._file)

    def now(self) -> int:
        """Bytes; 0 where the platform does not say."""
        if self._file is None:
            return 0
        try:
            return int(os.pread(self._file, 100, 0).split(b" ", 2)[1]) * self._page
        except (OSError, ValueError, IndexError):  # an extractor closed it, or worse
            self._file = None
            return 0
