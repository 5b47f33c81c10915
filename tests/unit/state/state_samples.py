"""Small complete states, and what a folder holds, for the tests of the state on disk."""

from __future__ import annotations

import os
from pathlib import Path

from stocktake.digests import digest
from stocktake.encoding import to_json
from stocktake.model import Coverage, CoverageEntry, SourceEntry
from stocktake.state.assemble import InventoryContent, assemble
from stocktake.state.chunks import ItemLine


def line(path: str, number: int = 1, name: str = "x") -> ItemLine:
    return ItemLine(path, number, name, to_json({"name": name, "file": path, "line": number}))


def inventory(name: str, lines: list[ItemLine], version: int = 1, fingerprint: str = "f") -> InventoryContent:
    return InventoryContent(
        name, f"{name}-inventory", version, fingerprint, lines, {"named": len(lines)}, f"All {name}."
    )


def sources(lines: list[ItemLine]) -> list[SourceEntry]:
    paths = sorted({one.path for one in lines})
    return [*(SourceEntry(path, digest(path.encode())) for path in paths), SourceEntry("tsconfig.json", "c", "config")]


COVERAGE = Coverage(1, 3, {"test": 1}, 0, 0, [CoverageEntry("src/a.test.ts", "skipped", "test")])


def complete(*inventories: InventoryContent, budget: int = 30_000) -> dict[str, bytes]:
    lines = [one for each in inventories for one in each.lines]
    return assemble(inventories, sources(lines), COVERAGE, fingerprint="0" * 32, generator="stocktake 1", budget=budget)


def old_state() -> dict[str, bytes]:
    return complete(
        inventory("hooks", [line("src/useA.ts", 1, "useA"), line("gone/useC.ts")]),
        inventory("types", [line("src/a.ts")]),
    )


def new_state() -> dict[str, bytes]:
    """One chunk changed, one removed, one new in a new folder, one inventory dropped and one new."""
    deep = [line(f"src/deep/f{number}.ts", 1, "x" * 20) for number in range(3)]
    return complete(inventory("hooks", [line("src/useA.ts", 2, "useA")]), inventory("modules", deep), budget=320)


def content(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, whatever its name."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def times(folder: Path) -> dict[str, int]:
    """Modification times of the folder and of everything below it."""
    return {str(path): path.lstat().st_mtime_ns for path in [folder, *folder.rglob("*")]}
