"""Reading and replacing files of a repository that are not ours alone. No symbolic link is followed."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from stocktake.errors import StateError
from stocktake.state import disk


class Place(Struct, frozen=True):
    """Where a file is: ``path`` relative to ``anchor``, an absolute folder below which nothing on the way may be a
    link; ``shown`` is how people are told."""

    anchor: str
    path: str
    shown: str

    @property
    def absolute(self) -> str:
        """The whole path."""
        return os.path.normpath(os.path.join(self.anchor, self.path))


def read(place: Place) -> bytes | None:
    """The content, None where there is no file.

    Raises:
        StateError: a link on the way, or not a plain file that can be read.
    """
    linked = first_link(place)
    if linked:
        raise StateError(f"{linked} is a symbolic link: edit {place.shown} by hand")
    try:
        return disk.read(place.absolute)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StateError(f"{place.shown} cannot be read: {error.strerror}") from None


def first_link(place: Place) -> str:
    """The first symbolic link below the anchor on the way to ``place``, itself included; empty: there is none."""
    parts = os.path.relpath(place.absolute, place.anchor).split(os.sep)
    for depth in range(len(parts)):
        path = os.path.join(place.anchor, *parts[: depth + 1])
        if disk.kind(path) == "link":
            return "/".join(parts[: depth + 1])
    return ""


def write(place: Place, data: bytes, mode: int = 0o666) -> None:
    """Replace the file in one step, with the permissions it had, or make it with ``mode`` (and the umask).

    Raises:
        StateError: it cannot be written.
    """
    path = Path(place.absolute)
    temporary = path.with_name(f"{path.name}.stocktake-new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        permissions = path.stat().st_mode & 0o7777 if path.exists() else None
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
            if permissions is not None:
                temporary.chmod(permissions)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StateError(f"{place.shown} cannot be written: {error.strerror}") from None


def remove(place: Place) -> None:
    """Delete the file.

    Raises:
        StateError: it cannot be deleted.
    """
    try:
        disk.remove(place.absolute)
    except OSError as error:
        raise StateError(f"{place.shown} cannot be deleted: {error.strerror}") from None
