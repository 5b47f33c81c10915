"""What a component is handed of a form's field by a render prop, or by a hook: ``{...field}``, ``onChange={onChange}``
after ``({ field: { onChange } }) => …``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import chain, initializer
from stocktake.extractors.code.react import called_name
from stocktake.syntax.nodes import function_around, unwrap
from stocktake.syntax.searching import matches_at

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_SPREAD = re.compile(rb"\{\s*\.\.\.([A-Za-z_$][\w$]*)\s*\}")
_ATTRIBUTE = re.compile(rb"(?P<name>[\w-]+)=\{")
_HANDLER = re.compile(rb"\bfield\.(?:onChange|handleChange)\b")
# What is no handler by its name must be given the field's, or a function of a value: a callback without one acts.
_PASSED_ON = re.compile(rb"\s*(?:async\s*)?(?:\(\s*[\w{[][^()]*\)|\w+)\s*=>|\s*[\w.]+\s*\}$")
_TAKEN = re.compile(rb"\bfield\s*:\s*(?:\{(?P<parts>[^{}]*)\}|(?P<local>[A-Za-z_$][\w$]*)\s*[,}])")
_TAKEN_HANDLER = re.compile(rb"\b(?:onChange|handleChange)\b(?:\s*:\s*(?P<local>\w+))?")


def taken_handlers(file: ParsedFile) -> re.Pattern[bytes] | None:
    """A pattern of the names that a file's patterns ``field: { onChange }`` may bind the field's handler to, or
    ``field: other`` by which it is reached as ``other.onChange``; None where there are none."""
    names: dict[bytes, None] = {}
    for match in matches_at(b"field", _TAKEN, file.data):
        if match["local"]:
            names[re.escape(match["local"]) + rb"\.(?:onChange|handleChange)"] = None
            continue
        for handler in _TAKEN_HANDLER.finditer(match["parts"]):
            names[handler["local"] or handler[0]] = None
    return re.compile(rb"(?<![\w$.])(?:" + b"|".join(names) + rb")(?![\w$])") if names else None


def is_handed_field(file: ParsedFile, element: Node) -> bool:
    """Whether an element is given a whole field: ``{...field}``, or by the name that one is taken under."""
    for child in element.named_children[1:]:
        match = _SPREAD.fullmatch(file.data, child.start_byte, child.end_byte)
        if match is not None:
            spread = child.descendant_for_byte_range(match.start(1), match.end(1))
            if match[1] == b"field" or (spread is not None and _is_taken_field(file, spread)):
                return True
    return False


def registering_calls(file: ParsedFile, element: Node) -> list[int]:
    """Where what an element is given is made by calls that register a field: ``{...register("a")}``, ``{...email}``
    after ``const { ref, ...email } = register("email")``."""
    found = []
    for child in element.named_children[1:]:
        spread = child.named_children[0] if child.type == "jsx_expression" and child.named_children else None
        if spread is None or spread.type != "spread_element":
            continue
        value: Node | None = unwrap(spread.named_children[0])
        if value is not None and value.type == "identifier":
            bound = file.binding_of(file.text(value), value)
            value = initializer(bound) if bound is not None else None
            value = unwrap(value) if value is not None else None
        function = value.child_by_field_name("function") if value is not None else None
        if function is not None and called_name(file, function) in _REGISTERING:
            found.append(function.start_byte)
    return found


# conform's `getFieldsetProps` is of several inputs, and `getCollectionProps` of each of a list.
_REGISTERING = frozenset({"register", "getInputProps", "getTextareaProps", "getSelectProps", "getFieldProps"})


def is_handed_handler(file: ParsedFile, element: Node, taken: re.Pattern[bytes] | None) -> bool:
    """Whether an element is given what tells a field its new value: ``onChange={field.onChange}``."""
    data = file.data
    for child in element.named_children[1:]:
        named = _ATTRIBUTE.match(data, child.start_byte, child.end_byte)
        # What is drawn in an attribute is given its own.
        if named is None or named["name"] == b"onClick" or _draws(file, child):
            continue
        if not named["name"].startswith(b"on") and not _PASSED_ON.match(data, named.end(), child.end_byte):
            continue
        if _HANDLER.search(data, named.end(), child.end_byte) is not None:
            return True
        for match in taken.finditer(data, named.end(), child.end_byte) if taken is not None else ():
            used = child.descendant_for_byte_range(match.start(), match.end())
            if used is not None and _sets_field(file, used):
                return True
    return False


def _draws(file: ParsedFile, attribute: Node) -> bool:
    """Whether there are elements in an attribute: `<` may compare as well, or begin a type argument."""
    is_possible = file.data.find(b"<", attribute.start_byte, attribute.end_byte) >= 0
    return is_possible and bool(file.captured("jsx", attribute))


def _sets_field(file: ParsedFile, used: Node) -> bool:
    """Whether a name, or a member of one, is a field's handler."""
    owner = used.child_by_field_name("object") if used.type == "member_expression" else None
    if owner is not None:
        return _is_taken_field(file, owner)
    return field_part(file, used) in ("onChange", "handleChange")


def _is_taken_field(file: ParsedFile, name: Node) -> bool:
    """Whether a name is bound to a field as a whole: ``other`` after ``field: other``."""
    key, _ = _taken(file.binding_of(file.text(name), name))
    return key is not None and file.text(key) == "field"


def field_part(file: ParsedFile, name: Node) -> str:
    """The part of a field that a name is bound to: ``onChange`` for ``change`` after ``field: { onChange: change }``;
    "" for any other name."""
    bound = file.binding_of(file.text(name), name) if name.type == "identifier" else None
    key, pattern = _taken(bound)
    outer, _ = _taken(pattern)
    return file.text(key) if key is not None and outer is not None and file.text(outer) == "field" else ""


def is_fields_name(file: ParsedFile, node: Node) -> bool:
    """Whether an expression is the name of a field that was made elsewhere: ``field.name`` after
    ``const { field } = useController(…)``, or ``name`` taken from there."""
    if node.type == "identifier":
        return field_part(file, node) == "name"
    root, dotted = chain(file, node)
    if root is None or not dotted.endswith(".name") or dotted.count(".") != 1:
        return False
    return _is_taken_field(file, root)


def is_rendered_field(file: ParsedFile, node: Node) -> bool:
    """Whether ``field.name`` is of what a form's field hands to the function that draws it
    (``render={(field) => …}``), and not of an entry of a list: ``fields.map((field) => …)``."""
    root, _ = chain(file, node)
    around = function_around(file.binding_of(file.text(root), root)) if root is not None else None
    above = around.parent if around is not None else None
    if above is None or above.type == "arguments":
        return False
    element = above.parent if above.type == "jsx_expression" else None
    if element is None or element.type != "jsx_element":
        return True
    tag = element.named_children[0].child_by_field_name("name")
    return tag is not None and _DRAWS_FIELD.fullmatch(file.text(tag)) is not None


def is_given_to_field(file: ParsedFile, function: Node) -> bool:
    """Whether a function is what a form's field is given to draw it by: ``<Controller render={() => …} />``."""
    above = function.parent
    holder = above.parent if above is not None and above.type == "jsx_expression" else None
    if holder is None:
        return False
    element = holder.parent if holder.type == "jsx_attribute" else holder
    if element is None or not element.named_children:
        return False
    opening = element.named_children[0] if element.type == "jsx_element" else element
    tag = opening.child_by_field_name("name")
    return tag is not None and _DRAWS_FIELD.fullmatch(file.text(tag)) is not None


def taken_field(file: ParsedFile, tag: Node) -> str:
    """``Field`` for a tag that is taken from a form: ``const { Field } = form``, ``= useForm(…)``; else ""."""
    key, pattern = _taken(file.binding_of(file.text(tag), tag)) if tag.type == "identifier" else (None, None)
    declared = pattern.parent if pattern is not None else None
    value = declared.child_by_field_name("value") if declared is not None else None
    if key is None or value is None or file.text(key) not in ("Field", "AppField"):
        return ""
    named = value.child_by_field_name("function") if value.type == "call_expression" else value
    return file.text(key) if named is not None and _MAKES_FIELDS.fullmatch(file.text(named)) is not None else ""


_MAKES_FIELDS = re.compile(r"(?:\w+\.)*(?:use[A-Z]\w*|create\w*Form|\w*[fF]orm)")
_DRAWS_FIELD = re.compile(r"[\w.]*(?:Controller|Field\w*|FormItem|Form\.Item)")


def _taken(bound: Node | None) -> tuple[Node | None, Node | None]:
    """The key by which an object pattern takes what is bound, and the pattern; (None, None) where none does."""
    above = bound.parent if bound is not None else None
    if bound is None or above is None:
        return None, None
    key: Node | None = bound
    if above.type in ("object_assignment_pattern", "assignment_pattern"):
        # `{ value = [] }`, `{ field: { value } = {} }`
        bound, above = above, above.parent or above
    if above.type == "pair_pattern":
        key, above = above.child_by_field_name("key"), above.parent or above
    elif bound.type == "object_pattern":
        return None, None
    return (key, above) if above.type == "object_pattern" else (None, None)
