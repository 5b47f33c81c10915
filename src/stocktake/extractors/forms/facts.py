"""Facts of the forms extractor: what a component holds that may be a form, and what the project wraps around forms.

What a name means (react-hook-form's ``useForm`` or another) is known only across files, so facts list candidates by
shape: calls of hooks and resolvers, tags, registered names. :mod:`stocktake.extractors.forms.extractor` judges them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.code.expressions import Reference, reference
from stocktake.extractors.code.react import HOOK_NAME, may_name_component
from stocktake.extractors.components.wrappers import wrapped
from stocktake.extractors.forms.aliases import add_alias, add_assigned_parts
from stocktake.extractors.forms.calls import (
    FORM_KEYS,
    CallFact,
    Calls,
    FormCall,
    form_calls,
    from_element,
    mode_of,
    returned_calls,
    uses_form,
)
from stocktake.extractors.forms.controls import taken_handlers
from stocktake.extractors.forms.defaults import default_constants, default_names
from stocktake.extractors.forms.drawn import DrawFact, Draws, draws_elements
from stocktake.extractors.forms.handlers import submitted
from stocktake.extractors.forms.names import FieldFact
from stocktake.extractors.forms.options import made_options, properties
from stocktake.extractors.forms.readers import only_reads_control
from stocktake.extractors.forms.registrations import passes_name, registered, registers_own_name
from stocktake.extractors.forms.tabs import TABS
from stocktake.extractors.forms.tags import Names, Tags, read_tags
from stocktake.syntax.nodes import FUNCTIONS

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

# What a file must contain to have any facts: substrings are searched far faster than a pattern. Those with a text in
# common are looked for only where that is, as it is in few files.
_RELEVANT = (
    (b"orm", (b"<form", b".form", b"Form", b"@conform-to", b"formState", b'"form"', b"'form'")),
    (b"ontroller", ()),
    (b"esolver", ()),
    (b"useF", (b"useField", b"useFetcher")),
    (b"useActionState", ()),
    (b"useInput", ()),
    (b"withField", ()),
    (b"source=", ()),
    (b"use server", ()),
    (b"register", (b"register(", b"{register}")),
    (b"handleSubmit", ()),
    (b"etValue", (b"getValues", b"setValue")),
    (b".watch(", ()),
    (b"<input", (b"{...", b"name={")),
    (b"<select", (b"{...", b"name={")),
    (b"<textarea", (b"{...", b"name={")),
)
_WIZARD = re.compile(r"\w*(?:Wizard\w*|Stepper)")
_PROGRESS = re.compile(
    r"(?!Circular|Linear)(?:Progress|\w*(?:Form|Step|Steps|Wizard)Progress|\w*Progress(?:Bar|Provider|Tabs))"
)
_ARRAYS = frozenset({"FieldArray", "ArrayInput", "SimpleFormIterator"})
# React's own hand on what a component is given.
_PASSING_ON = frozenset({"memo", "forwardRef", "lazy", "dynamic"})
_MAKES_FORMS = re.compile(r"create\w+Form")
_STEP_NAME = re.compile(r"(?:current|active)?[sS]tep(?:Index|Number)?")


class FormFact(Struct, frozen=True, array_like=True, gc=False):
    """A component that may hold a form. ``native`` says what its ``<form>`` elements have, ``action`` what one's
    ``action={…}`` is; ``defaults`` are the names of default values, ``...NAME`` for those of an imported constant;
    ``mode`` is the literal of ``mode:``; ``features`` are names as published. ``uses_form``: something is used in it as
    a form is, which it may be handed; ``only_reads``: of a form whose control it is handed, it only reads; ``draws``:
    functions that draw parts of it; ``around``, ``filled`` and ``submitting``: see :class:`Tags`."""

    name: str
    line: int
    end_line: int
    exports: list[str]
    calls: list[CallFact] = []
    tags: list[str] = []
    fields: list[FieldFact] = []
    inputs: list[str] = []
    native: list[str] = []
    action: Reference | None = None
    is_inline_server: bool = False
    defaults: list[str] = []
    submit: Reference | None = None
    mode: str = ""
    features: list[str] = []
    uses_form: bool = False
    only_reads: bool = False
    draws: list[DrawFact] = []
    around: list[str] = []
    filled: list[str] = []
    submitting: list[str] = []


class WrapperFact(Struct, frozen=True, array_like=True, gc=False):
    """A hook that returns a form made by one of ``calls``, a function that makes a resolver or components with a form,
    or a constant that holds one, or a form's options (``is_options``)."""

    name: str
    calls: list[CallFact]
    is_options: bool = False


class FormFileFacts(Struct, frozen=True, array_like=True, gc=False):
    """All of a file. ``aliases``: names of components and hooks that stand for another (``const Form = FormProvider``),
    parts of an object included (``Form.Field``), or for a styled tag (``form`` of ``styled.form``).
    ``field_wrappers``: component → tags and hooks it hands its own name on to (``input``, …), or ``register``, or the
    function that makes it, and what it makes it of; a function that makes components → what they hand theirs on to.
    ``server``: names of functions that run on the server, ``*`` for all of a ``"use server"`` module. ``constants``:
    what exported default values have values for, as ``defaults`` of a form. ``drawing``: functions that are no
    components, and draw what may be part of a form."""

    forms: list[FormFact] = []
    wrappers: list[WrapperFact] = []
    aliases: dict[str, str] = {}
    field_wrappers: dict[str, list[str]] = {}
    server: list[str] = []
    imports_hook_form: bool = False
    constants: dict[str, list[str]] = {}
    drawing: list[FormFact] = []


def form_facts(file: ParsedFile) -> FormFileFacts | None:
    """The facts of a file, or None where nothing in it can be, make or wrap a form."""
    data = file.data
    if not file.outline.values() and not file.has(b"use server"):
        return None
    constants = default_constants(file)
    if not _is_relevant(data):
        return FormFileFacts(constants=constants) if constants else None
    forms: list[FormFact] = []
    wrappers: list[WrapperFact] = []
    aliases: dict[str, str] = {}
    fields: dict[str, list[str]] = {}
    calls = Calls(file)
    components, makers = [], []
    for declaration in file.outline.values():
        if declaration.is_ambient:
            continue
        if declaration.pattern or not may_name_component(declaration.name, declaration.exports):
            _wrapper(calls, declaration, wrappers, aliases)
            makers.append(declaration)
        elif not add_alias(file, declaration, aliases):
            components.append(declaration)
    add_assigned_parts(file, aliases)
    names = Names(calls.renamed, aliases, taken_handlers(file))
    drawing = _drawing(calls, names, makers)
    draws = Draws(calls, [each.name for each in drawing])
    for declaration in components:
        fact, through = _component(calls, names, declaration, draws)
        forms += [fact] if fact is not None else []
        if through:
            fields[declaration.name] = through
    for declaration in makers:
        _made_fields(calls, names._replace(in_maker=True), declaration, fields)
    server = _server(file) if file.has(b"use server") else []
    if not (forms or wrappers or aliases or fields or server or constants or drawing):
        return None
    return FormFileFacts(forms, wrappers, aliases, fields, server, b"react-hook-form" in file.data, constants, drawing)


def _is_relevant(data: bytes) -> bool:
    return any(text in data and (not longer or any(each in data for each in longer)) for text, longer in _RELEVANT)


def _drawing(index: Calls, names: Names, declarations: list[Declaration]) -> list[FormFact]:
    """The functions among declarations that draw something of a form, themselves or by others of them."""
    declared = [each for each in declarations if draws_elements(index.file, each)]
    if not declared:
        return []
    draws = Draws(index, [each.name for each in declared])
    within = names._replace(in_drawing=True)
    found = [fact for each in declared if (fact := _component(index, within, each, draws)[0]) is not None]
    own = {each.name for each in declared}
    kept: set[str] = set()
    for _ in range(_MAX_HOPS):
        more = {each.name for each in found if _draws_something(each, own - kept)} - kept
        if not more:
            break
        kept |= more
    return [each for each in found if each.name in kept]


_MAX_HOPS = 4


def _draws_something(fact: FormFact, nothing: set[str]) -> bool:
    """Whether there is anything of a form in a function, apart from what others draw that have ``nothing`` in them."""
    is_held = bool(fact.calls or fact.fields or fact.tags or fact.native or fact.inputs)
    return is_held or any(each.name not in nothing for each in fact.draws)


def _component(index: Calls, names: Names, declaration: Declaration, draws: Draws) -> tuple[FormFact | None, list[str]]:
    """What a component, or a function that draws something, holds that may be of a form, and what it hands its own name
    on to."""
    file, node = index.file, declaration.node
    tags = read_tags(file, node, names)
    calls = form_calls(index, node)
    elements = [from_element(each) for each in tags.elements]
    called = [*calls, *elements]
    registering = [*tags.fields, *registered(index, node, tags.registered, in_drawing=names.in_drawing)]
    handed_on = _handed_on(index, names, node, tags, calls)
    through = [*handed_on, *_made_of(file, declaration.value)]
    is_used = uses_form(file, node)
    drawn = [each for each in draws.inside(node) if each.name != declaration.name]
    is_drawn = drawn or (names.in_drawing and tags.inputs)
    if not (calls or registering or handed_on or tags.tags or tags.native or is_used or is_drawn):
        return None, through
    called_facts = [each for call in called if (each := call.fact(file)) is not None]
    registering.sort(key=lambda entry: entry[0])
    fact = FormFact(
        declaration.name,
        declaration.line,
        declaration.end_line,
        declaration.exports,
        called_facts,
        list(tags.tags),
        list(dict.fromkeys(fact for _, fact in registering)),
        sorted(tags.inputs),
        list(tags.native),
        reference(file, tags.action) if tags.action is not None else None,
        _is_inline_server(file, tags.action),
        default_names(file, called),
        submitted(index, node, called, tags.action),
        mode_of(file, called),
        _features(file, node, called, tags),
        is_used,
        only_reads_control(file, node),
        drawn,
        list(tags.around),
        list(tags.filled),
        list(tags.submitting),
    )
    return fact, through


def _handed_on(index: Calls, names: Names, node: Node, tags: Tags, calls: list[FormCall]) -> list[str]:
    """The tags and hooks that a component hands its own name on to, and ``register``."""
    in_maker = names.in_maker
    handed_on = {
        *tags.passes_name,
        *(call.callee for call in calls if passes_name(index.file, call, in_maker=in_maker)),
    }
    if registers_own_name(index, node, in_maker=in_maker):
        handed_on.add("register")
    return sorted(handed_on)


def _made_of(file: ParsedFile, value: Node | None) -> list[str]:
    """The function that makes a component of another one, and that one: ``withController`` and ``Text`` of
    ``withController(Text)``."""
    function = value.child_by_field_name("function") if value is not None and value.type == "call_expression" else None
    if value is None or function is None or function.type not in ("identifier", "member_expression"):
        return []
    text = file.text(function)
    written, name = wrapped(file, value)
    makes = (written is not None or name) and text.rpartition(".")[2] not in _PASSING_ON
    return [each for each in (text if makes else "", name) if each]


def _features(file: ParsedFile, node: Node, called: list[FormCall], tags: Tags) -> list[str]:
    last_names = {tag.rpartition(".")[2] for tag in tags.tags}
    has_wizard = any(_WIZARD.fullmatch(name) for name in last_names)
    steps = any(
        bound.parent is not None and bound.parent.type == "array_pattern" and _STEP_NAME.fullmatch(file.text(bound))
        for bound in (file.captured("binding", node) if file.has(b"tep") else [])
    )
    has_array = any(call.callee.rpartition(".")[2] == "useFieldArray" for call in called)
    evidence = {
        "hasDefaultValues": any(call.defaults is not None for call in called),
        "hasFieldArray": has_array or tags.has_array or not _ARRAYS.isdisjoint(last_names),
        "hasProgress": any(_PROGRESS.fullmatch(name) for name in last_names),
        "hasTabs": any(TABS.fullmatch(name) for name in last_names),
        "hasWizard": has_wizard,
        "isMultiStep": has_wizard or steps,
    }
    return [name for name, is_there in evidence.items() if is_there]


def _wrapper(index: Calls, declaration: Declaration, wrappers: list[WrapperFact], aliases: dict[str, str]) -> None:
    """A hook that returns a form (or is another's member), a function that makes a resolver, or a constant that holds
    one."""
    function = declaration.node if declaration.kind == "function" else declaration.value
    if function is None or declaration.kind == "class":
        return
    file = index.file
    if function.type == "member_expression" and HOOK_NAME.match(declaration.name):
        # `export const useForm = forms.useForm`
        aliases[declaration.name] = file.text(function)
    calls = form_calls(index, function)
    options = made_options(file, function)
    if options is not None:
        calls = [call for call in calls if call.is_resolver] + _configured(file, options)
    if not calls:
        return
    if options is not None:
        held = calls
    elif function.type not in FUNCTIONS:
        # `const resolver = zodResolver(schema)`, `const { useAppForm } = createFormHook({…})`
        held = [call for call in calls if call.node == function]
    elif HOOK_NAME.match(declaration.name):
        made = returned_calls(file, function)
        held = [call for call in calls if call.is_resolver or call.node in made]
        held = held if any(call.node in made for call in held) else []
    else:
        # `createReportForm` makes components that hold a form.
        held = [call for call in calls if call.is_resolver or _MAKES_FORMS.fullmatch(declaration.name)]
    facts = [fact for call in held if (fact := call.fact(file)) is not None]
    if facts:
        wrappers.append(WrapperFact(declaration.name, facts, options is not None))


def _made_fields(index: Calls, names: Names, declaration: Declaration, fields: dict[str, list[str]]) -> None:
    """What the components that a function makes hand their own names on to."""
    node = declaration.node if declaration.kind == "function" else declaration.value
    if node is None or node.type not in FUNCTIONS or not index.file.captured("jsx", node):
        return
    handed_on = _handed_on(index, names, node, read_tags(index.file, node, names), form_calls(index, node))
    if handed_on:
        fields[declaration.name] = handed_on


def _configured(file: ParsedFile, options: Node) -> list[FormCall]:
    """What an object tells a form, as a call without a name; empty where it tells none."""
    held = properties(file, options)
    return [FormCall("<", None, [], held)] if not FORM_KEYS.isdisjoint(held) else []


def _server(file: ParsedFile) -> list[str]:
    """``["*"]`` of a module that starts with ``"use server"``, else the functions that do."""
    if _is_server(file, file.root.named_children):
        return ["*"]
    found = []
    for declaration in file.outline.values():
        function = declaration.node if declaration.kind == "function" else declaration.value
        body = function.child_by_field_name("body") if function is not None and function.type in FUNCTIONS else None
        if body is not None and _is_server(file, body.named_children):
            found.append(declaration.name)
    return found


def _is_inline_server(file: ParsedFile, action: Node | None) -> bool:
    body = action.child_by_field_name("body") if action is not None and action.type in FUNCTIONS else None
    return body is not None and _is_server(file, body.named_children)


def _is_server(file: ParsedFile, statements: list[Node]) -> bool:
    for statement in statements:
        if statement.type == "comment":
            continue
        inner = statement.named_children
        is_directive = statement.type == "expression_statement" and bool(inner) and inner[0].type == "string"
        if not is_directive:
            return False
        if file.text(inner[0])[1:-1] == "use server":
            return True
    return False
