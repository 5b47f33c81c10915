"""Fields of conform's forms, which are members of what ``useForm`` gives: ``const [form, fields] = useForm(…)``, or
``const { form, fields } = useForm(…)``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.react import called_name
from stocktake.syntax.nodes import unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_DEPTH = 8
_SPREAD = re.compile(rb"\{\s*\.\.\.[\w$.]+\.\w*Props\s*\}")


def conform_field(file: ParsedFile, node: Node) -> str:
    """The name of the field that an expression is (``email`` of ``fields.email``, or of ``email`` after
    ``const { email } = fields``; ``tasks[].done`` of what is done with each of a list); "" for anything else."""
    if not file.has(b"useForm"):
        return ""
    return ".".join(_names(file, node, _MAX_DEPTH) or [])


def has_spreads(file: ParsedFile) -> bool:
    """Whether elements of a file may be given the properties of fields."""
    return file.has(b"useForm") and _SPREAD.search(file.data) is not None


def spread_fields(file: ParsedFile, element: Node) -> list[str]:
    """The fields whose properties an element is given: ``{...fields.email.inputProps}``."""
    data = file.data
    found = []
    for child in element.named_children:
        if child.type == "jsx_expression" and _SPREAD.fullmatch(data, child.start_byte, child.end_byte):
            member = child.named_children[0].named_children[0]
            owner = member.child_by_field_name("object")
            found.append(conform_field(file, owner) if owner is not None else "")
    return [name for name in found if name]


def _names(file: ParsedFile, node: Node, depth: int) -> list[str] | None:
    """The names that lead from a form's fields to what an expression is; None where it is none of them."""
    node = unwrap(node)
    if depth and node.type == "identifier":
        return _path(file, file.binding_of(file.text(node), node), depth - 1)
    inner = node.child_by_field_name("object") if node.type == "member_expression" else None
    member = node.child_by_field_name("property")
    if depth and inner is not None and member is not None:
        outer = _names(file, inner, depth - 1)
        return [*outer, file.text(member)] if outer is not None else None
    function = node.child_by_field_name("function") if node.type == "call_expression" else None
    if function is not None and called_name(file, function) in ("getFieldset", "getFieldList"):
        owner = function.child_by_field_name("object")
        return _names(file, owner, depth - 1) if depth and owner is not None else None
    return None


def _path(file: ParsedFile, bound: Node | None, depth: int) -> list[str] | None:
    """The names that lead from a form's fields to what a name is bound to; None where it is none of them."""
    above = bound.parent if bound is not None else None
    if bound is None or above is None:
        return None
    if above.type == "array_pattern":
        # The form itself comes first.
        return [] if above.named_children[0] != bound and _is_of_form(file, above) else None
    if above.type == "variable_declarator":
        value = above.child_by_field_name("value")
        return _names(file, value, depth) if value is not None else None
    if above.type == "required_parameter" and above.parent is not None:
        return _entry(file, above.parent, depth) if above.parent.named_children[0] == above else None
    return _taken(file, bound, above, depth)


def _entry(file: ParsedFile, parameters: Node, depth: int) -> list[str] | None:
    """The names of one of a list of fields: ``tasks[]`` in ``tasks.map((task) => …)``."""
    function = parameters.parent
    call = function.parent.parent if function is not None and function.parent is not None else None
    called = call.child_by_field_name("function") if call is not None and call.type == "call_expression" else None
    owner = called.child_by_field_name("object") if called is not None else None
    if called is None or owner is None or called_name(file, called) != "map":
        return None
    outer = _names(file, owner, depth)
    return [*outer[:-1], f"{outer[-1]}[]"] if outer else None


def _taken(file: ParsedFile, bound: Node, above: Node, depth: int) -> list[str] | None:
    """The names of what an object pattern takes from a form or its fields."""
    key = bound
    if above.type == "pair_pattern":
        key, above = above.named_children[0], above.parent or above
    around = above.parent if above.type == "object_pattern" else None
    if around is None:
        return None
    if around.type == "array_pattern":
        return [file.text(key)] if _is_of_form(file, around) else None
    if around.type == "pair_pattern":
        outer = _taken(file, above, around, depth)
        return [*outer, file.text(key)] if outer is not None else None
    if _is_of_form(file, above):
        return [] if file.text(key) == "fields" else None
    value = around.child_by_field_name("value") if around.type == "variable_declarator" else None
    outer = _names(file, value, depth) if value is not None else None
    return [*outer, file.text(key)] if outer is not None else None


def _is_of_form(file: ParsedFile, pattern: Node) -> bool:
    """Whether a pattern takes apart what ``useForm`` gives."""
    around = pattern.parent
    value = around.child_by_field_name("value") if around is not None and around.type == "variable_declarator" else None
    made = unwrap(value) if value is not None else None
    function = made.child_by_field_name("function") if made is not None and made.type == "call_expression" else None
    return function is not None and called_name(file, function) == "useForm"
