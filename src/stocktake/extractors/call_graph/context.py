"""Parameters whose type is that of the function they are of: ``const find: Handler = (query) => query.run()``, also in
what is declared as an object or array, returned as one, or given to a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.call_graph.expressions import member_key, position_in
from stocktake.extractors.call_graph.holders import INDEXED
from stocktake.extractors.call_graph.terms import NOT_REFERENCES, TAKEN, UNKNOWN, step
from stocktake.syntax.nodes import FUNCTIONS, annotation, function_around, is_rest, parameters

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.extractors.call_graph.bindings import Bindings
    from stocktake.syntax.parsed import ParsedFile

_MAX_DEPTH = 10
_DECLARED = frozenset({"variable_declarator", "public_field_definition"})
_WRITTEN_AFTER = frozenset({"as_expression", "satisfies_expression"})
_CHANGES_NOTHING = frozenset({"object", "parenthesized_expression", "ternary_expression", "jsx_expression"})
_CALLED = {
    "call_expression": "function",
    "new_expression": "constructor",
    "jsx_opening_element": "name",
    "jsx_self_closing_element": "name",
}


def by_context(bindings: Bindings, parameter: Node) -> str:
    """The reference of a parameter without a type, of a function that is declared with one, or given to what takes one,
    itself or as a member of an object literal or array."""
    function = parameter.parent
    if function is not None and function.type == "formal_parameters":
        function = function.parent
    if function is None or parameter.child_by_field_name("type") is not None or is_rest(parameter):
        return UNKNOWN
    typed, keys = _context(bindings.file, function)
    given = parameters(function)
    position = given.index(parameter) if parameter in given else len(given)
    written = annotation(typed) if typed is not None and typed.type == "type_annotation" else typed
    if written is not None and written.type == "function_type" and not keys:
        taken = parameters(written)[position : position + 1]
        return bindings.type_of(taken[0].child_by_field_name("type")) if taken and not is_rest(taken[0]) else UNKNOWN
    if typed is None:
        return UNKNOWN
    called = typed.child_by_field_name(_CALLED[typed.type]) if typed.type in _CALLED else None
    found = bindings.of(called) if called is not None else bindings.type_of(typed)
    if found in NOT_REFERENCES:
        return UNKNOWN
    for key in (*reversed(keys), f"{TAKEN}{position}"):
        found = step(found, "." + key)
    return found


def _context(file: ParsedFile, function: Node) -> tuple[Node | None, list[str]]:
    """The type that is written on what a function is set to, or the call that it is given to, and the keys under which
    it is in that, the last first."""
    keys: list[str] = []
    node, outer = function, function.parent
    for _ in range(_MAX_DEPTH):
        if outer is None:
            break
        if outer.type in _DECLARED:
            return outer.child_by_field_name("type"), keys
        if outer.type in _WRITTEN_AFTER and outer.named_child_count > 1:
            return outer.named_children[-1], keys
        if outer.type == "arguments" and outer.parent is not None and outer.parent.type in _CALLED:
            return outer.parent, [*keys, f"{TAKEN}{position_in(outer, node)}"]
        if outer.type == "jsx_attribute" and outer.parent is not None:
            return outer.parent, [*keys, file.text(outer.named_children[0]), f"{TAKEN}0"]
        around = function_around(outer) if outer.type == "return_statement" else outer
        if around is not None and around.type in FUNCTIONS:
            return around.child_by_field_name("return_type"), keys
        named = outer.child_by_field_name("key") if outer.type == "pair" else None
        if node.type == "method_definition" and outer.type == "object":
            named = node.child_by_field_name("name")
        if named is not None:
            keys.append(member_key(file, named))
        elif outer.type == "array":
            keys.append(INDEXED)
        elif outer.type not in _CHANGES_NOTHING:
            break
        node, outer = outer, outer.parent
    return None, keys
