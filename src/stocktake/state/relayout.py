"""Which chunks are to be made again after some items changed. Pure.

Where a chunk ends follows from sizes (see :mod:`chunks`). After an edit most sizes are as before, and what did not fit
into one chunk still does not. Where that can be told from the sizes of the chunks alone, only the chunks with changed
items are made again (:func:`changed_chunks`). Where it cannot, items stay at least in the folders that still do not fit
into one chunk, and only the nearest of those are divided anew (:func:`areas`); else all items are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stocktake.state.chunks import fits, longest_name_fits
from stocktake.state.names import ROOT, is_part_name


class Weight(NamedTuple):
    """Items: how many, and their bytes in a chunk with what separates them."""

    items: int
    size: int


class Change(NamedTuple):
    """The items of one file before and now."""

    path: str
    before: Weight
    now: Weight


class Held(NamedTuple):
    """A chunk as it is published: its name, its items, and the numbers of the files they are of."""

    name: str
    weight: Weight
    files: Sequence[int]


class Area(NamedTuple):
    """A folder to divide anew: what the names of its chunks begin with, how deep it lies, its chunks (indexes), and the
    files that have items in it now (numbers)."""

    prefix: str
    depth: int
    chunks: Sequence[int]
    files: Sequence[int]


def changed_chunks(
    inventory: str, chunks: Sequence[Held], changes: Mapping[int, Change], budget: int
) -> dict[int, Weight] | None:
    """The chunks (indexes of ``chunks``) that hold items of the files in ``changes`` (by number), with what they hold
    now; None where items may belong into other chunks than they are in."""
    found: dict[int, Weight] = {}
    placed: set[int] = set()
    for index, chunk in enumerate(chunks):
        own = [number for number in chunk.files if number in changes]
        if not own:
            continue
        if not placed.isdisjoint(own) or not _may_stay(chunk, [changes[number] for number in own], inventory, budget):
            return None
        placed.update(own)
        found[index] = _after(chunk.weight, [changes[number] for number in own])
        if not fits(inventory, chunk.name, found[index].items, found[index].size, budget):
            return None
    if placed != changes.keys() or not _all_split(chunks, found, budget):
        return None
    return found


def areas(
    chunks: Sequence[Held], paths: Mapping[int, str], changes: Mapping[int, Change], budget: int
) -> list[Area] | None:
    """The smallest folders outside of which no item is in another chunk than it was; ``paths`` are those of all files,
    by number. None where that is none but the root.

    A folder was divided if chunks have names below it. If what is below it exceeds the budget now, it is divided again,
    and so are the folders around it, which hold more: whatever lies elsewhere is where it was.
    """
    prefixes, sizes = _divided(chunks, paths)
    for change in changes.values():
        for folder in _around(change.path):
            if folder in sizes:
                sizes[folder] += change.now.size - change.before.size
    wanted = set()
    for change in changes.values():
        nearest = next((folder for folder in _around(change.path) if sizes.get(folder, 0) > budget), None)
        if nearest is None:
            return None
        wanted.add(nearest)
    found = []
    for folder in sorted(wanted):
        if not wanted.isdisjoint(_around(folder)):
            continue  # it lies in another
        within = [i for i, chunk in enumerate(chunks) if chunk.name.startswith(prefixes[folder])]
        files = {number for i in within for number in chunks[i].files}
        files |= {number for number, change in changes.items() if folder in _around(change.path)}
        left = [number for number in sorted(files) if number not in changes or changes[number].now.items]
        found.append(Area(prefixes[folder], folder.count("/") + 1, within, left))
    return found


def _divided(chunks: Sequence[Held], paths: Mapping[int, str]) -> tuple[dict[str, str], dict[str, int]]:
    """The folders that are divided among several chunks, with what the names of those begin with, and their bytes."""
    prefixes: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for chunk in chunks:
        parts = paths[chunk.files[0]].split("/")
        names = chunk.name.split("/")
        folder = prefix = ""
        for part, name in zip(parts, names[:-1], strict=False):
            folder, prefix = (f"{folder}/{part}", f"{prefix}{name}/") if folder else (part, f"{name}/")
            prefixes[folder] = prefix
            sizes[folder] = sizes.get(folder, 0) + chunk.weight.size
    return prefixes, sizes


def _around(path: str) -> list[str]:
    """The folders that a path lies in, the nearest first, without the root."""
    found = []
    folder = path.rpartition("/")[0]
    while folder:
        found.append(folder)
        folder = folder.rpartition("/")[0]
    return found


def _after(weight: Weight, changes: Sequence[Change]) -> Weight:
    items = weight.items + sum(change.now.items - change.before.items for change in changes)
    return Weight(items, weight.size + sum(change.now.size - change.before.size for change in changes))


def _may_stay(chunk: Held, changes: Sequence[Change], inventory: str, budget: int) -> bool:
    """Whether the chunk can go on to be the one of these files. Parts of a file end where its items say; a file that
    came to have items, or lost all, bears on the names beside it."""
    last = chunk.name.rpartition("/")[2]
    if is_part_name(last):
        return False
    for change in changes:
        shrinks = change.now.size < change.before.size or change.now.items < change.before.items
        if not change.before.items or not change.now.items or (shrinks and last.startswith(ROOT + ".")):
            return False
        if not longest_name_fits(inventory, change.path, change.now.items, change.now.size, budget):
            return False
    return True


def _all_split(chunks: Sequence[Held], now: Mapping[int, Weight], budget: int) -> bool:
    """Whether no folder whose items were divided among several chunks fits into one now: those above the changed
    chunks are larger than the nearest one."""
    prefixes = {chunks[index].name.rpartition("/")[0] + "/" for index in now} - {"/"}
    for prefix in prefixes:
        below = [index for index, chunk in enumerate(chunks) if chunk.name.startswith(prefix)]
        size = sum(now.get(index, chunks[index].weight).size for index in below)
        count = sum(now.get(index, chunks[index].weight).items for index in below)
        has_grown = size >= sum(chunks[i].weight.size for i in below) and count >= sum(
            chunks[i].weight.items for i in below
        )
        if not has_grown and size <= budget:
            return False
    return True
