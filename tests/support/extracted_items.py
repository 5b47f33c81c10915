"""From sources given as text to items, as a run does it: parsing, facts, resolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from stocktake.encoding import from_packed, to_json, to_packed
from stocktake.extractors.base import Extractor
from stocktake.model import ConfigFile
from stocktake.resolve.project import ResolvedProject
from stocktake.syntax.parser import parse


def items_of(extractor: Extractor, sources: Mapping[str, str], extractors: Sequence[Extractor]) -> list[Any]:
    """The items of ``extractor``, file by file in the order of ``sources`` (path → text; ``.json`` are configuration
    files). ``extractors`` are all that run."""
    facts: dict[str, dict[str, Any]] = {each.name: {} for each in extractors}
    configs = []
    for path, text in sources.items():
        if path.endswith(".json"):
            configs.append(ConfigFile(path, "", msgspec.json.decode(text)))
            continue
        file = parse(text.encode(), "ts" if path.endswith(".ts") else "tsx")
        for each in extractors:
            found = each.extract(file)
            if found is not None:
                # Facts travel encoded: what does not survive that is not plain data.
                facts[each.name][path] = from_packed(to_packed(found), each.fact_type)
    project = ResolvedProject(facts, configs, frozenset(sources), extractors)
    own = facts[extractor.name]
    return [item for path in sources if path in own for item in extractor.items(path, own[path], project)]


def as_data(items: Sequence[Any]) -> list[dict[str, Any]]:
    """Items as they are published."""
    return [msgspec.json.decode(to_json(item)) for item in items]
