from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_project import Ran, snapshot, write_files

from stocktake.cli.arguments import COMMANDS
from stocktake.extractors.built_in import BUILT_IN

Run = Callable[..., Ran]
STATE = ".claude/state"


def test_help_names_every_command(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    assert all(f"\n  {name} " in ran.out for name in COMMANDS)
    for name in COMMANDS:
        assert run(name, "--help").out.startswith(f"usage: stocktake {name}")
        assert run("help", name).out.startswith(f"usage: stocktake {name}")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_promises_only_what_a_command_does(run: Run, command: str) -> None:
    text = run(command, "--help").out
    assert ("\n  -v, --verbose " in text) == (command in ("discover", "check", "watch"))
    assert ("-C DIR" in text) == (command not in ("extractors", "schema"))
    assert "\n  -q, --quiet " in text
    assert ("--json" in text) == (command not in ("schema", "watch"))


def test_status_before_and_after(project: Path, run: Run) -> None:
    ran = run("status")
    assert ran.code == 0
    assert "nothing was published here yet" in ran.out
    run()
    after = json.loads(run("status", "--json").out)
    assert after["published"]
    assert [i["name"] for i in after["inventories"]] == list(BUILT_IN)
    assert (after["extracted"], after["skipped"], after["failed"]) == (3, 1, 0)
    assert after["last_run"] > 0
    assert after["cache_bytes"] > 0
    assert "last run" in run("status").out


def test_extractors_lists_the_built_in_ones(run: Run) -> None:
    ran = run("extractors")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == ["extractor", *BUILT_IN]
    assert json.loads(run("extractors", "--json").out)[0]["package"] == "stocktake"


def test_schemas_can_be_written(tmp_path: Path, run: Run) -> None:
    ran = run("schema", "--all", str(tmp_path / "schemas"))
    assert ran.code == 0
    names = {path.name.removesuffix(".schema.json") for path in (tmp_path / "schemas").iterdir()}
    assert names == set(run("schema").out.split())
    assert json.loads((tmp_path / "schemas/hooks.schema.json").read_bytes()) == json.loads(run("schema", "hooks").out)
    assert run("schema", "hooks", "--all", "x").code == 2


def test_init_shows_then_does_then_takes_back(project: Path, run: Run) -> None:
    before = sorted(path.name for path in project.iterdir())
    shown = run("init")
    assert "would create stocktake.toml" in shown.out
    assert "nothing was changed: add --write to do it" in shown.out
    assert sorted(path.name for path in project.iterdir()) == before
    assert "created .gitignore: .stocktake/" in run("init", "--write").out
    assert run("discover").code == 0
    assert run("init", "--write").out == "nothing to do\n"
    assert run("init", "--remove", "--write").code == 0
    assert not (project / "stocktake.toml").exists()
    assert not (project / ".gitattributes").exists()


def test_init_says_what_it_leaves_undone_even_if_quiet(project: Path, run: Run) -> None:
    hook = project / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/usr/bin/env python3\n")
    hook.chmod(0o755)
    ran = run("init", "--write", "-q", "--pieces", "pre-commit")
    assert (ran.code, ran.out) == (0, "") and "left .git/hooks/pre-commit: " in ran.err
    assert run("init", "--write", "-q").err.count("pre-commit") == 1


def test_clean_deletes_only_what_is_ours(project: Path, run: Run) -> None:
    run()
    write_files(
        project,
        {
            f"{STATE}/notes.md": "mine",
            f"{STATE}/hooks-inventory/mine.json": '{"a": 1}',
            f"{STATE}/other/manifest.json": "{}",
            ".stocktake/mine.txt": "mine",
        },
    )
    ran = run("clean", "--state", "--cache")
    assert ran.code == 0
    left = sorted(p.relative_to(project).as_posix() for p in (project / ".claude").rglob("*") if p.is_file())
    assert left == [f"{STATE}/hooks-inventory/mine.json", f"{STATE}/notes.md", f"{STATE}/other/manifest.json"]
    assert [path.name for path in (project / ".stocktake").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("link", [".claude", STATE])
def test_clean_does_not_delete_through_a_link(project: Path, run: Run, tmp_path: Path, link: str) -> None:
    run()
    elsewhere = tmp_path / "elsewhere"
    shutil.move(project / link, elsewhere)
    (project / link).symlink_to(elsewhere)
    before = snapshot(elsewhere)
    ran = run("clean", "--state")
    assert (ran.code, ran.out) == (2, "") and f"{project / link} is a symbolic link" in ran.err
    assert snapshot(elsewhere) == before


def test_clean_of_everything_leaves_the_folder_as_it_was(project: Path, run: Run) -> None:
    before = sorted(path.name for path in project.iterdir())
    run()
    assert run("clean", "--state", "--cache").code == 0
    assert sorted(path.name for path in project.iterdir()) == [*before[:0], *sorted([*before, ".claude"])]
    assert list((project / ".claude").iterdir()) == []
    assert run("clean").out == "nothing to do\n"


def test_a_foreign_cache_folder_is_left_alone(project: Path, run: Run) -> None:
    write_files(project, {".stocktake/facts.db": "somebody's"})
    assert run("clean").out == "left .stocktake: it has no CACHEDIR.TAG of stocktake\n"
    assert (project / ".stocktake/facts.db").exists()
