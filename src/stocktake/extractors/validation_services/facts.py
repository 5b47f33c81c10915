"""Facts of the validation services extractor: functions that parse with something that may be a schema, or validate
by name and shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from stocktake.extractors.code.expressions import chain
from stocktake.extractors.code.react import HOOK_NAME, called_name
from stocktake.extractors.code.taken_apart import function_name
from stocktake.extractors.validation_services.assertions import asserting, assertions_called
from stocktake.extractors.validation_services.calls import ParseCalls, ParseFact
from stocktake.extractors.validation_services.error_formatting import formats_errors
from stocktake.extractors.validation_services.names import NAMED_LIKE_ONE
from stocktake.extractors.validation_services.schemas import possible_schemas
from stocktake.extractors.validation_services.shapes import may_assert, shape_of
from stocktake.extractors.validation_services.throws import throws
from stocktake.extractors.validation_services.wrappers import kept, routed, wrapped
from stocktake.syntax.commonjs import object_literal
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, annotation, has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile


class ServiceFact(Struct, frozen=True, array_like=True, gc=False):
    """A function. ``shape`` is what it is by name and shape; where its name is that of a validator, and its shape shows
    none, ``asserts`` are the names of what it calls that may assert. ``wrapper`` is the dotted name that the call it is
    given to starts with; ``is_kept``: only that it parses says that the call keeps it a function."""

    name: str
    line: int
    end_line: int
    exports: list[str]
    parses: list[ParseFact] = []
    shape: str = ""
    formats_errors: bool = False
    is_async: bool = False
    throws: bool = False
    asserts: list[str] = []
    wrapper: str = ""
    is_kept: bool = False


class ServiceFileFacts(Struct, frozen=True, array_like=True, gc=False):
    """A file's functions, and what its variables that may be schemas are made of: variable → dotted name its value
    starts with. ``asserting`` are functions that assert by their type, under names that do not tell."""

    services: list[ServiceFact] = []
    schemas: dict[str, str] = {}
    asserting: list[str] = []


def service_facts(file: ParsedFile) -> ServiceFileFacts | None:
    """The facts of a file, or None where it has none."""
    calls = ParseCalls(file)
    services = [
        fact
        for declaration in file.outline.values()
        if not declaration.is_ambient and declaration.name == function_name(file, declaration)
        for fact in _functions(file, declaration, calls)
    ]
    schemas = possible_schemas(file)
    asserting_types = asserting(file)
    if not (services or schemas or asserting_types):
        return None
    return ServiceFileFacts(services, schemas, asserting_types)


def _functions(file: ParsedFile, declaration: Declaration, calls: ParseCalls) -> Iterator[ServiceFact]:
    name, node = declaration.name, declaration.node
    value = declaration.value
    if declaration.pattern:
        if value is not None and value.type == "call_expression" and object_literal(file, value) is None:
            inner = wrapped(file, value)
            made = list(_service(file, name, inner, node, declaration, calls)) if inner is not None else []
            yield from made or _kept(file, name, value, node, declaration, calls)
    elif declaration.kind == "function":
        yield from _service(file, name, node, node, declaration, calls)
    elif value is not None and value.type in FUNCTIONS:
        yield from _service(file, name, value, node, declaration, calls)
    elif declaration.kind == "class" or (value is not None and value.type in CLASSES):
        body = (value if value is not None and value.type in CLASSES else node).child_by_field_name("body")
        yield from _members(file, declaration, body, calls)
    elif value is not None and (literal := object_literal(file, value)) is not None:
        yield from _members(file, declaration, literal, calls)
    elif value is not None and value.type == "call_expression":
        yield from _of_call(file, declaration, value, calls)


def _of_call(file: ParsedFile, declaration: Declaration, value: Node, calls: ParseCalls) -> Iterator[ServiceFact]:
    """The function that a wrapper is given, the procedures of a router, or the check that a schema is compiled to."""
    name, node = declaration.name, declaration.node
    inner = wrapped(file, value)
    services = list(_service(file, name, inner, node, declaration, calls)) if inner is not None else []
    if services:
        wrapper = chain(file, value)[1]
        yield from (replace(service, wrapper=wrapper) for service in services)
    elif (procedures := routed(file, value)) is not None:
        yield from _members(file, declaration, procedures, calls)
    elif any(call.parent == value for call in calls.inside(value) if called_name(file, call) == "compile"):
        parses = [fact for call in calls.inside(value) for fact in calls.facts(call, value)]
        yield ServiceFact(name, declaration.line, declaration.end_line, declaration.exports, parses[:1])
    else:
        yield from _kept(file, name, value, node, declaration, calls)


def _kept(
    file: ParsedFile, name: str, call: Node, whole: Node, declaration: Declaration, calls: ParseCalls
) -> Iterator[ServiceFact]:
    """The first function that parses of those that a call may keep."""
    if not calls.inside(call):
        return
    for function in kept(file, call):
        for service in _service(file, name, function, whole, declaration, calls):
            if service.parses:
                yield replace(service, shape="", asserts=[], wrapper=chain(file, call)[1], is_kept=True)
                return


def _members(file: ParsedFile, declaration: Declaration, body: Node | None, calls: ParseCalls) -> Iterator[ServiceFact]:
    """The methods of an object literal or class that is exported, or of a class of which an instance is."""
    exports = declaration.exports or _instance_exports(file, declaration)
    if body is None or not exports:
        return
    for child in body.named_children:
        key = child.child_by_field_name("key" if child.type == "pair" else "name")
        function: Node | None = child
        wrapper = ""
        if child.type in ("pair", "public_field_definition"):
            value = child.child_by_field_name("value")
            function = unwrap(value) if value is not None else None
            if function is not None and function.type == "call_expression":
                wrapper = chain(file, function)[1]
                function = wrapped(file, function)
        if key is None or function is None or function.type not in FUNCTIONS or key.type == "computed_property_name":
            continue
        name = f"{declaration.name}.{file.text(key).strip(_QUOTES)}"
        for service in _service(file, name, function, child, declaration, calls):
            yield replace(service, exports=exports, wrapper=wrapper)


_QUOTES = "'\""


def _instance_exports(file: ParsedFile, declaration: Declaration) -> list[str]:
    """The names under which instances of a class are exported: ``new Store()``, ``Store.getInstance()``."""
    if declaration.kind != "class":
        return []
    makers = (declaration.name, f"{declaration.name}.getInstance")
    exports: set[str] = set()
    for each in file.outline.values():
        if each.exports and each.value is not None:
            maker = each.value.child_by_field_name("constructor") or each.value.child_by_field_name("function")
            exports.update(each.exports if maker is not None and file.text(maker) in makers else [])
    return sorted(exports)


def _service(
    file: ParsedFile, name: str, function: Node, whole: Node, declaration: Declaration, calls: ParseCalls
) -> Iterator[ServiceFact]:
    last = name.rpartition(".")[2]
    if HOOK_NAME.match(last) or function.child_by_field_name("body") is None:
        return
    parses = [fact for call in calls.inside(function) for fact in calls.facts(call, function)]
    is_candidate = NAMED_LIKE_ONE.match(last) is not None
    is_member = "." in name
    # What takes something apart is declared on one line, the function on all of them.
    is_part = is_member or declaration.pattern
    variable_type = declaration.annotation if function == declaration.value and not is_member else None
    shape = shape_of(file, function, last, variable_type) if is_candidate else ""
    may_call = is_candidate and not shape and may_assert(file, function, last)
    asserts = assertions_called(file, function) if may_call else []
    if not (parses or shape or asserts):
        return
    yield ServiceFact(
        name,
        whole.start_point[0] + 1 if is_part else declaration.line,
        whole.end_point[0] + 1 if is_part else declaration.end_line,
        declaration.exports,
        parses,
        shape,
        bool(parses) and formats_errors(file, function),
        has_token(function, "async") or _gives_promise(file, function),
        shape == "assertion" or throws(file, function),
        asserts,
    )


def _gives_promise(file: ParsedFile, function: Node) -> bool:
    """Whether a function is annotated to return a promise, not a function that returns one."""
    typed = annotation(function.child_by_field_name("return_type"))
    if typed is None:
        return False
    return _PROMISE.match(file.data, typed.start_byte, typed.end_byte) is not None


_PROMISE = re.compile(rb"(?:[\w.]+\s*\|\s*)*\w*Promise(?:Like)?<")
