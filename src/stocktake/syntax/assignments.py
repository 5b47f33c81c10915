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


_MUTATORS = frozenset(b"push pop shift unshift splice sort reverse fill copyWithin".split())
_MEMBERS = re.compile(rb"((?:\s*+[!?]?\.\s*+[\w$]++|[!?]?\.?\[[^\]\n]*+\])++)!?\s*+")
_SET = re.compile(rb"(?:\?\?|\|\||&&|\*\*|<<|>>>?|[-+*/%&|^])?=(?![=>])|\+\+|--")
_BEFORE = re.compile(rb"(?:\bdelete\s+|\bObject\.(?:assign|definePropert(?:y|ies))\(\s*)\Z")
_WORD = re.compile(rb"[\w$\x80-\xff]")


def is_changed(data: bytes, name: bytes) -> bool:
    """Whether what a variable holds is changed in place somewhere, by a method of lists or by setting a member: what
    looks so in a comment or in a text counts. Looks through all of the text for the name."""
    at = data.find(name)
    while at >= 0:
        end = at + len(name)
        is_whole = not _WORD.match(data, end) and not (at and (_WORD.match(data, at - 1) or data[at - 1] == _DOT))
        if is_whole and (_is_changed_after(data, end) or _BEFORE.search(data[max(0, at - _MAX_BEFORE) : at])):
            return True
        at = data.find(name, end)
    return False


_DOT = ord(".")
_MAX_BEFORE = 40


def _is_changed_after(data: bytes, offset: int) -> bool:
    members = _MEMBERS.match(data, offset)
    if members is None:
        return False
    if data.startswith(b"(", members.end()):
        return members[1].rpartition(b".")[2].strip() in _MUTATORS
    return _SET.match(data, members.end()) is not None
