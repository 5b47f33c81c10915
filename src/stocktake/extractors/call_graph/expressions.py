"""Small questions about expressions, asked while they are turned into references."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import TYPE_CHECKING

from stocktake.extractors.call_graph.holders import GIVEN_EACH
from stocktake.extractors.call_graph.returns import memoized, returns_of
from stocktake.extractors.call_graph.terms import NOTHING
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, arguments, has_token, is_constant, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.extractors.call_graph.facts import Form
    from stocktake.syntax.parsed import ParsedFile

CALLS_ITSELF = frozenset({"call", "apply", "bind"})
"""Members of every function, by which it is called."""

_WORD = re.compile(r"[^\W\d][\w$]*|[$][\w$]*")
_ASCII_WORD = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
"""The same for text that is ASCII, in half the time."""
# Words of import statements that bind nothing.
_NOT_BOUND = frozenset({"import"})
_RENAMED = re.compile(r"""(?:[\w$]+|\*|"[^"]*"|'[^']*')\s+as\s+(?=[\w$])""")
_SOURCE = re.compile(r"""\bfrom\s*['"]|=|['"]""")
_ONLY_TYPE = re.compile(r"\btype\s+(?=[\w$*{])")
_OBJECT_WRAPPERS = frozenset({"Object.freeze", "Object.seal", "Object.assign"})
_MAX_DEPTH = 12
_MAX_NAMES = 4
_ENDS_OF_ELEMENTS = tuple(f".{name}" for name in GIVEN_EACH)
_LINKS = {"member_expression": "object", "call_expression": "function"}

# What React itself calls on a class component: part of the component, not methods of their own.
_LIFECYCLE = frozenset(
    {
        "render",
        "componentDidMount",
        "componentDidUpdate",
        "componentWillUnmount",
        "componentDidCatch",
        "shouldComponentUpdate",
        "getSnapshotBeforeUpdate",
        "getDerivedStateFromProps",
        "getDerivedStateFromError",
        "componentWillMount",
        "componentWillReceiveProps",
        "componentWillUpdate",
    }
)
_COMPONENT_BASE = re.compile(r"extends\s+[\w$.]*Component\b")


def is_called_by_react(file: ParsedFile, method: Node, key: str) -> bool:
    """Whether a method is one that React calls on a class component."""
    if key.removeprefix("UNSAFE_") not in _LIFECYCLE:
        return False
    declared = method.parent.parent if method.parent is not None else None
    heritages = (child for child in declared.children if child.type == "class_heritage") if declared is not None else ()
    return any(_COMPONENT_BASE.match(file.text(each)) is not None for each in heritages)


def callee(function: Node) -> Node:
    """What a call calls: the grammar reads ``!f<T>(x)`` as a call of ``!f``."""
    for _ in range(_MAX_DEPTH):
        inner = function.child_by_field_name("argument") if function.type == "unary_expression" else None
        if inner is None:
            break
        function = inner
    return function


def immediate(call: Node) -> Node | None:
    """The function that is called where it is written, without arguments: ``(() => {…})()``."""
    function = call.child_by_field_name("function")
    inner = unwrap(function) if function is not None and not arguments(call) else None
    return inner if inner is not None and inner.type in FUNCTIONS else None


def awaited_before(function: Node | None) -> Node | None:
    """The promise in ``promise.then``."""
    if function is None or function.type != "member_expression":
        return None
    named = function.child_by_field_name("property")
    return function.child_by_field_name("object") if named is not None and named.text == b"then" else None


def may_have_functions(value: Node) -> bool:
    """Whether what an expression of the language's own means may hold functions of the project."""
    if value.type in ("call_expression", "new_expression"):
        given = [unwrap(each).type for each in arguments(value)]
        return "object" in given or "identifier" in given
    return value.type == "object"


def is_chain(call: Node) -> bool:
    """Whether what is called is a member of what another call gave: ``z.string().refine(…)``."""
    function = call.child_by_field_name("function")
    inner = function.child_by_field_name("object") if function is not None else None
    return inner is not None and inner.type == "call_expression"


def links_before(node: Node, known: Container[int]) -> list[Node]:
    """What a member or call is of, and what that is of, the innermost first, as far as they are not ``known``."""
    found: list[Node] = []
    while (field := _LINKS.get((inner := unwrap(node)).type)) is not None:
        before = inner.child_by_field_name(field)
        if before is None or before.id in known:
            break
        found.append(before)
        node = before
    return found[::-1]


def object_literals(file: ParsedFile, value: Node) -> list[Node]:
    """The object literals whose members a value has: itself, those given to ``Object.assign`` and the like, or what a
    function gives that is called where it is written."""
    if value.type == "object":
        return [value]
    if value.type == "call_expression":
        function = value.child_by_field_name("function")
        if function is not None and file.text(function) in _OBJECT_WRAPPERS:
            return [each for each in map(unwrap, arguments(value)) if each.type == "object"]
        made = immediate(value)
        given = returns_of(made).expression() if made is not None else None
        return [given] if given is not None and given.type == "object" else []
    return []


def value_behind(file: ParsedFile, value: Node) -> Node | None:
    """What a value is made by: the expression itself, or where it is the name of a local function, class or constant,
    what that is set to. None where it may be something else."""
    for _ in range(_MAX_NAMES):
        if value.type not in ("identifier", "shorthand_property_identifier"):
            given = memoized(value)
            return (returns_of(given).expression() if given is not None else None) or value
        binding = file.binding_of(file.text(value), value)
        declared = binding.parent if binding is not None else None
        if declared is None or declared.type in CLASSES or declared.type in FUNCTIONS:
            return declared if declared is not None and declared.child_by_field_name("name") == binding else None
        set_to = declared.child_by_field_name("value") if declared.type == "variable_declarator" else None
        if set_to is None or declared.child_by_field_name("name") != binding or not is_constant(declared):
            return None
        value = unwrap(set_to)
        if declared.child_by_field_name("type") is not None and value.type not in FUNCTIONS:
            return None
    return None


def may_hold_function(file: ParsedFile, value: Node, typed: Node | None, methods: Container[str]) -> bool:
    """Whether a field that is set to ``value`` holds what a wrapper makes of a function: a call that is given one, by
    name or in place, or any call where the field's type is that of a function. ``methods`` are those of its class."""
    if value.type != "call_expression" or is_chain(value):
        return False
    if typed is not None:
        return typed.type == "function_type"
    called = value.child_by_field_name("function")
    if called is None or file.text(called).endswith(_ENDS_OF_ELEMENTS):
        return False
    return any(_is_function(file, unwrap(each), methods) for each in arguments(value))


def _is_function(file: ParsedFile, given: Node, methods: Container[str]) -> bool:
    if given.type == "member_expression":
        root, _, key = file.text(given).partition(".")
        return root == "this" and key in methods
    declared = file.outline.declared(file.text(given)) if given.type == "identifier" else None
    if declared is not None and not file.is_shadowed(declared.name, given):
        return declared.kind == "function" or (declared.value is not None and declared.value.type in FUNCTIONS)
    return given.type in FUNCTIONS


def position_in(listing: Node, element: Node) -> int:
    """The position of an element of an array or pattern, which may have holes: ``[, second]``."""
    return sum(1 for child in listing.children if child.type == "," and child.start_byte < element.start_byte)


def union_members(file: ParsedFile, union: Node) -> list[Node]:
    """The members of a union that are not null or undefined, in source order."""
    found: list[Node] = []
    stack = [union]
    while stack:
        node = stack.pop()
        if node.type == "union_type":
            stack.extend(child for child in reversed(node.named_children) if child.type != "comment")
        elif file.text(node) not in NOTHING:
            found.append(node)
    return found


def module_level_names(file: ParsedFile) -> frozenset[str]:
    """The names declared or imported at module level: what else is not local is a global."""
    words: set[str] = set()
    for node in file.outline.imports:
        if node.type != "export_statement":
            text = file.code_text(node)
            # The last "from": a name may be that. Else it is `import "a"`, or `import a = require("a")`.
            text = text.rpartition(" from ")[0] or _SOURCE.split(text, maxsplit=1)[0]
            if " as " in text:
                text = _RENAMED.sub("", text)
            if "type " in text:
                text = _ONLY_TYPE.sub("", text)
            words.update((_ASCII_WORD if text.isascii() else _WORD).findall(text))
    return frozenset({declaration.name for declaration in file.outline.declarations} | (words - _NOT_BOUND))


def type_parameter(file: ParsedFile, name: str, at: Node) -> Node | None:
    """The type parameter of that name of a function, class or type around a node, the innermost one."""
    node: Node | None = at
    while node is not None:
        declared = node.child_by_field_name("type_parameters")
        for each in declared.named_children if declared is not None else []:
            named = each.child_by_field_name("name")
            if named is not None and file.text(named) == name:
                return each
        node = node.parent
    return None


def first_child(node: Node) -> Node | None:
    """The first named child."""
    children = node.named_children
    return children[0] if children else None


def extended(declared: Node) -> tuple[Node | None, Node | None]:
    """What a class extends, as an expression, and the type arguments of that."""
    for heritage in declared.named_children:
        for clause in heritage.named_children if heritage.type == "class_heritage" else []:
            if clause.type == "extends_clause":
                return clause.child_by_field_name("value"), clause.child_by_field_name("type_arguments")
    return None, None


def method_form(method: Node) -> Form:
    """Whether a method is called, or an accessor that is read or set."""
    return "getter" if has_token(method, "get") or has_token(method, "set") else "method"


def member_key(file: ParsedFile, node: Node) -> str:
    """A member's name as written, without quotes."""
    inner = first_child(node) if node.type == "computed_property_name" else None
    if inner is not None and inner.type == "string":
        node = inner
    text = file.line_text(node, 80)
    return text[1:-1] if node.type == "string" else text


def is_exports(file: ParsedFile, target: Node) -> bool:
    """Whether what is assigned to is of a CommonJS module's exports."""
    root = file.text(target).partition(".")[0]
    return root in ("exports", "module") and not file.outline.is_module
