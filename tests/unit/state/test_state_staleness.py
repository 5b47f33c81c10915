"""Fresh or stale, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from state_samples import complete, inventory, line, sources

from stocktake.model import Manifest, SourceEntry
from stocktake.state.published import Problem, State
from stocktake.state.staleness import Current, InventoryKey, Reason, source_reasons, stale_reasons
from stocktake.state.store import publish, read_state

LINES = [line("src/a.ts"), line("lib/b.ts")]


@pytest.fixture
def published(tmp_path: Path) -> State:
    publish(tmp_path, complete(inventory("hooks", LINES), inventory("types", [])))
    return read_state(tmp_path)


def current() -> Current:
    inventories = {"hooks": InventoryKey(1, "f"), "types": InventoryKey(1, "f")}
    return Current("stocktake 1", "0" * 32, inventories, sources(LINES)[::-1])


def test_nothing_changed_is_fresh(published: State) -> None:
    assert stale_reasons(published, current()) == []


def generator(now: Current) -> None:
    now.generator = "stocktake 2"


def version(now: Current) -> None:
    now.inventories = {**now.inventories, "hooks": InventoryKey(2, "other")}


def options(now: Current) -> None:
    now.inventories = {**now.inventories, "hooks": InventoryKey(1, "other")}


def dropped(now: Current) -> None:
    now.inventories = {"hooks": InventoryKey(1, "f")}


def added(now: Current) -> None:
    now.inventories = {**now.inventories, "forms": InventoryKey(1, "f")}


def configuration(now: Current) -> None:
    now.fingerprint = "1" * 32


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (generator, Reason("generator changed", "", "stocktake 1 → stocktake 2")),
        (version, Reason("extractor changed", "", "hooks: version 1 → 2")),
        (options, Reason("options changed", "", "hooks: its options or what it depends on")),
        (dropped, Reason("options changed", "", "types: published, no longer selected")),
        (added, Reason("options changed", "", "forms: selected, not published")),
        (configuration, Reason("options changed", "", "configuration or options")),
    ],
)
def test_what_else_changed_is_told(published: State, change: Callable[[Current], None], reason: Reason) -> None:
    now = current()
    change(now)
    assert stale_reasons(published, now) == [reason]


def test_what_changed_for_every_inventory_is_told_once(published: State) -> None:
    now = current()
    now.options = "this or that"
    now.inventories = {name: InventoryKey(1, "other") for name in now.inventories}
    assert stale_reasons(published, now) == [Reason("options changed", "", "this or that")]
    now.inventories = {**now.inventories, "hooks": InventoryKey(2, "other"), "forms": InventoryKey(1, "other")}
    assert [reason.detail for reason in stale_reasons(published, now)] == [
        "hooks: version 1 → 2",
        "forms: selected, not published",
        "types: its options or what it depends on",
    ]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (None, SourceEntry("a.ts", "1"), Reason("new", "a.ts")),
        (SourceEntry("a.ts", "1"), SourceEntry("a.ts", "2"), Reason("modified", "a.ts")),
        (SourceEntry("a.ts", "1"), None, Reason("deleted", "a.ts")),
        (None, SourceEntry("tsconfig.json", "1", "config"), Reason("config changed", "tsconfig.json", "new")),
        (
            SourceEntry("package.json", "1", "config"),
            SourceEntry("package.json", "2", "config"),
            Reason("config changed", "package.json", "modified"),
        ),
        (
            SourceEntry("x.json", "absent", "probe"),
            SourceEntry("x.json", "present", "probe"),
            Reason("config changed", "x.json", "absent before, present now"),
        ),
        (SourceEntry("x.json", "present", "probe"), None, Reason("config changed", "x.json", "no longer imported")),
        (None, SourceEntry("x.json", "absent", "probe"), Reason("config changed", "x.json", "imported, absent")),
    ],
)
def test_every_source_that_changed_is_a_reason(
    before: SourceEntry | None, after: SourceEntry | None, reason: Reason
) -> None:
    same = SourceEntry("z.ts", "0")
    assert source_reasons([same, *([before] if before else [])], [*([after] if after else []), same]) == [reason]


def test_reasons_are_sorted_by_kind_then_path(published: State) -> None:
    now = current()
    now.sources = [*sources([line("src/a.ts"), line("a/new.ts")]), SourceEntry("package.json", "1", "config")]
    assert [(reason.kind, reason.path) for reason in stale_reasons(published, now)] == [
        ("config changed", "package.json"),
        ("new", "a/new.ts"),
        ("deleted", "lib/b.ts"),
    ]


def test_damage_is_a_reason_and_unread_sources_are_not_called_new(tmp_path: Path, published: State) -> None:
    (tmp_path / "sources" / "src.json").write_text("{")
    reasons = stale_reasons(read_state(tmp_path), current())
    assert [(reason.kind, reason.path) for reason in reasons] == [("state problem", "sources/src.json")]


def test_no_state_is_stale() -> None:
    nothing = State(problems=[Problem("absent", "", "nothing was published here yet")])
    assert stale_reasons(nothing, current()) == [Reason("state problem", "", "absent: nothing was published here yet")]


def test_a_manifest_without_sources_is_not_fresh(published: State) -> None:
    manifest = published.manifest
    assert isinstance(manifest, Manifest)
    del published.inventories["sources"]
    published.sources.clear()
    assert [reason.kind for reason in stale_reasons(published, current())] == ["state problem"]
