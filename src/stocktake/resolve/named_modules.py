"""Modules that configuration files name by their path, for a tool to load or run: the scripts of a package.json, the
entry of a worker, what a packager calls after its work. All they export counts as used.

What a field means is not looked at, but for those that name files without loading them, and those whose patterns stand
for what is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from stocktake.extractors.modules.configuration import is_entry, is_loaded, is_pattern
from stocktake.model import ConfigFile
from stocktake.resolve.entry_patterns import telling
from stocktake.resolve.file_lookup import FileLookup
from stocktake.resolve.globs import Globs, workspace_dialect
from stocktake.resolve.packages import Packages
from stocktake.resolve.source_mapping import is_module
from stocktake.resolve.tree import join, parent

_WORD: Final = re.compile(r"[^\s\"'`=;&|()<>,:{}\[\]*!]++")
"""A word of a command, of a list, or before a name: ``./agent.ts`` of ``./agent.ts:graph``."""

_COMPILERS: Final = ("tsconfig", "jsconfig")


def named_modules(configs: Iterable[ConfigFile], packages: Packages, paths: Collection[str]) -> Iterator[str]:
    """The modules among ``paths`` that configuration files name, those of the compiler excepted; may repeat."""
    lookup = FileLookup(paths)
    for config in configs:
        if config.path.rpartition("/")[2].startswith(_COMPILERS):
            continue
        folder = parent(config.path)
        patterns = []
        for text, is_of_entry in _strings(config.data):
            if is_of_entry and (is_pattern(text) or text[:1] == "!"):
                patterns.append(text.removesuffix("!"))
            else:
                yield from _named(folder, text, lookup)
        wanted = telling(patterns, folder, packages)
        if wanted:
            yield from _matching(folder, wanted, paths)


def _matching(folder: str, patterns: list[str], paths: Iterable[str]) -> Iterator[str]:
    wanted = Globs([each for each in patterns if each[0] != "!"], folder, workspace_dialect)
    unwanted = Globs([each[1:] for each in patterns if each[0] == "!"], folder, workspace_dialect)
    yield from (path for path in paths if is_module(path) and wanted.match(path) and not unwanted.match(path))


def _named(folder: str, text: str, lookup: FileLookup) -> Iterator[str]:
    words = [word for word in _WORD.findall(text) if is_module(word)]
    if not words and text.startswith(("./", "../")):
        words = [text]
    for word in words:
        path = join(folder, word)
        found = (lookup.exact(path) or lookup.file(path)) if path else None
        if found is not None:
            yield found


def _strings(data: Any) -> Iterator[tuple[str, bool]]:
    """All texts in the values of a configuration, and whether each is of an entry. What YAML writes once and names
    often is looked at once: written out it may be of any size."""
    todo = [(data, False)]
    seen: set[int] = set()
    while todo:
        value, is_of_entry = todo.pop()
        if isinstance(value, str):
            yield value, is_of_entry
        elif id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, list):
            todo.extend((each, is_of_entry) for each in value)
        elif isinstance(value, dict):
            todo.extend((each, is_of_entry or is_entry(key)) for key, each in value.items() if is_loaded(key))
