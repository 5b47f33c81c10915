"""The built-in extractors, as far as a run must know them before it needs their code.

A class takes its version and requirements from here, so that they are said once, and a fresh ``check`` loads no
extractor.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class BuiltIn(NamedTuple):
    """``value`` is the ``module:class``; for the others see :class:`stocktake.extractors.base.Extractor`."""

    value: str
    version: int
    requires: tuple[str, ...] = ()


def _built_in(package: str, name: str, version: int, *requires: str) -> BuiltIn:
    return BuiltIn(f"stocktake.extractors.{package}.extractor:{name}", version, requires)


BUILT_IN: Mapping[str, BuiltIn] = {
    "components": _built_in("components", "ComponentsExtractor", 34, "types", "modules"),
    "hooks": _built_in("hooks", "HooksExtractor", 19),
    "schemas": _built_in("schemas", "SchemasExtractor", 25, "modules", "types"),
    "types": _built_in("types", "TypesExtractor", 26, "modules"),
    "forms": _built_in("forms", "FormsExtractor", 34, "components", "modules"),
    "validationServices": _built_in("validation_services", "ValidationServicesExtractor", 31, "components", "modules"),
    "callGraph": _built_in("call_graph", "CallGraphExtractor", 40, "modules", "types", "components"),
    "modules": _built_in("modules", "ModulesExtractor", 30),
}
"""By name, in the order of their inventories everywhere."""
