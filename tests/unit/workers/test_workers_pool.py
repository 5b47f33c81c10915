from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake import api
from stocktake.model import SourceFile
from stocktake.workers.batches import MOST_BYTES, MOST_FILES, batches
from stocktake.workers.containment import OUTSIDE_ATTEMPTS, Lineage, Work, succeeded, unfinished
from stocktake.workers.limits import Ending, Limits, of_exit
from stocktake.workers.processors import usable
from stocktake.workers.protocol import IDLE, Crumb
from stocktake.workers.report import StepUse, add_up

EXAMPLE = Path(__file__).parents[3] / "examples/storefront"


def files_of(sizes: list[int]) -> list[SourceFile]:
    return [SourceFile(f"{number:05}.ts", "ts", size) for number, size in enumerate(sizes)]


@given(st.lists(st.integers(0, 2_000_000), max_size=300), st.integers(1, 8))
def test_batches_hold_every_file_once_the_dearest_first(sizes: list[int], workers: int) -> None:
    files = files_of(sizes)
    made = batches(files, workers)
    assert sorted(file.path for batch in made for file in batch) == [file.path for file in files]
    assert all(0 < len(batch) <= MOST_FILES for batch in made)
    assert all(list(batch) == sorted(batch, key=lambda file: file.path) for batch in made)
    cost = [sum(file.size + 2_000 for file in batch) for batch in made]
    assert cost == sorted(cost, reverse=True)
    assert made == batches(files, workers)


def test_batches_are_balanced_by_bytes() -> None:
    made = batches(files_of([900_000, *[1_000] * 99]), 2)
    assert len(made[0]) == 1
    assert len(made) == 8
    total = [sum(file.size for file in batch) for batch in batches(files_of([20_000] * 200), 1)]
    assert max(total) <= MOST_BYTES
    assert max(total) - min(total) <= 20_000


SEGV = Ending("worker-died", "SIGSEGV")


@settings(max_examples=200)
@given(
    st.integers(1, 40),
    st.sets(st.integers(0, 39)),
    st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=30),
)
def test_every_culprit_is_found_and_nobody_else_is_lost(
    count: int, bad: set[int], noise: list[tuple[int, bool]]
) -> None:
    """A worker dies at every bad file, and now and then for no reason: at a random place, or by a random kill."""
    files = files_of([10] * count)
    culprits = {file.path for index, file in enumerate(files) if index in bad}
    random: Iterator[tuple[int, bool]] = iter(noise)
    queue, done, failed, steps = [Work(tuple(files))], list[str](), list[str](), 0
    while queue:
        steps += 1
        work = queue.pop(0)
        place, blames = next(random, (None, True))
        at = next((index for index, file in enumerate(work.files) if file.path in culprits), None)
        if at is None and (place is None or work.alone):
            succeeded(work)
            done += [file.path for file in work.files]
            continue
        crumb = Crumb(at if at is not None else place if place is not None else IDLE, 3)
        found, rest = unfinished(work, Ending("timed-out", "", blames) if at is None else SEGV, crumb)
        failed += [found.path] if found is not None else []
        queue += rest
    assert sorted(failed) == sorted(culprits)
    assert sorted(done + failed) == [file.path for file in files]
    assert steps <= 4 * count + 30


def test_a_file_whose_workers_are_killed_from_outside_gets_more_attempts() -> None:
    work = Work(tuple(files_of([1])), Lineage(), alone=True)
    attempts = 1
    while True:
        found, rest = unfinished(work, of_exit(-9), Crumb(0, 2))
        if not rest:
            break
        (work,) = rest
        attempts += 1
    assert found == work.files[0]
    assert attempts == OUTSIDE_ATTEMPTS


def test_endings_are_named() -> None:
    assert of_exit(0).detail == "exit code 0"
    assert of_exit(-11).detail == "SIGSEGV"
    assert of_exit(-250).detail == "signal 250"


def test_the_limit_of_a_file_follows_that_of_a_batch() -> None:
    assert Limits().file_seconds == 60
    assert Limits(batch_seconds=5).file_seconds == 5
    assert Limits(batch_seconds=1000).file_seconds == 200


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 8),
        ({"cpu.max": "max 100000"}, 8),
        ({"cpu.max": "250000 100000"}, 2),
        ({"cpu.max": "50000 100000"}, 1),
        ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, 8),
        ({"cpu/cpu.cfs_quota_us": "300000", "cpu/cpu.cfs_period_us": "100000"}, 3),
        ({"cpu.max": "what"}, 8),
    ],
)
def test_processors_are_those_this_process_may_use(
    files: dict[str, str], expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text + "\n")
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: set(range(8)), raising=False)
    assert usable(str(tmp_path)) == expected


def test_steps_add_up_by_name() -> None:
    uses = [StepUse("a", 1.0, 5, 1, 10), StepUse("b", 1.0), StepUse("a", 2.0, 3, 2, 20)]
    assert add_up(uses) == [StepUse("a", 3.0, 5, 3, 30), StepUse("b", 1.0)]


def published_by(
    root: Path, state: Path, workers: int, *, parallel: bool
) -> tuple[api.DiscoverResult, dict[str, bytes]]:
    options = api.Options({"jobs": workers, "output": str(state)}, full=True, parallel=parallel, is_root=True)
    result = api.discover(root, options)
    return result, {str(p.relative_to(state)): p.read_bytes() for p in state.rglob("*") if p.is_file()}


def test_workers_change_no_byte(tmp_path: Path) -> None:
    root = tmp_path / "storefront"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".claude", ".stocktake"))
    alone, expected = published_by(root, tmp_path / "in-process", 1, parallel=False)
    assert alone.workers is None
    for workers in (1, 2, 3, 8):
        result, found = published_by(root, tmp_path / f"{workers} workers", workers, parallel=True)
        assert found == expected
        assert result.workers is not None
        assert len(result.workers.workers) <= workers
        assert sum(worker.files for worker in result.workers.workers) == len(result.recomputed)
        assert [step.name for step in result.steps] == [step.name for step in alone.steps]
