"""Unused exports and import cycles after an edit are those that a look at all files gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from unittest import mock

from hypothesis import event, given, settings
from hypothesis import strategies as st

from stocktake.paths import path_order
from stocktake.resolve import usage_change
from stocktake.resolve.cycle_change import has_same_cycles
from stocktake.resolve.cycles import ShortestCycles
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
    st.lists(_paths, max_size=1),
)
_sources = st.lists(st.tuples(_paths, _names | st.just("*")), max_size=1)
SMALL = st.tuples(
    st.lists(st.tuples(st.sampled_from(["default", "export="]) | _names, st.none() | _sources), max_size=2),
    st.lists(_uses, max_size=2),
    st.none() | st.lists(st.tuples(_paths, st.booleans()), max_size=1),
    st.lists(_paths, max_size=1),
)
"""Names to export as what, or no longer; uses to add; other stars; imports to add."""

_Uses = list[tuple[str, str]]
Small = tuple[list[tuple[str, _Uses | None]], _Uses, list[tuple[str, bool]] | None, list[str]]


def changed(links: FileLinks, small: Small) -> FileLinks:
    names, uses, stars, values = small
    exported = dict(links.exported)
    for name, sources in names:
        if sources is not None:
            exported[name] = sources
        else:
            exported.pop(name, None)
    return FileLinks(exported, links.stars if stars is None else stars, [*links.uses, *uses], [*links.values, *values])


def all_unused(links: Mapping[str, FileLinks], entries: set[str]) -> dict[str, list[str]]:
    usage = ExportUsage(links).use_all(entries)
    return {path: names for path in links if (names := usage.unused(path))}


@settings(max_examples=2000, deadline=None)
@given(
    st.fixed_dictionaries(dict.fromkeys(PATHS, LINKS)),
    st.dictionaries(_paths, SMALL, max_size=2),
    st.sets(_paths, max_size=1),
    st.none() | _paths,
    st.none() | _paths,
)
def test_after_an_edit_is_what_a_look_at_all_files_gives(
    before: dict[str, FileLinks],
    edits: dict[str, Small],
    entries: set[str],
    added: str | None,
    removed: str | None,
) -> None:
    now = before | {path: changed(before[path], edit) for path, edit in edits.items()}
    before, now = without(before, added), without(now, removed)

    def mentioning(text: str) -> Iterator[tuple[str, FileLinks]]:
        return ((path, links) for path, links in before.items() if text in repr(links))

    told = {path: Edit(before.get(path), now.get(path)) for path in PATHS if before.get(path) != now.get(path)}
    links = KnownLinks(now.keys(), told, before.__getitem__)
    around = Surroundings(links, mentioning, entries.__contains__)
    found = unused_after(all_unused(before, entries), told, around)

    assert found == all_unused(now, entries)
    cycles = all_cycles(before)
    changes = {path: edit.of_values() for path, edit in told.items()}
    is_same = has_same_cycles(cycles, changes, lambda path: now[path].values)
    event("same cycles" if is_same else "maybe other cycles")
    if is_same:
        assert all_cycles(now) == cycles


def without(links: dict[str, FileLinks], gone: str | None) -> dict[str, FileLinks]:
    """Links as they are where there is no such file."""

    def there(pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
        return [pair for pair in pairs if pair[0] != gone]

    return {
        path: FileLinks(
            {name: there(sources) for name, sources in each.exported.items()},
            there(each.stars),
            there(each.uses),
            [target for target in each.values if target != gone],
        )
        for path, each in links.items()
        if path != gone
    }


def all_cycles(links: Mapping[str, FileLinks]) -> dict[str, tuple[str, ...]]:
    found = ShortestCycles({path: set(each.values) for path, each in links.items()}, path_order)
    return {path: cycle for path in links if (cycle := tuple(found.through(path)))}


def only(exported: list[str], uses: list[tuple[str, str]] | None = None) -> FileLinks:
    return FileLinks({name: [] for name in exported}, [], uses or [])


def after(before: dict[str, FileLinks], path: str, now: FileLinks) -> dict[str, list[str]] | None:
    def mentioning(text: str) -> Iterator[tuple[str, FileLinks]]:
        return ((each, links) for each, links in before.items() if text in repr(links))

    told = {path: Edit(before.get(path), now)}
    around = Surroundings(KnownLinks({*before, path}, told, before.__getitem__), mentioning, lambda _: False)
    return unused_after(all_unused(before, set()), told, around)


def test_a_new_name_is_unused_and_a_new_use_uses_it() -> None:
    before = {"a.ts": only(["one"]), "b.ts": only([], [("a.ts", "one")])}
    assert after(before, "a.ts", only(["one", "two"])) == {"a.ts": ["two"]}
    before["a.ts"] = only(["one", "two"])
    assert after(before, "b.ts", only([], [("a.ts", "one"), ("a.ts", "two")])) == {}


def test_an_export_is_unused_when_its_last_use_goes() -> None:
    before = {"a.ts": only(["one"]), "b.ts": only([], [("a.ts", "one")]), "c.ts": only([], [("a.ts", "one")])}
    assert after(before, "b.ts", only([])) == {}
    del before["c.ts"]
    assert after(before, "b.ts", only([])) == {"a.ts": ["one"]}


def test_a_use_through_a_barrel_goes() -> None:
    barrel = FileLinks({}, [("a.ts", False)], [])
    before = {"a.ts": only(["one"]), "b.ts": only([], [("index.ts", "one")]), "index.ts": barrel}
    assert after(before, "b.ts", only([])) == {"a.ts": ["one"]}
    assert after(before | {"c.ts": only([], [("index.ts", ALL)])}, "b.ts", only([])) == {}


def test_a_name_that_somebody_waits_for_is_used() -> None:
    before = {"a.ts": only(["one"]), "b.ts": only([], [("a.ts", "two")])}
    assert after(before, "a.ts", only(["one", "two"])) == {"a.ts": ["one"]}


def test_an_export_that_stands_for_another_uses_that() -> None:
    before = {
        "a.ts": FileLinks({"one": [("c.ts", "one")]}, [], []),
        "b.ts": only([], [("a.ts", "one")]),
        "c.ts": only(["one"]),
        "d.ts": only(["one"]),
    }
    assert after(before, "a.ts", FileLinks({"one": [("d.ts", "one")]}, [], [])) == {"c.ts": ["one"]}


def test_a_name_of_its_own_hides_that_of_a_star() -> None:
    before = {"a.ts": only(["one"]), "b.ts": FileLinks({}, [("a.ts", False)], []), "c.ts": only([], [("b.ts", "one")])}
    hiding = FileLinks({"one": []}, [("a.ts", False)], [])
    assert after(before, "b.ts", hiding) == {"a.ts": ["one"]}
    assert after(before | {"b.ts": hiding}, "b.ts", before["b.ts"]) == {}


def test_a_default_export_takes_the_place_of_an_export_assignment() -> None:
    before = {"a.ts": only(["export="]), "b.ts": only([], [("a.ts", "default")])}
    assert after(before, "a.ts", only(["export=", "default"])) == {"a.ts": ["export="]}
    assert after(before | {"a.ts": only(["export=", "default"])}, "a.ts", only(["export="])) == {}


def test_a_module_may_import_from_itself() -> None:
    assert after({"a.ts": only([], [("a.ts", "one")])}, "a.ts", only(["one"], [("a.ts", "one")])) == {}


def test_many_modules_that_are_concerned_take_a_look_at_all_files() -> None:
    before = {"a.ts": only(["one"]), "c.ts": only(["one"]), "b.ts": only([], [("a.ts", "one"), ("c.ts", "one")])}
    with mock.patch.object(usage_change, "MOST", 1):
        assert after(before, "b.ts", only([])) is None
        assert after(before, "b.ts", only([], [("a.ts", "one")])) == {"c.ts": ["one"]}


def test_a_new_file_uses_what_it_imports_and_nobody_uses_its_own() -> None:
    before = {"a.ts": only(["one", "two"]), "c.ts": only([], [("a.ts", "one")])}
    assert after(before, "b.ts", only(["default"], [("a.ts", "two")])) == {"b.ts": ["default"]}
    assert after(before, "b.ts", only([], [("a.ts", ALL)])) == {}


def test_a_new_file_that_an_entry_exports_from_is_used() -> None:
    before = {"a.ts": only(["one"]), "b.ts": only([])}
    told = {"c.ts": Edit(None, only(["one"])), "b.ts": Edit(before["b.ts"], FileLinks({}, [("c.ts", False)], []))}
    links = KnownLinks(["a.ts", "b.ts", "c.ts"], told, before.__getitem__)
    around = Surroundings(links, lambda _: [], "b.ts".__eq__)
    assert unused_after(all_unused(before, {"b.ts"}), told, around) == {"a.ts": ["one"]}
