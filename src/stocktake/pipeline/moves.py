"""What is remembered, after files were added or removed."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Raw, Struct, structs

from stocktake.resolve.in_view import mark, mark_below
from stocktake.resolve.tree import ancestors, parent
from stocktake.state.remembered import Remembered, View


class Moves(Struct):
    """``added`` and ``removed`` files, the links that the latter had by extractor, and their digests as far as they are
    known. ``numbers`` are those of every file that is or was there. ``marks`` are those of all that came or went, into
    view or among the files: imports that asked about nothing of it lead where they led (None: that may be any)."""

    added: set[str] = set()
    removed: set[str] = set()
    digests: dict[str, str] = {}
    numbers: dict[str, int] = {}
    links: dict[str, list[Raw]] = {}
    marks: set[int] | None = None


def moved(past: Remembered, paths: Iterable[str], view: View) -> tuple[Remembered, Moves]:
    """``past`` as if it were of ``paths``, and what moved, with what is in ``view`` now.

    Raises:
        LostError: what was remembered is gone.
    """
    now = list(paths)
    there, known = set(now), set(past.paths)
    moves = Moves(there - known, known - there)
    for path in sorted(moves.removed & past.files.keys()):
        moves.digests[path] = past.files[path].outcome.digest
        for name, part in past.made.origins(path).items():
            moves.links.setdefault(name, []).append(part.links)
    moves.numbers = past.numbered()
    first = max(past.numbers, default=0) + 1
    moves.numbers.update({path: number for number, path in enumerate(sorted(moves.added), first)})
    moves.marks = _marks(past.view or view, view, moves.added | moves.removed)
    files = {path: record for path, record in past.files.items() if path in there}
    numbers = [moves.numbers[path] for path in now]
    return structs.replace(past, paths=now, numbers=numbers, files=files), moves


def _marks(before: View, now: View, others: set[str]) -> set[int] | None:
    if before.links or now.links:
        return None  # what lies behind a link has further paths
    names = set(before.names).symmetric_difference(now.names)
    folders = set(before.folders).symmetric_difference(now.folders)
    moved = names | others
    above = {folder for place in {parent(path) for path in moved} for folder in ancestors(place)}
    marks = {mark(name) for name in moved} | {mark(f"{folder}/") for folder in folders}
    return marks | {mark_below(folder) for folder in above}
