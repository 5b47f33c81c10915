"""Published state is old or new, whatever breaks at whatever moment."""

from __future__ import annotations

import errno
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from state_samples import complete, content, inventory, line, new_state, old_state

from stocktake.errors import StateError
from stocktake.state import disk
from stocktake.state.store import publish, read_state, recover

CHANGING = ("open", "write", "fsync", "replace", "unlink", "mkdir", "rmdir")
"""Death before or after an operation that only reads leaves what death around the next of these leaves."""


class Killed(BaseException):
    """Stands for the death of the process: from here on nothing it does has any effect."""


class FaultyOs:
    """``os`` as ``disk`` sees it, failing at the ``at``-th operation (``after``: once it is done)."""

    def __init__(
        self, at: int, error: BaseException | None, *, after: bool = False, which: tuple[str, ...] = CHANGING
    ) -> None:
        self.at, self.error, self.after, self.which = at, error, after, which
        self.count = 0

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in self.which:
            return real

        def operation(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            if isinstance(self.error, Killed) and self.count > self.at:
                raise self.error
            if self.count == self.at and self.error is not None:
                if self.after:
                    real(*args, **kwargs)
                raise self.error
            return real(*args, **kwargs)

        return operation


def count_operations(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    counting = FaultyOs(0, None)
    with monkeypatch.context() as patch:
        patch.setattr(disk, "os", counting)
        publish(folder, new_state())
    return counting.count


def folders(tmp_path: Path) -> Iterator[Path]:
    for number in itertools.count():
        yield tmp_path / f"{number}" / "state"


def assert_old_or_new(folder: Path, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """First as a reader finds it, then once the next run has put things in order."""
    problems = {problem.kind for problem in read_state(folder).problems}
    assert problems <= {"interrupted", "absent"}, problems
    recover(folder)
    found = content(folder)
    assert found in (old, new)
    if found == old:
        publish(folder, new)
        assert content(folder) == new


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting for others, nor for the disk: what a power cut takes is simulated here."""
    monkeypatch.setattr("stocktake.state.reading._PAUSE", 0)
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("before", [{}, old_state()], ids=["first", "next"])
def test_killed_at_any_operation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: dict[str, bytes], after: bool
) -> None:
    places = folders(tmp_path)
    if before:
        publish(folder := next(places), before)
    else:
        folder = next(places)
    operations = count_operations(folder, monkeypatch)
    assert operations > 60
    for at in range(1, operations + 1):
        folder = next(places)
        if before:
            publish(folder, before)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", FaultyOs(at, Killed(), after=after))
            with pytest.raises(Killed):
                publish(folder, new_state())
        assert_old_or_new(folder, before, new_state())


def test_killed_during_recovery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places, random = folders(tmp_path), Random(1)
    publish(folder := next(places), old_state())
    operations = count_operations(folder, monkeypatch)
    for at in range(operations // 2, operations):
        publish(folder := next(places), old_state())
        for moment in (at, random.randrange(1, 12), random.randrange(1, 12)):
            with monkeypatch.context() as patch:
                patch.setattr(disk, "os", FaultyOs(moment, Killed()))
                with pytest.raises(Killed):
                    publish(folder, new_state())
                    raise Killed
        assert_old_or_new(folder, old_state(), new_state())


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("before", [{}, old_state()], ids=["first", "next"])
def test_an_error_at_any_operation_keeps_the_old_state_or_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: dict[str, bytes], code: int
) -> None:
    places = folders(tmp_path)
    publish(folder := next(places), before) if before else None
    operations = count_operations(folder if before else next(places), monkeypatch)
    refused = 0
    for at in range(1, operations + 1):
        folder = next(places)
        if before:
            publish(folder, before)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", FaultyOs(at, OSError(code, os.strerror(code), "the file")))
            try:
                publish(folder, new_state())
            except StateError as error:
                refused += 1
                assert "the file" in str(error) and os.strerror(code) in str(error) and "intact" in str(error)
                assert content(folder) == before
                assert folder.exists() == bool(before)
                continue
        assert content(folder) == new_state()
    assert refused > 20


def test_a_full_disk_after_the_commit_is_finished_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "state"
    publish(folder, old_state())
    moves = 0

    def move(source: str, target: str) -> None:
        nonlocal moves
        moves += 1
        if moves > 2:
            raise OSError(errno.ENOSPC, "No space left on device", source, None, target)
        Path(source).replace(target)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "move", move)
        with pytest.raises(StateError, match=r"cannot finish publishing: .*No space left.*run again"):
            publish(folder, new_state())
    assert [problem.kind for problem in read_state(folder).problems] == ["interrupted"]
    recover(folder)
    assert content(folder) == new_state()


def test_interrupted_by_ctrl_c_after_the_commit_it_finishes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "state"
    publish(folder, old_state())
    with monkeypatch.context() as patch:
        faulty = FaultyOs(4, KeyboardInterrupt(), which=("replace",))
        patch.setattr(disk, "os", faulty)
        with pytest.raises(KeyboardInterrupt):
            publish(folder, new_state())
    assert content(folder) == new_state()


WRITER = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from state_samples import new_state, old_state
from stocktake.state.store import publish
print("ready", flush=True)
while True:
    for state in (new_state(), old_state()):
        publish(Path(sys.argv[1]), state)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_real_sigkill_at_random_instants(tmp_path: Path) -> None:
    folder, random = tmp_path / "state", Random()
    publish(folder, old_state())
    for _ in range(6):
        command = [sys.executable, "-c", WRITER, str(folder), str(Path(__file__).parent)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout and writer.stdout.readline() == b"ready\n"
            time.sleep(random.uniform(0.0, 0.15))
            writer.send_signal(signal.SIGKILL)
        problems = {problem.kind for problem in read_state(folder).problems}
        assert problems <= {"interrupted"}
        recover(folder)
        assert content(folder) in (old_state(), new_state())
        assert read_state(folder).problems == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_reader_never_sees_a_mixed_state_while_another_process_publishes(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    publish(folder, old_state())
    manifests = {old_state()["manifest.json"], new_state()["manifest.json"]}
    fingerprints = set()
    command = [sys.executable, "-c", WRITER, str(folder), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout and writer.stdout.readline() == b"ready\n"
        sound = 0
        for _ in range(60):
            state = read_state(folder)
            if not state.problems:
                sound += 1
                fingerprints.add(tuple(sorted(state.inventories)))
            else:
                assert {problem.kind for problem in state.problems} <= CHURN
        writer.kill()
    assert sound > 0 and len(manifests) == 2
    assert fingerprints <= {("hooks", "modules", "sources"), ("hooks", "sources", "types")}


CHURN = {"interrupted", "missing", "edited", "extra", "truncated"}
"""What a reader may be told where publications follow one another without a pause, so that every attempt meets one."""


Trace = list[tuple[str, tuple[Any, ...]]]


def record(folder: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Trace:
    """Publish, and note every operation that changes the disk."""
    trace: Trace = []

    def recording(name: str) -> Callable[..., Any]:
        real = getattr(disk, name)

        def operation(*args: Any) -> Any:
            result = real(*args)
            if result is not False:
                trace.append((name, args))
            return result

        return operation

    with monkeypatch.context() as patch:
        for name in ("write_new", "sync_files", "sync_folders", "move", "remove", "make_folder", "remove_folder"):
            patch.setattr(disk, name, recording(name))
        publish(folder, files)
    return trace


class Disk:
    """A disk that may lose, at a power cut, the contents of files not synced and the entries of folders not synced.

    A file that is moved is then in its old place, its new one or both, but never in neither (what journaling file
    systems promise of a rename).
    """

    def __init__(self, folder: Path) -> None:
        self.contents: dict[int, bytes] = {}
        self.synced: set[int] = set()
        self.moves: list[tuple[str, str, int | str]] = []
        self.entries: dict[str, dict[str, int | str]] = {str(folder.parent): {}}
        for parent, names, files in os.walk(folder):
            self.entries.setdefault(os.path.dirname(parent), {})[os.path.basename(parent)] = "folder"
            self.entries.setdefault(parent, dict.fromkeys(names, "folder"))
            for name in files:
                number = len(self.contents)
                self.contents[number] = Path(parent, name).read_bytes()
                self.synced.add(number)
                self.entries[parent][name] = number
        self.durable = {path: dict(names) for path, names in self.entries.items()}

    def do(self, name: str, args: tuple[Any, ...]) -> None:
        first = args[0]
        parent, base = (os.path.dirname(first), os.path.basename(first)) if isinstance(first, str) else ("", "")
        if name == "write_new":
            self.contents[len(self.contents)] = args[1]
            self.entries[parent][base] = len(self.contents) - 1
        elif name == "sync_files":
            for path in first:
                number = self.entries[os.path.dirname(path)][os.path.basename(path)]
                assert isinstance(number, int)
                self.synced.add(number)
        elif name == "sync_folders":
            for path in first:
                self.durable[path.rstrip("/")] = dict(self.entries[path.rstrip("/")])
        elif name == "move":
            number = self.entries[parent].pop(base)
            self.entries[os.path.dirname(args[1])][os.path.basename(args[1])] = number
            self.moves.append((first, args[1], number))
            if number == "folder":
                self.entries[args[1]] = self.entries.pop(first)
                self.durable[args[1]] = self.durable.pop(first, {})
        elif name == "make_folder":
            self.entries[parent][base] = "folder"
            self.entries[first] = {}
        else:
            self.entries[parent].pop(base, None)
            if name == "remove_folder":
                self.entries.pop(first, None)

    def after_power_cut(self) -> Iterator[dict[str, bytes]]:
        """Disks there may be: of each folder with changes not synced, the entries before or after them.

        Every combination where that concerns few folders; else each folder alone, and all but one.
        """
        doubtful = [path for path in self.entries if self.entries[path] != self.durable.get(path, {})]
        if len(doubtful) <= 3:
            losses = list(itertools.product([False, True], repeat=len(doubtful)))
        else:
            losses = [tuple((path == one) != other for path in doubtful) for one in doubtful for other in (False, True)]
        for lost in losses:
            gone = {path: self.durable.get(path, {}) for path, is_lost in zip(doubtful, lost, strict=True) if is_lost}
            chosen = {path: dict(names) for path, names in {**self.entries, **gone}.items()}
            for source, target, number in self.moves:
                if chosen.get(os.path.dirname(target), {}).get(os.path.basename(target)) != number:
                    chosen.get(os.path.dirname(source), {})[os.path.basename(source)] = number
            yield dict(self.walk(min(self.entries, key=len), chosen))

    def walk(self, path: str, chosen: dict[str, dict[str, int | str]]) -> Iterator[tuple[str, bytes]]:
        for name, number in chosen.get(path, self.durable.get(path, {})).items():
            if isinstance(number, int):
                yield f"{path}/{name}", self.contents[number] if number in self.synced else b""
            else:
                yield from self.walk(f"{path}/{name}", chosen)


def before_power_cut() -> dict[str, bytes]:
    return complete(inventory("hooks", [line("src/useA.ts"), line("gone/deep/useC.ts")]))


def after_publication() -> dict[str, bytes]:
    return complete(
        inventory("hooks", [line("src/useA.ts", 2), *(line(f"app/use{name}.ts") for name in "PQR")]), budget=300
    )


def violations(tmp_path: Path, trace: Trace, simulated: Disk, old: dict[str, bytes], folder: Path) -> int:
    """Of the disks a power cut at some moment may leave, how many are neither old nor new."""
    seen: set[frozenset[tuple[str, bytes]]] = set()
    wrong = 0
    for name, args in [("sync_files", ([],)), *trace]:
        simulated.do(name, args)
        for files in simulated.after_power_cut():
            key = frozenset(files.items())
            if key in seen:
                continue
            seen.add(key)
            place = tmp_path / f"cut{len(seen)}"
            for path, data in files.items():
                target = place / os.path.relpath(path, folder.parent)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            try:
                assert_old_or_new(place / folder.name, old, after_publication())
            except (AssertionError, StateError):
                wrong += 1
    assert len(seen) > 10
    return wrong


@pytest.mark.parametrize("before", [{}, before_power_cut()], ids=["first", "next"])
def test_a_power_cut_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: dict[str, bytes]) -> None:
    folder = tmp_path / "home" / "state"
    folder.parent.mkdir()
    if before:
        publish(folder, before)
    simulated = Disk(folder)
    trace = record(folder, after_publication(), monkeypatch)
    assert violations(tmp_path, trace, simulated, before, folder) == 0


@pytest.mark.parametrize("forgotten", ["sync_files", "sync_folders"])
def test_the_power_cut_test_notices_a_forgotten_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forgotten: str
) -> None:
    folder = tmp_path / "home" / "state"
    publish(folder, before_power_cut())
    simulated = Disk(folder)
    trace = [(name, args) for name, args in record(folder, after_publication(), monkeypatch) if name != forgotten]
    assert violations(tmp_path, trace, simulated, before_power_cut(), folder) > 0
