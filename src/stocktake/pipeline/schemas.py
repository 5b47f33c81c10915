"""The JSON Schemas of everything we write: the state's own, and those of the commands' JSON."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from stocktake.encoding import to_pretty_json
from stocktake.errors import ExtractorError, StateError, UsageError, nearest
from stocktake.extractors import registry
from stocktake.extractors.base import Extractor
from stocktake.extractors.registry import Registered
from stocktake.pipeline.record import LastRun
from stocktake.pipeline.results import CheckResult, DiscoverResult, EditResult, StatusResult
from stocktake.state import schemas

_OUTPUTS: dict[str, Any] = {
    "discover-output": DiscoverResult,
    "check-output": CheckResult,
    "status-output": StatusResult,
    "edit-output": EditResult,
    "last-run": LastRun,
}


def names() -> list[str]:
    """Every name, in the order of listing."""
    inventories = [name for name in registry.registered() if name not in registry.RESERVED_NAMES]
    return [*schemas.schema_names(inventories), *_OUTPUTS]


def text(name: str) -> bytes:
    """One schema as indented JSON.

    Raises:
        UsageError: no such name.
        ExtractorError: it is of an inventory whose extractor cannot be loaded, or whose items JSON cannot describe.
    """
    if name in _OUTPUTS:
        import msgspec

        return to_pretty_json(msgspec.json.schema(_OUTPUTS[name]))
    if name not in names():
        raise UsageError(f"no schema {name!r}{nearest(name, names())}")
    known = registry.registered()
    if name in registry.RESERVED_NAMES:
        return to_pretty_json(schemas.schema_for(name, _loadable(known)))
    extractor = registry.choose([name], {}, known).get(name)
    try:
        return to_pretty_json(schemas.chunk_schema(extractor))
    except TypeError as error:  # what the schema of a type that it does not know is asked for raises
        where = f"extractor {name!r} of package {known[name].package}"
        raise ExtractorError(f"{where}: its item_type has no JSON Schema: {error}") from error


def write_all(folder: Path) -> list[str]:
    """Write every schema to ``<name>.schema.json`` in ``folder``.

    Raises:
        StateError: that cannot be written.
        ExtractorError: there are none of some extractors; all others are written.
    """
    written = []
    missing: list[str] = []
    for name in names():
        try:
            data = text(name)
        except ExtractorError as error:
            missing.append(str(error))
            continue
        path = folder / f"{name}.schema.json"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise StateError(f"{path} cannot be written: {error.strerror}") from None
        written.append(path.as_posix())
    if missing:
        raise ExtractorError(f"{'; '.join(missing)} (all other schemas are written)")
    return written


def _loadable(known: Mapping[str, Registered]) -> list[Extractor]:
    """The extractors without those that cannot be loaded, which leave the others' schemas as they are."""
    found = []
    for name in known:
        with suppress(ExtractorError):
            found.append(registry.choose([name], {}, known).get(name))
    return found
