"""Every example of every built-in extractor, run through parsing, facts, resolution and items."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from stocktake.encoding import from_packed, to_json, to_packed
from stocktake.extractors.base import Example, Extractor
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.registry import choose, registered
from stocktake.resolve.project import ResolvedProject
from stocktake.syntax.parser import parse

EXTRACTORS = choose(BUILT_IN, {}, registered(())).loaded
CASES = [
    pytest.param(extractor, example, id=f"{extractor.name}: {example.title}")
    for extractor in EXTRACTORS
    for example in extractor.examples
]


def items_of(extractor: Extractor, sources: dict[str, str]) -> list[dict[str, Any]]:
    facts: dict[str, dict[str, Any]] = {each.name: {} for each in EXTRACTORS}
    for path, text in sources.items():
        file = parse(text.encode(), "ts" if path.endswith(".ts") else "tsx")
        for each in EXTRACTORS:
            found = each.extract(file)
            if found is not None:
                # Facts travel encoded: what does not survive that is not plain data.
                facts[each.name][path] = from_packed(to_packed(found), each.fact_type)
    project = ResolvedProject(facts, (), frozenset(sources), EXTRACTORS)
    items = [
        item
        for path in sorted(sources)
        if path in facts[extractor.name]
        for item in extractor.items(path, facts[extractor.name][path], project)
    ]
    return [msgspec.json.decode(to_json(item)) for item in items]


def restricted(actual: list[dict[str, Any]], expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Only the keys that the expectation names, item by item."""
    return [{key: item.get(key) for key in wanted} for item, wanted in zip(actual, expected, strict=False)]


@pytest.mark.parametrize(("extractor", "example"), CASES)
def test_example(extractor: Extractor, example: Example) -> None:
    actual = items_of(extractor, example.sources)
    assert [item["name"] for item in actual] == [item["name"] for item in example.items]
    assert (restricted(actual, example.items) if example.partial else actual) == example.items


@pytest.mark.parametrize("extractor", EXTRACTORS, ids=lambda each: each.name)
def test_every_extractor_has_examples_with_complete_items(extractor: Extractor) -> None:
    assert any(not example.partial for example in extractor.examples)
