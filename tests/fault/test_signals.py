"""A run that is interrupted ends soon, leaves no process, and a state that is whole: the old one or the new one."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fault_site import Site, sources

from stocktake.pipeline.signals import interruptible

Orphans = Callable[[], list[str]]
AT_ONCE = 20
"""Seconds: far less than what is interrupted would take, and far more than a busy machine needs."""

HANG = "hang in C, SIGTERM ignored"
HOW_TO_END = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


def start(root: Path, site: Site, command: str, *arguments: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "stocktake.cli.main", command, "--only", "misbehaving", str(root), *arguments]
    return subprocess.Popen(line, env=site.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def discover(root: Path, site: Site, *arguments: str) -> subprocess.Popen[str]:
    return start(root, site, "discover", "--parallel", "--jobs", "2", *arguments)


def finish(process: subprocess.Popen[str], code: int) -> str:
    output, errors = process.communicate(timeout=60)
    assert process.returncode == code, errors
    assert "Traceback" not in errors
    return output


def wait_for(site: Site, pattern: str, count: int, process: subprocess.Popen[str]) -> None:
    """Until so many files that tell of something are there."""
    deadline = time.monotonic() + 60
    while len(list(site.folder.glob(pattern))) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def state_of(root: Path) -> dict[str, tuple[bytes, int]]:
    folder = root / ".claude/state"
    return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def template(installed: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template")
    sources(root, {}, 30)
    finish(discover(root, installed, "-q"), 0)
    return root


@pytest.fixture
def published(template: Path, tmp_path: Path, site: Site) -> Iterator[Path]:
    """A repository with a state."""
    root = tmp_path / "project"
    shutil.copytree(template, root, ignore=shutil.ignore_patterns(".stocktake"))
    clean(site)
    yield root
    clean(site)


def clean(site: Site) -> None:
    for pattern in ("entered-*", "start-fault", "slow-publication", "publishing"):
        for path in site.folder.glob(pattern):
            path.unlink()


@pytest.mark.parametrize("stage", ["start", "extract"])
@pytest.mark.parametrize("fault", ["endless loop in Python", HANG])
@pytest.mark.parametrize(("number", "code"), HOW_TO_END)
def test_a_signal_ends_the_run(
    number: signal.Signals, code: int, fault: str, stage: str, published: Path, site: Site, orphans: Orphans
) -> None:
    if stage == "start":
        (site.folder / "start-fault").write_text(fault)
    else:
        sources(published, {f"src/busy{index:02}.ts": fault for index in range(9)}, 0)
    before = state_of(published)
    process = discover(published, site)
    wait_for(site, "entered-*", 2, process)

    begun = time.monotonic()
    process.send_signal(number)
    finish(process, code)

    assert time.monotonic() - begun < AT_ONCE
    assert orphans() == []
    assert state_of(published) == before


@pytest.mark.parametrize(("number", "code"), HOW_TO_END)
def test_a_signal_during_publication_waits_for_its_end(
    number: signal.Signals, code: int, published: Path, site: Site, orphans: Orphans
) -> None:
    sources(published, {"src/new.ts": "prints to stdout"}, 0)
    (site.folder / "slow-publication").write_text("0.5")
    process = discover(published, site)
    wait_for(site, "publishing", 1, process)
    process.send_signal(number)
    finish(process, code)
    assert orphans() == []
    (site.folder / "slow-publication").unlink()
    finish(start(published, site, "check"), 0)  # fresh: the state is the new one, and whole


def test_a_second_signal_ends_the_run_at_once(published: Path, site: Site, orphans: Orphans) -> None:
    sources(published, {"src/new.ts": "prints to stdout"}, 0)
    before = state_of(published)
    (site.folder / "slow-publication").write_text("600")
    process = discover(published, site)
    wait_for(site, "publishing", 1, process)
    process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        process.communicate(timeout=0.5)
    process.send_signal(signal.SIGTERM)
    finish(process, 143)
    assert orphans() == []
    assert state_of(published) == before


@pytest.mark.parametrize("stage", ["start", "extract"])
def test_nothing_outlives_a_coordinator_that_is_killed(
    stage: str, published: Path, site: Site, orphans: Orphans
) -> None:
    if stage == "start":
        (site.folder / "start-fault").write_text(HANG)
    else:
        sources(published, {f"src/busy{index}.ts": HANG for index in range(9)}, 0)
    process = discover(published, site)
    wait_for(site, "entered-*", 2, process)
    process.kill()
    process.communicate(timeout=60)
    assert orphans() == []


def test_an_interrupted_run_resumes_with_what_it_had(published: Path, site: Site) -> None:
    # One batch hangs in each worker; what was done before it is kept.
    sources(published, {f"src/busy{index}.ts": "endless loop in Python" for index in range(2)}, 300)
    process = discover(published, site)
    wait_for(site, "entered-*", 2, process)
    process.send_signal(signal.SIGINT)
    finish(process, 130)
    for index in range(2):
        (published / f"src/busy{index}.ts").unlink()
    counts = json.loads(finish(discover(published, site, "--json"), 0))["files"]
    assert counts["extracted"] < 300
    assert counts["extracted"] + counts["reused"] == 300


def test_an_ignored_hangup_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruptible():
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) != signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


BEGUN = """
import os
from stocktake.cli.main import run
try:
    os.write(1, b"begun")
    run()
except KeyboardInterrupt as early:
    os._exit(130 if early.__traceback__.tb_next is None else 99)  # before it was called
"""
MOMENTS = 16
"""Runs to interrupt, each a moment later than the one before."""


@pytest.mark.parametrize(("number", "code"), HOW_TO_END)
def test_a_signal_at_any_moment_of_a_run_ends_it_quietly(
    number: signal.Signals, code: int, published: Path, site: Site
) -> None:
    line = [sys.executable, "-c", BEGUN, "discover", "--jobs", "1", "--full", "-q", str(published)]
    begun = time.monotonic()
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
    whole = time.monotonic() - begun
    ends = {}
    for moment in range(MOMENTS):
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.read(5) == b"begun"
        time.sleep(whole * moment / MOMENTS)
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        said = errors.decode().replace("stocktake: interrupted, the published state is intact\n", "")
        ends[moment] = (process.returncode, said)
    in_time = [end for end in ends.values() if end != (0, "")]  # the rest was over before
    before_handlers = set() if number == signal.SIGINT else {(-number, "")}  # a shell calls that 143 and 129, too
    assert in_time
    assert set(in_time) <= {(code, ""), *before_handlers}, ends


LOADING = """
import os, signal, sys, time
os.kill(os.getpid(), signal.{name})
time.sleep(0.1)
sys.stderr.write("loaded")
"""


@pytest.mark.parametrize(("number", "code"), HOW_TO_END)
def test_a_signal_while_a_module_loads_waits_for_that(number: signal.Signals, code: int, tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(LOADING.format(name=number.name))
    done = interrupted("import slow; time.sleep(60)", tmp_path)
    assert (done.returncode, done.stderr) == (code, "loaded")


@pytest.mark.parametrize(("number", "code"), HOW_TO_END)
def test_a_signal_while_msgspec_reads_types_waits_for_that(number: signal.Signals, code: int, tmp_path: Path) -> None:
    (tmp_path / "typed.py").write_text(
        "import os, msgspec\n"
        f"def send() -> type: os.kill(os.getpid(), {int(number)}); return int\n"
        "class Record(msgspec.Struct): field: 'send()'\n"
    )
    work = "import typed; msgspec.json.Decoder(typed.Record); sys.stderr.write('made'); time.sleep(60)"
    done = interrupted(f"import msgspec; {work}", tmp_path)
    assert (done.returncode, done.stderr) == (code, "made")


def test_a_module_that_never_ends_loading_does_not_keep_a_run(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("import os\nos.kill(os.getpid(), 2)\nwhile True: pass\n")
    begun = time.monotonic()
    assert interrupted("import slow", tmp_path).returncode == 130
    assert time.monotonic() - begun < AT_ONCE


def test_an_interruption_that_is_swallowed_ends_the_run_all_the_same(tmp_path: Path) -> None:
    swallowing = "\n    try: os.kill(os.getpid(), 2); time.sleep(1)\n    except BaseException: pass\n    time.sleep(60)"
    begun = time.monotonic()
    assert interrupted(swallowing, tmp_path).returncode == 130
    assert time.monotonic() - begun < AT_ONCE


def interrupted(work: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """``work`` done by a program that answers to signals as ours does."""
    program = (
        "import os, signal, sys, time\nfrom stocktake.pipeline.signals import Interrupted, interruptible\n"
        f"try:\n  with interruptible():\n    {work}\nexcept Interrupted as end: os._exit(end.exit_code)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path])}
    line = [sys.executable, "-c", program]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=60)
