"""How long a batch may take and how much memory a worker may hold, and how a worker came to its end."""

from __future__ import annotations

import signal
from typing import Literal

from msgspec import Struct

Kind = Literal["finished", "worker-died", "timed-out", "out-of-memory", "not-started", "stopped"]

_FILE_SECONDS = 60.0
_FILE_SHARE = 5

RECYCLED_AT = 0.6
"""Share of the memory limit above which a worker is replaced after its batch."""

MOST_PROCESSES = 64
"""Processes a worker may be, with everything it started."""

LEAST_MEMORY = 300_000_000
"""Bytes without which a worker cannot do its work: rather fewer workers than less."""

_MEMORY_SHARE = 0.7
_NEAR = 0.8
_BACKSTOP_RATIO = 2
_BACKSTOP_ROOM = 256_000_000


class Limits(Struct, frozen=True):
    """``batch_seconds`` for a batch, ``memory`` in bytes of a worker with its children (0: no limit),
    ``start_seconds`` for a worker to load the extractors."""

    batch_seconds: float = 300.0
    memory: int = 800_000_000
    start_seconds: float = 60.0

    @property
    def data_backstop(self) -> int:
        """Bytes of data after which the kernel itself refuses a worker more (0: no limit). Far above ``memory``: what
        grows in steps is ended by whoever looks, who knows why; this is for what asks for all of it at once."""
        return _BACKSTOP_RATIO * self.memory + _BACKSTOP_ROOM if self.memory else 0

    @property
    def file_seconds(self) -> float:
        """For one file. Shorter than a batch may take, so that a file that hangs is found early; long enough for
        whatever the parser's own limit lets pass."""
        return min(self.batch_seconds, max(_FILE_SECONDS, self.batch_seconds / _FILE_SHARE))


class Ending(Struct, frozen=True):
    """How the work of a worker on one batch ended. ``detail`` is the signal, exit code or limit. ``blames`` is false
    where the batch took too long although no file of it took most of that."""

    kind: Kind
    detail: str = ""
    blames: bool = True

    @property
    def is_from_outside(self) -> bool:
        """Whether somebody else may have ended the worker: a kernel short of memory, or a person."""
        return self.kind == "worker-died" and self.detail in ("SIGKILL", "SIGTERM")


def affordable(workers: int, usable: int) -> int:
    """How many of ``workers`` there is memory for, out of ``usable`` bytes (0: not known); at least 1."""
    return max(1, min(workers, int(_MEMORY_SHARE * usable) // LEAST_MEMORY)) if usable else workers


def in_force(limits: Limits, workers: int, usable: int) -> Limits:
    """``limits`` with no more memory for each of ``workers`` than its share of ``usable`` bytes (0: not known), so that
    a worker is ended by its own limit before the machine runs out."""
    share = max(LEAST_MEMORY, int(_MEMORY_SHARE * usable) // workers)
    if not usable or not limits.memory or limits.memory <= share:
        return limits
    return Limits(limits.batch_seconds, share, limits.start_seconds)


FINISHED = Ending("finished")
STOPPED = Ending("stopped")


def of_exit(code: int) -> Ending:
    """A worker that ended with ``code`` (negative: the signal that ended it)."""
    if code >= 0:
        return Ending("worker-died", f"exit code {code}")
    try:
        return Ending("worker-died", signal.Signals(-code).name)
    except ValueError:
        return Ending("worker-died", f"signal {-code}")


def took_too_long(seconds: float, *, whole_batch: bool = False) -> Ending:
    """A worker that was ended because its start, a file, or the whole batch took more than ``seconds``."""
    return Ending("timed-out", f"took more than {seconds:g} s", blames=not whole_batch)


def started_too_many() -> Ending:
    """A worker that was ended because of the processes it had started."""
    return Ending("worker-died", f"started more than {MOST_PROCESSES} processes")


def of_death(code: int, held: int, limits: Limits) -> Ending:
    """A worker that ended by itself with ``code``, and held ``held`` bytes when it was last looked at. Near its limit a
    crash is what an allocation that failed looks like in C."""
    ending = of_exit(code)
    if code >= 0 or ending.is_from_outside or not limits.memory or held < _NEAR * limits.memory:
        return ending
    return Ending("out-of-memory", f"{ending.detail} near the limit of {limits.memory // 10**6} MB")


def took_too_much(limits: Limits) -> Ending:
    """A worker that was ended because of the memory it held."""
    return Ending("out-of-memory", f"took more than {limits.memory // 10**6} MB")
