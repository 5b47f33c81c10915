"""Which folder a run is about, when it was started somewhere inside it."""

# ruff: noqa: PTH111, PTH113

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from stocktake.sources import jsonc
from stocktake.sources.configs import MAX_CONFIG_SIZE
from stocktake.sources.content import decode
from stocktake.sources.reading import ReadError, read_source
from stocktake.sources.repositories import is_marked, repository_root

_PROJECT_FILES: Final = ("package.json", "tsconfig.json", "jsconfig.json")
_WORKSPACE_FILES: Final = ("pnpm-workspace.yaml", "lerna.json", "nx.json", "rush.json")


def find_root(start: Path) -> Path:
    """The root of the project around ``start``, absolute and resolved.

    The nearest folder with a ``stocktake.toml`` (or ``.config/stocktake.toml``) within the git work tree; else the top
    of the work tree. Without one: the nearest folder with a workspace file or a package.json that declares workspaces;
    else the nearest folder with a package.json, tsconfig.json or jsconfig.json; else ``start``. The home folder and
    the root of the file system are nobody's project by a stray package.json: only ``start`` itself may be one of them.
    """
    resolved = os.path.realpath(start)
    root = repository_root(resolved)
    if root is not None:
        return Path(root)
    marked = next((folder for folder in _around(resolved) if is_marked(folder)), None)
    if marked is not None:
        return Path(marked)
    nearest: str | None = None
    for folder in _around(resolved):
        if _is_workspace(folder):
            return Path(folder)
        if nearest is None and any(os.path.isfile(os.path.join(folder, name)) for name in _PROJECT_FILES):
            nearest = folder
    return Path(nearest or resolved)


def _around(start: str) -> Iterator[str]:
    """``start`` and the folders above it, without the home folder and the root of the file system."""
    yield start
    home = os.path.realpath(os.path.expanduser("~"))
    folder = os.path.dirname(start)
    while folder not in (home, os.path.dirname(folder)):
        yield folder
        folder = os.path.dirname(folder)


def _is_workspace(folder: str) -> bool:
    if any(os.path.isfile(os.path.join(folder, name)) for name in _WORKSPACE_FILES):
        return True
    try:
        data = jsonc.decode(decode(read_source(folder, "package.json", MAX_CONFIG_SIZE))[0])
    except (ReadError, jsonc.JsonError, UnicodeDecodeError):
        return False
    return isinstance(data, dict) and bool(data.get("workspaces"))
