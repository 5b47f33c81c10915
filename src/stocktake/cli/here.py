"""Paths and commands as they are of use in the current folder: people copy them from there."""

from __future__ import annotations

import argparse
import os

from stocktake.cli.render import printable

_REPEATED = ("output", "max_file_size")
"""Options without which ``discover`` would write another state than the one that was looked at."""


class Here:
    """How paths of the repository at ``root`` (absolute) are written to people."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._folder = _current()

    def __call__(self, path: str) -> str:
        """``path``, relative to the root, as it is named from the current folder, and printable; by its whole name
        where that is shorter. A ``path`` that is absolute stays so."""
        absolute = os.path.join(self._root, path)
        if absolute == path or not self._folder:
            return printable(absolute)
        return printable(min(os.path.relpath(absolute, self._folder), absolute, key=len))


def discover_again(arguments: argparse.Namespace, root: str) -> str:
    """The command that writes the state which a command with ``arguments`` looked at, at ``root``."""
    from pathlib import Path
    from shlex import join

    from stocktake.sources.scan import find_root

    words = ["stocktake", "discover"]
    folder = _current()
    if not folder or str(find_root(Path(folder))) != root:
        path = getattr(arguments, "path", None)
        words += [path] if path is not None else ["-C", arguments.directory] if arguments.directory is not None else []
    for key in _REPEATED:
        value = getattr(arguments, key, None)
        words += [f"--{key.replace('_', '-')}", value] if value is not None else []
    return printable(join(words))


def _current() -> str:
    """The current folder; empty where it is gone."""
    try:
        return os.getcwd()  # noqa: PTH109 - a path in text
    except OSError:
        return ""
