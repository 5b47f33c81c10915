"""Where the project file lies that another one ``extends`` through the name of a package. Pure.

Rules of TypeScript's ``getExtendsConfigPath``, which resolves the specifier as that of an import of JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stocktake.sources.package_maps import SubpathMap, targets


def places_in_package(manifest: Mapping[str, Any], subpath: str) -> list[str]:
    """Paths in the package of ``manifest`` (its package.json) at which ``extends`` may find ``subpath`` of it (empty:
    the package itself), in order of preference: what its ``exports`` say first."""
    entry = SubpathMap(manifest.get("exports")).find(f"./{subpath}" if subpath else ".")
    exported = [target for target in targets(entry, None) if target.endswith(".json")] if entry is not None else []
    stated = manifest.get("tsconfig")
    inner = subpath or (stated if isinstance(stated, str) and stated else "tsconfig.json")
    return [*exported, inner, f"{inner}.json", f"{inner}/tsconfig.json"]
