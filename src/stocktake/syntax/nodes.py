"""Reading single nodes: what they wrap, which function they are, what they are called with.

Nodes are tree-sitter's; nothing here recurses without a bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = frozenset(
    {
        "arrow_function",
        "function_expression",
        "function_declaration",
        "generator_function",
        "generator_function_declaration",
        "function_signature",
        "method_definition",
    }
)
CLASSES = frozenset({"class", "class_declaration", "abstract_class_declaration"})

_WRAPPERS = frozenset(
    {
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "parenthesized_expression",
        "type_assertion",
        "await_expression",
        "instantiation_expression",
    }
)

_UNWRAPPED = _WRAPPERS | {"member_expression"}


def unwrap(node: Node) -> Node:
    """The expression inside parentheses, casts, ``satisfies``, ``!`` and ``await``."""
    while (kind := node.type) in _UNWRAPPED:
        if kind == "member_expression":
            # The grammar reads `x as () => A.B` as `(x as () => A).B`.
            inner = node.child_by_field_name("object")
            if inner is None or inner.type not in ("as_expression", "satisfies_expression", "member_expression"):
                return node
            if inner.type == "member_expression" and not _is_split_cast(inner):
                return node
            node = inner
            continue
        # A type assertion holds its type first: `<T>x`.
        children = [child for child in node.named_children if child.type != "comment"]
        if not children:
            return node
        node = children[-1] if kind == "type_assertion" else children[0]
    return node


def _is_split_cast(node: Node) -> bool:
    for _ in range(8):
        if node.type != "member_expression":
            break
        inner = node.child_by_field_name("object")
        if inner is None:
            return False
        node = inner
    return node.type in ("as_expression", "satisfies_expression")


def arguments(call: Node) -> list[Node]:
    """The argument expressions of a call or ``new``, without comments; empty for a tagged template."""
    inside = call.child_by_field_name("arguments")
    if inside is None or inside.type != "arguments":
        return []
    return [child for child in inside.named_children if child.type != "comment"]


def type_arguments(node: Node) -> list[Node]:
    """The type arguments written on a call, heritage entry or generic type."""
    inside = node.child_by_field_name("type_arguments")
    return [] if inside is None else [child for child in inside.named_children if child.type != "comment"]


def is_rest(parameter: Node) -> bool:
    """Whether a parameter takes all further arguments."""
    pattern = parameter.child_by_field_name("pattern")
    return pattern is not None and pattern.type == "rest_pattern"


def parameters(function: Node) -> list[Node]:
    """Parameter nodes of a function: ``required_parameter``, ``optional_parameter``, or the bare identifier of an
    arrow function without parentheses. A ``this`` parameter is left out: callers do not pass it."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return [single]
    inside = function.child_by_field_name("parameters")
    if inside is None:
        return []
    found = []
    for child in inside.named_children:
        if child.type not in ("required_parameter", "optional_parameter"):
            continue
        pattern = child.child_by_field_name("pattern")
        if pattern is not None and pattern.type == "this":
            continue
        found.append(child)
    return found


def assigned_member(statement: Node) -> tuple[Node, Node] | None:
    """Both sides of a statement that assigns to a member, ``owner.name = value``; None for any other."""
    children = statement.named_children if statement.type == "expression_statement" else []
    if not children or children[0].type != "assignment_expression":
        return None
    left, right = children[0].child_by_field_name("left"), children[0].child_by_field_name("right")
    return (left, right) if left is not None and right is not None and left.type == "member_expression" else None


def annotation(node: Node | None) -> Node | None:
    """The type inside a ``type_annotation`` (``: T``), or None."""
    if node is None:
        return None
    for child in node.named_children:
        if child.type != "comment":
            return child
    return None


def has_token(node: Node, token: str) -> bool:
    """Whether an anonymous child of ``node`` is the keyword or mark ``token``."""
    for child in node.children:  # noqa: SIM110 - any() of a generator takes twice as long
        if child.type == token and not child.is_named:
            return True
    return False


def function_around(node: Node | None) -> Node | None:
    """The innermost function that a node is in, or is itself."""
    while node is not None and node.type not in FUNCTIONS:
        node = node.parent
    return node


def is_constant(declarator: Node) -> bool:
    """Whether a variable is declared by ``const``."""
    return declarator.parent is not None and has_token(declarator.parent, "const")
