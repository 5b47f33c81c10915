"""Running, interleaving and counting: a program's whole tree, every contender once a round, ratios within rounds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from bench_modules import module
from hypothesis import given
from hypothesis import strategies as st

measure = module("measure")
rounds = module("rounds")
spread = module("spread")
floor_parse = module("floor_parse")
edits = module("edits")
stages = module("stages")

CHILD = "import time; held = bytearray(60_000_000); time.sleep(0.3)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}])"


def measured(seconds: float, code: int = 0, *, timed_out: bool = False, complaint: str = "") -> Any:
    return measure.Measured(seconds, seconds, 1, code, timed_out, "", complaint)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the memory of a tree is told by /proc")
def test_memory_is_that_of_the_whole_tree(tmp_path: Path) -> None:
    found = measure.run([sys.executable, "-c", PARENT], tmp_path, 20)

    assert found.code == 0 and not found.timed_out
    assert found.memory > 60_000_000
    assert found.seconds > 0.3


def test_program_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    found = measure.run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, 0.3)

    assert found.timed_out and found.code < 0
    assert found.seconds < 20


def test_what_it_says_is_kept(tmp_path: Path) -> None:
    found = measure.run([sys.executable, "-c", "import sys; print('out'); sys.exit('Error: no')"], tmp_path, 20)

    assert (found.code, found.output.strip(), found.complaint.strip()) == (1, "out", "Error: no")


def test_environment_is_without_what_changes_python_and_node() -> None:
    inherited = {"PATH": "/bin", "PYTHONDONTWRITEBYTECODE": "1", "NODE_OPTIONS": "--inspect", "HOME": "/"}

    assert measure.environment_of(inherited) == {"PATH": "/bin", "HOME": "/"}


def test_contenders_take_turns() -> None:
    said: list[str] = []

    def contender(name: str, seconds: float = 1) -> Any:
        def run(_box: float) -> Any:
            said.append(name)
            return measured(seconds)

        return rounds.Contender(name, "peer", run, prepare=lambda number: said.append(f"{name}?{number}"), box=10)

    rounds.go([contender("a"), contender("b", 6)], 3, lambda _text: None)

    assert said == ["a?0", "a", "b?0", "b", "a?1", "a", "a?2", "a"]  # 6 + 6 is more than b's box


@pytest.mark.parametrize(
    ("outcome", "trouble"),
    [
        (measured(5, timed_out=True, code=-9), "stopped after 10 s"),
        (measured(5, 2, complaint="first\nTypeError: what\nlast"), "ended with 2: TypeError: what"),
        (measured(5, 2), "ended with 2: without a word"),
    ],
)
def test_contender_that_fails_says_why_and_is_left_out(outcome: Any, trouble: str) -> None:
    contender = rounds.Contender("a", "peer", lambda _box: outcome, box=10)

    rounds.go([contender], 3, lambda _text: None)

    assert (contender.trouble, contender.runs) == (trouble, [])


def test_program_that_is_missing_is_no_crash(tmp_path: Path) -> None:
    contender = rounds.Contender("a", "peer", lambda box: measure.run([str(tmp_path / "none")], tmp_path, box))

    rounds.go([contender], 1, lambda _text: None)

    assert contender.trouble.startswith("does not start")


def test_ratio_is_taken_within_rounds() -> None:
    assert spread.ratio([2, 40, 3], [1, 10, 2]) == 2
    assert spread.ratio([2, 4], []) is None


@given(st.lists(st.tuples(st.floats(0.01, 100), st.floats(0.01, 100)), min_size=1, max_size=6))
def test_ratio_is_the_inverse_of_the_other_way_round(pairs: list[tuple[float, float]]) -> None:
    ours, theirs = zip(*pairs, strict=True)

    assert spread.ratio(ours, theirs) == pytest.approx(1 / spread.ratio(theirs, ours))


def test_noise_is_that_of_what_ran_repeatedly() -> None:
    assert spread.noise([[1, 2], [3], [1, 4, 2], [], [5, 5]]) == 2
    assert spread.noise([[1], []]) is None


@given(st.floats(0.2, 3), st.floats(0.1, 50))
def test_slope_is_the_power(power: float, factor: float) -> None:
    sizes = [1_000.0, 10_000.0, 60_000.0]

    assert spread.slope(sizes, [factor * size**power for size in sizes]) == pytest.approx(power)


def test_slope_of_one_size_is_unknown() -> None:
    assert spread.slope([10, 10], [1, 2]) is None


@given(st.lists(st.integers(0, 10_000), max_size=60), st.integers(1, 5))
def test_files_are_shared_out_by_bytes(sizes: list[int], parts: int) -> None:
    shares = floor_parse.share_out(sizes, parts)
    totals = [sum(sizes[index] for index in share) for share in shares]

    assert sorted(index for share in shares for index in share) == list(range(len(sizes)))
    assert max(totals) - min(totals) <= max(sizes, default=0)


SOURCE = b"import x from 'x';\n\nexport async function load(id: string) {\n  return x(id);\n}\n"


def test_edits_of_an_exported_function() -> None:
    place = edits.place_in("a.ts", 3, SOURCE)

    assert place.body_edited(4) == SOURCE.replace(b"{\n  return", b"{\n  void 4;\n  return")
    assert place.name_edited(4) == SOURCE.replace(b"function load(", b"function loadRenamed4(")
    assert edits.place_in("b.ts", 3, b"export const x = 1;\n") is None


def test_typical_and_most_imported_file_are_edited(tmp_path: Path) -> None:
    importers = {"a.ts": 1, "b.ts": 2, "c.ts": 9, "d.ts": 5}
    for name in (*importers, "e.ts"):
        (tmp_path / name).write_bytes(b"export const x = 1;\n" if name == "d.ts" else SOURCE)

    typical, most = edits.choose(tmp_path, ["a.ts", "b.ts", "c.ts", "d.ts", "e.ts"], importers)

    assert (typical.path, most.path) == ("b.ts", "c.ts")
    assert edits.choose(tmp_path, ["d.ts", "e.ts"], importers) is None


def test_stages_are_medians_in_order() -> None:
    def record(parse: float, memory: int) -> dict[str, Any]:
        steps = [{"name": "parse", "seconds": parse}]
        workers = {"workers": [{"peak_memory": memory}, {"peak_memory": 5}]}
        return {"seconds": {"scan": 1.0, "extract": parse}, "steps": steps, "workers": workers, "peak_memory": memory}

    found = stages.summary_of([record(2, 10), record(4, 30), record(3, 20)])

    assert found == {
        "stages": {"scan": 1.0, "extract": 3},
        "steps": {"parse": 3},
        "coordinator_memory": 20,
        "worker_memory": 30,
    }
    assert list(found["stages"]) == ["scan", "extract"]
    assert stages.summary_of([]) == {}
