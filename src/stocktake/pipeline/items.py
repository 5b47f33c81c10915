"""From facts to the items of each inventory. Pure: nothing here reads a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from stocktake.encoding import from_packed, to_json
from stocktake.errors import ExtractorError
from stocktake.extractors.base import Extractor, Project
from stocktake.model import Failure
from stocktake.pipeline.scope import Scope
from stocktake.state.assemble import InventoryContent
from stocktake.state.chunks import ItemLine
from stocktake.workers.failures import describe

Failures = dict[str, list[Failure]]
"""What went wrong after extraction, by path."""


def decode(
    extractors: Iterable[Extractor], packed: Mapping[str, Mapping[str, bytes]], failures: Failures
) -> dict[str, dict[str, Any]]:
    """Decoded facts by extractor and path, from encoded facts by path and extractor.

    Facts that are not of the extractor's ``fact_type`` are that extractor's failure on that file.
    """
    decoded: dict[str, dict[str, Any]] = {}
    for extractor in extractors:
        name, kind = extractor.name, extractor.fact_type
        facts: dict[str, Any] = {}
        for path, by_extractor in packed.items():
            data = by_extractor.get(name)
            if data is None:
                continue
            try:
                facts[path] = from_packed(data, kind)
            except msgspec.DecodeError as error:
                failures.setdefault(path, []).append(describe(error, name, path))
        decoded[name] = facts
    return decoded


def content(
    extractor: Extractor, fingerprint: str, project: Project, scope: Scope, failures: Failures
) -> InventoryContent:
    """The inventory of one extractor. An extractor that raises on a file costs that file's items, and is added to
    ``failures``.

    Raises:
        ExtractorError: its counters raise.
    """
    name = extractor.name
    items: list[Any] = []
    lines: list[ItemLine] = []
    for path, facts in project.facts(name).items():
        if not scope.admits(path):
            continue
        try:
            found = list(extractor.items(path, facts, project))
            encoded = [_line(path, item) for item in found]
        except Exception as error:
            failures.setdefault(path, []).append(describe(error, name, path))
            continue
        items.extend(found)
        lines.extend(encoded)
    try:
        summary = dict(extractor.counters(items))
    except Exception as error:
        raise ExtractorError(f"extractor {name!r}: its counters failed: {describe(error, name, '').message}") from error
    return InventoryContent(
        name=name,
        folder=extractor.folder,
        extractor_version=extractor.version,
        fingerprint=fingerprint,
        lines=lines,
        summary=summary,
        description=extractor.summary,
    )


def _line(path: str, item: Any) -> ItemLine:
    if item.file != path:
        raise ValueError("an item is of another file than its facts")
    return ItemLine(path, item.line, item.name, to_json(item))
