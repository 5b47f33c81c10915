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


class Limits(Struct, frozen=True):
    """``batch_seconds`` for a batch, ``memory`` in bytes of a worker with its children (0: no limit),
    ``start_seconds`` for a worker to load the extractors."""

    batch_seconds: float = 300.0
    memory: int = 800_000_000
    start_seconds: float = 60.0

    @property
    def file_seconds(self) -> float:
        """For one file. Shorter than a batch may take, so that a file that hangs is found early; long enough for
        whatever the parser's own limit lets pass."""
        return min(self.batch_seconds, max(_FILE_SECONDS, self.batch_seconds / _FILE_SHARE))


class Ending(Struct, frozen=True):
    """How the work of a worker on one batch ended. ``detail`` is the signal, exit code or limit. ``blames`` is false
    where the batch took too long although no file of it did."""

    kind: Kind
    detail: str = ""
    blames: bool = True

    @property
    def is_from_outside(self) -> bool:
        """Whether somebody else may have ended the worker: a kernel short of memory, or a person."""
        return self.kind == "worker-died" and self.detail in ("SIGKILL", "SIGTERM")


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


def took_too_much(limits: Limits) -> Ending:
    """A worker that was ended because of the memory it held."""
    return Ending("out-of-memory", f"took more than {limits.memory // 10**6} MB")
