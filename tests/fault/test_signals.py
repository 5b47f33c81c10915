"""A run that is interrupted ends in well under a second, leaves no process and no trace in the state."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_site import Site, sources

Orphans = Callable[[], list[str]]


def started(root: Path, site: Site, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "stocktake.cli.main", "discover", "--parallel", "--jobs", "2", str(root)]
    environment = {**os.environ, "PYTHONPATH": str(site.folder)}
    return subprocess.Popen(
        [*command, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for_workers(orphans: Orphans, process: subprocess.Popen[str]) -> None:
    """Until both workers are at work: they have been there for a moment."""
    deadline = time.monotonic() + 20
    while sum("stocktake.workers.child" in line for line in orphans()) < 2:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def state_of(root: Path) -> dict[str, tuple[bytes, int]]:
    folder = root / ".claude/state"
    return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def published(tmp_path: Path, site: Site) -> Path:
    """A repository with a state, and then with files that keep every worker busy."""
    sources(tmp_path, {}, 30)
    process = started(tmp_path, site, "-q")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return tmp_path


@pytest.mark.parametrize(
    ("number", "code", "fault"),
    [(signal.SIGINT, 130, "loop"), (signal.SIGINT, 130, "hang in C"), (signal.SIGTERM, 143, "hang in C")],
)
def test_a_signal_ends_the_run(
    number: signal.Signals, code: int, fault: str, published: Path, site: Site, orphans: Orphans
) -> None:
    sources(published, {f"src/busy{index:02}.ts": fault for index in range(40)}, 30)
    before = state_of(published)
    process = started(published, site)
    wait_for_workers(orphans, process)
    time.sleep(0.3)

    begun = time.monotonic()
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)

    assert time.monotonic() - begun < 1
    assert process.returncode == code
    assert "Traceback" not in errors
    assert orphans() == []
    assert state_of(published) == before


def test_nothing_outlives_a_coordinator_that_is_killed(published: Path, site: Site, orphans: Orphans) -> None:
    sources(published, {f"src/busy{index}.ts": "hang in C" for index in range(9)}, 30)
    process = started(published, site)
    wait_for_workers(orphans, process)
    time.sleep(0.3)
    process.kill()
    process.communicate(timeout=20)
    assert orphans() == []


def test_an_interrupted_run_resumes_with_what_it_had(published: Path, site: Site, orphans: Orphans) -> None:
    sources(published, {f"src/busy{index}.ts": "loop" for index in range(2)}, 300)
    process = started(published, site)
    wait_for_workers(orphans, process)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    for index in range(2):
        (published / f"src/busy{index}.ts").unlink()
    process = started(published, site, "--json")
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    import json

    counts = json.loads(output)["files"]
    assert counts["extracted"] < 270
    assert counts["extracted"] + counts["reused"] == 300
