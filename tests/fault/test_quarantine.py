"""A file that costs a worker its life is not tried again, and the state is that of a run that tries it."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fault_site import Site, sources
from matrix import FILE_SECONDS, MEMORY, expected

from stocktake import api

Orphans = Callable[[], list[str]]
CULPRIT = "src/culprit.ts"
DEADLY = ["SIGSEGV", "SIGKILL", "hang in C, SIGTERM ignored", "memory growth"]


def discover(root: Path, *, full: bool = False, **overrides: Any) -> api.DiscoverResult:
    values = {"only": ("misbehaving",), "jobs": 1, "timeout": FILE_SECONDS, "memory_limit": MEMORY // 10**6}
    return api.discover(root, api.Options({**values, **overrides}, full=full, parallel=True, environment={}))


def state_of(root: Path) -> dict[str, bytes]:
    folder = root / ".claude/state"
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def was_tried(result: api.DiscoverResult) -> bool:
    """Whether the culprit was: then it took a worker with it; and else whether everybody can see that it was not."""
    died = result.workers is not None and result.workers.deaths != []
    warned = [warning for warning in result.warnings if CULPRIT in warning and "--full tries again" in warning]
    assert died != bool(warned), (result.workers, result.warnings)
    assert result.files.failed == 1
    return died


def reasons(result: api.DiscoverResult) -> list[tuple[str, str, str, str]]:
    return [(entry.path, entry.reason, entry.extractor, entry.detail) for entry in result.problems]


@pytest.mark.parametrize("fault", DEADLY)
def test_a_deadly_file_is_not_tried_again(fault: str, site: Site, tmp_path: Path, orphans: Orphans) -> None:
    sources(tmp_path, {CULPRIT: fault}, 3)
    result = expected("extract", fault)
    first = discover(tmp_path)
    assert was_tried(first)
    assert reasons(first) == [(CULPRIT, result.reason, "misbehaving", result.detail)]
    for _ in range(2):
        again = discover(tmp_path)
        assert not was_tried(again)
        assert reasons(again) == reasons(first)
        assert again.changes == {"added": 0, "changed": 0, "removed": 0}
    assert orphans() == []


def test_the_state_is_that_of_a_run_that_tries(site: Site, tmp_path: Path) -> None:
    root, copy = tmp_path / "project", tmp_path / "copy"
    sources(root, {CULPRIT: "SIGSEGV"}, 3)
    discover(root)
    before = state_of(root)
    sources(root, {"src/twin.ts": "prints to stdout"}, 4)
    assert not was_tried(discover(root))
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".claude", ".stocktake"))
    assert was_tried(discover(copy))
    assert state_of(root) == state_of(copy) != before
    assert was_tried(discover(root, full=True))
    assert state_of(root) == state_of(copy)
    assert not was_tried(discover(root))


def test_another_content_or_limit_is_tried(site: Site, tmp_path: Path) -> None:
    sources(tmp_path, {CULPRIT: "SIGSEGV"}, 3)
    assert was_tried(discover(tmp_path))
    assert was_tried(discover(tmp_path, timeout=FILE_SECONDS + 1))
    assert was_tried(discover(tmp_path, memory_limit=MEMORY // 10**6 + 1))
    assert not was_tried(discover(tmp_path, memory_limit=MEMORY // 10**6 + 1))
    assert not was_tried(discover(tmp_path))
    sources(tmp_path, {CULPRIT: "abort in C"}, 3)
    assert was_tried(discover(tmp_path))
    sources(tmp_path, {CULPRIT: "prints to stdout"}, 3)
    assert discover(tmp_path).files.failed == 0
    sources(tmp_path, {CULPRIT: "SIGSEGV"}, 3)
    assert not was_tried(discover(tmp_path))


def test_a_run_without_workers_that_died_is_followed_by_one_with_workers(site: Site, tmp_path: Path) -> None:
    sources(tmp_path, {}, 3)
    (tmp_path / CULPRIT).write_text("// at coordinator: SIGSEGV\n// at extract: SIGSEGV\n")
    line = [sys.executable, "-m", "stocktake.cli.main", "discover", "--only", "misbehaving", "-q", str(tmp_path)]
    runs = [subprocess.run(line, check=False, env=site.environment(), capture_output=True) for _ in range(3)]
    codes = [run.returncode for run in runs]
    assert codes == [-signal.SIGSEGV, 1, 1]
    result = api.discover(tmp_path, api.Options({"only": ("misbehaving",)}, environment={}))  # it would kill us
    assert reasons(result) == [(CULPRIT, "worker-died", "misbehaving", "SIGSEGV")]
    assert result.workers is None
    (tmp_path / CULPRIT).write_text("export const a = 1;\n")
    (tmp_path / "src/new.ts").write_text("export const b = 1;\n")
    api.discover(tmp_path, api.Options({"only": ("misbehaving",)}, environment={}))
    (tmp_path / "src/newer.ts").write_text("export const c = 1;\n")
    assert api.discover(tmp_path, api.Options({"only": ("misbehaving",)}, environment={})).workers is None


def test_a_damaged_record_is_none(site: Site, tmp_path: Path) -> None:
    sources(tmp_path, {CULPRIT: "SIGSEGV"}, 3)
    discover(tmp_path)
    with sqlite3.connect(tmp_path / ".stocktake/facts.db") as db:
        (record,) = db.execute("SELECT value FROM meta WHERE name = 'quarantine'").fetchone()
        db.execute("UPDATE meta SET value = ? WHERE name = 'quarantine'", (record[:-3] + b"abc",))
    db.close()
    assert was_tried(discover(tmp_path))
    assert not was_tried(discover(tmp_path))
