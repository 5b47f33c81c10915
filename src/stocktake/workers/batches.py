"""Cutting the files of a run into batches. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from stocktake.model import SourceFile

MOST_FILES = 50
MOST_BYTES = 1_000_000
"""Of one batch, unless a single file is larger."""

_SHARE = 4
"""Batches a worker has at least, so that no worker is left with one large batch while the others are done."""

_FILE_COST = 2_000
"""What a file costs besides its bytes, in bytes."""


def batches(files: Sequence[SourceFile], workers: int) -> list[tuple[SourceFile, ...]]:
    """``files`` in batches of about equal cost, the most expensive first; each in the order of ``files``."""
    if not files:
        return []
    cost = [file.size + _FILE_COST for file in files]
    fewest = max(-(-len(files) // MOST_FILES), -(-sum(cost) // MOST_BYTES), workers * _SHARE)
    lightest = [(0, number) for number in range(min(len(files), fewest))]
    members: list[list[int]] = [[] for _ in lightest]
    full: list[tuple[int, int]] = []
    for index in sorted(range(len(files)), key=lambda index: (-cost[index], index)):
        weight, number = heapq.heappop(lightest)
        members[number].append(index)
        place = (weight + cost[index], number)
        if len(members[number]) == MOST_FILES:
            full.append(place)
        else:
            heapq.heappush(lightest, place)
    order = sorted([*full, *lightest], key=lambda place: (-place[0], place[1]))
    return [tuple(files[index] for index in sorted(members[number])) for _, number in order]
