"""Where names are assigned, found in the text: one pass for all names of a scope."""

from __future__ import annotations

import re

_ASSIGNMENT = re.compile(rb"(?<![\w$.])([A-Za-z_$\x80-\xff][\w$\x80-\xff]*+)\s*+(?:\?\?|\|\||&&)?=(?![=>])")


def assignments(data: bytes, start: int, end: int) -> dict[bytes, list[int]]:
    """Offsets of ``name = …`` and ``name ??= …`` between two offsets, by name and in order. Declarations with a value
    are among them, and what looks like one in a comment, in a text or in JSX: the tree has to tell."""
    found: dict[bytes, list[int]] = {}
    for match in _ASSIGNMENT.finditer(data, start, end):
        found.setdefault(match[1], []).append(match.start())
    return found
