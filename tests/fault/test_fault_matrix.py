"""Every fault at every stage costs what the table says, and nobody else anything. See matrix.py."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import matrix
import pytest
from fault_site import LIMITS, SHORT, Inline, Site, as_bytes, extract, in_process, setup_for, sources
from matrix import FAULTS, MORE_DEADLY, MORE_HARMLESS, NOTHING, UNKNOWN_PLACE, Result, expected
from msgspec import structs

from stocktake.errors import WorkerError
from stocktake.model import Extracted, Failed, Outcome

Orphans = Callable[[], list[str]]
Captured = pytest.CaptureFixture[str]
MAY_TAKE = 150
"""Seconds; without bounds, a loop or a hang would take for ever, and a machine that has other things to do long."""


@dataclass(frozen=True)
class Place:
    """Cells of the table tried in one run, which is at work beside others: most of it is waiting."""

    cells: list[tuple[str, str]]
    workers: int = 3
    executor: Callable[[int], Executor] = ThreadPoolExecutor


def at(*stages: str, faults: Sequence[str] = FAULTS) -> list[tuple[str, str]]:
    return [(stage, fault) for stage in stages for fault in faults]


FURTHER = (*MORE_DEADLY, *MORE_HARMLESS, *UNKNOWN_PLACE)
PLACES = {
    "in the file, in threads": [Place(at("read", "parse")), Place(at("extract", "encode"))],
    "between files, in threads": [Place(at("reply")), Place(at("idle"))],
    "inline": [Place(at("extract"), 1, Inline), Place(at("extract", faults=FURTHER))],
}


@pytest.mark.parametrize("place", PLACES)
def test_faults_in_the_middle_of_a_run(
    place: str, site: Site, tmp_path: Path, orphans: Orphans, capfd: Captured
) -> None:
    begun = time.monotonic()
    with ThreadPoolExecutor() as several:
        for found in several.map(lambda each: compare(each, tmp_path / "-".join(each.cells[0])), PLACES[place]):
            assert found.results == {cell: expected(*cell) for cell in found.results}
            assert found.innocents == found.healthy
    assert time.monotonic() - begun < MAY_TAKE
    assert orphans() == []
    assert "noise" not in "".join(capfd.readouterr())


class Compared(NamedTuple):
    results: dict[tuple[str, str], Result]
    innocents: dict[str, bytes]
    healthy: dict[str, bytes]


def compare(place: Place, root: Path) -> Compared:
    culprits = {f"src/culprit{number:02}.ts": cell for number, cell in enumerate(place.cells)}
    files = sources(root, {path: f"{stage}: {fault}" for path, (stage, fault) in culprits.items()}, 30)
    healthy = in_process(root, files)
    run = extract(root, files, place.workers, SHORT, place.executor)
    results = {cell: result_of(run.outcomes.pop(path), healthy.pop(path)) for path, cell in culprits.items()}
    return Compared(results, as_bytes(run.outcomes), as_bytes(healthy))


def result_of(outcome: Outcome, healthy: Outcome) -> Result:
    """What became of the file, in the words of the table. A failed file is the same source all the same."""
    if outcome == healthy:
        return NOTHING
    assert isinstance(healthy, Extracted)
    if isinstance(outcome, Failed):
        failure = outcome.failure
        assert outcome.digest in (healthy.digest, "")
        return Result("failed", failure.reason, failure.message, failure.extractor)
    assert isinstance(outcome, Extracted)
    (failure,) = outcome.failures
    kept = {name: data for name, data in healthy.facts.items() if name != failure.extractor}
    assert outcome == structs.replace(healthy, facts=kept, failures=outcome.failures)
    return Result("facts", failure.reason, failure.message, failure.extractor)


@pytest.mark.parametrize("stage", ["import", "handshake"])
def test_faults_while_workers_start(stage: str, site: Site, tmp_path: Path, orphans: Orphans, capfd: Captured) -> None:
    files = sources(tmp_path, {}, 3)
    healthy = in_process(tmp_path, files)
    setup = setup_for(tmp_path)
    begun = time.monotonic()

    def run(fault: str) -> Result:
        endless = expected(stage, fault).detail.startswith("took more")
        limits = structs.replace(LIMITS, start_seconds=matrix.FILE_SECONDS) if endless else LIMITS
        try:
            found = extract(tmp_path, files, 1, limits, setup=site.going_wrong(setup, stage, fault)).outcomes
        except WorkerError as error:
            detail = expected(stage, fault).detail
            assert stage == "handshake" or "'misbehaving'" in str(error)
            return Result("stopped", None, detail if detail in str(error) else str(error))
        return NOTHING if as_bytes(found) == as_bytes(healthy) else Result("other files")

    with ThreadPoolExecutor(4) as several:
        results = dict(zip(FAULTS, several.map(run, FAULTS), strict=True))

    assert results == {fault: expected(stage, fault) for fault in FAULTS}
    assert time.monotonic() - begun < MAY_TAKE
    assert orphans() == []
    assert "noise" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_while_the_coordinator_publishes(fault: str, site: Site, tmp_path: Path, orphans: Orphans) -> None:
    """The last batch is done, and its worker goes wrong: it must be gone before anything is published."""
    files = sources(tmp_path, {"src/culprit.ts": f"idle: {fault}"}, 0)
    run = extract(tmp_path, files, 1)
    assert orphans() == []
    assert run.outcomes == in_process(tmp_path, files)


@pytest.mark.parametrize("fault", ["SIGSEGV", "hang in C, SIGTERM ignored"])
def test_one_culprit_among_5000_files(fault: str, site: Site, tmp_path: Path) -> None:
    files = sources(tmp_path, {"src/culprit.ts": fault}, 5_000)
    expected_outcomes = in_process(tmp_path, files)
    run = extract(tmp_path, files, limits=SHORT)
    culprit = run.outcomes.pop("src/culprit.ts")
    assert result_of(culprit, expected_outcomes.pop("src/culprit.ts")) == expected("extract", fault)
    assert as_bytes(run.outcomes) == as_bytes(expected_outcomes)
    use = run.pool.pool
    assert use is not None
    assert len([death for death in use.deaths if death.path == "src/culprit.ts"]) == 2  # once among others, once alone
    assert len(use.deaths) == 2
    assert use.retries == 2


def test_deaths_are_reported_with_what_the_worker_said_last(site: Site, tmp_path: Path) -> None:
    use = extract(tmp_path, sources(tmp_path, {"src/culprit.ts": "SIGSEGV"})).pool.pool
    assert use is not None
    assert [(death.reason, death.detail, death.path, death.extractor) for death in use.deaths] == [
        ("worker-died", "SIGSEGV", "src/culprit.ts", "misbehaving")
    ] * len(use.deaths)
    assert "misbehaving.py" in use.deaths[-1].log
    assert use.retries >= 1
    assert sum(worker.files for worker in use.workers) == 12


def test_what_a_worker_prints_is_kept_from_the_output(site: Site, tmp_path: Path, capfd: Captured) -> None:
    extract(tmp_path, sources(tmp_path, {"src/culprit.ts": "prints to stdout"}, 0), 1)
    assert capfd.readouterr() == ("", "")
