"""References of what is one of several things, ``(one||other!)``, and of what they are made."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stocktake.extractors.call_graph.terms import BUILT_IN, CHOICE, IS, LOCAL, MAX_LENGTH, MORE, UNKNOWN

_TOKENS = re.compile(
    rf"\{{[^{{}}]*\}}|<[^>]*>|:[^.()!{{{MORE}]+|\.{IS}(?=\{{)|\.[^.()!{MORE}]+|\(\)|!|{MORE}|[^.()!<:{MORE}]+"
)
_OR = "||"


def reference_of_one(found: Iterable[str]) -> str:
    """The reference of what is one of several things: that which they all are, aside from those of the language, of
    which nothing can be called here. Where one of them is not known, nothing is."""
    several: dict[str, None] = {}
    is_language = False
    for each in found:
        if each in (UNKNOWN, LOCAL):
            return UNKNOWN
        is_language = is_language or each == BUILT_IN
        if each != BUILT_IN:
            is_choice = each[0] == CHOICE and each[-1] == ")"
            several.update(dict.fromkeys(references_in(each) if is_choice else [each]))
    if len(several) < 2:
        return next(iter(several), BUILT_IN if is_language else UNKNOWN)
    whole = f"{CHOICE}{_OR.join(several)})"
    return whole if len(whole) <= MAX_LENGTH else UNKNOWN


def references_in(choice: str) -> list[str]:
    """The references of which a choice, without further steps, is one."""
    return choice[1:-1].split(_OR)


def tokens_of(reference: str) -> list[str]:
    """The root of a reference, which may be a choice, and its steps."""
    root = _choice_before(reference) if reference[:1] == CHOICE else ""
    return [*([root] if root else ()), *_TOKENS.findall(reference, len(root))]


def _choice_before(reference: str) -> str:
    depth = 0
    for at, mark in enumerate(reference):
        depth += (mark == "(") - (mark == ")")
        if depth == 0:
            return reference[: at + 1]
    return reference
