"""Items of the call graph, from sources given as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from stocktake.encoding import from_packed, to_json, to_packed
from stocktake.extractors.base import Extractor
from stocktake.extractors.call_graph import CallGraphExtractor, CallGraphItem
from stocktake.extractors.components import ComponentsExtractor
from stocktake.extractors.modules import ModulesExtractor
from stocktake.resolve.project import ResolvedProject
from stocktake.syntax.parser import parse


def graph(sources: Mapping[str, str]) -> list[CallGraphItem]:
    """The items of the files given (paths under ``src/``), in their order."""
    extractor = CallGraphExtractor()
    extractors: tuple[Extractor, ...] = (ModulesExtractor(), ComponentsExtractor(), extractor)
    facts: dict[str, dict[str, Any]] = {each.name: {} for each in extractors}
    for path, text in sources.items():
        file = parse(text.encode(), "ts" if path.endswith(".ts") else "tsx")
        for each in extractors:
            found = each.extract(file)
            if found is not None:
                facts[each.name][path] = from_packed(to_packed(found), each.fact_type)
    project = ResolvedProject(facts, (), frozenset(sources), extractors)
    return [item for path in sources for item in extractor.items(path, facts["callGraph"].get(path, []), project)]


def items(main: str, **others: str) -> dict[str, dict[str, Any]]:
    """The items of ``src/main.tsx`` by name, as decoded JSON; ``others`` are further files: ``b="…"`` is
    ``src/b.tsx``."""
    found = graph({"src/main.tsx": main, **{f"src/{name}.tsx": text for name, text in others.items()}})
    return {item.name: msgspec.json.decode(to_json(item)) for item in found if item.file == "src/main.tsx"}


def shown(item: Mapping[str, Any]) -> list[str]:
    """The calls of an item in short, sorted: ``call b#save``, with ``?`` for conditional, ``*`` for in a loop, ``x2``
    for a count."""
    texts = []
    for call in item.get("calls", ()):
        marks = "?" * call.get("conditional", False) + "*" * call.get("inLoop", False)
        count = f" x{call['count']}" if "count" in call else ""
        target = call["to"].removeprefix("src/").replace(".tsx#", "#")
        texts.append(f"{call['type']} {target}{marks}{count}")
    return sorted(texts)


def calls(main: str, name: str = "main", **others: str) -> list[str]:
    """The calls of one item of ``src/main.tsx``, in short."""
    return shown(items(main, **others)[name])
