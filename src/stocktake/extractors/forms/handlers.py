"""What a form is submitted to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import Reference, parameter_of
from stocktake.extractors.forms.calls import HANDS_OVER, Calls, FormCall
from stocktake.extractors.forms.names import NAME_LIMIT, in_callback
from stocktake.syntax.nodes import arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile


def submitted(calls: Calls, inside: Node, made: list[FormCall], action: Node | None) -> Reference | None:
    """The handler a form is submitted to, where it is a name: what the library's ``handleSubmit`` is given, or the
    ``useSubmit`` of ariakit's, ``onSubmit`` or antd's ``onFinish``, else the ``action``."""
    file = calls.file
    for function, name in calls.inside(inside):
        call = function.parent
        if call is None or name not in _TAKE_HANDLER:
            continue
        given = arguments(call)[:1]
        is_own = name == "useSubmit" and function.type != "member_expression"
        if given and not is_own and (name != HANDS_OVER or _is_librarys(file, function)):
            found = _handler(file, given[0])
            if found is not None:
                return found
    given = [call.options[key] for call in made for key in _EVENTS if key in call.options]
    for value in [*given, *([action] if action is not None else [])]:
        found = _handler(file, value)
        if found is not None and (_is_handed(file, value) or not _is_librarys(file, value)):
            return found
    return None


def _handler(file: ParsedFile, value: Node) -> Reference | None:
    node = unwrap(value)
    is_member = node.type == "member_expression" and len(file.text(node)) <= NAME_LIMIT // 2
    if node.type not in ("identifier", "shorthand_property_identifier") and not is_member:
        return None
    text = file.text(node)
    if text.rpartition(".")[2] in _NO_HANDLER or in_callback(file, node):
        return None
    is_local = file.is_shadowed(text.partition(".")[0], node)
    return Reference("" if is_local or text.startswith("this.") else text, text)


_EVENTS = ("onSubmit", "onFinish")
# What is submitted, or tells of it, is none.
_NO_HANDLER = frozenset({"undefined", "e", "ev", "evt", "event", "values", "data"})
_TAKE_HANDLER = frozenset({HANDS_OVER, "useActionState", "useSubmit"})


def _is_handed(file: ParsedFile, value: Node) -> bool:
    """Whether a handler is one that the component is given, by whatever name."""
    node = unwrap(value)
    if node.type == "member_expression":
        return file.text(node).startswith("this.")
    bound = file.binding_of(file.text(node), node)
    return bound is not None and bool(parameter_of(file, bound))


def _is_librarys(file: ParsedFile, function: Node) -> bool:
    """Whether what is called (or given) is the ``handleSubmit`` of a form, whatever it is named here, and not a
    function of the component's own by that name."""
    node = unwrap(function)
    for _ in range(_MAX_HOPS):
        text = file.text(node)
        if node.type == "member_expression":
            return text.endswith(f".{HANDS_OVER}") and text != f"this.{HANDS_OVER}"
        if node.type not in ("identifier", "shorthand_property_identifier"):
            return False
        bound = file.binding_of(text, node)
        above = bound.parent if bound is not None else None
        if bound is None or above is None:
            declared = file.outline.declared(text)
            return text == HANDS_OVER and declared is not None and declared.pattern
        value = above.child_by_field_name("value") if above.type == "variable_declarator" else None
        if value is None:
            key = above.child_by_field_name("key") if above.type == "pair_pattern" else bound
            return key is not None and file.text(key) == HANDS_OVER and above.type not in _OWN
        # `const submit = form.handleSubmit`
        node = unwrap(value)
    return False


_MAX_HOPS = 4
_OWN = frozenset({"function_declaration", "generator_function_declaration", "array_pattern", "variable_declarator"})
