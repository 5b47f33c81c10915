"""A walk without git lists what git lists."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from source_trees import bare_bones, git, hermetic, repository, write

from stocktake.sources.git import list_files
from stocktake.sources.repositories import is_repository
from stocktake.sources.scan import ScanOptions, scan
from stocktake.sources.view import list_view
from stocktake.sources.walk import Surroundings, walk

NAMES = ["a", "b", "ab", "abc", "foo", "build", ".hid", "a b", "#x", "é"]
FILES = ["a", "b.ts", "ab.ts", "foo.log", "a.b.c", ".env", "!x", "z ", "é.ts", "[a].ts"]

elements = st.one_of(
    st.sampled_from([*NAMES, *FILES]),
    st.sampled_from(
        ["*", "**", "?", "*.ts", "a*", "*b", "[ab]", "[!a]*", "[^b]", "[a-c]b", "a**", "**b", "***", "\\a", "*.*"]
    ),
    st.text("ab*?[]!-^\\.:#é ", min_size=1, max_size=6),
)
patterns = st.builds(
    lambda negated, anchored, parts, folder, blanks: negated + anchored + "/".join(parts) + folder + blanks,
    st.sampled_from(["", "", "", "!", "\\"]),
    st.sampled_from(["", "", "/", "**/"]),
    st.lists(elements, min_size=1, max_size=3),
    st.sampled_from(["", "", "/", "/**", "/*"]),
    st.sampled_from(["", "", "", " ", "\\ ", "\r", "\t"]),
)
ignore_files = st.lists(patterns, max_size=5).map("\n".join)
folders = st.lists(st.sampled_from(NAMES), max_size=3).map("/".join)
trees = st.tuples(
    st.sets(st.tuples(folders, st.sampled_from(FILES)), min_size=1, max_size=12),
    st.dictionaries(folders, ignore_files, max_size=3),
    ignore_files,
)


@pytest.fixture(autouse=True)
def _hermetic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hermetic(monkeypatch, tmp_path)


def build(root: Path, tree: tuple[set[tuple[str, str]], dict[str, str], str]) -> None:
    files, ignores, exclude = tree
    bare_bones(root)
    write(root, {".git/info/exclude": exclude})
    paths = {os.path.join(folder, ".gitignore"): text for folder, text in ignores.items()}
    paths |= {os.path.join(folder, name): "" for folder, name in files}
    for path, text in sorted(paths.items()):
        try:
            write(root, {path: text})
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            continue


def without_git(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    monkeypatch.setenv("PATH", "")
    listing, diagnostics = list_view(str(root))
    assert [d.path for d in diagnostics] == [""]
    return sorted([*listing.files, *listing.symlinks])


@settings(max_examples=150, deadline=None)
@example(({("a", "b.ts"), ("foo", "a")}, {"": "/foo/**\n!/foo/a\n*/b.ts"}, ""))
@example(({("a", "b.ts"), ("a/ab", "b.ts")}, {"": "a/a**/b.ts"}, ""))
@example(({("build", "b.ts"), ("a/build", "b.ts")}, {"": "build/\n!/a/build", "a": "!build/"}, "*.log"))
@given(trees)
def test_a_walk_lists_what_git_lists(tree: tuple[set[tuple[str, str]], dict[str, str], str]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        root = Path(os.path.realpath(folder))
        build(root, tree)
        expected = sorted(list_files(str(root)).untracked)
        assert without_git(root, monkeypatch) == expected


@settings(max_examples=50, deadline=None)
@given(trees, st.sampled_from(NAMES))
def test_a_walk_of_a_subfolder_keeps_the_rules_above_it(
    tree: tuple[set[tuple[str, str]], dict[str, str], str], name: str
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        root = Path(os.path.realpath(folder))
        build(root, tree)
        below = root / name
        if not below.is_dir():
            return
        expected = sorted(list_files(str(below)).untracked)
        walked = without_git(below, monkeypatch)
        assert walked == expected or not expected


def test_ignored_files_are_really_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare_bones(tmp_path)
    files = {"a.ts": "", "dist/b.ts": "", "x/dist/c.ts": "", "x/keep.log": "", "x/drop.log": "", "local/d.ts": ""}
    rules = {".gitignore": "dist/\n*.log\n", "x/.gitignore": "!keep.log\n", ".git/info/exclude": "/local\n"}
    write(tmp_path, files | rules)
    expected = [b".gitignore", b"a.ts", b"x/.gitignore", b"x/keep.log"]
    assert sorted(list_files(str(tmp_path)).untracked) == expected
    assert without_git(tmp_path, monkeypatch) == expected


def test_nothing_comes_back_below_an_ignored_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare_bones(tmp_path)
    write(tmp_path, {".gitignore": "out/\n!out/keep.ts\n", "out/keep.ts": "", "out/.gitignore": "!*\n"})
    assert without_git(tmp_path, monkeypatch) == [b".gitignore"]


def test_dependencies_and_stores_of_other_systems_are_not_entered(tmp_path: Path) -> None:
    folders = ["node_modules/x", "packages/a/node_modules/x", ".hg", ".svn/text", ".jj", ".bzr", ".sl"]
    write(tmp_path, {f"{folder}/index.ts": "" for folder in folders} | {".github/a.ts": "", ".git/b.ts": ""})
    listing = walk(str(tmp_path), Surroundings(b"", ()))
    assert listing.files == [b".github/a.ts"]


def test_an_untracked_repository_is_not_entered_nor_told(tmp_path: Path) -> None:
    """What is published must not depend on what git neither tracks nor would."""
    repository(tmp_path, {"a.ts": ""})
    repository(tmp_path / "vendor" / "other", {"b.ts": ""})
    listing = walk(str(tmp_path), Surroundings(b"", ()))
    assert (listing.files, listing.skipped) == ([b"a.ts"], [])
    assert list_files(str(tmp_path)).repositories == [b"vendor/other"]
    tree = scan(tmp_path, ScanOptions())
    assert ([file.path for file in tree.files], tree.skipped) == (["a.ts"], ())


def test_a_folder_called_git_is_no_repository(tmp_path: Path) -> None:
    bare_bones(tmp_path)
    write(tmp_path, {"x/.git/config": "", "x/a.ts": "", "y/.git": "gitdir: ../nowhere\n", "y/b.ts": ""})
    assert sorted(walk(str(tmp_path), Surroundings(b"", ())).files) == [b"x/a.ts", b"y/b.ts"]
    assert sorted(list_files(str(tmp_path)).untracked) == [b"x/a.ts", b"y/b.ts"]


def test_a_pipe_for_a_repository_blocks_nothing(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    os.mkfifo(tmp_path / "x" / ".git")
    os.mkfifo(tmp_path / ".gitignore")
    write(tmp_path, {"x/a.ts": ""})
    assert walk(str(tmp_path), Surroundings(b"", ())).files == [b"x/a.ts"]
    assert not is_repository(os.fsencode(tmp_path / "x" / ".git"))


def test_a_linked_work_tree_has_the_exclude_file_of_its_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = repository(tmp_path / "main", {"a.ts": ""})
    git(main, "worktree", "add", "-q", "../linked")
    write(main, {".git/info/exclude": "secret.ts\n"})
    linked = write(tmp_path / "linked", {"secret.ts": "", "b.ts": ""})
    assert without_git(linked, monkeypatch) == [b"a.ts", b"b.ts"]


def test_a_work_tree_whose_store_is_elsewhere_is_listed_with_a_diagnostic(tmp_path: Path) -> None:
    write(tmp_path, {".git": "gitdir: /nowhere/.git/worktrees/x\n", "a.ts": "", ".gitignore": "b.ts\n", "b.ts": ""})
    listing, diagnostics = list_view(str(tmp_path))
    assert sorted(listing.files) == [b".gitignore", b"a.ts"]
    assert diagnostics[0].message.startswith("git does not recognise this repository")
