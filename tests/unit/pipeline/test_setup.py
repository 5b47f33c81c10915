from __future__ import annotations

import os
from pathlib import Path

import pytest

from stocktake.errors import StateError
from stocktake.pipeline.setup import STARTER, attributes_line, init


def actions(root: Path, *, write: bool = False, remove: bool = False, config_file: str = "") -> dict[str, str]:
    result = init(str(root), ".claude/state", config_file, write=write, remove=remove)
    return {edit.path: edit.action for edit in result.edits}


def test_without_write_nothing_happens(tmp_path: Path) -> None:
    assert actions(tmp_path) == {"stocktake.toml": "create", ".gitignore": "create", ".gitattributes": "create"}
    assert os.listdir(tmp_path) == []


def test_write_then_remove_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"dist/\n")
    actions(tmp_path, write=True)
    assert (tmp_path / ".gitignore").read_bytes() == b"dist/\n.stocktake/\n"
    assert (tmp_path / "stocktake.toml").read_text() == STARTER
    assert (tmp_path / ".gitattributes").read_text() == ".claude/state/** text eol=lf linguist-generated\n"
    actions(tmp_path, write=True, remove=True)
    assert sorted(os.listdir(tmp_path)) == [".gitignore"]
    assert (tmp_path / ".gitignore").read_bytes() == b"dist/\n"


def test_a_second_time_there_is_nothing_to_do(tmp_path: Path) -> None:
    actions(tmp_path, write=True)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(actions(tmp_path, write=True, config_file="stocktake.toml").values()) == {"keep"}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_line_ends_and_a_missing_last_one_are_respected(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"a\r\nb")
    actions(tmp_path, write=True)
    assert (tmp_path / ".gitignore").read_bytes() == b"a\r\nb\r\n.stocktake/\r\n"


def test_an_edited_configuration_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "stocktake.toml").write_text("jobs = 2\n")
    assert actions(tmp_path, write=True, remove=True)["stocktake.toml"] == "keep"
    assert (tmp_path / "stocktake.toml").exists()


def test_a_symbolic_link_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    root = tmp_path / "root"
    root.mkdir()
    (root / ".gitignore").symlink_to(victim)
    with pytest.raises(StateError, match="symbolic link"):
        actions(root, write=True)
    assert victim.read_text() == "precious"


def test_a_folder_name_with_a_space_is_quoted() -> None:
    assert attributes_line("my state") == '"my state/**" text eol=lf linguist-generated'
