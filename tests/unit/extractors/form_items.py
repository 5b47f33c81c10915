"""Items of the forms and validation services inventories, from sources given as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extracted_items import as_data, items_of

from stocktake.extractors.base import Extractor
from stocktake.extractors.components.extractor import ComponentsExtractor
from stocktake.extractors.forms.extractor import FormsExtractor
from stocktake.extractors.modules.extractor import ModulesExtractor
from stocktake.extractors.types.extractor import TypesExtractor
from stocktake.extractors.validation_services.extractor import ValidationServicesExtractor

FORMS = FormsExtractor()
SERVICES = ValidationServicesExtractor()
_EXTRACTORS: tuple[Extractor, ...] = (ModulesExtractor(), TypesExtractor(), ComponentsExtractor(), FORMS, SERVICES)


def items(extractor: Extractor, sources: Mapping[str, str]) -> list[dict[str, Any]]:
    """The items of ``extractor`` in the order of the files given, as decoded JSON; ``.json`` files are configs."""
    return as_data(items_of(extractor, sources, _EXTRACTORS))


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
