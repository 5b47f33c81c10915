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
from stocktake.state.published import Problem, ProblemKind, State

_ATTEMPTS = 6
_PAUSE = 0.1
"""Seconds between attempts where another run is just publishing."""

_NOTHING_KNOWN: Final[Mapping[str, FileStat]] = {}

T = TypeVar("T")


class _Version(Struct):
    schema_version: int


def read_state(folder: Path, *, chunks: bool = True, known: Mapping[str, FileStat] | None = None) -> State:
    """The published state, verified.

    With ``chunks`` every file is checked, and extra ones are looked for; without, only the manifests and the
    ``sources`` inventory are (what deciding about freshness needs). Chunks that cannot have changed since they were
    ``known`` (see :mod:`chunk_stats`) are not read. A run that publishes meanwhile is waited for up to
    half a second; the state returned is of one publication, or has problems.
    """
    root = os.fspath(folder)
    attempts = _ATTEMPTS
    while True:
        attempts -= 1
        before = _fingerprint(root)
        state = _Reader(root, known or {}).read(chunks)
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


def inventory_folders(root: str) -> list[str]:
    """Folders directly in the state folder that hold an inventory: their manifest looks like one of ours."""
    return [
        name
        for name, kind in disk.entries(root)
        if kind == "folder" and not name.startswith(".") and looks_ours(f"{root}/{name}/{MANIFEST}")
    ]


def looks_ours(path: str) -> bool:
    """Whether a plain file begins as our chunks and inventory manifests do, whatever follows."""
    if disk.kind(path) != "file":
        return False
    head = b"".join(disk.head(path, 200).split(None, 4)[:4])
    return head.startswith(b'{"schema_version":') and b',"inventory":' in head


class _Reader:
    """One pass over the state folder; ``problems`` collects what is wrong."""

    def __init__(self, root: str, known: Mapping[str, FileStat] = _NOTHING_KNOWN) -> None:
        self.root = root
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
        if disk.kind(self.root) not in ("folder", "missing"):
            self._report("unreadable", "", "the state folder is a link or not a folder: it is not followed")
            return None
        kind = disk.kind(f"{self.root}/{MANIFEST}")
        if kind == "missing":
            interrupted = disk.kind(f"{self.root}/{COMMITTED}") != "missing"
            if interrupted:
                self._report("interrupted", "", "a run was stopped while it published: run `stocktake discover`")
            elif inventory_folders(self.root):
                self._report("missing", MANIFEST)
            else:
                self._report("absent", "", "nothing was published here yet: run `stocktake discover`")
            return None
        data = self._bytes(MANIFEST)
        manifest = self.decoded(MANIFEST, data, Manifest)
        # Nothing vouches for this file: it must be written as we write it, and agree with what it is about.
        if manifest is not None and one_a_line(manifest) != data:
            self._report("edited", MANIFEST, "is not what was published")
        return manifest

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
            self._report("edited", path, "is not what was published")
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
        newer = "a newer" if version > SCHEMA_VERSION else "an older"
        self._report("version", path, f"format {version} of {newer} stocktake; this one reads format {SCHEMA_VERSION}")
        return None

    def _bytes(self, path: str) -> bytes | None:
        try:
            linked = self._linked_folder(path)
            if linked:
                self._report("unreadable", path, f"{linked} is a symbolic link: it is not followed")
                return None
            return disk.read(f"{self.root}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            self._report("missing", path)
        except (OSError, ValueError) as error:
            is_link = getattr(error, "errno", None) == errno.ELOOP
            reason = "is a symbolic link: it is not followed" if is_link else getattr(error, "strerror", None)
            self._report("unreadable", path, reason or str(error))
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
            for path, kind in disk.below(self.root, folder):
                if kind == "folder" or path in listed or not path.endswith(".json"):
                    continue
                if folder in folders or looks_ours(f"{self.root}/{path}"):
                    self._report("extra", path, "is in no manifest" if kind == "file" else "is not a plain file")

    def _report(self, kind: ProblemKind, path: str, detail: str = "") -> None:
        self.problems.append(Problem(kind, path, detail))


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


def _has_conflict(data: bytes) -> bool:
    return data.startswith(b"<<<<<<< ") or b"\n<<<<<<< " in data


def _damaged(folder: Path, problems: Sequence[Problem]) -> StateError:
    first = problems[0]
    place = folder / first.path if first.path else folder
    return StateError(f"{place}: {first.kind}{': ' + first.detail if first.detail else ''}; run `stocktake discover`")
