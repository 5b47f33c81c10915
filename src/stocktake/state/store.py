"""Publishing: from the complete state as bytes to the state folder, as one transaction (see ``journal``)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from posixpath import dirname

from msgspec import Struct, structs

from stocktake.errors import StateError
from stocktake.settings import MANIFEST
from stocktake.state import disk, journal
from stocktake.state.names import folded
from stocktake.state.ownership import claim, inventory_folders, refuse_foreign, unlisted
from stocktake.state.reading import LINKED, blocked, read_chunk, read_state, retained

__all__ = ["Changes", "check_folder", "publish", "read_chunk", "read_state", "recover", "refuse_links", "retained"]


class Changes(Struct, frozen=True):
    """What a publication did: paths relative to the state folder, sorted. ``notes`` tell of remains of other runs, and
    of what lies in the folders of our inventories and is not removed. ``lies``: all that lies in the state folder, by
    path; None where some of that is not known."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    lies: Mapping[str, disk.Kind] | None = None

    @property
    def any(self) -> bool:
        """Whether anything was written or removed."""
        return bool(self.added or self.changed or self.removed)


def publish(
    folder: Path,
    files: Mapping[str, bytes],
    root: Path | None = None,
    kept: Set[str] = frozenset(),
    lies: Mapping[str, disk.Kind] | None = None,
) -> Changes:
    """Make ``files`` (path → bytes, the complete state as ``assemble`` makes it) what the state folder holds, together
    with those that are ``kept`` as they are there.

    A reader, or a crash at any instant, sees the state of before or this one. Files whose bytes are the same are not
    touched; where all are, nothing is written at all. Removed are ``.json`` files in the folders of our inventories
    that are not in ``files``; whatever else lies in the state folder is somebody else's and stays. Nothing is replaced
    or removed where there is no state of ours (see ``ownership``). ``root``: also none of the folders between it and
    ``folder`` may be a symbolic link. ``lies``: all that lies in the state folder, by path, if somebody has just
    looked. The caller holds the lock.

    Raises:
        StateError: a link or a foreign file is in the way, a newer stocktake published there, or the disk refuses; what
            was published before is intact.
    """
    top = os.path.abspath(folder)  # noqa: PTH100 - not resolved: links are to be seen, not followed
    _check_places(files)
    try:
        refuse_links(top, os.path.abspath(root) if root else None)  # noqa: PTH100
        notes = journal.recover(top)
        claim(top)
        ours = {path.split("/", 1)[0] for path in (*files, *kept) if "/" in path}
        lies = _lies(top, ours) if lies is None else lies
        _refuse_obstacles(top, files, [path for path in kept if lies.get(path) != "file"])
        # Files of ours that are not part of the state any more.
        extra = sorted(unlisted(top, lies.items(), {*files, *kept}, ours))
        stale = [path for path, kind in extra if kind == "file"]
        notes += [f"{top}/{path} is not a plain file, and stays: remove it" for path, kind in extra if kind != "file"]
        files = {**files, **_doubtful(top, stale, kept)}
        changes = _compare(top, files, kept, stale, notes)
        refuse_foreign(top, changes.changed, stale)
        if changes.any:
            write = {path: files[path] for path in sorted({*changes.added, *changes.changed})}
            journal.commit(top, write, stale)
    except OSError as error:
        raise _refusal(top, error) from error
    is_known = not (changes.added or changes.removed or changes.notes) and _is_all(lies)
    return structs.replace(changes, lies=lies) if is_known else changes


def check_folder(folder: Path, root: Path | None = None) -> None:
    """Refuse a folder in which :func:`publish` would, as far as can be told before there is anything to publish.

    Raises:
        StateError: as there.
    """
    top = os.path.abspath(folder)  # noqa: PTH100
    try:
        refuse_links(top, os.path.abspath(root) if root else None)  # noqa: PTH100
        claim(top)
    except OSError as error:
        raise _refusal(top, error) from error


def recover(folder: Path, root: Path | None = None) -> tuple[str, ...]:
    """Bring a publication that was interrupted to its end, before anything is read that was published.

    Returns what was found that no run of stocktake leaves behind. The caller holds the lock.

    Raises:
        StateError: as :func:`publish`.
    """
    top = os.path.abspath(folder)  # noqa: PTH100
    try:
        refuse_links(top, os.path.abspath(root) if root else None)  # noqa: PTH100
        return tuple(journal.recover(top))
    except OSError as error:
        raise _refusal(top, error) from error


def _check_places(files: Mapping[str, bytes]) -> None:
    if MANIFEST not in files:
        raise StateError(f"not a complete state: it has no {MANIFEST}")
    for path in files:
        if not journal.is_place(path):
            raise StateError(f"refused to write {path!r} in the state folder: not a place where stocktake writes")


def refuse_links(top: str, root: str | None) -> None:
    """Refuse a state folder that is reached from ``root`` by a symbolic link (see ``blocked``; both are absolute).

    Raises:
        StateError, OSError: that is so, or cannot be told.
    """
    in_the_way = blocked(top, root)
    if in_the_way:
        raise StateError(f"{in_the_way} {LINKED}")


def _refuse_obstacles(top: str, files: Mapping[str, bytes], kept: Iterable[str]) -> None:
    """Only plain files are replaced, and only in real folders are they kept."""
    folders: set[str] = set()
    for path in (*files, *kept):
        kind = disk.kind(f"{top}/{path}")
        if path in files and kind not in ("missing", "file"):
            raise StateError(f"{top}/{path} is in the way (a link, a folder or a special file): remove it")
        parent = dirname(path)
        while parent and parent not in folders:
            folders.add(parent)
            if disk.kind(f"{top}/{parent}") not in ("missing", "folder"):
                raise StateError(f"{top}/{parent} is in the way (a link, or not a folder): remove it")
            parent = dirname(parent)
        if path not in files and kind != "file":
            raise StateError(f"{top}/{path} was removed or replaced while stocktake ran: run it again")


def _lies(top: str, ours: Iterable[str]) -> dict[str, disk.Kind]:
    """What lies in the state folder, by path: everything below inventories, to be published (``ours``) or found by
    their manifest, and what lies beside them."""
    found: dict[str, disk.Kind] = dict(disk.entries(top))
    for folder in sorted({*ours, *inventory_folders(top)}):
        if found.get(folder) == "folder":
            found.update(disk.below(top, folder))
    return found


def _is_all(lies: Mapping[str, disk.Kind]) -> bool:
    """Whether nothing is missing: what folders of others hold has not been looked at."""
    walked = {path.partition("/")[0] for path in lies if "/" in path}
    return all(kind != "folder" or "/" in path or path in walked for path, kind in lies.items())


def _doubtful(top: str, stale: Iterable[str], kept: Iterable[str]) -> dict[str, bytes]:
    """What is kept under a name that differs from a stale one's in letter case only."""
    names = {folded(path) for path in stale}
    return {path: disk.read(f"{top}/{path}") for path in kept if folded(path) in names} if names else {}


def _compare(top: str, files: Mapping[str, bytes], kept: Set[str], stale: list[str], notes: list[str]) -> Changes:
    """A file whose name differs from a stale one's in letter case only is written anew: on some file systems the two
    are one, and removing the one removes the other."""
    doubtful = {folded(path) for path in stale}
    added, changed, unchanged = [], [], []
    for path, data in sorted(files.items()):
        known = _existing(f"{top}/{path}", len(data))
        if known is None:
            added.append(path)
        elif known != data or (doubtful and folded(path) in doubtful):
            changed.append(path)
        else:
            unchanged.append(path)
    same = sorted({*unchanged, *kept}.difference(changed))
    return Changes(tuple(added), tuple(changed), tuple(stale), tuple(same), tuple(notes))


def _existing(path: str, size: int) -> bytes | None:
    """The bytes at ``path``, None where there is no file; empty where its size says that it differs."""
    try:
        if os.lstat(path).st_size != size:
            return b""
        return disk.read(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _refusal(top: str, error: OSError) -> StateError:
    place = error.filename2 or error.filename or top
    reason = error.strerror or str(error)
    if not _is_committed(top):
        return StateError(f"cannot publish: {place}: {reason}; what was published before is intact")
    return StateError(f"cannot finish publishing: {place}: {reason}; put that right and run again: nothing is lost")


def _is_committed(top: str) -> bool:
    """Whether a publication is under way that must be finished; in a folder that cannot be entered there is none."""
    try:
        return disk.kind(f"{top}/{journal.COMMITTED}") != "missing"
    except OSError:
        return False
