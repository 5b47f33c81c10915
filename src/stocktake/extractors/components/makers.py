"""Functions that make components, functions that give elements, and the parts of compound components."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from stocktake.extractors.code.react import is_named_like_component, returned, returns
from stocktake.extractors.code.react_types import gives_component, gives_elements
from stocktake.extractors.code.shapes import OTHER, type_parameters
from stocktake.extractors.components.children import SPREAD
from stocktake.extractors.components.evidence import (
    call_evidence,
    called_for_result,
    class_evidence,
    function_evidence,
)
from stocktake.extractors.components.props import PropsFact, component_type_props, function_props, parameter_props
from stocktake.extractors.components.wrappers import local_value
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, annotation, arguments, assigned_member, parameters, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_DEPTH = 3


def module_functions(file: ParsedFile) -> list[tuple[str, Node]]:
    """The module-level functions of a file, with their names."""
    found = []
    for declaration in file.outline.values():
        function = declaration.node if declaration.kind == "function" else declaration.value
        if function is not None and function.type in FUNCTIONS and not declaration.pattern:
            found.append((declaration.name, function))
    return found


def makers(file: ParsedFile, functions: list[tuple[str, Node]]) -> dict[str, PropsFact]:
    """Module-level functions that return a component (factories and higher-order components), with the props of what
    they make as far as it is written inside them; and those in the object that a function returns, as
    ``createParts().withPart``."""
    if not functions or not (file.captured("jsx") or file.has(b"createElement") or file.has(b"Component")):
        return {}
    found: dict[str, PropsFact] = {}
    for name, function in functions:
        known = _made_by(file, function)
        if known is not None:
            found[name] = known
        for each in map(unwrap, returned(function)):
            if each.type == "object":
                _add_held(file, function, each, name, found)
    return found


def _made_by(file: ParsedFile, function: Node, depth: int = 0) -> PropsFact | None:
    """The props of the component that a function gives, None where it gives none."""
    made = (_made(file, function, unwrap(each), depth) for each in returned(function))
    known = next((each for each in made if each is not None), None)
    if known is None and not gives_component(file, function):
        return None
    declared = component_type_props(file, annotation(function.child_by_field_name("return_type")))
    if known is None or declared is not OTHER:
        known = PropsFact(declared)
    generics = type_parameters(file, function) if known.type is not OTHER else []
    return replace(known, generics=[*generics, *known.generics]) if generics else known


def _add_held(file: ParsedFile, function: Node, literal: Node, name: str, found: dict[str, PropsFact]) -> None:
    """The makers among the functions in an object that a function returns."""
    for child in literal.named_children:
        value: Node | None = child
        if child.type == "pair":
            value = child.child_by_field_name("value")
        elif child.type not in ("shorthand_property_identifier", "method_definition"):
            continue
        key = child.child_by_field_name("key") or child.child_by_field_name("name") or child
        inner = unwrap(value) if value is not None else None
        if inner is not None and inner.type in ("identifier", "shorthand_property_identifier"):
            local = local_value(file, function, file.text(inner))
            inner = unwrap(local) if local is not None else None
        if inner is None or inner.type not in FUNCTIONS:
            continue
        known = _made_by(file, inner)
        if known is not None:
            found[f"{name}().{file.text(key)}"] = known


def _made(file: ParsedFile, function: Node, expression: Node, depth: int = 0, name: str = "") -> PropsFact | None:
    """The props of a component made inside a function that returns ``expression``, which it calls ``name``; None where
    it is no component."""
    kind = expression.type
    if kind in ("arrow_function", "function_expression", "function_declaration"):
        is_named = kind == "function_declaration" or is_named_like_component(name)
        found = function_evidence(file, expression, "function", is_named_like_one=is_named)
        if found is not None and found.is_certain:
            return parameter_props(file, expression)
        if depth >= _MAX_DEPTH:
            return None
        # `withX = (options) => (Component) => (props) => <Component/>`
        return _made_by(file, expression, depth + 1)
    if kind in CLASSES:
        found = class_evidence(file, expression)
        is_one = found is not None and (found.renders or found.base.endswith("Component"))
        return PropsFact() if is_one else None
    if kind == "call_expression":
        found = call_evidence(file, expression)
        if found is None or found.calls or ((found.base or found.made_by) and not (found.renders or found.if_wrapped)):
            return None
        if found.function is not None and found.function.type not in CLASSES:
            return function_props(file, found.function, expression)
        local = local_value(file, function, found.wraps) if found.wraps else None
        inner = _made(file, function, unwrap(local), depth + 1) if local is not None and depth < _MAX_DEPTH else None
        return inner if inner is not None else PropsFact()
    if kind == "identifier" and depth < _MAX_DEPTH:
        named = file.text(expression)
        local = local_value(file, function, named)
        return _made(file, function, unwrap(local), depth + 1, named) if local is not None else None
    return None


def givers(file: ParsedFile, functions: list[tuple[str, Node]]) -> dict[str, list[str]]:
    """Module-level functions that give React elements, whatever their names and parameters; each with the functions
    it gives the result of, empty where it gives elements of its own."""
    if not functions or not (file.captured("jsx") or b"react" in file.data):
        return {}
    found: dict[str, list[str]] = {}
    for name, function in functions:
        result = returns(file, function)
        if result.element or gives_elements(file, function):
            found[name] = []
        elif result.calls and not result.other:
            found[name] = called_for_result(result)
    return found


_OTHER_TYPES = frozenset({"void", "string", "number", "boolean"})
_OTHER_VALUES = frozenset({"object", "array", "string", "template_string", "number", "true", "false"})
_NOTHING = frozenset({"null", "undefined"})


def other_makers(file: ParsedFile, functions: list[tuple[str, Node]]) -> list[str]:
    """Module-level functions that may be given a component and certainly give none: what
    ``createLazyComponent(() => import("./Page"))`` or ``defineField("text", () => <input />)`` gives holds a component,
    if anything."""
    near = (b"eact", b"azy", b"ynamic")
    if not functions or not (file.captured("jsx") or any(each in file.data for each in near)):
        return []
    # What is named like a component is one that takes props.
    makers = ((name, function) for name, function in functions if not is_named_like_component(name))
    return [name for name, function in makers if parameters(function) and _gives_other(file, function)]


def _gives_other(file: ParsedFile, function: Node, depth: int = 0) -> bool:
    """Whether a function gives nothing, or nothing but objects, lists and texts, or functions that do."""
    body = function.child_by_field_name("body")
    if body is None or depth > _MAX_DEPTH:
        return False
    typed = annotation(function.child_by_field_name("return_type"))
    if typed is not None and typed.type == "predefined_type":
        return file.text(typed) in _OTHER_TYPES
    given = [each for each in map(unwrap, returned(function)) if each.type not in _NOTHING]
    if not given:
        return depth == 0 and not returned(function)
    return all(
        each.type in _OTHER_VALUES or (each.type in FUNCTIONS and _gives_other(file, each, depth + 1)) for each in given
    )


def plain_classes(file: ParsedFile) -> list[str]:
    """Module-level classes that extend nothing and have a ``render``: what extends them is no component of React."""
    return [
        declaration.name
        for declaration in file.outline.values()
        if declaration.kind == "class"
        and file.data.find(b"render", declaration.node.start_byte, declaration.node.end_byte) >= 0
        and all(child.type != "class_heritage" for child in declaration.node.named_children)
    ]


def other_classes(file: ParsedFile, candidates: set[str]) -> list[str]:
    """Module-level classes that are not among the components and candidates."""
    return [each.name for each in file.outline.values() if each.kind == "class" and each.name not in candidates]


def made_contexts(file: ParsedFile) -> list[str]:
    """Module-level variables that ``createContext`` makes: React takes one for a component, which it is not."""
    found = []
    for declaration in file.outline.values():
        value = declaration.value
        if value is None or declaration.pattern or value.type != "call_expression" or not file.has(b"createContext"):
            continue
        function = value.child_by_field_name("function")
        if function is not None and file.called_name(function) == "createContext":
            found.append(declaration.name)
    return found


def parts(file: ParsedFile) -> dict[str, dict[str, str]]:
    """Compound components and objects of components: name → part → the name it stands for, from ``Menu.Item = X``,
    ``Object.assign(Menu, { Item: X })`` and ``const Menu = { Item: X }``."""
    found: dict[str, dict[str, str]] = {}
    for declaration in file.outline.values():
        value = declaration.value
        if value is None or declaration.pattern:
            continue
        literal = value if value.type == "object" else None
        if value.type == "call_expression":
            function = value.child_by_field_name("function")
            if function is not None and file.text(function) in ("Object.assign", "Object.freeze"):
                literal = next((each for each in map(unwrap, arguments(value)) if each.type == "object"), None)
        named = _named_values(file, literal) if literal is not None else {}
        if named:
            found[declaration.name] = named
    for statement in file.root.named_children:
        if statement.type == "expression_statement" and statement.named_children:
            _add_assigned(file, statement, found)
    return found


def _add_assigned(file: ParsedFile, statement: Node, found: dict[str, dict[str, str]]) -> None:
    """``Menu.Item = MenuItem`` and ``Object.assign(Menu, { Item: MenuItem })`` as statements."""
    assigned, node = assigned_member(statement), statement.named_children[0]
    if assigned is not None:
        left, right = assigned
        owner, _, part = file.text(left).rpartition(".")
        value = unwrap(right)
        name = file.text(value) if value.type in ("identifier", "member_expression") else ""
        if part[:1].isupper() and _is_name(name) and file.outline.declared(owner) is not None:
            found.setdefault(owner, {})[part] = name
    elif node.type == "call_expression":
        function, given = node.child_by_field_name("function"), arguments(node)
        if function is None or len(given) != 2 or file.text(function) != "Object.assign":
            return
        owner = file.text(given[0])
        if given[1].type == "object" and file.outline.declared(owner) is not None:
            found.setdefault(owner, {}).update(_named_values(file, given[1]))


def _named_values(file: ParsedFile, literal: Node) -> dict[str, str]:
    """Properties of an object literal that are components by name, and the objects that are spread into it."""
    found: dict[str, str] = {}
    spread: dict[str, str] = {}
    for child in literal.named_children:
        if child.type == "shorthand_property_identifier":
            key = name = file.text(child)
        elif child.type == "pair":
            left, right = child.child_by_field_name("key"), child.child_by_field_name("value")
            if left is None or right is None:
                continue
            key = file.text(left).strip("'\"")
            value = unwrap(right)
            name = file.text(value) if value.type in ("identifier", "member_expression") else ""
        elif child.type == "spread_element" and child.named_children[0].type == "identifier":
            name = file.text(child.named_children[0])
            spread[SPREAD + name] = name
            continue
        else:
            continue
        if _is_name(name):
            found[key] = name
    return found | spread if found or len(spread) == len(literal.named_children) else {}


def _is_name(name: str) -> bool:
    return is_named_like_component(name.rpartition(".")[2])
