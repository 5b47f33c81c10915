"""Why a file that was a source is none any more: people look for what was deleted, and it may still be there."""

from __future__ import annotations

import os
from collections.abc import Mapping

from stocktake.sources.scan import Tree


def skip_reasons(tree: Tree) -> Mapping[str, str]:
    """Why files of ``tree`` are skipped, by path."""
    return {skipped.path: skipped.reason for skipped in tree.skipped}


def why_gone(root: str, path: str, skipped: Mapping[str, str]) -> str:
    """Why the file ``path`` is not among the sources that there are now; ``skipped`` as of :func:`skip_reasons`."""
    place = path
    while place:
        if place in skipped:  # the file, or a folder around it that cannot be read, or is another repository's
            return f"skipped now ({skipped[place]})"
        place = place.rpartition("/")[0]
    return "ignored now" if os.path.lexists(f"{root}/{path}") else "deleted"
