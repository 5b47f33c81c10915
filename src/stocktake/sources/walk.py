"""Listing the files in view without git, by git's rules.

Used where there is no repository, no git program, or git refuses. What is lost against git's own answer: files that are
tracked although ignored, and the user's global ignore file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from stocktake.model import Skipped
from stocktake.sources.ignore import Chain, IgnoreFile, ignored_by
from stocktake.sources.reading import ReadError, kind_of, os_reason, read_source
from stocktake.sources.repositories import is_repository

NEVER_ENTERED: Final = frozenset({b"node_modules", b".git", b".hg", b".svn", b".jj", b".bzr", b".sl"})
"""Folders that never hold sources of the project: dependencies, and the stores of version control systems."""

MAX_IGNORE_FILE: Final = 2_000_000
"""Bytes of an ignore file; a larger one is left out, with every pattern in it."""


class Listing(NamedTuple):
    """What is in view below a root, in no particular order; paths are relative, bytes, ``/``.

    ``files`` are regular files, or believed to be; ``unchecked`` may be of any kind, or absent. ``skipped`` are
    submodules, special files and folders that cannot be listed. ``status`` has what the disk says
    of some of the files. ``absent`` are files and links (some of ``unchecked`` and ``symlinks``) that a sparse checkout
    has left out: they belong to the tree, and only git has their content. ``left_out`` are files that would be in view,
    but for the folder they lie in, as far as they are not among the others; they need not exist.
    """

    files: list[bytes]
    unchecked: list[bytes]
    symlinks: list[bytes]
    skipped: list[Skipped]
    status: Mapping[bytes, os.stat_result] = MappingProxyType({})
    absent: frozenset[bytes] = frozenset()
    left_out: Sequence[bytes] = ()


class Surroundings(NamedTuple):
    """Ignore rules that come from above the root: its path from the top of the work tree (``b""``, ``b"a/b/"``),
    and the ignore files that apply there."""

    prefix: bytes
    chain: Chain


def walk(root: str, around: Surroundings, submodules: frozenset[bytes] = frozenset()) -> Listing:
    """List what is in view below ``root``; folders in ``submodules`` (relative to it) are reported, not entered."""
    listing = Listing([], [], [], [])
    base = os.fsencode(root)
    pending: list[tuple[bytes, Chain]] = [(b"", around.chain)]
    while pending:
        folder, chain = pending.pop()
        try:
            with os.scandir(base + b"/" + folder if folder else base) as entries:
                found = list(entries)
        except OSError as error:
            reason, detail = os_reason(error)
            if reason != "vanished":
                listing.skipped.append(Skipped(published_path(folder), "unreadable", detail or reason))
            continue
        names = {entry.name for entry in found}
        if folder and b".git" in names and is_repository(base + b"/" + folder + b"/.git"):
            continue  # no part of this one, which neither tracks it nor would
        start = folder + b"/" if folder else b""
        if b".gitignore" in names:
            own = read_ignore_file(root, start + b".gitignore", around.prefix)
            chain = (own, *chain) if own is not None else chain
        for entry in found:
            path = start + entry.name
            below = _place(entry, path, around.prefix + path, chain, listing)
            if below and path in submodules:
                listing.skipped.append(Skipped(published_path(path), "submodule"))
            elif below:
                pending.append((path, chain))
    return listing


def _place(entry: os.DirEntry[bytes], path: bytes, whole: bytes, chain: Chain, listing: Listing) -> bool:
    """Put a file where it belongs in ``listing``; True: it is a folder to enter. ``whole`` is its path from the top."""
    try:
        linked = entry.is_symlink()
        is_folder = not linked and entry.is_dir(follow_symlinks=False)
        if entry.name in NEVER_ENTERED and (is_folder or linked or entry.name == b".git"):
            return False
        if chain and ignored_by(chain, whole, entry.name, is_folder):
            return False
        if is_folder:
            return True
        if linked:
            listing.symlinks.append(path)
        elif entry.is_file(follow_symlinks=False):
            listing.files.append(path)
        else:
            kind = kind_of(entry.stat(follow_symlinks=False).st_mode)
            listing.skipped.append(Skipped(published_path(path), "special-file", kind))
    except OSError as error:
        reason, detail = os_reason(error)
        if reason != "vanished":
            listing.skipped.append(Skipped(published_path(path), "unreadable", detail or reason))
    return False


def read_ignore_file(root: str, path: bytes, prefix: bytes = b"") -> IgnoreFile | None:
    """The ignore file ``path`` below ``root``, its patterns based at ``prefix`` + its folder; None: not readable, or,
    as for git, not a regular file."""
    try:
        content = read_source(root, path.decode("utf-8", "surrogateescape"), MAX_IGNORE_FILE)
    except ReadError:
        return None
    return IgnoreFile(content, prefix + path[: path.rfind(b"/") + 1])


def published_path(path: bytes) -> str:
    r"""``path`` as it is shown: UTF-8, every byte that is not written ``\xNN``."""
    return path.decode("utf-8", "backslashreplace")
