"""The hooks and the merge driver at work, in real repositories."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from e2e_repository import STATE, Repository, snapshot

MARKER = ".git/stocktake-merge"


def hook_file(name: str) -> str:
    return f"export function {name}(a: number) {{ return a; }}\n"


def branches(repository: Repository, ours: dict[str, str], theirs: dict[str, str]) -> None:
    """Two branches that both wrote the state again; ``main`` is checked out."""
    repository.git("checkout", "--quiet", "-b", "theirs")
    repository.commit(theirs, "theirs")
    repository.git("checkout", "--quiet", "main")
    repository.commit(ours, "ours")


def has_conflict(repository: Repository) -> bool:
    return bool(repository.git("ls-files", "--unmerged"))


def committed_is_fresh(repository: Repository, tmp_path: Path) -> bool:
    """Whether the last commit, checked out elsewhere, has a fresh state."""
    clone = Repository(tmp_path / "clone", repository.env)
    repository.git("clone", "--quiet", str(repository.root), str(clone.root))
    return clone.is_fresh()


# The pre-commit hook


def test_a_stale_commit_is_refused(installed: Repository) -> None:
    installed.write({"src/hooks/useNew.ts": hook_file("useNew")})
    installed.git("add", "src")
    said = installed.git("commit", "-m", "stale", fails=True)
    assert "+ src/hooks/useNew.ts: new" in said
    installed.discover()
    assert "useNew.ts: new" in installed.git("commit", "-m", "the state is not staged", fails=True)
    installed.git("add", STATE)
    assert "stocktake" not in installed.git("commit", "-m", "fresh")


@pytest.mark.parametrize("staged_in_part", [False, True])
@pytest.mark.parametrize(("ignore", "why"), [(".claude/\n", "git ignores .claude/state"), ("", "not in git yet")])
def test_a_state_that_will_not_be_in_the_commit_is_none(
    installed: Repository, ignore: str, why: str, staged_in_part: bool
) -> None:
    """However fresh it lies in the work tree; the reason tells what to do about it."""
    installed.git("rm", "--quiet", "-r", "--cached", STATE)
    installed.write({".gitignore": f".stocktake/\n{ignore}"})
    installed.git("add", ".gitignore")
    installed.discover()
    if staged_in_part:
        installed.write({"src/hooks/useThing.ts": hook_file("useOther")})
    said = installed.git("commit", "-m", "without inventories", fails=True)
    assert why in said and "nothing was published here yet" in said
    installed.git("checkout", "--quiet", "--", "src")
    installed.write({".gitignore": ".stocktake/\n"})
    installed.git("add", ".gitignore", STATE)
    installed.git("commit", "-m", "with inventories")


def test_what_is_not_staged_does_not_count(installed: Repository, tmp_path: Path) -> None:
    """The commit is judged, not the work tree: a state that describes unstaged edits is refused, an unstaged edit
    beside a state that describes what is staged is not."""
    installed.commit({"src/a.ts": "export const a = 1;\n"}, "a")
    installed.write({"src/a.ts": "export const a = 2;\n", "README.md": "edited\n"})
    installed.git("add", "README.md")
    before = snapshot(installed.root)
    installed.git("commit", "-m", "only the text")
    assert snapshot(installed.root) == before
    installed.discover()
    installed.git("add", STATE)
    assert "~ src/a.ts: modified" in installed.git("commit", "-m", "state without source", fails=True)
    installed.git("add", "src/a.ts")
    installed.git("commit", "-m", "both")
    installed.write({"src/untracked.ts": "export const b = 1;\n"})
    installed.git("commit", "--allow-empty", "-m", "beside an untracked source")
    assert committed_is_fresh(installed, tmp_path)


def test_commit_all_and_commit_of_one_path(installed: Repository, tmp_path: Path) -> None:
    """git gives their hooks another index."""
    installed.write({"src/hooks/useThing.ts": hook_file("useThing")})
    assert "useThing.ts: modified" in installed.git("commit", "--all", "-m", "stale", fails=True)
    assert "useThing.ts: modified" in installed.git("commit", "-m", "stale", "--", "src", fails=True)
    installed.discover()
    assert "useThing.ts: modified" in installed.git("commit", "-m", "stale", "--", "src", fails=True)
    installed.git("commit", "--all", "-m", "fresh")
    assert committed_is_fresh(installed, tmp_path)


def test_a_repository_inside_that_is_not_tracked_does_not_count(installed: Repository, tmp_path: Path) -> None:
    """Such as a work tree of an agent: another checkout of the same commit has none."""
    installed.git("worktree", "add", "--quiet", ".claude/worktrees/feature")
    installed.stocktake("check", "--staged")
    assert installed.is_fresh()
    installed.write({"src/a.ts": "export const a = 1;\n"})
    installed.discover()
    installed.git("add", "src", STATE)
    installed.git("commit", "-m", "beside it")
    assert committed_is_fresh(installed, tmp_path)
    installed.git("worktree", "remove", ".claude/worktrees/feature")
    installed.git("commit", "--allow-empty", "-m", "without it")


@pytest.mark.parametrize("made_with", ["false", "true"])
def test_other_line_ends_are_told_as_such(repository: Repository, made_with: str) -> None:
    """The digests are of the bytes on the disk: a state made of other line ends is stale, and that is said."""
    made = Repository(repository.root.parent / "made", repository.env)
    clone = Repository(repository.root.parent / "clone", repository.env)
    repository.git("clone", "--quiet", "--config", f"core.autocrlf={made_with}", str(repository.root), str(made.root))
    for key, value in (("user.name", "Somebody"), ("user.email", "somebody@example.com")):
        made.git("config", key, value)
    made.stocktake("init", "--write", "--pieces", "attributes")
    made.commit({}, "inventories")
    other = "true" if made_with == "false" else "false"
    repository.git("clone", "--quiet", "--config", f"core.autocrlf={other}", str(made.root), str(clone.root))
    assert "differ in line ends alone" in clone.stocktake("check", code=1)
    assert "differ in line ends alone" in clone.stocktake("discover")
    clone.write({"src/ui/Button.tsx": "export const Button = () => <a />;\n"})
    assert "line ends" not in clone.stocktake("check", code=1)
    assert "line ends" not in clone.stocktake("discover")


def test_other_line_ends_of_the_state_are_told_as_such(repository: Repository) -> None:
    """Without the attributes of ``init`` git changes those of the state too: nobody edited it."""
    repository.commit({}, "inventories")
    clone = Repository(repository.root.parent / "clone", repository.env)
    repository.git("clone", "--quiet", "--config", "core.autocrlf=true", str(repository.root), str(clone.root))
    said = clone.stocktake("check", code=1)
    assert "manifest.json: edited: differs from what was published in line ends alone" in said
    assert "the files of the state have other line ends" in said
    assert "the files of the state have other line ends" in clone.stocktake("discover")


@pytest.mark.parametrize("cone", [("--cone", "src"), ("--no-cone", "/*", "!*.md")])
def test_a_sparse_checkout_without_the_state(installed: Repository, cone: tuple[str, ...]) -> None:
    """It is in git, and to write it again would be of no use."""
    installed.git("status")  # a copy, as below
    installed.git("sparse-checkout", "set", *cone)
    assert "this sparse checkout leaves it out in whole or in part" in installed.stocktake("check", code=1)
    installed.stocktake("check", "--staged")


def test_a_state_that_git_ignores(installed: Repository) -> None:
    """A run does not help: what does is said first."""
    installed.git("rm", "--quiet", "-r", "--cached", STATE)
    installed.write({".gitignore": ".claude/\n"})
    said = installed.stocktake("check", "--staged", code=1)
    assert "take it out of .gitignore" in said and "do first what is said above" in said


@pytest.mark.parametrize("kind", ["--no-sparse-index", "--sparse-index"])
def test_a_sparse_checkout(installed: Repository, kind: str) -> None:
    """What it leaves out is judged as staged, and nobody takes it for deleted. Tracked is also what is ignored."""
    installed.write({"src/ui/ignored.ts": "export const a = 1;\n", "src/ui/.gitignore": "ignored.ts\n"})
    installed.git("add", "--force", "src/ui/ignored.ts")
    installed.commit({}, "ignored")
    installed.git("status")  # a copy: git leaves alone what it has not looked at
    installed.git("sparse-checkout", "set", kind, "src/hooks", ".claude")
    assert not (installed.root / "src/ui").exists()
    before = snapshot(installed.root / STATE)
    for command in ("discover", "check"):
        assert "lacks 3 tracked files that the inventories are made from" in installed.stocktake(command, code=2)
    assert "stocktake" not in installed.git("commit", "--allow-empty", "-m", "fresh")
    assert snapshot(installed.root / STATE) == before
    installed.write({"src/hooks/useNew.ts": hook_file("useNew")})
    installed.git("add", "src/hooks")
    said = installed.git("commit", "-m", "stale", fails=True)
    assert "1 reason" in said
    assert "+ src/hooks/useNew.ts: new" in said


def test_a_sparse_checkout_of_a_partial_clone(installed: Repository) -> None:
    installed.git("config", "uploadpack.allowFilter", "true")
    clone = Repository(installed.root.parent / "clone", installed.env)
    source = installed.root.as_uri()
    installed.git("clone", "--quiet", "--sparse", "--filter=blob:none", source, str(clone.root))
    assert "a partial clone" in clone.stocktake("check", "--staged", code=2)


def test_a_file_that_is_only_announced_is_not_in_the_commit(installed: Repository) -> None:
    installed.write({"src/hooks/useNew.ts": hook_file("useNew")})
    installed.git("add", "--intent-to-add", "src/hooks/useNew.ts")
    installed.stocktake("check", "--staged")
    installed.git("add", "src/hooks/useNew.ts")
    assert "+ src/hooks/useNew.ts: new" in installed.stocktake("check", "--staged", code=1)


@pytest.mark.parametrize("flag", ["assume-unchanged", "skip-worktree"])
def test_an_edit_that_git_is_told_to_overlook_is_not_in_the_commit(installed: Repository, flag: str) -> None:
    installed.git("update-index", f"--{flag}", "src/hooks/useThing.ts")
    installed.write({"src/hooks/useThing.ts": hook_file("useOther")})
    installed.stocktake("check", "--staged")
    assert "useThing.ts: modified" in installed.stocktake("check", code=1)


def test_a_missing_command_is_said_and_stops_nobody(installed: Repository) -> None:
    for program in ("git", "sh"):
        link = installed.root.parent / "bin" / program
        link.parent.mkdir(exist_ok=True)
        found = next(
            folder
            for folder in os.environ["PATH"].split(os.pathsep)
            if os.access(os.path.join(folder, program), os.X_OK)
        )
        link.symlink_to(os.path.join(found, program))
    installed.env["PATH"] = str(installed.root.parent / "bin")
    said = installed.git("commit", "--allow-empty", "-m", "without")
    assert "stocktake is not on the PATH: the inventories were not checked" in said


# Merges


def test_a_merge_writes_the_state_again(installed: Repository, tmp_path: Path) -> None:
    branches(
        installed,
        {"src/hooks/useOurs.ts": hook_file("useOurs"), "src/both.ts": "export const both = 1;\n"},
        {"src/hooks/useTheirs.ts": hook_file("useTheirs"), "src/both.ts": "export const both = 1;\n"},
    )
    said = installed.git("merge", "--no-edit", "theirs")
    assert "written again and staged" in said
    assert installed.is_fresh()
    assert not (installed.root / MARKER).exists()
    installed.git("commit", "--amend", "--no-edit")
    assert installed.git("status", "--short") == ""
    assert installed.git("rev-list", "--parents", "-1", "HEAD").count(" ") == 2
    assert committed_is_fresh(installed, tmp_path)


def test_the_files_of_others_in_the_state_folder_merge_as_ever(installed: Repository) -> None:
    """The driver takes one side whole: of anything but a file of stocktake that would be a loss."""
    mine = (f"{STATE}/guide.md", f"{STATE}/data/x.json", f"{STATE}/hooks-inventory/notes.md")
    installed.commit(dict.fromkeys(mine, "mine\n"), "mine")
    branches(
        installed,
        {**dict.fromkeys(mine, "ours\n"), "src/ours.ts": hook_file("useOurs")},
        {**dict.fromkeys(mine, "theirs\n"), "src/theirs.ts": hook_file("useTheirs")},
    )
    installed.git("merge", "theirs", fails=True)
    assert sorted(installed.git("diff", "--name-only", "--diff-filter=U").split()) == sorted(mine)


def test_every_file_of_the_state_has_the_attributes(installed: Repository) -> None:
    installed.commit({"src/more.ts": "export const a = 1;\n"}, "more")
    files = installed.git("ls-files", STATE).split()
    asked = installed.git("check-attr", "merge", "eol", "--", *files).splitlines()
    assert {line.rpartition(": ")[2] for line in asked} == {"stocktake", "lf"} and len(asked) == 2 * len(files)


def test_without_hooks_the_merged_state_is_stale_and_says_so(installed: Repository) -> None:
    """The driver computes nothing and the hook may never run: the state must not look fresh by accident."""
    branches(
        installed,
        {"src/hooks/useOurs.ts": hook_file("useOurs")},
        {"src/ui/Theirs.tsx": "export const Theirs = () => <p/>;\n"},
    )
    installed.git("-c", "core.hooksPath=/dev/null", "merge", "--no-edit", "theirs")
    assert not has_conflict(installed)
    assert (installed.root / MARKER).exists()
    assert not installed.is_fresh()
    assert "<<<<" not in (installed.root / STATE / "manifest.json").read_text()
    installed.discover()
    assert installed.is_fresh()


def test_a_conflict_elsewhere_is_the_only_one(installed: Repository, tmp_path: Path) -> None:
    """Whoever resolves it commits, and the commit has the state of what they resolved."""
    branches(
        installed,
        {"src/hooks/useThing.ts": hook_file("useOurs")},
        {"src/hooks/useThing.ts": hook_file("useTheirs"), "src/x.ts": "export const x = 1;\n"},
    )
    installed.git("merge", "theirs", fails=True)
    assert installed.git("diff", "--name-only", "--diff-filter=U").split() == ["src/hooks/useThing.ts"]
    installed.write({"src/hooks/useThing.ts": hook_file("useBoth")})
    installed.git("add", "src")
    assert "they are in the commit" in installed.git("commit", "--no-edit")
    assert not (installed.root / MARKER).exists()
    assert installed.git("status", "--short") == ""
    assert committed_is_fresh(installed, tmp_path)


def test_chunks_added_on_both_sides(installed: Repository) -> None:
    branches(installed, {"lib/a.ts": "export type A = 1;\n"}, {"lib/b.ts": "export type B = 1;\n"})
    assert not (installed.root / STATE / "types-inventory/lib.json").read_text().count("lib/b.ts")
    installed.git("merge", "--no-edit", "theirs")
    assert not has_conflict(installed)
    text = (installed.root / STATE / "types-inventory/lib.json").read_text()
    assert "lib/a.ts" in text and "lib/b.ts" in text
    assert installed.is_fresh()


def test_a_chunk_changed_here_and_gone_there(installed: Repository, tmp_path: Path) -> None:
    """git asks no driver about that: the one conflict that is left, without markers in a file; one line ends it."""
    installed.commit({"lib/a.ts": "export type A = 1;\n"}, "lib")
    installed.git("checkout", "--quiet", "-b", "theirs")
    installed.git("rm", "--quiet", "-r", "lib")
    installed.commit({}, "theirs")
    installed.git("checkout", "--quiet", "main")
    installed.commit({"lib/b.ts": "export type B = 1;\n"}, "ours")
    installed.git("merge", "theirs", fails=True)
    unmerged = installed.git("diff", "--name-only", "--diff-filter=U").split()
    assert unmerged and all(path.startswith(STATE) for path in unmerged)
    assert not any("<<<<" in (installed.root / path).read_text() for path in unmerged)
    assert not installed.is_fresh()
    installed.discover()
    installed.git("add", STATE)
    installed.git("commit", "--no-edit")
    assert committed_is_fresh(installed, tmp_path)


def test_a_merge_that_was_given_up_leaves_nothing_behind(installed: Repository) -> None:
    branches(
        installed, {"src/hooks/useThing.ts": hook_file("useOurs")}, {"src/hooks/useThing.ts": hook_file("useTheirs")}
    )
    installed.git("merge", "theirs", fails=True)
    installed.git("merge", "--abort")
    assert installed.is_fresh()
    assert (installed.root / MARKER).exists()
    installed.git("commit", "--allow-empty", "-m", "something else")
    assert not (installed.root / MARKER).exists()
    assert installed.git("show", "--stat", "--format=", "HEAD") == ""


@pytest.mark.parametrize("edit", ["src/app/Page.tsx", "src/untracked.ts"])
def test_a_state_that_describes_more_than_the_merge_is_not_staged(installed: Repository, edit: str) -> None:
    branches(
        installed,
        {"src/hooks/useOurs.ts": hook_file("useOurs")},
        {"src/hooks/useTheirs.ts": hook_file("useTheirs")},
    )
    installed.write({edit: "export const edited = 1;\n"})
    said = installed.git("merge", "--no-edit", "theirs")
    assert "written again, not staged, because they describe edits that are not" in said
    assert installed.is_fresh()
    assert installed.git("diff", "--cached", "--name-only") == ""


def test_a_cherry_pick_writes_the_state_again(installed: Repository, tmp_path: Path) -> None:
    branches(
        installed,
        {"src/hooks/useOurs.ts": hook_file("useOurs")},
        {"src/hooks/useTheirs.ts": hook_file("useTheirs")},
    )
    assert "written again and staged" in installed.git("cherry-pick", "theirs")
    assert installed.is_fresh()
    installed.git("commit", "--amend", "--no-edit")
    assert committed_is_fresh(installed, tmp_path)


def test_a_revert(installed: Repository) -> None:
    installed.commit({"src/hooks/useOld.ts": hook_file("useOld")}, "old")
    installed.commit({"src/hooks/useNew.ts": hook_file("useNew")}, "new")
    installed.git("revert", "--no-edit", "HEAD~1")
    assert not has_conflict(installed)
    assert installed.is_fresh()


def test_a_rebase_of_several_commits(installed: Repository, tmp_path: Path) -> None:
    installed.git("checkout", "--quiet", "-b", "theirs")
    for name in ("useOne", "useTwo", "useThree"):
        installed.commit({f"src/hooks/{name}.ts": hook_file(name)}, name)
    installed.git("checkout", "--quiet", "main")
    installed.commit({"src/hooks/useOurs.ts": hook_file("useOurs")}, "ours")
    installed.git("checkout", "--quiet", "theirs")
    assert "written again and staged" in installed.git("rebase", "main")
    assert installed.git("log", "--format=%s", "-4").split() == ["useThree", "useTwo", "useOne", "ours"]
    assert installed.is_fresh()
    installed.git("commit", "--amend", "--no-edit")
    assert committed_is_fresh(installed, tmp_path)


def test_a_rebase_with_a_conflict_elsewhere(installed: Repository) -> None:
    branches(
        installed,
        {"src/hooks/useThing.ts": hook_file("useOurs")},
        {"src/hooks/useThing.ts": hook_file("useTheirs")},
    )
    installed.git("checkout", "--quiet", "theirs")
    installed.git("rebase", "main", fails=True)
    assert installed.git("diff", "--name-only", "--diff-filter=U").split() == ["src/hooks/useThing.ts"]
    installed.write({"src/hooks/useThing.ts": hook_file("useBoth")})
    installed.git("add", "src")
    installed.git("rebase", "--continue")
    assert installed.is_fresh()
    assert not (installed.root / MARKER).exists()


def test_several_picks_are_stale_until_somebody_runs(installed: Repository) -> None:
    """No hook of git follows the last of them: the state must say that it is stale."""
    installed.git("checkout", "--quiet", "-b", "theirs")
    for name in ("useOne", "useTwo"):
        installed.commit({f"src/hooks/{name}.ts": hook_file(name)}, name)
    installed.git("checkout", "--quiet", "main")
    installed.commit({"src/hooks/useOurs.ts": hook_file("useOurs")}, "ours")
    installed.git("cherry-pick", "theirs~2..theirs")
    assert not has_conflict(installed)
    assert not installed.is_fresh()


# Linked work trees


def test_a_linked_work_tree(installed: Repository, tmp_path: Path) -> None:
    installed.git("worktree", "add", "--quiet", "-b", "linked", str(tmp_path / "linked"))
    linked = Repository(tmp_path.resolve() / "linked", installed.env)
    assert (
        linked.stocktake("init", "--write", "--pieces", "config,ignore,attributes,merge,pre-commit")
        == "nothing to do\n"
    )
    linked.write({"src/hooks/useLinked.ts": hook_file("useLinked")})
    linked.git("add", "--all")
    assert "+ src/hooks/useLinked.ts: new" in linked.git("commit", "-m", "stale", fails=True)
    linked.commit({}, "linked")
    installed.commit({"src/hooks/useOurs.ts": hook_file("useOurs")}, "ours")
    assert "written again and staged" in linked.git("merge", "--no-edit", "main")
    assert linked.is_fresh()
    assert installed.is_fresh()
    assert not (installed.root / MARKER).exists()


def test_init_in_a_linked_work_tree_is_for_all(repository: Repository, tmp_path: Path) -> None:
    repository.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    linked = Repository(tmp_path.resolve() / "linked", repository.env)
    linked.stocktake("init", "--write", "--pieces", "merge,pre-commit")
    assert "check --staged" in (repository.root / ".git/hooks/pre-commit").read_text()
    linked.stocktake("init", "--remove", "--write")
    assert not (repository.root / ".git/hooks/pre-commit").exists()
    assert "merge.stocktake" not in repository.git("config", "--list")


def test_a_root_below_the_top(repository: Repository, tmp_path: Path) -> None:
    app = Repository(repository.root / "packages/app", repository.env)
    app.write({"stocktake.toml": "", "a.ts": "export const a = 1;\n"})
    app.stocktake("init", "--write", "--pieces", "ignore,attributes,merge,pre-commit")
    app.commit({}, "app")
    branches(app, {"b.ts": "export const b = 1;\n"}, {"c.ts": "export const c = 1;\n"})
    app.write({"d.ts": "export const d = 1;\n"})
    app.git("add", "--all")
    assert "+ packages/app/d.ts: new" in repository.git("commit", "-m", "stale", fails=True)
    app.git("rm", "--quiet", "--force", "d.ts")
    assert "written again and staged" in repository.git("merge", "--no-edit", "theirs")
    assert app.is_fresh()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[inventories.nonsense]\n", "the merge left the inventories stale, and they could not be written again: "),
        ("only = [", "whether a merge left the inventories stale cannot be told: "),
    ],
)
def test_a_hook_that_cannot_write_does_not_stop_the_merge(installed: Repository, content: str, message: str) -> None:
    branches(
        installed,
        {"src/hooks/useOurs.ts": hook_file("useOurs")},
        {"src/hooks/useTheirs.ts": hook_file("useTheirs")},
    )
    installed.write({"stocktake.toml": content})
    said = installed.git("merge", "--no-edit", "theirs")
    assert f"{message}stocktake.toml" in said
    assert (installed.root / MARKER).exists()


def test_a_hook_outside_of_a_repository_says_what_it_cannot_tell(installed: Repository, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    said = installed.stocktake("hook", "post-merge", str(tmp_path / "elsewhere"))
    assert "whether a merge left the inventories stale cannot be told: " in said
    assert "could not be written" not in said
