"""Publishing and reading back: nothing written without need, nothing followed, nothing believed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from state_samples import complete, content, inventory, line, new_state, old_state, times

from stocktake.digests import digest
from stocktake.encoding import from_json, to_json
from stocktake.errors import StateError
from stocktake.model import Manifest
from stocktake.state import disk
from stocktake.state.published import Problem
from stocktake.state.store import publish, read_chunk, read_state, recover, retained


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "repository" / ".claude" / "state"
    publish(place, old_state())
    return place


def problems(folder: Path) -> list[tuple[str, str]]:
    return [(problem.kind, problem.path) for problem in read_state(folder).problems]


def test_publishing_says_what_changed(folder: Path) -> None:
    changes = publish(folder, new_state())
    assert content(folder) == new_state()
    assert changes.added == (
        "modules-inventory/manifest.json",
        "modules-inventory/src.json",
        "sources/src/_root.json",
        "sources/src/deep.json",
    )
    assert changes.changed == (
        "hooks-inventory/manifest.json",
        "hooks-inventory/src.json",
        "index.md",
        "manifest.json",
        "sources/manifest.json",
    )
    assert changes.removed == (
        "hooks-inventory/gone.json",
        "sources/gone.json",
        "sources/src.json",
        "types-inventory/manifest.json",
        "types-inventory/src.json",
    )
    assert changes.unchanged == ("coverage.json", "sources/_root.json")


def test_without_a_change_nothing_is_written(folder: Path) -> None:
    before = times(folder.parent)
    changes = publish(folder, old_state())
    assert times(folder.parent) == before
    assert not changes.any and len(changes.unchanged) == len(old_state())


def test_only_files_that_changed_are_written(folder: Path) -> None:
    before = times(folder)
    changes = publish(folder, complete(inventory("hooks", [line("src/useA.ts", 9, "useA"), line("gone/useC.ts")])))
    after = times(folder)
    for path in changes.unchanged:
        assert after[str(folder / path)] == before[str(folder / path)]
    assert "hooks-inventory/gone.json" in changes.unchanged and "hooks-inventory/src.json" in changes.changed


def test_a_folder_that_has_become_empty_is_removed(folder: Path) -> None:
    publish(folder, new_state())
    assert not (folder / "types-inventory").exists()
    publish(folder, old_state())
    assert not (folder / "sources" / "src").exists()


def test_what_was_edited_by_hand_is_put_right_and_the_manifest_left_alone(folder: Path) -> None:
    chunk = folder / "hooks-inventory" / "src.json"
    chunk.write_bytes(chunk.read_bytes() + b" ")
    manifest = (folder / "manifest.json").stat().st_mtime_ns
    assert publish(folder, old_state()).changed == ("hooks-inventory/src.json",)
    assert content(folder) == old_state() and (folder / "manifest.json").stat().st_mtime_ns == manifest


def test_foreign_files_stay(folder: Path) -> None:
    foreign = ["NOTES.md", "package.json", "types-inventory/README.md", "mine/data.json", "other/manifest.json"]
    for path in foreign:
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text('{"name": "not ours"}')
    publish(folder, new_state())
    assert content(folder).keys() - new_state().keys() == set(foreign)


def test_an_inventory_of_another_branch_is_removed_even_if_no_manifest_lists_it(folder: Path) -> None:
    stray = folder / "forms-inventory"
    stray.mkdir()
    (stray / "manifest.json").write_bytes(old_state()["types-inventory/manifest.json"])
    (stray / "src.json").write_bytes(old_state()["types-inventory/src.json"])
    assert ("extra", "forms-inventory/src.json") in problems(folder)
    publish(folder, old_state())
    assert content(folder) == old_state()


def test_a_name_that_changed_in_case_only_is_written_anew(folder: Path) -> None:
    """On a file system without case, removing the one would remove the other."""
    renamed = complete(
        inventory("hooks", [line("Src/useA.ts", 1, "useA"), line("gone/useC.ts")]),
        inventory("types", [line("src/a.ts")]),
    )
    (folder / "types-inventory" / "Src.json").write_text("stale")
    changes = publish(folder, renamed)
    assert "types-inventory/src.json" in changes.changed and "types-inventory/Src.json" in changes.removed
    assert content(folder) == renamed


def test_many_files_are_published_and_synced_together(tmp_path: Path) -> None:
    lines = [line(f"f{number}/a.ts") for number in range(150)]
    files = complete(inventory("hooks", lines))
    publish(tmp_path / "state", files)
    assert content(tmp_path / "state") == files and read_state(tmp_path / "state").problems == []


@pytest.mark.parametrize(
    "path", ["../x.json", "/x.json", "a//b.json", "a/CON.json", "x.json", "a/b.txt", ".txn/x.json"]
)
def test_a_place_that_is_not_ours_is_refused(folder: Path, path: str) -> None:
    with pytest.raises(StateError, match="refused to write"):
        publish(folder, {**new_state(), path: b"{}"})
    assert content(folder) == old_state()


def test_an_incomplete_state_is_refused(folder: Path) -> None:
    with pytest.raises(StateError, match="complete"):
        publish(folder, {"coverage.json": b"{}"})


# Hostile folders


@pytest.mark.parametrize("what", [".claude", ".claude/state"])
def test_a_linked_state_folder_is_refused(tmp_path: Path, what: str) -> None:
    root, victim = tmp_path / "root", tmp_path / "victim"
    victim.mkdir()
    (victim / "manifest.json").write_text("precious")
    link = root / what
    link.parent.mkdir(parents=True)
    link.symlink_to(victim)
    with pytest.raises(StateError, match="symbolic link"):
        publish(root / ".claude" / "state", old_state(), root=root)
    assert content(victim) == {"manifest.json": b"precious"}


@pytest.mark.parametrize(
    "path",
    ["manifest.json", "index.md", "hooks-inventory/src.json", "hooks-inventory", "sources", ".txn", ".txn-commit"],
)
def test_a_link_in_the_state_folder_is_refused_and_its_target_left_alone(
    folder: Path, tmp_path: Path, path: str
) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "src.json").write_text("precious")
    place = folder / path
    if place.is_dir():
        place.rename(tmp_path / "away")
    else:
        place.unlink(missing_ok=True)
    place.symlink_to(victim if place.suffix not in (".json", ".md") else victim / "src.json")
    found = problems(folder)
    assert path.startswith(".txn") or ("unreadable" in {kind for kind, _ in found})
    with pytest.raises(StateError, match="remove it"):
        publish(folder, new_state())
    assert content(victim) == {"src.json": b"precious"}


def test_a_stale_link_is_reported_and_left_alone(folder: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.json"
    victim.write_text("precious")
    (folder / "hooks-inventory" / "old.json").symlink_to(victim)
    assert problems(folder) == [("extra", "hooks-inventory/old.json")]
    publish(folder, new_state())
    assert victim.read_text() == "precious" and (folder / "hooks-inventory" / "old.json").is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="no FIFO")
@pytest.mark.parametrize("path", ["manifest.json", "hooks-inventory/manifest.json", "sources/src.json"])
def test_a_fifo_does_not_block(folder: Path, path: str) -> None:
    (folder / path).unlink()
    os.mkfifo(folder / path)
    assert ("unreadable", path) in problems(folder)
    with pytest.raises(StateError, match="in the way"):
        publish(folder, old_state())


@pytest.mark.parametrize("path", ["manifest.json", "hooks-inventory/src.json"])
def test_a_folder_in_the_place_of_a_file_is_refused(folder: Path, path: str) -> None:
    (folder / path).unlink()
    (folder / path).mkdir()
    assert ("unreadable", path) in problems(folder)
    with pytest.raises(StateError, match="in the way"):
        publish(folder, old_state())


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("mine")
    with pytest.raises(StateError, match="not a folder"):
        publish(tmp_path / "state", old_state())
    assert problems(tmp_path / "state") == [("unreadable", "")]
    assert (tmp_path / "state").read_text() == "mine"


@pytest.mark.parametrize(
    "plan",
    [
        {"write": {"0": "../../victim.json"}, "remove": []},
        {"write": {"0": "/victim.json"}, "remove": []},
        {"write": {"../../victim.json": "a/b.json"}, "remove": []},
        {"write": {}, "remove": ["../../victim.json"]},
        {"write": {"0": ".git/config.json"}, "remove": []},
        {"write": {"0": "a/b.txt"}, "remove": []},
        {"write": [], "remove": {}},
        None,
    ],
)
def test_a_planted_journal_is_discarded_and_told(folder: Path, plan: object) -> None:
    victim = folder.parent.parent / "victim.json"
    victim.write_text("precious")
    journal = folder / ".txn-commit"
    journal.mkdir()
    (journal / "0").write_text("evil")
    (journal / "REMOVE").touch()
    if plan is not None:
        (journal / "PLAN").write_bytes(to_json(plan))
    notes = recover(folder)
    assert len(notes) == 1 and "discarded .txn-commit" in notes[0]
    assert victim.read_text() == "precious" and content(folder) == old_state()


def test_a_journal_with_folders_in_it_is_refused(folder: Path) -> None:
    (folder / ".txn" / "deep").mkdir(parents=True)
    with pytest.raises(StateError, match="remove it"):
        publish(folder, new_state())


# Reading


def test_a_sound_state_is_read(folder: Path) -> None:
    for chunks in (True, False):
        state = read_state(folder, chunks=chunks)
        assert state.problems == [] and state.manifest is not None
        assert sorted(state.inventories) == ["hooks", "sources", "types"]
        assert sorted(entry.path for entry in state.sources) == [
            "gone/useC.ts",
            "src/a.ts",
            "src/useA.ts",
            "tsconfig.json",
        ]


def test_no_state_is_absent(tmp_path: Path) -> None:
    assert problems(tmp_path / "none") == [("absent", "")] == problems(tmp_path)


def change(folder: Path, path: str, data: bytes | None) -> None:
    if data is None:
        (folder / path).unlink()
    else:
        (folder / path).write_bytes(data)


CHUNK = "hooks-inventory/src.json"
CONFLICT = b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> branch\n"


@pytest.mark.parametrize(
    ("path", "data", "kind"),
    [
        (CHUNK, None, "missing"),
        (CHUNK, b"", "truncated"),
        (CHUNK, old_state()[CHUNK][:-9], "truncated"),
        (CHUNK, old_state()[CHUNK] + b"\n", "edited"),
        (CHUNK, CONFLICT, "edited"),
        ("coverage.json", b"{}\n", "edited"),
        ("index.md", None, "missing"),
        ("hooks-inventory/manifest.json", b"{}\n", "edited"),
        ("hooks-inventory/extra.json", b"{}\n", "extra"),
        ("manifest.json", None, "missing"),
        ("manifest.json", b"", "invalid"),
        ("manifest.json", CONFLICT, "invalid"),
        ("manifest.json", b"\xff\xfe\x00", "invalid"),
        ("manifest.json", b"[" * 100_000, "invalid"),
        ("manifest.json", b'{"schema_version": "1"}', "invalid"),
        ("manifest.json", b'{"schema_version": 1, "generator": 7}', "invalid"),
        ("manifest.json", b'{"schema_version": 0}', "version"),
    ],
)
def test_damage_is_told_and_put_right(folder: Path, path: str, data: bytes | None, kind: str) -> None:
    change(folder, path, data)
    assert problems(folder) == [(kind, path)]
    publish(folder, old_state())
    assert content(folder) == old_state() and problems(folder) == []


def test_a_merge_conflict_is_called_so(folder: Path) -> None:
    change(folder, "manifest.json", CONFLICT)
    assert "merge conflict" in read_state(folder).problems[0].detail


def list_chunk(folder: Path, place: str) -> None:
    """Have the manifests say that the first chunk is at ``place``."""
    listed = json.loads((folder / "hooks-inventory" / "manifest.json").read_bytes())
    listed["chunks"][0]["file"] = place
    data = to_json(listed)
    (folder / "hooks-inventory" / "manifest.json").write_bytes(data)
    top = json.loads((folder / "manifest.json").read_bytes())
    top["inventories"][0]["checksum"] = digest(data)
    (folder / "manifest.json").write_bytes(to_json(top))


@pytest.mark.parametrize("place", ["../../secret.json", "/etc/passwd", "CON.json", ".git/x.json", "x.json/../y.json"])
def test_a_manifest_that_names_a_place_outside_is_not_followed(folder: Path, place: str) -> None:
    list_chunk(folder, place)
    assert ("invalid", f"hooks-inventory/{place}") in problems(folder)


def test_a_manifest_that_names_a_place_very_deep_is_damage_like_any_other(folder: Path) -> None:
    place = "a/" * 1_500 + "x.json"
    list_chunk(folder, place)
    assert ("missing", f"hooks-inventory/{place}") in problems(folder)


def test_a_folder_that_cannot_be_entered_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def entries(path: str) -> list[tuple[str, disk.Kind]]:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(disk, "entries", entries)
    assert [problem.kind for problem in read_state(folder).problems] == ["unreadable"]


def test_a_chunk_is_read_only_if_it_is_what_was_published(folder: Path) -> None:
    manifest = from_json((folder / "manifest.json").read_bytes(), Manifest)
    entry = next(entry for entry in manifest.inventories if entry.name == "hooks")
    chunk = read_state(folder).inventories["hooks"].chunks[1]
    assert read_chunk(folder, entry, chunk.file, chunk.checksum) == old_state()[CHUNK]
    change(folder, CHUNK, b"{}\n")
    with pytest.raises(StateError, match="edited"):
        read_chunk(folder, entry, chunk.file, chunk.checksum)


def test_inventories_are_retained_byte_for_byte(folder: Path) -> None:
    (carried,) = retained(folder, ["hooks", "forms"])
    files = {f"{carried.folder}/{path}": data for path, data in carried.chunks.items()}
    files[f"{carried.folder}/manifest.json"] = carried.manifest
    assert files == {path: data for path, data in old_state().items() if path.startswith("hooks-inventory/")}


def test_nothing_is_retained_of_nothing(tmp_path: Path) -> None:
    assert retained(tmp_path / "none", ["hooks"]) == []


@pytest.mark.parametrize("path", [CHUNK, "hooks-inventory/manifest.json", "manifest.json"])
def test_a_damaged_inventory_is_not_retained(folder: Path, path: str) -> None:
    change(folder, path, b"{}\n")
    with pytest.raises(StateError, match="run `stocktake discover`"):
        retained(folder, ["hooks"])


def test_damage_elsewhere_does_not_matter_to_a_retained_inventory(folder: Path) -> None:
    change(folder, "types-inventory/src.json", b"{}\n")
    assert [carried.name for carried in retained(folder, ["hooks"])] == ["hooks"]


def test_an_interrupted_publication_is_told_and_then_finished(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "manifest.json").unlink()
    (folder / ".txn-commit").mkdir()
    monkeypatch.setattr("stocktake.state.reading._PAUSE", 0)
    assert read_state(folder).problems[0].kind == "interrupted"
    assert isinstance(read_state(folder).problems[0], Problem)
    publish(folder, old_state())
    assert problems(folder) == []
