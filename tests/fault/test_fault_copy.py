"""Copies of the process may compute parts of what is resolved: the bytes are the same, whatever happens to them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUN = """
import os, signal, sys, time
from stocktake.pipeline import backends
from stocktake.workers import aside
from stocktake.workers import extraction

backends.MANY_FILES = 1
wait = aside._Copy.result
def counted(copy):
    data = wait(copy)
    print("copied" if data is not None else "lost", file=sys.stderr)
    return data
aside._Copy.result = counted
{fault}
from stocktake.cli.main import run
sys.argv = ["stocktake", "-C", {root!r}, "--full", "--jobs", "{jobs}", *{more!r}]
run()
"""

IN_COPY = """
begun = []
begin = aside._Copy.__init__
def counting(copy, compute):
    begun.append(copy)
    begin(copy, compute)
aside._Copy.__init__ = counting
serve = aside._serve
def struck(parent, sink, compute):
    def instead(send):
        if len(begun) in {which}:
            {deed}
        return compute(send)
    serve(parent, sink, instead)
aside._serve = struck
"""

PARTS = 4
"""What all inventories together are divided into."""

DEEDS = {
    "nothing": "pass",
    "killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "exits": "os._exit(0)",
    "raises": "raise MemoryError",
    "half an answer": "os.write(sink, b'x' * 5000); os._exit(0)",
    "prints": "print('noise'); os.write(1, b'noise')",
}


def project(root: Path) -> Path:
    files = {"package.json": '{"name": "app"}', ".git/HEAD": ""}
    for index in range(40):
        before = (index - 1) % 40
        files[f"src/feature{index % 4}/m{index}.tsx"] = (
            f"import {{ z }} from 'zod';\nimport {{ run{before}, schema{before} }} from "
            f"'../feature{before % 4}/m{before}';\n"
            f"export const schema{index} = z.object({{ inner: schema{before}, n: z.number() }});\n"
            f"export function run{index}() {{ return run{before}(); }}\n"
            f"export const View{index} = (props: {{ a: string }}) => <p onClick={{run{index}}}>{{props.a}}</p>;\n"
        )
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def run(root: Path, jobs: int, fault: str = "", *more: str) -> subprocess.CompletedProcess[str]:
    code = RUN.format(root=str(root), jobs=jobs, fault=fault, more=list(more))
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)


def state(root: Path) -> dict[str, bytes]:
    folder = root / ".claude/state"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = project(tmp_path_factory.mktemp("alone"))
    done = run(root, 1)
    assert (done.returncode, done.stderr) == (0, "")
    return state(root)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
@pytest.mark.parametrize(
    ("which", "jobs"), [((1,), 2), ((2,), 3), ((4,), 8), ((1, 2, 3, 4), 4)], ids=["first", "second", "last", "all"]
)
@pytest.mark.parametrize("deed", DEEDS)
def test_the_state_is_the_same_whatever_happens_to_a_copy(
    tmp_path: Path, alone: dict[str, bytes], deed: str, which: tuple[int, ...], jobs: int
) -> None:
    root = project(tmp_path)
    done = run(root, jobs, IN_COPY.format(deed=DEEDS[deed], which=(*which, 0)))
    assert done.returncode == 0, done.stderr
    lost = 0 if deed in ("nothing", "prints") else len(which)
    assert sorted(done.stderr.split()) == ["copied"] * (PARTS - lost) + ["lost"] * lost
    assert state(root) == alone
    assert "noise" not in done.stdout
    again = subprocess.run([sys.executable, "-m", "stocktake", "-C", str(root)], check=True, capture_output=True)
    assert b"0 extracted, 40 from the cache" in again.stdout
    assert state(root) == alone


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
@pytest.mark.parametrize("nth", [1, 3, 4], ids=["none", "two", "all but one"])
def test_where_no_process_is_to_be_had_the_run_computes_all_itself(
    tmp_path: Path, alone: dict[str, bytes], nth: int
) -> None:
    fault = (
        "forks = iter(range(1, 99)); fork = os.fork\n"
        "def refused():\n"
        f"    if next(forks) >= {nth}:\n"
        "        raise BlockingIOError('no more processes')\n"
        "    return fork()\n"
        "aside.os.fork = refused\n"
    )
    root = project(tmp_path)
    done = run(root, 2, fault)
    assert (done.returncode, done.stderr.split()) == (0, ["copied"] * (nth - 1))
    assert state(root) == alone


LARGE = """
from stocktake.pipeline import fact_store, resolution
from stocktake.pipeline import inventories
resolution.LARGE, fact_store.RECENT, inventories.TOGETHER = 0, 2, 3
"""


@pytest.mark.parametrize(
    "jobs", [1, pytest.param(2, marks=pytest.mark.skipif(sys.platform != "linux", reason="copies"))]
)
@pytest.mark.parametrize("lost", [(), (1, 2, 3, 4), (2,), (4,)], ids=["none lost", "all", "the second", "the last"])
def test_a_large_repository_is_resolved_part_by_part(
    tmp_path: Path, alone: dict[str, bytes], jobs: int, lost: tuple[int, ...]
) -> None:
    root = project(tmp_path)
    done = run(root, jobs, LARGE + IN_COPY.format(deed=DEEDS["killed"], which=(*lost, 0)))
    assert done.returncode == 0, done.stderr
    parts = PARTS if jobs == 2 else 0
    assert sorted(done.stderr.split()) == ["copied"] * (parts - len(lost)) + ["lost"] * (len(lost) if parts else 0)
    assert state(root) == alone


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
@pytest.mark.parametrize("only", ["modules,callGraph", "schemas,types,callGraph", "hooks,schemas", "callGraph"])
def test_a_part_of_the_inventories_is_the_same_too(tmp_path: Path, only: str) -> None:
    states = []
    for jobs in (1, 2):
        root = project(tmp_path / str(jobs))
        done = run(root, jobs, "", "--only", only)
        assert (done.returncode, "copied" in done.stderr) == (0, jobs == 2 and only != "callGraph"), done.stderr
        (root / "src/feature1/m5.tsx").write_text("export const run5 = () => 5;\n")
        subprocess.run([sys.executable, "-m", "stocktake", "-C", str(root), "--only", only], check=True)
        states.append(state(root))
        assert run(root, 1, "", "--only", only).returncode == 0
        assert state(root) == states[-1]
    assert states[0] == states[1]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_an_extractor_that_fails_in_the_copy_is_named_as_anywhere(tmp_path: Path) -> None:
    fault = """
from stocktake.extractors.call_graph.extractor import CallGraphExtractor
def items(self, path, facts, project):
    if path.endswith("m7.tsx"):
        raise ValueError("no luck")
    return ()
CallGraphExtractor.items = items
"""
    states = []
    for jobs in (1, 2):
        root = project(tmp_path / str(jobs))
        done = run(root, jobs, fault)
        assert done.returncode == 1
        assert "src/feature3/m7.tsx: failed [callGraph]: raised: ValueError: no luck" in done.stdout
        assert done.stderr.split() == ["copied"] * PARTS * (jobs - 1)
        states.append(state(root))
    assert states[0] == states[1]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
@pytest.mark.parametrize(("number", "jobs"), [(signal.SIGTERM, 2), (signal.SIGINT, 3), (signal.SIGKILL, 4)])
def test_there_are_as_many_copies_as_jobs_and_none_outlives_the_run(
    tmp_path: Path, number: signal.Signals, jobs: int
) -> None:
    root = project(tmp_path / "r")
    deed = f"open({str(tmp_path)!r} + f'/pid-{{os.getpid()}}', 'w').close(); time.sleep(60)"
    code = RUN.format(root=str(root), jobs=jobs, fault=IN_COPY.format(deed=deed, which=(1, 2, 3, 4)), more=[])
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while len(copies := [path.name[4:] for path in tmp_path.glob("pid-*")]) < jobs:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert len(copies) == jobs
        process.send_signal(number)
        process.communicate(timeout=30)
    assert process.returncode == (-9 if number == signal.SIGKILL else 128 + number)
    while any(Path("/proc", copy).exists() for copy in copies) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(Path("/proc", copy).exists() for copy in copies)
    assert not (root / ".claude").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_a_process_with_threads_is_not_copied() -> None:
    code = (
        "import threading; from stocktake.workers.aside import copies_to_have; print(copies_to_have(2));"
        "event = threading.Event(); thread = threading.Thread(target=event.wait); thread.start();"
        "print(copies_to_have(2)); event.set(); thread.join()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "0"]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_there_are_as_many_copies_as_there_is_memory_for() -> None:
    code = (
        "from stocktake.workers import aside, main_memory; held = 1000 * 2**20;"
        "aside.resource.getrusage = lambda _: type('Usage', (), {'ru_maxrss': held // 1024});"
        "main_memory.usable = lambda: held * SHARE // 10; print(*(aside.copies_to_have(most) for most in (1, 2, 4)))"
    )
    found = {}
    for share in (0, 24, 26, 110, 120, 400):  # tenths of what the process holds
        command = [sys.executable, "-c", code.replace("SHARE", str(share))]
        found[share] = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert found == {
        0: ["0", "0", "0"],
        24: ["0", "0", "0"],
        26: ["0", "2", "2"],
        110: ["0", "2", "2"],
        120: ["0", "2", "3"],
        400: ["0", "2", "4"],
    }
