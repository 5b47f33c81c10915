"""git may list the files before anybody asks: once, for the right root, and never for a later run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from source_trees import hermetic, repository, write

from stocktake.api import check, discover
from stocktake.cli.main import main
from stocktake.sources import early, git
from stocktake.sources.git import GitError, list_files


@pytest.fixture(autouse=True)
def _hermetic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hermetic(monkeypatch, tmp_path)


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The roots that git was asked to list."""
    roots: list[str] = []
    ask = git.run_git

    def asked(root: str, *arguments: str) -> tuple[bytes, bytes]:
        if arguments[:1] == ("ls-files",) and "--cached" in arguments:
            roots.append(root)
        return ask(root, *arguments)

    monkeypatch.setattr(git, "run_git", asked)
    return roots


def names(root: str) -> Sequence[bytes]:
    listing = list_files(root)
    return sorted([*listing.tracked, *listing.untracked])


def test_what_was_begun_is_used_once(tmp_path: Path, listed: list[str]) -> None:
    root = repository(tmp_path / "r", {"a.ts": "", "b/c.ts": ""})
    with early.listing_around(str(root / "b"), is_root=False):
        assert names(str(root)) == [b"a.ts", b"b/c.ts"]
        assert listed == [str(root)]
        write(root, {"d.ts": ""})
        assert names(str(root)) == [b"a.ts", b"b/c.ts", b"d.ts"]
    assert listed == [str(root)] * 2


def test_what_nobody_asked_for_is_forgotten(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"a.ts": ""})
    with early.listing(str(root)):
        pass
    write(root, {"b.ts": ""})
    assert names(str(root)) == [b"a.ts", b"b.ts"]


def test_the_root_is_that_of_the_run(tmp_path: Path, listed: list[str]) -> None:
    root = repository(tmp_path / "r", {"a.ts": "", "app/stocktake.toml": "", "app/src/b.ts": "", "lib/c.ts": ""})
    for start, is_root, expected in (
        (root / "lib", False, root),
        (root / "app/src", False, root / "app"),
        (root / "lib", True, root / "lib"),
    ):
        listed.clear()
        with early.listing_around(str(start), is_root=is_root):
            list_files(str(expected))
        assert listed == [str(expected)]


@pytest.mark.parametrize("start", ["nowhere", "file", "nul\0", "plain"])
def test_where_there_is_no_repository_nothing_is_begun(tmp_path: Path, listed: list[str], start: str) -> None:
    write(tmp_path, {"file": "", "plain/a.ts": ""})
    with early.listing_around(f"{tmp_path}/{start}", is_root=False):
        pass
    assert listed == []


def test_a_failure_is_told_when_the_list_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "r", {"a.ts": ""})
    monkeypatch.setenv("PATH", "")
    with early.listing(str(root)), pytest.raises(GitError, match="not installed"):
        list_files(str(root))


def test_a_run_lists_the_files_once(tmp_path: Path, listed: list[str]) -> None:
    root = repository(tmp_path / "r", {"a.ts": "export const a = 1;\n", ".gitignore": ".stocktake/\n"})
    discover(root)
    assert listed == [str(root)]
    assert check(root).fresh
    assert main(["check", "-C", str(root)]) == 0
    assert main(["-C", str(root), "-q"]) == 0
    assert listed == [str(root)] * 4


def test_a_run_that_fails_leaves_nothing_begun(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = repository(tmp_path / "r", {"a.ts": "export const a = 1;\n"})
    assert main(["-C", str(root), "--only", "nothing"]) == 2
    assert "no extractor 'nothing'" in capsys.readouterr().err
    write(root, {"b.ts": "export const b = 1;\n"})
    assert discover(root).files.extracted == 2
