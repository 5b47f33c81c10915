"""The private folder (``.stocktake/``): facts cache, lock and run records; never committed, safe to delete."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from stocktake.errors import StateError
from stocktake.state import disk

_IGNORE = b"*\n"
_TAG = b"""\
Signature: 8a477f597d28d172789f06886806bc55
# This folder is a cache of stocktake and can be deleted at any time (https://bford.info/cachedir/).
"""


def prepare(folder: Path) -> str:
    """Create the folder where it is missing, marked as a cache and ignored by git; returns its path as a string.

    Raises:
        StateError: it is a symbolic link or not a folder, or cannot be created.
    """
    path = os.fspath(folder)
    try:
        if disk.kind(path) == "missing":
            os.makedirs(path, exist_ok=True)  # noqa: PTH103
        if disk.kind(path) != "folder":
            raise StateError(f"{path} is a symbolic link or not a folder, and is not followed: remove it")
        for name, data in ((".gitignore", _IGNORE), ("CACHEDIR.TAG", _TAG)):
            if disk.kind(f"{path}/{name}") == "missing":
                with suppress(FileExistsError):  # another run was faster
                    disk.write_new(f"{path}/{name}", data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StateError(f"cannot use the cache folder {error.filename or path}: {reason}") from error
    return path
