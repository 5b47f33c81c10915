"""The transaction by which published state changes: old or new at every instant, whatever breaks in between.

::

    1  recover       delete ``.txn``; roll ``.txn-commit`` forward
    2  prepare       every new file and PLAN into ``.txn``; make all of it durable
    3  commit        rename ``.txn`` to ``.txn-commit``, sync: before this the old state holds, after it the new one
    4  withdraw      remove ``manifest.json``, sync: while files change there is no manifest
    5  apply         remove stale files, sync; drop the REMOVE mark; move the new files into place, sync both sides
    6  publish       move the manifest into place, sync both sides
    7  clear         delete ``.txn-commit``, PLAN last

So a manifest that exists names only files that exist and match. Every step from 3 on can be done again from the
start: a file still in the journal is still to be moved, one that is not has been. Removing comes before moving, since
on a file system without letter case ``contacts.json`` and ``Contacts.json`` are one file; the REMOVE mark says that it
is not done yet. A manifest that is not to change stays where it is: then the state was damaged, and this repairs it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from posixpath import dirname

import msgspec
from msgspec import Struct

from stocktake.encoding import from_json, to_json
from stocktake.errors import StateError
from stocktake.settings import MANIFEST
from stocktake.state import disk
from stocktake.state.assemble import TOP_FILES
from stocktake.state.names import unsafe

PREPARED = ".txn"
COMMITTED = ".txn-commit"
_PLAN = "PLAN"
_REMOVE = "REMOVE"


class _Plan(Struct, forbid_unknown_fields=True):
    """``write`` maps a file in the journal to its place; ``remove`` holds places. Relative to the state folder."""

    write: dict[str, str]
    remove: list[str]


def recover(folder: str) -> list[str]:
    """Bring an interrupted transaction to its end; returns what was found that no transaction leaves behind.

    Raises:
        StateError: a journal that is not a folder of plain files.
        OSError: it could not be finished; it stays for the next attempt.
    """
    prepared, committed = f"{folder}/{PREPARED}", f"{folder}/{COMMITTED}"
    for path in (prepared, committed):
        _refuse_foreign(path)
    if disk.kind(prepared) != "missing":
        _clear(prepared)
    if disk.kind(committed) == "missing":
        return []
    names = {name for name, _ in disk.entries(committed)}
    if not names:  # the last step of clearing was interrupted
        disk.remove_folder(committed)
        return []
    plan = _read_plan(f"{committed}/{_PLAN}")
    if plan is None:
        _clear(committed)
        return [f"discarded {COMMITTED}: its plan is damaged, or names files that are not stocktake's"]
    _apply(folder, plan, names)
    return []


def commit(folder: str, write: Mapping[str, bytes], remove: Sequence[str]) -> None:
    """Put every file of ``write`` (place → bytes) in its place and remove those of ``remove``, as one transaction.

    The caller has recovered, checked the places, and holds the lock.

    Raises:
        OSError: before the commit: nothing has changed, nothing is left behind. After it, only where finishing failed
            twice: the next :func:`recover` does it.
    """
    plan = _Plan({str(number): place for number, place in enumerate(write)}, list(remove))
    made: list[str] = []
    prepared = f"{folder}/{PREPARED}"
    try:
        _make_folders(folder, _parents(write), made)
        _prepare(prepared, plan, write)
        disk.move(prepared, f"{folder}/{COMMITTED}")
    except BaseException:
        with suppress(OSError):
            _clear(prepared)
        for path in reversed(made):
            with suppress(OSError):
                disk.remove_folder(path)
        raise
    try:
        _apply(folder, plan, {*plan.write, _PLAN, _REMOVE})
    except OSError:
        recover(folder)
    except BaseException:  # Ctrl-C: what is committed is finished now rather than by the next run
        with suppress(OSError, StateError):
            recover(folder)
        raise


def _prepare(prepared: str, plan: _Plan, write: Mapping[str, bytes]) -> None:
    disk.make_folder(prepared)
    paths = [f"{prepared}/{number}" for number in plan.write]
    disk.for_each(disk.write_new, paths, list(write.values()))
    for name, data in ((_REMOVE, b""), (_PLAN, to_json(plan))):
        disk.write_new(f"{prepared}/{name}", data)
        paths.append(f"{prepared}/{name}")
    disk.sync_files(paths)
    disk.sync_folders([prepared])


def _apply(folder: str, plan: _Plan, names: set[str]) -> None:
    """The end of step 3, and steps 4 to 7. ``names`` are the files still in the journal."""
    journal = f"{folder}/{COMMITTED}"
    disk.sync_folders([folder])
    manifest = next((number for number, place in plan.write.items() if place == MANIFEST), None)
    if manifest is None or manifest in names:
        if manifest is not None:
            disk.remove(f"{folder}/{MANIFEST}")
            disk.sync_folders([folder])
        if _REMOVE in names:
            _remove_stale(folder, plan.remove)
            disk.remove(f"{journal}/{_REMOVE}")
            disk.sync_folders([journal])
        moving = {number: place for number, place in plan.write.items() if number != manifest}
        parents = _parents(moving.values())
        _make_folders(folder, parents, [])
        for number, place in moving.items():
            if number in names:
                disk.move(f"{journal}/{number}", f"{folder}/{place}")
        disk.sync_folders([*(f"{folder}/{parent}" for parent in parents), journal])
        if manifest is not None:
            disk.move(f"{journal}/{manifest}", f"{folder}/{MANIFEST}")
    disk.sync_folders([folder, journal])
    _clear(journal)


def _remove_stale(folder: str, places: Sequence[str]) -> None:
    for place in places:
        if disk.kind(f"{folder}/{place}") == "file":
            disk.remove(f"{folder}/{place}")
    parents = [parent for parent in _parents(places) if disk.kind(f"{folder}/{parent}") == "folder"]
    disk.sync_folders([f"{folder}/{parent}" for parent in parents])
    for parent in reversed(parents):
        while parent and disk.remove_folder(f"{folder}/{parent}"):
            parent = dirname(parent)


def _make_folders(folder: str, parents: Sequence[str], made: list[str]) -> None:
    """Create what is missing of the state folder and of ``parents`` in it, durably; appends the paths to ``made``."""
    before = len(made)
    missing = []
    above = folder
    while above and disk.kind(above) == "missing":
        missing.append(above)
        above = os.path.dirname(above)
    wanted = missing[::-1]
    for parent in parents:
        parts = parent.split("/") if parent else []
        wanted += [f"{folder}/{'/'.join(parts[: depth + 1])}" for depth in range(len(parts))]
    for path in dict.fromkeys(wanted):
        found = disk.kind(path)
        if found == "missing" and disk.make_folder(path):
            made.append(path)
        elif found != "folder":
            raise NotADirectoryError(errno.ENOTDIR, "not a folder", path)
    # Resolved: a state folder outside of the repository may have been made directly below a link.
    disk.sync_folders(sorted({os.path.realpath(os.path.dirname(path)) for path in made[before:]}))


def _refuse_foreign(path: str) -> None:
    found = disk.kind(path)
    ours = found == "missing" or (
        found == "folder" and all(what == "file" and _is_in_journal(name) for name, what in disk.entries(path))
    )
    if not ours:
        raise StateError(f"{path} is not stocktake's journal (a link, or it holds other things): remove it")


def _is_in_journal(name: str) -> bool:
    return name in (_PLAN, _REMOVE) or _is_number(name)


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdigit()


def _read_plan(path: str) -> _Plan | None:
    try:
        plan = from_json(disk.read(path), _Plan)
    except (FileNotFoundError, msgspec.DecodeError, RecursionError):
        return None
    places = [*plan.write.values(), *plan.remove]
    usable = all(map(is_place, places)) and all(map(_is_number, plan.write))
    return plan if usable else None


def is_place(path: str) -> bool:
    """Whether ``path``, relative to the state folder, is one where stocktake writes."""
    if path in TOP_FILES:
        return True
    return "/" in path and path.endswith(".json") and path[0] != "." and not unsafe(path)


def _clear(path: str) -> None:
    """Remove a journal, its plan last: without it nothing can be rolled forward."""
    for name, _ in sorted(disk.entries(path), key=lambda entry: entry[0] == _PLAN):
        disk.remove(f"{path}/{name}")
    disk.remove_folder(path)


def _parents(places: Iterable[str]) -> list[str]:
    """The folders of ``places``, outer ones first; empty for the state folder itself."""
    return sorted({dirname(place) for place in places})
