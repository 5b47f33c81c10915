"""Facts of the validation services extractor: functions that parse with something that may be a schema, or validate
by name and shape."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.error_formatting import formats_errors
from stocktake.extractors.expressions import NOTHING, Reference, chain, reference
from stocktake.extractors.react import HOOK_NAME, called_name
from stocktake.extractors.validation_shapes import NAMED_LIKE_ONE, shape_of, throws
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, annotation, arguments, has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

SAFE_METHODS = frozenset({"safeParse", "safeParseAsync"})
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
    }
)
_BARE = frozenset({"parse", "safeParse", "parseAsync", "safeParseAsync", "assert", "is", "validate", "create", "mask"})
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
)
_SCHEMA_NAME = re.compile(r"(?:.*[sS]chema|Z[A-Z]\w*)")
_SCHEMA_METHODS = re.compile(
    rb"\.(?:pick|omit|extend|safeExtend|merge|partial|deepPartial|required|strict|passthrough|catchall|refine"
    rb"|superRefine|transform|pipe|optional|nullable|nullish|array|brand|default|catch|describe|and|or|keyof|shape)\b"
)
_BUILDER_NAMES = (
    "object strictObject looseObject string number boolean array tuple record union enum_ picklist literal variant "
    "intersect intersection pipe type pattern date mixed lazy discriminatedUnion"
)
_BUILDERS = frozenset(_BUILDER_NAMES.split())
_WRAPPING = re.compile(
    r"cache|memoi?z?e?|reactCache|unstable_cache|with[A-Z]\w*|wrap\w*|debounce|throttle|once|\w*[hH]andler"
    r"|\w*(?:[aA]ction|[qQ]uery|[mM]utation|[mM]iddleware|[lL]oader|[rR]oute|[pP]rocedure|[eE]ndpoint|[jJ]ob|[tT]ask)"
)
_SCHEMA_TYPE = re.compile(r"\b(?:Zod\w*|AnyZodObject|ZodType\w*|\w*Schema)\b")
# Apart: a search for what begins with one certain character is many times as fast as for one of several words.


class ParseFact(Struct, frozen=True, array_like=True, gc=False):
    """A call ``receiver.method(arguments)``, or (``receiver`` empty) of a function called ``method``.

    ``local`` says why a receiver that is local to a function may be a schema: its type, its name; "" where nothing
    does. ``is_caught``: inside a ``try`` with a ``catch``. ``held``: the schema that one written in place holds, as in
    ``z.array(User).parse(…)``.
    """

    method: str
    receiver: Reference = NOTHING
    arguments: list[Reference] = []
    is_schema_like: bool = False
    is_caught: bool = False
    held: Reference = NOTHING


class ServiceFact(Struct, frozen=True, array_like=True, gc=False):
    """A function. ``owner`` is the object or class it is a method of; ``shape`` what it is by name and shape."""

    name: str
    line: int
    end_line: int
    exports: list[str]
    parses: list[ParseFact] = []
    shape: str = ""
    formats_errors: bool = False
    is_async: bool = False
    throws: bool = False


class ServiceFileFacts(Struct, frozen=True, array_like=True, gc=False):
    """A file's functions, and what its variables that may be schemas under any name are made of: variable → dotted
    name its value starts with."""

    services: list[ServiceFact] = []
    schemas: dict[str, str] = {}


def service_facts(file: ParsedFile) -> ServiceFileFacts | None:
    """The facts of a file, or None where it has none."""
    calls = _ParseCalls(file)
    services = [
        fact
        for declaration in file.outline.values()
        if not declaration.is_ambient and not declaration.pattern
        for fact in _functions(file, declaration, calls)
    ]
    schemas = _schemas(file)
    return ServiceFileFacts(services, schemas) if services or schemas else None


def _functions(file: ParsedFile, declaration: Declaration, calls: _ParseCalls) -> Iterator[ServiceFact]:
    name, node = declaration.name, declaration.node
    value = declaration.value
    if declaration.kind == "function":
        yield from _service(file, name, node, node, declaration, calls)
    elif value is not None and value.type in FUNCTIONS:
        yield from _service(file, name, value, node, declaration, calls)
    elif declaration.kind == "class" or (value is not None and value.type in CLASSES):
        body = (value if value is not None and value.type in CLASSES else node).child_by_field_name("body")
        yield from _members(file, declaration, body, calls)
    elif value is not None and value.type == "object":
        yield from _members(file, declaration, value, calls)
    elif value is not None and value.type == "call_expression":
        inner = _wrapped(file, value)
        if inner is not None:
            yield from _service(file, name, inner, node, declaration, calls)
        elif any(call.parent == value for call in calls.inside(value) if called_name(file, call) == "compile"):
            parses = [fact for call in calls.inside(value) if (fact := calls.fact(call, value)) is not None]
            yield ServiceFact(name, declaration.line, declaration.end_line, declaration.exports, parses[:1])


def _members(
    file: ParsedFile, declaration: Declaration, body: Node | None, calls: _ParseCalls
) -> Iterator[ServiceFact]:
    """The methods of an exported object literal or class."""
    if body is None or not declaration.exports:
        return
    for child in body.named_children:
        key = child.child_by_field_name("key" if child.type == "pair" else "name")
        function: Node | None = child
        if child.type in ("pair", "public_field_definition"):
            value = child.child_by_field_name("value")
            function = unwrap(value) if value is not None else None
        if key is None or function is None or function.type not in FUNCTIONS or key.type == "computed_property_name":
            continue
        name = f"{declaration.name}.{file.text(key).strip(_QUOTES)}"
        yield from _service(file, name, function, child, declaration, calls)


_QUOTES = "'\""


def _service(
    file: ParsedFile, name: str, function: Node, whole: Node, declaration: Declaration, calls: _ParseCalls
) -> Iterator[ServiceFact]:
    last = name.rpartition(".")[2]
    if HOOK_NAME.match(last) or function.child_by_field_name("body") is None:
        return
    parses = [fact for call in calls.inside(function) if (fact := calls.fact(call, function)) is not None]
    is_candidate = NAMED_LIKE_ONE.match(last) is not None
    shape = shape_of(file, function, last) if is_candidate else ""
    if not parses and not shape:
        return
    is_member = "." in name
    yield ServiceFact(
        name,
        whole.start_point[0] + 1 if is_member else declaration.line,
        whole.end_point[0] + 1 if is_member else declaration.end_line,
        declaration.exports,
        parses,
        shape,
        bool(parses) and formats_errors(file, function),
        has_token(function, "async") or _gives_promise(file, function),
        throws(file, function),
    )


def _gives_promise(file: ParsedFile, function: Node) -> bool:
    """Whether a function is annotated to return a promise, not a function that returns one."""
    typed = annotation(function.child_by_field_name("return_type"))
    if typed is None:
        return False
    return _PROMISE.match(file.data, typed.start_byte, typed.end_byte) is not None


_PROMISE = re.compile(rb"(?:[\w.]+\s*\|\s*)*\w*Promise(?:Like)?<")


def _wrapped(file: ParsedFile, call: Node) -> Node | None:
    """The function given to a wrapper that keeps it a function: ``cache(async () => …)``, ``withAuth(handler)``."""
    for _ in range(4):
        function = call.child_by_field_name("function")
        if function is None:
            return None
        is_curried = function.type == "call_expression"
        name = called_name(file, function.child_by_field_name("function") or function if is_curried else function)
        if not _WRAPPING.fullmatch(name):
            return None
        given = [unwrap(each) for each in arguments(call)]
        for inner in given:
            if inner.type in ("arrow_function", "function_expression"):
                return inner
        for inner in given:
            if inner.type == "object":
                return _handling(file, inner)
            if inner.type == "call_expression":
                call = inner
                break
        else:
            return None
    return None


def _handling(file: ParsedFile, options: Node) -> Node | None:
    """The function that does the work among options: ``withApi({ schemas, handler: async () => … })``."""
    first: Node | None = None
    for child in options.named_children:
        key = child.child_by_field_name("key" if child.type == "pair" else "name")
        function = child if child.type == "method_definition" else child.child_by_field_name("value")
        if key is None or function is None or function.type not in FUNCTIONS:
            continue
        if file.text(key) in _HANDLER_KEYS:
            return function
        first = first or function
    return first


_HANDLER_KEYS = frozenset({"handler", "run", "resolve", "execute", "action", "fn"})


class _ParseCalls:
    """A file's calls of methods that parse, validate or compile."""

    def __init__(self, file: ParsedFile) -> None:
        self.file = file
        self._found: list[Node] = []
        self._starts: list[int] = []
        data = file.data
        found = []
        for function in file.captured("call"):
            end = function.end_byte
            # Most calls end in other words: finding that out is cheaper than a search, here and in the whole file.
            if data.endswith(_METHOD_ENDS, max(0, end - 16), end):
                tail = data[max(function.start_byte, end - 16) : end]
                if _METHOD_TAIL.search(tail) is not None:
                    found.append(function)
        if found and any(text in data for text in _RELEVANT):
            self._found = found
            self._starts = [function.start_byte for function in found]

    def inside(self, node: Node) -> list[Node]:
        """What is called, for the calls that start inside a node."""
        return self._found[bisect_left(self._starts, node.start_byte) : bisect_left(self._starts, node.end_byte)]

    def fact(self, function: Node, around: Node) -> ParseFact | None:
        """What is told across files of one call; None where it cannot be one of a schema."""
        file, call = self.file, function.parent
        called = unwrap(function)
        method = called_name(file, called)
        if call is None or call.type != "call_expression":
            return None
        given = arguments(call)
        if called.type == "identifier":
            if method not in _BARE or file.is_shadowed(method, called) or not given:
                return None
            return ParseFact(method, NOTHING, _positional(file, given), False, _caught(call, around))
        inner = called.child_by_field_name("object") if called.type == "member_expression" else None
        if inner is None or method not in _METHODS:
            return None
        root, dotted = chain(file, inner)
        text = file.text(inner)
        if dotted in _GLOBALS and root is not None and not file.is_shadowed(dotted, root):
            return None
        receiver = reference(file, inner)
        is_like = any(_SCHEMA_NAME.fullmatch(part) for part in (text.rpartition(".")[2], *dotted.split(".")))
        is_local = root is not None and root.type != "this" and not receiver.name
        if is_local and not is_like and root is not None:
            is_like = self._is_typed_schema(root)
        if (is_local or root is None or root.type == "this") and not is_like and method not in SAFE_METHODS:
            return None
        return ParseFact(method, receiver, _positional(file, given), is_like, _caught(call, around), _held(file, inner))

    def _is_typed_schema(self, root: Node) -> bool:
        """Whether a local name is declared with a schema's type."""
        bound = self.file.binding_of(self.file.text(root), root)
        typed = bound.parent.child_by_field_name("type") if bound is not None and bound.parent is not None else None
        return typed is not None and _SCHEMA_TYPE.search(self.file.text(typed)) is not None


def _held(file: ParsedFile, receiver: Node) -> Reference:
    """The name that a schema written in place is given last: ``User`` of ``z.array(User)``."""
    function = receiver.child_by_field_name("function") if receiver.type == "call_expression" else None
    if function is None or called_name(file, function) not in _HOLDERS:
        return NOTHING
    return next(iter(_positional(file, arguments(receiver)[-1:])), NOTHING)


_HOLDERS = frozenset({"array", "set", "record", "map", "optional", "nullable", "nullish", "promise"})


def _positional(file: ParsedFile, given: list[Node]) -> list[Reference]:
    """The first two arguments; one that can be no schema is nothing."""
    named = ("identifier", "member_expression", "call_expression")
    return [reference(file, each) if unwrap(each).type in named else NOTHING for each in given[:2]]


_GLOBALS = frozenset({"JSON", "Date", "URL", "path", "Number", "qs", "WebAssembly", "CSS"})
# Of whatever the expression below matches.
_METHOD_ENDS = tuple(
    b"arse arseAsync alidate alidateSync alidateAsync isValid isValidSync ompile ssert is create mask > )".split()
) + tuple(bytes([blank]) for blank in b" \t\n\r\f\v")
_METHOD_TAIL = re.compile(
    rb"(?:^|[.\s?])(?:safeParse|safeParseAsync|parse|parseAsync|validate|validateSync|validateAsync|isValid|isValidSync"
    rb"|compile|assert|is|create|mask)$|parseAsync$|validateAsync$|isValidSync$|[>)\s]$"
)


def _caught(call: Node, around: Node) -> bool:
    """Whether what a call throws is caught inside the function around it."""
    node = call
    for _ in range(200):
        above = node.parent
        if above is None or above == around:
            return False
        if above.type == "try_statement" and above.child_by_field_name("handler") is not None:
            return above.child_by_field_name("body") == node
        node = above
    return False


def _schemas(file: ParsedFile) -> dict[str, str]:
    """Variables that may be schemas though their names do not say so: name → what their value starts with."""
    found: dict[str, str] = {}
    # Of a name that says so, only the library is of interest: `validate` is a method of few.
    has_validate: bool | None = None
    for declaration in file.outline.values():
        value = declaration.value
        if value is None or declaration.pattern:
            continue
        is_made = value.type == "new_expression" and b"jv" in file.data
        if value.type != "call_expression" and not is_made:
            continue
        if _SCHEMA_NAME.fullmatch(declaration.name):
            if has_validate is None:
                has_validate = b"yup" in file.data or b"joi" in file.data or b"superstruct" in file.data
            if not has_validate:
                continue
        root, dotted = chain(file, value)
        if root is None:
            continue
        head = file.text(root)
        is_short = "." in dotted and len(head) <= _SHORT
        if is_made or is_short or dotted in _BUILDERS or _derives(file, value):
            found[declaration.name] = dotted
    return found


_SHORT = 3
"""Characters of the names that schema libraries are usually imported under: z, v, yup, Joi."""


def _derives(file: ParsedFile, value: Node) -> bool:
    return _SCHEMA_METHODS.search(file.data, value.start_byte, value.end_byte) is not None
