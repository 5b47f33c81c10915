"""What React code looks like: hook calls, JSX in returns, wrapper calls. Shared by the extractors that look for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stocktake.extractors.code.held import values_taken, values_under
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, arguments, assigned_member, has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

HOOK_NAME = re.compile(r"use[A-Z0-9]")
"""Matches at the start of a hook's name: ``use`` and an upper-case letter or digit."""


def is_named_like_component(name: str) -> bool:
    """Whether a name is one that JSX takes for a component's: ``Button``, and ``_Button`` of what has that name only
    inside its module."""
    return name.lstrip("_$")[:1].isupper()


def may_name_component(name: str, exports: Sequence[str]) -> bool:
    """Whether a declaration is named as components are, here or where it is exported, or may be one by being the
    default export."""
    is_named = is_named_like_component(name) or any(map(is_named_like_component, exports))
    return (is_named or "default" in exports) and not HOOK_NAME.match(name)


_CREATES_ELEMENT = frozenset({"createElement", "cloneElement", "createPortal", "jsx", "jsxs"})


def is_named_like_hook(path: str, name: str) -> bool:
    """Whether a declaration has the name of a hook, or a member of it has: an anonymous default export has the name of
    its file."""
    return HOOK_NAME.match((path.rpartition("/") if name == "default" else name.rpartition("."))[2]) is not None


def called_name(file: ParsedFile, function: Node) -> str:
    """The last name of what is called: ``useState`` of ``React.useState``; "" where it has none."""
    return file.called_name(function)


def hook_calls(file: ParsedFile, inside: Node) -> list[str]:
    """Names of the hooks called inside a node, sorted, once each: React's ``use`` is one, as its rules of hooks have
    it."""
    found = set()
    for function, name in file.calls(inside):
        if name.startswith("use") and (HOOK_NAME.match(name) or (name == "use" and _is_use(file, function))):
            found.add(name)
    return sorted(found)


def _is_use(file: ParsedFile, function: Node) -> bool:
    """Whether what is called ``use`` is React's: under its name, and not declared here."""
    text = file.text(function)
    is_own = text == "use" and (file.outline.declared(text) is not None or file.is_shadowed(text, function))
    return text in _USES and not is_own


_USES = ("use", "React.use")


def contexts_read(file: ParsedFile, inside: Node) -> list[str]:
    """Names of the contexts read by ``useContext(X)``, ``use(X)``, ``<X.Consumer>`` or, of classes, ``contextType = X``
    inside a node, sorted; what ``use`` is given may be a promise, unless its name is that of a context."""
    found = set()
    for function, called in file.calls(inside):
        # Not `i18n.use(Plugin)`.
        if called == "useContext" or (called == "use" and file.text(function) in _USES):
            call = function.parent
            given = arguments(call) if call is not None else []
            first = unwrap(given[0]) if given else None
            name = file.text(first) if first is not None and first.type in ("identifier", "member_expression") else ""
            if first is not None and _is_context(file, name, first, is_certain=called == "useContext"):
                found.add(name)
    for tag in file.captured("jsx", inside) if file.has(b".Consumer") else []:
        owner, _, part = file.text(tag).rpartition(".")
        if part == "Consumer" and _is_context(file, owner, tag, is_certain=True):
            found.add(owner)
    return sorted(found | _class_contexts(file, inside))


_CONTEXT_TYPE = b"contextType"


def _class_contexts(file: ParsedFile, inside: Node) -> set[str]:
    """The contexts that classes inside a node read by ``static contextType = X``, or that is set by a statement after
    one: ``View.contextType = X``."""
    data, at, found = file.data, inside.start_byte, set()
    name = inside.child_by_field_name("name") if inside.type in CLASSES else None
    end = len(data) if name is not None else inside.end_byte
    while (at := data.find(_CONTEXT_TYPE, at, end)) >= 0:
        node = file.root.descendant_for_byte_range(at, at + len(_CONTEXT_TYPE))
        above = node.parent if node is not None else None
        if above is not None and above.type == "public_field_definition" and at < inside.end_byte:
            value = above.child_by_field_name("value") if has_token(above, "static") else None
        else:
            owner = above.child_by_field_name("object") if above is not None else None
            is_own = owner is not None and name is not None and file.text(owner) == file.text(name)
            statement = above.parent.parent if is_own and above is not None and above.parent is not None else None
            assigned = assigned_member(statement) if statement is not None else None
            value = assigned[1] if assigned is not None else None
        if value is not None and unwrap(value).type in ("identifier", "member_expression"):
            found.add(file.text(unwrap(value)))
        at += len(_CONTEXT_TYPE)
    return found


def context_hooks(file: ParsedFile, inside: Node) -> set[str]:
    """Names of the hooks called inside a node that read a context themselves: those named ``use…Context``, with their
    owner where they are ``Menu.useContext()``, and those of form libraries. Of react-hook-form, whatever is given a
    form by its ``control`` reads none, and what is given something that may hold one is not said to."""
    found = set()
    for function, name in file.calls(inside):
        if name in _WITHOUT_CONTROL:
            call = function.parent
            reads = call is not None and not _may_have_control(file, call)
        elif name == "useContext":
            call = function.parent
            name = "".join(file.text(function).split())
            # Which one that is only its owner tells.
            reads = _MEMBER.fullmatch(name) is not None and call is not None and not arguments(call)
        else:
            is_named = name.endswith("Context") and name.startswith("use")
            reads = is_named or name in _CONTEXT_HOOKS
        if reads:
            found.add(name)
    return found


_MEMBER = re.compile(r"[\w$]+(?:\.[\w$]+)+")
_WITHOUT_CONTROL = frozenset({"useController", "useFieldArray", "useFormState", "useWatch"})
_CONTEXT_HOOKS = frozenset({"useDataProvider"})


def _may_have_control(file: ParsedFile, call: Node) -> bool:
    """Whether the first argument of a call is, or may be, an object with a ``control``."""
    first = next(iter(arguments(call)), None)
    given = unwrap(first) if first is not None else None
    if given is None or given.type != "object":
        return given is not None
    keys = (each.child_by_field_name("key") or each for each in given.named_children)
    return any(each.type == "spread_element" or file.text(each).strip("'\"") == "control" for each in keys)


def _is_context(file: ParsedFile, name: str, at: Node, *, is_certain: bool) -> bool:
    """Whether a name is that of a context: by its first letter, or by where it is used and not bound in a function."""
    if name[:1].isupper():
        return True
    return is_certain and name != "" and not file.is_shadowed(name.partition(".")[0], at)


def choices(file: ParsedFile, name: str, at: Node) -> list[Node]:
    """What a name in JSX may stand for that an enclosing function binds: each of the two of ``wide ? Wide : Thin``, of
    ``given ?? Thin``, and the default of a destructured property with the property itself; what an object of the file
    holds, of ``forms[kind]``; one if it is set to that alone. Empty where the name is of module level, or bound to
    nothing that is written there."""
    return chosen(file, _bound_to(file, name, at))


def chosen(file: ParsedFile, nodes: Sequence[Node]) -> list[Node]:
    """What any of several expressions may stand for: see :func:`choices`."""
    found: list[Node] = []
    stack = list(nodes)
    for _ in range(_MAX_CHOICES):
        if not stack:
            break
        node = unwrap(stack.pop())
        kind = node.type
        if kind == "ternary_expression":
            stack.extend(_fields(node, "alternative", "consequence"))
        elif kind == "binary_expression":
            operator = node.child_by_field_name("operator")
            is_guard = operator is not None and file.text(operator) == "&&"
            stack.extend(_fields(node, "right") if is_guard else _fields(node, "right", "left"))
        else:
            inner = _behind(file, node)
            stack.extend(reversed(inner))
            found.extend([node] if not inner else [])
    return found


_MAX_CHOICES = 100


def _behind(file: ParsedFile, node: Node) -> list[Node]:
    """The expressions that a local name, a part of an object, or a memoizing call stands for."""
    if node.type in ("identifier", "shorthand_property_identifier"):
        return _bound_to(file, file.text(node), node)[::-1]
    if node.type == "call_expression" and file.called_name(node.child_by_field_name("function") or node) == "useMemo":
        return [each for given in arguments(node)[:1] if given.type in FUNCTIONS for each in returned(given)]
    return values_taken(file, node)


def _bound_to(file: ParsedFile, name: str, at: Node) -> list[Node]:
    """The expressions that a name is declared with in an enclosing function, the last one first."""
    binding = file.binding_of(name, at)
    parent = binding.parent if binding is not None else None
    if binding is None or parent is None:
        return []
    if parent.type == "variable_declarator":
        return _fields(parent, "value")
    if parent.type in ("object_assignment_pattern", "assignment_pattern") and binding != at:
        return [*_fields(parent, "right"), binding]
    # `const { icon: Icon } = icons[kind]`
    key = _fields(parent, "key")[:1] if parent.type == "pair_pattern" else [binding]
    pattern = parent.parent if parent.type == "pair_pattern" else parent
    declarator = pattern.parent if pattern is not None and pattern.type == "object_pattern" else None
    held = _fields(declarator, "value") if declarator is not None and declarator.type == "variable_declarator" else []
    return [value for owner in held for each in key for value in values_under(file, owner, file.text(each))]


def returned(function: Node) -> list[Node]:
    """The expressions a function itself returns (not those of functions inside it); an arrow function's expression
    body is one. A bare ``return`` gives nothing."""
    body = function.child_by_field_name("body")
    if body is None:
        return []
    if body.type != "statement_block":
        return [body]
    found: list[Node] = []
    stack = [body]
    while stack:
        node = stack.pop()
        for child in node.named_children:
            kind = child.type
            if kind == "return_statement":
                found.extend(each for each in child.named_children if each.type != "comment")
            elif kind in STATEMENTS:
                stack.append(child)
    return found


STATEMENTS = frozenset(
    {
        "statement_block",
        "if_statement",
        "else_clause",
        "switch_statement",
        "switch_body",
        "switch_case",
        "switch_default",
        "try_statement",
        "catch_clause",
        "finally_clause",
        "for_statement",
        "for_in_statement",
        "while_statement",
        "do_statement",
        "labeled_statement",
    }
)


class Returns:
    """What kinds of values a function returns: ``element`` (JSX), ``children``, ``nothing`` (null), ``unknown`` (a
    call, a variable), ``text``, ``thing`` (an object, a function, …). ``calls`` are the names of the functions called
    for what is unknown, ``names`` those of variables and members. Undefined and booleans, of which React renders
    nothing either, say neither."""

    __slots__ = ("calls", "children", "element", "names", "nothing", "text", "thing", "unknown")

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.names: list[str] = []
        self.element = self.children = self.nothing = self.unknown = self.text = self.thing = False

    @property
    def other(self) -> bool:
        """Whether something is returned that is known, and neither elements nor nothing."""
        return self.text or self.thing


def returns(file: ParsedFile, function: Node) -> Returns:
    """Classify everything a function returns."""
    found = Returns()
    stack = returned(function)
    while stack:
        node = unwrap(stack.pop())
        kind = node.type
        if kind in ("jsx_element", "jsx_self_closing_element"):
            found.element = True
        elif kind == "null":
            found.nothing = True
        elif kind in ("undefined", "false", "true"):
            continue
        elif kind == "ternary_expression":
            stack.extend(_fields(node, "consequence", "alternative"))
        elif kind == "binary_expression":
            _binary(file, node, stack, found)
        elif kind == "call_expression":
            _call(file, node, stack, found)
        elif kind == "array":
            elements = [each for each in node.named_children if each.type != "comment"]
            if any(each.type.startswith("jsx_") for each in elements):
                found.element = True
            else:
                found.thing = True
        elif kind in ("identifier", "member_expression", "subscript_expression"):
            _name(file, node, found)
        elif kind in ("string", "template_string"):
            found.text = True
        else:
            found.thing = True
    return found


def _fields(node: Node, *names: str) -> list[Node]:
    return [child for child in (node.child_by_field_name(name) for name in names) if child is not None]


def _binary(file: ParsedFile, node: Node, stack: list[Node], found: Returns) -> None:
    operator = node.child_by_field_name("operator")
    mark = file.text(operator) if operator is not None else ""
    if mark == "&&":
        stack.extend(_fields(node, "right"))
    elif mark in ("||", "??"):
        stack.extend(_fields(node, "left", "right"))
    else:
        found.thing = True


def _call(file: ParsedFile, node: Node, stack: list[Node], found: Returns) -> None:
    function = node.child_by_field_name("function")
    name = called_name(file, function) if function is not None else ""
    if name in _CREATES_ELEMENT:
        found.element = True
        return
    if name in ("map", "flatMap"):
        # A list of elements, when its callback returns elements.
        for each in arguments(node)[:1]:
            if each.type in ("arrow_function", "function_expression"):
                stack.extend(returned(each))
                return
    if name in ("children", "render"):
        # A render prop.
        found.children = True
        return
    found.unknown = True
    if function is not None and function.type == "identifier":
        found.calls.append(name)


def _name(file: ParsedFile, node: Node, found: Returns) -> None:
    if node.type == "identifier":
        text = file.text(node)
        if text == "undefined":
            return
        if text == "children":
            found.children = True
        elif _is_function(file, text, node):
            found.thing = True
        else:
            found.unknown = True
            found.names.append(text)
        return
    last = node.child_by_field_name("property")
    if last is not None and file.text(last) == "children":
        found.children = True
    elif _is_kept_element(file, node):
        found.element = True
    else:
        found.unknown = True
        found.names += [file.text(last)] if last is not None else []


def _is_function(file: ParsedFile, name: str, at: Node) -> bool:
    """Whether a name is that of a function or class that an enclosing function declares."""
    binding = file.binding_of(name, at)
    declared = binding.parent if binding is not None else None
    if declared is not None and declared.type == "variable_declarator":
        value = declared.child_by_field_name("value")
        declared = unwrap(value) if value is not None else None
        return declared is not None and (declared.type in FUNCTIONS or declared.type in CLASSES)
    return declared is not None and declared.type in ("function_declaration", "class_declaration")


def _is_kept_element(file: ParsedFile, node: Node) -> bool:
    """Whether a member is taken of a module-level object of elements: ``icons[theme]``."""
    inner = node.child_by_field_name("object")
    name = file.text(inner) if inner is not None and inner.type == "identifier" else ""
    declared = file.outline.declared(name) if name else None
    value = declared.value if declared is not None and not declared.pattern else None
    if value is not None and value.type == "call_expression":
        # `Object.freeze({…})`
        value = next((each for each in map(unwrap, arguments(value)) if each.type == "object"), None)
    if value is None or value.type != "object" or file.is_shadowed(name, node):
        return False
    values = (child.child_by_field_name("value") for child in value.named_children if child.type == "pair")
    return any(unwrap(each).type in ("jsx_element", "jsx_self_closing_element") for each in values if each is not None)
