"""Modules that configuration files name by their path, for a tool to load or run: the scripts of a package.json, the
entry of a worker, what a packager calls after its work. All they export counts as used.

What a field means is not looked at, but for those that name files without loading them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from stocktake.extractors.modules.mentions import is_loaded
from stocktake.model import ConfigFile
from stocktake.resolve.file_lookup import FileLookup
from stocktake.resolve.source_mapping import is_module
from stocktake.resolve.tree import join, parent

_WORD: Final = re.compile(r"[^\s\"'`=;&|()<>,:{}\[\]*!]++")
"""A word of a command, of a list, or before a name: ``./agent.ts`` of ``./agent.ts:graph``."""

_COMPILERS: Final = ("tsconfig", "jsconfig")


def named_modules(configs: Iterable[ConfigFile], lookup: FileLookup) -> Iterator[str]:
    """The modules that configuration files name, those of the compiler excepted; may repeat."""
    for config in configs:
        if config.path.rpartition("/")[2].startswith(_COMPILERS):
            continue
        folder = parent(config.path)
        for text in _strings(config.data):
            yield from _named(folder, text, lookup)


def _named(folder: str, text: str, lookup: FileLookup) -> Iterator[str]:
    words = [word for word in _WORD.findall(text) if is_module(word)]
    if not words and text.startswith(("./", "../")):
        words = [text]
    for word in words:
        path = join(folder, word)
        found = (lookup.exact(path) or lookup.file(path)) if path else None
        if found is not None:
            yield found


def _strings(data: Any) -> Iterator[str]:
    """All texts in the values of a configuration. What YAML writes once and names often is looked at once: written out
    it may be of any size."""
    todo = [data]
    seen: set[int] = set()
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            yield value
        elif id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, list):
            todo.extend(value)
        elif isinstance(value, dict):
            todo.extend(each for key, each in value.items() if is_loaded(key))
