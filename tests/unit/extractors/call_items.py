"""Items of the call graph, from sources given as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extracted_items import as_data, items_of

from stocktake.extractors.call_graph.extractor import CallGraphExtractor, CallGraphItem
from stocktake.extractors.components.extractor import ComponentsExtractor
from stocktake.extractors.modules.extractor import ModulesExtractor
from stocktake.extractors.types.extractor import TypesExtractor


def graph(sources: Mapping[str, str]) -> list[CallGraphItem]:
    """The items of the files given (paths under ``src/``), in their order."""
    extractor = CallGraphExtractor()
    return items_of(extractor, sources, (ModulesExtractor(), TypesExtractor(), ComponentsExtractor(), extractor))


def items(main: str, **others: str) -> dict[str, dict[str, Any]]:
    """The items of ``src/main.tsx`` by name, as decoded JSON; ``others`` are further files: ``b="…"`` is
    ``src/b.tsx``."""
    found = graph({"src/main.tsx": main, **{f"src/{name}.tsx": text for name, text in others.items()}})
    return {item["name"]: item for item in as_data(found) if item["file"] == "src/main.tsx"}


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
