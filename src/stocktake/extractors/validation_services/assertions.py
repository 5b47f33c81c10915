"""Assertions that are so by their type, or by another assertion that they call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import chain
from stocktake.extractors.validation_services.names import NAMED_LIKE_ONE
from stocktake.extractors.validation_services.throws import leaves
from stocktake.syntax.nodes import FUNCTIONS, annotation, arguments, has_token

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

_NAMES = re.compile(r"assert(?:[A-Z]\w*)?|(?:ensure|validate|check)[A-Z]\w*|invariant")
_RESULTS = {
    "asserts": "assertion",
    "asserts_annotation": "assertion",
    "type_predicate": "guard",
    "type_predicate_annotation": "guard",
}


def stated(file: ParsedFile, typed: Node | None) -> str:
    """What the type of a variable says that the function in it is, ``assertion`` or ``guard``: a function type written
    there, or by the name of a type of the same file; "" where it says neither."""
    written = annotation(typed)
    if written is not None and written.type in ("type_identifier", "generic_type"):
        written = declared_type(file, written)
    if written is None:
        return ""
    signatures = written.named_children if written.type in ("object_type", "interface_body") else [written]
    results = (each.child_by_field_name("return_type") for each in signatures)
    return next((_RESULTS[each.type] for each in results if each is not None and each.type in _RESULTS), "")


def of_overloads(file: ParsedFile, function: Node) -> str:
    """What the signatures before a function, of the same name, say that it is; "" where there are none."""
    name = function.child_by_field_name("name")
    exported = function.parent is not None and function.parent.type == "export_statement"
    whole = function.parent if exported else function
    signature = whole.prev_named_sibling if name is not None and whole is not None else None
    for _ in range(_MAX_OVERLOADS):
        if signature is None:
            break
        inner = signature.child_by_field_name("declaration") or signature
        named, result = inner.child_by_field_name("name"), inner.child_by_field_name("return_type")
        if inner.type in _SIGNATURES and named is not None and name is not None and file.text(named) == file.text(name):
            if result is not None and result.type in _RESULTS:
                return _RESULTS[result.type]
        elif signature.type != "comment":
            break
        signature = signature.prev_named_sibling
    return ""


_SIGNATURES = frozenset({"function_signature", "method_signature"})
_MAX_OVERLOADS = 40


def declared_type(file: ParsedFile, name: Node) -> Node | None:
    """What a type of the same file, written by its name, is declared as: the type of an alias, or the body of an
    interface."""
    declared = file.outline.declared(file.text(name).partition("<")[0], is_type=True)
    if declared is None:
        return None
    return declared.node.child_by_field_name("value") or declared.node.child_by_field_name("body")


def asserting(file: ParsedFile) -> list[str]:
    """The functions of a file whose type says ``asserts``, and whose names do not say that they validate."""
    if b"asserts " not in file.data:
        return []
    return [
        declaration.name
        for declaration in file.outline.values()
        if not NAMED_LIKE_ONE.match(declaration.name) and _says_asserts(file, declaration)
    ]


def _says_asserts(file: ParsedFile, declaration: Declaration) -> bool:
    value = declaration.value
    function = declaration.node if value is None else value
    if function.type not in FUNCTIONS:
        return False
    result = function.child_by_field_name("return_type")
    return (result is not None and result.type == "asserts_annotation") or (
        value is not None and stated(file, declaration.annotation) == "assertion"
    )


def assertions_called(file: ParsedFile, function: Node) -> list[str]:
    """The names (dotted, of module level) under which a function calls what may be assertions, each once."""
    found: dict[str, None] = {}
    for called, last in file.calls(function):
        if not _NAMES.fullmatch(last):
            continue
        call, (root, dotted) = called.parent, chain(file, called)
        if call is None or root is None or root.type == "this" or not arguments(call) or _is_dropped(call):
            continue
        if not file.is_shadowed(file.text(root), root) and leaves(file, call, function):
            found[dotted] = None
    return list(found)


def _is_dropped(call: Node) -> bool:
    """Whether nobody waits for a call: ``void check(x)``."""
    above = call.parent
    return above is not None and above.type == "unary_expression" and has_token(above, "void")
