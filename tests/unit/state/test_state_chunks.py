"""Chunk boundaries: complete, bounded, pure, stable."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.state.chunks import ItemLine, encode_chunk, split
from stocktake.state.names import folded, unsafe


def item(path: str, line: int = 1, name: str = "x", size: int = 60) -> ItemLine:
    data = json.dumps({"file": path, "line": line, "name": name}, ensure_ascii=False)
    return ItemLine(path, line, name, (data[:-1] + f',"_":"{"." * max(0, size - len(data))}"}}').encode())


def names(lines: list[ItemLine], budget: int) -> dict[str, int]:
    return {chunk.name: chunk.item_count for chunk in split("t", lines, budget)}


NAMES = "a A b src _root manifest con Foo.tsx foo.tsx Foo.tsx.1 x.json"
SEGMENT = st.sampled_from(NAMES.split()) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1, max_size=6
)
LINES = st.lists(
    st.builds(
        item,
        st.lists(SEGMENT, min_size=1, max_size=4).map("/".join),
        st.integers(1, 30),
        st.sampled_from("pqrs"),
        st.sampled_from([40, 80, 300, 900]),
    ),
    max_size=40,
)


@given(LINES, st.integers(150, 2500), st.integers())
@settings(max_examples=300, deadline=None)
def test_every_item_is_in_one_bounded_chunk_whatever_the_order(lines: list[ItemLine], budget: int, seed: int) -> None:
    chunks = split("t", lines, budget)
    published = [line.encode() for chunk in chunks for line in items_of(chunk.data)]
    assert sorted(published) == sorted(line.data for line in lines)
    for chunk in chunks:
        decoded = json.loads(chunk.data)
        assert decoded["chunk"] == chunk.name and decoded["inventory"] == "t"
        assert decoded["item_count"] == chunk.item_count == len(decoded["items"]) > 0
        assert len(chunk.data) <= budget or chunk.item_count == 1
        assert sorted(set(chunk.paths)) == sorted({one["file"] for one in decoded["items"]})
        assert unsafe(f"folder/{chunk.name}.json") == ""
    files = [folded(chunk.name + ".json") for chunk in chunks]
    folders = {name.rsplit("/", depth)[0] for name in files for depth in range(1, name.count("/") + 1)}
    assert len(set(files)) == len(files)
    assert not folders & set(files) and "manifest.json" not in files
    Random(seed).shuffle(lines)
    assert split("t", lines, budget) == chunks


def items_of(data: bytes) -> list[str]:
    """The lines between the first and the last, as a reader with ``grep`` sees them."""
    text = data.decode()
    assert text.endswith("\n]}\n")
    return [line.removesuffix(",") for line in text.split("\n")[1:-2]]


def test_the_bytes_of_a_chunk() -> None:
    assert encode_chunk("components", "src/contacts", [b'{"name":"A"}', b'{"name":"B"}']) == (
        b'{"schema_version":1,"inventory":"components","chunk":"src/contacts","item_count":2,"items":[\n'
        b'{"name":"A"},\n{"name":"B"}\n]}\n'
    )


def test_items_are_sorted_by_folder_then_line_then_name() -> None:
    lines = [item("s/a/b.ts", 2), item("s/a/b/c.ts"), item("s/a-b.ts")]
    lines += [item("s/a/b.ts", 1, "z"), item("s/a/b.ts", 1, "a")]
    (chunk,) = split("t", lines)
    assert [(one["file"], one["line"], one["name"]) for one in json.loads(chunk.data)["items"]] == [
        ("s/a/b/c.ts", 1, "x"),
        ("s/a/b.ts", 1, "a"),
        ("s/a/b.ts", 1, "z"),
        ("s/a/b.ts", 2, "x"),
        ("s/a-b.ts", 1, "x"),
    ]


def test_no_items_make_no_chunks() -> None:
    assert split("t", []) == []


def test_top_level_folders_are_chunks_and_files_at_the_root_are_in_root() -> None:
    lines = [item("index.ts"), item("src/a.ts"), item("src/deep/b.ts"), item("lib/c.ts")]
    assert names(lines, 30_000) == {"_root": 1, "lib": 1, "src": 2}


def test_only_a_folder_above_the_budget_is_divided() -> None:
    lines = [item(f"src/{folder}/f{n}.ts") for folder in ("one", "two") for n in range(5)] + [item("src/index.ts")]
    assert names(lines, 700) == {"src/_root": 1, "src/one": 5, "src/two": 5}


def test_a_file_above_the_budget_has_numbered_parts() -> None:
    lines = [item("src/Foo.tsx", n, f"n{n}") for n in range(30)] + [item("src/Bar.tsx")]
    parts = names(lines, 700)
    assert list(parts)[:3] == ["src/Foo.tsx.1", "src/Foo.tsx.2", "src/Foo.tsx.3"]
    assert parts["src/_root"] == 1 and sum(parts.values()) == 31


def test_an_item_above_the_budget_is_alone() -> None:
    lines = [item("src/Foo.tsx", 1), item("src/Foo.tsx", 2, size=5000), item("src/Foo.tsx", 3)]
    assert names(lines, 700) == {"src/Foo.tsx.1": 1, "src/Foo.tsx.2": 1, "src/Foo.tsx.3": 1}


def test_a_root_above_the_budget_is_divided_by_first_letters() -> None:
    files = ["9", "Alpha", "beta", "gamma", "useAll", "useMemo", "useState", "zeta"]
    assert names([item(f"hooks/{name}.ts") for name in files], 310) == {
        "hooks/_root.0-9": 1,
        "hooks/_root._-h": 3,
        "hooks/_root.r-v": 3,
        "hooks/_root.w-z": 1,
    }


def test_files_with_a_common_beginning_are_divided_by_what_follows() -> None:
    lines = [item(f"hooks/{name}.ts") for name in ("useAll", "useMemo", "useState")]
    assert names(lines, 280) == {"hooks/_root.use0-useh": 1, "hooks/_root.usei-usez": 2}


def test_files_that_first_letters_cannot_tell_apart_have_their_own_chunks() -> None:
    lines = [item("h/a-b.ts", size=200), item("h/a+b.ts", size=200), item("h/a b.ts", size=200)]
    assert names(lines, 330) == {"h/a b.ts.1": 1, "h/a+b.ts.1": 1, "h/a-b.ts.1": 1}


@pytest.mark.parametrize("folder", ["manifest", "Manifest", "_root", "con", "a:b"])
def test_folders_with_the_names_of_other_things_do_not_collide(folder: str) -> None:
    found = names([item(f"{folder}/a.ts"), item("index.ts")], 30_000)
    assert found["_root"] == 1 and len(found) == 2
    assert not {"manifest", "con"} & {name.lower() for name in found}


def test_a_very_deep_tree_is_divided() -> None:
    path = "/".join(["d"] * 3000)
    assert sum(names([item(f"{path}/{n}.ts", n, size=400) for n in range(5)], 8000).values()) == 5


def some_item(random: Random, path: str, line: int) -> ItemLine:
    return item(path, line, f"n{random.randrange(10**6)}", random.choice([100, 300, 600]))


def repository(random: Random, files: int) -> list[ItemLine]:
    folders = ["src", "src/hooks"]
    folders += [f"src/{one}/{two}" for one in ("app", "lib", "hooks") for two in ("one", "two", "three", "four")]
    lines = []
    for _ in range(files):
        path = f"{random.choice(folders)}/{random.choice(['use', 'get', 'Form', ''])}{random.randrange(10**6)}.tsx"
        lines += [some_item(random, path, line) for line in range(random.choice([1, 2, 40]))]
    return lines


@pytest.mark.parametrize("seed", range(12))
def test_one_new_item_touches_few_chunks(seed: int) -> None:
    random = Random(seed)
    lines = repository(random, 400)
    path = random.choice(lines).path if seed % 2 else f"src/hooks/useNew{seed}.ts"
    before = {chunk.name: chunk.data for chunk in split("t", lines, 10_000)}
    after = {chunk.name: chunk.data for chunk in split("t", [*lines, item(path, 3, "new")], 10_000)}
    assert len(before) > 60
    assert len([name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]) <= 4


def test_one_new_item_in_a_very_large_file_touches_few_parts() -> None:
    random = Random(5)
    lines = [some_item(random, "gen/api.ts", number * 10) for number in range(2000)]
    before = {tuple(items_of(chunk.data)) for chunk in split("t", lines)}
    touched = []
    for at in random.sample(range(2000), 20):
        changed = split("t", [*lines, item("gen/api.ts", at * 10 + 5, "new")])
        touched.append(len({tuple(items_of(chunk.data)) for chunk in changed} - before))
    assert sum(touched) / len(touched) < 3
