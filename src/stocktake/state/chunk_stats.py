"""Which published chunks cannot have changed since a run compared them with what it made: nobody need read them again.

Kept in the facts cache, which never leaves this machine, and believed by the rules for sources (:mod:`file_stats`).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Set
from typing import NamedTuple

from msgspec import Struct

from stocktake.state.file_stats import FileStat, known_digest, updated
from stocktake.state.marked import Notes, marked, unmarked

_NAME = "chunk stats"


class _Record(Struct, array_like=True):
    """``output`` is the state folder (absolute); the stats are by path in it."""

    output: str
    stats: dict[str, FileStat]


class _Chunk(NamedTuple):
    path: str
    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int


def keep(notes: Notes, output: str, checksums: Mapping[str, str], started_ns: int, same: Set[str]) -> None:
    """Remember the chunks in the state folder ``output`` (absolute), by path in it. A run that began at ``started_ns``
    found, or made, each of them to be what its checksum says; of those in ``same`` it was known before."""
    before = kept(notes, output)
    looks = ((path, _look(output, path)) for path in checksums if path not in same)
    chunks = [_chunk(path, found) for path, found in looks if found is not None]
    stats = {path: stat for path, stat in before.items() if path in same}
    stats |= updated(before, chunks, checksums, started_ns)
    if stats != before:
        notes.keep_note(_NAME, marked(_Record(output, stats)))


def kept(notes: Notes, output: str) -> dict[str, FileStat]:
    """What is remembered of the chunks in ``output``, by path in it."""
    record = unmarked(notes.note(_NAME), _Record)
    return record.stats if record is not None and record.output == output else {}


class Written:
    """The chunks in the state folder ``output`` of which it is remembered what they are. Each is looked at once, unless
    it was before (``looked``: what the disk said of all files there); ``same`` has what the disk said of those that are
    as they were."""

    def __init__(self, notes: Notes | None, output: str, looked: Mapping[str, os.stat_result] | None = None) -> None:
        self.same: dict[str, os.stat_result] = {}
        self._output = output
        self._looked = looked
        self._known = kept(notes, output) if notes is not None else {}
        self._other: set[str] = set()

    def is_same(self, path: str, checksum: str) -> bool:
        """Whether the chunk ``path`` is what ``checksum`` says."""
        if path in self.same or path in self._other:
            return path in self.same
        known = self._known.get(path)
        found = self._look(path) if known is not None else None
        if known is not None and found is not None and _holds(path, found, checksum, known):
            self.same[path] = found
        else:
            self._other.add(path)
        return path in self.same

    def _look(self, path: str) -> os.stat_result | None:
        if self._looked is None:
            return _look(self._output, path)
        found = self._looked.get(path)
        return found if found is not None and stat.S_ISREG(found.st_mode) else None


def is_unchanged(output: str, path: str, checksum: str, known: FileStat) -> bool:
    """Whether the chunk must still be what ``checksum`` says. Its folder is taken to be none that is linked."""
    found = _look(output, path)
    return found is not None and _holds(path, found, checksum, known)


def _holds(path: str, found: os.stat_result, checksum: str, known: FileStat) -> bool:
    return known_digest(_chunk(path, found), known) == checksum


def _look(output: str, path: str) -> os.stat_result | None:
    try:
        found = os.lstat(f"{output}/{path}")
    except (OSError, ValueError):
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _chunk(path: str, found: os.stat_result) -> _Chunk:
    return _Chunk(path, found.st_size, found.st_mtime_ns, found.st_ino, found.st_ctime_ns)
