"""What an expression refers to: the name it starts with, or the parameter it is handed through.

Shared by the extractors that follow a value (a schema, a resolver, a handler) back to a declaration.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.base import Project, Target
from stocktake.syntax.credentials import redacted
from stocktake.syntax.nodes import FUNCTIONS, arguments, has_token, parameters, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

TEXT_LIMIT = 80
"""Characters of an expression shown as written; a longer one is cut and ends in "…"."""

_MAX_DEPTH = 5
_TRANSPARENT = frozenset({"useMemo", "useCallback", "useRef", "memo", "cache", "freeze", "lazy", "of"})


class Reference(Struct, frozen=True, array_like=True, gc=False):
    """What an expression stands for.

    ``name`` is the dotted module-level (or global) name it starts with, "" where it starts with none; ``text`` is the
    expression as written. ``parameter`` is where it is handed in from by the caller of the function around it: ``0``
    for the first parameter, ``0.schema`` for a property of it, else "". ``is_whole``: the expression is just the name,
    not something derived from it by a call.
    """

    name: str = ""
    text: str = ""
    parameter: str = ""
    is_whole: bool = False


NOTHING = Reference()
_BEFORE_MEMBER = re.compile(r"(?<=[\w)\]]) (?=\??\.[A-Za-z_$])")


def reference(file: ParsedFile, node: Node) -> Reference:
    """What the expression ``node`` stands for; local constants are followed to what they hold."""
    name, parameter, is_whole = _followed(file, unwrap(node), 0)
    # A chain over several lines is shown as on one.
    text = _BEFORE_MEMBER.sub("", redacted(file.line_text(node, TEXT_LIMIT)))
    return Reference(name, text, parameter, is_whole)


def alternatives(file: ParsedFile, node: Node) -> list[Reference]:
    """The references of an expression that chooses by ``?:``, ``??`` or ``||``, else the only one."""
    found: list[Reference] = []
    stack = [node]
    while stack and len(found) < 4:
        each = _chosen_before(file, unwrap(stack.pop()))
        chosen = sides(each)
        stack.extend(reversed(chosen))
        if not chosen:
            found.append(reference(file, each))
    return found


def sides(node: Node, operators: Iterable[str] = ("??", "||")) -> list[Node]:
    """What an expression chooses from: those of ``on ? one : other`` and of ``one ?? other``; empty for any other."""
    names = _CHOICES.get(node.type, ())
    if node.type == "binary_expression" and not any(has_token(node, each) for each in operators):
        return []
    found = [node.child_by_field_name(name) for name in names]
    return [unwrap(each) for each in found if each is not None]


_CHOICES = {"ternary_expression": ("consequence", "alternative"), "binary_expression": ("left", "right")}


def _chosen_before(file: ParsedFile, node: Node) -> Node:
    """The choice that a local constant holds: ``isNew ? a : b`` after ``const schema = isNew ? a : b``."""
    bound = file.binding_of(file.text(node), node) if node.type == "identifier" else None
    declared = bound.parent if bound is not None else None
    value = declared.child_by_field_name("value") if declared is not None else None
    if declared is None or declared.type != "variable_declarator" or value is None:
        return node
    held = unwrap(value)
    return held if held.type == "ternary_expression" else node


def chain(file: ParsedFile, node: Node) -> tuple[Node | None, str]:
    """The node a chain of members and calls starts with, and the dotted name up to its first call."""
    members: list[str] = []
    for _ in range(64):
        node = unwrap(node)
        kind = node.type
        inner: Node | None = None
        if kind == "call_expression":
            inner, members = node.child_by_field_name("function"), []
        elif kind == "new_expression":
            inner, members = node.child_by_field_name("constructor"), []
        elif kind == "member_expression":
            inner, last = node.child_by_field_name("object"), node.child_by_field_name("property")
            members.append(file.text(last) if last is not None else "")
        elif kind == "subscript_expression":
            inner, members = node.child_by_field_name("object"), []
        if inner is None:
            break
        node = inner
    if node.type not in ("identifier", "shorthand_property_identifier"):
        return (node if node.type == "this" else None), ""
    return node, ".".join([file.text(node), *reversed(members)])


def _followed(file: ParsedFile, node: Node, depth: int) -> tuple[str, str, bool]:
    node = _without_fallback(node)
    root, dotted = chain(file, node)
    if root is None or root.type == "this":
        return "", "", False
    is_whole = dotted.count(".") == _member_depth(node)
    name = file.text(root)
    # `useMemo(() => schema, [])` is the schema.
    if node.type == "call_expression" and dotted.rpartition(".")[2] in _TRANSPARENT and depth < _MAX_DEPTH:
        inner = _handed(node)
        if inner is not None:
            return _followed(file, inner, depth + 1)
    bound = file.binding_of(name, root)
    if bound is None:
        parameter = _argument_parameter(file, node, depth) if node.type == "call_expression" else ""
        return dotted, parameter, is_whole
    if depth >= _MAX_DEPTH:
        return "", "", False
    handed = parameter_of(file, bound)
    if handed:
        rest = dotted.partition(".")[2]
        if _member_depth(node) < 0:
            # What is called last is a method, not a property of the parameter.
            rest = rest.rpartition(".")[0]
        return "", f"{handed}.{rest}" if rest and "." not in handed else handed, False
    value = initializer(bound)
    if value is None:
        return "", "", False
    inner_name, parameter, inner_whole = _followed(file, unwrap(value), depth + 1)
    taken = _taken_key(file, bound) if parameter and "." not in parameter else ""
    if taken:
        parameter = f"{parameter}.{taken}"
    return inner_name, parameter, inner_whole and is_whole and bound.type == "identifier"


def _without_fallback(node: Node) -> Node:
    """``options`` of ``options ?? {}``: an empty object only stands in for what is missing."""
    both = sides(node) if node.type == "binary_expression" else []
    return both[0] if both and both[1].type == "object" and not both[1].named_children else node


def _taken_key(file: ParsedFile, bound: Node) -> str:
    """The property that a destructuring binds to a name, "" where it binds none."""
    if bound.type == "shorthand_property_identifier_pattern":
        return file.text(bound)
    key = bound.parent.child_by_field_name("key") if bound.parent is not None else None
    return file.text(key) if key is not None else ""


def _member_depth(node: Node) -> int:
    """How many members a plain ``a.b.c`` has; -1 for any other expression."""
    count = 0
    for _ in range(64):
        if node.type == "identifier":
            return count
        inner = node.child_by_field_name("object") if node.type == "member_expression" else None
        if inner is None:
            break
        node, count = inner, count + 1
    return -1


def _handed(call: Node) -> Node | None:
    """What a memoizing call holds: what the function it is given returns, or its argument."""
    given = arguments(call)
    if not given:
        return None
    first = unwrap(given[0])
    if first.type == "arrow_function":
        body = first.child_by_field_name("body")
        return unwrap(body) if body is not None and body.type != "statement_block" else None
    return first if first.type not in FUNCTIONS else None


def _argument_parameter(file: ParsedFile, call: Node, depth: int) -> str:
    """The parameter that a call's arguments, or those of the calls it is chained to, are made of."""
    if depth >= _MAX_DEPTH:
        return ""
    given = [unwrap(each) for each in arguments(call)[:4]]
    # `z.object({ ...schema.shape })`
    spread = [child for each in given if each.type == "object" for child in each.named_children]
    given += [unwrap(inner) for each in spread if each.type == "spread_element" for inner in each.named_children]
    for argument in given:
        if argument.type in ("identifier", "member_expression"):
            _, parameter, _ = _followed(file, argument, depth + 1)
            if parameter:
                return parameter
    return ""


def initializer(bound: Node) -> Node | None:
    """The value of the local variable that ``bound`` names, or takes a part of by destructuring."""
    node = bound.parent
    for _ in range(8):
        if node is None or node.type in FUNCTIONS:
            return None
        if node.type == "variable_declarator":
            return node.child_by_field_name("value")
        node = node.parent
    return None


def parameter_of(file: ParsedFile, bound: Node) -> str:
    """``0`` or ``0.key`` where ``bound`` is a parameter or a property destructured from one, else ""."""
    node: Node | None = bound
    key = ""
    for _ in range(8):
        above = node.parent if node is not None else None
        if node is None or above is None:
            return ""
        if node.type == "shorthand_property_identifier_pattern":
            key = file.text(node)
        elif node.type == "pair_pattern":
            named = node.child_by_field_name("key")
            key = file.text(named) if named is not None else ""
        if node.type in ("required_parameter", "optional_parameter") or (
            above.type == "arrow_function" and above.child_by_field_name("parameter") == node
        ):
            function = above if above.type == "arrow_function" else above.parent
            given = parameters(function) if function is not None else []
            index = next((at for at, each in enumerate(given) if each == node), None)
            return "" if index is None else f"{index}.{key}" if key else str(index)
        if node.type in ("variable_declarator", "statement_block", "program"):
            return ""
        node = above
    return ""


def declared_id(target: Target) -> str:
    """``path#name`` of a declaration, or of the declaration that a member belongs to; else ""."""
    if target.kind == "declaration":
        return target.id
    if target.kind == "unresolved" and target.path and "." in target.name:
        return f"{target.path}#{target.name.partition('.')[0]}"
    return ""


def shown(path: str, given: Reference, project: Project) -> str:
    """The id of the declaration that a reference written in ``path`` leads to, else its text as written."""
    return (declared_id(project.lookup(path, given.name)) if given.name else "") or given.text
