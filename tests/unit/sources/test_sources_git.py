"""git is asked safely: nothing of the repository runs, and a git that does not answer is no catastrophe."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from source_trees import git, hermetic, repository, write

from stocktake.errors import SourceError
from stocktake.sources.git import GitError, find_git, git_environment, list_files, run_git
from stocktake.sources.scan import ScanOptions, scan
from stocktake.sources.view import list_view


@pytest.fixture(autouse=True)
def _hermetic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hermetic(monkeypatch, tmp_path)


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_programs_named_by_the_repository_do_not_run(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"a.ts": "", ".gitattributes": "* filter=x diff=x\n"})
    marker = tmp_path / "ran"
    trap = program(tmp_path / "trap", f"echo $0 >> {marker}; cat")
    settings = ["core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "diff.external"]
    for name in [*settings, "filter.x.clean", "filter.x.smudge", "diff.x.textconv", "credential.helper"]:
        git(root, "config", name, str(trap))
    git(root, "config", "core.hooksPath", str(tmp_path / "hooks"))
    git(root, "config", "alias.ls-files", f"!{trap}")
    for hook in ("post-index-change", "fsmonitor-watchman", "post-checkout"):
        shutil.copy(trap, program(tmp_path / "hooks" / hook, ""))
        shutil.copy(trap, program(root / ".git" / "hooks" / hook, ""))
    write(root, {"a.ts": "changed", "b.ts": ""})
    marker.unlink(missing_ok=True)
    assert [file.path for file in scan(root, ScanOptions()).files] == ["a.ts", "b.ts"]
    assert not marker.exists()


def test_the_trap_works(tmp_path: Path) -> None:
    """Without the hardening the same repository does run a program; else the test above proves nothing."""
    root = repository(tmp_path / "r", {"a.ts": ""})
    marker = tmp_path / "ran"
    git(root, "config", "core.fsmonitor", str(program(tmp_path / "trap", f"echo >> {marker}")))
    git(root, "ls-files", "--others")
    assert marker.exists()


def test_an_embedded_bare_repository_is_not_used(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"a.ts": ""})
    bare = root / "sub"
    git(root, "init", "-q", "--bare", "sub")
    marker = tmp_path / "ran"
    trap = program(tmp_path / "trap", f"echo >> {marker}")
    (bare / "config").write_text(f"[core]\n\tbare = false\n\tworktree = {bare}\n\tfsmonitor = {trap}\n")
    write(bare, {"b.ts": ""})
    tree = scan(bare, ScanOptions())
    assert [file.path for file in tree.files] == ["b.ts"]
    assert not marker.exists()


def test_git_is_taken_from_an_absolute_folder_outside_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "r"
    program(root / "node_modules" / ".bin" / "git", "exit 0")
    outside = program(tmp_path / "bin" / "git", "exit 0")
    (tmp_path / "link").symlink_to(root / "node_modules" / ".bin")
    (tmp_path / "folder" / "git").mkdir(parents=True)
    monkeypatch.chdir(root / "node_modules" / ".bin")
    inside = [".", "", str(root / "node_modules" / ".bin"), str(tmp_path / "link"), str(tmp_path / "folder")]
    monkeypatch.setenv("PATH", os.pathsep.join(inside))
    assert find_git(str(root)) is None
    monkeypatch.setenv("PATH", os.pathsep.join([*inside, str(tmp_path / "bin")]))
    assert find_git(str(root)) == str(outside)


def test_variables_set_by_a_hook_do_not_mislead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "r", {"a.ts": ""})
    other = repository(tmp_path / "other", {"b.ts": ""})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    assert list_files(str(root)).tracked == [b"a.ts"]
    kept = {name for name in git_environment() if name.startswith("GIT_")}
    assert not kept & {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CONFIG_COUNT"}


def test_git_reports_what_is_tracked_and_what_is_not(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.ts": "", "gone.ts": "", ".gitignore": "ig*\n", "sub/b.ts": ""})
    write(root, {"ignored.ts": "", "ig/forced.ts": "", "new.ts": "", "node_modules/x/i.ts": ""})
    git(root, "add", "-f", "ig/forced.ts")
    (root / "gone.ts").unlink()
    (root / "link.ts").symlink_to("a.ts")
    git(root, "add", "link.ts")
    listing = list_files(str(root))
    assert sorted(listing.tracked) == [b".gitignore", b"a.ts", b"ig/forced.ts", b"sub/b.ts"]
    assert listing.untracked == [b"new.ts"]
    assert listing.symlinks == [b"link.ts"]
    assert list_files(str(root / "sub")).tracked == [b"b.ts"]


@pytest.mark.parametrize("ids", ["sha1", "sha256"])
def test_paths_are_told_whatever_they_look_like(tmp_path: Path, ids: str) -> None:
    names = ["? a.ts", "H 100644 b.ts", "run.ts", "tab\t0\t.ts", "line\n.ts", "caf\u00e9.ts"]
    git(tmp_path, "init", "-q", f"--object-format={ids}", "root")
    root = tmp_path / "root"
    write(root, dict.fromkeys(names, ""))
    (root / "run.ts").chmod(0o755)
    git(root, "add", "-A")
    write(root, {"H 100644 new.ts": "", "other\t.ts": ""})
    listing = list_files(str(root))
    assert sorted(listing.tracked) == sorted(map(os.fsencode, names))
    assert sorted(listing.untracked) == [b"H 100644 new.ts", b"other\t.ts"]


def test_files_in_conflict_are_listed(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.ts": "base\n"})
    git(root, "checkout", "-q", "-b", "other")
    write(root, {"a.ts": "other\n"})
    git(root, "commit", "-q", "-a", "-m", "other")
    git(root, "checkout", "-q", "main")
    write(root, {"a.ts": "main\n"})
    git(root, "commit", "-q", "-a", "-m", "main")
    with pytest.raises(Exception, match="merge"):
        git(root, "merge", "-q", "other")
    assert [file.path for file in scan(root, ScanOptions()).files] == ["a.ts"]


@pytest.mark.parametrize(
    "needed",
    ["out/b.ts", "out/b.d.ts", "out/package.json", "out/base.json", ".config/stocktake.toml", "out/.stocktakeignore"],
)
def test_a_sparse_checkout_without_files_that_count_is_refused(tmp_path: Path, needed: str) -> None:
    tsconfig = '{"extends": "../out/base.json"}'
    root = repository(tmp_path, {"in/a.ts": "", "in/tsconfig.json": tsconfig, needed: "{}", "out/x.md": ""})
    git(root, "sparse-checkout", "set", "in")
    with pytest.raises(SourceError, match=rf"lacks 1 tracked file .* such as {needed}: "):
        scan(root, ScanOptions())


def test_a_sparse_checkout_without_a_link_is_refused(tmp_path: Path) -> None:
    """Only what it leads to could tell whether it counts."""
    root = repository(tmp_path, {"in/a.ts": "", "out/real/x.md": ""}, commit=False)
    (root / "out" / "link").symlink_to("real")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "files")
    git(root, "sparse-checkout", "set", "in")
    with pytest.raises(SourceError, match="such as out/link"):
        scan(root, ScanOptions())


def test_a_sparse_checkout_is_whole_without_what_is_not_read(tmp_path: Path) -> None:
    """Tests, excluded files, and files of which only the presence counts."""
    files = dict.fromkeys(["in/a.ts", "out/c.test.ts", "out/d.json", "out/e.css", "legacy/f.ts", "own/g.ts"], "{}")
    root = repository(tmp_path, {**files, ".stocktakeignore": "own/\n"})
    whole = scan(root, ScanOptions(exclude=("legacy/",)))
    git(root, "sparse-checkout", "set", "in")
    part = scan(root, ScanOptions(exclude=("legacy/",)))
    assert not (root / "out").exists()
    assert (part.paths, part.skipped) == (whole.paths, whole.skipped)
    assert [file.path for file in part.files] == [file.path for file in whole.files] == ["in/a.ts"]


def test_a_submodule_left_out_of_a_sparse_checkout_is_reported(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"in/a.ts": ""})
    repository(root / "out" / "other", {"b.ts": ""})
    git(root, "add", "out/other")
    git(root, "commit", "-q", "-m", "submodule")
    shutil.rmtree(root / "out")
    git(root, "sparse-checkout", "set", "in")
    git(root, "update-index", "--skip-worktree", "out/other")
    assert [(s.path, s.reason) for s in scan(root, ScanOptions()).skipped] == [("out/other", "submodule")]


def test_a_submodule_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = repository(tmp_path / "other", {"b.ts": ""})
    root = repository(tmp_path / "r", {"a.ts": ""})
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "libs/other")
    with_git = scan(root, ScanOptions())
    assert [(s.path, s.reason) for s in with_git.skipped] == [("libs/other", "submodule")]
    assert [file.path for file in with_git.files] == ["a.ts"]
    monkeypatch.setenv("PATH", "")
    without = scan(root, ScanOptions())
    assert (without.files, without.skipped, without.paths) == (with_git.files, with_git.skipped, with_git.paths)


def test_without_git_the_walk_takes_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path, {"a.ts": "", ".gitignore": "x/\n", "x/b.ts": "", "package.json": "{}"})
    with_git = scan(root, ScanOptions())
    monkeypatch.setenv("PATH", "")
    without = scan(root, ScanOptions())
    assert (without.files, without.paths, without.configs) == (with_git.files, with_git.paths, with_git.configs)
    assert [d.path for d in without.diagnostics] == [""]
    assert without.diagnostics[0].message.startswith("git is not installed")


def test_no_repository_needs_no_diagnostic(tmp_path: Path) -> None:
    assert list_view(str(write(tmp_path, {"a.ts": ""})))[1] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_repository_of_another_user_is_walked(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"a.ts": "", ".gitignore": "b.ts\n", "b.ts": ""})
    for path in [root, *root.rglob("*")]:
        os.chown(path, 12345, 12345)
    tree = scan(root, ScanOptions())
    assert [file.path for file in tree.files] == ["a.ts"]
    assert "another user owns it" in tree.diagnostics[0].message


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo \"fatal: detected dubious ownership in repository at '/x'\" >&2; exit 128", "another user owns it"),
        ("echo 'fatal: not a git repository' >&2; exit 128", "does not recognise"),
        ("exit 3", "exit code 3"),
        ("kill -9 $$", "exit code -9"),
    ],
)
def test_a_git_that_fails_is_replaced_by_the_walk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    root = repository(tmp_path / "r", {"a.ts": ""})
    program(tmp_path / "bin" / "git", script)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    tree = scan(root, ScanOptions())
    assert [file.path for file in tree.files] == ["a.ts"]
    assert words in tree.diagnostics[0].message


def test_a_git_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin" / "git", "exec sleep 20")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    with pytest.raises(GitError, match=r"within 0\.1 seconds"):
        run_git(str(write(tmp_path / "r", {"a.ts": ""})), "version", timeout=0.1)


def test_a_git_that_cannot_start_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "bin" / "git"
    broken.parent.mkdir()
    broken.write_bytes(b"\x7fELF broken")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(broken.parent))
    with pytest.raises(GitError, match="could not be started"):
        run_git(str(write(tmp_path / "r", {"a.ts": ""})), "version")


def test_a_broken_index_is_no_catastrophe(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.ts": ""})
    (root / ".git" / "index").write_bytes(b"rubbish" * 10)
    tree = scan(root, ScanOptions())
    assert [file.path for file in tree.files] == ["a.ts"]
    assert "cannot read the index" in tree.diagnostics[0].message


def test_a_root_that_the_repository_ignores_is_listed_as_if_alone(tmp_path: Path) -> None:
    root = repository(tmp_path, {".gitignore": "build/\n", "a.ts": ""})
    write(root, {"build/out/b.ts": "", "build/out/.gitignore": "c.ts\n", "build/out/c.ts": ""})
    tree = scan(root / "build" / "out", ScanOptions())
    assert [file.path for file in tree.files] == ["b.ts"]
    assert tree.diagnostics == ()


def test_the_users_own_ignore_file_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = write(tmp_path / "home", {"git/ignore": "private.ts\n"})
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    root = repository(tmp_path / "r", {"a.ts": ""})
    write(root, {"private.ts": ""})
    assert [file.path for file in scan(root, ScanOptions()).files] == ["a.ts"]
