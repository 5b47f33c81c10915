"""What was made of files, fetched for those that are asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from stocktake.encoding import to_packed
from stocktake.errors import LostError
from stocktake.resolve.file_links import FileLinks
from stocktake.state.made import (
    EVERY_FILE,
    KINDS,
    NOTHING,
    FileMade,
    Kind,
    Made,
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

    reach = [reached(fetch(number, "origins"), fetch(number, "links"), places) for number in range(len(bounds))]
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


def test_what_was_made_is_compared_with_what_is_kept_part_by_part() -> None:
    part = Part(encoded([(1, "useA", b"{}")]), {"exported": 1}, encoded_reads({"modules": [2]}))
    other_line = Part(encoded([(2, "useA", b"{}")]), {"exported": 1}, encoded_reads({"modules": [2]}))
    other_reads = Part(part.lines, part.counters, encoded_reads({"modules": [3]}))
    made = kept({"a.ts": made_from(part)}, 1)
    assert made.is_kept("a.ts", made_from(part), KINDS)
    assert not made.is_kept("b.ts", made_from(part), KINDS)
    assert not made.is_kept("a.ts", made_from(other_line), ["items"])
    assert made.is_kept("a.ts", made_from(other_line), ["origins", "links", "asked"])
    assert not made.is_kept("a.ts", made_from(other_reads), ["origins"])
    assert made.is_kept("a.ts", made_from(other_reads), ["items", "links", "asked"])
    assert not made.is_kept("a.ts", FileMade(made_from(part).parts, Raw(to_packed(FileLinks({"a": []})))), ["links"])
    assert not made.is_kept("a.ts", FileMade(made_from(part).parts, NOTHING, b"1234"), ["asked"])


def test_a_declaration_may_be_of_every_file_that_its_name_begins_with() -> None:
    assert numbers_of("a#b.ts#c", {"a": 0, "a#b.ts": 1, "c": 2}) == [0, 1]
    assert numbers_of("a#b.ts", {"a": 0, "a#b.ts": 1}) == (1,)
    assert numbers_of("z.ts#c", {"a": 0}) == []


def test_a_part_is_put_together_again() -> None:
    part = Part(
        encoded([(1, "useA", b"{}")]), {"exported": 1}, encoded_reads({"modules": [2]}), encoded([("uses", "a", "b")])
    )
    made = kept({"a.ts": made_from(part), "b.ts": made_from(Part())}, 1)
    assert made.part("a.ts", "hooks") == part
    assert made.part("b.ts", "types") is None
    assert made.part("c.ts", "hooks") is None


def test_what_is_kept_on_is_not_changed() -> None:
    part = Part(encoded([(1, "useA", b"{}")]), {"exported": 1}, encoded_reads({"modules": [2]}))
    made = kept({"a.ts": made_from(part), "b.ts": made_from(part)}, 2)
    again = made.renewed({"b.ts": made_from(Part())})
    assert again.packed_bucket(["a.ts"], "items") == made.packed_bucket(["a.ts"], "items")
    assert again.packed_bucket(["b.ts"], "items") == to_packed({"b.ts": {}})
    with pytest.raises(LostError):
        again.packed_bucket(["c.ts"], "items")
