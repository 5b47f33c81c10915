"""Further paths of files in view: by symbolic links within the root.

Node and bundlers follow a link to a file or folder and take what is there for the module. A link leads where its text
says, from the folder it lies in; nothing of the disk is asked. What leaves the root, and what is not in view, is not
followed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from stocktake.resolve.tree import ancestors, inside, join, parent

MAX_ALIASES: Final = 50_000
"""Paths by links to folders; a folder that would make them more is not followed."""

_MAX_STEPS = 8
_AFTER = "0"
"""What follows the slash."""


def aliases(links: Iterable[tuple[str, str]], paths: AbstractSet[str]) -> dict[str, str]:
    """The paths that ``links`` (path, and text of the target) add, each with the path in ``paths`` that it stands for.

    A link to a folder adds a path for each file below it, unless the link itself lies there.
    """
    targets = dict(links)
    found: dict[str, str] = {}
    ordered: list[str] = []
    for link in sorted(targets):
        target = _followed(link, targets)
        if target is None or link in paths:
            continue
        if target in paths:
            found[link] = target
            continue
        if inside(target, link):
            continue
        ordered = ordered or sorted(paths)
        start, end = (bisect_left(ordered, target + mark) for mark in ("/", _AFTER))
        if len(found) + end - start <= MAX_ALIASES:
            found.update((link + path[len(target) :], path) for path in ordered[start:end])
    return found


def _followed(link: str, targets: Mapping[str, str]) -> str | None:
    """Where a link leads to in the end; None where that is out of the root, or in a circle."""
    path = link
    for _ in range(_MAX_STEPS):
        via = next((each for each in ancestors(path) if each in targets), None)
        if via is None:
            return path
        target = join(parent(via), targets[via])
        if target is None:
            return None
        path = target + path[len(via) :]
    return None
