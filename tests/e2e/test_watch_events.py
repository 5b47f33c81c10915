"""``stocktake watch`` with real changes to real files."""

from __future__ import annotations

import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

import pytest
from e2e_repository import STATE, Repository, snapshot

pytest.importorskip("watchfiles")

PATIENCE = 30.0
"""Seconds after which what should have happened has not."""


class Watch:
    """A watch at work: what it prints, line by line."""

    def __init__(self, repository: Repository, *arguments: str) -> None:
        self.repository = repository
        command = ["stocktake", "watch", *arguments]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, cwd=repository.root, env=repository.env, stdout=pipe, stderr=pipe, text=True
        )
        self.changes: SimpleQueue[str] = SimpleQueue()
        self.notes: SimpleQueue[str] = SimpleQueue()
        assert self.process.stdout is not None and self.process.stderr is not None
        self.streams = ((self.process.stdout, self.changes), (self.process.stderr, self.notes))
        self.readers = [threading.Thread(target=_read, args=pair, daemon=True) for pair in self.streams]
        for reader in self.readers:
            reader.start()
        assert self.note().startswith("stocktake: watching ")

    def change(self) -> str:
        """The next line on stdout."""
        return self.changes.get(timeout=PATIENCE)

    def note(self) -> str:
        """The next line on stderr."""
        return self.notes.get(timeout=PATIENCE)

    def settled(self) -> list[str]:
        """Every change until the state is fresh and nothing follows: what makes it fresh is told a moment later."""
        found: list[str] = []
        was_fresh = False
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                found.append(self.changes.get(timeout=0.8))
                was_fresh = False
            except Empty:
                if was_fresh:
                    return found
                was_fresh = self.repository.is_fresh()
        raise AssertionError(f"still stale after {found}")

    def is_quiet(self, seconds: float = 1.5) -> bool:
        """Whether nothing is published for a while."""
        try:
            self.changes.get(timeout=seconds)
        except Empty:
            return True
        return False

    def end(self, number: signal.Signals) -> int:
        begun = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        assert time.monotonic() - begun < 5
        self.close()
        return code

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for reader, (stream, _) in zip(self.readers, self.streams, strict=True):
            reader.join()
            stream.close()


def _read(stream: IO[str], lines: SimpleQueue[str]) -> None:
    for line in stream:
        lines.put(line.rstrip("\n"))


@pytest.fixture
def watch(repository: Repository) -> Iterator[Callable[..., Watch]]:
    started: list[Watch] = []

    def start(*arguments: str) -> Watch:
        started.append(Watch(repository, *arguments))
        return started[-1]

    yield start
    for each in started:
        each.close()


def commit_all(repository: Repository, message: str) -> None:
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", message)


def test_each_change_is_one_line(repository: Repository, watch: Callable[..., Watch]) -> None:
    watching = watch()
    first = watching.change()
    assert first.startswith("+ package.json, + src/app/Page.tsx, + src/hooks/useThing.ts and 2 more -> ")
    assert watching.note().startswith("stocktake: published in ")
    repository.write({"src/hooks/useThing.ts": "export function useThing() { return 2; }\n"})
    assert watching.change().startswith("~ src/hooks/useThing.ts -> call-graph-inventory/src.json, ")
    repository.write({"src/new folder/deep/useNew.ts": "export function useNew() { return 1; }\n"})
    assert watching.change().startswith("+ src/new folder/deep/useNew.ts -> ")
    repository.write({"src/new folder/deep/useNew.ts": "export function useOther() { return 1; }\n"})
    assert watching.change().startswith("~ src/new folder/deep/useNew.ts -> ")
    shutil.rmtree(repository.root / "src/new folder")
    assert watching.change().startswith("- src/new folder/deep/useNew.ts -> ")
    repository.write({"tsconfig.json": "{}\n"})
    assert watching.change().startswith("~ tsconfig.json -> ")
    assert watching.settled() == []


def test_every_chunk_that_is_written_is_told(repository: Repository, watch: Callable[..., Watch]) -> None:
    watching = watch("-v")
    watching.change()
    assert watching.settled() == []
    shutil.rmtree(repository.root / STATE)
    repository.write({"src/ui/Button.tsx": "export const Button = () => <i />;\n"})
    told = watching.change()
    assert told.startswith("~ src/ui/Button.tsx -> ")
    assert "call-graph-inventory/src.json" in told and "hooks-inventory/src.json" in told


def test_what_is_out_of_view_starts_no_run(repository: Repository, watch: Callable[..., Watch]) -> None:
    repository.write({".gitignore": "dist/\n*.log\n", "dist/a.ts": "export const a = 1;\n"})
    watching = watch()
    watching.change()
    watching.note()
    assert watching.settled() == []
    record = repository.root / ".stocktake/last-run.json"
    while time.time() - record.stat().st_mtime < 2.5:  # the run that makes sure, after the folder of the state came
        time.sleep(0.1)
    before = record.stat().st_mtime_ns
    repository.write(
        {
            "dist/a.ts": "export const a = 2;\n",
            "dist/deep/b.ts": "export const b = 2;\n",
            "node_modules/x/index.ts": "export const x = 2;\n",
            ".stocktake/x.ts": "export const x = 2;\n",
            f"{STATE}/package.json": "{}\n",
            "src/run.log": "text\n",
        }
    )
    repository.git("status")
    assert watching.is_quiet()
    assert record.stat().st_mtime_ns == before
    repository.write({"src/seen.ts": "export const seen = 1;\n"})
    assert watching.change().startswith("+ src/seen.ts -> ")


def test_what_comes_into_view_is_seen(repository: Repository, watch: Callable[..., Watch]) -> None:
    repository.write({".gitignore": "hidden/\n", "hidden/a.ts": "export const a = 1;\n"})
    watching = watch()
    watching.change()
    repository.write({".gitignore": "\n"})
    assert watching.change().startswith("+ hidden/a.ts -> ")
    repository.write({"hidden/a.ts": "export const a = 2;\n"})
    assert watching.change().startswith("~ hidden/a.ts -> ")


def test_a_branch_switch_and_a_mass_rename(repository: Repository, watch: Callable[..., Watch]) -> None:
    files = {f"src/many/part{n % 7}/file{n:03}.ts": f"export const value{n} = {n};\n" for n in range(300)}
    repository.git("checkout", "--quiet", "-b", "other")
    repository.write({name: text.replace("value", "other") for name, text in files.items()})
    commit_all(repository, "other")
    repository.git("checkout", "--quiet", "main")
    repository.write(files)
    commit_all(repository, "many")
    watching = watch()
    watching.change()
    repository.git("checkout", "--quiet", "other")
    assert any("~ src/many/part0/file000.ts" in line for line in watching.settled())
    repository.git("checkout", "--quiet", "HEAD~1")
    assert any("- src/many/part0/file000.ts" in line for line in watching.settled())
    repository.git("checkout", "--quiet", "main")
    watching.settled()
    (repository.root / "src/many").rename(repository.root / "src/moved")
    for path in sorted((repository.root / "src/moved").rglob("*.ts")):
        path.rename(path.with_name(f"renamed-{path.name}"))
    watching.settled()
    repository.write({"src/moved/part3/renamed-file003.ts": "export const edited = 1;\n"})
    while not watching.change().startswith("~ src/moved/part3/renamed-file003.ts -> "):
        continue  # what was published before may be told late


def test_changes_during_runs_are_not_lost(repository: Repository, watch: Callable[..., Watch]) -> None:
    """For a while something changes all the time, mostly while a run is going on."""
    watching = watch()
    watching.change()
    deadline = time.monotonic() + 4
    count = 0
    while time.monotonic() < deadline:
        count += 1
        repository.write({f"src/busy/{count % 5}/{count % 40}.ts": f"export const count = {count};\n"})
        if count % 9 == 0:
            shutil.rmtree(repository.root / f"src/busy/{count % 5}")
        time.sleep(0.01)
    assert watching.settled()
    assert count > 40


def test_a_run_that_fails_is_one_line_and_the_watch_goes_on(
    repository: Repository, watch: Callable[..., Watch]
) -> None:
    watching = watch()
    watching.change()
    watching.note()
    repository.write({"stocktake.toml": "jobs = [\n"})
    assert watching.note().startswith("stocktake: error: stocktake.toml is not valid TOML")
    repository.write({"src/a.ts": "export const a = 1;\n"})
    assert watching.note().startswith("stocktake: error: stocktake.toml is not valid TOML")
    repository.write({"stocktake.toml": "jobs = 1\n"})
    assert watching.change().startswith("+ src/a.ts -> ")
    assert watching.settled() == []


def test_another_run_that_holds_the_lock_is_waited_for(repository: Repository, watch: Callable[..., Watch]) -> None:
    from stocktake.state.lock import lock

    watching = watch()
    watching.change()
    with lock(repository.root / ".stocktake"):
        repository.write({"src/a.ts": "export const a = 1;\n"})
        time.sleep(1)
        assert watching.is_quiet(0.5)
    assert watching.change().startswith("+ src/a.ts -> ")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it(
    repository: Repository, watch: Callable[..., Watch], number: signal.Signals, code: int
) -> None:
    watching = watch()
    watching.change()
    watching.settled()
    before = snapshot(repository.root / STATE)
    assert watching.end(number) == code
    assert snapshot(repository.root / STATE) == before
    notes = []
    while not watching.notes.empty():
        notes.append(watching.notes.get())
    assert notes[-1] == "stocktake: interrupted, the published state is intact"
    assert not any("Traceback" in note for note in notes)


def test_polling(repository: Repository, watch: Callable[..., Watch]) -> None:
    watching = watch("--poll")
    watching.change()
    watching.settled()
    repository.write({"src/polled/a.ts": "export const a = 1;\n"})
    assert watching.change().startswith("+ src/polled/a.ts -> ")


def test_it_does_not_begin_where_discover_cannot(repository: Repository, tmp_path: Path) -> None:
    assert "no folder nowhere" in repository.stocktake("watch", "nowhere/", code=2).replace("nowhere/", "nowhere")
    repository.write({"stocktake.toml": "nonsense = 1\n"})
    assert "nonsense" in repository.stocktake("watch", code=2)
