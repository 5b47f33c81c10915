"""Which variables of a file may be schemas under any name, and what they are made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import chain, sides
from stocktake.extractors.code.static_fields import static_fields
from stocktake.extractors.validation_services.calls import SCHEMA_NAME, SCHEMA_TYPE
from stocktake.syntax.commonjs import object_literal
from stocktake.syntax.nodes import CLASSES, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_SCHEMA_METHODS = re.compile(
    rb"\.(?:pick|omit|extend|safeExtend|merge|partial|deepPartial|required|strict|passthrough|catchall|refine"
    rb"|superRefine|transform|pipe|optional|nullable|nullish|array|brand|default|catch|describe|and|or|keyof|shape)\b"
)
_BUILDER_NAMES = (
    "object strictObject looseObject string number boolean array tuple record union enum_ picklist literal variant "
    "intersect intersection pipe type pattern date mixed lazy discriminatedUnion"
)
_BUILDERS = frozenset(_BUILDER_NAMES.split())


def possible_schemas(file: ParsedFile) -> dict[str, str]:
    """Variables, and static members of classes (``Owner.member``), that may be schemas, or objects of schemas: name →
    what their value starts with. Those with the name of one are among them: others, named differently, derive from
    them."""
    found: dict[str, str] = {}
    for declaration in file.outline.values():
        value = declaration.value
        if declaration.kind == "class" or (value is not None and value.type in CLASSES):
            for field in static_fields(value or declaration.node) if file.has(b"static") else ():
                if made_of := _start(file, unwrap(field.value), field.annotation):
                    found[f"{declaration.name}.{file.text(field.name)}"] = made_of
        elif value is not None and not declaration.pattern and (made_of := _start(file, value, declaration.annotation)):
            found[declaration.name] = made_of
    return found


def _start(file: ParsedFile, value: Node, typed: Node | None) -> str:
    """What the value of a variable or a field starts with, where it may be a schema; ``typed``: its type annotation."""
    # Of what is chosen from, one tells of all.
    value = next(iter(sides(value)), value)
    if value.type in ("identifier", "member_expression"):
        return _renamed(file, value)
    if value.type == "call_expression":
        held = object_literal(file, value)
        return _held(file, held, typed) if held is not None else _made_of(file, value)
    if value.type == "object":
        return _held(file, value, typed)
    is_one = value.type == "new_expression" and (b"jv" in file.data or b"ommander" in file.data)
    # Of an Ajv, and a Command, by which what is no schema is known.
    return chain(file, value)[1] if is_one else ""


def _renamed(file: ParsedFile, value: Node) -> str:
    """The dotted name that a variable is another name for; "" for what is taken of anything else."""
    dotted = chain(file, value)[1]
    return dotted if dotted == file.text(value) else ""


def _made_of(file: ParsedFile, call: Node) -> str:
    """What a call that may make a schema starts with; "" for any other."""
    root, dotted = chain(file, call)
    if root is None:
        return ""
    is_short = "." in dotted and len(file.text(root)) <= _SHORT
    return dotted if is_short or dotted in _BUILDERS or _derives(file, call) else ""


def _held(file: ParsedFile, literal: Node, typed: Node | None) -> str:
    """What the first value of an object starts with, where it may be a schema: ``{ user: z.object({}) }``."""
    first = next((child for child in literal.named_children if child.type != "comment"), None)
    value = first
    if first is not None and first.type == "pair":
        value = first.child_by_field_name("value")
    if value is None:
        return ""
    value = unwrap(value)
    if value.type == "call_expression":
        return _made_of(file, value)
    if value.type not in ("identifier", "shorthand_property_identifier"):
        return ""
    name = file.text(value)
    is_schema = SCHEMA_NAME.fullmatch(name) or (typed is not None and SCHEMA_TYPE.search(file.text(typed)))
    return name if is_schema else ""


_SHORT = 3
"""Characters of the names that schema libraries are usually imported under: z, v, yup, Joi."""


def _derives(file: ParsedFile, value: Node) -> bool:
    return _SCHEMA_METHODS.search(file.data, value.start_byte, value.end_byte) is not None
