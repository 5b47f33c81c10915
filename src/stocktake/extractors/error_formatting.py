"""Whether a function makes something of the problems that a validation found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stocktake.extractors.expressions import chain, initializer
from stocktake.extractors.react import called_name
from stocktake.syntax.nodes import FUNCTIONS, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

# Of `...errors` the last dot takes no member.
_PROBLEMS = re.compile(rb"(?<!\.)\.(?:issues|errors|flatten|format|formErrors|fieldErrors)\b")
_FORMATTING = re.compile(rb"(?:treeify|prettify|flatten|format)Error\b|from(?:Zod)?Error\b|ErrorMap\b")
_TESTED = re.compile(rb"instanceof\s+[\w.]*(?:Zod|Validation)Error\b")
_TEXT = re.compile(rb"\.(?:message|toString)\b")
"""Members that tell the whole error as a text."""

_FORMATTERS = frozenset({"treeifyError", "prettifyError", "flattenError", "formatError"})
_ERROR_OBJECT = re.compile(r"(?:.*[eE]rr(?:or)?s?|e|.*[rR]esult|parsed\w*|.*[vV]alidat\w+)$")
_ERROR = re.compile(r"\w*[eE]rr(?:or)?")
_MAX_CLIMB = 20


def formats_errors(file: ParsedFile, function: Node) -> bool:
    """Whether a function reads the problems out of a validation error. Found in the bytes, then looked up in the
    tree, so that comments and strings do not count."""
    start, end = function.byte_range
    data = file.data
    if any(_is_problem(file, node) for node in _names(file, _PROBLEMS, function)):
        return True
    if data.find(b"Error", start, end) >= 0 and (
        any(_is_problem(file, node) for node in _names(file, _FORMATTING, function))
        or any(_is_used(file, node) for node in _names(file, _TESTED, function))
    ):
        return True
    # The message of a schema's error lists what is wrong; that of another says nothing of a validation.
    return data.find(b"afeParse", start, end) >= 0 and any(
        _is_of_result(file, node) for node in _names(file, _TEXT, function)
    )


def tells_thrown(file: ParsedFile, call: Node, around: Node) -> bool:
    """Whether the ``catch`` around a call in the function ``around`` reads the message of what it caught."""
    node = call
    for _ in range(_MAX_CLIMB):
        above = node.parent
        if above is None or node == around or node.type in FUNCTIONS:
            return False
        handler = above.child_by_field_name("handler") if above.type == "try_statement" else None
        if handler is not None and above.child_by_field_name("body") == node:
            bound = handler.child_by_field_name("parameter")
            return bound is not None and any(_is_of(file, each, bound) for each in _names(file, _TEXT, handler))
        node = above
    return False


def _is_of(file: ParsedFile, member: Node, bound: Node) -> bool:
    """Whether a member is taken of what ``bound`` names."""
    inner = member.parent.child_by_field_name("object") if member.parent is not None else None
    inner = unwrap(inner) if inner is not None else None
    return inner is not None and inner.type == "identifier" and file.binding_of(file.text(inner), inner) == bound


def _names(file: ParsedFile, pattern: re.Pattern[bytes], function: Node) -> Iterator[Node]:
    """The names in a function that what a pattern matches ends with."""
    for match in pattern.finditer(file.data, *function.byte_range):
        node = file.root.descendant_for_byte_range(match.end() - 1, match.end())
        if node is not None and node.type in ("property_identifier", "identifier", "type_identifier"):
            yield node


def _is_problem(file: ParsedFile, node: Node) -> bool:
    """Whether a name is that of a formatting function, or of a member of an error."""
    member = node.parent
    if node.type != "property_identifier" or member is None or member.type != "member_expression":
        return True
    if file.text(node) in _FORMATTERS:
        return True
    inner = member.child_by_field_name("object")
    last = file.text(inner).rpartition(".")[2].rstrip("?!)") if inner is not None else ""
    return _ERROR_OBJECT.match(last) is not None


def _is_used(file: ParsedFile, node: Node) -> bool:
    """Whether what is tested to be a validation error, by an ``instanceof`` that ends in ``node``, is used where it is
    one: other than thrown again."""
    tested = ""
    for _ in range(_MAX_CLIMB):
        above = node.parent
        if above is None:
            return False
        left = above.child_by_field_name("left") if above.type == "binary_expression" else None
        if not tested and left is not None:
            tested = file.text(left)
        if above.type in ("if_statement", "ternary_expression"):
            where = above.child_by_field_name("consequence")
            return where is not None and where != node and _mentions(file, where, tested)
        if above.type not in ("binary_expression", "parenthesized_expression", "member_expression"):
            return False
        node = above
    return False


def _mentions(file: ParsedFile, where: Node, tested: str) -> bool:
    pattern = rf"(?<![\w$.])(?<!throw ){re.escape(tested)}(?![\w$])"
    return bool(tested) and re.search(pattern, file.code_text(where)) is not None


def _is_of_result(file: ParsedFile, node: Node) -> bool:
    """Whether a member is taken of the error that a safe parse gave: ``parsed.error.message``."""
    inner = node.parent.child_by_field_name("object") if node.parent is not None else None
    root, dotted = chain(file, inner) if inner is not None else (None, "")
    # The error itself, or the result's; one in its data may be any.
    if root is None or dotted.count(".") > 1 or not _ERROR.fullmatch(dotted.rpartition(".")[2]):
        return False
    bound = file.binding_of(file.text(root), root)
    value = initializer(bound) if bound is not None else None
    called = unwrap(value).child_by_field_name("function") if value is not None else None
    return called is not None and called_name(file, called).startswith("safeParse")
