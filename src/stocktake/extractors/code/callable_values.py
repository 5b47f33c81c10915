"""Whether a module-level variable can hold a function: as its type and initializer say, and as the file uses it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.react import HOOK_NAME, called_name
from stocktake.syntax.nodes import annotation, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

FUNCTION_VALUES = frozenset({"arrow_function", "function_expression", "generator_function"})

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
        "class",
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

_PLAIN_TYPES = frozenset({"literal_type", "array_type", "tuple_type", "readonly_type", "template_literal_type"})
_ANY_TYPES = frozenset({"any", "unknown", "object"})
_PLAIN_GENERICS = frozenset({"Array", "ReadonlyArray", "Promise", "Record", "Map", "Set"})
_ENVIRONMENT = re.compile(r"(?:process|import\.meta|Deno|Bun)\b")
_DEFAULTS = frozenset({"true", "false", "number", "string", "template_string", "unary_expression"})
_OF_LISTS = rb"map|flatMap|filter|forEach|sort|slice|splice|find|findIndex|some|every|reduce|join|push|concat"
"""Methods that arrays have, and functions have not."""

_CHAIN_ROOT = re.compile(rb"([A-Za-z_$][\w$]*)\s*\.")
_MAX_DEPTH = 8


def may_be_called(file: ParsedFile, declaration: Declaration) -> bool:
    """Whether a variable can hold a function. What neither its type nor its initializer decides (a call, a member,
    another name) can, unless the file uses it as a condition or a list and never calls it."""
    typed = annotation(declaration.annotation)
    if typed is not None and not declaration.pattern and not _type_may(file, typed, 0):
        return False
    value = declaration.value
    if declaration.pattern:
        return not _is_used_plainly(file, declaration.name)
    if value is None:
        return typed is not None
    if value.type in FUNCTION_VALUES or (typed is not None and typed.type == "function_type"):
        return True
    return _value_may(file, value, 0) and not _is_used_plainly(file, declaration.name)


def _type_may(file: ParsedFile, typed: Node, depth: int) -> bool:
    kind = typed.type
    if kind == "predefined_type":
        return file.text(typed) in _ANY_TYPES
    if kind in _PLAIN_TYPES or depth > _MAX_DEPTH:
        return False
    if kind == "union_type":
        return any(_type_may(file, each, depth + 1) for each in typed.named_children)
    if kind == "object_type":
        return any(each.type == "call_signature" for each in typed.named_children)
    if kind == "generic_type":
        name = typed.child_by_field_name("name")
        return name is None or file.text(name) not in _PLAIN_GENERICS
    return True


def _value_may(file: ParsedFile, node: Node, depth: int) -> bool:
    value = unwrap(node)
    kind = value.type
    if kind in _NOT_CALLABLE or depth > _MAX_DEPTH:
        return False
    if kind == "binary_expression":
        operator = value.child_by_field_name("operator")
        mark = file.text(operator) if operator is not None else ""
        right = value.child_by_field_name("right")
        if mark in ("||", "??") and right is not None and right.type in _DEFAULTS:
            # `settings.tls ?? true`: what has such a default is of its type.
            return False
        # What `&&` gives when its left side is false cannot be called.
        sides = {"&&": ("right",), "||": ("left", "right"), "??": ("left", "right")}.get(mark, ())
        return _one_may(file, value, sides, depth)
    if kind == "ternary_expression":
        return _one_may(file, value, ("consequence", "alternative"), depth)
    if kind == "call_expression":
        called = value.child_by_field_name("function")
        return called is None or _result_may(file, value, called)
    if kind in ("member_expression", "subscript_expression"):
        last = value.child_by_field_name("property")
        is_hook = last is not None and HOOK_NAME.match(file.text(last)) is not None
        return is_hook or _ENVIRONMENT.match(file.text(value)) is None
    return True


def _result_may(file: ParsedFile, call: Node, called: Node) -> bool:
    if called_name(file, called) in _PLAIN_RESULTS or _is_schema(file, call):
        return False
    returned = _declared_result(file, called)
    return returned is None or _type_may(file, returned, 0)


def _declared_result(file: ParsedFile, called: Node) -> Node | None:
    """The type that a function of the file is declared to return; None where there is none, or it is to be awaited."""
    declared = file.outline.declared(file.text(called)) if called.type == "identifier" else None
    # Only functions have the field: those without a body as well, of which `Outline.function` knows nothing.
    function = (declared.value or declared.node) if declared is not None else None
    typed = annotation(function.child_by_field_name("return_type")) if function is not None else None
    return typed if typed is not None and not file.text(typed).startswith("Promise") else None


def _is_schema(file: ParsedFile, call: Node) -> bool:
    """Whether a chain of calls starts at what a library of schemas exports: `z.string().optional()`."""
    match = _CHAIN_ROOT.match(file.data, call.start_byte)
    if match is None or b".implement" in file.data[call.start_byte : call.end_byte]:
        return False
    name = re.escape(match[1])
    imported = (
        rb"\bimport\b[^;'\"]*(?<![\w$])" + name + rb"(?![\w$])[^;'\"]*\bfrom\s*['\"](?:zod|@zod/|yup|joi|valibot)"
    )
    return re.search(imported, file.data) is not None


def _one_may(file: ParsedFile, node: Node, sides: tuple[str, ...], depth: int) -> bool:
    found = [node.child_by_field_name(side) for side in sides]
    return any(_value_may(file, each, depth + 1) for each in found if each is not None)


def _is_used_plainly(file: ParsedFile, name: str) -> bool:
    """Whether a file uses a name as a condition, or as a list, and never calls it."""
    word = re.escape(name.encode())
    if re.search(rb"(?<![\w$])" + word + rb"\s*(?:\?\.)?[(<`]", file.data):
        return False
    as_condition = (
        rb"!\s*" + word + rb"(?![\w$]|\s*[.\[])"
        rb"|(?<![\w$.])" + word + rb"\s*(?:\?[^.:?]|&&|[=!]==?\s*(?:true|false)\b)"
        rb"|(?:if|while)\s*\(\s*" + word + rb"\s*[)&|]"
    )
    as_list = rb"(?<![\w$.])" + word + rb"\s*\??\.\s*(?:" + _OF_LISTS + rb")\s*\(|\bof\s+" + word + rb"\s*\)"
    return re.search(as_condition + rb"|" + as_list, file.data) is not None
