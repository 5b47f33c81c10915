"""Bytes out depend only on bytes in: not on hash seed, locale, time zone, working folder, place, or creation order."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples/storefront"


def copied(target: Path, order: int) -> Path:
    """A copy of the example whose files were created in another order."""
    files = [p for p in EXAMPLE.rglob("*") if p.is_file() and not {".claude", ".stocktake"} & set(p.parts)]
    for source in sorted(files, key=lambda path: str(path)[::order]):
        place = target / source.relative_to(EXAMPLE)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place)
    return target


def state_after_discover(root: Path, cwd: Path, arguments: list[str], **environment: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "stocktake.cli.main", "discover", *arguments, "-q"]
    inherited = {"PATH": os.environ["PATH"], "HOME": str(cwd)}
    done = subprocess.run(command, cwd=cwd, env=inherited | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    folder = root / ".claude/state"
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = copied(tmp_path_factory.mktemp("expected"), 1)
    return state_after_discover(root, root, [])


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4242", "LC_ALL": "C", "TZ": "Asia/Kathmandu"},
        {"LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0", "STOCKTAKE_JOBS": "3"},
    ],
    ids=lambda environment: " ".join(f"{k}={v}" for k, v in environment.items()),
)
def test_the_environment_changes_no_byte(
    tmp_path: Path, expected: dict[str, bytes], environment: dict[str, str]
) -> None:
    root = copied(tmp_path / "elsewhere", -1)
    assert state_after_discover(root, root, [], **environment) == expected


def test_the_working_folder_and_the_place_change_no_byte(tmp_path: Path, expected: dict[str, bytes]) -> None:
    root = copied(tmp_path / "an other place" / "ä", 1)
    assert state_after_discover(root, tmp_path, [str(root)]) == expected
    assert state_after_discover(root, root / "packages", ["-C", str(root), "--full", "--parallel"]) == expected


def test_git_or_no_git_changes_no_byte(tmp_path: Path, expected: dict[str, bytes]) -> None:
    root = copied(tmp_path / "repository", 1)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    assert state_after_discover(root, root, []) == expected
