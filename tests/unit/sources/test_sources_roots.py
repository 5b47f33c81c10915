"""Which folder is the root, started from somewhere inside."""

from __future__ import annotations

from pathlib import Path

import pytest
from source_trees import bare_bones, write

from stocktake.sources.scan import find_root


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_the_top_of_the_work_tree(home: Path) -> None:
    write(home, {"r/packages/a/package.json": "{}", "r/packages/a/src/x.ts": ""})
    bare_bones(home / "r")
    assert find_root(home / "r" / "packages" / "a" / "src") == home / "r"
    assert find_root(home / "r") == home / "r"


def test_a_linked_work_tree_has_its_own_top(home: Path) -> None:
    write(home, {"r/linked/.git": "gitdir: ../.git/worktrees/linked\n", "r/linked/src/x.ts": ""})
    bare_bones(home / "r")
    assert find_root(home / "r" / "linked" / "src") == home / "r" / "linked"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pnpm-workspace.yaml", ""),
        ("lerna.json", "{}"),
        ("nx.json", "{}"),
        ("rush.json", "{}"),
        ("package.json", '{"workspaces": ["packages/*"]}'),
    ],
)
def test_without_git_the_workspace_around(home: Path, name: str, content: str) -> None:
    write(home, {f"w/{name}": content, "w/packages/a/package.json": "{}", "w/packages/a/src/x.ts": ""})
    assert find_root(home / "w" / "packages" / "a" / "src") == home / "w"


@pytest.mark.parametrize("name", ["package.json", "tsconfig.json", "jsconfig.json"])
def test_without_a_workspace_the_nearest_project(home: Path, name: str) -> None:
    write(home, {f"p/{name}": "{broken", "p/src/deep/x.ts": "", "package.json": '{"workspaces": ["*"]}'})
    assert find_root(home / "p" / "src" / "deep") == home / "p"


def test_without_anything_the_start_itself(home: Path) -> None:
    write(home, {"x/y/a.ts": "", "package.json": "{}"})
    assert find_root(home / "x" / "y") == home / "x" / "y"


def test_the_home_folder_only_where_it_is_the_start(home: Path) -> None:
    write(home, {"package.json": "{}"})
    assert find_root(home) == home


def test_a_link_leads_to_the_real_root(home: Path) -> None:
    write(home, {"p/package.json": "{}", "p/src/x.ts": ""})
    (home / "link").symlink_to("p/src")
    assert find_root(home / "link") == home / "p"


@pytest.mark.parametrize("marker", ["stocktake.toml", ".config/stocktake.toml"])
def test_a_folder_with_a_configuration_of_its_own_is_a_root(home: Path, marker: str) -> None:
    part = home / "r" / "packages" / "a"
    (part / "src").mkdir(parents=True, exist_ok=True)
    (home / "r" / ".git").mkdir(exist_ok=True)
    (part / marker).parent.mkdir(exist_ok=True)
    (part / marker).write_text("")
    assert find_root(part / "src") == part
    assert find_root(home / "r" / "packages") != part
