"""The patterns of entries in the configuration of a tool: which modules they tell apart from others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from stocktake.resolve.packages import Packages
from stocktake.resolve.tree import join, parent

_WHOLE_TREE: Final = re.compile(r"(?P<fixed>(?:[^*?{}()\[\]/]+/)*)\*\*(?:/\*(?:\.[^/]*)?)?")


def telling(patterns: Iterable[str], folder: str, packages: Packages) -> list[str]:
    """The patterns, relative to ``folder``, without those that take in all modules of a package, or of a folder right
    in it, ``src/**/*.ts``: who builds file by file says nothing of what is used. Empty where none but such that begin
    with ``!`` are left."""
    kept = [each for each in patterns if each[:1] == "!" or not _takes_all(each, folder, packages)]
    return kept if any(each[:1] != "!" for each in kept) else []


def _takes_all(pattern: str, folder: str, packages: Packages) -> bool:
    match = _WHOLE_TREE.fullmatch(pattern)
    place = join(folder, match["fixed"] or ".") if match is not None else None
    if place is None:
        return False
    package = packages.scope(place)
    top = package.folder if package is not None else ""
    return place == top or parent(place) == top
