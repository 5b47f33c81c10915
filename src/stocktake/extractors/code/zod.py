"""What zod code looks like: its names, and expressions read into plain data (*terms*) that can travel and be evaluated
where all files are known. Shared by the extractors that look for schemas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from stocktake.extractors.code.expressions import sides
from stocktake.extractors.code.react import called_name, returned
from stocktake.syntax.credentials import redacted
from stocktake.syntax.nodes import arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

ZOD_PACKAGE = re.compile(r"zod(?:[-@]?v?\d+)?|@zod/(?:core|mini)")
"""Packages that are zod itself, also under an npm alias (``zod4``)."""

ZOD_REEXPORTERS = frozenset({"@hono/zod-openapi", "@medusajs/framework", "@medusajs/deps", "astro", "astro:content"})
"""Packages whose export ``z`` is zod's."""

TABLE_SCHEMAS = frozenset({"createInsertSchema", "createSelectSchema", "createUpdateSchema"})
"""Functions that make an object schema of a database table."""

CHANGED_SCHEMAS = frozenset({"coerceFormValue", "coerceStructure", "unstable_coerceFormValue"})
"""Functions that return the schema they are given, changed in what it accepts."""

FOREIGN_MAKERS = {
    "@conform-to/zod": CHANGED_SCHEMAS,
    "drizzle-zod": TABLE_SCHEMAS,
    "drizzle-orm": TABLE_SCHEMAS,
    "zod-form-data": frozenset(
        {"formData", "json", "text", "numeric", "checkbox", "file", "repeatable", "repeatableOfType"}
    ),
}
"""Functions of other packages that return zod schemas, by package."""

_PARSERS = (
    "parse safeParse parseAsync safeParseAsync spa decode safeDecode decodeAsync safeDecodeAsync "
    "encode safeEncode encodeAsync safeEncodeAsync"
)
PARSERS = frozenset(_PARSERS.split())
"""Methods of a schema, and functions of zod, that check a value."""

HOLDERS = frozenset({"array", "set", "record", "map", "optional", "nullable", "nullish", "promise"})
"""Functions of zod that are given the schema of what is held, last."""

_FORMATS = (
    "email guid uuid uuidv4 uuidv6 uuidv7 url httpUrl hostname emoji nanoid cuid cuid2 ulid xid ksuid ipv4 ipv6 mac "
    "cidrv4 cidrv6 base64 base64url e164 jwt hash hex stringFormat date time datetime duration"
)
FACTORIES = frozenset(
    (
        "string number bigint boolean symbol undefined null void any unknown never nan object strictObject looseObject "
        "interface array tuple union discriminatedUnion xor intersection record partialRecord looseRecord map set enum "
        "nativeEnum literal templateLiteral file promise function lazy instanceof custom preprocess effect transformer "
        "pipeline codec invertCodec json stringbool int int32 uint32 int64 uint64 float32 float64 ostring onumber "
        "oboolean success " + _FORMATS
    ).split()
)
"""Functions of zod that make a schema from nothing or from parts."""

_WRAPPERS = (
    "optional nullable nullish exactOptional nonoptional readonly catch prefault pipe transform partial required "
    "deepPartial pick omit extend safeExtend merge catchall keyof _default unwrap"
)
WRAPPERS = frozenset(_WRAPPERS.split())
"""Functions of zod and zod/mini whose first argument is the schema they change; methods of the same names exist."""

_CHECKS_OF_ONE = (
    "min max length size gt gte lt lte multipleOf step regex startsWith endsWith includes minLength maxLength "
    "minSize maxSize minDate maxDate mime normalize property minimum maximum refine"
)
_CHECKS_OF_NONE = (
    "nonempty int safe finite positive negative nonnegative nonpositive trim toLowerCase toUpperCase lowercase "
    "uppercase ip cidr slugify " + _FORMATS
)
CHECKS = {**dict.fromkeys(_CHECKS_OF_ONE.split(), 1), **dict.fromkeys(_CHECKS_OF_NONE.split(), 0)}
"""Methods that narrow a schema, each with the number of arguments that matter (others are messages)."""

_NEUTRAL = (
    "brand describe meta openapi register clone with apply superRefine refine refinement check overwrite default "
    "readonly nullish or and array promise strict strip nonstrict passthrough loose unknownKeys augment setKey "
    "exclude extract unwrap removeDefault removeCatch innerType sourceType rest returns args implement "
    "exactPartial"
)
METHODS = frozenset([*_NEUTRAL.split(), *WRAPPERS, *CHECKS])
"""Methods of a schema that return a schema."""

ACCESSORS = frozenset({"shape", "element", "options", "valueSchema", "keySchema", "in", "out"})
"""Properties of a schema that are, or hold, schemas."""

ZOD_TYPE = re.compile(r"(?:\w+\.)*(?:\$?Zod\w*|AnyZodObject|SomeZodObject|Schema)")
"""Names of zod's own types, as written in an annotation; whether they are zod's says the import."""

# Arguments of these say nothing about the shape; those of checks are kept as text.
_SILENT = "describe brand meta openapi superRefine refinement default register"
OPAQUE = frozenset([*CHECKS, *_SILENT.split()])
"""Methods whose arguments are no part of a term."""
_TRANSFORMS = frozenset({"transform", "overwrite", "preprocess", "transformer", "effect"})

MAX_STEPS = 100
MAX_PARTS = 500
_MAX_DEPTH = 24
TEXT_LIMIT = 80
"""Characters of a check, and of an expression that is kept as written."""

_MESSAGES = "message error errorMap invalid_type_error required_error description path params abort when fatal"
_MESSAGE_KEYS = frozenset(_MESSAGES.split())


class Step(Struct, frozen=True, array_like=True, gc=False):
    """One step of a chain: the member ``name``, called with ``args`` (None: not called). ``name`` is "" where what
    precedes is itself called. ``text`` is a check as a reader is shown it."""

    name: str
    args: list[Term] | None = None
    text: str = ""


class Term(Struct, frozen=True, array_like=True, gc=False):
    """An expression as far as schemas are made of it. ``op`` is one of:

    * ``chain``: the identifier ``name``, then ``steps`` in order of execution;
    * ``object``: a literal with ``keys`` and their ``parts`` ("..." is the key of a spread, ``[NAME]`` a computed one;
      a getter is ``later``); ``name`` is ``KEYS`` where no more of it was looked at than what is constant;
    * ``array``: a literal with ``parts``; ``spread``: the one of ``parts`` that is spread into it;
    * ``either``: one of ``parts``, by a condition (``name`` is ``SET_AGAIN``: what a variable may be set to);
      ``default``: the first of two, or the second where there is none (``given ?? other``); ``later``: what a function
      without parameters returns;
    * ``function``: any other function; ``name`` is the one function it calls, "" where it does more;
    * ``string``: a string literal's content in ``name``; ``text``: anything else as written, bounded.
    """

    op: Literal["chain", "object", "array", "spread", "either", "default", "later", "function", "string", "text"]
    name: str = ""
    steps: list[Step] = []
    keys: list[str] = []
    parts: list[Term] = []


SET_AGAIN = "again"
KEYS = "keys"
NOTHING = Term("text")
NOT_KNOWN = Term("text", "…")


def links(file: ParsedFile, node: Node) -> tuple[str, list[tuple[str, Node | None]]] | None:
    """A chain's root identifier and its members in order of execution, each with the call node where it is called;
    None where the expression is no chain on an identifier."""
    found: list[tuple[str, Node | None]] = []
    node = unwrap(node)
    while len(found) <= MAX_STEPS:
        call: Node | None = None
        if node.type == "call_expression":
            call = node
            function = node.child_by_field_name("function")
            if function is None:
                return None
            node = unwrap(function)
        if node.type == "member_expression":
            named, inner = node.child_by_field_name("property"), node.child_by_field_name("object")
            if named is None or inner is None:
                return None
            found.append((file.text(named), call))
            node = unwrap(inner)
        elif node.type == "subscript_expression":
            index, inner = node.child_by_field_name("index"), node.child_by_field_name("object")
            if index is None or inner is None or index.type not in ("string", "number"):
                return None
            found.append((file.text(index).strip("'\""), call))
            node = unwrap(inner)
        elif call is not None and node.type in ("identifier", "call_expression"):
            found.append(("", call))
        if node.type in ("identifier", "shorthand_property_identifier"):
            found.reverse()
            return file.text(node), found
        if node.type not in ("call_expression", "member_expression", "subscript_expression"):
            return None
    return None


def read(file: ParsedFile, node: Node, depth: int = 0) -> Term:
    """The term of an expression."""
    node = unwrap(node)
    kind = node.type
    if depth > _MAX_DEPTH:
        return NOTHING
    if kind in ("identifier", "call_expression", "member_expression", "subscript_expression"):
        found = links(file, node)
        if found is not None:
            steps = [_step(file, name, call, depth) for name, call in found[1]]
            return Term("chain", found[0], steps)
    elif kind == "object":
        return _object(file, node, depth)
    elif kind == "array":
        return Term("array", parts=[_element(file, each, depth) for each in _plain(node)[:MAX_PARTS]])
    elif choices := sides(node):
        parts = [read(file, each, depth + 1) for each in choices]
        return Term("either" if kind == "ternary_expression" else "default", parts=parts)
    elif kind in ("arrow_function", "function_expression"):
        return Term("function", _only_call(file, node))
    elif kind == "string" or (
        kind == "template_string" and all(each.type == "string_fragment" for each in node.named_children)
    ):
        return Term("string", redacted(file.text(node)[1:-1])[:TEXT_LIMIT])
    elif kind == "number" or kind in ("true", "false", "null", "undefined"):
        return Term("text", file.text(node)[:TEXT_LIMIT])
    return Term("text", redacted(file.line_text(node, TEXT_LIMIT)) if kind != "template_string" else "`…`")


def _plain(node: Node) -> list[Node]:
    return [child for child in node.named_children if child.type != "comment"]


def _step(file: ParsedFile, name: str, call: Node | None, depth: int) -> Step:
    if call is None:
        return Step(name)
    given = arguments(call)
    text = ""
    if name in CHECKS:
        text = _check_text(file, name, given)
    if name in OPAQUE:
        return Step(name, [], text)
    if name in _TRANSFORMS:
        return Step(name, [_function_or_term(file, each, depth) for each in given[:2]])
    if name == "lazy":
        return Step(name, [later(file, given[0], depth)] if given else [])
    return Step(name, [read(file, each, depth + 1) for each in given[:MAX_PARTS]], text)


def _function_or_term(file: ParsedFile, node: Node, depth: int) -> Term:
    inner = unwrap(node)
    if inner.type == "identifier":
        return Term("chain", file.text(inner))
    return read(file, inner, depth + 1)


def later(file: ParsedFile, function: Node, depth: int = 0) -> Term:
    """What a function without parameters returns (``z.lazy(() => …)``, a getter)."""
    inner = unwrap(function)
    if inner.type not in ("arrow_function", "function_expression", "method_definition"):
        return read(file, inner, depth + 1)
    return Term("later", parts=[read(file, each, depth + 1) for each in returned(inner)[:4]])


def _element(file: ParsedFile, node: Node, depth: int) -> Term:
    if node.type == "spread_element":
        return Term("spread", parts=[read(file, each, depth + 1) for each in _plain(node)[:1]])
    return read(file, node, depth + 1)


def _object(file: ParsedFile, node: Node, depth: int) -> Term:
    keys: list[str] = []
    parts: list[Term] = []
    for child in _plain(node)[:MAX_PARTS]:
        kind = child.type
        if kind == "pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is None or value is None:
                continue
            keys.append(key_of(file, key))
            parts.append(read(file, value, depth + 1))
        elif kind == "shorthand_property_identifier":
            keys.append(file.text(child))
            parts.append(Term("chain", file.text(child)))
        elif kind == "spread_element":
            keys.append("...")
            parts.append(_element(file, child, depth).parts[0] if child.named_children else NOTHING)
        elif kind == "method_definition":
            named = child.child_by_field_name("name")
            if named is not None:
                is_getter = any(not token.is_named and token.type == "get" for token in child.children)
                keys.append(key_of(file, named))
                parts.append(later(file, child, depth) if is_getter else Term("function"))
    return Term("object", keys=keys, parts=parts)


def key_of(file: ParsedFile, node: Node) -> str:
    """The name of a member of an object literal; a computed one with its brackets."""
    inner = node.named_children[0] if node.type == "computed_property_name" and node.named_children else node
    is_text = inner.type == "string" or (inner.type == "template_string" and "${" not in file.text(inner))
    text = file.text(inner)[1:-1] if is_text else file.text(node)
    return redacted(text)[:TEXT_LIMIT]


def computed(key: str) -> Term | None:
    """The chain in a computed key, ``[NAME.MEMBER]``; None for any other key."""
    match = _COMPUTED.fullmatch(key) if key.startswith("[") else None
    if match is None:
        return None
    root, *members = match.group(1).split(".")
    return Term("chain", root, [Step(name) for name in members])


_COMPUTED = re.compile(r"\[([\w$]+(?:\.[\w$]+)*)\]")


def _only_call(file: ParsedFile, function: Node) -> str:
    """The name of the one function that a function returns the result of, "" where it does anything else."""
    results = returned(function)
    inner = unwrap(results[0]) if len(results) == 1 else None
    called = inner.child_by_field_name("function") if inner is not None and inner.type == "call_expression" else None
    return called_name(file, called) if called is not None else ""


def _check_text(file: ParsedFile, name: str, given: list[Node]) -> str:
    """``min(1)``: a check without its messages."""
    if name == "refine":
        return "refine"
    primary = CHECKS[name]
    kept = []
    for at, each in enumerate(given[:4]):
        if at < primary and each.type not in _FUNCTIONS:
            kept.append(file.line_text(each, TEXT_LIMIT))
        elif each.type == "object":
            kept += _without_messages(file, each)
    text = redacted(f"{name}({', '.join(kept)})")
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…"


_FUNCTIONS = frozenset({"arrow_function", "function_expression"})


def _without_messages(file: ParsedFile, node: Node) -> list[str]:
    """The text of an object literal without its messages; nothing where it holds no more than these."""
    kept = [child for child in _plain(node) if not _is_message(file, child)]
    if len(kept) == len(_plain(node)) > 0:
        return [file.line_text(node, TEXT_LIMIT)]
    return [f"{{ {', '.join(file.line_text(child, TEXT_LIMIT) for child in kept)} }}"] if kept else []


def _is_message(file: ParsedFile, member: Node) -> bool:
    """Whether a member of an object literal is a message."""
    key = member.child_by_field_name("key" if member.type == "pair" else "name") or member
    return member.type != "spread_element" and file.text(key).strip("'\"") in _MESSAGE_KEYS
