"""Facts of the hooks extractor: module-level callables named like hooks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from stocktake.extractors.code.callable_values import FUNCTION_VALUES, may_be_called
from stocktake.extractors.code.react import HOOK_NAME, called_name, hook_calls, returns
from stocktake.syntax.commonjs import is_imported
from stocktake.syntax.nodes import annotation, arguments, assigned_member, parameters, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    name). One that is called ``default`` is a hook if its file is named like one."""

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
        if not (HOOK_NAME.match(declaration.name) or declaration.name == "default"):
            continue
        if not _may_be_hook(file, declaration):
            continue
        function, typed = _function(file, declaration), _function_type(declaration)
        if declaration.name == "default" and function is not None and returns(file, function).element:
            # A component that shows a hook, in a file of the hook's name.
            continue
        inside = hook_calls(file, declaration.node) if not declaration.pattern else []
        found.append(
            HookFact(
                declaration.name,
                declaration.line,
                declaration.end_line,
                declaration.exports,
                _parameters(file, function, typed),
                _return_type(file, function if typed is None else typed),
                [name for name in inside if name != declaration.name],
            )
        )
    if not file.outline.is_module and file.language == "tsx" and file.has(b"exports"):
        found += _assigned(file)
        found.sort(key=lambda fact: fact.line)
    return found


def _may_be_hook(file: ParsedFile, declaration: Declaration) -> bool:
    """Whether a declaration is of something that can be called and is not another module's."""
    if declaration.kind != "variable":
        return declaration.kind == "function"
    value = declaration.value
    if value is not None and is_imported(file, value):
        return False
    return may_be_called(file, declaration)


def _assigned(file: ParsedFile) -> Iterator[HookFact]:
    """``exports.useA = () => …`` and ``module.exports = () => …`` at module level."""
    for statement in file.root.named_children:
        assigned = assigned_member(statement)
        if assigned is None:
            continue
        left, right = assigned
        owner, _, name = file.text(left).rpartition(".")
        function = unwrap(right)
        is_whole = (owner, name) == ("module", "exports")
        is_member = owner in ("exports", "module.exports") and HOOK_NAME.match(name) is not None
        if (is_whole or is_member) and function.type in FUNCTION_VALUES:
            yield HookFact(
                "default" if is_whole else name,
                statement.start_point[0] + 1,
                statement.end_point[0] + 1,
                ["export=" if is_whole else name],
                _parameters(file, function, None),
                _return_type(file, function),
                [each for each in hook_calls(file, function) if each != name],
            )


def _function(file: ParsedFile, declaration: Declaration) -> Node | None:
    """The function that shows what a hook takes and gives, if any."""
    node, value = declaration.node, declaration.value
    if declaration.kind == "function":
        # Of overloads without an implementation each says something else.
        return None if declaration.merged and node.type == "function_signature" else node
    if declaration.pattern or value is None:
        return None
    if value.type in FUNCTION_VALUES:
        return value
    return _inline_function(file, value) if value.type == "call_expression" else None


def _function_type(declaration: Declaration) -> Node | None:
    """The function type that a variable is declared with: that is what others see of it."""
    typed = annotation(declaration.annotation) if not declaration.pattern else None
    while typed is not None and typed.type == "parenthesized_type":
        typed = annotation(typed)
    return typed if typed is not None and typed.type == "function_type" else None


def _inline_function(file: ParsedFile, call: Node) -> Node | None:
    """The function given to ``memoize(function)`` and the like, which give one that is called the same way; what any
    other call gives takes parameters of its own (``create((set) => …)``)."""
    given = arguments(call)
    called = call.child_by_field_name("function")
    if len(given) != 1 or called is None or not _KEEPS_PARAMETERS.search(called_name(file, called)):
        return None
    inner = unwrap(given[0])
    return inner if inner.type in FUNCTION_VALUES else None


def _parameters(file: ParsedFile, function: Node | None, typed: Node | None) -> list[ParameterFact] | None:
    """The parameters of a function; of one with a declared type those, with the names and defaults that the function
    gives them."""
    own = _written(file, function) if function is not None else None
    if typed is None:
        return own
    found = _written(file, typed)
    for index, (declared, given) in enumerate(zip(found, own or [], strict=False)):
        if declared.name.startswith("...") == given.name.startswith("..."):
            found[index] = replace(declared, name=given.name, default=given.default)
    return found


def _written(file: ParsedFile, function: Node) -> list[ParameterFact]:
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
