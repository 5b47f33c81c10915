"""Globs of ignore patterns as regular expressions over bytes, with the meaning of git's ``wildmatch.c``.

Quirks included, because a walk without git must list what git lists. Paths are bytes: ``?`` and ``[…]`` match one
byte. Matching takes time linear in the path for each element of the pattern: every star but the last is matched by an
atomic group (leftmost is always right for a glob), so a hostile pattern cannot stall a run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

_GLOB_SPECIAL: Final = frozenset(b"*?[\\")
_STAR, _QUESTION, _OPEN, _BACKSLASH, _SLASH = b"*?[\\/"

_CLASSES: Final[dict[bytes, bytes]] = {
    b"alnum": rb"0-9A-Za-z",
    b"alpha": rb"A-Za-z",
    b"blank": rb"\x20\t",
    b"cntrl": rb"\x00-\x1f\x7f",
    b"digit": rb"0-9",
    b"graph": rb"\x21-\x7e",
    b"lower": rb"a-z",
    b"print": rb"\x20-\x7e",
    b"punct": rb"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    b"space": rb"\x20\t\n\r\x0b\x0c",
    b"upper": rb"A-Z",
    b"xdigit": rb"0-9A-Fa-f",
}


def compile_glob(text: bytes, by_name: bool) -> tuple[bytes | None, Callable[[bytes], object]] | None:
    """A test for ``text``, a pattern without its ``!`` and outer slashes: ``(literal, test)``.

    ``by_name``: the test gets a file's name, else a path whose slashes stars respect (WM_PATHNAME). ``literal`` is the
    one string the pattern matches, or None where it has wildcards. None as a whole: it can match nothing.
    """
    length = next((i for i, byte in enumerate(text) if byte in _GLOB_SPECIAL), len(text))
    if length == len(text):
        return text, text.__eq__
    expression = _translate(text[length:], by_name)
    if expression is None:
        return None
    # git compares the literal beginning first and starts its glob matcher after it, where "**" then counts as
    # standing at the beginning: "a/b**" matches a/bc/d.
    return None, re.compile(re.escape(text[:length]) + expression, re.DOTALL).fullmatch


class _Glob(NamedTuple):
    """A piece of a pattern: what a star may match before ``text``. ``deep``: a star over whole folders."""

    star: bytes
    deep: bool
    text: bytes


def _translate(glob: bytes, by_name: bool) -> bytes | None:
    """A regular expression for ``glob`` (``wildmatch`` with WM_PATHNAME unless ``by_name``); None: matches nothing."""
    stars = [(b"", False)]
    texts: list[list[bytes]] = [[]]
    position = 0
    while position < len(glob):
        if glob[position] == _STAR:
            star, deep, position = _star(glob, position, by_name)
            stars.append((star, deep))
            texts.append([])
            continue
        found = _one(glob, position, by_name)
        if found is None:
            return None
        text, position = found
        texts[-1].append(text)
    return _join([_Glob(*star, b"".join(text)) for star, text in zip(stars, texts, strict=True)])


def _star(glob: bytes, position: int, by_name: bool) -> tuple[bytes, bool, int]:
    """What the run of stars at ``position`` matches (lazily), whether it crosses slashes, and where it ends."""
    end = position
    while end < len(glob) and glob[end] == _STAR:
        end += 1
    if by_name:
        return b".*?", False, end
    following = glob[end : end + 2]
    at_start = position == 0 or glob[position - 1] == _SLASH
    if end - position > 1 and at_start:
        if following[:1] == b"/":
            return b"(?:.*?/)??", True, end + 1
        if not following or following == rb"\/":
            return b".*?", True, end
    return b"[^/]*?", False, end


def _one(glob: bytes, position: int, by_name: bool) -> tuple[bytes, int] | None:
    """The expression of the single-byte element at ``position``, and where the next one starts."""
    byte = glob[position]
    if byte == _QUESTION:
        return (b"." if by_name else b"[^/]"), position + 1
    if byte == _OPEN:
        return _bracket(glob, position + 1, by_name)
    if byte == _BACKSLASH:
        position += 1
        if position == len(glob):
            return None
    return re.escape(glob[position : position + 1]), position + 1


def _bracket(glob: bytes, position: int, by_name: bool) -> tuple[bytes, int] | None:
    """The expression of a bracket whose first byte inside is at ``position``; None where it is malformed."""
    negated = glob[position : position + 1] in (b"!", b"^")
    position += negated
    found: list[bytes] = []
    previous: int | None = None
    first = True
    while first or glob[position : position + 1] != b"]":
        first = False
        member = _member(glob, position, previous)
        if member is None:
            return None
        text, previous, position = member
        found.append(text)
    members = b"".join(found)
    if negated:
        excluded = members if by_name else b"/" + members
        return (b"[^%b]" % excluded if excluded else b"."), position + 1
    guard = b"" if by_name else b"(?!/)"
    return (guard + b"[%b]" % members if members else b"(?!)"), position + 1


def _member(glob: bytes, position: int, previous: int | None) -> tuple[bytes, int | None, int] | None:
    """The expression of one member of a bracket, the byte a range may start from, and where the next member starts;
    None where the bracket is malformed. ``previous`` is the byte a range would start from."""
    byte, following = glob[position : position + 1], glob[position + 1 : position + 2]
    if byte == b"-" and previous is not None and following not in (b"", b"]"):
        end = _quoted(glob, position + 1)
        if end is None:
            return None
        text = b"\\x%02x-\\x%02x" % (previous, glob[end]) if previous <= glob[end] else b""
        return text, None, end + 1
    if byte == b"[" and following == b":":
        close = glob.find(b"]", position + 2)
        if close < 0:
            return None
        if close - position >= 3 and glob[close - 1 : close] == b":":
            text = _CLASSES.get(glob[position + 2 : close - 1], b"")
            return (text, None, close + 1) if text else None
        return rb"\[", glob[position], position + 1
    at = _quoted(glob, position)
    return None if at is None else (b"\\x%02x" % glob[at], glob[at], at + 1)


def _quoted(glob: bytes, position: int) -> int | None:
    """Where the byte meant at ``position`` stands: after a backslash, if there is one; None at the end."""
    if glob[position : position + 1] == b"\\":
        position += 1
    return position if position < len(glob) else None


def _join(pieces: list[_Glob]) -> bytes:
    """One expression of all pieces; every star but the last of its kind is atomic, hence never retried."""
    last_deep = max((i for i, piece in enumerate(pieces) if piece.deep), default=0)
    result = pieces[0].text
    index = 1
    while index < len(pieces):
        piece = pieces[index]
        end = index + 1
        if piece.deep:
            while end < len(pieces) and not pieces[end].deep:
                end += 1
        region = piece.star + piece.text
        region += b"".join(
            (b"(?>%b%b)" if i < len(pieces) - 1 else b"%b%b") % (inner.star, inner.text)
            for i, inner in enumerate(pieces[index + 1 : end], index + 1)
        )
        atomic = index < last_deep if piece.deep else index < len(pieces) - 1
        result += b"(?>%b)" % region if atomic else region
        index = end
    return result
