"""Which error a name stands for, as the conditions around its use say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import chain
from stocktake.extractors.code.react import called_name
from stocktake.extractors.validation_services.conditions import is_said
from stocktake.syntax.nodes import annotation, arguments, has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_OF_VALIDATION = re.compile(r"[zZ]od|Validation|ValiError|Schema|Struct|[yY]up|[jJ]oi|Ark|Pars(?:e|ing)|Decod|Assert")
"""Found in the names of the errors of schemas."""

_OF_ZOD = re.compile(r"[zZ]od|ValiError|StructError")
"""Found in the names of errors beside which a schema of the same library throws no others."""

_ANY = frozenset({"Error", "Object"})
_GUARD = re.compile(r"is([A-Z]\w*)(?:Error|Exception)")
"""Matches at the start of the name of what tells whether an error is of a kind: ``isAxiosError``."""

_ANY_KIND = re.compile(r"(?:Any|An|Base|Custom|Expected|Instance|Js|JS|Known|Native|Of|Operational|Plain|Standard)*")


def is_other_error(file: ParsedFile, name: Node, within: Node) -> bool:
    """Whether the conditions around a name, inside ``within``, say that what it stands for is no error of a schema, as
    in ``error instanceof StripeError ? error.message : ""``."""
    bound = file.binding_of(file.text(name), name)
    if bound is None:
        return False

    def says(condition: Node, holds: bool) -> bool:
        kind = _kind(file, condition, bound)
        if not holds:
            return _OF_ZOD.search(kind) is not None
        return bool(kind) and kind not in _ANY and _OF_VALIDATION.search(kind) is None

    return is_said(file, name, within, says)


def _kind(file: ParsedFile, condition: Node, bound: Node) -> str:
    """The class, or the name, that a condition tests an error for; "" where it tests for none."""
    if condition.type == "binary_expression":
        left, right = condition.child_by_field_name("left"), condition.child_by_field_name("right")
        if left is None or right is None:
            return ""
        if has_token(condition, "instanceof"):
            return file.text(right).rpartition(".")[2] if _is_bound(file, left, bound) else ""
        is_equal = has_token(condition, "===") or has_token(condition, "==")
        root, dotted = chain(file, left)
        if not is_equal or right.type != "string" or root is None or not _is_bound(file, root, bound):
            return ""
        # The errors of schemas have a name, and no code.
        return {"name": file.text(right).strip("'\""), "code": "code"}.get(dotted.partition(".")[2], "")
    function = condition.child_by_field_name("function") if condition.type == "call_expression" else None
    given = arguments(condition) if function is not None else []
    if function is None or not given or not _is_bound(file, given[0], bound):
        return ""
    return _tested_by(file, function)


def _tested_by(file: ParsedFile, function: Node) -> str:
    """The class that a function tells whether an error is of: as the type of one of the same file says, by its name, or
    by what it is a method of (``APIError.isInstance``)."""
    name = called_name(file, function)
    tests = file.outline.function(name) if function.type == "identifier" else None
    result = tests.child_by_field_name("return_type") if tests is not None else None
    predicate = annotation(result) if result is not None and result.type == "type_predicate_annotation" else None
    typed = predicate.child_by_field_name("type") if predicate is not None else None
    if typed is not None:
        return file.text(typed).partition("<")[0].rpartition(".")[2]
    match = _GUARD.match(name)
    if match is not None:
        return "" if _ANY_KIND.fullmatch(match[1]) else name
    owner = function.child_by_field_name("object") if name in ("is", "isInstance") else None
    return file.text(owner).rpartition(".")[2] if owner is not None else ""


def _is_bound(file: ParsedFile, node: Node, bound: Node) -> bool:
    inner = unwrap(node)
    return inner.type == "identifier" and file.binding_of(file.text(inner), inner) == bound
