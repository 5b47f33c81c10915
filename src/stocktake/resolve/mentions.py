"""What a file uses of others without importing it, as a whole: what the patterns match that it hands to a bundler, what
the bundler makes something else of, and modules whose paths it writes, if it is the configuration of a tool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stocktake.extractors.base import Target
from stocktake.extractors.linkage import LinkageFacts
from stocktake.resolve.modules import Answer, ModuleResolver
from stocktake.resolve.source_mapping import is_module
from stocktake.resolve.tree import join, parent
from stocktake.sources.tool_configurations import is_configuration

_NOTHING: Final = Target("unresolved")


def mentioned(path: str, facts: LinkageFacts, modules: ModuleResolver) -> Iterator[Answer]:
    """Where what the file mentions leads, each with all that decided it."""
    for patterns in facts.globs:
        yield from modules.globbed(path, patterns)
    for fact in facts.imports:
        answer = modules.answer(path, fact.specifier) if "?" in fact.specifier else None
        if answer is not None and is_module(answer.target.path):
            # `./worker?worker`: the bundler makes something of the module.
            yield answer._replace(target=Target("module", path=answer.target.path))
    for name in facts.named if facts.named and is_configuration(path) else ():
        specifier = name if name.startswith(("./", "../")) else f"./{name.removeprefix('<rootDir>/')}"
        answer = modules.answer(path, specifier)
        # A folder is one of files that the tool looks at, mostly, rather than its index.
        place = join(parent(path), specifier)
        is_there = place is not None and parent(answer.target.path) == parent(place)
        yield answer if is_there else answer._replace(target=_NOTHING)
