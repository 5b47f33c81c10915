"""Unused exports after an edit are those that a look at all files gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hypothesis import event, given, settings
from hypothesis import strategies as st

from stocktake.resolve.file_links import ALL, FileLinks
from stocktake.resolve.usage import ExportUsage
from stocktake.resolve.usage_change import Edit, KnownLinks, Surroundings, unused_after

PATHS = ("a.ts", "b.ts", "c.ts", "index.ts")
_paths = st.sampled_from(PATHS)
_names = st.sampled_from(["default", "export=", *(f"name{number}" for number in range(9))])
_uses = st.tuples(_paths, _names | st.sampled_from([ALL]))
LINKS = st.builds(
    FileLinks,
    st.dictionaries(_names, st.lists(st.tuples(_paths, _names | st.just("*")), max_size=1), max_size=4),
    st.lists(st.tuples(_paths, st.booleans()), max_size=1),
    st.lists(_uses, max_size=3),
)
_sources = st.lists(st.tuples(_paths, _names | st.just("*")), max_size=1)
SMALL = st.tuples(
    st.lists(st.tuples(st.sampled_from(["default", "export="]) | _names, st.none() | _sources), max_size=2),
    st.lists(_uses, max_size=2),
    st.none() | st.lists(st.tuples(_paths, st.booleans()), max_size=1),
)
"""Names to export as what, or no longer; uses to add; other stars."""

Small = tuple[list[tuple[str, list[tuple[str, str]] | None]], list[tuple[str, str]], list[tuple[str, bool]] | None]


def changed(links: FileLinks, small: Small) -> FileLinks:
    names, uses, stars = small
    exported = dict(links.exported)
    for name, sources in names:
        if sources is not None:
            exported[name] = sources
        else:
            exported.pop(name, None)
    return FileLinks(exported, links.stars if stars is None else stars, [*links.uses, *uses], links.values)


def all_unused(links: Mapping[str, FileLinks], entries: set[str]) -> dict[str, list[str]]:
    usage = ExportUsage(links).use_all(entries)
    return {path: names for path in links if (names := usage.unused(path))}


@settings(max_examples=2000, deadline=None)
@given(
    st.fixed_dictionaries(dict.fromkeys(PATHS, LINKS)),
    st.dictionaries(_paths, SMALL, min_size=1, max_size=2),
    st.sets(_paths, max_size=1),
)
def test_what_an_edit_says_suffices_or_nothing_is_said(
    before: dict[str, FileLinks],
    edits: dict[str, Small],
    entries: set[str],
) -> None:
    now = before | {path: changed(before[path], edit) for path, edit in edits.items()}

    def mentioning(text: str) -> Iterator[tuple[str, FileLinks]]:
        return ((path, links) for path, links in before.items() if text in repr(links))

    told = {path: Edit(before[path], now[path]) for path in edits}
    around = Surroundings(KnownLinks(PATHS, told, before.__getitem__), mentioning, entries.__contains__)
    found = unused_after(all_unused(before, entries), told, around)

    event("all files" if found is None else "the edit")
    if found is not None:
        assert found == all_unused(now, entries)


def only(exported: list[str], uses: list[tuple[str, str]] | None = None) -> FileLinks:
    return FileLinks({name: [] for name in exported}, [], uses or [])


def after(before: dict[str, FileLinks], path: str, now: FileLinks) -> dict[str, list[str]] | None:
    def mentioning(text: str) -> Iterator[tuple[str, FileLinks]]:
        return ((each, links) for each, links in before.items() if text in repr(links))

    told = {path: Edit(before[path], now)}
    around = Surroundings(KnownLinks(before.keys(), told, before.__getitem__), mentioning, lambda _: False)
    return unused_after(all_unused(before, set()), told, around)


def test_a_new_name_is_unused_and_a_new_use_uses_it() -> None:
    before = {"a.ts": only(["one"]), "b.ts": only([], [("a.ts", "one")])}
    assert after(before, "a.ts", only(["one", "two"])) == {"a.ts": ["two"]}
    before["a.ts"] = only(["one", "two"])
    assert after(before, "b.ts", only([], [("a.ts", "one"), ("a.ts", "two")])) == {}


def test_a_use_that_goes_is_a_matter_of_all_files() -> None:
    before = {"a.ts": only(["one"]), "b.ts": only([], [("a.ts", "one")]), "c.ts": only([], [("a.ts", "one")])}
    assert after(before, "b.ts", only([])) is None


def test_a_name_that_somebody_waits_for_is_a_matter_of_all_files() -> None:
    before = {"a.ts": only(["one"]), "b.ts": only([], [("a.ts", "two")])}
    assert after(before, "a.ts", only(["one", "two"])) is None


def test_an_export_that_stands_for_another_is_a_matter_of_all_files() -> None:
    before = {
        "a.ts": FileLinks({"one": [("c.ts", "one")]}, [], []),
        "b.ts": only([], [("a.ts", "one")]),
        "c.ts": only(["one"]),
        "d.ts": only(["one"]),
    }
    assert after(before, "a.ts", FileLinks({"one": [("d.ts", "one")]}, [], [])) is None


def test_a_module_may_import_from_itself() -> None:
    assert after({"a.ts": only([], [("a.ts", "one")])}, "a.ts", only(["one"], [("a.ts", "one")])) is None
