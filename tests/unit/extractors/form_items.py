"""Items of the forms and validation services inventories, from sources given as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from stocktake.encoding import from_packed, to_json, to_packed
from stocktake.extractors.base import Extractor
from stocktake.extractors.components import ComponentsExtractor
from stocktake.extractors.forms import FormsExtractor
from stocktake.extractors.modules import ModulesExtractor
from stocktake.extractors.validation_services import ValidationServicesExtractor
from stocktake.model import ConfigFile
from stocktake.resolve.project import ResolvedProject
from stocktake.syntax.parser import parse

FORMS = FormsExtractor()
SERVICES = ValidationServicesExtractor()
_EXTRACTORS: tuple[Extractor, ...] = (ModulesExtractor(), ComponentsExtractor(), FORMS, SERVICES)


def items(extractor: Extractor, sources: Mapping[str, str]) -> list[dict[str, Any]]:
    """The items of ``extractor`` in the order of the files given, as decoded JSON; ``.json`` files are configs."""
    facts: dict[str, dict[str, Any]] = {each.name: {} for each in _EXTRACTORS}
    configs = []
    for path, text in sources.items():
        if path.endswith(".json"):
            configs.append(ConfigFile(path, "", msgspec.json.decode(text)))
            continue
        file = parse(text.encode(), "ts" if path.endswith(".ts") else "tsx")
        for each in _EXTRACTORS:
            found = each.extract(file)
            if found is not None:
                facts[each.name][path] = from_packed(to_packed(found), each.fact_type)
    project = ResolvedProject(facts, configs, frozenset(sources), _EXTRACTORS)
    found_items = [
        item
        for path in sources
        if path in facts[extractor.name]
        for item in extractor.items(path, facts[extractor.name][path], project)
    ]
    return [msgspec.json.decode(to_json(item)) for item in found_items]


def form(source: str, **others: str) -> dict[str, Any]:
    """The first form of ``src/form.tsx``; ``others`` are further files: ``schema="…"`` is ``src/schema.ts``."""
    found = items(FORMS, {"src/form.tsx": source, **{f"src/{name}.ts": text for name, text in others.items()}})
    assert found, "no form"
    return next(item for item in found if item["file"] == "src/form.tsx")


def forms(source: str) -> list[str]:
    """Names of the forms of one file."""
    return [item["name"] for item in items(FORMS, {"src/form.tsx": source})]


def service(source: str) -> dict[str, Any]:
    """The first service of one file."""
    return items(SERVICES, {"src/service.ts": source})[0]


def services(source: str, path: str = "src/service.ts") -> dict[str, str]:
    """Types of the services of one file by their names."""
    return {item["name"]: item["type"] for item in items(SERVICES, {path: source})}
