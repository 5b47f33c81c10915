"""The JSON Schemas of everything we write: the state's own, and those of the commands' JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stocktake.encoding import to_pretty_json
from stocktake.errors import StateError, UsageError, nearest
from stocktake.extractors import registry
from stocktake.extractors.base import Extractor
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
    return [*schemas.schema_names(_extractors()), *_OUTPUTS]


def text(name: str) -> bytes:
    """One schema as indented JSON.

    Raises:
        UsageError: no such name.
    """
    if name in _OUTPUTS:
        import msgspec

        return to_pretty_json(msgspec.json.schema(_OUTPUTS[name]))
    known = _extractors()
    if name not in schemas.schema_names(known):
        raise UsageError(f"no schema {name!r}{nearest(name, names())}")
    return to_pretty_json(schemas.schema_for(name, known))


def write_all(folder: Path) -> list[str]:
    """Write every schema to ``<name>.schema.json`` in ``folder``.

    Raises:
        StateError: that cannot be written.
    """
    written = []
    for name in names():
        path = folder / f"{name}.schema.json"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text(name))
        except OSError as error:
            raise StateError(f"{path} cannot be written: {error.strerror}") from None
        written.append(path.as_posix())
    return written


def _extractors() -> tuple[Extractor, ...]:
    known = registry.registered()
    return registry.choose(list(known), {}, known).loaded
