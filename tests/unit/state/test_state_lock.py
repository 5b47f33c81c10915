"""One run at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from stocktake.errors import LockHeldError, StateError
from stocktake.state.lock import lock

HOLDER = """
import sys, time
from pathlib import Path
from stocktake.state.lock import lock
with lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(folder: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE)
    assert process.stdout and process.stdout.readline() == b"held\n"
    return process


def test_the_second_run_is_told_who_holds_the_lock_and_goes_on_once_that_is_dead(tmp_path: Path) -> None:
    folder = tmp_path / ".stocktake"
    with holder(folder) as process:
        with pytest.raises(LockHeldError, match=rf"another run \(pid {process.pid}\) holds the lock"), lock(folder):
            raise AssertionError("two runs hold the lock")
        process.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        process.wait()
        with lock(folder):
            assert (folder / "lock").read_text() == f"{os.getpid()}\n"


def test_it_waits_for_the_other_run(tmp_path: Path) -> None:
    taken, order = threading.Event(), []

    def other() -> None:
        with lock(tmp_path):
            taken.set()
            time.sleep(0.2)
            order.append("other")

    thread = threading.Thread(target=other)
    thread.start()
    taken.wait()
    with lock(tmp_path, wait=30):
        order.append("this")
    thread.join()
    assert order == ["other", "this"]


def test_it_waits_no_longer_than_told(tmp_path: Path) -> None:
    with lock(tmp_path):
        start = time.monotonic()
        with pytest.raises(LockHeldError), lock(tmp_path, wait=0.2):
            raise AssertionError("two runs hold the lock")
        assert 0.2 <= time.monotonic() - start < 10


def test_it_is_released_after_an_error_and_the_file_stays(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), lock(tmp_path):
        raise ZeroDivisionError
    assert (tmp_path / "lock").exists()
    with lock(tmp_path):
        pass


def test_a_deleted_lock_file_does_not_let_two_runs_in(tmp_path: Path) -> None:
    """Whoever waits on the old file finds that it is not the lock any more."""
    with lock(tmp_path):
        (tmp_path / "lock").unlink()
    with lock(tmp_path), pytest.raises(LockHeldError), lock(tmp_path):
        raise AssertionError("two runs hold the lock")


def test_the_folder_is_a_cache_that_git_ignores(tmp_path: Path) -> None:
    with lock(tmp_path / "deep" / ".stocktake"):
        folder = tmp_path / "deep" / ".stocktake"
        assert (folder / ".gitignore").read_text() == "*\n"
        assert (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


def test_a_planted_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = tmp_path / ".stocktake"
    folder.mkdir()
    (folder / "lock").symlink_to(victim)
    with pytest.raises(StateError, match="cannot lock"), lock(folder):
        raise AssertionError
    (folder / "lock").unlink()
    (folder / "lock").hardlink_to(victim)
    with pytest.raises(StateError, match="remove it"), lock(folder):
        raise AssertionError
    assert victim.read_text() == "precious"


def test_a_linked_cache_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").mkdir()
    (tmp_path / ".stocktake").symlink_to(tmp_path / "victim")
    with pytest.raises(StateError, match="symbolic link"), lock(tmp_path / ".stocktake"):
        raise AssertionError
    assert list((tmp_path / "victim").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no FIFO")
def test_a_fifo_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lock")
    with pytest.raises(StateError, match="cannot lock"), lock(tmp_path):
        raise AssertionError


def test_where_the_folder_cannot_be_created_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="cannot use the cache folder"), lock(tmp_path / "file" / ".stocktake"):
        raise AssertionError
