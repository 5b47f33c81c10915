"""Items of the schemas extractor for sources given as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from stocktake.encoding import from_packed, to_json, to_packed
from stocktake.extractors.base import Extractor
from stocktake.extractors.modules import ModulesExtractor
from stocktake.extractors.schemas import SchemaItem, SchemasExtractor
from stocktake.extractors.types import TypesExtractor
from stocktake.resolve.project import ResolvedProject
from stocktake.syntax.parser import parse

IMPORT = "import { z } from 'zod';\n"
_SCHEMAS = SchemasExtractor()
_EXTRACTORS: tuple[Extractor, ...] = (ModulesExtractor(), TypesExtractor(), _SCHEMAS)


def typed_items(sources: Mapping[str, str]) -> list[SchemaItem]:
    """Every item of a project, in path order."""
    facts: dict[str, dict[str, Any]] = {each.name: {} for each in _EXTRACTORS}
    for path, text in sources.items():
        file = parse(text.encode(), "ts" if path.endswith(".ts") else "tsx")
        for each in _EXTRACTORS:
            found = each.extract(file)
            if found is not None:
                facts[each.name][path] = from_packed(to_packed(found), each.fact_type)
    project = ResolvedProject(facts, (), frozenset(sources), _EXTRACTORS)
    return [item for path, entry in project.facts("schemas").items() for item in _SCHEMAS.items(path, entry, project)]


def schema_items(sources: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every item of a project, in path order, as decoded JSON."""
    return [msgspec.json.decode(to_json(item)) for item in typed_items(sources)]


def schemas_of(text: str) -> dict[str, dict[str, Any]]:
    """The items of one file that imports ``z`` from zod, by name."""
    return {item["name"]: item for item in schema_items({"a.ts": IMPORT + text})}


def field_of(expression: str) -> dict[str, Any]:
    """The one field of ``z.object({ x: expression })``, without its name."""
    (field,) = schemas_of(f"const X = z.object({{ x: {expression} }});")["X"]["fields"]
    return {key: value for key, value in field.items() if key != "name"}
