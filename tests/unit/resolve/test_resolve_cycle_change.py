"""Cycles are the same where nothing on one lost an edge and no new edge leads back."""

from __future__ import annotations

import pytest

from stocktake.resolve.cycle_change import MOST, Change, has_same_cycles

GRAPH = {"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}, "e": set[str]()}


def same(node: str, now: set[str], *, is_new: bool = False) -> bool:
    graph = {**GRAPH, node: now}
    change = Change(GRAPH.get(node, set()), now, is_new)
    return has_same_cycles({"b", "c"}, {node: change}, lambda each: graph.get(each, set()))


@pytest.mark.parametrize(
    ("node", "now", "is_same"),
    [
        ("a", {"b", "e"}, True),
        ("a", set(), True),
        ("a", {"b", "d"}, False),
        ("e", {"a"}, True),
        ("e", {"e"}, False),
        ("b", set(), False),
        ("b", {"c", "e"}, True),
        ("b", {"c", "d"}, False),
    ],
)
def test_what_comes_and_what_goes(node: str, now: set[str], is_same: bool) -> None:
    assert same(node, now) is is_same


def test_nothing_leads_to_a_new_node() -> None:
    assert same("new", {"a"}, is_new=True)
    changes = {"new": Change(set(), {"a"}, is_new=True), "c": Change({"b"}, {"b", "new"})}
    graph = {**GRAPH, "new": {"a"}, "c": {"b", "new"}}
    assert not has_same_cycles({"b", "c"}, changes, graph.__getitem__)


def test_too_much_to_follow_is_left_to_a_look_at_all() -> None:
    change = {"z": Change(set(), {"0"})}
    assert has_same_cycles((), change, lambda each: [str(int(each) + 1)] if int(each) < MOST - 1 else [])
    assert not has_same_cycles((), change, lambda each: [str(int(each) + 1)])
