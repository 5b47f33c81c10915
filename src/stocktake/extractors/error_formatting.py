"""Whether a function makes something of the problems that a validation found."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_PROBLEMS = re.compile(rb"\.(?:issues|errors|flatten|format|formErrors|fieldErrors)\b")
_FORMATTING = re.compile(
    rb"(?:treeify|prettify|flatten|format)Error\b"
    rb"|from(?:Zod)?Error\b|instanceof\s+[\w.]*(?:Zod|Validation)Error\b|ErrorMap\b"
)
_ERROR_OBJECT = re.compile(r"(?:.*[eE]rr(?:or)?s?|e|.*[rR]esult|parsed\w*|.*[vV]alidat\w+)$")


def formats_errors(file: ParsedFile, function: Node) -> bool:
    """Whether a function reads the problems out of a validation error. Found in the bytes, then looked up in the
    tree, so that comments and strings do not count."""
    start, end = function.byte_range
    found: Iterable[re.Match[bytes]] = _PROBLEMS.finditer(file.data, start, end)
    if file.data.find(b"Error", start, end) >= 0:
        found = itertools.chain(found, _FORMATTING.finditer(file.data, start, end))
    for match in found:
        node = file.root.descendant_for_byte_range(match.end() - 1, match.end())
        if node is None or node.type not in ("property_identifier", "identifier", "type_identifier"):
            continue
        member = node.parent
        if node.type != "property_identifier" or member is None or member.type != "member_expression":
            return True
        inner = member.child_by_field_name("object")
        last = file.text(inner).rpartition(".")[2].rstrip("?!)") if inner is not None else ""
        if file.text(node) in ("treeifyError", "prettifyError", "flattenError", "formatError", "ZodError"):
            return True
        if _ERROR_OBJECT.match(last):
            return True
    return False
