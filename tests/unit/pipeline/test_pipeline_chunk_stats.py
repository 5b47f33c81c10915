"""A check need not read chunks that cannot have changed; whatever can have, it reads."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from stocktake.api import Options, check, discover
from stocktake.errors import StateError
from stocktake.pipeline.contents import Content
from stocktake.pipeline.plan import version_tag
from stocktake.state import chunk_stats, disk, file_stats
from stocktake.state.assemble import InventoryContent
from stocktake.state.facts_cache import open_cache

OPTIONS = Options(environment={})
STATE = ".claude/state"
NOT_FOLLOWED = "is a symbolic link, and is not followed: remove it"
CHUNK = f"{STATE}/hooks-inventory/src.json"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose state a second run has seen. The clock is taken to be as fine as it is here."""
    monkeypatch.setattr(file_stats, "GRANULARITY_NS", 0)
    (tmp_path / "src").mkdir()
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "src/a.ts").write_text("export function useA() {}\nexport interface B { c: string }\n")
    discover(tmp_path, OPTIONS)
    discover(tmp_path, OPTIONS)
    return tmp_path


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The chunks that are read."""
    paths: list[str] = []
    real = disk.read

    def counting(path: str, limit: int = disk.LARGEST) -> bytes:
        folder, _, name = path.rpartition("/")
        if folder.endswith("-inventory") and name != "manifest.json":
            paths.append(f"{folder.rpartition('/')[2]}/{name}")
        return real(path, limit)

    monkeypatch.setattr(disk, "read", counting)
    return paths


def told(root: Path) -> list[tuple[str, str]]:
    return [(each.path, each.message) for each in check(root, OPTIONS).mismatches if each.kind == "state"]


def test_what_cannot_have_changed_is_not_read_except_to_verify(root: Path, read: list[str]) -> None:
    assert check(root, OPTIONS).fresh
    assert read == []
    assert check(root, OPTIONS, verify=True).fresh
    assert "hooks-inventory/src.json" in read


def test_a_run_does_not_vouch_for_what_it_wrote_itself(root: Path, read: list[str]) -> None:
    (root / "src/a.ts").write_text("export function useB() {}\nexport interface B { c: string }\n")
    discover(root, OPTIONS)
    read.clear()
    assert check(root, OPTIONS).fresh
    assert "hooks-inventory/src.json" in read
    assert "types-inventory/src.json" not in read


def test_an_edit_with_its_times_set_back_is_found(root: Path) -> None:
    chunk = root / CHUNK
    before = chunk.stat()
    chunk.write_bytes(chunk.read_bytes().replace(b"useA", b"useZ"))
    os.utime(chunk, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert chunk.stat().st_size == before.st_size
    assert told(root) == [("hooks-inventory/src.json", "edited: is not what was published")]


def test_another_file_in_its_place_is_found(root: Path) -> None:
    other = root / "other"
    other.write_bytes((root / CHUNK).read_bytes().replace(b"useA", b"useZ"))
    times = (root / CHUNK).stat()
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.replace(root / CHUNK)
    assert [path for path, _ in told(root)] == ["hooks-inventory/src.json"]


def test_what_is_gone_or_a_link_is_found(root: Path) -> None:
    (root / CHUNK).unlink()
    assert told(root) == [("hooks-inventory/src.json", "missing")]
    folder = root / STATE / "types-inventory"
    folder.rename(root / "moved")
    folder.symlink_to(root / "moved")
    assert ("types-inventory/manifest.json", f"unreadable: {folder.name} {NOT_FOLLOWED}") in told(root)


def test_a_state_folder_elsewhere_is_not_the_one_that_is_known(root: Path) -> None:
    with open_cache(root / ".stocktake", version_tag(), read_only=True) as cache:
        assert chunk_stats.kept(cache, str(root / STATE))
        assert not chunk_stats.kept(cache, str(root / "other"))


def test_without_its_cache_everything_is_read(root: Path, read: list[str]) -> None:
    cache = root / ".stocktake/facts.db"
    data = bytearray(cache.read_bytes())
    for index in range(100, len(data), 3):
        data[index] ^= 0x5A
    cache.write_bytes(bytes(data))
    assert check(root, OPTIONS).fresh
    assert "hooks-inventory/src.json" in read
    read.clear()
    cache.unlink()
    assert check(root, OPTIONS).fresh
    assert "hooks-inventory/src.json" in read


def test_a_run_after_an_edit_reads_no_chunk_that_it_knows(root: Path, read: list[str]) -> None:
    (root / "src/b.ts").write_text("export const b = 1;\n")
    discover(root, OPTIONS)
    discover(root, OPTIONS)
    read.clear()
    (root / "src/b.ts").write_text("export const b = 22;\n")
    result = discover(root, OPTIONS)
    assert sum(result.changes.values()) > 0
    assert {path for path in read if "modules" not in path} == set()
    assert check(root, OPTIONS, verify=True).fresh


@pytest.mark.parametrize("damage", ["other text", "gone", "cut", "another file", "a stranger"])
def test_a_run_after_an_edit_repairs_what_it_does_not_know(root: Path, damage: str) -> None:
    chunk = root / CHUNK
    time.sleep(0.02)  # a tick of the coarsest clock there is on Linux
    if damage == "other text":
        times = chunk.stat()
        chunk.write_bytes(chunk.read_bytes().replace(b"useA", b"useZ"))
        os.utime(chunk, ns=(times.st_atime_ns, times.st_mtime_ns))
    elif damage == "gone":
        chunk.unlink()
    elif damage == "cut":
        chunk.write_bytes(chunk.read_bytes()[:-5])
    elif damage == "another file":
        (root / "other").write_bytes(chunk.read_bytes().replace(b"useA", b"useZ"))
        (root / "other").replace(chunk)
    else:
        chunk.with_name("stranger.json").write_bytes(chunk.read_bytes())
    (root / "src/a.ts").write_text("export function useA() { f(); }\nexport interface B { c: string }\n")
    discover(root, OPTIONS)
    assert check(root, OPTIONS, verify=True).fresh
    assert not chunk.with_name("stranger.json").exists()


def test_a_chunk_in_a_linked_folder_is_not_kept(root: Path) -> None:
    folder = root / STATE / "hooks-inventory"
    folder.rename(root / "moved")
    folder.symlink_to(root / "moved")
    (root / "src/b.ts").write_text("export const b = 1;\n")
    with pytest.raises(StateError, match="in the way"):
        discover(root, OPTIONS)


@pytest.mark.parametrize("change", ["added", "removed", "renamed"])
def test_a_file_that_comes_or_goes_has_only_its_folder_divided_anew(
    root: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    for folder in ("src/one", "src/two"):
        (root / folder).mkdir()
        for number in range(9):
            text = "".join(f"export interface Row{number}{letter} {{ {letter * 700}: string }}\n" for letter in "abcd")
            (root / folder / f"part{number}.ts").write_text(text)
    (root / "src/one/last.ts").write_text("export interface Last { a: string }\n")
    discover(root, OPTIONS)
    divided: list[str] = []
    whole = Content.whole

    def counted(content: Content) -> InventoryContent:
        divided.append(content.name)
        return whole(content)

    monkeypatch.setattr(Content, "whole", counted)
    if change == "added":
        (root / "src/one/more.ts").write_text("export interface More { a: string }\n")
    elif change == "removed":
        (root / "src/one/last.ts").unlink()
    else:
        (root / "src/one/last.ts").rename(root / "src/one/later.ts")
    result = discover(root, OPTIONS)
    assert sum(result.changes.values()) > 0
    assert "types" not in divided
    assert check(root, OPTIONS, verify=True).fresh
