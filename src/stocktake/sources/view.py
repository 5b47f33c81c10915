"""Which files of a tree are in view: git's answer where there is one, else a walk by the same rules."""

# Paths are bytes here (any name a file system allows), which pathlib cannot hold.
# ruff: noqa: PTH112

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Final

from stocktake.model import Diagnostic, Skipped
from stocktake.sources.git import GitError, GitListing, list_files
from stocktake.sources.ignore import Chain, IgnoreFile, ignored_by
from stocktake.sources.reading import ReadError, read_source
from stocktake.sources.repositories import pointed_store, shared_store, work_tree_top
from stocktake.sources.walk import MAX_IGNORE_FILE, Listing, Surroundings, published_path, read_ignore_file, walk

_SUBMODULE_PATH: Final = re.compile(rb'^\s*path\s*=\s*"?([^"\n]*?)"?\s*$', re.MULTILINE)


def list_view(root: str, never: Sequence[str] = ()) -> tuple[Listing, list[Diagnostic]]:
    """What is in view below ``root`` (absolute, resolved), and what kept git from answering. What lies in the folders
    ``never`` need not be told as in view.

    A root that the repository around it ignores (a build folder, a dependency) is listed as if it stood alone: who
    names it wants to see it. A diagnostic with an empty path is about this machine, not about the repository, and is
    not to be published.
    """
    top = work_tree_top(root)
    if top is None:
        return walk(root, Surroundings(b"", ())), []
    try:
        listing = list_files(root, never)
    except GitError as error:
        message = f"{error}; files were listed without it: what is tracked although ignored is missing"
        return _walk_in(root, top), [Diagnostic("", 0, message)]
    if not any(listing.in_view):
        return _walk_in(root, top), []
    return _from_git(listing, _below(root, top)), []


def _from_git(listing: GitListing, start: bytes) -> Listing:
    """What git listed. Repositories that are not tracked are left out: what is told of a tree is published, and another
    checkout of the same commit has none of them."""
    closed = [path[len(start) :] for path in listing.unopened if path.startswith(start)]
    within = tuple(path + b"/" for path in closed)  # told of by the one entry of the folder

    def seen(paths: list[bytes]) -> list[bytes]:
        return [path for path in paths if not path.startswith(within)] if within else paths

    skipped = [Skipped(published_path(path), "submodule") for path in seen(listing.submodules)]
    skipped += [Skipped(published_path(path), "unreadable", "permission denied") for path in closed]
    return Listing(
        files=seen(listing.tracked),
        unchecked=seen(listing.untracked + listing.sparse),
        symlinks=seen(listing.symlinks),
        skipped=skipped,
        status=listing.status,
        absent=frozenset(listing.absent),
        left_out=listing.left_out,
    )


def _below(root: str, top: str) -> bytes:
    """Where ``root`` lies below ``top``: ``b""``, ``b"a/b/"``."""
    path = os.fsencode(root[len(top) :].strip("/"))
    return path + b"/" if path else b""


def _walk_in(root: str, top: str) -> Listing:
    """Walk ``root``, a folder of the work tree at ``top``, with the ignore rules that lie above it."""
    start = _below(root, top)
    chain = rules_above(top, start, _rules_of_repository(top))
    if chain is None:
        return walk(root, Surroundings(b"", ()))
    submodules = frozenset(path[len(start) :] for path in _submodules(top) if path.startswith(start))
    return walk(root, Surroundings(start, chain), submodules)


def rules_above(top: str, start: bytes, chain: Chain) -> Chain | None:
    """``chain`` with the ignore files on the way from ``top`` down to the folder ``start`` (``b"a/b/"``), itself left
    out; None where they ignore that folder."""
    folder = b""
    for name in start.split(b"/")[:-1]:
        own = read_ignore_file(top, folder + b"/.gitignore" if folder else b".gitignore")
        chain = (own, *chain) if own is not None else chain
        folder = folder + b"/" + name if folder else name
        if ignored_by(chain, folder, name, True):
            return None
    return chain


def _rules_of_repository(top: str) -> Chain:
    """The repository's own ignore file, ``info/exclude`` of its store."""
    git = os.fsencode(os.path.join(top, ".git"))
    store = git if os.path.isdir(git) else pointed_store(git)
    if store is None:
        return ()
    try:
        content = read_source(os.fsdecode(os.path.realpath(shared_store(store))), "info/exclude", MAX_IGNORE_FILE)
    except ReadError:
        return ()
    return (IgnoreFile(content),)


def _submodules(top: str) -> list[bytes]:
    """Folders that ``.gitmodules`` names, relative to ``top``."""
    try:
        content = read_source(top, ".gitmodules", MAX_IGNORE_FILE)
    except ReadError:
        return []
    return [path.rstrip(b"/") for path in _SUBMODULE_PATH.findall(content) if path]
