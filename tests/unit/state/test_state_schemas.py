"""Every published file is valid against its JSON Schema, and the schemas are strict."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import jsonschema
import pytest
from jsonschema import Draft202012Validator
from msgspec import Struct
from state_samples import complete, inventory, line, new_state, old_state

from stocktake.errors import UsageError
from stocktake.extractors.base import Extractor
from stocktake.state.schemas import chunk_schema, schema_for, schema_names


class Parameter(Struct):
    name: str
    optional: bool = False


class HookItem(Struct):
    """A hook."""

    name: str
    file: str
    line: int
    parameters: list[Parameter] = []


class Hooks(Extractor):
    name: ClassVar[str] = "hooks"
    folder: ClassVar[str] = "hooks-inventory"
    summary: ClassVar[str] = "Every hook"
    version: ClassVar[int] = 1
    item_type: ClassVar[Any] = HookItem


EXTRACTORS = [Hooks()]
NAMES = schema_names(["hooks"])


def schema_of(path: str) -> str:
    if path in ("manifest.json", "coverage.json"):
        return path.removesuffix(".json")
    return "inventory-manifest" if path.endswith("/manifest.json") else path.split("/")[0].removesuffix("-inventory")


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_valid_and_says_what_it_is(name: str) -> None:
    schema = schema_for(name, EXTRACTORS)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"stocktake:schema/1/{name}"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] and schema["description"]


@pytest.mark.parametrize("files", [old_state(), new_state(), complete()], ids=["old", "new", "empty"])
def test_every_published_file_is_valid(files: dict[str, bytes]) -> None:
    checked = set()
    for path, data in files.items():
        name = schema_of(path)
        if path == "index.md" or name not in NAMES:
            continue
        jsonschema.validate(json.loads(data), schema_for(name, EXTRACTORS), cls=Draft202012Validator)
        checked.add(name)
    assert {"manifest", "inventory-manifest", "coverage"} <= checked


def chunk() -> Any:
    return json.loads(complete(inventory("hooks", [line("src/a.ts")]))["hooks-inventory/src.json"])


def test_a_sound_chunk_is_valid() -> None:
    jsonschema.validate(chunk(), chunk_schema(EXTRACTORS[0]))


@pytest.mark.parametrize(
    ("key", "value"),
    [("schema_version", 2), ("inventory", "types"), ("item_count", "1"), ("unknown", 1), ("items", [{"name": "x"}])],
)
def test_a_wrong_chunk_is_not_valid(key: str, value: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**chunk(), key: value}, chunk_schema(EXTRACTORS[0]))


def test_an_unknown_key_of_an_item_is_not_valid() -> None:
    wrong = chunk()
    wrong["items"][0]["parameters"] = [{"name": "x", "odd": 1}]
    with pytest.raises(jsonschema.ValidationError, match="odd"):
        jsonschema.validate(wrong, chunk_schema(EXTRACTORS[0]))


def test_an_unknown_name_is_an_error_that_lists_the_names() -> None:
    with pytest.raises(UsageError, match="manifest, inventory-manifest, coverage, sources, hooks"):
        schema_for("hokks", EXTRACTORS)
