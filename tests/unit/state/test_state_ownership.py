"""Nothing is replaced or removed that stocktake did not write, and every state of ours can be put right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from state_samples import content, new_state, old_state

from stocktake.errors import StateError
from stocktake.state.ownership import foreign
from stocktake.state.store import check_folder, publish, read_state

CHUNK = "hooks-inventory/src.json"
TOPS = ("manifest.json", "coverage.json", "index.md")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(tmp_path / "state", old_state())
    return tmp_path / "state"


def write(folder: Path, files: dict[str, bytes | None]) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if data is None:
            (folder / path).unlink()
        else:
            (folder / path).write_bytes(data)


def conflicted(data: bytes) -> bytes:
    """As git leaves a file of which both sides changed all lines but the first and the last."""
    first, *lines, last = data.splitlines(keepends=True)
    ours = b"".join(lines)
    theirs = re.sub(rb"[0-9a-f]{32}", b"0" * 32, ours)
    return b"".join((first, b"<<<<<<< HEAD\n", ours, b"=======\n", theirs, b">>>>>>> other\n", last))


def whole(data: bytes) -> bytes:
    """As git leaves a file of which both sides changed every line."""
    return b"<<<<<<< HEAD\n" + data + b"=======\n" + data + b">>>>>>> other\n"


DAMAGED: dict[str, dict[str, bytes | None]] = {
    "a conflict in every file": {path: conflicted(data) for path, data in old_state().items()},
    "a conflict over every line": {path: whole(data) for path, data in old_state().items()},
    "only chunks are left": dict.fromkeys(TOPS),
    "only one inventory is left": {p: None for p in old_state() if not p.startswith("hooks-inventory/")},
    "only the index is left": {path: None for path in old_state() if path != "index.md"},
    "the manifest is cut": {"manifest.json": old_state()["manifest.json"][:30]},
    "the manifest is no JSON": {"manifest.json": b"\xff\xfe\x00"},
    "manifest and index are empty": {"manifest.json": b"", "index.md": b"\n"},
    "no manifest, and a chunk is cut": {"manifest.json": None, CHUNK: old_state()[CHUNK][:9]},
    "no manifest, and a chunk is in conflict": {"manifest.json": None, CHUNK: whole(old_state()[CHUNK])},
    "an older format": {"manifest.json": old_state()["manifest.json"].replace(b'version": 1', b'version": 0')},
    "another key": {"manifest.json": b'{"schema_version": "1"}'},
    "the manifest holds nothing": {"manifest.json": b"{}"},
    "every file is empty": dict.fromkeys(old_state(), b""),
    "every file is cut": {path: data[:10] for path, data in old_state().items()},
    "every file is overwritten": dict.fromkeys(old_state(), b"\x9f\0\0\x80"),
    "no JSON is left": {path: b"?" if path.endswith(".json") else b"" for path in old_state()},
    "an extra chunk, all cut": {p: d[:9] for p, d in {**old_state(), "hooks-inventory/gone.json": b'{"schema'}.items()},
    "extra files, and an edited index": {"hooks-inventory/mine.json": b"{}", "index.md": b"edited"},
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_a_state_of_ours_is_put_right_whatever_became_of_it(folder: Path, damage: dict[str, bytes | None]) -> None:
    write(folder, damage)
    assert not any(problem.by_hand for problem in read_state(folder).problems)
    check_folder(folder)
    publish(folder, old_state())
    assert content(folder) == old_state() and read_state(folder).problems == []


FOREIGN: dict[str, dict[str, bytes | None]] = {
    "an index": {"index.md": b"# Docs\n", "manifest.json": None},
    "a manifest": {"manifest.json": b'{"name": "app"}'},
    "a coverage report": {"coverage.json": b'{"lines": 3}', "manifest.json": None},
    "data in the place of a chunk": {CHUNK: b'{"rows": []}', "manifest.json": None},
    "data among the chunks": {"sources/mine.json": b"[1]", "manifest.json": None},
    "text among the chunks": {"hooks-inventory/mine.json": b"// mine\n{}", "manifest.json": None},
    "a page beside what is damaged": {"index.md": b"# Docs\n", **dict.fromkeys(old_state().keys() - {"index.md"}, b"")},
    "text among chunks that are damaged": {"sources/mine.json": b"mine", **dict.fromkeys(old_state(), b"")},
}


@pytest.mark.parametrize("files", FOREIGN.values(), ids=FOREIGN)
def test_the_file_of_another_is_not_replaced_beside_what_is_left_of_ours(
    folder: Path, files: dict[str, bytes | None]
) -> None:
    write(folder, files)
    before = content(folder)
    path = next(iter(files))
    with pytest.raises(StateError, match=f"{re.escape(path)}, which publishing would replace or remove"):
        publish(folder, new_state())
    assert content(folder) == before
    assert foreign(str(folder), files.keys() & old_state(), files.keys() - old_state()) == [path]
    if path in TOPS:
        assert (path, True) in [(problem.path, problem.by_hand) for problem in read_state(folder).problems]
        with pytest.raises(StateError, match="name another state folder"):
            check_folder(folder)


def test_the_file_of_another_with_the_very_bytes_to_publish_is_no_matter(tmp_path: Path) -> None:
    write(tmp_path, {"coverage.json": new_state()["coverage.json"]})
    publish(tmp_path, new_state())
    assert content(tmp_path) == new_state()


@pytest.mark.parametrize("manifest", [b'{"schema_version": 2}', old_state()["manifest.json"].replace(b": 1,", b": 2,")])
def test_what_a_newer_stocktake_published_is_not_replaced(folder: Path, manifest: bytes) -> None:
    write(folder, {"manifest.json": manifest})
    before = content(folder)
    (problem,) = read_state(folder).problems
    assert (problem.kind, problem.path, problem.by_hand) == ("version", "manifest.json", True)
    for refused in (lambda: check_folder(folder), lambda: publish(folder, new_state())):
        with pytest.raises(StateError, match=r"format 2 of a newer stocktake.*: update stocktake"):
            refused()
    assert content(folder) == before


@pytest.mark.parametrize("name", [".txn", ".txn-commit"])
def test_the_folder_of_another_in_the_place_of_our_journal_is_left_alone(tmp_path: Path, name: str) -> None:
    write(tmp_path, {f"{name}/PLAN.txt": b"mine", f"{name}/0": b"mine"})
    with pytest.raises(StateError, match="is not stocktake's journal"):
        publish(tmp_path, new_state())
    assert set(content(tmp_path).values()) == {b"mine"}
