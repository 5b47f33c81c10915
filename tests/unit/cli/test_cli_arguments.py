from __future__ import annotations

from pathlib import Path

import pytest

from stocktake.cli.arguments import add_path, add_scope_options, command_parser, overrides, split_command, start_of
from stocktake.errors import UsageError


@pytest.mark.parametrize(
    ("arguments", "command", "rest"),
    [
        ([], "discover", []),
        (["--full"], "discover", ["--full"]),
        (["check", "--verify"], "check", ["--verify"]),
        (["-C", "x", "check"], "check", ["-C", "x"]),
        (["-q", "-Cx", "status"], "status", ["-q", "-Cx"]),
        (["./app", "--full"], "discover", ["./app", "--full"]),
        (["-C", "check"], "discover", ["-C", "check"]),
        (["--jobs", "4"], "discover", ["--jobs", "4"]),
        (["-C"], "discover", ["-C"]),
    ],
)
def test_the_command_is_found(arguments: list[str], command: str, rest: list[str]) -> None:
    assert split_command(arguments) == (command, rest)


def test_a_folder_of_the_current_one_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path)
    assert split_command(["app"]) == ("discover", ["app"])


def test_a_misspelt_command_names_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no command or folder 'chek'; did you mean 'check'\?"):
        split_command(["chek"])


def test_an_unknown_option_names_the_nearest() -> None:
    parser = command_parser("check")
    add_scope_options(parser)
    with pytest.raises(UsageError, match=r"unknown option --onyl; did you mean '--only'\?"):
        parser.parse(["--onyl", "hooks"])


def test_where_to_start() -> None:
    parser = command_parser("check")
    add_path(parser)
    assert start_of(parser.parse([])) == "."
    assert start_of(parser.parse(["x"])) == "x"
    assert start_of(parser.parse(["-C", "y"])) == "y"
    with pytest.raises(UsageError, match="both -C y and x"):
        start_of(parser.parse(["x", "-C", "y"]))
    with pytest.raises(UsageError, match="empty folder name"):
        start_of(parser.parse([""]))


def test_overrides_are_only_what_was_given() -> None:
    parser = command_parser("check")
    add_scope_options(parser)
    assert overrides(parser.parse([])) == {}
    assert overrides(parser.parse(["--only", "hooks, types", "--max-file-size", "1MB"])) == {
        "only": ["hooks", "types"],
        "max_file_size": "1MB",
    }
    with pytest.raises(UsageError, match="--only names no inventory"):
        overrides(parser.parse(["--only", " ,"]))
