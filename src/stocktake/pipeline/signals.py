"""Interruption: SIGINT, SIGTERM and SIGHUP end a run quickly, and never in the middle of a publication."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]


class Interrupted(KeyboardInterrupt):
    """A signal asked the run to end. Like ``KeyboardInterrupt``, no handler of errors catches it."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


class _Pending:
    """Signals seen, and whether they have to wait."""

    def __init__(self) -> None:
        self.waiting = 0
        self.number = 0


_pending = _Pending()


def _handle(number: int, _frame: FrameType | None) -> None:
    if _pending.number:  # the second one: at once, whatever is going on; publication is a transaction
        os._exit(128 + number)
    _pending.number = number
    if not _pending.waiting:
        raise Interrupted(number)


@contextmanager
def interruptible() -> Iterator[None]:
    """Inside, SIGINT, SIGTERM and SIGHUP raise :class:`Interrupted` in the main thread; a second signal ends the
    process at once. Handlers are installed explicitly: a background shell leaves SIGINT ignored. An ignored SIGHUP
    stays ignored, because somebody asked for it (nohup). No effect in other threads."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    wanted = [n for n in _SIGNALS if n in (signal.SIGINT, signal.SIGTERM) or signal.getsignal(n) != signal.SIG_IGN]
    previous = [(number, signal.signal(number, _handle)) for number in wanted]
    try:
        yield
    finally:
        for number, handler in previous:
            signal.signal(number, handler)
        _pending.number = 0


@contextmanager
def postponed() -> Iterator[None]:
    """Inside, the first signal waits for the end of the block, and is raised there."""
    _pending.waiting += 1
    try:
        yield
    finally:
        _pending.waiting -= 1
    if _pending.number and not _pending.waiting:
        raise Interrupted(_pending.number)
