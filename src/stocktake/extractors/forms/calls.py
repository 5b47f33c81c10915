"""Calls that may make a form or a resolver, and what they are given."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.code.expressions import (
    Reference,
    alternatives,
    chain,
    initializer,
    parameter_of,
    reference,
)
from stocktake.extractors.code.react import called_name, returned
from stocktake.extractors.forms.options import DEFAULT_KEYS, options_of, properties
from stocktake.extractors.forms.tags import FORM_LIKE, INPUT_LIKE, Element
from stocktake.extractors.validation_services.calls import SAFE_METHODS, SCHEMA_NAME
from stocktake.syntax.nodes import FUNCTIONS, arguments, unwrap
from stocktake.syntax.searching import matches_at

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_FORM_HOOK = re.compile(
    r"use(?:\w*Form(?!at)\w*|ActionState|Controller|Fetcher|Submit|Field\w*|Input|(?:Input)?Control)"
    r"|createFormHook(?:Contexts)?|create\w*Form|configureForms|formOptions|withForm(?:ik)?|withFieldGroup"
)
# conform's parsers and constraints take a schema as resolvers do.
_RESOLVER = re.compile(r"\w*[rR]esolver|parseWith[A-Z]\w*|get[A-Z]\w*Constraint")
_SCHEMA_KEY = re.compile(r"schema|resolver|constraint", re.IGNORECASE)
FORM_KEYS = frozenset({"resolver", "schema", "validationSchema", "defaultValues", "initialValues", "validators"})
_MODES = frozenset({"onChange", "onBlur", "onSubmit", "onTouched", "all", "uncontrolled", "controlled"})


class CallFact(Struct, frozen=True, array_like=True, gc=False):
    """A call (or an element, ``<`` before its tag) that may make a form or a resolver.

    ``arguments`` are the first positional ones; ``keys`` what the object given holds under names that speak of
    schemas and resolvers, validators flattened (``validators.onChange``); ``...`` are imported constants that hold
    options. A value that is chosen by a condition has several references.
    """

    callee: str
    arguments: list[list[Reference]] = []
    keys: dict[str, list[Reference]] = {}


class FormCall:
    """A call or element with the options it is given, still as nodes."""

    __slots__ = ("callee", "defaults", "given", "imported", "is_resolver", "node", "options")

    def __init__(
        self,
        callee: str,
        node: Node | None,
        given: list[Node],
        options: dict[str, Node],
        imported: Sequence[str] = (),
    ) -> None:
        self.callee = callee
        self.node = node
        self.given = given
        self.options = options
        self.imported = imported
        self.is_resolver = False
        self.defaults: Node | None = next((options[key] for key in DEFAULT_KEYS if key in options), None)

    def fact(self, file: ParsedFile) -> CallFact | None:
        """What is told across files; None for an element that is given no schema."""
        keys: dict[str, list[Reference]] = {}
        for key, value in self.options.items():
            inner = unwrap(value)
            if key == "validators" and inner.type == "object":
                for name, each in properties(file, inner).items():
                    _add(file, keys, f"validators.{name}", each)
            elif inner.type in FUNCTIONS and key in ("resolver", "validate"):
                _add(file, keys, f"validators.{key}", inner)
            elif _SCHEMA_KEY.search(key):
                _add(file, keys, key, value)
        if self.imported:
            keys[ELSEWHERE] = [Reference(name, name, "", is_whole=True) for name in self.imported]
        if self.callee.startswith("<") and not keys:
            return None
        positional = [[] if unwrap(each).type in _NO_SCHEMA else alternatives(file, each) for each in self.given[:3]]
        return CallFact(self.callee, positional, keys)


ELSEWHERE = "..."
"""Under which a call has the imported constants that hold options."""

_NO_SCHEMA = frozenset({"object", "array", "string", "template_string", "number", "true", "false", *FUNCTIONS})


def _add(file: ParsedFile, keys: dict[str, list[Reference]], key: str, value: Node) -> None:
    inner = unwrap(value)
    if key == "schema" and inner.type == "arrow_function":
        # conform: `parseWithZod(formData, { schema: (intent) => createSchema(intent) })`
        made = [reference(file, each) for each in returned(inner)]
        keys[key] = [Reference(each.name, each.text, "", each.is_whole) for each in made]
        return
    if inner.type in FUNCTIONS and key.startswith("validators."):
        parsed = _parsed_with(file, inner)
        if parsed:
            keys[key] = parsed
        return
    if inner.type in _NO_SCHEMA or inner.type in ("null", "undefined"):
        return
    if inner.type == "call_expression" and (key == "resolver" or _is_resolver_call(file, inner)):
        # Found as a call of its own.
        return
    keys[key] = alternatives(file, value)


def _parsed_with(file: ParsedFile, function: Node) -> list[Reference]:
    """The schemas of the module that a function of the form's own parses with: by ``parse`` only what is called one."""
    found = []
    for called, method in file.calls(function) if file.has(b"arse") else ():
        owner = called.child_by_field_name("object") if method in _PARSING else None
        schema = reference(file, owner) if owner is not None else Reference()
        is_named = SCHEMA_NAME.fullmatch(schema.name.rpartition(".")[2]) is not None
        if schema.name and schema.text.startswith(schema.name) and (is_named or method in SAFE_METHODS):
            found.append(schema)
    return found


_PARSING = SAFE_METHODS | {"parse", "parseAsync"}


def _is_resolver_call(file: ParsedFile, call: Node) -> bool:
    function = call.child_by_field_name("function")
    return function is not None and _RESOLVER.fullmatch(called_name(file, function)) is not None


class Calls:
    """A file's calls whose names matter to forms, looked up by where they stand."""

    def __init__(self, file: ParsedFile) -> None:
        self.file = file
        self.renamed = renamed_imports(file)
        taken = _taken(file)
        self._found: list[tuple[int, Node, str]] = []
        data = file.data
        may_be_given = b"resolver" in data
        for function, name in file.calls():
            if not name:
                continue
            start, end = function.byte_range
            # Bytes decide what is worth a look at nodes: most calls are not.
            is_worth = self.renamed or taken or _is_worth_a_look(data[max(start, end - _TAIL) : end])
            if is_worth or (may_be_given and b"resolver" in data[max(0, start - _TAIL) : start]):
                self._found.append((start, function, taken.get(name) or self.renamed.get(name, name)))

    def inside(self, node: Node) -> list[tuple[Node, str]]:
        """What is called, with its last name, for the calls that start inside a node."""
        first = bisect_left(self._found, node.start_byte, key=_start)
        last = bisect_left(self._found, node.end_byte, key=_start)
        return [(function, name) for _, function, name in self._found[first:last]]

    def names_part(self, start: int, end: int) -> bool:
        """Whether a form, or what may be taken from one, is named between two places."""
        if end - start <= _SHORT:
            return _FORM_PARTS.search(self.file.data, start, end) is not None
        parts = self._part_offsets
        return bisect_left(parts, start) < bisect_left(parts, end)

    @cached_property
    def _part_offsets(self) -> list[int]:
        """Where a form, or what may be taken from one, is named, sorted. Calls nest: what is long is not to be searched
        for it once for each call around it."""
        data = self.file.data
        found = (match.start() for text, word in _MAY_BE_PARTS for match in matches_at(text, word, data))
        return sorted(start for start in found if _FORM_PARTS.match(data, _word_start(data, start)))

    @cached_property
    def used_as_forms(self) -> frozenset[str]:
        """Names whose members the file uses like those of a form: ``order`` of ``order.getValues()``."""
        data = self.file.data
        used = (_OWNER.search(data[max(0, at.start() - _TAIL) : at.start()]) for at in _FORM_MEMBER.finditer(data))
        return frozenset(owner[0].decode() for owner in used if owner is not None)


def renamed_imports(file: ParsedFile) -> dict[str, str]:
    """Names of forms, their hooks, parts and inputs that are imported under another: local name → imported name."""
    found = {}
    for node in file.outline.imports:
        if file.data.find(b"as", node.start_byte, node.end_byte) < 0:
            continue
        for match in _RENAMED.finditer(file.data, node.start_byte, node.end_byte):
            imported, local = match.group(1).decode(), match.group(2).decode()
            if any(known.fullmatch(imported) for known in (_FORM_HOOK, _RESOLVER, FORM_LIKE, INPUT_LIKE)):
                found[local] = imported
    return found


def _taken(file: ParsedFile) -> dict[str, str]:
    """Names that may be given to a form's ``handleSubmit`` and ``register``, each with what it is given to:
    ``const { handleSubmit: submit } = useForm()``."""
    # An expression that begins with a literal text is found ten times as fast as one that begins with a choice.
    found = [match for pattern in _TAKEN for match in pattern.finditer(file.data)]
    return {each[2].decode(): each[1].decode() for each in found if not _ends_name(file.data, each.start())}


def _ends_name(data: bytes, at: int) -> bool:
    """Whether what ends at an offset goes on as a name there."""
    before = data[at - 1 : at]
    return before.isalnum() or before in (b"_", b"$")


HANDS_OVER = "handleSubmit"
"""What form libraries call the function that hands the values of a form over to a handler."""

_TAKEN = [re.compile(rb"(%s)\s*:\s*([A-Za-z_$][\w$]*)" % name) for name in (b"handleSubmit", b"register")]
_RENAMED = re.compile(rb"(?<![\w$*])([A-Za-z_][\w]*)\s+as\s+([A-Za-z_][\w]*)")
_TAIL = 40
_SHORT = 200
_WORTH_A_LOOK = re.compile(
    rb"\buse[A-Z]\w*$|[rR]esolver$|\bregister$|\bhandleSubmit$|\bget[A-Z]\w*Props$|\bparseWith\w+$|Constraint$|create\w*Form(?:Hook(?:Contexts)?)?$"
    rb"|(?:configureForms|formOptions)$|with(?:Form(?:ik)?|FieldGroup)$"
    rb"|[>)\s]$"
)


@lru_cache(maxsize=4_000)
def _is_worth_a_look(called: bytes) -> bool:
    """Whether the end of what is called is that of a name that matters. The same few are called again and again."""
    return _WORTH_A_LOOK.search(called) is not None


def _start(entry: tuple[int, Node, str]) -> int:
    return entry[0]


def form_calls(calls: Calls, inside: Node) -> list[FormCall]:
    """The calls inside a node that may make a form or a resolver, by their names or by what they are given."""
    file = calls.file
    found = []
    for function, name in calls.inside(inside):
        call = function.parent
        if call is None:
            continue
        is_resolver = _RESOLVER.fullmatch(name) is not None or _is_resolver_value(file, call)
        is_hook = _FORM_HOOK.fullmatch(name) is not None or (name == "useWatch" and _names_form(file, call))
        if not is_resolver and not is_hook and not name.startswith("use"):
            continue
        given = arguments(call)
        follows = is_hook and not name.startswith("with") and name != "useActionState"
        options = options_of(file, given, follows=follows)
        if not is_resolver and not is_hook and FORM_KEYS.isdisjoint(options.values) and not _gives_form(calls, call):
            continue
        root, dotted = chain(file, function)
        if root is None or not dotted or file.is_shadowed(file.text(root), root):
            continue
        made = FormCall(dotted, call, given, options.values, options.imported)
        made.is_resolver = is_resolver
        if name in ("useControl", "useWatch") or (name.startswith("with") and name != "withFormik"):
            # TanStack takes them for their types alone, the others for one value.
            made.defaults = None
        found.append(made)
        for literal in options.literals:
            if not inside.start_byte <= literal.start_byte < inside.end_byte:
                # Its resolver is called where the constant is.
                found += form_calls(calls, literal)
    return found


def _names_form(file: ParsedFile, call: Node) -> bool:
    """Whether a hook that reads a form is told which one: ``useWatch({ control })``."""
    return "control" in options_of(file, arguments(call), follows=False).values


def _gives_form(calls: Calls, call: Node) -> bool:
    """Whether what a hook gives is taken apart or used like a form: ``const { register } = useOrder()``,
    ``const order = useOrder()`` before ``order.getValues()``. Whether it is one is known across files."""
    file, above = calls.file, call.parent
    if above is None:
        return False
    if above.type == "member_expression":
        return _FORM_MEMBER.match(file.data, call.end_byte, above.end_byte) is not None
    named = above.child_by_field_name("name") if above.type == "variable_declarator" else None
    if named is None:
        return False
    if named.type == "object_pattern":
        return _FORM_PARTS.search(file.data, named.start_byte, named.end_byte) is not None
    return named.type == "identifier" and (
        _FORM_NAME.fullmatch(file.text(named)) is not None or file.text(named) in calls.used_as_forms
    )


def _word_start(data: bytes, at: int) -> int:
    while at > 0 and (data[at - 1 : at].isalnum() or data[at - 1] == 95):
        at -= 1
    return at


def uses_form(file: ParsedFile, inside: Node) -> bool:
    """Whether a node may use a form that is handed to it, and not only hand it on: ``form.watch("a")``,
    ``setValue("a", 1)``."""
    is_taken = _FORM_MEMBER.search(file.data, inside.start_byte, inside.end_byte) is not None
    return is_taken or not _METHODS.isdisjoint(name for _, name in file.calls(inside))


_NAMED_METHODS = (
    "register unregister handleSubmit control formState getValues setValue watch trigger reset resetField resetForm"
    " getFieldState getFieldProps setError setFocus setFieldValue clearErrors submitForm AppField"
)
_METHODS = frozenset(_NAMED_METHODS.split())
_ANY_METHOD = "|".join(_NAMED_METHODS.split()).encode()
_MAY_BE_PARTS = [(text, re.compile(text + rb"\b")) for text in (*_ANY_METHOD.split(b"|"), b"orm", b"etcher")]
_FORM_PARTS = re.compile(rb"\b(?:" + _ANY_METHOD + rb"|\w*[fF]etcher|\w*[fF]orm)\b")
_FORM_MEMBER = re.compile(rb"\.(?:" + _ANY_METHOD + rb")\b")
_FORM_NAME = re.compile(r"\w*[fF]orm(?:Methods)?|methods")
_OWNER = re.compile(rb"(?:(?<=\.\.\.)|(?<![\w$.]))[A-Za-z_$][\w$]*(?=\??\Z)")


def _is_resolver_value(file: ParsedFile, call: Node) -> bool:
    """Whether a call is what ``resolver:`` or ``resolver={…}`` is given."""
    above = call.parent
    while above is not None and above.type in ("parenthesized_expression", "as_expression", "jsx_expression"):
        above = above.parent
    if above is None or above.type not in ("pair", "jsx_attribute"):
        return False
    key = above.named_children[0]
    return file.text(key) == "resolver"


def from_element(element: Element) -> FormCall:
    """An element that configures a form, as a call with the attributes as options."""
    return FormCall(f"<{element.tag}", None, [], element.options)


def returned_calls(file: ParsedFile, function: Node) -> list[Node]:
    """The calls whose result a function returns: itself, as or in a local constant, in an object or an array."""
    found: list[Node] = []
    stack = [(unwrap(each), 0) for each in returned(function)]
    while stack:
        node, depth = stack.pop()
        if depth > 4:
            continue
        kind = node.type
        if kind == "call_expression":
            found.append(node)
        elif kind in ("identifier", "shorthand_property_identifier"):
            bound = file.binding_of(file.text(node), node)
            value = initializer(bound) if bound is not None and not parameter_of(file, bound) else None
            if value is not None:
                stack.append((unwrap(value), depth + 1))
        elif kind in ("object", "array", "spread_element"):
            stack.extend((unwrap(child), depth + 1) for child in node.named_children if child.type != "pair")
            inner = (child.child_by_field_name("value") for child in node.named_children if child.type == "pair")
            stack.extend((unwrap(value), depth + 1) for value in inner if value is not None)
    return found


def mode_of(file: ParsedFile, calls: list[FormCall]) -> str:
    """The literal of ``mode:``, or ""."""
    for call in calls:
        value = call.options.get("mode")
        text = file.text(unwrap(value)).strip("'\"") if value is not None else ""
        if text in _MODES:
            return text
    return ""
