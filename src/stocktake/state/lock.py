"""One run at a time: an operating-system lock on a file in the cache folder.

The kernel drops the lock when its holder dies, however it dies, so a lock is never stale; the file stays (removing it
would let two runs hold "the" lock). The holder's process id in it is only for the message.

Not the ``filelock`` package: importing it takes 60 to 90 ms (it loads asyncio and more), a third of what a run that
finds nothing to do may take; ``fcntl`` takes less than one, and the part needed is the few lines below.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from stocktake.errors import LockHeldError, StateError
from stocktake.state import cache_folder, disk

_PAUSE = 0.05
_SILENT = 1.0
"""Seconds of waiting that need no explanation."""

_FLAGS = (
    os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)
_BUSY = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK, errno.EWOULDBLOCK})

if sys.platform == "win32":
    import msvcrt

    _BEYOND = 1 << 30  # locked bytes cannot be read there: lock one far behind the process id

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, _BEYOND, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def lock(folder: Path, wait: float = 0.0, tell: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the lock of the cache folder ``folder``; ``wait`` is how many seconds to wait for another run, whose name
    is told after a second of that.

    Raises:
        LockHeldError: another run holds it; the message names its process id.
        StateError: the lock file is a link or not a plain file, or cannot be created or locked here.
    """
    begun = time.monotonic()
    try:
        descriptor = _attempt(folder)
        while descriptor is None:
            waited = time.monotonic() - begun
            if waited >= wait:
                raise LockHeldError(f"{_holder(folder)} holds the lock {folder}/lock: wait for it, or stop it")
            if tell is not None and waited >= _SILENT:
                tell(_holder(folder))
                tell = None
            time.sleep(_PAUSE)
            descriptor = _attempt(folder)
    except OSError as error:
        raise StateError(f"cannot lock {folder}/lock: {error.strerror or error}") from error
    try:
        yield
    finally:
        os.close(descriptor)  # and with it the lock


def _attempt(folder: Path) -> int | None:
    """A descriptor that holds the lock, or None. Opens the file each time: it may have been deleted meanwhile."""
    path = f"{cache_folder.prepare(folder)}/lock"
    descriptor = os.open(path, _FLAGS, 0o666)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:  # a hard link: the id would overwrite another file
            raise OSError(errno.EINVAL, "not a plain file of its own: remove it", path)
        if _acquire(descriptor) and _is_at(descriptor, path):
            return descriptor
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _acquire(descriptor: int) -> bool:
    try:
        _take(descriptor)
    except OSError as error:
        if error.errno in _BUSY:
            return False
        raise
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, b"%d\n" % os.getpid())
    return True


def _is_at(descriptor: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except FileNotFoundError:
        return False


def _holder(folder: Path) -> str:
    try:
        holder = disk.head(f"{folder}/lock", 20).strip()
    except OSError:
        holder = b""
    return f"another run (pid {holder.decode()})" if holder.isdigit() else "another run"
