"""Telling a git repository from the files that make it one, without running git."""

# Paths are bytes here (any name a file system allows), which pathlib cannot hold.
# ruff: noqa: PTH112, PTH113

from __future__ import annotations

import os

from stocktake.settings import MARKERS
from stocktake.sources.reading import read_start


def work_tree_top(start: str) -> str | None:
    """The nearest folder around ``start`` (itself included) that holds a repository, or None.

    A ``.git`` file counts even if it points nowhere (a linked work tree seen from inside a container): it marks a top.
    """
    folder = start
    while True:
        git = os.path.join(folder, ".git")
        if os.path.isfile(git) or is_repository(os.fsencode(git)):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def repository_root(start: str) -> str | None:
    """The root of the project around ``start`` (absolute, resolved) where that is in a git repository, else None:
    the nearest folder within the work tree that has a configuration of its own, else the top of the work tree."""
    top = work_tree_top(start)
    if top is None:
        return None
    folder = start
    while folder != top and not is_marked(folder):
        folder = os.path.dirname(folder)
    return folder


def is_marked(folder: str) -> bool:
    """Whether ``folder`` says of itself that it is a root: it has a configuration file."""
    return any(os.path.isfile(os.path.join(folder, name)) for name in MARKERS)


def is_repository(git: bytes) -> bool:
    """Whether ``git``, a ``.git`` entry, makes its folder a repository: a store, or a file that points to one."""
    if os.path.isdir(git):
        return is_store(git)
    store = pointed_store(git)
    return store is not None and is_store(store)


def is_store(folder: bytes) -> bool:
    """Whether ``folder`` holds a repository's store (as ``is_git_directory`` of git's ``setup.c``)."""
    shared = shared_store(folder)
    if not (os.path.isdir(shared + b"/objects") and os.path.isdir(shared + b"/refs")):
        return False
    head = (read_start(folder + b"/HEAD", 256) or b"").strip()
    return head.startswith(b"ref: refs/") or (len(head) in (40, 64) and head.isalnum())


def pointed_store(git: bytes) -> bytes | None:
    """The folder that ``git``, a ``.git`` file of a linked work tree or a submodule, points to, or None."""
    content = read_start(git, 8192) or b""
    if not content.startswith(b"gitdir: "):
        return None
    return os.path.join(os.path.dirname(git), content[8:].rstrip(b"\r\n"))


def shared_store(store: bytes) -> bytes:
    """The store shared by linked work trees that ``store`` belongs to, often ``store`` itself."""
    pointer = read_start(store + b"/commondir", 8192)
    return store if pointer is None else os.path.join(store, pointer.rstrip(b"\r\n"))
