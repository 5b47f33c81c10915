"""Runs that are killed at any moment, and two at once: the next run publishes what a clean one does."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples/storefront"
COMMAND = [sys.executable, "-P", "-m", "stocktake", "discover", "-q"]


def state_of(root: Path) -> dict[str, bytes]:
    folder = root / ".claude/state"
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def copied(to: Path) -> Path:
    shutil.copytree(EXAMPLE, to, ignore=shutil.ignore_patterns(".claude", ".stocktake"))
    return to


def edit(root: Path, number: int) -> None:
    path = root / "packages/catalog/src/pricing.ts"
    path.write_text(path.read_text("utf-8") + f"export const edit{number} = {number};\n", "utf-8")


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment(seed: int, tmp_path: Path) -> None:
    root, clean = copied(tmp_path / "kept"), copied(tmp_path / "clean")
    chance = random.Random(seed)
    begun = time.monotonic()
    subprocess.run([*COMMAND, str(root)], check=False)
    whole = time.monotonic() - begun
    for number in range(6):
        edit(root, number)
        edit(clean, number)
        with subprocess.Popen([*COMMAND, str(root)]) as run:
            time.sleep(chance.random() * whole)
            run.kill()
    assert subprocess.run([*COMMAND, str(root)], check=False).returncode in (0, 1)
    subprocess.run([*COMMAND, str(clean)], check=False)
    assert state_of(root) == state_of(clean)


def test_several_runs_at_once(tmp_path: Path) -> None:
    root, clean = copied(tmp_path / "kept"), copied(tmp_path / "clean")
    for number in range(2):
        edit(root, number)
        edit(clean, number)
        runs = [subprocess.Popen([*COMMAND, str(root)]) for _ in range(3)]
        assert [run.wait() in (0, 1) for run in runs] == [True] * 3
    subprocess.run([*COMMAND, str(clean)], check=False)
    assert state_of(root) == state_of(clean)
