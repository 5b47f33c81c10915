"""Looking at the disk without reading it: which files there are, and the size, times and inode of each.

Where two looks give the same digest nothing has changed in between, but for what is ``unsettled``: what had changed
within the clock's granularity of the first may change again without a trace (the racy-git rule).

Light on purpose: loading the libraries of a run takes longer than all of this.
"""

# Names may be any that a file system allows; pathlib would be loaded, and is slow.
# ruff: noqa: PTH112, PTH115

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from stocktake.digests import digest
from stocktake.settings import CACHE_FOLDER, CONFIG_FILES, MANIFEST
from stocktake.sources import git
from stocktake.state import disk

CONFIGS = frozenset(map(os.fsencode, CONFIG_FILES))
IGNORE_FILE = b".stocktakeignore"
LOOKED_AT = (
    *(b".ts", b".mts", b".cts", b".tsx", b".js", b".jsx", b".mjs", b".cjs"),
    *(b".json", b".jsonc", b".toml", b".yaml", b".yml", b".sequelizerc", IGNORE_FILE),
)
"""How the tracked files end that a run may read."""

_IS_WINDOWS = sys.platform == "win32"

AnyPath = TypeVar("AnyPath", str, bytes)


class SourcesLook(NamedTuple):
    """``digest`` is over which files there are and what the disk says of them; ``unsettled`` are paths relative to the
    root. ``has_state``: git has the published state in view, so that it is not ignored."""

    digest: str
    unsettled: list[bytes]
    has_state: bool


class StateLook(NamedTuple):
    """All that lies in the state folder, as paths in it: its folders, and what the disk says of everything else."""

    folders: Sequence[str]
    status: Mapping[str, os.stat_result]

    def lies(self) -> dict[str, disk.Kind]:
        """What everything is, by path."""
        found: dict[str, disk.Kind] = dict.fromkeys(self.folders, "folder")
        found.update((path, disk.kind_of(status.st_mode)) for path, status in self.status.items())
        return found

    def digest(self) -> str:
        """Over all of it."""
        paths = sorted(self.status)
        return _digest((sorted(self.folders), paths, _facts(map(self.status.get, paths))))

    def unsettled(self, started_ns: int) -> list[str]:
        """What may have changed without a trace since a moment."""
        return _unsettled(self.status, started_ns)

    def not_before(self, now: os.stat_result) -> list[str]:
        """What may change without a trace after this look, which began when ``now`` was the latest file: of its disk
        what has no earlier time (as git compares with its index), and all of another disk."""
        at, device = now.st_mtime_ns, now.st_dev
        found = self.status.items()
        return [path for path, s in found if s.st_mtime_ns >= at or s.st_ctime_ns >= at or s.st_dev != device]


def at_sources(root: str, inside: str, started_ns: int | None = None) -> SourcesLook | None:
    """Look at what a run may read at ``root`` (absolute, resolved) that began at ``started_ns``; ``inside``, the state
    folder, is left out. Without a start nothing is said to be unsettled. None where git does not list the files: see
    :func:`git.begun_listing`."""
    listing = git.begun_listing(root, sorted((CACHE_FOLDER, *([inside] if inside else []))))
    if listing is None or not any(listing.in_view):
        return None
    there = [path for paths in listing.in_view for path in (*paths, b"")]
    status = listing.status
    tracked = {path: status.get(path) for path in listing.tracked if path.endswith(LOOKED_AT)}
    others = {path: status.get(path) for path in (*listing.untracked, *listing.sparse)}
    configs = {path: _status(root, path) for path in sorted(CONFIGS)}
    behind = {path: _status(root, path, os.stat) for path in configs}  # what they lead to, where they are links
    files = (tracked, others, configs, behind)
    facts = [_facts(found.values()) for found in files]
    unsettled = [path for found in files for path in _unsettled(found, started_ns)] if started_ns is not None else []
    seen = _digest((there, facts, [_link(root, path) for path in listing.symlinks]))
    return SourcesLook(seen, unsettled, bool(inside) and git.is_listed(root, f"{inside}/{MANIFEST}"))


def at_state(output: str) -> StateLook:
    """Look at everything in the state folder; raises OSError."""
    folders: list[str] = []
    status: dict[str, os.stat_result] = {}
    pending = [""]
    while pending:
        folder = pending.pop()
        with os.scandir(f"{output}/{folder}") as scan:
            for entry in scan:
                path = folder + entry.name
                if entry.is_dir(follow_symlinks=False):  # listing the folder told, as a rule
                    folders.append(path)
                    pending.append(path + "/")
                else:
                    # Faster than lstat, but on Windows it tells no inode.
                    status[path] = os.lstat(entry.path) if _IS_WINDOWS else entry.stat(follow_symlinks=False)
    return StateLook(folders, status)


def at_state_after(output: str, lies: Mapping[str, disk.Kind], known: Mapping[str, os.stat_result]) -> StateLook:
    """Look at a state folder of which is known what ``lies`` in it, and what the disk says of files that were not
    touched; raises OSError."""
    folders = [path for path, kind in lies.items() if kind == "folder"]
    paths = [path for path, kind in lies.items() if kind != "folder"]
    return StateLook(folders, {path: known.get(path) or os.lstat(f"{output}/{path}") for path in paths})


def same_file(one: os.stat_result, other: os.stat_result) -> bool:
    """Whether both were told of the same file, and it has not changed in between."""
    return _facts([one]) == _facts([other])


def _facts(found: Iterable[os.stat_result | None]) -> list[tuple[int, ...] | None]:
    return [s and (s.st_mode, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for s in found]


def _unsettled(found: Mapping[AnyPath, os.stat_result | None], started_ns: int) -> list[AnyPath]:
    settled = started_ns - disk.GRANULARITY_NS
    return [path for path, s in found.items() if s and (s.st_mtime_ns >= settled or s.st_ctime_ns >= settled)]


def _status(root: str, path: bytes, ask: Callable[[bytes], os.stat_result] = os.lstat) -> os.stat_result | None:
    try:
        return ask(os.fsencode(root) + b"/" + path)
    except OSError:
        return None


def _link(root: str, path: bytes) -> tuple[bytes | None, bool]:
    """Where a link leads to, and whether that is a folder."""
    place = os.fsencode(root) + b"/" + path
    try:
        target = os.readlink(place)
    except OSError:
        target = None
    return target, os.path.isdir(place)


def _digest(value: tuple[object, ...]) -> str:
    # The version of marshal that knows no references: those depend on more than the values.
    return digest(marshal.dumps(value, 2))  # type: ignore[arg-type]
