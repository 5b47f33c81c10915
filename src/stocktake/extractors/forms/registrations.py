"""Names that are registered with a form by calls, what gives the function that does so, and names handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import chain, initializer, reference
from stocktake.extractors.code.react import HOOK_NAME
from stocktake.extractors.forms.calls import Calls, FormCall
from stocktake.extractors.forms.conform import conform_field
from stocktake.extractors.forms.names import FieldFact, bounded, handed_by, is_own_name, name_text, named
from stocktake.extractors.forms.options import properties
from stocktake.syntax.nodes import FUNCTIONS, arguments, unwrap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile


def registered(
    calls: Calls, inside: Node, given_to: Mapping[int, str], *, in_drawing: bool = False
) -> list[tuple[int, FieldFact]]:
    """Names given to ``register("a.b")``, ``getInputProps("a")`` and the like, with their offsets; ``given_to`` are
    the tags that are handed what they give, by the same offsets. One that is told no name registers it all the
    same. ``in_drawing``: what is read is a function that draws fields, and no component."""
    file = calls.file
    found = []
    for function, name in calls.inside(inside):
        call = function.parent
        if name not in _REGISTERING or call is None:
            continue
        giver = _giver(file, function) if name == "register" else ""
        if giver is None or (name == "register" and _is_awaited(call)):
            continue
        given = arguments(call)
        first = unwrap(given[0]) if given else None
        if first is not None and first.type == "object":
            first = properties(file, first).get("name")
        handed = given_to.get(function.start_byte, "")
        texts = _names(file, name, first, keeps_own=in_drawing) if first is not None else []
        if not texts and handed and name == "register":
            texts = [""]
        parameter = handed_by(file, first) if in_drawing and first is not None else ""
        fields = (FieldFact(name, "call", text, giver=giver, given_to=handed, parameter=parameter) for text in texts)
        found += [(function.start_byte, each) for each in fields]
    return found


def _names(file: ParsedFile, called: str, given: Node, *, keeps_own: bool) -> list[str]:
    """The names that a call of ``called`` may register by what it is given."""
    if called.startswith("use") and _is_all_handed_on(file, given):
        return []
    found: dict[str, None] = {}
    for each in named(file, given):
        text = name_text(file, each, keeps_own=keeps_own)
        if called in _TAKING_FIELDS:
            # conform: `getInputProps(fields.email, …)`
            is_member = each.type == "member_expression"
            text = bounded(conform_field(file, each) or (file.text(each).partition(".")[2] if is_member else text))
        if text:
            found[text] = None
    return list(found)


_TAKING_FIELDS = frozenset(
    {"getInputProps", "getTextareaProps", "getSelectProps", "getFieldsetProps", "getCollectionProps"}
)
_REGISTERING = _TAKING_FIELDS | {"register", "getFieldProps", "useController", "useField", "useFieldArray"}


def registers_own_name(calls: Calls, inside: Node, *, in_maker: bool) -> bool:
    """Whether a component registers the name it is given itself: ``register(name)``."""
    for function, name in calls.inside(inside):
        given = arguments(function.parent) if name == "register" and function.parent is not None else []
        first = unwrap(given[0]) if given else None
        if first is None or first.type not in ("identifier", "member_expression"):
            continue
        if is_own_name(calls.file, first, in_maker=in_maker) and _giver(calls.file, function) is not None:
            return True
    return False


def passes_name(file: ParsedFile, call: FormCall, *, in_maker: bool) -> bool:
    """Whether a hook is given the name that its component is given: ``useController({ name })``, ``useField(name)``,
    ``useInput(props)``."""
    value = call.options.get("name") or call.options.get("source")
    if value is not None:
        return is_own_name(file, value, in_maker=in_maker)
    return bool(call.given) and bool(reference(file, call.given[0]).parameter)


def _is_all_handed_on(file: ParsedFile, given: Node) -> bool:
    """Whether a hook is given all that its component is given, the name with it: ``useController(props)``."""
    return given.type == "identifier" and reference(file, given).parameter.isdecimal()


def _is_awaited(call: Node) -> bool:
    """Whether a call is waited for, as no form's ``register`` is."""
    return call.parent is not None and call.parent.type == "await_expression"


def _giver(file: ParsedFile, function: Node) -> str | None:
    """The hook that gives a ``register`` that is called: ``useOrder`` after ``const { register } = useOrder()``, or
    after ``const order = useOrder()`` for ``order.register``. "" where it is handed in or its origin is unknown, None
    where it is a function of the file's own, an import or a global, which no form gives."""
    node = function
    for _ in range(_MAX_HOPS):
        root, dotted = chain(file, node)
        if root is None or root.type == "this":
            return ""
        bound = file.binding_of(file.text(root), root)
        if bound is None:
            if HOOK_NAME.match(dotted.rpartition(".")[2]):
                return dotted
            if node.type == "call_expression":
                return ""
            declared = file.outline.declared(file.text(root))
            is_held = declared is not None and declared.kind == "variable" and not _is_function(declared.value)
            return "" if is_held else None
        value = initializer(bound)
        if value is None:
            above = bound.parent
            is_name = above is not None and above.type in FUNCTIONS and above.child_by_field_name("name") == bound
            return None if is_name else ""
        node = unwrap(value)
        if node.type in FUNCTIONS:
            return None
        if node.type not in ("call_expression", "identifier", "member_expression"):
            return ""
    return ""


def _is_function(value: Node | None) -> bool:
    return value is not None and value.type in FUNCTIONS


_MAX_HOPS = 4
