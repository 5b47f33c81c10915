"""What a value is that has a type written on it: by a cast, where it is declared, or by a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.call_graph.holders import NOT_TOLD
from stocktake.extractors.call_graph.terms import (
    BUILT_IN,
    IS,
    LOCAL,
    MAX_LENGTH,
    NOT_REFERENCES,
    TESTED,
    UNKNOWN,
    is_plain,
)
from stocktake.syntax.nodes import annotation

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_DEPTH = 12
_CHANGES_NOTHING = frozenset(
    {"parenthesized_expression", "non_null_expression", "await_expression", "satisfies_expression"}
)
_CASTS = frozenset({"as_expression", "type_assertion"})
_HIDING = frozenset({"any", "unknown", "object", "never"})


def cast_of(node: Node) -> Node | None:
    """The type in ``expression as Type`` and ``<Type>expression``, the outermost one, also in parentheses; None of
    ``as const``."""
    inner: Node | None = node
    for _ in range(_MAX_DEPTH):
        kind = inner.type if inner is not None else ""
        if inner is None or (kind not in _CHANGES_NOTHING and kind not in _CASTS):
            break
        count = inner.named_child_count if kind in _CASTS else 1
        if count > 1:
            typed = inner.named_child(0 if kind == "type_assertion" else count - 1)
            return annotation(typed) if kind == "type_assertion" else typed
        inner = inner.named_child(0)
    return None


def hides(file: ParsedFile, typed: Node) -> bool:
    """Whether a type, or annotation, says of a value that nothing is known of it, or names its members itself."""
    inner = annotation(typed) if typed.type == "type_annotation" else typed
    if inner is None:
        return False
    return inner.type == "object_type" or (inner.type == "predefined_type" and file.text(inner) in _HIDING)


def under_type(value: str, by_type: str, *, is_hidden: bool) -> str:
    """The reference of a value with a type: it is what the type says. What has a name, or is made by ``new``, stays in
    it (``:Type{name}``): if it is a function or an object literal, or the type is one that has no code, that is what is
    called. ``is_hidden``: of the type :func:`hides` is true."""
    if value in (UNKNOWN, BUILT_IN, LOCAL):
        return value if value == LOCAL else by_type or value
    named = value.partition("{")[0] if value[-1] == "}" and value[0] != ":" else value
    is_named = named[0] == "<" or is_plain(named.removesuffix("!"))
    if not is_named or "{" in named or "{" in by_type:
        # `memo(Row) as typeof Row` is not `Row`: what a call gives is no name, whatever its type.
        is_told = by_type == BUILT_IN or by_type[:1] == ":" or (value[0] == ":" and by_type != UNKNOWN)
        return by_type if is_hidden or (is_told and NOT_TOLD not in by_type) else value
    if is_hidden:
        by_type = ":" + NOT_TOLD
    if by_type[:1] != ":":
        return value
    whole = f"{by_type}{{{named}}}"
    return whole if by_type[-1] != "]" and len(whole) <= MAX_LENGTH else by_type


def tested_for(of_class: str, declared: str) -> str:
    """The reference of what is an instance of a class, by a test. Of one of a package nothing more is known than what
    it was ``declared`` as, if that is of the project."""
    if of_class == BUILT_IN:
        return declared or BUILT_IN
    if not is_plain(of_class):
        return UNKNOWN
    found = ":" + of_class.replace(".", "/")
    before = declared.partition("{")[0] if declared[:1] == ":" else declared
    whole = f"{found}{{{TESTED}{before}}}"
    return found if before in NOT_REFERENCES or "{" in before or len(whole) > MAX_LENGTH else whole


def guarded(function: str, declared: str) -> str:
    """The reference of what a function has said something of."""
    if not is_plain(function) or declared in (BUILT_IN, LOCAL):
        return declared
    before = declared.partition("{")[0] if declared[:1] == ":" else declared
    whole = f"{function}.{IS}{{{TESTED}{before}}}"
    return declared if "{" in before or len(whole) > MAX_LENGTH else whole


def not_divided(declared: str) -> str:
    """The reference of what is tested for a class elsewhere, and may have been found to be none: of a type that is a
    union it is not known which members of that are left."""
    is_type = declared[:1] == ":" and declared[-1] != "]" and not any(each in declared for each in ".(!{")
    return f"{declared}{{{TESTED}}}" if is_type else declared
