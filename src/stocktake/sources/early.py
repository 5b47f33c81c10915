"""Having git list the files before the list is needed: it does while the program loads, and reads its own state.

Light on purpose: whoever begins early must not load much before.
"""

# ruff: noqa: PTH112 - pathlib would be loaded for it

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext

from stocktake.sources import git
from stocktake.sources.repositories import repository_root, work_tree_top


def listing(root: str) -> AbstractContextManager[None]:
    """Within, git lists the files of ``root`` (absolute, resolved) for the first that asks for them, from now on."""
    return git.listing_begun(root) if work_tree_top(root) is not None else nullcontext()


def listing_around(start: str, *, is_root: bool) -> AbstractContextManager[None]:
    """The same for the root of the repository around ``start``, or with ``is_root`` for ``start`` itself. Nothing
    happens where there is no repository: whatever is wrong with ``start``, others say it."""
    root = root_of(start, is_root=is_root)
    return git.listing_begun(root) if root is not None else nullcontext()


def root_of(start: str, *, is_root: bool) -> str | None:
    """The root of a run at ``start``, absolute and resolved, where it is in a git repository; else None."""
    try:
        resolved = os.path.realpath(start)
        root = repository_root(resolved) if os.path.isdir(resolved) else None
    except (OSError, ValueError):
        return None
    return resolved if root is not None and is_root else root
