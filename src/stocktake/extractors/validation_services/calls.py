"""Calls that may parse with a schema, as facts: what they are called on and with."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from stocktake.extractors.code.expressions import NOTHING, Reference, chain, reference
from stocktake.extractors.code.possible_values import constant_value, possible_starts, possible_values
from stocktake.extractors.code.react import called_name
from stocktake.extractors.code.zod import HOLDERS
from stocktake.extractors.validation_services.class_fields import held_in_field, static_name
from stocktake.extractors.validation_services.error_formatting import tells_thrown
from stocktake.extractors.validation_services.throws import leaves
from stocktake.syntax.nodes import arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

SAFE_METHODS = frozenset({"safeParse", "safeParseAsync"})
CODEC_METHODS = frozenset({"spa", "decode", "decodeAsync", "safeDecode", "safeDecodeAsync"})
"""Further methods of zod's schemas, whose names say little elsewhere."""

_METHODS = frozenset(
    {
        *SAFE_METHODS,
        "parse",
        "parseAsync",
        "validate",
        "validateSync",
        "validateAsync",
        "isValid",
        "isValidSync",
        "compile",
        *CODEC_METHODS,
    }
)
_ASSERTING = frozenset({"assert", "is", "create", "mask"})
"""Methods of so much else that they are of interest only where a library that has them is named."""

_NAMES = _METHODS | _ASSERTING
_BARE = frozenset({*_ASSERTING, "parse", "safeParse", "parseAsync", "safeParseAsync", "validate"})
_RELEVANT = (
    b"arse(",
    b"arse<",
    b"arseAsync",
    b"alidat",
    b"isValid",
    b"ssert(",
    b"ompile",
    b" is(",
    b"create(",
    b"mask(",
    b".spa(",
    b"ecode",
)
SCHEMA_NAME = re.compile(r"(?:.*[sS]chema|Z[A-Z]\w*)")
SCHEMA_TYPE = re.compile(r"\b(?:Zod\w*|AnyZodObject|ZodType\w*|\w*Schema)\b")


class ParseFact(Struct, frozen=True, array_like=True, gc=False):
    """A call ``receiver.method(arguments)``, or (``receiver`` empty) of a function called ``method``.

    ``is_schema_like``: the name or the type of the receiver is a schema's. ``is_caught``: what it throws does not leave
    the function, as it is caught, or thrown later. ``held``: the schemas that one written in place holds, as in
    ``z.array(User).parse(…)``. ``is_told``: the ``catch`` around it reads the message of what it throws.
    """

    method: str
    receiver: Reference = NOTHING
    arguments: list[Reference] = []
    is_schema_like: bool = False
    is_caught: bool = False
    held: list[Reference] = []
    is_told: bool = False


class ParseCalls:
    """A file's calls of methods that parse, validate or compile."""

    def __init__(self, file: ParsedFile) -> None:
        self.file = file
        self._found: list[Node] = []
        self._starts: list[int] = []
        self._methods = _METHODS
        data = file.data
        found = []
        for function, name in file.calls():
            if name in _NAMES:
                start, end = function.byte_range
                if _METHOD_TAIL.search(data[max(start, end - 16) : end]) is not None:
                    found.append(function)
        if found and any(text in data for text in _RELEVANT):
            self._found = found
            if b"superstruct" in data or b"valibot" in data:
                self._methods = _METHODS | _ASSERTING
            self._starts = [function.start_byte for function in found]

    def inside(self, node: Node) -> list[Node]:
        """What is called, for the calls that start inside a node."""
        return self._found[bisect_left(self._starts, node.start_byte) : bisect_left(self._starts, node.end_byte)]

    def facts(self, function: Node, around: Node) -> list[ParseFact]:
        """What is told across files of one call, once for each of what it may be called on; nothing where it cannot
        be one of a schema."""
        file, call = self.file, function.parent
        called = unwrap(function)
        method = called_name(file, called)
        if call is None or call.type != "call_expression":
            return []
        given = arguments(call)
        if called.type == "identifier":
            if method not in _BARE or file.is_shadowed(method, called) or not given:
                return []
            return [self._placed(call, around, ParseFact(method, NOTHING, _positional(file, given)))]
        inner = called.child_by_field_name("object") if called.type == "member_expression" else None
        if inner is None or method not in self._methods:
            return []
        is_like = self._is_schema_like(inner)
        fact = ParseFact(method, arguments=_positional(file, given), is_schema_like=is_like)
        receivers = (self._called_on(each, fact) for each in _possible(file, inner))
        return [self._placed(call, around, each) for each in receivers if each is not None]

    def _called_on(self, receiver: Node, fact: ParseFact) -> ParseFact | None:
        """A call with what it is called on; None where that cannot be a schema."""
        file = self.file
        root, dotted = chain(file, receiver)
        if dotted in _GLOBALS and root is not None and not file.is_shadowed(dotted, root):
            return None
        named = _in_field(file, receiver) or reference(file, receiver)
        is_like = fact.is_schema_like or self._is_schema_like(receiver)
        if fact.method in _ASSERTING and not named.name:
            return None
        is_local = root is not None and root.type != "this" and not named.name
        is_elsewhere = is_local or root is None or (root.type == "this" and not named.name)
        if is_elsewhere and not is_like and fact.method not in SAFE_METHODS:
            return None
        return replace(fact, receiver=named, is_schema_like=is_like, held=_held(file, receiver))

    def _is_schema_like(self, receiver: Node) -> bool:
        """Whether what a method is called on has the name of a schema, or is a local variable of the type of one."""
        root, dotted = chain(self.file, receiver)
        text = self.file.text(receiver)
        if any(_is_schemas(part, text) for part in (text.rpartition(".")[2], *dotted.split("."))):
            return True
        return root is not None and root.type != "this" and self._is_typed_schema(root)

    def _placed(self, call: Node, around: Node, fact: ParseFact) -> ParseFact:
        """A fact, with what becomes of what the call throws."""
        is_told = fact.method not in SAFE_METHODS and tells_thrown(self.file, call, around)
        return replace(fact, is_caught=not leaves(self.file, call, around), is_told=is_told)

    def _is_typed_schema(self, root: Node) -> bool:
        """Whether a local name is declared with a schema's type."""
        bound = self.file.binding_of(self.file.text(root), root)
        typed = bound.parent.child_by_field_name("type") if bound is not None and bound.parent is not None else None
        return typed is not None and SCHEMA_TYPE.search(self.file.text(typed)) is not None


def _is_schemas(name: str, receiver: str) -> bool:
    """Whether a name in a receiver is that of a schema; what is made from a schema is something else:
    ``DOMParser.fromSchema(schema)``."""
    return SCHEMA_NAME.fullmatch(name) is not None and not (name.startswith("from") and f"{name}(" in receiver)


def _in_field(file: ParsedFile, receiver: Node) -> Reference | None:
    """What ``this.field`` holds, where that is something of module level."""
    value = held_in_field(file, receiver) if receiver.type == "member_expression" else None
    if value is None:
        return None
    held = reference(file, value)
    name = static_name(file, value)
    if name:
        # A declaration of its own, and not what it is made of.
        return replace(held, name=name)
    return held if held.name else None


def _possible(file: ParsedFile, receiver: Node) -> list[Node]:
    """What a method may be called on, or what that may be derived from."""
    return [start for each in possible_values(file, receiver) for start in possible_starts(file, each)]


def _held(file: ParsedFile, receiver: Node) -> list[Reference]:
    """What a schema written in place, or in a constant of the function, is given to hold: ``User`` of
    ``z.array(User).optional()``, both of ``z.array(isNew ? User : Patch)``."""
    made = _first_call(file, receiver)
    function = made.child_by_field_name("function") if made is not None else None
    if made is None or function is None or called_name(file, function) not in _HOLDERS:
        return []
    last = [unwrap(each) for each in arguments(made)[-1:]]
    given = last[0].named_children if last and last[0].type == "array" else last
    values = [value for each in given for value in possible_starts(file, each)]
    return [held for each in values if (held := _named(file, each)).name]


_HOLDERS = HOLDERS | {"preprocess", "union", "discriminatedUnion"}


def _first_call(file: ParsedFile, receiver: Node) -> Node | None:
    """The call that is made first in a chain, or in that which the constant holds that it starts with."""
    first: Node | None = None
    node = unwrap(receiver)
    for _ in range(_MAX_LINKS):
        if node.type == "identifier":
            bound = file.binding_of(file.text(node), node)
            inner = constant_value(bound) if bound is not None else None
        elif node.type == "call_expression":
            first, inner = node, node.child_by_field_name("function")
        else:
            inner = node.child_by_field_name("object")
        if inner is None:
            break
        node = unwrap(inner)
    return first


_MAX_LINKS = 40


def _positional(file: ParsedFile, given: list[Node]) -> list[Reference]:
    """The first two arguments; one that can be no schema is nothing."""
    return [_named(file, each) for each in given[:2]]


def _named(file: ParsedFile, node: Node) -> Reference:
    """What an expression stands for; nothing where it can be no schema."""
    return reference(file, node) if unwrap(node).type in _NAMING else NOTHING


_NAMING = frozenset({"identifier", "member_expression", "subscript_expression", "call_expression"})


_GLOBALS = frozenset({"JSON", "Date", "URL", "path", "Number", "qs", "WebAssembly", "CSS"})
_METHOD_TAIL = re.compile(
    rb"(?:^|[.\s?])(?:safeParse|safeParseAsync|parse|parseAsync|validate|validateSync|validateAsync|isValid|isValidSync"
    rb"|compile|assert|is|create|mask|spa|decode|decodeAsync|safeDecode|safeDecodeAsync)$|parseAsync$|validateAsync$|isValidSync$|[>)\s]$"
)
