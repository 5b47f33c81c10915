"""The complete state as bytes."""

from __future__ import annotations

import json
from random import Random

import pytest
from state_samples import COVERAGE, complete, inventory, line, new_state, old_state, sources

from stocktake.digests import digest
from stocktake.encoding import from_json
from stocktake.errors import ExtractorError
from stocktake.model import ChunkEntry, InventoryManifest, Manifest, SourceEntry
from stocktake.state.assemble import CarriedInventory, InventoryContent, assemble, sources_digest
from stocktake.state.index import LIMIT


def test_every_file_is_named_by_a_manifest_that_holds_its_checksum() -> None:
    files = new_state()
    manifest = from_json(files["manifest.json"], Manifest)
    named = {"manifest.json", *manifest.files}
    assert {name: digest(files[name]) for name in manifest.files} == manifest.files
    for entry in manifest.inventories:
        path = f"{entry.folder}/manifest.json"
        listed = from_json(files[path], InventoryManifest)
        assert digest(files[path]) == entry.checksum and listed.inventory == entry.name
        assert (listed.item_count, len(listed.chunks)) == (entry.item_count, entry.chunk_count)
        assert sum(chunk.item_count for chunk in listed.chunks) == listed.item_count
        for chunk in listed.chunks:
            assert digest(files[f"{entry.folder}/{chunk.file}"]) == chunk.checksum
            named.add(f"{entry.folder}/{chunk.file}")
        named.add(path)
    assert named == files.keys()
    assert [entry.name for entry in manifest.inventories] == ["hooks", "modules", "sources"]


def test_the_totals_count_what_was_asked_for_and_not_the_sources() -> None:
    totals = from_json(new_state()["manifest.json"], Manifest).totals
    assert (totals.inventories, totals.items, totals.chunks) == (2, 4, 2)
    assert (totals.extracted, totals.skipped, totals.failed) == (3, 1, 0)


def test_a_manifest_has_one_chunk_a_line() -> None:
    text = old_state()["hooks-inventory/manifest.json"].decode()
    assert text.splitlines()[:9] == [
        "{",
        '  "schema_version": 1,',
        '  "inventory": "hooks",',
        '  "extractor_version": 1,',
        '  "fingerprint": "f",',
        '  "item_count": 2,',
        '  "summary": {',
        '    "named": 2',
        "  },",
    ]
    assert [json.loads(each.strip().rstrip(","))["name"] for each in text.splitlines() if "checksum" in each] == [
        "gone",
        "src",
    ]


def test_coverage_has_one_entry_a_line() -> None:
    text = old_state()["coverage.json"].decode()
    assert '    {"path":"src/a.test.ts","outcome":"skipped","reason":"test"}\n' in text
    assert '  "skipped": {\n    "test": 1\n  },\n' in text


def test_the_order_of_the_arguments_has_no_influence() -> None:
    lines = [line(f"src/{number}/a.ts", number) for number in range(30)]
    one, two = inventory("hooks", lines), inventory("types", lines[:9])
    expected = assemble([one, two], sources(lines), COVERAGE, fingerprint="f", generator="g", budget=900)
    shuffled = list(lines)
    Random(3).shuffle(shuffled)
    again = assemble(
        [two, inventory("hooks", shuffled)], sources(lines)[::-1], COVERAGE, fingerprint="f", generator="g", budget=900
    )
    assert again == expected


def test_the_sources_digest_of_a_chunk_changes_with_its_source_files_only() -> None:
    lines = [line("src/a.ts"), line("lib/b.ts")]

    def digests(changed: str) -> dict[str, str]:
        entries = [
            SourceEntry(path, "new" if path == changed else "old") for path in ("src/a.ts", "lib/b.ts", "src/c.ts")
        ]
        files = assemble([inventory("hooks", lines)], entries, COVERAGE, fingerprint="f", generator="g")
        chunks: list[ChunkEntry] = from_json(files["hooks-inventory/manifest.json"], InventoryManifest).chunks
        return {chunk.name: chunk.sources_digest for chunk in chunks}

    before, after = digests("src/c.ts"), digests("src/a.ts")
    assert before["lib"] == after["lib"] and before["src"] != after["src"]
    assert before["src"] == sources_digest(["src/a.ts"], {"src/a.ts": "old"})


def test_a_carried_inventory_keeps_its_bytes() -> None:
    before = old_state()
    manifest = before["types-inventory/manifest.json"]
    carried = CarriedInventory("types", "types-inventory", manifest, {"src.json": before["types-inventory/src.json"]})
    files = assemble(
        [inventory("hooks", [line("src/b.ts")], version=2)],
        [],
        COVERAGE,
        fingerprint="f",
        generator="g",
        carried=[carried],
    )
    for path in ("types-inventory/manifest.json", "types-inventory/src.json"):
        assert files[path] == before[path]
    top = from_json(files["manifest.json"], Manifest)
    assert [entry.name for entry in top.inventories] == ["hooks", "types", "sources"]
    assert top.totals.items == 2


@pytest.mark.parametrize(
    "folder", ["", "..", "a/b", ".git", "aux", "sources", "Sources", "index.md", "hooks-inventory"]
)
def test_a_folder_that_is_not_usable_or_taken_is_an_error(folder: str) -> None:
    with pytest.raises(ExtractorError, match="folder"):
        complete(inventory("hooks", []), InventoryContent("other", folder, 1, "f", []))


def test_two_inventories_of_one_name_are_an_error() -> None:
    with pytest.raises(ExtractorError, match="taken"):
        complete(inventory("hooks", []), InventoryContent("hooks", "other", 1, "f", []))


def test_the_index_tells_what_is_here() -> None:
    page = old_state()["index.md"].decode()
    assert "| hooks | `hooks-inventory/` | 2 | All hooks. |" in page
    assert "3 source files read, 1 skipped (1 test), 0 failed" in page
    assert "stocktake discover" in page and "stocktake check" in page


@pytest.mark.parametrize("inventories", [60, 400])
def test_the_index_is_never_longer_than_four_kilobytes(inventories: int) -> None:
    page = complete(*(inventory(f"inventory{number:03}", []) for number in range(inventories)))["index.md"]
    assert LIMIT - 100 < len(page) <= LIMIT
    assert b"| inventory000 |" in page and b"How to read it" in page


def test_no_text_leaves_its_place_in_the_index() -> None:
    odd = InventoryContent("x", "x-inventory", 1, "f", [line("a.ts")], {}, "one | two\nthree `four`\x1b[0m")
    assert "| one ' two three 'four' [0m |\n" in complete(odd)["index.md"].decode()
