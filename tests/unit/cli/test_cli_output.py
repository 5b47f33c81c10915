"""A state folder that is, in part or whole, somebody else's."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_project import Ran, snapshot, write_files

Run = Callable[..., Ran]
STATE = ".claude/state"


def contents(project: Path) -> dict[str, bytes]:
    """Every file but those of the cache."""
    return {name: data for name, (data, _) in snapshot(project).items() if not name.startswith(".stocktake/")}


@pytest.mark.parametrize(
    "foreign",
    [
        {"docs/index.md": "# My docs\n"},
        {"docs/manifest.json": '{"name": "app", "icons": []}'},
        {"docs/manifest.json": '{"schema_version": 3, "generator": "another tool", "fingerprint": ""}'},
        {"docs/coverage.json": "{}"},
        {"docs/sources/data.json": '{"rows": []}'},
        {"docs/hooks-inventory/x/y.json": "[1]"},
        {"docs/index.md": "", "docs/sources/manifest.json": "not JSON"},
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("named", ["on the command line", "in the configuration", "absolutely"])
def test_a_folder_of_others_is_refused_and_left_as_it_is(
    project: Path, run: Run, foreign: dict[str, str], named: str
) -> None:
    write_files(project, foreign)
    given = ["--output", "docs"] if named == "on the command line" else ["--output", str(project / "docs")]
    if named == "in the configuration":
        write_files(project, {"stocktake.toml": "output = 'docs'\n"})
        given = []
    before = contents(project)
    ran = run("discover", *given)
    assert ran.code == 2 and ran.err.count("\n") == 1
    assert next(iter(foreign)) in ran.err and "stocktake did not write" in ran.err and "name another" in ran.err
    assert contents(project) == before
    ran = run("check", *given)
    assert ran.code == 1 and contents(project) == before


def test_what_check_says_of_a_folder_of_others(project: Path, run: Run) -> None:
    write_files(project, {"docs/manifest.json": "{}", "docs/index.md": "# My docs\n"})
    ran = run("check", "--output", "docs")
    assert "docs/manifest.json: invalid: stocktake did not write it" in ran.out
    assert "docs/index.md: invalid: stocktake did not write it" in ran.out
    assert "do first what is said above" in ran.out.splitlines()[-1]


@pytest.mark.parametrize(
    "files",
    [{"docs/index.md": "# My docs\n"}, {"docs/manifest.json": '{"schema_version": 99, "generator": "stocktake 9"}'}],
)
def test_no_run_is_advised_that_would_be_refused(project: Path, run: Run, files: dict[str, str]) -> None:
    write_files(project, files)
    assert run("discover", "--output", "docs").code == 2
    assert "run `" not in run("status", "--output", "docs").out
    assert "; if it is stale then, run `" in run("check", "--output", "docs").out.splitlines()[-1]
    assert "run `stocktake discover`" in run("status").out


def test_data_in_the_place_of_the_sources_is_told(project: Path, run: Run) -> None:
    write_files(project, {"data/sources/data.json": '{"rows": []}'})
    ran = run("check", "--output", "data")
    assert "data/sources/data.json: invalid: stocktake did not write it" in ran.out and "absent" not in ran.out


def test_what_is_nobodys_place_is_no_reason_to_refuse(project: Path, run: Run) -> None:
    write_files(project, {"docs/guide.md": "# Guide\n", "docs/sources/notes.txt": "mine", "docs/data/x.json": "{}"})
    assert run("discover", "--output", "docs").code == 0
    assert run("check", "--output", "docs").code == 0
    assert (project / "docs/guide.md").read_text() == "# Guide\n"
    assert (project / "docs/sources/notes.txt").read_text() == "mine"
    assert (project / "docs/data/x.json").read_text() == "{}"


@pytest.mark.parametrize("below", ["inv", "deep/inv"])
def test_a_folder_outside_may_lie_below_a_link(project: Path, run: Run, tmp_path: Path, below: str) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    output = str(tmp_path / "link" / below)
    assert run("discover", "--output", output).code == 0
    assert (tmp_path / "real" / below / "index.md").is_file()
    assert run("check", "--output", output).code == 0


def test_a_folder_below_a_file_is_refused(project: Path, run: Run) -> None:
    for command in ("discover", "check"):
        ran = run(command, "--output", "package.json/inv")
        assert ran.code == 2
        assert "package.json/inv lies below package.json, which is not a folder: name another one" in ran.err


def test_a_folder_with_sources_is_refused(project: Path, run: Run) -> None:
    before = contents(project)
    for command in ("discover", "check"):
        ran = run(command, "--output", "src")
        assert ran.code == 2 and ran.err.count("\n") == 1
        assert "output src holds source files (src/Button.tsx and 3 more)" in ran.err
    write_files(project, {"stocktake.toml": "output = 'src/app'\n"})
    assert "output src/app holds source files (src/app/Page.test.tsx and 1 more)" in run().err
    (project / "stocktake.toml").unlink()
    assert contents(project) == before


def test_a_folder_with_sources_is_refused_without_git(project: Path, run: Run) -> None:
    shutil.rmtree(project / ".git")
    write_files(project, {"stocktake.toml": ""})
    assert "holds source files" in run("discover", "--output", "src").err


def test_a_source_that_git_ignores_or_that_is_gone_does_not_count(project: Path, run: Run) -> None:
    write_files(project, {".gitignore": "dist/*.js\n", "dist/bundle.js": "", "dist/gone.ts": ""})
    subprocess.run(["git", "add", "dist/gone.ts"], cwd=project, check=True)
    (project / "dist/gone.ts").unlink()
    assert run("discover", "--output", "dist").code == 0
    assert run("check", "--output", "dist").code == 0


def test_a_source_that_comes_into_the_state_folder_later(project: Path, run: Run) -> None:
    run()
    write_files(project, {f"{STATE}/new.ts": "export {};\n"})
    for command in ("discover", "check"):
        ran = run(command)
        assert ran.code == 2 and f"output {STATE} holds source files ({STATE}/new.ts)" in ran.err


def test_a_link_among_the_chunks_is_left_alone_and_said(project: Path, run: Run, tmp_path: Path) -> None:
    run()
    (tmp_path / "victim.json").write_text("precious")
    link = project / STATE / "component-inventory" / "l.json"
    link.symlink_to(tmp_path / "victim.json")
    for _ in range(2):
        ran = run("check")
        assert ran.code == 1
        assert "component-inventory/l.json: extra: is not a plain file, and stays: remove it" in ran.out
        assert "do first what is said above" in ran.out.splitlines()[-1]
        ran = run("discover")
        assert ran.code == 0
        assert "component-inventory/l.json is not a plain file, and stays: remove it" in ran.err
    assert json.loads(run("check", "--json").out)["by_hand"] is True
    assert link.is_symlink() and (tmp_path / "victim.json").read_text() == "precious"
    link.unlink()
    assert (run("discover").err, run("check").code) == ("", 0)


@pytest.mark.parametrize("name", ["apps.json.orig", "notes.md", "a:b.json", "CON.json"])
def test_what_is_not_named_as_a_chunk_is_not_of_the_state(project: Path, run: Run, name: str) -> None:
    run()
    write_files(project, {f"{STATE}/component-inventory/{name}": "mine", f"{STATE}/extra.json": "{}"})
    assert run("check").code == 0 and run("check", "--verify").code == 0
    assert run("discover", "--full").code == 0
    assert (project / STATE / "component-inventory" / name).read_text() == "mine"


def test_a_state_of_a_newer_format_is_not_taken_back(project: Path, run: Run) -> None:
    run()
    manifest = project / STATE / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"schema_version": 1', b'"schema_version": 2', 1))
    before = contents(project)
    ran = run("check")
    assert ran.code == 1
    assert "format 2 of a newer stocktake; this one reads format 1: update stocktake" in ran.out
    assert "do first what is said above" in ran.out.splitlines()[-1]
    for arguments in ((), ("--full",), ("--only", "hooks")):
        ran = run("discover", *arguments)
        assert ran.code == 2 and ran.err.count("\n") == 1
        assert "format 2 of a newer stocktake" in ran.err and "update stocktake" in ran.err
    assert contents(project) == before
    assert run("clean", "--state").code == 0
    assert run().code == 0 and run("check").code == 0


@pytest.mark.parametrize("linked", [".claude", ".claude/state"])
def test_what_check_says_of_a_linked_state_folder(project: Path, run: Run, tmp_path: Path, linked: str) -> None:
    run()
    (project / linked).rename(tmp_path / "away")
    (project / linked).symlink_to(tmp_path / "away")
    ran = run("check")
    assert ran.code == 1
    assert f"{linked} is a symbolic link or not a folder, and is not followed: remove it" in ran.out
    assert "do first what is said above" in ran.out.splitlines()[-1]
    assert f"{linked} is a symbolic link" in run("status").out
    (project / linked).unlink()
    assert run().code == 0 and run("check").code == 0
