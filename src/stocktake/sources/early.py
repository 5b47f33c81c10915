"""Having git list the files before the list is needed: it does while the program loads, and reads its own state.

Light on purpose: whoever begins early must not load much before.
"""

# ruff: noqa: PTH112 - pathlib would be loaded for it

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from stocktake.sources import git
from stocktake.sources.repositories import repository_root, work_tree_top


@contextmanager
def listing(root: str) -> Iterator[None]:
    """Within, git lists the files of ``root`` (absolute, resolved) for the first that asks for them, from now on."""
    with git.listing_begun(root) if work_tree_top(root) is not None else _nothing():
        yield


@contextmanager
def listing_around(start: str, *, is_root: bool) -> Iterator[None]:
    """The same for the root of the repository around ``start``, or with ``is_root`` for ``start`` itself. Nothing
    happens where there is no repository: whatever is wrong with ``start``, others say it."""
    try:
        resolved = os.path.realpath(start)
        root = repository_root(resolved) if os.path.isdir(resolved) else None
    except (OSError, ValueError):
        root = None
    with git.listing_begun(resolved if is_root else root) if root is not None else _nothing():
        yield


@contextmanager
def _nothing() -> Iterator[None]:
    yield
