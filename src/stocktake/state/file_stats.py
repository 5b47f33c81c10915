"""Which digests of the last run still hold, by the size, times and inode of the files. Pure.

The modification time can be set to anything; the time of the last change of the file's record (``ctime``) cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from stocktake.state.disk import GRANULARITY_NS
from stocktake.state.marked import marked, unmarked


class Dated(Protocol):
    """A file as it is now."""

    @property
    def path(self) -> str: ...  # noqa: D102
    @property
    def size(self) -> int: ...  # noqa: D102
    @property
    def mtime_ns(self) -> int: ...  # noqa: D102
    @property
    def inode(self) -> int: ...  # noqa: D102
    @property
    def ctime_ns(self) -> int: ...  # noqa: D102


class FileStat(Struct, frozen=True, array_like=True, gc=False):
    """A file as it was when its digest was taken, long enough after its last change."""

    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int
    digest: str


def known_digest(file: Dated, stat: FileStat) -> str | None:
    """The digest, unless the file has changed since."""
    same = stat.mtime_ns == file.mtime_ns and stat.ctime_ns == file.ctime_ns and stat.size == file.size
    return stat.digest if same and stat.inode == file.inode else None


def updated(
    stats: Mapping[str, FileStat], files: Sequence[Dated], digests: Mapping[str, str], recorded_at_ns: int
) -> dict[str, FileStat]:
    """The stats of ``files`` and of no others: what is known stays, what is new gets its digest. ``recorded_at_ns`` is
    a moment before the bytes were read: what may have changed within the clock's granularity of it can change again
    without a trace, and is not known (the racy-git rule)."""
    result: dict[str, FileStat] = {}
    settled_ns = recorded_at_ns - GRANULARITY_NS
    for file in files:
        path = file.path
        found = digests.get(path)
        if not found:
            continue
        stat = stats.get(path)
        if stat is None or known_digest(file, stat) != found:
            if file.mtime_ns >= settled_ns or file.ctime_ns >= settled_ns:
                continue
            stat = FileStat(file.size, file.mtime_ns, file.inode, file.ctime_ns, found)
        result[path] = stat
    return result


def encode_stats(stats: Mapping[str, FileStat]) -> bytes:
    """One record, marked with a digest over all of it."""
    return marked(stats)


def decode_stats(data: object) -> dict[str, FileStat]:
    """What :func:`encode_stats` wrote; empty where it is damaged."""
    return unmarked(data, dict[str, FileStat]) or {}
