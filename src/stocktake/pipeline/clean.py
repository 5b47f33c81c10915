"""Deleting what stocktake wrote, and nothing else: a file goes only if its name and its content say it is ours."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path

from stocktake.errors import StateError
from stocktake.pipeline import plan, record, snapshot
from stocktake.pipeline.plan import Options, Place
from stocktake.pipeline.results import RECORD_VERSION, Edit, EditResult
from stocktake.settings import CACHE_FOLDER
from stocktake.state import disk, journal
from stocktake.state.lock import lock
from stocktake.state.ownership import inventory_folders, looks_ours, ours_at_top
from stocktake.state.store import refuse_links

_TAG = "CACHEDIR.TAG"
_CACHE_FILES = (
    "facts.db",
    "facts.db-journal",
    "facts.db-wal",
    "facts.db-shm",
    record.NAME,
    snapshot.NAME,
    "lock",
    _TAG,
)
_IGNORE = ".gitignore"


def clean(start: str, options: Options, *, cache: bool, state: bool) -> EditResult:
    """Delete the cache folder, the published state, or both.

    Raises:
        LockHeldError: a run is going on.
        StateError: something cannot be deleted, or a symbolic link is on the way to the state.
    """
    place = plan.locate(start, options)
    edits: list[Edit] = []
    folder = Path(place.cache)
    is_ours = _has_signs(f"{folder}/{_TAG}", (b"cache of stocktake",))
    with lock(folder) if is_ours else nullcontext():  # locking would make the folder, and make it ours
        if state:
            edits.append(_clean_state(place))
        if cache and is_ours:
            edits.append(_clean_cache(folder))
        elif cache and disk.kind(str(folder)) != "missing":
            edits.append(Edit(CACHE_FOLDER, "leave", f"it has no {_TAG} of stocktake"))
        elif cache:
            edits.append(Edit(CACHE_FOLDER, "keep", "there is none"))
    return EditResult(RECORD_VERSION, place.root, True, edits)


def _clean_state(place: Place) -> Edit:
    output = place.output
    try:
        refuse_links(output, place.root)
        if disk.kind(output) != "folder":
            return Edit(place.shown, "keep", "there is none")
        journal.recover(output)
        # The manifest first: without it nobody takes what is left for a state.
        ours = ours_at_top(output)
        for folder in inventory_folders(output):
            below = disk.below(output, folder)
            ours += sorted(path for path, kind in below if kind == "file" and _is_chunk(output, path))
        for path in ours:
            disk.remove(f"{output}/{path}")
        _remove_empty(output, ours)
    except OSError as error:
        raise StateError(f"cannot delete {error.filename or output}: {error.strerror or error}") from error
    return Edit(place.shown, "remove", _count(len(ours))) if ours else Edit(place.shown, "keep", "nothing of ours")


def _is_chunk(output: str, path: str) -> bool:
    return path.endswith(".json") and looks_ours(f"{output}/{path}")


def _has_signs(path: str, signs: Iterable[bytes]) -> bool:
    try:
        data = disk.read(path)
    except OSError:
        return False
    return all(sign in data for sign in signs)


def _remove_empty(output: str, removed: Iterable[str]) -> None:
    folders = {parent.as_posix() for path in removed for parent in Path(path).parents}
    for folder in sorted(folders, key=lambda folder: -len(Path(folder).parts)):
        disk.remove_folder(f"{output}/{folder}" if folder != "." else output)


def _clean_cache(folder: Path) -> Edit:
    count = 0
    try:
        names = [name for name in _CACHE_FILES if disk.kind(f"{folder}/{name}") == "file"]
        if _has_signs(f"{folder}/{_IGNORE}", (b"*\n",)):
            names.append(_IGNORE)
        for name in names:
            disk.remove(f"{folder}/{name}")
            count += 1
        left = not disk.remove_folder(str(folder))
    except OSError as error:
        raise StateError(f"cannot delete {error.filename or folder}: {error.strerror or error}") from error
    return Edit(CACHE_FOLDER, "remove", _count(count) + ("; files that are not ours stay" if left else ""))


def _count(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"
