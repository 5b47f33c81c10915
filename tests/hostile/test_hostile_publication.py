"""A publication under faults that last, of the real command, on real disks: old or new, or told and repaired.

What a fault of a moment, a power cut and a kill do to ``publish`` alone is in tests/unit/state/test_state_crash.py.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hostile_site import STATE, check, command, discover, environment, project, run, state_of
from source_trees import unprivileged, write

from stocktake.errors import StocktakeError
from stocktake.state import disk
from stocktake.state.reading import read_state

EDIT = {"src/schema.ts": "export const other = 1;\n", "src/new/more.ts": "export const more = () => other();\n"}
CALLS = "fsync,rename,unlink,mkdir,rmdir,pwrite64,ftruncate,flock"
"""Those that change a disk. Death before or after any other leaves what death around the next of these leaves; writes
to a file nobody knows of yet are among the others."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stocktake.state.reading._PAUSE", 0)


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], dict[str, bytes]]:
    """A project with a state and then an edit, the state it has, and the one that follows."""
    root = project(tmp_path_factory.mktemp("states") / "root")
    discover(root)
    old = state_of(root)
    write(root, EDIT)
    after = shutil.copytree(root, tmp_path_factory.mktemp("after") / "root")
    discover(after)
    return root, old, state_of(after)


class Failing:
    """``os`` as ``disk`` sees it: from the ``at``-th change on nothing works any more."""

    NAMES = ("open", "write", "fsync", "replace", "unlink", "mkdir", "rmdir")

    def __init__(self, at: int, code: int, meanwhile: Callable[[], None] | None = None) -> None:
        self.at, self.code, self.count, self.meanwhile = at, code, 0, meanwhile

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in self.NAMES:
            return real

        def operation(*arguments: Any, **options: Any) -> Any:
            if name == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR):
                return real(*arguments, **options)
            self.count += 1
            if 0 < self.at <= self.count:
                raise OSError(self.code, os.strerror(self.code), str(arguments[0]))
            if self.meanwhile is not None:
                self.meanwhile()
            return real(*arguments, **options)

        return operation


def changes_of(root: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], None] | None = None) -> int:
    counting = Failing(0, 0, meanwhile)
    with monkeypatch.context() as patch:
        patch.setattr(disk, "os", counting)
        discover(root)
    return counting.count


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_disk_that_fails_for_good_at_any_change(
    states: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    source, old, new = states
    total = changes_of(shutil.copytree(source, tmp_path / "count"), monkeypatch)
    assert total > 40
    kinds = set()
    for at in range(1 + code % 3, total + 1, 9):
        root = shutil.copytree(source, tmp_path / f"at{at}", symlinks=True)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", Failing(at, code))
            try:
                discover(root)
            except StocktakeError as error:
                assert os.strerror(code) in str(error) and ("intact" in str(error) or "nothing is lost" in str(error))
        problems = {problem.kind for problem in read_state(root / STATE).problems}
        kinds |= problems
        assert problems <= {"interrupted"}
        found = {name: data for name, data in state_of(root).items() if not name.startswith(".txn")}
        assert problems or found in (old, new)
        discover(root)
        assert state_of(root) == new
    assert kinds == {"interrupted"}


def test_check_while_every_change_is_made(
    states: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that the sources have changed, or that a publication is under way; never that all is well, or damaged."""
    root = shutil.copytree(states[0], tmp_path / "root")
    told: list[set[tuple[str, str]]] = []

    def meanwhile() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", os)
            told.append({(m.kind, m.message.partition(":")[0]) for m in check(root).mismatches})

    changes_of(root, monkeypatch, meanwhile)
    assert all(("source", "modified") in each or ("state", "interrupted") in each for each in told[:-1] if each)
    damage = {"edited", "missing", "extra", "truncated", "invalid", "unreadable"}
    assert not {what for each in told for kind, what in each if kind == "state"} & damage
    assert check(root).fresh


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_the_command_is_killed_at_its_system_calls(
    states: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    source, old, new = states
    trace = ["strace", "-f", "-qq", "-o", str(tmp_path / "trace"), "-e", f"trace={CALLS}"]
    env = environment(tmp_path)
    root = shutil.copytree(source, tmp_path / "count")
    first = subprocess.run([*trace, *command("discover", "-q", str(root))], env=env, capture_output=True, check=False)
    if first.returncode != 0:
        pytest.skip(f"strace cannot trace here: {first.stderr.decode()[:200]}")
    made = re.findall(rf"\b({CALLS.replace(',', '|')})\(", (tmp_path / "trace").read_text())
    moments = [(name, made[: at + 1].count(name)) for at, name in enumerate(made)]
    chosen = [*[moment for moment in moments if moment[0] != "pwrite64"][::13], ("pwrite64", 1), ("pwrite64", 9)]
    assert len(chosen) > 6
    deaths = 0
    for name, number in chosen:
        root = shutil.copytree(source, tmp_path / f"{name}{number}")
        killing = [*trace, "-e", f"inject={name}:signal=KILL:when={number}"]
        done = subprocess.run([*killing, *command("discover", "-q", str(root))], env=env, check=False)
        deaths += done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
        problems = {problem.kind for problem in read_state(root / STATE).problems}
        assert problems <= {"interrupted"}
        found = {name: data for name, data in state_of(root).items() if not name.startswith(".txn")}
        assert problems or found in (old, new)
        discover(root)
        assert state_of(root) == new and check(root, verify=True).fresh
    assert deaths > 4


SMALL_DISK = """
set -e
mount -t tmpfs -o size=$1k,nr_inodes=$2 tmpfs "$4"
cp -r "$3/." "$4/" 2>/dev/null || { umount "$4"; exit 77; }
shift; shift; shift
place="$1"; shift
code=0
"$@" discover -q "$place" || code=$?
cp -r "$place/.claude/state" "$place.out" 2>/dev/null || true
mount -o remount,size=8m,nr_inodes=9999 "$place"
"$@" discover -q "$place" || exit 78
cp -r "$place/.claude/state" "$place.after"
umount "$place"
exit $code
"""


def in_namespace(script: str, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run ``script`` where it may mount."""
    unshare = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    whole = ["unshare", *unshare, "--mount", "sh", "-c", script, "sh", *arguments]
    return subprocess.run(whole, env=env, capture_output=True, text=True, check=False, timeout=60)


def may_mount() -> bool:
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    env = dict(os.environ)
    return in_namespace("mkdir -p /dev/shm && mount -t tmpfs tmpfs /dev/shm", env=env).returncode == 0


mounts = pytest.mark.skipif(not may_mount(), reason="mounting is not possible here")


@mounts
def test_a_disk_that_is_full(states: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path) -> None:
    """Of every size from where the project fits to where all does: refused or new, and new once there is room."""
    source, old, new = states
    codes = []
    bare = shutil.copytree(source, tmp_path / "bare")
    shutil.rmtree(bare / ".stocktake")
    for kilobytes, inodes in ((320, 400), (400, 400), (2000, 75), (2000, 400)):
        place = tmp_path / f"disk{kilobytes}x{inodes}"
        place.mkdir()
        done = in_namespace(
            SMALL_DISK, str(kilobytes), str(inodes), str(bare), str(place), *command(), env=environment(tmp_path)
        )
        if done.returncode == 77:
            continue
        codes.append(done.returncode)
        assert done.returncode in (0, 2), done.stderr
        assert done.returncode == 0 or "No space left on device" in done.stderr
        found = state_of(place.with_suffix(".out"), ".")
        assert found == (new if done.returncode == 0 else old)
        assert state_of(place.with_suffix(".after"), ".") == new
    assert {0, 2} <= set(codes)


READ_ONLY = 'set -e\nmount --bind "$1" "$1"\nmount -o remount,bind,ro "$1"\nshift\nexec "$@"\n'


@mounts
def test_a_disk_that_cannot_be_written(states: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path) -> None:
    root = shutil.copytree(states[0], tmp_path / "root")
    env = environment(tmp_path)
    done = in_namespace(READ_ONLY, str(root), *command("discover", str(root)), env=env)
    assert done.returncode == 2 and "Read-only file system" in done.stderr and "Traceback" not in done.stderr
    assert state_of(root) == states[1]
    assert in_namespace(READ_ONLY, str(root), *command("check", str(root)), env=env).returncode == 1
    elsewhere = tmp_path / "elsewhere"
    done = in_namespace(READ_ONLY, str(root), *command("discover", str(root), "--output", str(elsewhere)), env=env)
    assert done.returncode == 0, done.stderr
    assert "running without cache" in done.stderr
    assert state_of(elsewhere, ".") == states[2]


def test_a_state_and_a_cache_of_somebody_else(states: tuple[Path, dict[str, bytes], dict[str, bytes]]) -> None:
    """Folders that may be read but not written."""
    with unprivileged() as folder:
        root = project(folder / "root")
        discover(root)
        before = state_of(root)
        write(root, EDIT)
        locked = [root / STATE, *(path for path in (root / STATE).rglob("*") if path.is_dir()), root / ".stocktake"]
        for path in locked:
            path.chmod(0o555)
        for path in (root / ".stocktake").iterdir():
            path.chmod(0o444)
        with pytest.raises(StocktakeError, match=r"Permission denied; what was published before is intact"):
            discover(root)
        assert state_of(root) == before and not check(root).fresh
        for path in locked:
            path.chmod(0o755)
        discover(root)  # the files of the cache still cannot be written: without it, then
        assert state_of(root) == states[2]


def test_writers_and_readers_at_once(states: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path) -> None:
    source, _, new = states
    root = shutil.copytree(source, tmp_path / "root")
    jobs = [command("discover", "-q", str(root))] * 4 + [command("check", "-q", str(root))] * 4
    running = [
        subprocess.Popen(job, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for job in jobs
    ]
    results = [(process.communicate(timeout=60), process.returncode) for process in running]
    assert [code for _, code in results[:4]] == [0] * 4, results
    assert {code for _, code in results[4:]} <= {0, 1}
    assert not any("Traceback" in errors or "internal error" in errors for (_, errors), _ in results)
    assert state_of(root) == new
    assert run(root, "check", "--verify").returncode == 0
