"""What a run saw is believed only where nothing has changed that could change a published byte."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs

from stocktake.api import Options, check, discover
from stocktake.errors import StateError
from stocktake.extractors.hooks.extractor import HooksExtractor
from stocktake.pipeline import discover as long_way
from stocktake.pipeline import extraction, snapshot
from stocktake.pipeline.nothing_to_do import glance, nothing_to_do
from stocktake.pipeline.snapshot import Unchanged
from stocktake.sources import early
from stocktake.state import disk, file_stats
from stocktake.state.lock import lock

OPTIONS = Options(environment={})
STATE = ".claude/state"
CHUNK = f"{STATE}/hooks-inventory/src.json"

Change = Callable[[Path], object]


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


def coarse_clock(patch: pytest.MonkeyPatch) -> None:
    """What a run has written has no earlier time than what is written after it."""
    patch.setattr(snapshot, "now", lambda cache: SimpleNamespace(st_mtime_ns=0, st_dev=os.lstat(cache).st_dev))


def look(root: Path) -> Unchanged | None:
    with early.listing(str(root)):
        return snapshot.unchanged(str(root), {})


@pytest.fixture(params=["settled", "just written"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository after a run. What is settled is told by its times, what was just written by its content."""
    root = tmp_path / "root"
    root.mkdir()
    (root / "src").mkdir()
    (root / "src/a.ts").write_text("import { b } from './b';\nexport function useA() {}\n")
    (root / "src/b.ts").write_text("export const b = 1;\n")
    (root / "src/a.test.ts").write_text("export const test = 1;\n")
    (root / "picture.png").write_bytes(b"png")
    (root / "package.json").write_text('{"name": "root"}')
    (root / "tsconfig.json").write_text("{}")
    (root / "there").mkdir()
    (root / "link.ts").symlink_to("there")
    git(root, "init", "-q")
    git(root, "add", "-A")
    (root / "src/untracked.ts").write_text("export const c = 1;\n")
    if request.param == "settled":
        monkeypatch.setattr(disk, "GRANULARITY_NS", -(10**15))
    else:
        coarse_clock(monkeypatch)
    discover(root, OPTIONS)
    assert look(root) == Unchanged(STATE, 3)
    return root


def in_place(path: str, new: str) -> Change:
    """Other text of the same length in the same file, and the time of its last modification put back."""

    def change(root: Path) -> None:
        time.sleep(0.02)  # a tick of the coarsest clock there is on Linux
        found = (root / path).stat()
        text = (root / path).read_text()
        (root / path).write_text(new + text[len(new) :])
        os.utime(root / path, ns=(found.st_atime_ns, found.st_mtime_ns))

    return change


def link_elsewhere(root: Path) -> None:
    (root / "link.ts").unlink()
    (root / "link.ts").symlink_to("src")


def replace_by_a_folder(root: Path) -> None:
    (root / "src/b.ts").unlink()
    (root / "src/b.ts").mkdir()


def write(path: str, text: str) -> Change:
    def change(root: Path) -> None:
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)

    return change


@pytest.mark.parametrize(
    "change",
    [
        in_place("src/a.ts", "import { c }"),
        in_place("src/untracked.ts", "export let   "),
        in_place("package.json", '{"nome"'),
        in_place(CHUNK, '{"schema_vorsion"'),
        in_place(f"{STATE}/manifest.json", "{ "),
        write("src/new.ts", ""),
        write("picture.svg", "<svg/>"),
        write("src/.stocktakeignore", "b.ts\n"),
        write("stocktake.toml", "tests = true\n"),
        write(".config/stocktake.toml", "tests = true\n"),
        write("pyproject.toml", "[tool.stocktake]\ntests = true\n"),
        write(".gitignore", "untracked.ts\n"),
        write(f"{STATE}/hooks-inventory/extra.json", "{}\n"),
        lambda root: (root / "src/b.ts").unlink(),
        lambda root: (root / "picture.png").unlink(),
        lambda root: (root / "src/a.ts").rename(root / "src/A.ts"),
        lambda root: (root / "src/a.ts").chmod(0),
        lambda root: (root / CHUNK).unlink(),
        lambda root: (root / STATE).rename(root / ".claude/elsewhere"),
        lambda root: (root / "there").rename(root / "gone"),
        lambda root: git(root, "rm", "-q", "--cached", "-r", "src"),
        link_elsewhere,
        replace_by_a_folder,
    ],
)
def test_any_change_is_seen(root: Path, change: Change) -> None:
    change(root)
    assert look(root) is None


@pytest.mark.parametrize(
    "change",
    [
        write(".stocktake/notes", "ours"),
        lambda root: os.utime(root / "there"),
        lambda root: git(root, "-c", "user.name=a", "-c", "user.email=a", "commit", "-qm", "a"),
    ],
)
def test_what_no_run_looks_at_may_change(root: Path, change: Change) -> None:
    change(root)
    assert look(root) == Unchanged(STATE, 3)


def test_another_program_environment_or_place_is_not_answered_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with early.listing(str(root)):
        assert snapshot.unchanged(str(root), {"STOCKTAKE_ONLY": "hooks"}) is None
    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "__version__", "0")
        assert look(root) is None
    with monkeypatch.context() as patch:
        patch.setattr("sys.path", [str(root)])
        assert look(root) is None
    moved = root.with_name("moved")
    root.rename(moved)
    assert look(moved) is None


@pytest.mark.parametrize("damage", [lambda d: b"", lambda d: d[:-1], lambda d: d[:-3] + b"xyz", lambda d: d + b"\0"])
def test_a_damaged_snapshot_is_none(root: Path, damage: Callable[[bytes], bytes]) -> None:
    path = root / ".stocktake" / snapshot.NAME
    path.write_bytes(damage(path.read_bytes()))
    assert look(root) is None
    assert check(root, OPTIONS).fresh


def test_there_is_none_without_a_listing_by_git(root: Path) -> None:
    assert snapshot.unchanged(str(root), {}) is None
    assert look(root) is not None


def test_a_run_that_answers_for_less_leaves_none(root: Path) -> None:
    (root / "src/b.ts").write_text("export const bb = 1;\n")
    discover(root, Options(environment={}, overrides={"only": ["hooks"]}))
    assert look(root) is None
    discover(root, OPTIONS)
    assert look(root) is not None


def test_a_warning_that_only_runs_that_write_give_is_no_reason_to_look_again(root: Path) -> None:
    (root / ".git/info/exclude").write_text(".claude\n")
    (root / "src/b.ts").write_text("export const bb = 1;\n")
    warned = discover(root, OPTIONS)
    assert [text.partition(":")[0] for text in warned.warnings] == [f"git ignores {STATE}"]
    assert look(root) is not None
    assert not discover(root, OPTIONS).warnings


def test_a_run_with_files_that_failed_leaves_none(root: Path) -> None:
    (root / "src/b.ts").write_text("export const bb = 1;\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HooksExtractor, "extract", lambda *_: 1 / 0)
        assert discover(root, OPTIONS).files.failed
    assert look(root) is None


def test_a_run_that_did_not_try_a_file_again_leaves_none(root: Path) -> None:
    (root / "src/b.ts").write_text("export const bb = 1;\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extraction, "not_tried_again", lambda _outcomes: ["src/b.ts is in quarantine"])
        assert discover(root, OPTIONS).warnings == ["src/b.ts is in quarantine"]
    assert look(root) is None


def test_a_run_that_fails_leaves_none(root: Path) -> None:
    (root / "src/b.ts").write_text("export const b = 2;\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_way, "publish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            discover(root, OPTIONS)
    assert not (root / ".stocktake" / snapshot.NAME).exists()


def test_the_short_way_says_what_the_long_one_would(root: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_way, "discover", lambda *_: pytest.fail("the long way"))
        short = discover(root, OPTIONS)
    snapshot.forget(f"{root}/.stocktake")
    long = discover(root, OPTIONS)
    same = {"seconds": {}, "peak_memory": 0}
    assert structs.replace(short, **same) == structs.replace(long, **same)
    assert short.files.reused == 3
    assert not any(short.changes.values())


def test_options_go_the_long_way(root: Path) -> None:
    def seen(start: Path, options: Options) -> bool:
        with early.listing_around(str(start), is_root=False):
            return glance(str(start), options) is not None

    assert seen(root, OPTIONS)
    assert not seen(root, Options(environment={}, full=True))
    assert not seen(root, Options(environment={}, overrides={"only": ["hooks"]}))
    assert not seen(root, Options(environment={"STOCKTAKE_TESTS": "1"}))
    assert not seen(root / "missing", OPTIONS)


def published(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_run_looks_once_at_what_it_does_not_touch(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The listing of the state folder tells the status of every chunk; nobody asks for it again."""
    for module in (disk, file_stats):
        monkeypatch.setattr(module, "GRANULARITY_NS", -(10**15))  # nothing is just written
    (root / "src/b.ts").write_text("export const b = 3;\n")
    discover(root, OPTIONS)
    (root / "src/b.ts").write_text("export const b = 2;\n")
    asked: list[str] = []
    real = os.lstat

    def ask(path: Any, **more: Any) -> os.stat_result:
        asked.append(os.fsdecode(path))
        return real(path, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "lstat", ask)
        result = discover(root, OPTIONS)
    assert result.changes["changed"] > 0
    kept = [path for path in published(root / STATE) if path.startswith("hooks-inventory/src")]
    assert kept
    assert f"{root}/{STATE}/manifest.json" in asked
    for path in kept:
        assert asked.count(f"{root}/{STATE}/{path}") == 0
    assert look(root) == Unchanged(STATE, 3)


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda root: (root / CHUNK).write_text("{}"),
        lambda root: (root / CHUNK).unlink(),
        lambda root: (root / f"{STATE}/hooks-inventory/extra.json").write_text("{}"),
        lambda root: discover(root, Options(environment={}, overrides={"only": ["hooks"]})),
    ],
)
def test_what_happens_to_the_state_after_the_first_look_is_never_taken_for_fresh(root: Path, meanwhile: Change) -> None:
    (root / "src/b.ts").write_text("export const b = 2;\n")
    real = long_way.discover

    def late(*arguments: Any) -> Any:
        patch.setattr(long_way, "discover", real)
        meanwhile(root)
        return real(*arguments)

    with pytest.MonkeyPatch.context() as patch, suppress(StateError):
        patch.setattr(long_way, "discover", late)
        discover(root, OPTIONS)
    is_fresh = check(root, OPTIONS, verify=True).fresh
    assert check(root, OPTIONS).fresh == is_fresh
    assert (look(root) is not None) <= is_fresh
    discover(root, OPTIONS)
    assert check(root, OPTIONS, verify=True).fresh


def remembered(root: Path) -> set[str]:
    """The names of the files whose content is compared."""
    kept = snapshot._decoded((root / ".stocktake" / snapshot.NAME).read_bytes())
    assert kept is not None
    return {os.fsdecode(path).rpartition("/")[2] for path in kept.contents}


@pytest.fixture
def just_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository after a run that wrote everything, with a clock of 0.1 s."""
    monkeypatch.setattr(disk, "GRANULARITY_NS", 100_000_000)
    coarse_clock(monkeypatch)
    (tmp_path / "a.ts").write_text("export function useA() {}\n")
    git(tmp_path, "init", "-q")
    discover(tmp_path, OPTIONS)
    assert {"a.ts", "manifest.json"} <= remembered(tmp_path)
    return tmp_path


def test_what_has_settled_is_not_read_again_once_a_run_has_compared_it(just_written: Path) -> None:
    time.sleep(0.2)
    discover(just_written, OPTIONS)
    assert remembered(just_written) == set()
    assert look(just_written) == Unchanged(STATE, 1)
    in_place("a.ts", "export function useB")(just_written)
    assert look(just_written) is None


def test_what_has_not_settled_is_compared_again(just_written: Path) -> None:
    time.sleep(0.2)
    os.utime(just_written / "a.ts")
    discover(just_written, OPTIONS)  # the long way: its time is another one
    discover(just_written, OPTIONS)
    assert "a.ts" in remembered(just_written)


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda root: snapshot.forget(f"{root}/.stocktake"),
        lambda root: discover(root, Options(environment={}, full=True)),
        lambda root: (root / ".stocktake" / snapshot.NAME).write_bytes(b"damaged"),
    ],
)
def test_a_run_that_finds_nothing_to_do_undoes_nothing_of_another(just_written: Path, meanwhile: Change) -> None:
    time.sleep(0.2)
    with early.listing(str(just_written)):
        seen = glance(str(just_written), OPTIONS)
    assert seen is not None
    assert seen.unchanged
    meanwhile(just_written)
    path = just_written / ".stocktake" / snapshot.NAME
    before = path.read_bytes() if path.exists() else None
    nothing_to_do(seen)
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_run_at_work_is_not_disturbed(just_written: Path) -> None:
    time.sleep(0.2)
    before = remembered(just_written)
    with lock(just_written / ".stocktake"):
        discover(just_written, OPTIONS)
    assert remembered(just_written) == before


@pytest.mark.parametrize("clock", ["fine", "coarse", "of another disk"])
@pytest.mark.parametrize("text", ["{}", None])
def test_what_was_published_has_to_lie_there_when_it_is_looked_at(
    just_written: Path, monkeypatch: pytest.MonkeyPatch, clock: str, text: str | None
) -> None:
    """Whether it had settled by then, so that it is read, or not, so that its digest is kept."""

    def now(cache: str) -> Any:
        if text is not None:
            (just_written / f"{STATE}/hooks-inventory/_root.json").write_text(text)
        time.sleep(0.05)
        found = real(cache)
        coarse = SimpleNamespace(st_mtime_ns=0, st_dev=found.st_dev)
        other = SimpleNamespace(st_mtime_ns=found.st_mtime_ns, st_dev=found.st_dev + 1)
        return {"fine": found, "coarse": coarse, "of another disk": other}[clock]

    monkeypatch.undo()
    real = snapshot.now
    monkeypatch.setattr(snapshot, "now", now)
    (just_written / "a.ts").write_text("export function useB() {}\n")
    discover(just_written, OPTIONS)
    assert (look(just_written) is None) == (text is not None)
    if text is None:
        assert ("manifest.json" in remembered(just_written)) == (clock != "fine")
        assert check(just_written, OPTIONS, verify=True).fresh
    assert not list((just_written / ".stocktake").glob("now*"))


def test_another_state_folder_is_looked_at_anew(root: Path) -> None:
    before = published(root / STATE)
    (root / "src/b.ts").write_text("export const b = 2;\n")
    (root / "stocktake.toml").write_text('output = "other"\n')
    discover(root, OPTIONS)
    assert published(root / STATE) == before
    assert check(root, OPTIONS, verify=True).fresh
