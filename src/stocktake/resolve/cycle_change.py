"""Whether cycles are the same after an edit, told from the edit and what its new edges lead to."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Set
from typing import NamedTuple

MOST = 2_000
"""Nodes that are followed at most: beyond, looking at all of them is as quick."""


class Change(NamedTuple):
    """What a node led to before and leads to now. ``is_new``: it was not there, so that nothing led to it."""

    before: Set[str]
    now: Set[str]
    is_new: bool = False


def has_same_cycles(
    on_cycle: Container[str],
    changes: Mapping[str, Change],
    leads_to: Callable[[str], Iterable[str]],
    most: int = MOST,
) -> bool:
    """Whether the shortest cycles must be those of before the ``changes``: no node ``on_cycle`` has lost an edge, and
    no new one leads back. False, too, where more than ``most`` nodes would have to be followed. ``leads_to`` gives what
    a node leads to now."""
    led_to = {target for change in changes.values() for target in change.now}
    for node, change in changes.items():
        if node in on_cycle and not change.before <= change.now:
            return False
        come = change.now - change.before
        if not come or (change.is_new and node not in led_to):
            continue
        reached = _reached(come, node, leads_to, most)
        if reached is None:
            return False
        most -= reached
    return True


def _reached(start: Iterable[str], goal: str, leads_to: Callable[[str], Iterable[str]], most: int) -> int | None:
    """How many nodes ``start`` leads to, themselves included; None where ``goal`` is one of them, or they are more than
    ``most``."""
    seen = set(start)
    todo = list(seen)
    while todo and goal not in seen and len(seen) <= most:
        fresh = set(leads_to(todo.pop())) - seen
        seen |= fresh
        todo += fresh
    return None if goal in seen or len(seen) > most else len(seen)
