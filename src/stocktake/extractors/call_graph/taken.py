"""The types of what functions take that may be called in turn: ``register(action: Action)``,
``when(test: boolean, build: (builder: Builder) => Builder)``. Parameters of functions that
they are given are of the types that these say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.call_graph.expressions import first_child
from stocktake.extractors.code.shape_texts import any_of, in_place
from stocktake.extractors.code.shapes import MAX_PARAMETERS
from stocktake.syntax.nodes import annotation, is_rest, parameters

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_LENGTH = 400
_MAX_ROUNDS = 3
_NAME = re.compile(r"(?<![\w$.'\"])[A-Z]\w*")
_OF_LANGUAGE = frozenset(
    {
        *(
            "AbortSignal",
            "Array",
            "ArrayBuffer",
            "Blob",
            "Buffer",
            "CSSProperties",
            "Date",
            "Element",
            "Error",
            "Event",
        ),
        *("Event", "File", "FormData", "HTMLElement", "Headers", "JSX", "KeyboardEvent", "Map", "MouseEvent", "Node"),
        *("Omit", "Partial", "Pick", "Promise", "React", "ReactNode", "Readonly", "ReadonlyArray", "Record", "RegExp"),
        *("Request", "Required", "Response", "Set", "T", "URL", "URLSearchParams", "Uint8Array"),
    }
)
"""Types without members that the project declares."""


def taken_types(file: ParsedFile, function: Node) -> list[str]:
    """The types of a function's parameters as they are written, with what its own type parameters extend in their
    place: "" where nothing that is taken may be called, and no more than up to the last that may."""
    own = _own_parameters(file, function)
    found = [_told(file, each, own) for each in parameters(function)[:MAX_PARAMETERS]]
    while found and not found[-1]:
        found.pop()
    return found


def _told(file: ParsedFile, parameter: Node, own: dict[str, str]) -> str:
    typed = annotation(parameter.child_by_field_name("type"))
    if typed is None or typed.type == "predefined_type" or is_rest(parameter):
        return ""
    text = file.line_text(typed, _MAX_LENGTH)
    if own:
        names = any_of(tuple(own))
        for _ in range(_MAX_ROUNDS):
            text = names.sub(lambda match: in_place(own[match.group()], match), text)
    # An object type without a function in it has many bytes, and seldom one behind a name in it.
    is_told = "=>" in text or ("{" not in text and any(name not in _OF_LANGUAGE for name in _NAME.findall(text)))
    return text if is_told and len(text) <= _MAX_LENGTH and not text.endswith("…") else ""


def _own_parameters(file: ParsedFile, function: Node) -> dict[str, str]:
    """The type parameters of a function, with what they extend."""
    own = function.child_by_field_name("type_parameters")
    found = {}
    for each in own.named_children if own is not None else ():
        named, constraint = each.child_by_field_name("name"), each.child_by_field_name("constraint")
        extended = first_child(constraint) if constraint is not None else None
        if named is not None:
            found[file.text(named)] = file.line_text(extended, _MAX_LENGTH) if extended is not None else "unknown"
    return found
