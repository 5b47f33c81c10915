"""The JSX of a component as a form sees it: form and input tags, registered names, what is handed to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from stocktake.extractors.code.expressions import reference
from stocktake.extractors.forms.attributes import attributes, of_entry
from stocktake.extractors.forms.conform import has_spreads, spread_fields
from stocktake.extractors.forms.contents import takes_content
from stocktake.extractors.forms.controls import (
    is_handed_field,
    is_handed_handler,
    registering_calls,
    taken_field,
)
from stocktake.extractors.forms.names import FieldFact, bounded, handed_by, is_own_name, name_text, named
from stocktake.extractors.forms.options import properties
from stocktake.extractors.forms.tabs import is_tabs_input
from stocktake.syntax.nodes import unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

NATIVE_INPUTS = frozenset({"input", "select", "textarea"})
"""The elements that something is entered by."""

FORM_LIKE = re.compile(
    r"\w*Form(?:ik|Field|Provider|Tab|Configurable|Iterator|Item)?|\w*Controller|\w*Field(?:Array)?|Filter"
    r"|(?:Create|Edit)(?:Base)?|\w*Wizard\w*|\w*Stepper|\w*Tabs(?:List)?|Tab|\w*Progress(?:Bar|Provider|Tabs)?|ArrayInput"
)
INPUT_LIKE = re.compile(
    r"(?!Dropdown)\w*(?:Input|Select|Auto[cC]omplete|Text[aA]rea(?:Auto[sS]ize)?|(?:Input|Text|Number|Password|Select|Date|Time|Email|Phone)Field"
    r"|Check[bB]ox(?:Group)?|Radio(?:Group)?|Switch|Combo[bB]ox|Picker|Slider|Uploader|FileUpload|Dropzone|Rating"
    r"|List[bB]ox|InputOTP|InputNumber)"
)
_INPUT_PARTS = re.compile(r"Input\.(?:Password|Search|OTP)|(?:Radio|Check[bB]ox|Switch)\.Group")
# `InputGroup`, `SelectItem` and `ErrorField` are none: such must be told of changes, or have a name of its own.
_INPUT_IF_TOLD = re.compile(r"(?:Input|Select)[A-Z]\w*|\w*(?:Field|Selector)|Toggle|SegmentedControl")
_CHANGES = frozenset({"onChange", "onValueChange"})
_NAMED_INPUT = re.compile(r"Input(?!Group|\w*(?:Error|Label|Message))[A-Z]\w*")
_NAMES = frozenset({"name", "control"})
_SUBMITTED = frozenset({"onSubmit", "action"})
_OPTIONS = frozenset(
    {"resolver", "validationSchema", "schema", "defaultValues", "initialValues", "validators", "onSubmit", "onFinish"}
    | {"mode"}
)
_OF_FORM = re.compile(r"(?:\A|\.)(?:form|\w+Form)\.Field\Z")
_REGISTERS = re.compile(rb"(?:\w+\.)*register(?:\(|\Z)")
_REFS = ("ref", "inputRef", "innerRef")
_AS_FORM = re.compile(rb"\b(?:as|component)=\{?['\"]form['\"]")
_COMPONENTS = frozenset({"function_declaration", "method_definition", "program"})
_PASSING = re.compile(r"(?:Controller|\w*Field|\w*Input|\w*Form\w*|Item|List)$")


class Element:
    """A form-like element and the attributes that configure a form."""

    __slots__ = ("options", "tag")

    def __init__(self, tag: str, options: dict[str, Node]) -> None:
        self.tag = tag
        self.options = options


class Tags:
    """What the elements inside a component show; names in source order, once each. A tag whose first name is local
    to a function is written with a dot in its place (``.Field`` of ``form.Field``). Of those that may be forms,
    ``around`` stand around what the component is given, ``filled`` have something in them, and ``submitting`` are told
    what to do with what is entered."""

    def __init__(self, *, in_drawing: bool = False) -> None:
        self.in_drawing = in_drawing
        self.tags: dict[str, None] = {}
        self.inputs: dict[str, None] = {}
        self.fields: list[tuple[int, FieldFact]] = []
        self.native: dict[str, None] = {}
        self.action: Node | None = None
        self.passes_name: dict[str, None] = {}
        self.elements: list[Element] = []
        self.has_array = False
        self.handed_parts: dict[str, None] = {}
        self.around: dict[str, None] = {}
        self.filled: dict[str, None] = {}
        self.submitting: dict[str, None] = {}
        self.registered: dict[int, str] = {}
        """By the offsets of calls that register a field the tags that are handed what they give."""

    def settle(self) -> None:
        """Take parts of components that are handed a field as inputs, where what they are parts of is none."""
        for part in self.handed_parts:
            if not self._is_part_of_input(part):
                self.inputs[part] = None
        self.registered = {at: each for at, each in self.registered.items() if not self._is_part_of_input(each)}

    def _is_part_of_input(self, tag: str) -> bool:
        whole = tag.rpartition(".")[0]
        return whole in self.inputs or f"{whole}.Root" in self.inputs


class Names(NamedTuple):
    """What a file itself calls things: ``renamed`` maps local names to the ones they are imported by, ``aliases``
    components to what they stand for; ``handlers`` are names of a field's parts, see :func:`taken_handlers`.
    ``in_maker``: what is read makes components, which are the functions inside it; ``in_drawing``: it is a function
    that draws parts of a form, and no component."""

    renamed: Mapping[str, str]
    aliases: Mapping[str, str]
    handlers: re.Pattern[bytes] | None
    in_maker: bool = False
    in_drawing: bool = False


def read_tags(file: ParsedFile, inside: Node, names: Names) -> Tags:
    """Read every element that starts inside a node."""
    found = Tags(in_drawing=names.in_drawing)
    may_spread = has_spreads(file)
    for tag in file.captured("jsx", inside):
        text = file.text(tag)
        element = tag.parent
        if element is None:
            continue
        last = text.rpartition(".")[2]
        last = names.renamed.get(last, last)
        for name in spread_fields(file, element) if may_spread else ():
            found.fields.append((element.start_byte, FieldFact(text, "call", bounded(name))))
        if file.data.find(b"...", element.start_byte, element.end_byte) >= 0:
            found.registered |= dict.fromkeys(registering_calls(file, element), _known_name(file, tag))
        if last[:1].islower() or "-" in last:
            if last == "form" or text in NATIVE_INPUTS or text == "button":
                _native(file, last, element, found)
                _passed(file, last, element, names, found)
            continue
        alias = names.aliases.get(text, "")
        if alias and file.is_shadowed(text.partition(".")[0], tag):
            alias = ""
        if alias == "form" or alias in NATIVE_INPUTS:
            # `styled.form`
            _native(file, alias, element, found, text)
            _passed(file, alias, element, names, found)
            continue
        _component_tag(file, tag, (last, alias.rpartition(".")[2] or last), element, names, found)
    found.settle()
    return found


def _known_name(file: ParsedFile, tag: Node) -> str:
    """A tag, with a dot in the place of a first name that is local."""
    root, _, member = file.text(tag).partition(".")
    return f".{member}" if file.is_shadowed(root, tag) else file.text(tag)


def _native(file: ParsedFile, tag: str, element: Node, found: Tags, shown: str = "") -> None:
    given = attributes(file, element)
    if tag == "button":
        if "value" in given:
            _named(file, tag, "name", element, given, found)
        return
    if tag != "form":
        found.inputs[shown or tag] = None
        _named(file, tag, "name", element, given, found)
        return
    if "onSubmit" in given:
        found.native["form onSubmit"] = None
    action = given.get("action")
    if "action" in given:
        value = unwrap(action) if action is not None else None
        # What is called has no method; an address has.
        is_text = value is None or value.type in ("string", "template_string") or "method" in given
        found.native["form method" if is_text else "form action"] = None
        if not is_text and found.action is None:
            found.action = value
    elif "method" in given:
        found.native["form method"] = None
    found.native["form"] = None
    if takes_content(file, element):
        found.around["form"] = None
    found.elements.append(Element("form", {key: node for key, node in given.items() if node and key in _OPTIONS}))


def _component_tag(
    file: ParsedFile, tag: Node, called: tuple[str, str], element: Node, names: Names, found: Tags
) -> None:
    """Read a component's tag; ``called`` are its last name and that of what it stands for."""
    text = file.text(tag)
    root, last = text.partition(".")[0], called[0]
    source = file.data[element.start_byte : element.end_byte]
    has_name = b"name" in source or b"source" in source
    may_hold = b"field" in source or names.handlers is not None
    is_handed = may_hold and is_handed_handler(file, element, names.handlers)
    is_form_like = _matches(FORM_LIKE, called) and not _is_repeated_progress(file, tag, last)
    is_form_like = is_form_like or (b"form=" in source and _is_given_form(attributes(file, element)))
    may_be_input = _INPUT_IF_TOLD.fullmatch(last) is not None
    given = attributes(file, element) if has_name or is_form_like or may_be_input else {}
    is_counter = is_form_like and last.endswith("Stepper") and (is_handed or _is_counter(given))
    is_chosen = is_form_like and is_tabs_input(file, element, last, is_told=is_handed)
    is_form_like = is_form_like and not (is_counter or is_chosen)
    is_input = is_counter or is_chosen or _matches(INPUT_LIKE, called) or (may_be_input and _is_told(last, given))
    is_input = (is_input and root != "Skeleton") or (root != last and _is_part_as_input(file, tag, names))
    is_controlled = is_handed or (not is_form_like and may_hold and is_handed_field(file, element))
    if b"form" in source and _AS_FORM.search(source):
        _drawn_as_form(file, element, found)
    if not (is_form_like or is_input or has_name or is_controlled):
        return
    shown = _local_part(file, tag, last, given, found) if file.is_shadowed(root, tag) else text
    if not shown:
        return
    # `<view.Component>` says nothing by its name.
    if is_input:
        found.inputs[shown.removeprefix(".")] = None
    elif is_controlled and shown == text:
        (found.handed_parts if "." in text else found.inputs)[shown] = None
    if is_form_like:
        found.tags[shown] = None
        _holding(file, shown, element, given, found)
    if last == "Form" and shown == ".Form" and root.lower().endswith("fetcher"):
        found.tags["fetcher.Form"] = None
    _named(file, shown, "source", element, given, found)
    # A button's name is sent with its value; without one it may be that of an icon.
    if not last.endswith("Button") or "value" in given:
        _named(file, shown, "name", element, given, found)
    # A field's own validators are not the form's.
    is_group = shown == ".FormGroup"
    options = _options(file, given) if is_group or (is_form_like and not last.endswith("Field")) else {}
    if options:
        found.elements.append(Element(shown, options))
    if _matches(_PASSING, called) and _is_passed(file, element, given, in_maker=names.in_maker):
        found.passes_name[shown] = None


def _options(file: ParsedFile, given: Mapping[str, Node | None]) -> dict[str, Node]:
    """What an element tells a form: by its attributes, or by the object that it hands on as the form's ``options``."""
    options = given.get("options")
    handed = properties(file, unwrap(options)) if options is not None and unwrap(options).type == "object" else {}
    return {key: node for key, node in {**handed, **given}.items() if node is not None and key in _OPTIONS}


def _holding(file: ParsedFile, tag: str, element: Node, given: Mapping[str, Node | None], found: Tags) -> None:
    """What shows that a tag may hold a form: something is in it, it is submitted, or around what the component is
    given."""
    if element.type == "jsx_opening_element" or "children" in given:
        found.filled[tag] = None
    if not _SUBMITTED.isdisjoint(given):
        found.submitting[tag] = None
    if takes_content(file, element):
        found.around[tag] = None


def _local_part(file: ParsedFile, tag: Node, last: str, given: Mapping[str, Node | None], found: Tags) -> str:
    """A tag whose first name is local, with a dot in its place; "" where it says nothing. A field of a form
    (``props.form.Field``, or ``Field`` taken from one) is just that."""
    text = file.text(tag)
    member = text.partition(".")[2] or taken_field(file, tag)
    if not member or last not in ("Field", "AppField"):
        return f".{member}" if member else ""
    mode = given.get("mode")
    if mode is not None and file.text(mode).strip("'\"") == "array":
        found.has_array = True
    if last == "AppField" or _OF_FORM.search(text) is not None:
        found.tags[f"form.{last}"] = None
    return f".{last}"


def _is_given_form(given: Mapping[str, Node | None]) -> bool:
    """``<Box form={form} onFinish={save}>``: what may be a form of antd by another name."""
    return "form" in given and ("onFinish" in given or "initialValues" in given)


@lru_cache(maxsize=4_000)
def _matches(known: re.Pattern[str], called: tuple[str, str]) -> bool:
    """Whether one of the names of a tag is known. The same few tags are met again and again."""
    return known.fullmatch(called[0]) is not None or (called[1] != called[0] and known.fullmatch(called[1]) is not None)


def _is_told(name: str, given: Mapping[str, Node | None]) -> bool:
    """Whether what begins like an input is told of changes, or is given what an input is registered by."""
    return not _CHANGES.isdisjoint(given) or (_NAMED_INPUT.fullmatch(name) is not None and not _NAMES.isdisjoint(given))


def _is_part_as_input(file: ParsedFile, tag: Node, names: Names) -> bool:
    """Whether a part of a component is an input: the root of one that is made of parts, ``Select.Root``, or an input of
    another kind, ``Input.Password``."""
    owner, _, last = file.text(tag).rpartition(".")
    whole = owner.rpartition(".")[2]
    whole = names.renamed.get(whole, whole)
    is_root = last == "Root" and INPUT_LIKE.fullmatch(whole) is not None
    is_known = is_root or _INPUT_PARTS.fullmatch(f"{whole}.{last}") is not None
    return is_known and not file.is_shadowed(owner.partition(".")[0], tag)


def _is_counter(given: dict[str, Node | None]) -> bool:
    """Whether a stepper counts up and down to a value; another one leads through the steps of a form."""
    return "min" in given or "max" in given or ("value" in given and "onChange" in given)


def _is_repeated_progress(file: ParsedFile, tag: Node, last: str) -> bool:
    """Whether a progress bar is drawn for each entry of a list, of which it says something."""
    node = tag.parent if "Progress" in last else None
    while node is not None and node.type not in _COMPONENTS:
        above = node.parent
        if node.type == "arguments" and above is not None and file.text(above.named_children[0]).endswith(".map"):
            return True
        node = above
    return False


def _drawn_as_form(file: ParsedFile, element: Node, found: Tags) -> None:
    given = attributes(file, element)
    for key in ("as", "component"):
        value = given.get(key)
        if value is not None and file.text(value)[1:-1] == "form":
            _native(file, "form", element, found)
            return


def _named(
    file: ParsedFile, tag: str, attribute: str, element: Node, given: dict[str, Node | None], found: Tags
) -> None:
    value = given.get(attribute)
    if value is None:
        return
    texts = [name_text(file, each, keeps_own=found.in_drawing) for each in named(file, value)]
    parameter = handed_by(file, value) if found.in_drawing else ""
    ref = next((given[key] for key in _REFS if key in given), None)
    # react-hook-form 6: `<input name="a" ref={register} />`
    registers = ref is not None and attribute == "name" and _REGISTERS.match(file.data, ref.start_byte, ref.end_byte)
    for name in filter(None, texts):
        whole = of_entry(file, element, attribute, name)
        field = FieldFact(tag, attribute, whole, "control" in given, parameter=parameter)
        found.fields.append((element.start_byte, field))
        if registers:
            found.fields.append((element.start_byte, FieldFact("register", "call", name, given_to=tag)))


def _passed(file: ParsedFile, tag: str, element: Node, names: Names, found: Tags) -> None:
    """What is entered by an element that the component hands its own name on to is entered by the component."""
    if tag in NATIVE_INPUTS and _is_passed(file, element, attributes(file, element), in_maker=names.in_maker):
        found.passes_name[tag] = None


def _is_passed(file: ParsedFile, element: Node, given: dict[str, Node | None], *, in_maker: bool) -> bool:
    """Whether the component hands its own name on to this element, alone or with all of its props."""
    value = given.get("name") or given.get("source")
    if value is not None:
        return is_own_name(file, value, in_maker=in_maker)
    for child in element.named_children:
        if child.type == "jsx_expression":
            for inner in child.named_children:
                if inner.type == "spread_element" and inner.named_children:
                    return bool(reference(file, inner.named_children[0]).parameter)
    return False
