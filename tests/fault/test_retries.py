"""Innocent files are never lost: not to a neighbour, not to whoever kills workers, not to a leak."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fault_site import LIMITS, Site, as_bytes, extract, in_process, setup_for, sources
from msgspec import structs

from stocktake.errors import WorkerError
from stocktake.model import Extracted
from stocktake.workers.containment import OUTSIDE_ATTEMPTS
from stocktake.workers.pool import Pool

Orphans = Callable[[], list[str]]


@contextmanager
def killing(seed: int, pause: float) -> Iterator[list[int]]:
    """Meanwhile, children of this process are killed at random: as often as any file is sure to survive."""
    over = threading.Event()
    killed: list[int] = []
    choose = random.Random(seed)

    def kill() -> None:
        while len(killed) < OUTSIDE_ATTEMPTS and not over.wait(pause):
            children = [
                int(child)
                for task in Path("/proc/self/task").iterdir()
                for child in (task / "children").read_text().split()
            ]
            if children:
                killed.append(choose.choice(children))
                os.kill(killed[-1], signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("seed", [1, 2])
def test_workers_killed_at_random_cost_nothing(seed: int, site: Site, tmp_path: Path, orphans: Orphans) -> None:
    slow = {f"src/slow{number}.ts": "slow" for number in range(6)}
    files = sources(tmp_path, slow, 40)
    expected = in_process(tmp_path, files)
    with killing(seed, 0.6) as killed:
        run = extract(tmp_path, files)
    assert killed
    assert run.outcomes == expected
    assert orphans() == []


def test_a_leak_costs_a_worker_now_and_then_but_no_file(site: Site, tmp_path: Path) -> None:
    files = sources(tmp_path, {f"src/leak{number:02}.ts": "leak" for number in range(24)}, 4)
    expected = in_process(tmp_path, files)
    run = extract(tmp_path, files, workers=1)
    assert run.outcomes == expected
    assert run.pool.pool is not None
    assert run.pool.pool.recycled + run.pool.pool.retries > 0
    assert max(worker.peak_memory for worker in run.pool.pool.workers) < 1.5 * LIMITS.memory


def test_a_file_blamed_for_what_another_did_is_acquitted(site: Site, tmp_path: Path) -> None:
    files = sources(tmp_path, {"src/a.ts": "dies later", "src/slow1.ts": "slow", "src/slow2.ts": "slow"}, 20)
    run = extract(tmp_path, files, workers=1)
    assert [path for path, outcome in run.outcomes.items() if not isinstance(outcome, Extracted)] == []


def test_a_slow_batch_is_divided_and_nobody_blamed(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = sources(tmp_path, {f"src/slow{number}.ts": "slow" for number in range(5)}, 0)
    expected = in_process(tmp_path, files)
    monkeypatch.setattr("stocktake.workers.pool.batches", lambda files, _workers: [tuple(files)])
    limits = structs.replace(LIMITS, batch_seconds=2.2)  # less than its five files take
    run = extract(tmp_path, files, 1, limits)
    assert as_bytes(run.outcomes) == as_bytes(expected)
    assert run.pool.pool is not None
    assert {death.detail for death in run.pool.pool.deaths} == {"took more than 2.2 s"}


def test_everything_failing_alike_is_a_broken_environment(site: Site, tmp_path: Path, orphans: Orphans) -> None:
    files = sources(tmp_path, {f"src/bad{number:02}.ts": "SIGSEGV" for number in range(60)}, 5)
    begun = time.monotonic()
    with pytest.raises(WorkerError, match=r"environment is broken: .* SIGSEGV in extractor 'misbehaving'"):
        extract(tmp_path, files)
    assert time.monotonic() - begun < 20
    assert orphans() == []


def test_closing_the_run_ends_every_worker(site: Site, tmp_path: Path, orphans: Orphans) -> None:
    files = sources(tmp_path, {"src/bad.ts": "hang in C"}, 40)
    patient = structs.replace(LIMITS, batch_seconds=60.0)
    running = Pool(setup_for(tmp_path), 2, patient).run(files)
    next(running)
    begun = time.monotonic()
    running.close()
    assert time.monotonic() - begun < 1
    assert orphans() == []
