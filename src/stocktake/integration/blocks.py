"""Marked blocks in text files that belong to others: put in, replaced, and taken out again byte for byte. Pure.

A block is our lines between two comment lines that name it::

    # >>> stocktake merge >>>
    ...
    # <<< stocktake merge <<<

What the file was before is noted on the first block's opening line where it cannot be seen otherwise: ``(new file)``,
there was none; ``(joined)``, the line above had no end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Position = Literal["top", "end"]
"""Where blocks go: first (after a ``#!`` line), or last."""

_BLOCK = re.compile(
    rb"^# >>> stocktake (?P<name>[^\r\n]+?) >>>(?P<note> \((?:new file|joined)\))?(?P<end>\r?\n)"
    rb"(?P<body>(?:(?!# <<< stocktake )[^\n]*\n)*?)"
    rb"# <<< stocktake (?P=name) <<<(?:\r?\n|\Z)",
    re.MULTILINE,
)
_MARK = re.compile(rb"^# (?:>>>|<<<) stocktake [^\r\n]* (?:>>>|<<<)", re.MULTILINE)


class BrokenBlockError(ValueError):
    """Half of a block: an opening without its end, or the reverse."""


class Marked(Struct, frozen=True):
    """A file taken apart: ``rest`` is what it holds without our blocks, None where it would not exist; ``blocks`` maps
    names to bodies (lines with ``\\n``), in the order of the file."""

    rest: bytes | None
    blocks: Mapping[str, bytes]


def parse(data: bytes | None) -> Marked:
    """Take ``data`` (None: there is no file) apart.

    Raises:
        BrokenBlockError: see there.
    """
    if data is None:
        return Marked(None, {})
    blocks: dict[str, bytes] = {}
    is_new = False
    pieces, last = [], 0
    for match in _BLOCK.finditer(data):
        before = data[last : match.start()]
        if match["note"] == b" (joined)":
            before = before.removesuffix(match["end"])
        is_new = is_new or match["note"] == b" (new file)"
        pieces.append(before)
        blocks[match["name"].decode("utf-8", "surrogateescape")] = match["body"].replace(b"\r\n", b"\n")
        last = match.end()
    rest = b"".join([*pieces, data[last:]])
    if _MARK.search(rest):
        raise BrokenBlockError("a line that begins or ends a block of stocktake has no counterpart")
    return Marked(None if is_new and _is_bare(rest) else rest, blocks)


def render(marked: Marked, position: Position, first_line: bytes = b"") -> bytes | None:
    """The file of ``marked``, None where there is to be none. ``first_line`` (with its end) begins a new file."""
    if not marked.blocks:
        return marked.rest
    rest = first_line if marked.rest is None else marked.rest
    at = _top(rest) if position == "top" else len(rest)
    above, below = rest[:at], rest[at:]
    end = b"\r\n" if rest[: rest.find(b"\n") + 1].endswith(b"\r\n") else b"\n"
    joined = bool(above) and not above.endswith(b"\n")
    note = b" (new file)" if marked.rest is None else b" (joined)" if joined else b""
    lines = [above + end if joined else above]
    for name, body in marked.blocks.items():
        called = name.encode("utf-8", "surrogateescape")
        text = b"# >>> stocktake %b >>>%b\n%b# <<< stocktake %b <<<\n" % (called, note, body, called)
        lines.append(text.replace(b"\n", end))
        note = b""
    return b"".join([*lines, below])


def _top(rest: bytes) -> int:
    """Where the second line of a script begins, 0 for anything else."""
    if not rest.startswith(b"#!"):
        return 0
    return rest.find(b"\n") + 1 or len(rest)


def _is_bare(rest: bytes) -> bool:
    """Whether nobody added anything to a file that we made."""
    return not rest.strip() or (rest.startswith(b"#!") and not rest[_top(rest) :].strip())
