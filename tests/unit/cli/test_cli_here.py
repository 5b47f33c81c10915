"""What is printed can be used where it is printed: paths open, and the command in a hint makes the state fresh."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_project import FILES, Ran, write_files

from stocktake.cli.here import Here

Run = Callable[..., Ran]


def hint(ran: Ran) -> list[str]:
    """The command that a text tells to run, as arguments."""
    match = re.search(r"run `stocktake (.*)` to ", ran.out)
    assert match is not None, ran.out
    return shlex.split(match[1])


@pytest.fixture
def nested(project: Path) -> Path:
    """A root inside of the repository, beside the one that is the whole of it."""
    write_files(project / "apps/my web", {"stocktake.toml": "", **FILES})
    return project / "apps/my web"


@pytest.mark.parametrize(
    ("folder", "arguments"),
    [
        (".", ["apps/my web"]),
        (".", ["-C", "apps/my web/src"]),
        (".", ["src/app"]),
        ("apps", ["my web"]),
        ("apps", ["../apps/my web"]),
        ("apps/my web/src", []),
        ("src/app", []),
        (".", ["--output", "other place"]),
        (".", ["--max-file-size", "100"]),
        (".", ["apps/my web", "--output", "x", "--only", "hooks"]),
    ],
)
def test_the_command_in_a_hint_makes_the_state_fresh(
    nested: Path, run: Run, monkeypatch: pytest.MonkeyPatch, folder: str, arguments: list[str]
) -> None:
    monkeypatch.chdir(folder)
    assert run("check", *arguments).code == 1
    assert run(*hint(run("check", *arguments))).code == 0
    assert run("check", *arguments).code == 0


def test_status_names_all_from_the_current_folder(nested: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(nested / "src")
    lines = run("status").out.splitlines()
    assert lines[1] == "config    ../stocktake.toml" and lines[2].startswith("cache     ../.stocktake")


def test_the_hint_of_status_and_of_an_interrupted_run_too(nested: Path, run: Run) -> None:
    assert hint(run("status", "apps/my web")) == ["discover", "apps/my web"]
    assert hint(run("status")) == ["discover"]
    assert run("check", "apps/my web").out.count("stocktake discover") == 1


@pytest.mark.parametrize(
    ("folder", "start"),
    [(".", "apps/my web"), ("apps", "my web"), ("apps/my web/src/app", None), ("src", "../apps/my web")],
)
def test_every_path_in_a_text_can_be_opened_from_the_current_folder(
    nested: Path, run: Run, monkeypatch: pytest.MonkeyPatch, folder: str, start: str | None
) -> None:
    write_files(nested, {"src/broken.ts": "let = = 1;\n"})
    monkeypatch.chdir(folder)
    given = [start] if start is not None else []
    ran = run("discover", *given, "--explain")
    state = re.search(r"^state +(.*): \d", ran.out, re.MULTILINE)
    looked_at = re.search(r"^look at +(.*)$", ran.out, re.MULTILINE)
    problem = re.search(r"^  (.*):1: partial", ran.out, re.MULTILINE)
    extracted = re.search(r"^  (.*Button.*): new", ran.out, re.MULTILINE)
    assert state and looked_at and problem and extracted
    assert Path(state[1]).samefile(nested / ".claude/state")
    assert Path(looked_at[1]).samefile(nested / ".claude/state/index.md")
    assert Path(problem[1]).samefile(nested / "src/broken.ts")
    assert Path(extracted[1]).is_file()
    assert Path(run("check", *given).out.split(" matches ")[0].removeprefix("fresh: ")).samefile(
        nested / ".claude/state"
    )
    write_files(nested, {"src/broken.ts": "let x = 1;\n", ".claude/state/index.md": "edited\n"})
    stale = run("check", *given).out
    modified = re.search(r"^~ (.*): modified", stale, re.MULTILINE)
    edited = re.search(r"^~ (.*): edited", stale, re.MULTILINE)
    assert modified and edited
    assert Path(modified[1]).samefile(nested / "src/broken.ts")
    assert Path(edited[1]).samefile(nested / ".claude/state/index.md")
    status = re.search(r"^state +(.*)$", run("status", *given).out, re.MULTILINE)
    assert status and Path(status[1]).samefile(nested / ".claude/state")


def test_a_path_far_away_is_named_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert Here("/r")("src/a.ts") == "/r/src/a.ts"
    assert Here(str(deep))("src/a.ts") == "src/a.ts"
    assert Here(str(deep))("/elsewhere/state") == "/elsewhere/state"


def test_where_the_current_folder_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    assert Here("/r")("src/a.ts") == "/r/src/a.ts"
