"""Names of fields, as they are given to tags and in calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.code.expressions import chain, reference, sides
from stocktake.extractors.forms.conform import conform_field
from stocktake.extractors.forms.controls import is_fields_name, is_rendered_field
from stocktake.extractors.forms.options import constant
from stocktake.syntax.nodes import FUNCTIONS, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

NAME_LIMIT = 80


class FieldFact(Struct, frozen=True, array_like=True, gc=False):
    """A name given to a tag by ``name=`` or ``source=`` (``attribute``), or in a call (``tag`` is what is called,
    ``attribute`` "call"). ``control``: the tag is also given a ``control``, as react-hook-form's fields are. ``giver``:
    the hook that gives the ``register`` that is called, "" where that is unknown. ``given_to``: the tag that what the
    call gives is handed to. ``parameter``: where a function that draws the field is handed its name, see
    :class:`~stocktake.extractors.forms.drawn.DrawFact`."""

    tag: str
    attribute: str
    name: str
    control: bool = False
    giver: str = ""
    given_to: str = ""
    parameter: str = ""

    @property
    def shows_register(self) -> bool:
        """Whether a name is registered by a ``register`` that is react-hook-form's, wherever it comes from: an element
        is handed what it gives."""
        return self.tag == "register" and self.given_to != "" and self.giver == ""


def name_text(file: ParsedFile, value: Node, *, keeps_own: bool = False) -> str:
    """The name written as a string or template, or as a path (``user.name`` of ``['user', 'name']``); ``{expression}``
    for a short name computed from elsewhere; "" for a component's own name handed on, unless it ``keeps_own``, and for
    anything else."""
    node = unwrap(value)
    if node.type == "array":
        steps = [_step(file, each) for each in node.named_children if each.type != "comment"]
        return bounded(".".join(steps)) if all(steps) else ""
    if node.type in ("string", "template_string"):
        return bounded(file.text(node)[1:-1])
    if node.type in _NAMING and (keeps_own or not is_own_name(file, node)):
        text = file.text(node)
        if node.type == "member_expression" and "(" not in text and "[" not in text:
            # A chain over several lines.
            text = "".join(text.split())
        inner = node.child_by_field_name("object") if text.endswith(".name") else None
        field = conform_field(file, inner) if inner is not None else ""
        if field:
            return bounded(field)
        is_drawn = text in ("field.name", "field().name") and in_callback(file, node) and is_rendered_field(file, node)
        is_handed = is_drawn or is_fields_name(file, node)
        # `render={({ field }) => <Input name={field.name} />}`: the field is the one around it.
        return f"{{{text}}}" if len(text) <= NAME_LIMIT // 2 and "\n" not in text and not is_handed else ""
    return ""


def _step(file: ParsedFile, node: Node) -> str:
    if node.type == "number":
        return file.text(node)
    inner = node.named_children[0] if node.type == "spread_element" and node.named_children else node
    return name_text(file, inner, keeps_own=True)


_NAMING = ("identifier", "member_expression", "subscript_expression")


def named(file: ParsedFile, value: Node) -> list[Node]:
    """What a name may be, in source order: each of those that ``value``, or a constant it is, chooses from by ``?:``,
    ``??`` or ``||``; the value alone where it chooses from none."""
    found: list[Node] = []
    stack = [unwrap(value)]
    while stack and len(found) < _MAX_CHOICES:
        node = stack.pop()
        chosen = sides(node) or _held_choice(file, node)
        stack.extend(reversed(chosen))
        found.extend([] if chosen else [node])
    return found


_MAX_CHOICES = 8


def _held_choice(file: ParsedFile, node: Node) -> list[Node]:
    """The names that a constant of the file chooses from, all written out."""
    held = constant(file, node)[0] if node.type == "identifier" else None
    chosen = sides(unwrap(held)) if held is not None else []
    return chosen if all(each.type in ("string", "template_string") for each in chosen) else []


def bounded(name: str) -> str:
    """A name that is cut ends in "…"."""
    return name if len(name) <= NAME_LIMIT else name[: NAME_LIMIT - 1] + "…"


def handed_by(file: ParsedFile, value: Node) -> str:
    """The parameter by which the function around a name is handed it; "" for one of its own, or of a function in it."""
    node = unwrap(value)
    return reference(file, node).parameter if node.type in _NAMING and not in_callback(file, node) else ""


def is_own_name(file: ParsedFile, value: Node, *, in_maker: bool = False) -> bool:
    """Whether a name is the one that the component is given itself: its ``name`` or ``source`` prop."""
    is_name = reference(file, value).parameter.endswith((".name", ".source"))
    return is_name and in_callback(file, value) == in_maker


def in_callback(file: ParsedFile, value: Node) -> bool:
    """Whether what an expression starts with is bound by a function inside the component, as ``option`` is in
    ``options.map((option) => …)``."""
    root, dotted = chain(file, value)
    bound = file.binding_of(dotted.partition(".")[0], root) if root is not None and dotted else None
    around = bound.parent if bound is not None else None
    if around is not None and around.type in FUNCTIONS and around.child_by_field_name("name") == bound:
        # A function's name is bound by what is around it.
        around = around.parent
    count = 0
    while around is not None and count < 2:
        count += around.type in FUNCTIONS
        around = around.parent
    return count > 1
