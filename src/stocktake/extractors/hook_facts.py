"""Facts of the hooks extractor: module-level callables named like hooks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.callable_values import FUNCTION_VALUES, may_be_called
from stocktake.extractors.react import HOOK_NAME, called_name, hook_calls
from stocktake.syntax.nodes import annotation, arguments, parameters, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

_TEXT_LIMIT = 160
_RETURN_LIMIT = 300
_ANNOTATIONS = frozenset({"type_annotation", "asserts_annotation", "type_predicate_annotation"})
_KEEPS_PARAMETERS = re.compile(r"memo|cache|once|debounce|throttle", re.IGNORECASE)


class ParameterFact(Struct, frozen=True, array_like=True, gc=False):
    """A parameter; ``name`` is its name or destructuring pattern on one line, ``...`` before a rest parameter."""

    name: str
    type: str
    optional: bool = False
    default: str = ""


class HookFact(Struct, frozen=True, array_like=True, gc=False):
    """A hook. ``parameters`` is None where the declaration shows none (a hook made by a call, or under another
    name)."""

    name: str
    line: int
    end_line: int
    exports: list[str]
    parameters: list[ParameterFact] | None
    return_type: str | None
    dependencies: list[str]


def hook_facts(file: ParsedFile) -> list[HookFact]:
    """The hooks of a file, in source order; overloads are one."""
    found = []
    for declaration in file.outline.values():
        if not HOOK_NAME.match(declaration.name) or declaration.kind == "class":
            continue
        is_callable, function = _function(file, declaration)
        if not is_callable:
            continue
        inside = hook_calls(file, declaration.node) if not declaration.pattern else []
        found.append(
            HookFact(
                declaration.name,
                declaration.line,
                declaration.end_line,
                declaration.exports,
                _parameters(file, function) if function is not None else None,
                _return_type(file, function),
                [name for name in inside if name != declaration.name],
            )
        )
    return found


def _function(file: ParsedFile, declaration: Declaration) -> tuple[bool, Node | None]:
    """Whether a declaration can be called, and the function that shows its parameters, if any."""
    if declaration.kind == "function":
        return True, declaration.node
    if not may_be_called(file, declaration):
        return False, None
    value, typed = declaration.value, annotation(declaration.annotation)
    if declaration.pattern:
        return True, None
    if value is None:
        # `declare const useX: …`: as its type says.
        return True, typed if typed is not None and typed.type == "function_type" else None
    if value.type in FUNCTION_VALUES:
        return True, value
    return True, _inline_function(file, value) if value.type == "call_expression" else None


def _inline_function(file: ParsedFile, call: Node) -> Node | None:
    """The function given to ``memoize(function)`` and the like, which give one that is called the same way; what any
    other call gives takes parameters of its own (``create((set) => …)``)."""
    given = arguments(call)
    called = call.child_by_field_name("function")
    if len(given) != 1 or called is None or not _KEEPS_PARAMETERS.search(called_name(file, called)):
        return None
    inner = unwrap(given[0])
    return inner if inner.type in FUNCTION_VALUES else None


def _parameters(file: ParsedFile, function: Node) -> list[ParameterFact]:
    found = []
    for node in parameters(function):
        if node.type == "identifier":
            found.append(ParameterFact(file.text(node), ""))
            continue
        pattern = node.child_by_field_name("pattern")
        typed = annotation(node.child_by_field_name("type"))
        value = node.child_by_field_name("value")
        found.append(
            ParameterFact(
                file.line_text(pattern, _TEXT_LIMIT) if pattern is not None else "",
                file.line_text(typed, _TEXT_LIMIT).removeprefix("| ") if typed is not None else "",
                node.type == "optional_parameter" or value is not None,
                file.line_text(value, _TEXT_LIMIT) if value is not None else "",
            )
        )
    return found


def _return_type(file: ParsedFile, function: Node | None) -> str | None:
    if function is None:
        return None
    typed = function.child_by_field_name("return_type")
    # Of a function type it stands there bare.
    inner = annotation(typed) if typed is not None and typed.type in _ANNOTATIONS else typed
    return file.line_text(inner, _RETURN_LIMIT).removeprefix("| ") if inner is not None else None
