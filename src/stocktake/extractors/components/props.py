"""Facts about a component's props: the type they are declared with, and what destructuring says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from stocktake.extractors.code.react import called_name
from stocktake.extractors.code.react_types import COMPONENT_TYPE, declared_type, is_component_type
from stocktake.extractors.code.shapes import OTHER, TYPE_TEXT_LIMIT, Shape, shape, type_argument, type_parameters
from stocktake.extractors.components.class_props import class_props
from stocktake.extractors.components.default_props import DEFAULT_LIMIT, default_props
from stocktake.extractors.components.prop_types import prop_types
from stocktake.extractors.components.wrappers import styled_tag
from stocktake.syntax.nodes import CLASSES, annotation, parameters

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.extractors.components.evidence import Evidence
    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

_ELEMENT = re.compile(r"(?:HTML|SVG)\w*Element")


class PropsFact(Struct, frozen=True, array_like=True, gc=False):
    """``type`` is the declared type of the props; ``taken`` the destructured (name, default) pairs in source order,
    default "" where there is none; ``has_rest``: the others are there as well; ``is_none``: the function
    takes no parameter. ``own`` is the type of the parameter where another type declares the props: what only that has
    is not given by those who render the component. ``generics`` are the type parameters, as written, of the component,
    or of the function that makes it. ``given`` are the type arguments of the call of such a function, the first of
    which ``type`` is taken from: what the function says of what it makes comes before that. ``defaults`` are those
    in ``defaultProps``, whose names are ``taken`` as well. ``checked`` are the parts of its ``propTypes``."""

    type: Shape = OTHER
    taken: list[tuple[str, str]] = []
    has_rest: bool = False
    is_none: bool = False
    own: Shape = OTHER
    generics: list[str] = []
    given: list[Shape] = []
    defaults: list[tuple[str, str]] = []
    checked: list[Shape] = []


NO_PROPS = PropsFact()
_NOTHING = Shape("object")
_UNKNOWN = Shape("object", text="unknown")


def props_facts(file: ParsedFile, declaration: Declaration, evidence: Evidence) -> PropsFact:
    """Props of a component: of its function's first parameter, of ``FC<Props>``, of ``forwardRef<Ref, Props>``, of
    ``Component<Props>``, or those of what it wraps."""
    known = _props_facts(file, declaration, evidence)
    defaults = default_props(file, declaration, evidence.function)
    checked = prop_types(file, declaration, evidence.function)
    if not (defaults or checked):
        return known
    names = {name for name, _ in known.taken}
    taken = [*known.taken, *((name, "") for name, _ in defaults if name not in names)]
    # What is not taken apart may be used as a whole.
    is_whole = not (known.taken or known.is_none) and evidence.kind != "class"
    typed = known.type
    if checked and typed.op == "props" and evidence.function is None:
        typed = Shape("and", parts=[typed, *checked])
    has_rest = known.has_rest or is_whole
    return replace(known, type=typed, taken=taken, has_rest=has_rest, defaults=defaults, checked=checked)


def _props_facts(file: ParsedFile, declaration: Declaration, evidence: Evidence) -> PropsFact:
    function, call = evidence.function, evidence.call
    if function is not None and function.type in CLASSES:
        return PropsFact(class_props(file, function), generics=type_parameters(file, function))
    if evidence.alternatives:
        return PropsFact(_of_wrapped(evidence))
    own = function_props(file, function, call) if function is not None else NO_PROPS
    if declaration.kind == "function" and declaration.merged:
        own = replace(own, type=_of_overloads(file, declaration))
    typed = declared_type(file, declaration)
    by_type = _of_type(file, typed)
    is_own_type = by_type.op == "component" and not is_component_type(file, typed)
    declared = by_type if _tells_props(file, typed) else own.type
    is_around = function is None and evidence.wraps != ""
    if declared is OTHER and (is_around or not is_own_type):
        declared = by_type
    if declared is OTHER and call is not None and function is None:
        declared, _ = _of_call(file, call)
    if evidence.kind == "styled" and call is not None:
        declared = _of_styled(file, call, evidence.wraps, declared)
    elif declared is OTHER and function is None:
        declared = _of_wrapped(evidence)
    props = _declared(own, by_type if declared is OTHER else declared)
    generics = type_parameters(file, function) if function is not None else []
    arguments = _maker_arguments(file, call) if evidence.made_by and call is not None else []
    if not (generics or arguments):
        return props
    return replace(props, generics=generics, given=[type_argument(file, each) for each in arguments])


def _maker_arguments(file: ParsedFile, call: Node) -> list[Node]:
    """The type arguments that what makes a component is called with, also in a curried call; not those of calls among
    its arguments."""
    node: Node | None = call
    while node is not None and node.type == "call_expression":
        given = file.type_arguments(node)
        if given:
            return given
        node = node.child_by_field_name("function")
    return []


def component_type_props(file: ParsedFile, typed: Node | None) -> Shape:
    """The props that a component type says: ``Props`` of ``FC<Props>``; ``OTHER`` where it says nothing of them."""
    return _of_type(file, typed) if _tells_props(file, typed) else OTHER


def function_props(file: ParsedFile, function: Node, call: Node | None) -> PropsFact:
    """Props of a function that a call may be around: what React's wrappers are given as type arguments comes before
    the type of the parameter, which may be of what is passed on inside as well."""
    own = parameter_props(file, function)
    given, is_certain = _of_call(file, call) if call is not None else (OTHER, False)
    if is_certain or (own.type is OTHER and not (own.taken and given == _NOTHING)):
        return _declared(own, given)
    return own


def _declared(own: PropsFact, declared: Shape) -> PropsFact:
    """Props of a declared type, with what a function takes of them."""
    is_other = own.type is not OTHER and own.type != declared
    return replace(own, type=declared, own=own.type if is_other else own.own)


def _tells_props(file: ParsedFile, typed: Node | None) -> bool:
    """Whether a declared type says what the props are, whatever the parameter's own type: not a bare ``FC``."""
    if typed is None or not is_component_type(file, typed):
        return False
    is_name = typed.type in ("type_identifier", "nested_type_identifier")
    return not is_name or COMPONENT_TYPE.fullmatch(file.text(typed)) is None


def parameter_props(file: ParsedFile, function: Node) -> PropsFact:
    """Props as a function takes them: the type of its first parameter, and what is destructured of it."""
    parameter = next(iter(parameters(function)), None)
    if parameter is None:
        return PropsFact(is_none=True)
    typed = annotation(parameter.child_by_field_name("type"))
    declared = shape(file, typed) if typed is not None else OTHER
    pattern = parameter.child_by_field_name("pattern") or parameter
    taken: list[tuple[str, str]] = []
    has_rest = False
    if pattern.type == "object_pattern":
        taken, has_rest = _taken(file, pattern)
    elif pattern.type == "identifier":
        inside = [_taken(file, each)[0] for each in _destructured_in_body(file, function, file.text(pattern))]
        taken = list({name: (name, default) for found in inside for name, default in found}.values())
        # The other props are still in the parameter.
        has_rest = bool(inside)
    return PropsFact(declared, taken, has_rest)


def _of_overloads(file: ParsedFile, declaration: Declaration) -> Shape:
    """One or the other of the types that the signatures of a function give its first parameter."""
    given = (next(iter(parameters(node)), None) for node in declaration.merged)
    typed = (annotation(each.child_by_field_name("type")) if each is not None else None for each in given)
    parts = [type_argument(file, each) if each is not None else _NOTHING for each in typed]
    return Shape("or", parts=parts, text=" | ".join(part.text for part in parts))


def _of_wrapped(evidence: Evidence) -> Shape:
    """``memo(X)`` has the props of X, and so has another name for it; what a higher-order component makes of them
    is not known."""
    if evidence.alternatives:
        return Shape("or", parts=[_props_of(name) for name in evidence.alternatives])
    if not evidence.wraps or evidence.made_by:
        return OTHER
    of = _props_of(evidence.wraps)
    return of if evidence.kind != "hoc" or evidence.is_same else Shape("other", text=of.text)


def _props_of(name: str) -> Shape:
    return Shape("props", name=name.partition("<")[0], text=f"ComponentProps<typeof {name}>")


def _of_styled(file: ParsedFile, call: Node, wraps: str, own: Shape) -> Shape:
    """``styled(X)<Props>`` has the props of X as well, ``styled.div`` those of the tag."""
    tag = styled_tag(file, call)
    base = _props_of(wraps) if wraps else Shape("other", text=f"ComponentProps<'{tag}'>") if tag else OTHER
    return base if own is OTHER else own if base is OTHER else Shape("and", parts=[base, own])


def _of_type(file: ParsedFile, typed: Node | None) -> Shape:
    """``Props`` of ``FC<Props>``, also intersected with its parts, and of ``(props: Props) => …``."""
    if typed is not None and typed.type == "intersection_type":
        typed = next((each for each in typed.named_children if each.type in ("generic_type", "function_type")), None)
    if typed is not None and typed.type == "function_type":
        parameter = next(iter(parameters(typed)), None)
        return shape(file, annotation(parameter.child_by_field_name("type"))) if parameter is not None else OTHER
    if typed is None or typed.type not in ("type_identifier", "nested_type_identifier", "generic_type"):
        return OTHER
    text = file.line_text(typed, TYPE_TEXT_LIMIT - len("ComponentProps<>"))
    return Shape("component", parts=[shape(file, typed)], text=f"ComponentProps<{text}>")


def _of_call(file: ParsedFile, call: Node) -> tuple[Shape, bool]:
    """``Props`` of ``forwardRef<Ref, Props>``, ``memo<Props>``, ``styled(X)<Props>``, ``withPart<HTMLElement, P>``, and
    whether what is called is known for it."""
    node: Node | None = call
    for _ in range(8):
        if node is None or node.type != "call_expression":
            break
        function = node.child_by_field_name("function")
        given = file.type_arguments(node)
        if given:
            return _of_type_arguments(file, called_name(file, function) if function is not None else "", given)
        inside = node.child_by_field_name("arguments")
        nested = (
            [each for each in inside.named_children if each.type == "call_expression"] if inside is not None else []
        )
        node = nested[0] if nested else function
    return OTHER, False


def _of_type_arguments(file: ParsedFile, called: str, given: list[Node]) -> tuple[Shape, bool]:
    name = called.lower()
    if name.endswith("forwardref"):
        # The props of React's default to `{}`.
        return (shape(file, given[1]), True) if len(given) > 1 else (_NOTHING if name == "forwardref" else OTHER, False)
    if given[0].type == "literal_type":
        # `forwardRefAs<'button', Props>`: what it makes of the tag is not known.
        return (Shape("and", parts=[shape(file, given[1]), _UNKNOWN]) if len(given) > 1 else OTHER), False
    is_second = len(given) > 1 and _ELEMENT.fullmatch(file.text(given[0])) is not None
    is_known = name in ("memo", "observer") and given[0].type != "type_query"
    return shape(file, given[1 if is_second else 0]), is_known


def _taken(file: ParsedFile, pattern: Node) -> tuple[list[tuple[str, str]], bool]:
    """(name, default) of every property in an object pattern, and whether it ends in a rest."""
    found: list[tuple[str, str]] = []
    has_rest = False
    for child in pattern.named_children:
        kind = child.type
        if kind == "shorthand_property_identifier_pattern":
            found.append((file.text(child), ""))
        elif kind == "object_assignment_pattern":
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            if left is not None:
                found.append((file.text(left), file.line_text(right, DEFAULT_LIMIT) if right is not None else ""))
        elif kind == "pair_pattern":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is None or key.type == "computed_property_name":
                continue
            default = value.child_by_field_name("right") if value is not None else None
            is_default = value is not None and value.type == "assignment_pattern" and default is not None
            text = file.line_text(default, DEFAULT_LIMIT) if is_default and default is not None else ""
            found.append((file.text(key).strip("'\""), text))
        elif kind == "rest_pattern":
            has_rest = True
    return found, has_rest


def _destructured_in_body(file: ParsedFile, function: Node, name: str) -> list[Node]:
    """The patterns of ``const {…} = props`` among the first-level statements of the body."""
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return []
    found = []
    for statement in body.named_children:
        if statement.type not in ("lexical_declaration", "variable_declaration"):
            continue
        for declarator in statement.named_children:
            value = declarator.child_by_field_name("value") if declarator.type == "variable_declarator" else None
            pattern = declarator.child_by_field_name("name") if value is not None else None
            if value is None or pattern is None or value.type != "identifier" or pattern.type != "object_pattern":
                continue
            if file.text(value) == name:
                found.append(pattern)
    return found
