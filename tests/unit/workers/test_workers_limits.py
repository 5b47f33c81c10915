from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.errors import WorkerError
from stocktake.extractors.base import Extractor
from stocktake.model import Extracted, Failed, SourceFile
from stocktake.sources.reading import ReadError
from stocktake.workers import extraction, process_tree
from stocktake.workers.extraction import LARGEST_FACTS, extract_file
from stocktake.workers.limits import LEAST_MEMORY, Ending, Limits, affordable, in_force, of_death
from stocktake.workers.main_memory import usable

GB = 10**9


@given(st.integers(1, 256), st.integers(0, 512 * GB), st.integers(0, 64 * GB))
def test_workers_together_stay_within_the_machine(processors: int, memory: int, wanted: int) -> None:
    workers = affordable(processors, memory)
    limits = in_force(Limits(memory=wanted), workers, memory)
    assert 1 <= workers <= processors
    assert (limits.memory == 0) == (wanted == 0)
    assert limits.memory <= wanted
    if memory and wanted:
        assert limits.memory >= min(wanted, LEAST_MEMORY)
        assert workers == 1 or workers * min(limits.memory, LEAST_MEMORY) <= memory


def test_on_a_usual_machine_the_limit_is_what_was_asked_for() -> None:
    assert affordable(8, 16 * GB) == 8
    assert in_force(Limits(), 8, 16 * GB) == Limits()
    assert affordable(64, 4 * GB) == 9
    assert in_force(Limits(memory=8 * GB), 2, 4 * GB).memory == 1_400_000_000


def test_the_kernels_bound_lies_far_above_the_limit() -> None:
    assert Limits(memory=0).data_backstop == 0
    assert Limits().data_backstop > 2 * Limits().memory


def test_a_crash_near_the_limit_is_told_as_what_it_is() -> None:
    limits = Limits(memory=500_000_000)
    assert of_death(-11, 450_000_000, limits) == Ending("out-of-memory", "SIGSEGV near the limit of 500 MB")
    assert of_death(-11, 100_000_000, limits) == Ending("worker-died", "SIGSEGV")
    assert of_death(-9, 450_000_000, limits) == Ending("worker-died", "SIGKILL")
    assert of_death(3, 450_000_000, limits) == Ending("worker-died", "exit code 3")
    assert of_death(-11, 450_000_000, Limits(memory=0)) == Ending("worker-died", "SIGSEGV")


@pytest.mark.parametrize(
    ("own", "files", "expected"),
    [
        ("0::/\n", {}, None),
        ("0::/\n", {"memory.max": "max"}, None),
        ("0::/\n", {"memory.max": "400000000"}, 400_000_000),
        ("0::/run/app\n", {"run/app/memory.max": "max", "run/memory.max": "300000000"}, 300_000_000),
        ("0::/host/path\n", {"memory.max": "500000000"}, 500_000_000),
        ("4:memory:/box\n3:cpu:/x\n", {"memory/box/memory.limit_in_bytes": "200000000"}, 200_000_000),
        ("4:memory:/box\n", {"memory/memory.limit_in_bytes": "9223372036854771712"}, None),
        ("what\n", {"memory.max": "100"}, None),
        ("0::/\n", {"memory.max": "what"}, None),
    ],
)
def test_main_memory_is_what_the_control_groups_leave(
    own: str, files: dict[str, str], expected: int | None, tmp_path: Path
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text + "\n")
    (tmp_path / "own").write_text(own)
    installed = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert usable(str(tmp_path), str(tmp_path / "own")) == (expected or installed)


def test_a_process_holds_itself_at_least() -> None:
    held = process_tree.held(os.getpid())
    assert held.processes >= 1
    assert held.memory > 1_000_000


class Gives(Extractor):
    name = "gives"
    folder = "gives-inventory"
    summary = "So many bytes"
    version = 1
    fact_type = bytes
    item_type = bytes

    def __init__(self, size: int) -> None:
        self.size = size

    def extract(self, file: object) -> bytes:
        return bytes(self.size)


def test_facts_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_bytes(b"let a")
    file = SourceFile("a.ts", "ts", 5)
    much = extract_file(str(tmp_path), file, [Gives(LARGEST_FACTS)], 1000)
    enough = extract_file(str(tmp_path), file, [Gives(LARGEST_FACTS - 5)], 1000)
    assert isinstance(much, Extracted) and isinstance(enough, Extracted)
    assert [failure.reason for failure in much.failures] == ["raised"]
    assert enough.failures == []
    assert len(enough.facts["gives"]) == LARGEST_FACTS


@pytest.mark.parametrize("detail", ["EMFILE", "ENFILE", "ENOMEM"])
def test_what_this_process_lacks_is_no_fault_of_the_file(detail: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise ReadError("unreadable", detail)

    monkeypatch.setattr(extraction, "read_source", refuse)
    with pytest.raises(WorkerError, match=detail):
        extract_file("root", SourceFile("a.ts", "ts", 5), [], 1000)


def test_whatever_goes_wrong_before_the_parser_is_an_outcome(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: object) -> bytes:
        raise MemoryError

    (tmp_path / "a.ts").write_bytes(b"let a")
    for name in ("prepare", "read_source"):
        monkeypatch.setattr(extraction, name, fail)
        outcome = extract_file(str(tmp_path), SourceFile("a.ts", "ts", 5), [], 1000)
        assert isinstance(outcome, Failed)
        assert (outcome.failure.reason, outcome.failure.extractor) == ("out-of-memory", "")
