"""Which of the listed paths count: folders never looked into, ``.stocktakeignore``, and the user's ``exclude``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final

from stocktake.sources.ignore import IgnoreTree
from stocktake.sources.reading import ReadError, read_source
from stocktake.sources.walk import MAX_IGNORE_FILE, NEVER_ENTERED

IGNORE_FILE: Final = b".stocktakeignore"


class Scope:
    """Answers about paths (bytes, relative to the root). What holds for a folder is decided once for all its files."""

    def __init__(self, root: str, listed: Iterable[bytes], exclude: tuple[str, ...], never: tuple[str, ...]) -> None:
        """``listed``: every file listed; the ignore files among them are read. ``exclude`` are patterns at the root,
        ``never`` folders relative to it."""
        self._never = frozenset(os.fsencode(folder.strip("/")) for folder in never)
        ignore_files = _ignore_files(root, listed)
        self._ignored = IgnoreTree(ignore_files) if ignore_files else None
        patterns = "\n".join(exclude).encode("utf-8", "surrogateescape")
        self._excluded = IgnoreTree({b"": patterns}) if patterns else None
        self._folders: dict[bytes, bool] = {b"": True}
        self._last, self._last_has = b"", True

    def has(self, path: bytes) -> bool:
        """Whether the file ``path`` is in view."""
        folder = path[: max(path.rfind(b"/"), 0)]
        if folder != self._last:
            # Neighbours in a listing share their folder: one comparison instead of a look-up.
            self._last, self._last_has = folder, self.has_folder(folder)
        return self._last_has and (self._ignored is None or not self._ignored.ignores_file(path))

    def has_folder(self, folder: bytes) -> bool:
        """Whether the folder ``folder`` is in view."""
        missing = []
        while folder not in self._folders:
            missing.append(folder)
            folder = folder.rpartition(b"/")[0]
        known = self._folders[folder]
        for current in reversed(missing):
            known = self._folders[current] = known and self._enters(current)
        return known

    def excludes(self, path: bytes) -> bool:
        """Whether the user's patterns exclude the file ``path``."""
        return self._excluded is not None and self._excluded.ignores_file(path)

    def _enters(self, folder: bytes) -> bool:
        """Whether ``folder``, whose parent is in view, is too."""
        if folder.rpartition(b"/")[2] in NEVER_ENTERED or folder in self._never:
            return False
        return self._ignored is None or not self._ignored.ignores_folder(folder)


def _ignore_files(root: str, listed: Iterable[bytes]) -> dict[bytes, bytes]:
    """The content of each ``.stocktakeignore`` in view, by its folder; as for git, a link is not read."""
    found: dict[bytes, bytes] = {}
    for path in listed:
        if path.endswith(IGNORE_FILE):
            folder, _, name = path.rpartition(b"/")
            if name == IGNORE_FILE:
                try:
                    found[folder] = read_source(root, path.decode("utf-8", "surrogateescape"), MAX_IGNORE_FILE)
                except ReadError:
                    continue
    return found
