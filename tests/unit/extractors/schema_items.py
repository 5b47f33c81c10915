"""Items of the schemas extractor for sources given as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extracted_items import as_data, items_of

from stocktake.extractors.base import Extractor
from stocktake.extractors.modules.extractor import ModulesExtractor
from stocktake.extractors.schemas.extractor import SchemaItem, SchemasExtractor
from stocktake.extractors.types.extractor import TypesExtractor
from stocktake.paths import path_order

IMPORT = "import { z } from 'zod';\n"
_SCHEMAS = SchemasExtractor()
_EXTRACTORS: tuple[Extractor, ...] = (ModulesExtractor(), TypesExtractor(), _SCHEMAS)


def typed_items(sources: Mapping[str, str]) -> list[SchemaItem]:
    """Every item of a project, in path order."""
    ordered = {path: sources[path] for path in sorted(sources, key=path_order)}
    return items_of(_SCHEMAS, ordered, _EXTRACTORS)


def schema_items(sources: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every item of a project, in path order, as decoded JSON."""
    return as_data(typed_items(sources))


def schemas_of(text: str) -> dict[str, dict[str, Any]]:
    """The items of one file that imports ``z`` from zod, by name."""
    return {item["name"]: item for item in schema_items({"a.ts": IMPORT + text})}


def field_of(expression: str) -> dict[str, Any]:
    """The one field of ``z.object({ x: expression })``, without its name."""
    (field,) = schemas_of(f"const X = z.object({{ x: {expression} }});")["X"]["fields"]
    return {key: value for key, value in field.items() if key != "name"}
