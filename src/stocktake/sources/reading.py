"""Reading a file of the scanned tree without following a link, blocking, or running out of memory."""

# Paths are bytes here (any name a file system allows), which pathlib cannot hold.
# ruff: noqa: PTH115

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from stocktake.model import SkipReason

_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_FOLDER: Final = _FLAGS | os.O_DIRECTORY
_REASONS: Final[dict[int, tuple[SkipReason, str]]] = {
    errno.ENOENT: ("vanished", ""),
    errno.ELOOP: ("symlink", ""),
    errno.ENOTDIR: ("vanished", ""),
    errno.EACCES: ("unreadable", "permission denied"),
    errno.EPERM: ("unreadable", "permission denied"),
    errno.ENXIO: ("special-file", "socket"),
}


class ReadError(Exception):
    """A file that was not read: ``reason`` as published, ``detail`` a short text that is the same everywhere."""

    def __init__(self, reason: SkipReason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason: SkipReason = reason
        self.detail = detail


def read_source(root: str, path: str, max_file_size: int) -> bytes:
    """The bytes of ``path`` (POSIX, relative, as in ``SourceFile``) below ``root``.

    No symbolic link is followed below ``root``, whether the file or a folder on the way; only a regular file of at most
    ``max_file_size`` bytes is read, and nothing blocks.

    Raises:
        ReadError: symlink, special-file, too-large, unreadable, or vanished.
    """
    relative = path.encode("utf-8", "surrogateescape")
    try:
        descriptor = _open(os.fsencode(root), relative)
    except OSError as error:
        raise ReadError(*os_reason(error)) from None
    except ValueError:
        raise ReadError("unreadable", "not a file name") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ReadError("special-file", kind_of(status.st_mode))
        return _read(descriptor, status.st_size, max_file_size)
    except OSError as error:
        raise ReadError(*os_reason(error)) from None
    finally:
        os.close(descriptor)


def read_start(path: bytes, limit: int) -> bytes | None:
    """The first ``limit`` bytes of the regular file ``path``, or None. Links are followed, but nothing blocks."""
    try:
        descriptor = os.open(path, _FLAGS & ~os.O_NOFOLLOW)
    except (OSError, ValueError):
        return None
    try:
        return os.read(descriptor, limit) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
    except OSError:
        return None
    finally:
        os.close(descriptor)


def os_reason(error: OSError) -> tuple[SkipReason, str]:
    """The published reason and detail of a failed file operation."""
    code = error.errno or 0
    known = _REASONS.get(code)
    return known if known is not None else ("unreadable", errno.errorcode.get(code, "unknown error"))


def kind_of(mode: int) -> str:
    """What a file that is not regular is, in a word."""
    if stat.S_ISDIR(mode):
        return "folder"
    if stat.S_ISFIFO(mode):
        return "fifo"
    return "socket" if stat.S_ISSOCK(mode) else "device"


def _open(root: bytes, relative: bytes) -> int:
    """A descriptor of ``relative`` that was reached through no link.

    One open and a look at where it led is three times as quick as opening folder by folder; only where that look is
    impossible, or shows another place, the folders are opened one by one and their answer counts.
    """
    whole = root + b"/" + relative
    descriptor = os.open(whole, _FLAGS)
    try:
        if os.readlink(b"/proc/self/fd/%d" % descriptor) == whole:
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return _open_by_folders(root, relative)


def _open_by_folders(root: bytes, relative: bytes) -> int:
    *folders, name = relative.split(b"/")
    if any(part in (b"", b".", b"..") for part in (*folders, name)):
        raise ValueError("not a path below the root")
    at = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            try:
                below = os.open(folder, _FOLDER, dir_fd=at)
            except NotADirectoryError:
                # A link to a folder answers ENOTDIR here, as O_DIRECTORY is checked before O_NOFOLLOW.
                if stat.S_ISLNK(os.stat(folder, dir_fd=at, follow_symlinks=False).st_mode):
                    raise OSError(errno.ELOOP, "a folder on the way is a symbolic link") from None
                raise
            os.close(at)
            at = below
        return os.open(name, _FLAGS, dir_fd=at)
    finally:
        os.close(at)


def _read(descriptor: int, size: int, max_file_size: int) -> bytes:
    """Everything behind ``descriptor``, asking for one byte more than ``size`` to see that it has not grown."""
    if size > max_file_size:
        raise ReadError("too-large", f"{size} bytes")
    data = os.read(descriptor, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    length = len(data)
    while data and length <= max_file_size:
        data = os.read(descriptor, max_file_size + 1 - length)
        parts.append(data)
        length += len(data)
    if length > max_file_size:
        raise ReadError("too-large", f"more than {max_file_size} bytes")
    return b"".join(parts)
