"""Reading published state, believing nothing: every file is checked against the manifest that names it.

What is wrong comes back as data; garbage of any kind on disk never raises.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from stocktake.digests import digest
from stocktake.encoding import from_json
from stocktake.errors import StateError
from stocktake.model import SCHEMA_VERSION, Chunk, Coverage, InventoryEntry, InventoryManifest, Manifest, SourceEntry
from stocktake.settings import MANIFEST
from stocktake.state import disk
from stocktake.state.assemble import COVERAGE, SOURCES, TOP_FILES, CarriedInventory
from stocktake.state.chunk_stats import is_unchanged
from stocktake.state.file_stats import FileStat
from stocktake.state.journal import COMMITTED, is_place
from stocktake.state.layout import one_a_line
from stocktake.state.ownership import foreign, inventory_folders, told_version, unlisted
from stocktake.state.published import Problem, ProblemKind, State

_ATTEMPTS = 6
_PAUSE = 0.1
"""Seconds between attempts where another run is just publishing."""

LINKED = "is a symbolic link or not a folder, and is not followed: remove it"
"""What is wrong with what :func:`blocked` names."""

LINE_ENDS = "differs from what was published in line ends alone"
"""What is wrong with a file that git has checked out with others."""

_IN_THE_WAY: Final = {
    errno.ELOOP: "is a symbolic link, and is not followed: remove it",
    errno.EINVAL: "is a folder or a special file: remove it",
}
"""What is where a file should be, by the error that reading it gives."""

_NOTHING_KNOWN: Final[Mapping[str, FileStat]] = {}

T = TypeVar("T")


class _Version(Struct):
    schema_version: int


def read_state(
    folder: Path, *, chunks: bool = True, known: Mapping[str, FileStat] | None = None, top: str | None = None
) -> State:
    """The published state, verified.

    With ``chunks`` every file is checked, and extra ones are looked for; without, only the manifests and the
    ``sources`` inventory are (what deciding about freshness needs). Chunks that cannot have changed since they were
    ``known`` (see :mod:`chunk_stats`) are not read. ``top`` is the root (absolute): also none of the folders between it
    and ``folder`` may be a symbolic link. A run that publishes meanwhile is waited for up to
    half a second; the state returned is of one publication, or has problems.
    """
    root = os.fspath(folder)
    attempts = _ATTEMPTS
    while True:
        attempts -= 1
        before = _fingerprint(root)
        state = _Reader(root, known or {}, top).read(chunks)
        if not state.problems or not attempts or _is_settled(root, before):
            return state
        time.sleep(_PAUSE)


def read_chunk(folder: Path, inventory: InventoryEntry, file: str, checksum: str) -> bytes:
    """The bytes of one chunk (``file`` and ``checksum`` as its manifest gives them).

    Raises:
        StateError: it cannot be read, or is not what was published.
    """
    reader = _Reader(os.fspath(folder))
    data = reader.verified(f"{inventory.folder}/{file}", checksum)
    if data is None:
        raise _damaged(folder, reader.problems)
    return data


def retained(folder: Path, names: Sequence[str]) -> list[CarriedInventory]:
    """The inventories ``names`` as published, to be carried over unchanged; those not published are left out.

    Raises:
        StateError: one of them is damaged, so that only computing it anew will do.
    """
    reader = _Reader(os.fspath(folder))
    state = reader.read(chunks=False)
    manifest = state.manifest
    if manifest is None:
        if [problem.kind for problem in state.problems] == ["absent"]:
            return []
        raise _damaged(folder, state.problems)
    reader.problems.clear()  # of other inventories than those asked for
    carried = []
    for entry in manifest.inventories:
        if entry.name not in names:
            continue
        data = reader.verified(f"{entry.folder}/{MANIFEST}", entry.checksum)
        listed = reader.decoded(f"{entry.folder}/{MANIFEST}", data, InventoryManifest)
        files: dict[str, bytes] = {}
        for chunk in listed.chunks if listed else []:
            content = reader.verified(f"{entry.folder}/{chunk.file}", chunk.checksum)
            if content is not None:
                files[chunk.file] = content
        if reader.problems:
            raise _damaged(folder, reader.problems)
        carried.append(CarriedInventory(entry.name, entry.folder, data or b"", files))
    return carried


def blocked(top: str, root: str | None) -> str:
    """What is a link, or no folder, of the way from ``root`` (itself not looked at) down to the state folder ``top``;
    empty where all is a folder or missing. Of a state folder outside of ``root`` only itself is looked at. Both are
    absolute."""
    inside = root is not None and top.startswith(root.rstrip(os.sep) + os.sep)
    path = top
    while path != root:
        if disk.kind(path) not in ("folder", "missing"):
            return path
        if not inside:
            break
        path = os.path.dirname(path)
    return ""


class _Reader:
    """One pass over the state folder; ``problems`` collects what is wrong."""

    def __init__(self, root: str, known: Mapping[str, FileStat] = _NOTHING_KNOWN, top: str | None = None) -> None:
        self.root = root
        self._top = top
        self._known = known
        self.problems: list[Problem] = []
        self._links: dict[str, str] = {"": ""}

    def read(self, chunks: bool) -> State:
        state = State(problems=self.problems)
        try:
            state.manifest = self.manifest()
            if state.manifest is not None:
                self._read_inventories(state, state.manifest, chunks)
        except OSError as error:  # a folder that cannot be listed or entered
            self._report("unreadable", "", f"{error.filename}: {error.strerror}")
        return state

    def _read_inventories(self, state: State, top: Manifest, chunks: bool) -> None:
        files = {name: self.verified(name, checksum) for name, checksum in top.files.items()}
        listed = {MANIFEST, *top.files}
        for entry in top.inventories:
            path = f"{entry.folder}/{MANIFEST}"
            manifest = self.decoded(path, self.verified(path, entry.checksum), InventoryManifest)
            listed.add(path)
            if manifest is None:
                continue
            state.inventories[entry.name] = manifest
            if (entry.item_count, entry.chunk_count) != (manifest.item_count, len(manifest.chunks)):
                self._report("edited", MANIFEST, f"has other counts of {entry.name} than its manifest")
            for chunk in manifest.chunks:
                listed.add(f"{entry.folder}/{chunk.file}")
                path = f"{entry.folder}/{chunk.file}"
                if entry.name == SOURCES:
                    content = self.decoded(path, self.verified(path, chunk.checksum), Chunk[SourceEntry])
                    state.sources.extend(content.items if content else [])
                elif chunks and not self._is_unchanged(path, chunk.checksum):
                    self.verified(path, chunk.checksum)
        if chunks:
            self._check_totals(top, files)
            unread = {entry.folder for entry in top.inventories if entry.name not in state.inventories}
            self._find_extra(top, listed, unread)

    def _check_totals(self, top: Manifest, files: Mapping[str, bytes | None]) -> None:
        """Whether what the top manifest counts and lists is what there is."""
        counted = [entry for entry in top.inventories if entry.name != SOURCES]
        totals = top.totals
        ours = (len(counted), sum(e.item_count for e in counted), sum(e.chunk_count for e in counted))
        agrees = (totals.inventories, totals.items, totals.chunks) == ours and {*files, MANIFEST} == TOP_FILES
        coverage = self.decoded(COVERAGE, files.get(COVERAGE), Coverage)
        if coverage is not None:
            theirs = (coverage.extracted, sum(coverage.skipped.values()), coverage.failed)
            agrees = agrees and (totals.extracted, totals.skipped, totals.failed) == theirs
        if not agrees:
            self._report("edited", MANIFEST, "has other totals than what it lists")

    def manifest(self) -> Manifest | None:
        in_the_way = blocked(os.path.abspath(self.root), self._top)  # noqa: PTH100 - not resolved: links are to be seen
        if in_the_way:
            self._report("unreadable", "", f"{_shown(in_the_way, self._top)} {LINKED}", by_hand=True)
            return None
        strange = foreign(self.root, [*sorted(TOP_FILES), *self._in_our_places()])
        for path in strange:
            detail = "stocktake did not write it: name another state folder (`output`), or move it away"
            self._report("invalid", path, detail, by_hand=True)
        if strange:
            return None
        kind = disk.kind(f"{self.root}/{MANIFEST}")
        if kind == "missing":
            interrupted = disk.kind(f"{self.root}/{COMMITTED}") != "missing"
            if interrupted:
                self._report("interrupted", "", "a run was stopped while it published")
            elif inventory_folders(self.root):
                self._report("missing", MANIFEST)
            else:
                self._report("absent", "", "nothing was published here yet")
            return None
        data = self._bytes(MANIFEST)
        manifest = self.decoded(MANIFEST, data, Manifest)
        # Nothing vouches for this file: it must be written as we write it, and agree with what it is about.
        if data is not None and manifest is not None and one_a_line(manifest) != data:
            alike = one_a_line(manifest) == _with_plain_ends(data)
            self._report("edited", MANIFEST, LINE_ENDS if alike else "is not what was published")
        return manifest

    def _in_our_places(self) -> list[str]:
        """Where there is no manifest: the files in a folder of ours that a run would have to remove."""
        if disk.kind(f"{self.root}/{MANIFEST}") != "missing" or disk.kind(f"{self.root}/{SOURCES}") != "folder":
            return []
        return [path for path, kind in disk.below(self.root, SOURCES) if kind == "file" and is_place(path)]

    def verified(self, path: str, checksum: str) -> bytes | None:
        """The bytes of a file that has the checksum its manifest gives."""
        if not is_place(path):
            self._report("invalid", path, "the manifest names a place where stocktake does not write")
            return None
        data = self._bytes(path)
        if data is None or digest(data) == checksum:
            return data
        if _has_conflict(data):
            self._report("edited", path, "holds the markers of a merge conflict")
        elif not data.endswith(b"\n"):
            self._report("truncated", path, f"ends after {len(data)} bytes")
        else:
            alike = digest(_with_plain_ends(data)) == checksum
            self._report("edited", path, LINE_ENDS if alike else "is not what was published")
        return None

    def _is_unchanged(self, path: str, checksum: str) -> bool:
        known = self._known.get(path)
        return known is not None and is_unchanged(self.root, path, checksum, known) and not self._linked_folder(path)

    def decoded(self, path: str, data: bytes | None, kind: type[T]) -> T | None:
        """``data`` as ``kind``, if it is of this version of the format."""
        if data is None:
            return None
        try:
            version = from_json(data, _Version).schema_version
            if version == SCHEMA_VERSION:
                return from_json(data, kind)
        except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
            conflict = _has_conflict(data)
            self._report("invalid", path, "holds the markers of a merge conflict" if conflict else str(error)[:200])
            return None
        is_newer = version > SCHEMA_VERSION and path == MANIFEST  # a run would put anything else right
        self._report("version", path, told_version(version), by_hand=is_newer)
        return None

    def _bytes(self, path: str) -> bytes | None:
        try:
            linked = self._linked_folder(path)
            if linked:
                detail = f"{linked} is a symbolic link, and is not followed: remove it"
                self._report("unreadable", path, detail, by_hand=True)
                return None
            return disk.read(f"{self.root}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            self._report("missing", path)
        except (OSError, ValueError) as error:
            in_the_way = _IN_THE_WAY.get(getattr(error, "errno", None) or 0)
            reason = in_the_way or getattr(error, "strerror", None) or str(error)
            self._report("unreadable", path, reason, by_hand=in_the_way is not None)
        return None

    def _linked_folder(self, path: str) -> str:
        """The first folder on the way to ``path`` that is a link."""
        pending = []
        folder = path.rpartition("/")[0]
        while folder not in self._links:
            pending.append(folder)
            folder = folder.rpartition("/")[0]
        found = self._links[folder]
        for folder in reversed(pending):
            if not found and disk.kind(f"{self.root}/{folder}") == "link":
                found = folder
            self._links[folder] = found
        return found

    def _find_extra(self, manifest: Manifest, listed: set[str], unread: set[str]) -> None:
        folders = {entry.folder for entry in manifest.inventories if is_place(f"{entry.folder}/{MANIFEST}")}
        for folder in sorted({*folders, *inventory_folders(self.root)} - unread):
            for path, kind in unlisted(self.root, disk.below(self.root, folder), listed, folders):
                is_file = kind == "file"
                detail = "is in no manifest" if is_file else "is not a plain file, and stays: remove it"
                self._report("extra", path, detail, by_hand=not is_file)

    def _report(self, kind: ProblemKind, path: str, detail: str = "", *, by_hand: bool = False) -> None:
        self.problems.append(Problem(kind, path, detail, by_hand))


def _shown(path: str, top: str | None) -> str:
    """``path`` relative to ``top``, where it lies below."""
    return Path(os.path.relpath(path, top)).as_posix() if top and path.startswith(top + os.sep) else path


def _fingerprint(root: str) -> bytes | None:
    try:
        return disk.read(f"{root}/{MANIFEST}")
    except (OSError, ValueError):
        return None


def _is_settled(root: str, before: bytes | None) -> bool:
    try:
        return _fingerprint(root) == before and disk.kind(f"{root}/{COMMITTED}") == "missing"
    except OSError:
        return True


def _with_plain_ends(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _has_conflict(data: bytes) -> bool:
    return data.startswith(b"<<<<<<< ") or b"\n<<<<<<< " in data


def _damaged(folder: Path, problems: Sequence[Problem]) -> StateError:
    first = problems[0]
    place = folder / first.path if first.path else folder
    return StateError(f"{place}: {first.kind}{': ' + first.detail if first.detail else ''}; run `stocktake discover`")
