"""Arithmetic on the paths of files in view. A folder is named without a slash at its end; "" is the root."""

from __future__ import annotations

from collections.abc import Iterable


def parent(path: str) -> str:
    """The folder a file or folder lies in ("" for one at the root, and for the root itself)."""
    return path.rpartition("/")[0]


def join(folder: str, relative: str) -> str | None:
    """``relative`` as seen from ``folder``, normalised; None where it leaves the root.

    A slash at the end is dropped; a backslash counts as a slash, as the TypeScript compiler has it.
    """
    if relative.startswith("./") and "." not in relative[2:] and "//" not in relative and "\\" not in relative:
        # The usual import of a file in the same folder or below.
        relative = relative[2:].rstrip("/")
        return f"{folder}/{relative}" if folder and relative else folder or relative
    if "\\" in relative:
        relative = relative.replace("\\", "/")
    parts = folder.split("/") if folder else []
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part and part != ".":
            parts.append(part)
    return "/".join(parts)


def inside(folder: str, path: str) -> bool:
    """Whether ``path`` is ``folder`` or lies anywhere below it."""
    return not folder or path == folder or path.startswith(folder + "/")


def ancestors(folder: str) -> Iterable[str]:
    """``folder``, the folder it lies in, and so on up to the root ("")."""
    yield folder
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder
