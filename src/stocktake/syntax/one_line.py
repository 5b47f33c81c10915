"""Code on one line, as if it had been written so."""

from __future__ import annotations

import re
from itertools import pairwise

_PIECES = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`|[{}()\[\]]|\s*\n\s*")
_ENDS_MEMBER = re.compile(r"(?:[\w$)\]}'\"`]|(?<!=)>)\Z")
# Words that what is before them goes on with, unless they are names of members: `as?: A`, `catch(): B`.
_GOES_ON = re.compile(
    r"[;,|&?:=})\].+*/>-]|(?:extends|is|as|satisfies|in|instanceof)\b(?!\??[:(<]|[ \t]*\n)|else\b(?!\??[:(<])"
    r"|(?:catch(?:\s*\([^()]*\))?|finally)\s*\{|\Z"
)
# Words that something has to follow, unless they are names of members: `is` on a line of its own.
_EXPECTS_MORE = re.compile(
    r"(?:(?:(?<=[^\s;{,] )|(?<=[<|&!]))"
    r"(?:extends|is|as|satisfies|in|instanceof|keyof|typeof|infer|readonly|unique|asserts|abstract|new)"
    r"|(?<![\w$.#])else)\Z"
)
_OPERATOR = re.compile(r"[|&]\s+")
_LONE_OPERATOR = re.compile(r"([<(\[,:=]\s*\n\s*[|&]|=>\s*\n\s*[|&])\s+")


def on_one_line(text: str) -> str:
    """A text without its line breaks: no space, and no comma, inside brackets that were broken, a ";" after each member
    that only its line ends."""
    if "\n" not in text:
        return text.strip()
    lines = _lines(text)
    if "{" in text and _may_end_members(lines):
        text = _separated(text)
        lines = _lines(text)
    if "|" in lines or "&" in lines:
        # An operator on a line of its own belongs to the next.
        lines = _lines(_LONE_OPERATOR.sub(r"\1 ", text))
    return _joined(lines) if lines else ""


def _lines(text: str) -> list[str]:
    return [line for each in text.split("\n") if (line := each.strip())]


def _joined(lines: list[str]) -> str:
    parts = [lines[0]]
    before = lines[0]
    for line in lines[1:]:
        last, first = before[-1], line[0]
        is_opened = last in "<([" and first in "|&"
        is_first = is_opened or (first in "|&" and (last in ",:=" or before.endswith("=>")))
        if first in ">)]" and last == ",":
            parts[-1] = parts[-1][:-1]
        elif first not in ">)]" and last not in "<([":
            parts.append(" ")
        # The operator before the first member of several is written only where each has a line of its own.
        parts.append(_OPERATOR.sub("", line, count=1) if is_first and _OPERATOR.match(line) else line)
        before = line
    return "".join(parts)


def _may_end_members(lines: list[str]) -> bool:
    """Whether any line ends as a member may, and the next does not go on with it."""
    return any(
        (before[-1].isalnum() or before[-1] in "_$)]}'\"`>") and line[0] not in ";,|&?:=})].+*/>-"
        for before, line in pairwise(lines)
    )


def _separated(text: str) -> str:
    """The text with a ";" after each member, of a type or a block, that only its line ends."""
    found: list[str] = []
    open_brackets: list[str] = []
    last = 0
    for match in _PIECES.finditer(text):
        piece = match.group()
        if piece in "{([":
            open_brackets.append(piece)
        elif piece in "})]":
            if open_brackets:
                open_brackets.pop()
        elif piece.isspace() and open_brackets and open_brackets[-1] == "{":
            start, end = match.span()
            ends = _ENDS_MEMBER.search(text, max(0, start - 2), start) is not None
            if ends and not _GOES_ON.match(text, end) and not _EXPECTS_MORE.search(text, max(0, start - 10), start):
                found += [text[last:start], ";"]
                last = start
    return "".join([*found, text[last:]])
