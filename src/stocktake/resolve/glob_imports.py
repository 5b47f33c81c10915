"""The modules that the pattern of a bundler stands for: ``import.meta.glob("./pages/*.ts")``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stocktake.resolve.globs import Globs, workspace_dialect
from stocktake.resolve.governing import Governing
from stocktake.resolve.package_files import PackageFiles
from stocktake.resolve.source_mapping import is_module
from stocktake.resolve.tree import join, parent

_WILD = re.compile(r"[*?{(\[]")


class GlobImports:
    """Finds them among ``files``; what a pattern begins with has the meaning that ``governing`` options give it."""

    def __init__(self, files: PackageFiles, governing: Governing) -> None:
        self._files = files
        self._governing = governing
        self._known: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}

    def matching(self, path: str, patterns: Sequence[str]) -> tuple[list[str], list[str]]:
        """The modules that any of the ``patterns`` written in ``path`` matches, and none that begins with ``!``; and
        the folders that they were looked for in."""
        wanted = tuple(each for pattern in patterns if pattern[:1] != "!" for each in self._rooted(path, pattern))
        unwanted = tuple(each for pattern in patterns if pattern[:1] == "!" for each in self._rooted(path, pattern[1:]))
        folders = [parent(_WILD.split(pattern, maxsplit=1)[0]) for pattern in wanted]
        key = (wanted, unwanted)
        if key not in self._known:
            chosen = Globs(wanted, "", workspace_dialect)
            left = Globs(unwanted, "", workspace_dialect)
            below = {each for folder in folders for each in self._files.below(f"{folder}/" if folder else "")}
            self._known[key] = sorted(
                each for each in below if is_module(each) and chosen.match(each) and not left.match(each)
            )
        return [each for each in self._known[key] if each != path], folders

    def _rooted(self, path: str, pattern: str) -> Iterator[str]:
        """The pattern as seen from the root: relative to the file, to its package after a slash, or by ``paths``."""
        if pattern.startswith(("./", "../")):
            places = [join(parent(path), pattern)]
        elif pattern.startswith("/"):
            package = self._files.packages.scope(parent(path))
            places = [join(package.folder if package is not None else "", pattern)]
        else:
            places = []
            for options in self._governing.options(path):
                star, entries = (options.paths.match(pattern) if options.paths else None) or ("", ())
                places += [join("", entry.replace("*", star, 1)) for entry in entries]
        yield from (place for place in places if place)
