"""Dividing an inventory again only in part comes to the same as dividing all of it."""

from __future__ import annotations

from hypothesis import event, given, settings
from hypothesis import strategies as st

from stocktake.state.chunks import SEPARATOR, ChunkFile, ItemLine, size_of_items, split
from stocktake.state.relayout import Change, Held, Weight, areas, changed_chunks

Sizes = dict[str, list[int]]
"""By path the bytes of each item."""

NAME = "hooks"
segments = st.sampled_from(["a", "b", "deep", "Form.tsx", "_root"])
paths = st.lists(segments, min_size=1, max_size=4).map("/".join)
deep_paths = st.lists(segments, min_size=2, max_size=5).map("/".join)
heavy = st.lists(st.integers(40, 90), min_size=1, max_size=5)
weights = st.lists(st.integers(2, 90), min_size=1, max_size=5)


def lines_of(sizes: Sizes) -> list[ItemLine]:
    return [
        ItemLine(path, number, f"n{number}", b'"' + b"x" * (size - 2) + b'"')
        for path, own in sizes.items()
        for number, size in enumerate(own)
    ]


def weight(own: list[int]) -> Weight:
    return Weight(len(own), sum(own) + SEPARATOR * len(own))


def held(chunks: list[ChunkFile], numbers: dict[str, int]) -> list[Held]:
    return [
        Held(chunk.name, Weight(chunk.item_count, size_of_items(NAME, chunk)), [numbers[path] for path in chunk.paths])
        for chunk in chunks
    ]


def without_conflicts(sizes: Sizes) -> Sizes:
    """No file may also be a folder."""
    return {path: own for path, own in sizes.items() if not any(other.startswith(path + "/") for other in sizes)}


@settings(max_examples=400, deadline=None)
@given(
    st.dictionaries(paths, weights, min_size=1, max_size=14).map(without_conflicts),
    st.dictionaries(st.integers(0, 13), weights | st.just([]), max_size=3),
    st.integers(200, 700),
)
def test_a_partial_division_is_that_of_all(before: Sizes, edits: dict[int, list[int]], budget: int) -> None:
    order = sorted(before)
    numbers = {path: number for number, path in enumerate(order)}
    now = before | {order[number]: own for number, own in edits.items() if number < len(order)}
    changed = [path for path in order if before[path] != now[path]]
    changes = {numbers[path]: Change(path, weight(before[path]), weight(now[path])) for path in changed}

    found = changed_chunks(NAME, held(split(NAME, lines_of(before), budget), numbers), changes, budget)

    event("in part" if found else "all" if found is None else "nothing")
    if found is not None:
        old = held(split(NAME, lines_of(before), budget), numbers)
        new = held(split(NAME, lines_of(now), budget), numbers)
        assert [(each.name, each.files) for each in new] == [(each.name, each.files) for each in old]
        assert [each.weight for each in new] == [found.get(n, each.weight) for n, each in enumerate(old)]


@settings(max_examples=600, deadline=None)
@given(
    st.dictionaries(deep_paths, heavy | st.just([]), min_size=6, max_size=20).map(without_conflicts),
    st.dictionaries(st.integers(0, 15), heavy | st.just([]), min_size=1, max_size=3),
    st.integers(150, 350),
)
def test_folders_divided_anew_are_as_if_all_were(before: Sizes, edits: dict[int, list[int]], budget: int) -> None:
    order = sorted(before, key=lambda path: path.split("/"))
    numbers = {path: number for number, path in enumerate(order)}
    now = before | {order[number]: own for number, own in edits.items() if number < len(order)}
    changed = [path for path in order if before[path] != now[path]]
    changes = {numbers[path]: Change(path, weight(before[path]), weight(now[path])) for path in changed}
    old = split(NAME, lines_of(before), budget)

    found = areas(held(old, numbers), dict(enumerate(order)), changes, budget)

    event("in part" if found else "all" if found is None else "nothing")
    if found is not None:
        chunks = {chunk.name: chunk for chunk in old}
        for area in found:
            for index in area.chunks:
                del chunks[old[index].name]
        for area in found:
            lines = [line for line in lines_of(now) if numbers[line.path] in area.files]
            fresh = split(NAME, lines, budget, prefix=area.prefix, depth=area.depth)
            assert chunks.keys().isdisjoint(chunk.name for chunk in fresh)
            chunks |= {chunk.name: chunk for chunk in fresh}
        assert chunks == {chunk.name: chunk for chunk in split(NAME, lines_of(now), budget)}


def test_a_file_that_comes_to_have_items_disturbs_its_folder_alone() -> None:
    sizes = {"a/b/x.ts": [400], "a/b/y.ts": [400], "a/b/z.ts": [], "a/c.ts": [900], "d.ts": [200]}
    order = sorted(sizes)
    old = held(split(NAME, lines_of(sizes), 700), {path: number for number, path in enumerate(order)})
    found = areas(old, dict(enumerate(order)), {2: Change("a/b/z.ts", weight([]), weight([30]))}, 700)
    assert found is not None
    assert [(area.prefix, area.depth, area.files) for area in found] == [("a/b/", 2, [0, 1, 2])]


def test_growing_items_stay_in_their_chunk() -> None:
    sizes = {"a/x.ts": [200, 200], "a/y.ts": [200], "b/z.ts": [300]}
    old = held(split(NAME, lines_of(sizes), 1000), {path: number for number, path in enumerate(sizes)})
    change = Change("a/y.ts", weight([200]), weight([200, 50]))
    assert changed_chunks(NAME, old, {1: change}, 1000) == {0: weight([200, 200, 200, 50])}


def test_what_outgrows_its_chunk_is_divided_anew() -> None:
    sizes = {"a/x.ts": [200, 200], "a/y.ts": [200], "b/z.ts": [300]}
    old = held(split(NAME, lines_of(sizes), 1000), {path: number for number, path in enumerate(sizes)})
    assert changed_chunks(NAME, old, {1: Change("a/y.ts", weight([200]), weight([600]))}, 1000) is None


def test_folders_that_fit_into_one_chunk_again_are_joined() -> None:
    sizes = {"a/b/x.ts": [300], "a/c/y.ts": [300], "a/d/z.ts": [300]}
    old = held(split(NAME, lines_of(sizes), 900), {path: number for number, path in enumerate(sizes)})
    assert [chunk.name for chunk in old] == ["a/b", "a/c", "a/d"]
    assert changed_chunks(NAME, old, {1: Change("a/c/y.ts", weight([300]), weight([40]))}, 900) is None


def test_a_file_whose_items_are_numbered_parts_is_divided_anew() -> None:
    sizes = {"a/f-.ts": [320], "a/f_.ts": [320], "b/z.ts": [600]}
    old = held(split(NAME, lines_of(sizes), 700), {path: number for number, path in enumerate(sizes)})
    assert [chunk.name for chunk in old] == ["a/f-.ts.1", "a/f_.ts.1", "b"]
    assert changed_chunks(NAME, old, {0: Change("a/f-.ts", weight([320]), weight([320, 20]))}, 700) is None


def test_a_file_that_becomes_too_large_for_a_chunk_of_its_own_is_divided_anew() -> None:
    path = f"a/{'long' * 20}.ts"
    before, now = {path: [300], "a/b/x.ts": [700]}, {path: [560], "a/b/x.ts": [700]}
    old = held(split(NAME, lines_of(before), 700), {path: number for number, path in enumerate(before)})
    names = [chunk.name for chunk in split(NAME, lines_of(now), 700)]
    assert "a/_root" in [chunk.name for chunk in old]
    assert "a/_root" not in names
    assert changed_chunks(NAME, old, {0: Change(path, weight([300]), weight([560]))}, 700) is None
