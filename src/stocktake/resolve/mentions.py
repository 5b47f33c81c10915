"""What a file uses of others without importing it, as a whole: what the patterns match that it hands to a bundler, what
the bundler makes something else of, and modules whose paths it writes, if it is the configuration of a tool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stocktake.extractors.base import Target
from stocktake.extractors.linkage import LinkageFacts
from stocktake.resolve.entry_patterns import telling
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
    if (facts.named or facts.named_globs) and is_configuration(path):
        yield from _named(path, facts, modules)


def _named(path: str, facts: LinkageFacts, modules: ModuleResolver) -> Iterator[Answer]:
    """What a configuration names, as seen from its own folder, or else from its package's, where tools are run."""
    folder = parent(path)
    package = modules.packages.scope(folder)
    run_at = "../" * (_depth(folder) - _depth(package.folder if package is not None else ""))
    for name in facts.named:
        specifier = name if name.startswith(("./", "../")) else f"./{name.removeprefix('<rootDir>/')}"
        answer = _file(path, specifier, modules)
        yield answer
        if answer.target is _NOTHING and run_at and not name.startswith("../"):
            yield _file(path, run_at + specifier[2:], modules)
    for patterns in facts.named_globs:
        for prefix in dict.fromkeys(("./", run_at or "./")):
            wanted = telling([_relative(each, prefix) for each in patterns], folder, modules.packages)
            found = modules.globbed(path, wanted) if wanted else []
            yield from found
            if len(found) > 1:
                break


def _file(path: str, specifier: str, modules: ModuleResolver) -> Answer:
    answer = modules.answer(path, specifier)
    # A folder is one of files that the tool looks at, mostly, rather than its index.
    place = join(parent(path), specifier)
    is_there = answer.target.kind == "module" and place is not None and parent(answer.target.path) == parent(place)
    return answer if is_there else answer._replace(target=_NOTHING)


def _relative(pattern: str, prefix: str) -> str:
    """A pattern of a configuration as one of a bundler, relative to ``prefix``."""
    sign = "!" if pattern.startswith("!") and not pattern.startswith("!(") else ""
    return f"{sign}{prefix}{pattern[len(sign) :].removesuffix('!').removeprefix('./').removeprefix('/')}"


def _depth(folder: str) -> int:
    return folder.count("/") + 1 if folder else 0
