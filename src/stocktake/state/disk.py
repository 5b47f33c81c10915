"""The file operations state needs. None follows a symbolic link, none blocks on a special file.

Paths are strings: thousands of files pass here. Every function raises OSError and nothing else.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

Kind = Literal["missing", "file", "folder", "link", "other"]

GRANULARITY_NS = 2_000_000_000
"""Nanoseconds: the coarsest clock of a usual file system (FAT)."""

LARGEST = 256 * 1024 * 1024
"""Bytes read from one file at most: no published file comes near."""

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_SYNC = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_WORTH_THREADS = 64


def kind(path: str) -> Kind:
    """What lies at ``path`` itself."""
    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "missing"
    return kind_of(mode)


def kind_of(mode: int) -> Kind:
    """What has this mode."""
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    return "link" if stat.S_ISLNK(mode) else "other"


def read(path: str, limit: int = LARGEST) -> bytes:
    """The bytes of a regular file; ``limit`` is the most it may hold.

    Raises:
        OSError: also where it is a link (ELOOP), not a regular file (EINVAL), or larger (EFBIG).
    """
    descriptor, found = _open(path)
    try:
        if found.st_size > limit:
            raise OSError(errno.EFBIG, "too large", path)
        data = os.read(descriptor, found.st_size + 1)
        if len(data) == found.st_size:
            return data
        pieces = [data]
        while pieces[-1] and sum(map(len, pieces)) <= limit:
            pieces.append(os.read(descriptor, 1 << 20))
        return b"".join(pieces)
    finally:
        os.close(descriptor)


def head(path: str, size: int) -> bytes:
    """At most the first ``size`` bytes of a regular file; raises as :func:`read` does."""
    descriptor, _ = _open(path)
    try:
        return os.read(descriptor, size)
    finally:
        os.close(descriptor)


def _open(path: str) -> tuple[int, os.stat_result]:
    if sys.platform == "win32" and kind(path) == "link":
        raise OSError(errno.ELOOP, "symbolic link", path)
    descriptor = os.open(path, _READ)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", path)
    return descriptor, found


def write_new(path: str, data: bytes) -> None:
    """Write a file that must not exist yet."""
    descriptor = os.open(path, _CREATE, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def sync_files(paths: Sequence[str]) -> None:
    """Make the contents of files durable."""
    _sync_all(paths, _SYNC)


def sync_folders(paths: Sequence[str]) -> None:
    """Make the entries of folders durable (Windows has no such call, and keeps its own journal)."""
    if sys.platform != "win32":
        _sync_all(paths, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def _sync_all(paths: Sequence[str], flags: int) -> None:
    """All of them, in no order. Written first and synced together, many share the journal commits of the file system:
    with eight threads a third of the time of one fsync after another."""
    for_each(lambda path: _sync(path, flags), paths)


def for_each(action: Callable[..., object], *arguments: Sequence[Any]) -> None:
    """Call ``action`` with the first of all ``arguments``, the second …, in no order. Many of them by threads: most of
    the time goes into waiting for the file system.

    Raises:
        OSError: what the first call raised that failed; the others are done all the same.
    """
    if len(arguments[0]) < _WORTH_THREADS:
        for each in zip(*arguments, strict=True):
            action(*each)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as threads:
        for _ in threads.map(action, *arguments):
            pass


def _sync(path: str, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        if sys.platform == "darwin":
            import fcntl

            try:
                fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)  # fsync does not reach the medium there
                return
            except OSError:  # a file system that does not know it
                pass
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move(source: str, target: str) -> None:
    """Rename, replacing ``target``. On Windows a scanner or reader may hold it for a moment: try for 2.5 seconds."""
    pause = 0.05
    while True:
        try:
            os.replace(source, target)  # noqa: PTH105
            return
        except OSError as error:
            if getattr(error, "winerror", None) not in (5, 32) or pause > 1:
                raise
        import time

        time.sleep(pause)
        pause *= 1.6


def remove(path: str) -> bool:
    """Remove a file (or the link itself); False where there is none."""
    try:
        os.unlink(path)  # noqa: PTH108
    except FileNotFoundError:
        return False
    return True


def make_folder(path: str) -> bool:
    """Create one folder; False where it is there already."""
    try:
        os.mkdir(path)  # noqa: PTH102
    except FileExistsError:
        return False
    return True


def remove_folder(path: str) -> bool:
    """Remove a folder if it is empty; False if it is not, or no folder."""
    try:
        os.rmdir(path)  # noqa: PTH106
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT, errno.ENOTDIR):
            return False
        raise
    return True


def entries(path: str) -> list[tuple[str, Kind]]:
    """Names in a folder and what they are, sorted by name; empty where there is no such folder."""
    found: list[tuple[str, Kind]] = []
    try:
        with os.scandir(path) as scan:
            for entry in scan:
                if entry.is_symlink():
                    found.append((entry.name, "link"))
                elif entry.is_dir(follow_symlinks=False):
                    found.append((entry.name, "folder"))
                else:
                    found.append((entry.name, "file" if entry.is_file(follow_symlinks=False) else "other"))
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(found)


def below(root: str, folder: str) -> Iterator[tuple[str, Kind]]:
    """The path, relative to ``root``, of everything below ``folder`` (relative to it likewise), and what it is."""
    pending = [folder]
    while pending:
        parent = pending.pop()
        for name, kind in entries(f"{root}/{parent}"):
            path = f"{parent}/{name}"
            if kind == "folder":
                pending.append(path)
            yield path, kind


def identity(path: str) -> tuple[int, int]:
    """Device and inode: no other file on this machine has them, and no copy of this one."""
    found = os.lstat(path)
    return found.st_dev, found.st_ino
