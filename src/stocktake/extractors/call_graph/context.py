"""Parameters whose type is that of the function they are of: ``const find: Handler = (query) => query.run()``, also in
what is declared as an object or array, or returned as one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from stocktake.extractors.call_graph.expressions import member_key
from stocktake.extractors.call_graph.holders import NOT_TOLD, OF_LANGUAGE
from stocktake.extractors.call_graph.terms import UNKNOWN, step, type_text
from stocktake.syntax.nodes import FUNCTIONS, annotation, function_around, parameters

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_DEPTH = 10
_MAX_LENGTH = 100
_KEY = re.compile(r"[\w$-]{1,40}")
_DECLARED = frozenset({"variable_declarator", "public_field_definition"})
_WRITTEN_AFTER = frozenset({"as_expression", "satisfies_expression"})
_CHANGES_NOTHING = frozenset({"object", "parenthesized_expression", "ternary_expression"})
_ELEMENT = "[number]"
"""In the place of the key under which an element is in an array."""


def by_context(file: ParsedFile, parameter: Node, type_of: Callable[[Node | None], str]) -> str:
    """The reference of a parameter without a type, of a function that is declared with one, itself or as a member of an
    object literal or array; ``type_of`` gives that of a value of a type."""
    function = parameter.parent
    if function is not None and function.type == "formal_parameters":
        function = function.parent
    typed, keys = _declared_type(file, function) if function is not None else (None, [])
    if function is None or typed is None or parameter.child_by_field_name("type") is not None or _is_rest(parameter):
        return UNKNOWN
    given = parameters(function)
    position = given.index(parameter) if parameter in given else len(given)
    written = annotation(typed) if typed.type == "type_annotation" else typed
    if written is not None and written.type == "function_type" and not keys:
        taken = parameters(written)[position : position + 1]
        return type_of(taken[0].child_by_field_name("type")) if taken and not _is_rest(taken[0]) else UNKNOWN
    text = type_text(type_of(typed))
    if text in (OF_LANGUAGE, NOT_TOLD) or not all(_KEY.fullmatch(key) or key == _ELEMENT for key in keys):
        return UNKNOWN
    for key in reversed(keys):
        is_list = key == _ELEMENT and text.endswith("[]")
        text = text[:-2] if is_list else text + (key if key == _ELEMENT else f"['{key}']")
    return step(f":Parameters<{text}>", f".{position}") if len(text) <= _MAX_LENGTH else UNKNOWN


def _is_rest(parameter: Node) -> bool:
    pattern = parameter.child_by_field_name("pattern")
    return pattern is not None and pattern.type == "rest_pattern"


def _declared_type(file: ParsedFile, function: Node) -> tuple[Node | None, list[str]]:
    """The type that is written on what a function is set to, and the keys under which it is in that, the last first."""
    keys: list[str] = []
    node, outer = function, function.parent
    for _ in range(_MAX_DEPTH):
        if outer is None:
            break
        if outer.type in _DECLARED:
            return outer.child_by_field_name("type"), keys
        if outer.type in _WRITTEN_AFTER and outer.named_child_count > 1:
            return outer.named_children[-1], keys
        around = function_around(outer) if outer.type == "return_statement" else outer
        if around is not None and around.type in FUNCTIONS:
            return around.child_by_field_name("return_type"), keys
        named = outer.child_by_field_name("key") if outer.type == "pair" else None
        if node.type == "method_definition" and outer.type == "object":
            named = node.child_by_field_name("name")
        if named is not None:
            keys.append(member_key(file, named))
        elif outer.type == "array":
            keys.append(_ELEMENT)
        elif outer.type not in _CHANGES_NOTHING:
            break
        node, outer = outer, outer.parent
    return None, keys
