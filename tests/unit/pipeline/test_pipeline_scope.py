from __future__ import annotations

import pytest

from stocktake.config import Config, InventoryConfig
from stocktake.pipeline.scope import Scope, kept_reasons


def admits(config: Config, path: str) -> bool:
    return Scope("hooks", config, frozenset({""})).admits(path)


@pytest.mark.parametrize(
    ("own", "path", "expected"),
    [
        (InventoryConfig(), "src/a.ts", True),
        (InventoryConfig(include=("src/",)), "src/a.ts", True),
        (InventoryConfig(include=("src/",)), "lib/a.ts", False),
        (InventoryConfig(exclude=("*.gen.ts",)), "src/a.gen.ts", False),
        (InventoryConfig(include=("src/",), exclude=("src/old/",)), "src/old/a.ts", False),
        (InventoryConfig(include=("/src/*.ts",)), "src/deep/a.ts", False),
        (InventoryConfig(include=("**/*.tsx", "!legacy/**")), "legacy/a.tsx", False),
    ],
)
def test_patterns(own: InventoryConfig, path: str, expected: bool) -> None:
    assert admits(Config(inventories={"hooks": own}), path) is expected


def test_switches_of_one_inventory() -> None:
    everything = Config(tests=True, declarations=True)
    assert admits(everything, "src/a.test.ts")
    assert admits(everything, "src/a.d.ts")
    without = Config(tests=True, inventories={"hooks": InventoryConfig(tests=False)})
    assert not admits(without, "src/a.test.ts")
    assert Scope("types", without, frozenset({""})).admits("src/a.test.ts")
    assert not admits(Config(inventories={"types": InventoryConfig(declarations=True)}), "src/a.d.ts")


def test_what_any_inventory_wants_is_scanned_whatever_is_selected() -> None:
    assert kept_reasons(Config()) == frozenset()
    assert kept_reasons(Config(stories=True)) == {"story"}
    assert kept_reasons(Config(only=("hooks",), inventories={"types": InventoryConfig(tests=True)})) == {"test"}
    assert kept_reasons(Config(inventories={"types": InventoryConfig(tests=False)})) == frozenset()
