"""Every path in view, with a trace of what was asked about: an answer that was found by asking can only be another one
where something comes or goes that was asked about."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from stocktake.marks import text_mark
from stocktake.resolve.tree import parent


def mark(path: str) -> int:
    """The mark of all paths that differ in what follows the first dot of their name only: whoever asks about one asks
    about others. That of a folder is that of its path with a slash behind it."""
    start = path.rfind("/") + 1
    end = path.find(".", start + 1)
    return text_mark(path[:end] if end >= 0 else path)


def mark_below(folder: str) -> int:
    """The mark of all that lies anywhere below a folder, for who asked about whatever is there."""
    return text_mark(f"{folder}/*")


class InView:
    """The paths in view. ``asked`` grows by whatever is asked about; who wants to know replaces it first."""

    __slots__ = ("_folders", "asked", "paths")

    def __init__(self, paths: AbstractSet[str]) -> None:
        self.paths = paths
        self.asked: list[str] = []
        self._folders: frozenset[str] | None = None

    def __contains__(self, path: object) -> bool:
        if isinstance(path, str):
            self.asked.append(path)
        return path in self.paths

    def has_folder(self, path: str) -> bool:
        """Whether something in view lies below ``path``."""
        self.asked.append(f"{path}/")
        if self._folders is None:
            self._folders = folders_of(self.paths)
        return path in self._folders


def folders_of(paths: Iterable[str]) -> frozenset[str]:
    """Every folder that something lies below; the root has none above it."""
    found: set[str] = set()
    for folder in {parent(path) for path in paths}:
        while folder not in found:
            found.add(folder)
            folder = parent(folder)
    return frozenset(found)
