"""Whether import cycles are the same after an edit, told from the edit and what its new imports reach."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from stocktake.resolve.file_links import FileLinks
from stocktake.resolve.usage_change import Edit

MOST = 2_000
"""Modules that are followed at most: beyond, looking at all of them is as quick."""


def has_same_cycles(on_cycle: Container[str], edits: Mapping[str, Edit], links: Mapping[str, FileLinks]) -> bool:
    """Whether the shortest cycles of value imports must be those of before the ``edits``: no module ``on_cycle`` has
    lost an import, and nothing imported anew leads back. False, too, where that would take long to tell. ``links`` are
    those of every file now."""
    imported = {target for edit in edits.values() if edit.now is not None for target in edit.now.values}
    left = MOST
    for path, edit in edits.items():
        before = set(edit.before.values) if edit.before is not None else set()
        now = set(edit.now.values) if edit.now is not None else set()
        if path in on_cycle and not before <= now:
            return False
        come = now - before
        if not come or (edit.before is None and path not in imported):
            continue  # nothing leads to a new module that nobody imports
        reached = _reached(come, path, links, left)
        if reached is None:
            return False
        left -= reached
    return True


def _reached(start: Iterable[str], goal: str, links: Mapping[str, FileLinks], most: int) -> int | None:
    """How many modules ``start`` leads to, themselves included; None where ``goal`` is one of them, or they are more
    than ``most``."""
    seen = set(start)
    todo = list(seen)
    while todo:
        if goal in seen or len(seen) > most:
            return None
        path = todo.pop()
        fresh = set(links[path].values).difference(seen) if path in links else set()
        seen |= fresh
        todo += fresh
    return None if goal in seen else len(seen)
