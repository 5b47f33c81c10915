"""The configuration that ``init`` begins with says what is so without it."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import structs

from stocktake.config import Config, InventoryConfig, load
from stocktake.integration.texts import STARTER


def uncommented(starter: str) -> tuple[str, str]:
    """Every line with a key or table as if it were in force: those of the top level, and the example."""
    lines = [line.removeprefix("# ") for line in starter.splitlines() if re.match(r"# (\w+ = |\[)", line)]
    table = next(index for index, line in enumerate(lines) if line.startswith("["))
    return "\n".join(lines[:table]), "\n".join(lines[table:])


def test_it_changes_nothing_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "stocktake.toml").write_text(STARTER)
    assert load(str(tmp_path), {}, {}).config == Config()


def test_every_key_is_there_with_its_default(tmp_path: Path) -> None:
    values, _ = uncommented(STARTER)
    (tmp_path / "stocktake.toml").write_text(values)
    loaded = load(str(tmp_path), {}, {})
    assert loaded.config == Config()
    assert {*loaded.origins} == {field.name for field in structs.fields(Config)} - {"inventories"}


def test_the_example_has_every_key_of_an_inventory(tmp_path: Path) -> None:
    _, example = uncommented(STARTER)
    (tmp_path / "stocktake.toml").write_text(example)
    assert load(str(tmp_path), {}, {}).config.inventories["hooks"].tests is True
    keys = set(re.findall(r"^(\w+) = ", example, re.MULTILINE)) | {"options"}
    assert keys == {field.name for field in structs.fields(InventoryConfig)}
