"""Every key that is published, and every counter, is explained once: in the docstrings, from where it goes into the
reference pages and the JSON Schemas."""

from __future__ import annotations

import re
from typing import Any

import pytest
from extracted_items import items_of

from stocktake.extractors.base import Extractor
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.registry import choose, registered
from stocktake.state.descriptions import counter_meanings
from stocktake.state.schemas import chunk_schema, schema_for

EXTRACTORS = choose(BUILT_IN, {}, registered(())).loaded
NAMES = [each.name for each in EXTRACTORS]


def structs(extractor: Extractor) -> dict[str, dict[str, Any]]:
    """The schemas of the types that items are made of, by name."""
    found: dict[str, dict[str, Any]] = chunk_schema(extractor)["$defs"]
    return found


@pytest.mark.parametrize("extractor", EXTRACTORS, ids=NAMES)
def test_every_key_of_an_item_is_explained(extractor: Extractor) -> None:
    for name, schema in structs(extractor).items():
        silent = [key for key, each in schema["properties"].items() if not each.get("description")]
        assert not silent, name


@pytest.mark.parametrize("extractor", EXTRACTORS, ids=NAMES)
def test_explanations_name_the_keys_as_they_are_written(extractor: Extractor) -> None:
    found = structs(extractor)
    keys = {key.lower() for schema in found.values() for key in schema["properties"]}
    for name, schema in found.items():
        texts = [schema["description"], *(each["description"] for each in schema["properties"].values())]
        quoted = {word for text in texts for word in re.findall(r"`(\w+)`", text) if "_" in word}
        assert not {word for word in quoted if word.replace("_", "").lower() in keys}, name
        assert not any(text.startswith("* ") or "\n" in text for text in texts), name


@pytest.mark.parametrize("extractor", EXTRACTORS, ids=NAMES)
def test_every_counter_is_explained(extractor: Extractor) -> None:
    sources = {path: text for example in extractor.examples[:1] for path, text in example.sources.items()}
    items = items_of(extractor, dict(sorted(sources.items())), EXTRACTORS)
    counted = extractor.summarise(extractor.counters(items))
    assert counter_meanings(extractor).keys() == counted.keys()


@pytest.mark.parametrize("name", ["manifest", "coverage", "sources"])
def test_every_key_of_the_other_files_is_explained(name: str) -> None:
    schema = schema_for(name, EXTRACTORS)
    for struct in schema["$defs"].values():
        assert all(each.get("description") for each in struct["properties"].values())


def test_counters_of_one_name_are_explained_for_each_inventory() -> None:
    summary = schema_for("inventory-manifest", EXTRACTORS)["properties"]["summary"]
    exported = summary["properties"]["exported"]["description"]
    assert exported.startswith("components: Components with `exports`. hooks: Hooks with `exports`.")
