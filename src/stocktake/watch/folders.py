"""Which folders are watched, and which changes in them count.

The rules are those by which sources are found, except that whatever is in doubt counts: a run too many finds nothing
to do, a run too few leaves the state stale.
"""

# Paths are bytes here (any name a file system allows), which pathlib cannot hold.
# ruff: noqa: PTH112

from __future__ import annotations

import os
from collections.abc import Iterable

from stocktake.sources.ignore import Chain, ignored_by
from stocktake.sources.repositories import is_repository, work_tree_top
from stocktake.sources.scan import CONTENT_COUNTS
from stocktake.sources.view import rules_above
from stocktake.sources.walk import NEVER_ENTERED, read_ignore_file


class Folders:
    """The folders in view below ``root`` (absolute), as they were when this was made.

    ``never`` are folders (relative to it) that are not watched: state and cache. ``known`` are source files of the last
    run: their folders are watched even if git ignores them, as it does not ignore what it tracks.
    """

    def __init__(self, root: str, never: Iterable[str], known: Iterable[str]) -> None:
        self._base = os.fsencode(root)
        self._never = frozenset(os.fsencode(folder) for folder in never)
        self._known = frozenset(os.fsencode(path) for path in known)
        self._prefix, chain = _surroundings(root)
        self._chains: dict[bytes, Chain] = {}
        self._walk(chain)
        self._tracked = self._beside(self._known)

    def absolute(self) -> list[str]:
        """Every folder, the root first."""
        folders = sorted(self._chains.keys() | self._tracked)
        paths = (self._base + b"/" + folder if folder else self._base for folder in folders)
        return [os.fsdecode(path) for path in paths]

    def counts(self, change: str, path: str) -> bool:
        """Whether what happened to ``path`` (absolute) can change the state."""
        raw = self._relative(path)
        if raw is None:
            return False
        if not raw or raw in self._known:
            return True
        if change == "modified" and not raw.endswith(CONTENT_COUNTS):
            return False
        folder = raw.rpartition(b"/")[0]
        if raw in self._never or any((folder + b"/").startswith(own + b"/") for own in self._never):
            return False
        parent = folder
        while parent not in self._chains:
            parent = parent.rpartition(b"/")[0]
        name, more, _ = raw[len(parent) + 1 if parent else 0 :].partition(b"/")
        child = parent + b"/" + name if parent else name
        is_folder = bool(more) or child in self._chains or os.path.isdir(self._base + b"/" + child)
        if name in NEVER_ENTERED:
            return False
        return not ignored_by(self._chains[parent], self._prefix + child, name, is_folder)

    def reshapes(self, change: str, path: str) -> bool:
        """Whether what happened to ``path`` changes which folders are to be watched."""
        raw = self._relative(path)
        if raw is None:
            return False
        if raw in self._chains or raw in self._tracked or raw.endswith(b"ignore"):
            return True
        return change != "deleted" and os.path.isdir(self._base + b"/" + raw)

    def _relative(self, path: str) -> bytes | None:
        raw = os.fsencode(path)
        if os.sep != "/":
            raw = raw.replace(os.fsencode(os.sep), b"/")
        base = self._base.replace(b"\\", b"/") if os.sep != "/" else self._base
        if raw == base:
            return b""
        return raw[len(base) + 1 :] if raw.startswith(base + b"/") else None

    def _beside(self, known: Iterable[bytes]) -> frozenset[bytes]:
        """Folders of ``known`` files, and those above them, that are not in view by the ignore files."""
        found: set[bytes] = set()
        for path in known:
            folder = path.rpartition(b"/")[0]
            while folder not in self._chains and folder not in found:
                found.add(folder)
                folder = folder.rpartition(b"/")[0]
        return frozenset(folder for folder in found if os.path.isdir(self._base + b"/" + folder))

    def _walk(self, chain: Chain) -> None:
        pending = [(b"", chain)]
        while pending:
            folder, chain = pending.pop()
            try:
                with os.scandir(self._base + b"/" + folder if folder else self._base) as entries:
                    found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
            except OSError:
                continue
            names = {name for name, _ in found}
            if folder and b".git" in names and is_repository(self._base + b"/" + folder + b"/.git"):
                continue
            start = folder + b"/" if folder else b""
            if b".gitignore" in names:
                own = read_ignore_file(os.fsdecode(self._base), start + b".gitignore", self._prefix)
                chain = (own, *chain) if own is not None else chain
            self._chains[folder] = chain
            for name, is_folder in found:
                path = start + name
                if not is_folder or name in NEVER_ENTERED or path in self._never:
                    continue
                if not ignored_by(chain, self._prefix + path, name, True):
                    pending.append((path, chain))


def _surroundings(root: str) -> tuple[bytes, Chain]:
    """The root's place in its work tree (``b""``, ``b"a/b/"``), and the ignore files above it; none where they ignore
    the root itself, as when sources are found."""
    top = work_tree_top(root)
    if top is None or top == root:
        return b"", ()
    prefix = os.fsencode(os.path.relpath(root, top).replace(os.sep, "/")) + b"/"
    chain = rules_above(top, prefix, ())
    return (prefix, chain) if chain is not None else (b"", ())
