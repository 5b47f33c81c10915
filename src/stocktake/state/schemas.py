"""JSON Schemas (draft 2020-12) of every published file, generated from the types that write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from stocktake.errors import UsageError
from stocktake.model import SCHEMA_VERSION, Chunk, Coverage, InventoryManifest, Manifest, SourceEntry
from stocktake.state.assemble import SOURCES
from stocktake.state.descriptions import counter_meanings, describe

if TYPE_CHECKING:
    from stocktake.extractors.base import Extractor

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FILES: dict[str, tuple[Any, str]] = {
    "manifest": (Manifest, "manifest.json at the top of the state"),
    "inventory-manifest": (InventoryManifest, "manifest.json in the folder of an inventory"),
    "coverage": (Coverage, "coverage.json"),
}


def schema_names(inventories: Iterable[str]) -> list[str]:
    """Names that :func:`schema_for` knows: of the fixed files, then of the inventories' chunks."""
    return [*_FILES, SOURCES, *inventories]


def schema_for(name: str, extractors: Sequence[Extractor]) -> dict[str, Any]:
    """The JSON Schema of a kind of published file, as plain data.

    Raises:
        UsageError: there is none of that name.
    """
    if name in _FILES:
        kind, title = _FILES[name]
        schema = _schema(name, kind, title, {})
        if kind is InventoryManifest:
            schema["properties"]["summary"] |= _counters(extractors)
        return schema
    if name == SOURCES:
        return _chunk_schema(name, SourceEntry, "What the items were computed from.")
    for extractor in extractors:
        if extractor.name == name:
            return chunk_schema(extractor)
    known = schema_names(extractor.name for extractor in extractors)
    raise UsageError(f"no schema named {name!r}; there are: {', '.join(known)}")


def chunk_schema(extractor: Extractor) -> dict[str, Any]:
    """The JSON Schema of the chunks of one inventory."""
    return _chunk_schema(extractor.name, extractor.item_type, extractor.summary)


def _chunk_schema(name: str, item_type: Any, summary: str) -> dict[str, Any]:
    chunk: Any = Chunk
    fixed = {"inventory": {"const": name}}
    schema = _schema(name, chunk[item_type], f"A chunk of the inventory {name}", fixed, item_type.__name__)
    if summary:
        schema["description"] = f"{summary.rstrip('.')}. {schema['description']}"
    return schema


def _counters(extractors: Sequence[Extractor]) -> dict[str, Any]:
    """The counters of all inventories as properties: several may have one of the same name."""
    meanings: dict[str, list[str]] = {}
    for extractor in extractors:
        for counter, meaning in counter_meanings(extractor).items():
            meanings.setdefault(counter, []).append(f"{extractor.name}: {meaning}")
    return {"properties": {name: {"type": "integer", "description": " ".join(meanings[name])} for name in meanings}}


def _schema(name: str, kind: Any, title: str, fixed: dict[str, Any], item: str = "") -> dict[str, Any]:
    (root,), definitions = msgspec.json.schema_components((kind,), ref_template="#/$defs/{name}")
    describe(definitions, item)
    body = definitions.pop(root["$ref"].rsplit("/", 1)[1])
    for schema in (body, *definitions.values()):
        _close(schema)
    body["properties"] = {**body["properties"], "schema_version": {"const": SCHEMA_VERSION}, **fixed}
    head = {"$schema": _DIALECT, "$id": f"stocktake:schema/{SCHEMA_VERSION}/{name}", "title": title}
    body.pop("title", None)
    schema = {**head, "description": body.pop("description", title), **body}
    if definitions:
        schema["$defs"] = dict(sorted(definitions.items()))
    return schema


def _close(schema: dict[str, Any]) -> None:
    """What is not described is not published: an unknown key is an error, as a misspelt one would be."""
    if schema.get("type") == "object" and "properties" in schema:
        schema.setdefault("additionalProperties", False)
