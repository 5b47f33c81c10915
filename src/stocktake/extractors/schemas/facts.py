"""Facts of the schemas extractor: declarations that may be schemas, functions that may make them, and calls that parse.

One file cannot tell whether ``User.extend({…})`` is a schema; what could be one is kept as a term, and what it is says
:mod:`stocktake.extractors.schemas.evaluation` where all files are known.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.code.expressions import sides
from stocktake.extractors.code.react import returned
from stocktake.extractors.code.zod import ACCESSORS, FACTORIES, METHODS, NOT_KNOWN, Step, Term, key_of, links, read
from stocktake.extractors.schemas.bodies import Body, Entry
from stocktake.extractors.schemas.constants import constant
from stocktake.extractors.schemas.parameters import (
    bound_keys,
    defaults_of,
    names_of,
    parameter_of,
    returned_type,
    zod_type_name,
)
from stocktake.extractors.schemas.parses import ParseFact, parse_facts
from stocktake.syntax.assignments import is_changed
from stocktake.syntax.nodes import annotation, arguments, has_token, parameters, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

# Where nothing of this occurs, no function of the file makes a schema and no argument of a call is worth reading.
_HINTS = (b"zod", b"Zod", b"z.")
_METHOD_HINT = re.compile(rb"\.(?:object|extend|pick|omit|partial|strictObject)\(")
_WORD = re.compile(r"[\w$]+")
_NAMESPACE = re.compile(r"\*\s*as\s+([\w$]+)")
_NAMES = FACTORIES | METHODS
_MAKER_VALUES = frozenset({"arrow_function", "function_expression"})
_MEMBER_FUNCTIONS = _MAKER_VALUES | {"method_definition"}
_OBJECTS = frozenset({"object", "object_type"})
_METHODS = frozenset({"method_definition", "method_signature"})
_PLAIN = frozenset({"identifier", "member_expression", "string", "number", "true", "false", "undefined"})
_MAX_PLAIN_OBJECT = 200
_MAX_ARGUMENTS = 8
_MAX_MEMBERS = 50
_MAX_RETURNS = 8
_MAX_ASKED = 100


class DeclaredFact(Struct, frozen=True, array_like=True, gc=False):
    """A module-level variable, or a static member of a class (``Owner.member``), that may be a schema, or hold schemas
    or the values of one. ``annotation`` is the name of its type where that looks like one of zod's."""

    name: str
    line: int
    end_line: int
    exports: list[str]
    term: Term
    annotation: str = ""


class MakerFact(Struct, frozen=True, array_like=True, gc=False):
    """A module-level function that may return a schema, or an object of them, or one that an object holds
    (``owner.member``). ``parameters`` are names, or patterns as ``{key:name,…}``; ``typed`` are the zod types they are
    annotated with, ``body`` are the variables that what it returns is made of, with what they are set to, and under ""
    what it returns, in order; ``defaults`` what parameters are by their names where nothing is given for them. ``like``
    is the parameter whose schema the annotation says it
    returns: all that is known of a function in an object that a function returns (``maker().member``); ``members`` are
    the names of these."""

    name: str
    parameters: list[str]
    typed: list[str]
    body: list[Entry]
    annotation: str = ""
    defaults: dict[str, Term] = {}
    like: str = ""
    members: list[str] = []


class SchemaFacts(Struct, frozen=True, array_like=True, gc=False):
    """What one file has to say about schemas."""

    declared: list[DeclaredFact] = []
    makers: list[MakerFact] = []
    parses: list[ParseFact] = []


def schema_facts(file: ParsedFile) -> SchemaFacts | None:
    """The facts of a file, or None where it has none."""
    reader = _Reader(file)
    for declaration in file.outline.values():
        if declaration.is_ambient:
            continue
        if declaration.kind == "class":
            reader.static_members(declaration)
        elif declaration.pattern:
            reader.taken_apart(declaration)
        else:
            reader.declaration(declaration)
    parses = parse_facts(file, reader.known)
    if not (reader.declared or reader.makers or parses):
        return None
    return SchemaFacts(reader.declared, reader.makers, parses)


class _Reader:
    """Collects the declarations and makers of one file."""

    def __init__(self, file: ParsedFile) -> None:
        self.file = file
        self.declared: list[DeclaredFact] = []
        self.makers: list[MakerFact] = []
        self.asked = 0

    @cached_property
    def is_hinted(self) -> bool:
        """Whether anything in the file looks like zod."""
        data = self.file.data
        return any(hint in data for hint in _HINTS) or _METHOD_HINT.search(data) is not None

    @cached_property
    def imports(self) -> str:
        """The text of the import statements."""
        return "\n".join(self.file.text(node) for node in self.file.outline.imports if node.type == "import_statement")

    @cached_property
    def namespaces(self) -> set[str]:
        """The names that stand for a whole module."""
        return set(_NAMESPACE.findall(self.imports))

    def is_changed(self, name: str) -> bool:
        """Whether what the name holds may be changed in this file: of many names this is not asked, as each takes a
        look at the whole text."""
        self.asked += 1
        return self.asked > _MAX_ASKED or is_changed(self.file.data, name.encode())

    def known(self, name: str) -> bool:
        """Whether the name is imported, or a value declared in this file."""
        return self.file.outline.declared(name) is not None or self.is_imported(name)

    def is_imported(self, name: str) -> bool:
        """Whether imports bind a name, or hold it as another word of theirs: what it means is looked up later."""
        text = self.imports
        at = text.find(name) if _WORD.fullmatch(name) else -1
        while at >= 0:
            end = at + len(name)
            if not _WORD.match(text[at - 1 : at]) and not _WORD.match(text[end : end + 1]):
                return True
            at = text.find(name, end)
        return False

    def declaration(self, declaration: Declaration) -> None:
        value = declaration.value
        if declaration.kind == "function":
            if self.is_hinted:
                self.function(declaration.name, declaration.node)
        elif value is None:
            return
        elif value.type in _MAKER_VALUES:
            if self.is_hinted:
                self.function(declaration.name, value)
        else:
            typed = zod_type_name(self.file, declaration.annotation) if declaration.annotation is not None else ""
            has_makers = value.type == "object" and self.is_hinted and self.member_makers(declaration.name, value)
            if typed or has_makers or self.may_be_schema(value, declaration.name):
                self.add(declaration, self.term(value), typed)
            else:
                values = constant(self.file, declaration, value, is_hinted=self.is_hinted, is_changed=self.is_changed)
                if values is not None:
                    self.add(declaration, values)

    def function(self, name: str, function: Node) -> None:
        """A function, and those in an object that it returns: they may be made of what it is given, so that nothing is
        known of them but what their annotations say."""
        self.maker(name, function)
        if self.file.data.find(b"Zod", function.start_byte, function.end_byte) < 0:
            return
        typed = annotation(function.child_by_field_name("return_type"))
        held = typed if typed is not None else next(iter(returned(function)), None)
        inner = unwrap(held) if held is not None else None
        members: list[str] = []
        for member in inner.named_children[:_MAX_MEMBERS] if inner is not None and inner.type in _OBJECTS else []:
            key = member.child_by_field_name("name") if member.type in _METHODS else None
            annotated, like = returned_type(self.file, member) if key is not None else ("", "")
            if key is not None and like:
                members.append(key_of(self.file, key))
                given = [parameter_of(self.file, node) for node in parameters(member)]
                named, types = [each for each, _ in given], [each for _, each in given]
                self.makers.append(MakerFact(returned_name(name, members[-1]), named, types, [], annotated, {}, like))
        if members:
            self.makers.append(MakerFact(name, [], [], [], members=members))

    def member_makers(self, owner: str, literal: Node) -> bool:
        """Whether functions that an object literal holds may make schemas; those that may are kept."""
        before = len(self.makers)
        for child in literal.named_children[:_MAX_MEMBERS]:
            is_method = child.type == "method_definition" and not has_token(child, "get")
            value = child.child_by_field_name("value") if child.type == "pair" else child if is_method else None
            key = child.child_by_field_name("name" if is_method else "key")
            inner = unwrap(value) if value is not None else None
            if inner is not None and key is not None and inner.type in _MEMBER_FUNCTIONS:
                self.maker(f"{owner}.{key_of(self.file, key)}", inner)
        return len(self.makers) > before

    def add(self, declaration: Declaration, term: Term, typed: str = "") -> None:
        lines = declaration.line, declaration.end_line
        self.declared.append(DeclaredFact(declaration.name, *lines, declaration.exports, term, typed))

    def taken_apart(self, declaration: Declaration) -> None:
        """``const { A, b: B } = schemas()``, ``const [FIRST] = VALUES``: a member of what is taken apart."""
        value, pattern = declaration.value, declaration.node.child_by_field_name("name")
        if value is None or pattern is None or not (self.is_hinted or declaration.exports):
            return
        found = links(self.file, value)
        key = bound_keys(self.file, pattern).get(declaration.name, "")
        if found is not None and key and found[0] != declaration.name and self.is_chain(*found):
            term = self.term(value)
            self.add(declaration, Term("chain", term.name, [*term.steps, Step(key)]))

    def static_members(self, declaration: Declaration) -> None:
        """The static members of a class that may be schemas."""
        body = declaration.node.child_by_field_name("body") if self.is_hinted else None
        for member in body.named_children if body is not None else []:
            named, given = member.child_by_field_name("name"), member.child_by_field_name("value")
            if member.type != "public_field_definition" or named is None or not has_token(member, "static"):
                continue
            value = unwrap(given) if given is not None else None
            typed = zod_type_name(self.file, member.child_by_field_name("type"))
            if value is not None and (typed or self.may_be_schema(value)):
                lines = member.start_point[0] + 1, member.end_point[0] + 1
                name = f"{declaration.name}.{self.file.text(named)}"
                self.declared.append(DeclaredFact(name, *lines, declaration.exports, self.term(value), typed))

    def term(self, value: Node) -> Term:
        """The term of an initializer; of the arguments of a function that hardly makes a schema only those that are
        short are worth reading."""
        found = links(self.file, value) if not self.is_hinted else None
        if found is not None and found[1] and found[1][-1][0] not in _NAMES:
            steps = [Step(name, None if call is None else self.plain_arguments(call)) for name, call in found[1]]
            return Term("chain", found[0], steps)
        return read(self.file, value)

    def plain_arguments(self, call: Node) -> list[Term]:
        """The arguments of a call, as far as they are names, values, or short objects."""
        given = [unwrap(each) for each in arguments(call)[:_MAX_ARGUMENTS]]
        return [read(self.file, each) if self.is_plain(each) else NOT_KNOWN for each in given]

    def is_plain(self, node: Node) -> bool:
        return node.type in _PLAIN or (node.type == "object" and node.end_byte - node.start_byte <= _MAX_PLAIN_OBJECT)

    def may_be_schema(self, value: Node, name: str = "") -> bool:
        """Whether an initializer may be a schema, or an object of schemas, as far as this file tells."""
        kind = value.type
        if kind in ("identifier", "call_expression", "member_expression", "subscript_expression"):
            found = links(self.file, value)
            return found is not None and found[0] != name and self.is_chain(*found)
        if kind == "ternary_expression" or (kind == "binary_expression" and self.is_hinted):
            choices = sides(value)
            return bool(choices) and all(self.may_be_schema(side) for side in choices)
        return kind in ("object", "array") and self.is_hinted and self.may_hold_schemas(value)

    def may_hold_schemas(self, literal: Node) -> bool:
        """Whether a literal has a member made like a schema; an object may also consist of names alone."""
        is_named = has_functions = False
        for child in literal.named_children[:_MAX_MEMBERS]:
            value = child.child_by_field_name("value") if child.type == "pair" else child
            inner = unwrap(value) if value is not None else child
            if inner.type == "call_expression":
                if self.may_be_schema(inner):
                    return True
            elif inner.type in ("member_expression", "subscript_expression"):
                # `User.shape.name` is a schema; any other member may be, and says nothing.
                found = links(self.file, inner)
                is_taken = found is not None and any(name in ACCESSORS for name, _ in found[1])
                is_named = is_named or (found is not None and is_taken and self.known(found[0]))
            elif inner.type in ("identifier", "shorthand_property_identifier"):
                is_named = is_named or self.known(self.file.text(inner))
            elif inner.type in _MEMBER_FUNCTIONS:
                has_functions = True
            elif inner.type not in ("comment", "spread_element"):
                return False
        return is_named and not has_functions and literal.type == "object"

    def is_chain(self, root: str, steps: list[tuple[str, Node | None]]) -> bool:
        last, call = steps[-1] if steps else ("", None)
        if not steps or len(steps) == 1:
            # Another name for something, a member of a module or object, or what a function returns.
            is_plausible = True
        elif call is None:
            # A member of what a function returns is as plausible as what one returns.
            is_returned = len(steps) == 2 and not steps[0][0]
            is_plausible = is_returned or root in self.namespaces or any(name in ACCESSORS for name, _ in steps)
        else:
            is_plausible = last in _NAMES or (self.is_hinted and len(steps) == 2 and steps[0][1] is None)
        return is_plausible and self.known(root)

    def maker(self, name: str, function: Node) -> None:
        if has_token(function, "async"):
            return
        typed, like = returned_type(self.file, function)
        nodes = parameters(function)
        given = [parameter_of(self.file, node) for node in nodes]
        names = [each for name, _ in given for each in names_of(name)]
        body = Body(self.file, function, names)
        results = [unwrap(node) for node in returned(function)]
        results = [node for node in results if node.type not in ("null", "undefined")]
        if len(results) > _MAX_RETURNS or not (typed or all(self.may_be_returned(node, body) for node in results)):
            return
        if results and (entries := body.entries(results)):
            named, types = [each for each, _ in given], [each for _, each in given]
            self.makers.append(
                MakerFact(name, named, types, entries, typed, defaults_of(self.file, nodes, named), like)
            )

    def may_be_returned(self, node: Node, body: Body) -> bool:
        return self.may_be_made(node, body) or self.makes_members(node, body)

    def makes_members(self, node: Node, body: Body) -> bool:
        """Whether what a function returns is an object with a member made like a schema."""
        if node.type != "object":
            return False
        for child in node.named_children[:_MAX_MEMBERS]:
            value = child.child_by_field_name("value") if child.type == "pair" else child
            inner = unwrap(value) if value is not None else child
            name = self.file.text(inner) if inner.type in ("identifier", "shorthand_property_identifier") else ""
            inner = body.nodes.get(name, inner)
            found = links(self.file, inner) if inner.type == "call_expression" else None
            if found is not None and found[1] and found[1][-1][0] in _NAMES and self.known(found[0]):
                return True
        return False

    def may_be_made(self, node: Node, body: Body) -> bool:
        if choices := sides(node):
            return all(self.may_be_made(side, body) for side in choices)
        found = links(self.file, node)
        if found is None:
            return False
        root, steps = found
        if root in body.names:
            return not steps or steps[-1][0] in _NAMES or all(name.isdecimal() for name, _ in steps)
        return bool(steps) and self.is_chain(root, steps)


def returned_name(function: str, member: str) -> str:
    """The name of a function in an object that a function returns."""
    return f"{function}().{member}"


def is_returned(name: str) -> bool:
    """Whether a name is that of a function in an object that a function returns."""
    return "()." in name


def bound_names(maker: MakerFact) -> frozenset[str]:
    """The names that mean something of the function's own in it."""
    variables = (name for name, _ in maker.body if name)
    return frozenset((*variables, *(name for parameter in maker.parameters for name in names_of(parameter))))
