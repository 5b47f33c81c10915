"""Interruption: SIGINT, SIGTERM and SIGHUP end a run quickly, and never in the middle of a publication.

The first signal raises an exception, so that whatever is open is closed on the way out. Not everywhere: code that loads
modules, and C code that calls Python to read types, may lose an exception it does not expect, or crash. There it waits
for the end of that. Whatever becomes of it, the process ends: by itself, by a second signal, or for taking too long.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]

_FRAGILE = frozenset(
    {"importlib", "_frozen_importlib", "_frozen_importlib_external", "msgspec", "typing", "annotationlib"}
)
"""Packages in whose functions no exception is raised, nor in what they call: those that load modules, and those in
which msgspec reads types (it calls ``typing`` straight from C, and crashes in some places where that raises)."""

_SWALLOWING = frozenset({("stocktake.syntax.parser", "read")})
"""Module and name of functions that C code calls and whose exceptions it drops, as Python does those of ``__del__``."""

_PAUSE = 0.01
"""Seconds between two looks at whether it may be raised now."""

_PATIENCE = 5.0
"""Seconds after which a run that was interrupted ends, whatever it is doing: an import that hangs, or an exception that
somebody swallowed. What a run takes to clean up is far less."""

_HAS_TIMER = hasattr(signal, "setitimer")


class Interrupted(KeyboardInterrupt):
    """A signal asked the run to end. Like ``KeyboardInterrupt``, no handler of errors catches it."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


class _Pending:
    """The signal seen, whether it has to wait, how often it was looked at whether it still has, and whether it was
    raised."""

    def __init__(self) -> None:
        self.waiting = 0
        self.clear()

    def clear(self) -> None:
        self.number = 0
        self.looks = 0
        self.is_raised = False


_pending = _Pending()


def _handle(number: int, frame: FrameType | None) -> None:
    if _pending.number:  # the second one: at once, whatever is going on; publication is a transaction
        os._exit(128 + number)
    _pending.number = number
    _raise_where_it_may_be(frame)


def _look_again(_number: int, frame: FrameType | None) -> None:
    """The timer: see whether the signal may be raised by now."""
    if not _pending.number:  # it was late
        return
    _pending.looks += 1
    if _pending.is_raised or _pending.looks * _PAUSE > _PATIENCE:
        os._exit(128 + _pending.number)
    _raise_where_it_may_be(frame)


def _raise_where_it_may_be(frame: FrameType | None) -> None:
    if _pending.waiting:  # raised at the end of the block
        _look_again_after(0.0)
    elif _HAS_TIMER and _is_fragile(frame):
        _look_again_after(_PAUSE)
    else:
        _raise()


def _raise() -> None:
    _pending.is_raised = True
    _look_again_after(_PATIENCE)
    raise Interrupted(_pending.number)


def _look_again_after(seconds: float) -> None:
    """Have the timer call again and again, since Python answers to a signal that comes just before a system call only
    after that, or to the next; with 0, never."""
    if _HAS_TIMER:
        signal.setitimer(signal.ITIMER_REAL, seconds, seconds)


def _is_fragile(frame: FrameType | None) -> bool:
    """Whether code that must not see an exception of ours is running."""
    while frame is not None:
        module, name = str(frame.f_globals.get("__name__")), frame.f_code.co_name
        if module.partition(".")[0] in _FRAGILE or name == "__del__" or (module, name) in _SWALLOWING:
            return True
        frame = frame.f_back
    return False


@contextmanager
def interruptible() -> Iterator[None]:
    """Inside, SIGINT, SIGTERM and SIGHUP raise :class:`Interrupted`; a second signal ends the process at once. For the
    main thread. Handlers are installed explicitly: a background shell leaves SIGINT ignored. An ignored SIGHUP stays
    ignored, because somebody asked for it (nohup)."""
    wanted = [n for n in _SIGNALS if n in (signal.SIGINT, signal.SIGTERM) or signal.getsignal(n) != signal.SIG_IGN]
    previous = [(signal.SIGALRM, signal.signal(signal.SIGALRM, _look_again))] if _HAS_TIMER else []
    previous += [(number, signal.signal(number, _handle)) for number in wanted]
    try:
        yield
    finally:
        _look_again_after(0.0)
        for number, handler in previous:
            signal.signal(number, handler)
        _pending.clear()


@contextmanager
def postponed() -> Iterator[None]:
    """Inside, the first signal waits for the end of the block, and is raised there."""
    _pending.waiting += 1
    try:
        yield
    finally:
        _pending.waiting -= 1
    if _pending.number and not _pending.waiting:
        _raise()
