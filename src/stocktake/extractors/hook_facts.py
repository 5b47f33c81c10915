"""Facts of the hooks extractor: module-level callables named like hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.react import HOOK_NAME, called_name, hook_calls
from stocktake.syntax.nodes import annotation, arguments, parameters, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

_TEXT_LIMIT = 160
_RETURN_LIMIT = 300
_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function"})

# Initializers whose value certainly cannot be called.
_NOT_CALLABLE = frozenset(
    {
        "string",
        "template_string",
        "number",
        "true",
        "false",
        "null",
        "undefined",
        "object",
        "array",
        "regex",
        "unary_expression",
        "jsx_element",
        "jsx_self_closing_element",
        "new_expression",
        "update_expression",
    }
)


# Calls whose result certainly cannot be called.
_PLAIN_RESULTS = frozenset(
    {
        "Boolean",
        "Number",
        "String",
        "parseInt",
        "parseFloat",
        "startsWith",
        "endsWith",
        "includes",
        "some",
        "every",
        "has",
        "test",
        "toString",
        "toLowerCase",
        "trim",
        "isArray",
    }
)


class ParameterFact(Struct, frozen=True, array_like=True):
    """A parameter; ``name`` is its name or destructuring pattern on one line, ``...`` before a rest parameter."""

    name: str
    type: str
    optional: bool = False
    default: str = ""


class HookFact(Struct, frozen=True, array_like=True):
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
    value = declaration.value
    if value is None:
        # `declare const useX: …`: as its type says.
        typed = annotation(declaration.annotation)
        if typed is None:
            return declaration.pattern, None
        return (True, typed) if typed.type == "function_type" else (typed.type not in ("predefined_type",), None)
    if declaration.pattern:
        return True, None
    if value.type in _FUNCTIONS:
        return True, value
    if value.type in _NOT_CALLABLE:
        return False, None
    if value.type == "binary_expression":
        operator = value.child_by_field_name("operator")
        return operator is not None and file.text(operator) in ("||", "??", "&&"), None
    if value.type == "call_expression":
        called = value.child_by_field_name("function")
        is_plain = called is not None and called_name(file, called) in _PLAIN_RESULTS
        return (False, None) if is_plain else (True, _inline_function(value))
    return True, None


def _inline_function(call: Node) -> Node | None:
    """The function given to ``memoize(function)`` and the like, when it is the only argument; that of a curried call
    (``create()(set => …)``) is no hook's."""
    given = arguments(call)
    called = call.child_by_field_name("function")
    if len(given) != 1 or called is None or called.type == "call_expression":
        return None
    inner = unwrap(given[0])
    return inner if inner.type in _FUNCTIONS else None


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
    inner = annotation(typed) if typed is not None and typed.type == "type_annotation" else typed
    return file.line_text(inner, _RETURN_LIMIT).removeprefix("| ") if inner is not None else None
