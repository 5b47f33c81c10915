"""Assertions that are so by their type, or by another assertion that they call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.expressions import chain
from stocktake.extractors.validation_names import NAMED_LIKE_ONE
from stocktake.extractors.validation_throws import leaves
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
        declared = file.outline.declared(file.text(written).partition("<")[0], is_type=True)
        node = declared.node if declared is not None else None
        written = (node.child_by_field_name("value") or node.child_by_field_name("body")) if node is not None else None
    if written is None:
        return ""
    signatures = written.named_children if written.type in ("object_type", "interface_body") else [written]
    results = (each.child_by_field_name("return_type") for each in signatures)
    return next((_RESULTS[each.type] for each in results if each is not None and each.type in _RESULTS), "")


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
