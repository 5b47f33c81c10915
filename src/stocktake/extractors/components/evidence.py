"""Why a declaration is a React component: what it returns, extends, is typed as or is wrapped in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.react import Returns, called_name, hook_calls, is_named_like_component, returns
from stocktake.extractors.code.react_types import (
    OWN_COMPONENT_TYPE,
    declared_type,
    element_props,
    gives_elements,
    gives_list,
    is_component_type,
)
from stocktake.extractors.components.wrappers import (
    bound_key,
    callee_root,
    given_on_the_spot,
    held_maker,
    is_component_name,
    is_styled,
    loaded,
    loads_component,
    rendering,
    styled_call,
    styled_member,
    wrapped,
)
from stocktake.syntax.commonjs import is_imported, is_required
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, arguments, parameters, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile


class Evidence:
    """The ``kind`` of a component, the ``function`` or class with its body, the ``call`` that makes it, and on what
    else it depends whether it is one: see ``ComponentFact``."""

    __slots__ = (
        "alternatives",
        "base",
        "call",
        "calls",
        "function",
        "if_wrapped",
        "is_same",
        "kind",
        "loader",
        "loads",
        "made_by",
        "renders",
        "wraps",
    )

    def __init__(
        self,
        kind: str,
        function: Node | None = None,
        *,
        call: Node | None = None,
        wraps: str = "",
        if_wrapped: bool = False,
        made_by: str = "",
    ) -> None:
        self.kind = kind
        self.function = function
        self.call = call
        self.wraps = wraps
        self.if_wrapped = if_wrapped
        self.made_by = made_by
        self.alternatives: list[str] = []
        self.base = ""
        self.calls: list[str] = []
        self.loads: list[str] = []
        self.loader = ""
        """The name of what is called to load it."""
        self.renders = False
        """Of a class with a ``base``: its ``render`` gives elements; of what a call makes: the function in it does."""
        self.is_same = False
        """``Object.assign(X, …)`` is X, whatever it is given."""

    @property
    def is_certain(self) -> bool:
        """Whether this file alone says that it is a component."""
        return not (self.if_wrapped or self.made_by or self.alternatives or self.base or self.calls)


def evidence(file: ParsedFile, declaration: Declaration) -> Evidence | None:
    """The evidence for a module-level declaration, or None where there is none."""
    names = (declaration.name, *declaration.exports)
    is_named_like_one = declaration.name == "default" or any(map(is_named_like_component, names))
    if declaration.kind == "function":
        return function_evidence(file, declaration.node, "function", is_named_like_one)
    if declaration.kind == "class":
        return class_evidence(file, declaration.node)
    if declaration.node.type == "import_alias":
        return _alias(file.text(declaration.node.named_children[-1])) if is_named_like_one else None
    value = declaration.value
    if value is None or (declaration.pattern and not is_named_like_one) or is_required(file, value):
        return None
    if declaration.pattern:
        return _taken(file, declaration, value)
    if value.type == "call_expression":
        value = given_on_the_spot(file, value) or value
    if value.type in ("arrow_function", "function_expression", "function_declaration"):
        kind = "arrow" if value.type == "arrow_function" else "function"
        typed = declared_type(file, declaration)
        if is_named_like_one and is_component_type(file, typed):
            return Evidence(kind, value)
        if is_named_like_one and typed is not None and OWN_COMPONENT_TYPE.match(file.text(typed)):
            # A type of the project: the function must not give anything else.
            own = returns(file, value)
            if own.nothing and not own.other and _takes_props(file, value):
                return Evidence(kind, value)
        return function_evidence(file, value, kind, is_named_like_one)
    if value.type in CLASSES:
        return class_evidence(file, value)
    return _value(file, declaration, value) if is_named_like_one else None


def _value(file: ParsedFile, declaration: Declaration, value: Node) -> Evidence | None:
    found = None
    typed = declared_type(file, declaration)
    if typed is not None and typed.type == "predefined_type" and file.text(typed) not in ("any", "unknown"):
        return None  # `string` and the like
    if value.type == "call_expression":
        found = call_evidence(file, value)
        if found is not None and found.is_certain:
            return found
    elif value.type in ("identifier", "member_expression"):
        found = _alias(file.text(value)) or _held(file, declaration, value)
    elif value.type == "ternary_expression":
        found = _choice(file, value)
    elif value.type in ("subscript_expression", "binary_expression"):
        found = _held(file, declaration, value)
    if is_component_type(file, typed) and value.type not in ("null", "undefined"):
        if found is not None:
            found.if_wrapped, found.made_by, found.alternatives = False, "", []
            return found
        is_call = value.type == "call_expression"
        return Evidence("hoc" if is_call else "alias", call=value if is_call else None)
    return found


def made_of(file: ParsedFile, declaration: Declaration, found: Evidence) -> list[str]:
    """The classes whose object a call may make out of a function that renders: the one that it is a static method of,
    as in ``Node.from(() => <p/>)``, and the one that the variable is annotated with."""
    function = found.call.child_by_field_name("function") if found.call is not None else None
    if function is None or found.kind != "hoc" or not (found.is_certain or found.renders):
        return []
    root = callee_root(function)
    owner = root.child_by_field_name("object") if root.type == "member_expression" else None
    typed = declared_type(file, declaration)
    if typed is not None and typed.type == "generic_type":
        typed = typed.child_by_field_name("name")
    named = [each for each in (owner, typed) if each is not None and each.type in ("identifier", "type_identifier")]
    return [name for name in map(file.text, named) if name[:1].isupper()]


def _taken(file: ParsedFile, declaration: Declaration, value: Node) -> Evidence:
    """``const { Header } = Layout``: one if what Layout has under that name is one, or if it is rendered."""
    key = bound_key(file, declaration.node, declaration.name)
    if key and value.type in ("identifier", "member_expression"):
        found = _alias(f"{file.text(value)}.{key}")
        if found is not None:
            return found
    return Evidence("alias", if_wrapped=True)


def _choice(file: ParsedFile, ternary: Node) -> Evidence | None:
    """One of two components by a condition: names of components, or functions that are components. What a call makes
    or else is nothing is what that call makes."""
    found = Evidence("alias")
    sides = [unwrap(node) for name in _SIDES if (node := ternary.child_by_field_name(name)) is not None]
    there = [each for each in sides if each.type not in ("null", "undefined")]
    if len(there) == 1 and there[0].type == "call_expression":
        return call_evidence(file, there[0])
    for chosen in sides:
        if chosen.type in ("identifier", "member_expression") and _COMPONENT_NAME.fullmatch(file.text(chosen)):
            found.alternatives.append(file.text(chosen))
        elif chosen.type in FUNCTIONS:
            inline = function_evidence(file, chosen, "alias")
            if inline is None or not inline.is_certain:
                return None
            # Two functions of which either may be it: the first shows its parameters.
            found.function = found.function or inline.function
        elif chosen.type not in ("null", "undefined"):
            return None
    return found if found.alternatives or found.function is not None else None


_SIDES = ("consequence", "alternative")

# A name of a component, or a part of one or of a namespace of components.
_COMPONENT_NAME = re.compile(r"(?:[A-Za-z_$][\w$]*\.)*[_$]*[A-Z][\w$]*(?:<.*>)?", re.DOTALL)
_CONTEXT_PART = re.compile(r"(?:[A-Za-z_$][\w$]*\.)*[_$]*[A-Z][\w$]*\.(?:Provider|Consumer)")


def _alias(name: str) -> Evidence | None:
    if _CONTEXT_PART.fullmatch(name):
        return Evidence("alias", wraps=name)
    return Evidence("alias", wraps=name, if_wrapped=True) if _COMPONENT_NAME.fullmatch(name) else None


def _held(file: ParsedFile, declaration: Declaration, value: Node) -> Evidence | None:
    """What something that is not named like a component holds, as ``icons.add`` and ``icons[0]``: one if it is
    rendered."""
    may_be_one = is_component_name(file, declaration.name) and not is_imported(file, value)
    return Evidence("alias", if_wrapped=True) if may_be_one else None


_NOT_PROPS = frozenset({"predefined_type", "array_type", "literal_type", "tuple_type", "function_type"})


def function_evidence(file: ParsedFile, function: Node, kind: str, is_named_like_one: bool = True) -> Evidence | None:
    """The evidence for a function: what it takes and returns."""
    if not _takes_props(file, function):
        return None
    found = returns(file, function)
    if found.element and (is_named_like_one or not gives_list(file, function)):
        return Evidence(kind, function)
    if not is_named_like_one:
        return None
    if gives_elements(file, function):
        return Evidence(kind, function)
    if found.text and not found.thing and hook_calls(file, function):
        # What calls hooks and is no hook is a component: React renders texts as well.
        return Evidence(kind, function)
    if found.other:
        return None
    has_jsx = bool(file.captured("jsx", function)) or _calls_children(file, function)
    if found.children or (found.unknown and has_jsx) or (found.nothing and not found.unknown):
        return Evidence(kind, function)
    given = [*found.names, *(f"{called}()" for called in found.calls)]
    if given and not element_props(file, function).isdisjoint(given):
        return Evidence(kind, function)
    if found.calls:
        depends = Evidence(kind, function)
        depends.calls = called_for_result(found)
        return depends
    return None


def called_for_result(found: Returns) -> list[str]:
    """Names of the functions whose result a function returns, sorted."""
    return sorted(set(found.calls))


def _calls_children(file: ParsedFile, function: Node) -> bool:
    """Whether a render prop is called somewhere inside."""
    return any(name == "children" for _, name in file.calls(function))


def _takes_props(file: ParsedFile, function: Node) -> bool:
    """At most props and a ref (or a legacy context), and props that can be an object."""
    given = parameters(function)
    if len(given) > 2:
        return False
    for each in given[:1]:
        pattern = each.child_by_field_name("pattern")
        typed = each.child_by_field_name("type")
        if pattern is not None and pattern.type in ("rest_pattern", "array_pattern"):
            return False
        if typed is not None and typed.named_children and not _may_be_props(file, typed.named_children[0]):
            return False
    return True


def _may_be_props(file: ParsedFile, typed: Node) -> bool:
    if typed.type == "union_type":
        return any(_may_be_props(file, each) for each in typed.named_children)
    # `any`, `unknown` and `object` are predefined types as well.
    return typed.type not in _NOT_PROPS or file.text(typed) in ("any", "unknown", "object", "{}", "never")


def class_evidence(file: ParsedFile, node: Node) -> Evidence | None:
    """The evidence for a class: a ``render`` that gives elements, or what it extends."""
    heritage = next((child for child in node.named_children if child.type == "class_heritage"), None)
    if heritage is None:
        return None
    extends = next((child for child in heritage.named_children if child.type == "extends_clause"), None)
    base = extends.child_by_field_name("value") if extends is not None else None
    if base is None:
        return None
    found = Evidence("class", node)
    if base.type in ("identifier", "member_expression"):
        found.base = file.text(base)
    body = node.child_by_field_name("body")
    for member in body.named_children if body is not None else []:
        name = member.child_by_field_name("name") if member.type == "method_definition" else None
        # React gives `render` nothing; a template of something else takes what it renders.
        is_render = name is not None and file.text(name) == "render" and not parameters(member)
        if is_render and returns(file, member).element:
            found.renders = True
    return found if found.base or found.renders else None


_WRAPPER = re.compile(r"(?i:(?P<kind>memo|forwardRef|lazy|dynamic|observer))$")
_KINDS = {"memo": "memo", "forwardref": "forwardRef", "lazy": "lazy", "dynamic": "dynamic", "observer": "observer"}
_HOC = re.compile(r"with[A-Z]")
_TRANSPARENT = frozenset({"assign", "connect", "compose", "inject", "hot"})
# Methods of arrays and functions of `Object` that give a list or an object of what a function renders.
_OF_VALUES = frozenset({"map", "flatMap", "filter", "reduce", "reduceRight", "find", "sort", "concat", "fromEntries"})
# A name, or a member of one; not zod's `z`, whose schemas would otherwise all be candidates.
_MAKER = re.compile(r"(?!z\.)[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)?")


def call_evidence(file: ParsedFile, call: Node) -> Evidence | None:
    """A wrapper call around a component, or one that makes a component."""
    function = call.child_by_field_name("function")
    if function is None:
        return None
    root = callee_root(function)
    name = called_name(file, root)
    if is_styled(file, root):
        styled = styled_call(call)
        return Evidence("styled", call=call, wraps=wrapped(file, styled)[1] or styled_member(file, styled))
    inner, wraps = wrapped(file, call)
    known = _WRAPPER.search(name)
    if known is not None:
        return _known_wrapper(file, call, root, _KINDS[known.group("kind").lower()], inner, wraps)
    if _HOC.match(name) or name in _TRANSPARENT:
        inner = inner or rendering(file, call)
        if inner is not None:
            is_one = class_evidence(file, inner) if inner.type in CLASSES else function_evidence(file, inner, "hoc")
            if is_one is None:
                return None
            is_one.kind, is_one.call = "hoc", call
            if is_one.is_certain and name not in _TRANSPARENT:
                is_one.made_by, is_one.renders = _maker(file, root), True
            return is_one
        if wraps:
            made_by = "" if name in _TRANSPARENT else _maker(file, root)
            around = Evidence("hoc", call=call, wraps=wraps, if_wrapped=True, made_by=made_by)
            around.is_same = name in ("assign", "hot")
            return around
        if name in _TRANSPARENT:
            return None
    if root.type == "member_expression" and name in _OF_VALUES:
        return None
    made_by = _maker(file, root) if name != "createContext" else ""
    # Any other call of a function that renders, under a component's name.
    if inner is not None and inner.type not in CLASSES and returns(file, inner).element:
        made = Evidence("hoc", inner, call=call, made_by=made_by)
        made.renders = bool(made_by)
        return made
    if not made_by:
        return None
    made = Evidence("hoc", call=call, wraps=wraps, made_by=made_by)
    # The project's own `lazyWithRetry(() => import("./Page"))`.
    has_import = file.data.find(b"import(", call.start_byte, call.end_byte) >= 0
    made.loads = loaded(file, call) if has_import and not wraps else []
    return made


def _maker(file: ParsedFile, root: Node) -> str:
    """The name that what a call starts with may be known by as a function that makes components, else ""."""
    made_by = file.text(root) if root.type in ("identifier", "member_expression") else ""
    return held_maker(file, made_by) if _MAKER.fullmatch(made_by) else ""


def _known_wrapper(
    file: ParsedFile, call: Node, root: Node, kind: str, inner: Node | None, wraps: str
) -> Evidence | None:
    if kind in ("lazy", "dynamic"):
        if not loads_component(file, call, root):
            return None
        found = Evidence(kind, call=call)
        found.loads = loaded(file, call)
        found.loader = file.text(root) if root.type == "identifier" else ""
        return found
    if inner is not None or wraps:
        return Evidence(kind, inner, call=call, wraps=wraps)
    return Evidence(kind, call=call) if arguments(call) else None
