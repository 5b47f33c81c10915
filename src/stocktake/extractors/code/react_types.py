"""What types say of components: which are types of components, which are types of what they give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.syntax.nodes import annotation, parameters

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

COMPONENT_TYPE = re.compile(
    r"(?:React\.)?(?:FC|FunctionComponent|VFC|ComponentType|ComponentClass|ForwardRefExoticComponent"
    r"|ForwardRefRenderFunction|MemoExoticComponent|LazyExoticComponent|ExoticComponent|NextPage|NextComponentType)\b"
)
"""Types of components whose type argument is that of the props."""

_CONTEXT_TYPE = re.compile(r"React\.(?:Provider|Consumer)\b")
_ARRAY = re.compile(r"(?:Readonly)?Array<")
_MAX_NAMES = 4
OWN_COMPONENT_TYPE = re.compile(r"(?:\w+\.)?[A-Z]\w*Component(?![\w.])")
_ELEMENT_TYPE = re.compile(
    r"(?:Promise<\s*)?(?:React\.)?(?:JSX\.Element|ReactElement|ReactNode|ReactPortal|React\.ReactNode)\b"
)


def declared_type(file: ParsedFile, declaration: Declaration) -> Node | None:
    """The type a variable is annotated with or its value is cast to, or None."""
    if declaration.annotation is not None:
        return annotation(declaration.annotation)
    node = declaration.node.child_by_field_name("value") if declaration.node.type == "variable_declarator" else None
    for _ in range(8):
        if node is None or node.type not in ("as_expression", "satisfies_expression", "parenthesized_expression"):
            return None
        children = [child for child in node.named_children if child.type != "comment"]
        if len(children) == 2 and file.text(children[1]) not in ("unknown", "any"):
            return children[1]
        node = children[0] if children else None
    return None


def is_component_type(file: ParsedFile, typed: Node | None) -> bool:
    """Whether a type is one of React's component types, a name for one in the same file, or a function that gives
    elements."""
    for _ in range(_MAX_NAMES):
        if typed is None:
            return False
        if typed.type == "function_type":
            given = typed.child_by_field_name("return_type")
            is_called_with_props = given is not None and len(parameters(typed)) <= 2
            return is_called_with_props and given is not None and _ELEMENT_TYPE.match(file.text(given)) is not None
        text = file.text(typed)
        named = typed.child_by_field_name("name") if typed.type == "generic_type" else typed
        is_name = named is not None and named.type == "type_identifier"
        declared = file.outline.declared(file.text(named), is_type=True) if named is not None and is_name else None
        if declared is None:
            return COMPONENT_TYPE.match(text) is not None or _CONTEXT_TYPE.match(text) is not None
        typed = declared.node.child_by_field_name("value")
    return False


def gives_elements(file: ParsedFile, function: Node) -> bool:
    """Whether a function is annotated to return React elements."""
    typed = annotation(function.child_by_field_name("return_type"))
    return typed is not None and _ELEMENT_TYPE.match(file.text(typed)) is not None


def gives_list(file: ParsedFile, function: Node) -> bool:
    """Whether a function is annotated to return an array."""
    typed = annotation(function.child_by_field_name("return_type"))
    return typed is not None and (typed.type == "array_type" or _ARRAY.match(file.text(typed)) is not None)


def gives_component(file: ParsedFile, function: Node) -> bool:
    """Whether a function is annotated to return a component."""
    return is_component_type(file, annotation(function.child_by_field_name("return_type")))


def element_props(file: ParsedFile, function: Node) -> set[str]:
    """The names of props that are elements by their types, where those are written in this file; with ``()`` those of
    functions that give elements."""
    given = parameters(function)
    typed = annotation(given[0].child_by_field_name("type")) if given else None
    if typed is not None and typed.type == "type_identifier":
        declared = file.outline.declared(file.text(typed), is_type=True)
        node = declared.node if declared is not None else None
        typed = node.child_by_field_name("value" if node.type == "type_alias_declaration" else "body") if node else None
    if typed is None or typed.type not in ("object_type", "interface_body"):
        return set()
    found = set()
    for member in typed.named_children:
        named, type_of = member.child_by_field_name("name"), annotation(member.child_by_field_name("type"))
        is_called = type_of is not None and type_of.type == "function_type"
        if is_called and type_of is not None:
            type_of = type_of.child_by_field_name("return_type")
        if named is not None and type_of is not None and _ELEMENT_TYPE.match(file.text(type_of)):
            found.add(file.text(named) + ("()" if is_called else ""))
    return found
