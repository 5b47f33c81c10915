"""Faults that no single file, or no file at all, is to blame for; and what is too much of something."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fault_site import LIMITS, Site, as_bytes, extract, in_process, setup_for, sources
from msgspec import structs

from stocktake.errors import WorkerError
from stocktake.model import Extracted, Failed, Failure

Orphans = Callable[[], list[str]]
CULPRIT = "src/culprit.ts"


@contextmanager
def at_most_descriptors(count: int) -> Iterator[None]:
    """This process, and what it starts, may have ``count`` descriptors (0: three more than it has)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (count or len(os.listdir("/proc/self/fd")) + 20, hard))
    taken = []
    try:
        while not count:
            taken.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        for descriptor in taken[-3:]:
            os.close(descriptor)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for descriptor in taken[:-3]:
            os.close(descriptor)


def test_facts_that_are_too_large(site: Site, tmp_path: Path) -> None:
    files = sources(tmp_path, {CULPRIT: "200 MB of facts"})
    expected = in_process(tmp_path, files)
    run = extract(tmp_path, files, 1, structs.replace(LIMITS, memory=1_500_000_000))
    culprit = run.outcomes.pop(CULPRIT)
    assert isinstance(culprit, Extracted)
    message = "ValueError: facts of 200,000,007 bytes, more than 16,000,000"
    assert culprit.failures == [Failure("raised", "misbehaving", message)]
    del expected[CULPRIT]
    assert as_bytes(run.outcomes) == as_bytes(expected)
    assert run.pool.pool is not None
    assert run.pool.pool.deaths == []


def test_every_descriptor_taken(site: Site, tmp_path: Path) -> None:
    files = sources(tmp_path, {"src/a.ts": "every descriptor taken"}, 20)
    expected = in_process(tmp_path, files)
    with at_most_descriptors(256):
        run = extract(tmp_path, files, 1)
    assert as_bytes(run.outcomes) == as_bytes(expected)
    assert run.pool.pool is not None
    assert run.pool.pool.deaths != []


def test_output_does_not_fill_the_disk(site: Site, tmp_path: Path) -> None:
    files = sources(tmp_path, {CULPRIT: "output without end"}, 2)
    run = extract(tmp_path, files, 1)
    assert as_bytes(run.outcomes) == as_bytes(in_process(tmp_path, files))
    assert run.pool.pool is not None
    assert run.pool.pool.deaths == []


def test_children_left_behind_do_not_add_up(site: Site, tmp_path: Path, orphans: Orphans) -> None:
    files = sources(tmp_path, {f"src/parent{number:02}.ts": "child process left behind" for number in range(20)}, 0)
    run = extract(tmp_path, files, 1)
    assert as_bytes(run.outcomes) == as_bytes(in_process(tmp_path, files))
    assert run.pool.pool is not None
    assert run.pool.pool.recycled == run.pool.pool.batches
    assert orphans() == []


def test_no_descriptor_left_to_the_coordinator(site: Site, tmp_path: Path, orphans: Orphans) -> None:
    files = sources(tmp_path, {})
    in_process(tmp_path, files)  # what is needed is loaded
    with at_most_descriptors(0), pytest.raises(WorkerError, match="Too many open files"):
        extract(tmp_path, files)
    assert orphans() == []


@pytest.mark.parametrize("fault", ["100 child processes", "fork bomb"])
def test_too_many_processes(fault: str, site: Site, tmp_path: Path, orphans: Orphans) -> None:
    files = sources(tmp_path, {CULPRIT: fault}, 6)
    expected = in_process(tmp_path, files)
    run = extract(tmp_path, files, 1, structs.replace(LIMITS, memory=0))
    failure = Failure("worker-died", "misbehaving", "started more than 64 processes")
    assert run.outcomes.pop(CULPRIT) == Failed(CULPRIT, expected.pop(CULPRIT).digest, failure)
    assert as_bytes(run.outcomes) == as_bytes(expected)
    assert orphans() == []


def test_many_culprits_of_one_batch_are_all_found(site: Site, tmp_path: Path, orphans: Orphans) -> None:
    faults = {"src/file03.ts": "SIGSEGV", "src/file05.ts": "os._exit(3)", "src/file08.ts": "abort in C"}
    run = extract(tmp_path, sources(tmp_path, faults, 20), workers=1)
    failed = {path: outcome.failure.message for path, outcome in run.outcomes.items() if isinstance(outcome, Failed)}
    assert failed == {"src/file03.ts": "SIGSEGV", "src/file05.ts": "exit code 3", "src/file08.ts": "SIGABRT"}
    assert orphans() == []


def test_workers_killed_while_they_start(site: Site, tmp_path: Path, orphans: Orphans) -> None:
    files = sources(tmp_path, {})
    expected = in_process(tmp_path, files)
    shutil.rmtree(site.folder / "starts", ignore_errors=True)
    run = extract(tmp_path, files, setup=site.going_wrong(setup_for(tmp_path), "import", "SIGKILL", 3))
    assert as_bytes(run.outcomes) == as_bytes(expected)
    assert len(list((site.folder / "starts").iterdir())) == 3
    assert orphans() == []


def test_a_worker_that_runs_other_code_is_refused(site: Site, tmp_path: Path) -> None:
    files = sources(tmp_path, {})
    setup = structs.replace(setup_for(tmp_path), keys={"modules": "other"})
    with pytest.raises(WorkerError, match="other versions of the extractors"):
        extract(tmp_path, files, setup=setup)


def test_no_process_to_be_had(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(WorkerError, match="Resource temporarily unavailable"):
        extract(tmp_path, sources(tmp_path, {}))
