from __future__ import annotations

from stocktake.cli.watch import line
from stocktake.model import ChunkEntry, InventoryEntry, InventoryManifest, Manifest, SourceEntry, Totals
from stocktake.state.published import State
from stocktake.watch.changes import Change, FileChange, compare


def state(sources: dict[str, str], chunks: dict[str, str]) -> State:
    listed = [ChunkEntry(name, f"{name}.json", 1, checksum, "") for name, checksum in sorted(chunks.items())]
    manifest = InventoryManifest(1, "hooks", 1, "f", 1, {}, listed)
    entry = InventoryEntry("hooks", "hooks-inventory", 1, len(listed), str(sorted(chunks.items())))
    totals = Totals(1, 1, len(listed), len(sources), 0, 0)
    entries = [
        SourceEntry(path, digest, "config" if path.endswith(".json") else "source") for path, digest in sources.items()
    ]
    return State(Manifest(1, "g", str(sources), totals, [entry], {}), {"hooks": manifest}, entries)


def test_files_and_chunks_that_differ() -> None:
    before = state({"a.ts": "1", "b.ts": "1", "c.ts": "1", "package.json": "1"}, {"a": "1", "b": "1", "c": "1"})
    after = state({"a.ts": "1", "b.ts": "2", "d.ts": "1", "package.json": "2"}, {"a": "1", "b": "2", "d": "1"})
    change = compare(before, after, 0.5)
    files = [FileChange("~", "b.ts"), FileChange("-", "c.ts"), FileChange("+", "d.ts"), FileChange("~", "package.json")]
    assert change == Change(files, ["hooks-inventory/b.json", "hooks-inventory/c.json", "hooks-inventory/d.json"], 0.5)


def test_nothing_changed() -> None:
    same = state({"a.ts": "1"}, {"a": "1"})
    assert compare(same, state({"a.ts": "1"}, {"a": "1"}), 0.1) is None


def test_from_nothing() -> None:
    change = compare(State(), state({"package.json": "1"}, {"a": "1"}), 0.1)
    assert change == Change([FileChange("+", "package.json")], ["hooks-inventory/a.json"], 0.1)


def test_what_was_written_although_it_is_what_it_was() -> None:
    """Somebody deleted the state meanwhile."""
    same = state({"a.ts": "1"}, {"a": "1", "b": "1"})
    assert compare(same, same, 0.1, ["hooks-inventory/a.json"]) == Change([], ["hooks-inventory/a.json"], 0.1)
    after = state({"a.ts": "1"}, {"a": "1", "b": "2"})
    written = ["hooks-inventory/a.json", "hooks-inventory/b.json"]
    assert compare(same, after, 0.1, written) == Change([], written, 0.1)


def test_a_line_is_one_line_and_bounded() -> None:
    files = [FileChange("~", f"src/{n}\n.ts") for n in range(300)]
    text = line(Change(files, [f"hooks-inventory/{n}.json" for n in range(9)], 0.1))
    assert text == (
        "~ src/0\\x0a.ts, ~ src/1\\x0a.ts, ~ src/2\\x0a.ts and 297 more"
        " -> hooks-inventory/0.json, hooks-inventory/1.json, hooks-inventory/2.json and 6 more"
    )
    assert line(Change(files, [], 0.1), verbose=1).count("~") == 300
    assert line(Change([], [], 0.1)) == "no source file -> no chunk"
