"""What was made of files, fetched for those that are asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw
from msgspec.msgpack import decode

from stocktake.encoding import to_packed
from stocktake.errors import LostError
from stocktake.resolve.file_links import FileLinks
from stocktake.state.made import (
    EVERY_FILE,
    KINDS,
    NOTHING,
    FileMade,
    Items,
    Kind,
    Made,
    Packed,
    Part,
    Reads,
    bucket_of,
    encoded,
    encoded_reads,
    links_of,
    numbers_of,
    packed,
    reached,
    reads_of,
)

numbers = st.one_of(st.integers(0, 300), st.integers(60_000, 70_000), st.just(EVERY_FILE))
reads = st.dictionaries(st.sampled_from(["modules", "types:linked"]), st.lists(numbers, min_size=1, max_size=4))


def kept(made: dict[str, FileMade], size: int) -> Made:
    """As if it had been kept in buckets of ``size`` files."""
    paths = sorted(made)
    bounds = paths[::size]
    fresh = Made(made)
    places = {path: number for number, path in enumerate(paths)}

    def fetch(number: int, kind: Kind) -> bytes:
        return fresh.packed_bucket([path for path in paths if bucket_of(bounds, path) == number], kind)

    inside = [[own for path, own in made.items() if bucket_of(bounds, path) == number] for number in range(len(bounds))]
    reach = [reached(each, places) for each in inside]
    return Made({}, bounds, fetch, reached=reach)


def made_from(part: Part) -> FileMade:
    return FileMade({"hooks": packed(part)}, NOTHING)


@given(st.lists(st.tuples(reads, reads), min_size=1, max_size=9), st.sets(numbers, min_size=1, max_size=3))
def test_every_reader_is_found(files: list[tuple[Reads, Reads]], asked: set[int]) -> None:
    parts = [Part(reads=encoded_reads(own), link_reads=encoded_reads(of_links)) for own, of_links in files]
    made = kept({f"f{number}.ts": made_from(part) for number, part in enumerate(parts)}, 2)
    found = {path for path, _ in made.readers(asked)}
    for number, pair in enumerate(files):
        if any(not asked.isdisjoint(each) for reads in pair for each in reads.values()):
            assert f"f{number}.ts" in found


def test_files_that_read_nothing_of_what_is_asked_are_left_out() -> None:
    parts = {f"f{number}.ts": Part(reads=encoded_reads({"modules": [1000 + number]})) for number in range(9)}
    made = kept({path: made_from(part) for path, part in parts.items()}, 2)
    found = dict(made.readers({1003}))
    assert list(found) == ["f3.ts"]
    assert reads_of(found["f3.ts"]["hooks"].reads) == {"modules": [1003]}


def test_links_to_a_file_are_found_and_nothing_else_is_looked_at() -> None:
    targets = {"a.ts": "d.ts#useD", "b.ts": "c.ts#useC", "c.ts": "a.ts#useA", "d.ts": "elsewhere#x"}
    made = kept(
        {path: made_from(Part(links=encoded([("uses", f"{path}#it", target)]))) for path, target in targets.items()}, 1
    )
    towards = made.towards(numbers_of("c.ts#useC", {path: number for number, path in enumerate(targets)}))
    assert [links_of(links) for number in towards for _, links in made.linked("hooks", number)] == [
        [("uses", "b.ts#it", "c.ts#useC")]
    ]


def test_files_are_found_by_the_file_in_their_links() -> None:
    links = {
        "a.ts": FileLinks(uses=[("c.ts", "useC")]),
        "b.ts": FileLinks({"x": [("c.ts", "y")]}),
        "c.ts": FileLinks({"c.ts": []}),
        "d.ts": FileLinks(stars=[("c.ts", True)], values=["a.ts"]),
        "e.ts": FileLinks(uses=[("a.ts", "c.ts is mentioned")]),
    }
    made = kept({path: FileMade({}, Raw(to_packed(each))) for path, each in links.items()}, 1)
    found = {path: [other for other, _ in made.links_with(path, [number])] for number, path in enumerate(links)}
    assert found == {"a.ts": ["d.ts", "e.ts"], "b.ts": [], "c.ts": ["a.ts", "b.ts", "d.ts"], "d.ts": [], "e.ts": []}


@pytest.mark.parametrize(
    ("new", "differing"),
    [
        (Part(encoded([(1, "useA", b"{}")]), {"exported": 1}, encoded_reads({"modules": [2]})), []),
        (Part(encoded([(2, "useA", b"{}")]), {"exported": 1}, encoded_reads({"modules": [2]})), ["items"]),
        (Part(encoded([(1, "useA", b"{}")]), {"exported": 2}, encoded_reads({"modules": [2]})), ["items"]),
        (Part(encoded([(1, "useA", b"{}")]), {"exported": 1}, encoded_reads({"modules": [3]})), ["origins"]),
        (None, ["items", "origins"]),
    ],
)
def test_what_was_made_is_compared_with_what_is_kept_part_by_part(new: Part | None, differing: list[Kind]) -> None:
    part = Part(encoded([(1, "useA", b"{}")]), {"exported": 1}, encoded_reads({"modules": [2]}))
    before = FileMade({"types": packed(part), "hooks": packed(part)}, NOTHING)
    own = {"hooks": packed(new) if new is not None else None}
    again = kept({"a.ts": before}, 1).renewed({"a.ts": FileMade(own, NOTHING)})
    assert [kind for kind in KINDS if again.differs("a.ts", kind)] == differing


def test_links_and_marks_are_compared_with_what_is_kept() -> None:
    made = kept({"a.ts": FileMade({}, NOTHING, b"1234")}, 1)
    links = Raw(to_packed(FileLinks({"a": []})))
    assert [kind for kind in KINDS if made.renewed({"a.ts": FileMade({}, links)}).differs("a.ts", kind)] == [
        "links",
        "asked",
    ]


@pytest.mark.parametrize("nothing", [None, packed(Part())])
def test_extractors_that_make_nothing_anew_keep_what_they_have(nothing: Packed | None) -> None:
    part = Part(encoded([(1, "useA", b"{}")]), {"exported": 1}, encoded_reads({"modules": [2]}))
    other = Part(encoded([(2, "useB", b"{}")]))
    made = kept({"a.ts": FileMade({"types": packed(part), "hooks": packed(part)}, NOTHING)}, 1)

    def items(own: dict[str, Packed | None]) -> dict[str, Items]:
        again = made.renewed({"a.ts": FileMade(own, NOTHING)})
        return decode(again.packed_bucket(["a.ts"], "items"), type=dict[str, dict[str, Items]])["a.ts"]

    old, new = Items(part.lines, part.counters), Items(other.lines)
    assert items({}) == {"types": old, "hooks": old}
    assert items({"hooks": packed(other)}) == {"types": old, "hooks": new}
    assert items({"hooks": nothing}) == {"types": old}


def test_a_declaration_may_be_of_every_file_that_its_name_begins_with() -> None:
    assert numbers_of("a#b.ts#c", {"a": 0, "a#b.ts": 1, "c": 2}) == [0, 1]
    assert numbers_of("a#b.ts", {"a": 0, "a#b.ts": 1}) == (1,)
    assert numbers_of("z.ts#c", {"a": 0}) == []


def test_what_is_kept_on_is_not_changed() -> None:
    part = Part(encoded([(1, "useA", b"{}")]), {"exported": 1}, encoded_reads({"modules": [2]}))
    made = kept({"a.ts": made_from(part), "b.ts": made_from(part)}, 2)
    again = made.renewed({"b.ts": made_from(Part())})
    assert again.packed_bucket(["a.ts"], "items") == made.packed_bucket(["a.ts"], "items")
    assert again.packed_bucket(["b.ts"], "items") == to_packed({"b.ts": {}})
    with pytest.raises(LostError):
        again.packed_bucket(["c.ts"], "items")
