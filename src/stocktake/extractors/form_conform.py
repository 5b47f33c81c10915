"""Fields of conform's forms, which are members of what ``useForm`` gives: ``const [form, fields] = useForm(…)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.expressions import chain
from stocktake.extractors.react import called_name
from stocktake.syntax.nodes import unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_DEPTH = 4


def conform_field(file: ParsedFile, node: Node) -> str:
    """The name of the field that an expression is (``email`` of ``fields.email``, or of ``email`` after
    ``const { email } = fields``); "" for anything else."""
    if b"@conform-to" not in file.data:
        return ""
    node = unwrap(node)
    if node.type not in ("identifier", "member_expression"):
        return ""
    root, dotted = chain(file, node)
    if root is None or dotted != file.text(node):
        return ""
    first, _, rest = dotted.partition(".")
    outer = _path(file, file.binding_of(first, root), _MAX_DEPTH)
    if outer is None:
        return ""
    return ".".join([*outer, *([rest] if rest else [])])


def _path(file: ParsedFile, bound: Node | None, depth: int) -> list[str] | None:
    """The names that lead from a form's fields to what a name is bound to; None where it is none of them."""
    above = bound.parent if bound is not None and depth else None
    if bound is None or above is None:
        return None
    if above.type == "array_pattern":
        # The form itself comes first.
        return [] if above.named_children[0] != bound and _is_of_form(file, above) else None
    key = bound
    if above.type == "pair_pattern":
        key, above = above.named_children[0], above.parent or above
    if above.type != "object_pattern" or above.parent is None:
        return None
    around = above.parent
    if around.type == "array_pattern":
        return [file.text(key)] if _is_of_form(file, around) else None
    value = around.child_by_field_name("value") if around.type == "variable_declarator" else None
    if value is None or value.type != "identifier":
        return None
    outer = _path(file, file.binding_of(file.text(value), value), depth - 1)
    return [*outer, file.text(key)] if outer is not None else None


def _is_of_form(file: ParsedFile, pattern: Node) -> bool:
    """Whether an array pattern takes apart what ``useForm`` gives."""
    around = pattern.parent
    value = around.child_by_field_name("value") if around is not None and around.type == "variable_declarator" else None
    made = unwrap(value) if value is not None else None
    function = made.child_by_field_name("function") if made is not None and made.type == "call_expression" else None
    return function is not None and called_name(file, function) == "useForm"
