"""One scan of a tree: what becomes a source file, what is left out and why, what is in view."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from source_trees import git, hermetic, repository, unprivileged, write

from stocktake.errors import SourceError
from stocktake.model import Skipped
from stocktake.sources.scan import ScanOptions, Tree, scan


@pytest.fixture(autouse=True)
def _hermetic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hermetic(monkeypatch, tmp_path)


def paths(tree: Tree) -> list[str]:
    return [file.path for file in tree.files]


def reasons(tree: Tree) -> dict[str, str]:
    return {entry.path: entry.reason for entry in tree.skipped}


def test_source_files_have_their_language_and_status(tmp_path: Path) -> None:
    names = ["a.ts", "b.mts", "c.cts", "d.tsx", "e.js", "f.jsx", "g.mjs", "h.cjs"]
    write(tmp_path, dict.fromkeys(names, "text") | {"i.css": "", "j.TS": "", "README.md": "", "ts": ""})
    tree = scan(tmp_path, ScanOptions())
    assert paths(tree) == names
    assert [file.language for file in tree.files] == ["ts"] * 3 + ["tsx"] * 5
    status = (tmp_path / "a.ts").stat()
    first = tree.files[0]
    assert (first.size, first.mtime_ns, first.inode) == (4, status.st_mtime_ns, status.st_ino)
    assert tree.paths == {*names, "i.css", "j.TS", "README.md", "ts"}


def test_everything_is_sorted_by_folders_first(tmp_path: Path) -> None:
    files = ["a-b/x.ts", "a.ts", "a/b.ts", "a/b/c.ts", "B/z.ts", "a b/y.ts", "é/x.ts"]
    for root in (
        write(tmp_path / "plain", dict.fromkeys(files, "")),
        repository(tmp_path / "git", dict.fromkeys(files, "")),
    ):
        assert paths(scan(root, ScanOptions())) == sorted(files, key=lambda path: path.split("/"))


@pytest.mark.parametrize("with_git", [True, False])
def test_what_is_left_out_has_its_reason(tmp_path: Path, with_git: bool) -> None:
    root = tmp_path / "r"
    write(
        root, {"real/a.ts": "", "big.ts": "x" * 50, "x.test.ts": "", "x.stories.tsx": "", "x.d.ts": "", "x.gen.ts": ""}
    )
    write(
        root, {"x.min.js": "", "package.json": "{}", "tests/helper.ts": "", "legacy/old.ts": "", "legacy/old.css": ""}
    )
    (root / "link.ts").symlink_to("real/a.ts")
    (root / "folder").symlink_to("real")
    (root / "out").symlink_to("/")
    (root / "link.css").symlink_to("nowhere")
    if with_git:
        repository(root, {})
    tree = scan(root, ScanOptions(exclude=("legacy/",), max_file_size=40))
    assert [(file.path, file.reason) for file in tree.files] == [
        ("real/a.ts", None),
        ("x.d.ts", "declaration"),
        ("x.gen.ts", "generated"),
    ]
    assert tree.links == (("folder", "real"), ("link.ts", "real/a.ts"))
    assert list(tree.skipped) == [
        Skipped("big.ts", "too-large", "50 bytes"),
        Skipped("folder", "symlink", "to real"),
        Skipped("legacy/old.ts", "excluded"),
        Skipped("link.ts", "symlink", "to real/a.ts"),
        Skipped("out", "symlink", "to an absolute path"),
        Skipped("tests/helper.ts", "test"),
        Skipped("x.min.js", "minified"),
        Skipped("x.stories.tsx", "story"),
        Skipped("x.test.ts", "test"),
    ]
    sources = {"real/a.ts", "big.ts", "x.test.ts", "x.stories.tsx", "x.d.ts", "x.gen.ts", "x.min.js"}
    assert tree.paths == sources | {"package.json", "tests/helper.ts", "legacy/old.ts", "legacy/old.css"}


def test_the_configuration_of_test_runners_is_read_all_the_same(tmp_path: Path) -> None:
    read = [
        ".storybook/main.ts",
        "app/jest.config.e2e.js",
        "e2e/playwright.config.ts",
        "jest-preset.js",
        "vitest.workspace.ts",
    ]
    left = [
        ".storybook/preview.ts",
        "__tests__/case/vite.config.ts",
        "a.config.test.ts",
        "app/jest.setup.js",
        "e2e/site/next.config.js",
        "legacy/jest.config.js",
        "setupTests.ts",
    ]
    write(tmp_path, dict.fromkeys(["app/package.json", *read, *left], ""))
    tree = scan(tmp_path, ScanOptions(exclude=("legacy/",)))
    assert {(file.path, file.reason) for file in tree.files} == {
        (path, "story" if path.startswith(".storybook") else "test") for path in read
    }
    assert sorted(entry.path for entry in tree.skipped) == left


def test_reasons_that_are_kept_do_not_count(tmp_path: Path) -> None:
    write(
        tmp_path, {"a.test.ts": "", "a.stories.tsx": "", "a.d.ts": "", "__tests__/b.gen.ts": "", "__tests__/c.ts": ""}
    )
    tree = scan(tmp_path, ScanOptions(keep=frozenset({"test", "story"})))
    assert [(file.path, file.reason) for file in tree.files] == [
        ("__tests__/b.gen.ts", "generated"),
        ("__tests__/c.ts", None),
        ("a.d.ts", "declaration"),
        ("a.stories.tsx", None),
        ("a.test.ts", None),
    ]
    assert reasons(tree) == {}


def test_excludes_are_gitignore_patterns(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(["a/x.ts", "a/keep.ts", "b/a/x.ts", "c.ts", "d/e/f.ts"], ""))
    tree = scan(tmp_path, ScanOptions(exclude=("/a/*", "!keep.ts", "**/f.ts")))
    assert reasons(tree) == {"a/x.ts": "excluded", "d/e/f.ts": "excluded"}


@pytest.mark.parametrize("with_git", [True, False])
def test_stocktakeignore_takes_files_out_of_view(tmp_path: Path, with_git: bool) -> None:
    files = {".stocktakeignore": "vendor/\n*.x.ts\n", "vendor/a.ts": "", "vendor/package.json": "{}", "b.x.ts": ""}
    files |= {"sub/.stocktakeignore": "!keep.x.ts\n/only.ts\n", "sub/keep.x.ts": "", "sub/only.ts": "", "only.ts": ""}
    root = repository(tmp_path, files) if with_git else write(tmp_path, files)
    (root / "vendor" / "link.ts").symlink_to("a.ts")
    tree = scan(root, ScanOptions())
    assert paths(tree) == ["only.ts", "sub/keep.x.ts"]
    assert tree.skipped == ()
    assert tree.paths == {".stocktakeignore", "sub/.stocktakeignore", "only.ts", "sub/keep.x.ts"}
    assert tree.configs == ()


def test_an_ignored_stocktakeignore_does_not_count(tmp_path: Path) -> None:
    root = repository(tmp_path, {".gitignore": ".stocktakeignore\n", "a.ts": ""})
    write(root, {".stocktakeignore": "*.ts\n"})
    assert paths(scan(root, ScanOptions())) == ["a.ts"]


def test_folders_of_state_and_cache_are_never_in_view(tmp_path: Path) -> None:
    write(tmp_path, {".claude/state/a.ts": "", ".claude/b.ts": "", ".stocktake/c.ts": "", "x/.stocktake/d.ts": ""})
    tree = scan(tmp_path, ScanOptions(never=(".claude/state", ".stocktake")))
    assert paths(tree) == [".claude/b.ts", "x/.stocktake/d.ts"]
    assert tree.paths == {".claude/b.ts", "x/.stocktake/d.ts"}


def test_tracked_dependencies_are_not_in_view(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.ts": ""})
    write(root, {"node_modules/x/i.ts": "", "p/node_modules/y/package.json": "{}"})
    (root / "p" / "q").mkdir()
    (root / "p" / "q" / "node_modules").symlink_to("../node_modules")
    git(root, "add", "-f", ".")
    tree = scan(root, ScanOptions())
    assert (tree.paths, tree.skipped) == (frozenset({"a.ts"}), ())


def test_a_subfolder_of_a_repository_is_scanned_alone(tmp_path: Path) -> None:
    files = {
        ".gitignore": "*.log.ts\n",
        "apps/web/a.ts": "",
        "apps/web/.gitignore": "gen/\n",
        "b.ts": "",
        "package.json": "{}",
    }
    root = repository(tmp_path, files)
    write(root, {"apps/web/x.log.ts": "", "apps/web/gen/y.ts": "", "apps/web/new.ts": ""})
    tree = scan(root / "apps" / "web", ScanOptions())
    assert paths(tree) == ["a.ts", "new.ts"]
    assert tree.root == str(root / "apps" / "web")
    assert tree.configs == ()


def test_special_files_are_reported(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": ""})
    os.mkfifo(tmp_path / "pipe.ts")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(tmp_path)
        try:
            listener.bind("socket.ts")
        finally:
            os.chdir(here)
        tree = scan(tmp_path, ScanOptions())
    assert list(tree.skipped) == [
        Skipped("pipe.ts", "special-file", "fifo"),
        Skipped("socket.ts", "special-file", "socket"),
    ]
    assert tree.paths == {"a.ts"}


def test_a_tracked_file_may_have_become_something_else(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.ts": "", "pipe.ts": "", "link.ts": "", "gone.ts": "", "folder.ts": ""})
    for name in ("pipe.ts", "link.ts", "gone.ts", "folder.ts"):
        (root / name).unlink()
    os.mkfifo(root / "pipe.ts")
    (root / "link.ts").symlink_to("a.ts")
    write(root, {"folder.ts/inner.ts": ""})
    tree = scan(root, ScanOptions())
    assert paths(tree) == ["a.ts", "folder.ts/inner.ts"]
    assert list(tree.skipped) == [Skipped("link.ts", "symlink", "to a.ts"), Skipped("pipe.ts", "special-file", "fifo")]
    assert tree.paths == {"a.ts", "folder.ts/inner.ts"}


@pytest.mark.parametrize("with_git", [True, False])
def test_names_that_are_not_utf8_are_reported_in_escapes(tmp_path: Path, with_git: bool) -> None:
    folder = os.fsencode(tmp_path) + b"/r\xe9p"
    try:
        os.mkdir(folder)  # noqa: PTH102 - pathlib has no paths of bytes
    except OSError:
        pytest.skip("the file system takes only UTF-8")
    for name in (folder + b"/a.ts", folder + b"/b.css", os.fsencode(tmp_path) + b"/\xff\xc3\xa9.ts"):
        with open(name, "wb"):
            pass
    write(tmp_path, {"é.ts": "", "new\nline.ts": ""})
    if with_git:
        repository(tmp_path, {})
    tree = scan(tmp_path, ScanOptions())
    assert paths(tree) == ["new\nline.ts", "é.ts"]
    assert list(tree.skipped) == [Skipped("\\xffé.ts", "path-encoding"), Skipped("r\\xe9p/a.ts", "path-encoding")]
    assert tree.paths == {"é.ts", "new\nline.ts"}


def test_a_folder_of_tracked_files_that_cannot_be_listed_is_reported_as_one() -> None:
    with unprivileged() as folder:
        root = repository(folder, {"a.ts": "", "closed/b.ts": ""})
        (root / "closed").chmod(0)
        try:
            tree = scan(root, ScanOptions())
        finally:
            (root / "closed").chmod(0o755)
    assert paths(tree) == ["a.ts"]
    assert reasons(tree) == {"closed": "unreadable"}
    assert tree.diagnostics == ()


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize("with_git", [True, False])
def test_files_of_a_folder_that_cannot_be_entered_are_reported(with_git: bool, tracked: bool) -> None:
    """It can be listed, so git tells of them."""
    with unprivileged() as folder:
        root = write(folder, {"a.ts": "", "half/b.ts": "", "half/package.json": "{}", "half/c.css": ""})
        (root / "half" / "link.ts").symlink_to("b.ts")
        if with_git:
            repository(folder, {}, commit=tracked)
        (root / "half").chmod(0o444)
        try:
            tree = scan(root, ScanOptions())
        finally:
            (root / "half").chmod(0o755)
    assert paths(tree) == ["a.ts"]
    assert reasons(tree) == {"half/b.ts": "unreadable", "half/link.ts": "unreadable"}
    assert tree.paths - {"half/link.ts"} == {"a.ts", "half/b.ts", "half/package.json", "half/c.css"}
    assert [d.message for d in tree.diagnostics if d.path] == ["not read: unreadable (permission denied)"]


@pytest.mark.parametrize("with_git", [True, False])
def test_a_folder_that_cannot_be_listed_is_reported(with_git: bool) -> None:
    with unprivileged() as folder:
        # Also from a subfolder, where git may name folders from elsewhere.
        root = write(folder, {"sub/a.ts": "", "sub/closed/b.ts": "", "sub/x/closed/c.ts": ""}) / "sub"
        if with_git:
            git(folder, "init", "-q")
        for closed in ("closed", "x/closed"):
            (root / closed).chmod(0)
        try:
            tree = scan(root, ScanOptions())
        finally:
            for closed in ("closed", "x/closed"):
                (root / closed).chmod(0o755)
    assert paths(tree) == ["a.ts"]
    assert list(tree.skipped) == [
        Skipped("closed", "unreadable", "permission denied"),
        Skipped("x/closed", "unreadable", "permission denied"),
    ]
    assert tree.diagnostics == ()


def test_a_root_that_cannot_be_scanned_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"file.ts": ""})
    with pytest.raises(SourceError, match="no such folder"):
        scan(tmp_path / "none", ScanOptions())
    with pytest.raises(SourceError, match="not a folder"):
        scan(tmp_path / "file.ts", ScanOptions())
    with unprivileged() as folder:
        (folder / "closed").mkdir(0o000)
        with pytest.raises(SourceError, match="cannot be listed"):
            scan(folder / "closed", ScanOptions())


def test_a_root_behind_a_link_is_the_same_root(tmp_path: Path) -> None:
    write(tmp_path / "real", {"a.ts": ""})
    (tmp_path / "link").symlink_to("real")
    assert scan(tmp_path / "link", ScanOptions()) == scan(tmp_path / "real", ScanOptions())


def test_an_empty_root_gives_an_empty_tree(tmp_path: Path) -> None:
    tree = scan(tmp_path, ScanOptions())
    assert (tree.files, tree.skipped, tree.paths, tree.configs, tree.diagnostics) == ((), (), frozenset(), (), ())


def test_a_repository_without_a_commit_is_scanned(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.ts": "", ".gitignore": "b.ts", "b.ts": ""}, commit=False)
    (root / "link.ts").symlink_to("a.ts")
    tree = scan(root, ScanOptions())
    assert paths(tree) == ["a.ts"]
    assert reasons(tree) == {"link.ts": "symlink"}


def test_test_folders_belong_to_packages(tmp_path: Path) -> None:
    files = ["packages/a/package.json", "packages/a/test/x.ts", "packages/a/src/test/y.ts", "packages/b/test/z.ts"]
    tree = scan(write(tmp_path, dict.fromkeys(files, "{}")), ScanOptions())
    assert reasons(tree) == {"packages/a/test/x.ts": "test"}
