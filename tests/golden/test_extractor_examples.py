"""Every example of every built-in extractor, run through parsing, facts, resolution and items."""

from __future__ import annotations

from typing import Any

import pytest
from extracted_items import as_data, items_of

from stocktake.extractors.base import Example, Extractor
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.registry import choose, registered

EXTRACTORS = choose(BUILT_IN, {}, registered(())).loaded
CASES = [
    pytest.param(extractor, example, id=f"{extractor.name}: {example.title}")
    for extractor in EXTRACTORS
    for example in extractor.examples
]


def restricted(actual: list[dict[str, Any]], expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Only the keys that the expectation names, item by item."""
    return [{key: item.get(key) for key in wanted} for item, wanted in zip(actual, expected, strict=False)]


@pytest.mark.parametrize(("extractor", "example"), CASES)
def test_example(extractor: Extractor, example: Example) -> None:
    sources = {path: example.sources[path] for path in sorted(example.sources)}
    actual = as_data(items_of(extractor, sources, EXTRACTORS))
    assert [item["name"] for item in actual] == [item["name"] for item in example.items]
    assert (restricted(actual, example.items) if example.partial else actual) == example.items


@pytest.mark.parametrize("extractor", EXTRACTORS, ids=lambda each: each.name)
def test_every_extractor_has_examples_with_complete_items(extractor: Extractor) -> None:
    assert any(not example.partial for example in extractor.examples)
