"""Calls that components are wrapped in or loaded by: what they are called on, and what they are around."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.react import is_named_like_component, returned, returns
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, arguments, has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_CALLS = 16
_TEXTS = frozenset({"string", "template_string", "number"})
_STYLES = frozenset({"styled", "chakra", "muiStyled", "emotionStyled"})


def callee_root(function: Node) -> Node:
    """What a curried call starts with: ``connect`` of ``connect(a)(B)``, ``styled`` of ``styled("a", b)``."""
    node = unwrap(function)
    for _ in range(_MAX_CALLS):
        if node.type != "call_expression":
            return node
        inner = node.child_by_field_name("function")
        if inner is None:
            return node
        node = unwrap(inner)
    return node


def is_styled(file: ParsedFile, root: Node) -> bool:
    """``styled.div``, ``styled(X)``, ``styled.div.attrs(...)``, and chakra's and panda's ``chakra``."""
    node = root
    for _ in range(_MAX_CALLS):
        if node.type == "member_expression":
            inner = node.child_by_field_name("object")
        elif node.type == "call_expression":
            inner = node.child_by_field_name("function")
        else:
            break
        if inner is None:
            return False
        node = inner
    return node.type == "identifier" and file.text(node) in _STYLES


def styled_call(call: Node) -> Node:
    """``styled(X)`` of ``styled(X).attrs(…)`…```: the call that says what is styled."""
    node, found = call, call
    for _ in range(_MAX_CALLS):
        if node.type == "call_expression":
            found = node
        inner = node.child_by_field_name("object" if node.type == "member_expression" else "function")
        if inner is None:
            break
        node = unwrap(inner)
    return found


def styled_member(file: ParsedFile, call: Node) -> str:
    """``motion.div`` of ``styled(motion.div)``, else ""."""
    first = next(iter(arguments(call)), None)
    styled = unwrap(first) if first is not None else None
    return file.text(styled) if styled is not None and styled.type == "member_expression" else ""


_STYLED_TAG = re.compile(r"(?:styled|chakra)(?:\.(?P<member>[a-z][\w]*)|\(\s*['\"](?P<tag>[a-z][\w.-]*)['\"])")


def styled_tag(file: ParsedFile, call: Node) -> str:
    """``div`` of ``styled.div`` and ``styled('div')``, else ""."""
    match = _STYLED_TAG.match(file.text(call))
    return (match.group("member") or match.group("tag") or "") if match is not None else ""


def wrapped(file: ParsedFile, call: Node) -> tuple[Node | None, str]:
    """What nested and curried wrapper calls are around: a function or class written there, or else the name of a
    component. A function that gives elements comes before a name, and a name before any other function."""
    function: Node | None = None
    name = ""
    stack = [call]
    for _ in range(_MAX_CALLS):
        if not stack:
            break
        node = stack.pop()
        inner = node.child_by_field_name("function")
        if inner is not None and inner.type == "call_expression":
            # `connect(a)(B)`: what the outer call is given comes first.
            stack.insert(0, inner)
        for each in arguments(node):
            argument = unwrap(each)
            kind = argument.type
            if kind in ("arrow_function", "function_expression") or kind in CLASSES:
                if kind in CLASSES or returns(file, argument).element:
                    return argument, ""
                function = function or argument
            elif kind in ("identifier", "member_expression") and is_component_name(file, file.text(argument)):
                name = name or file.text(argument)
            elif kind == "call_expression":
                stack.append(argument)
    return (None, name) if name else (function, "")


def local_value(file: ParsedFile, function: Node, name: str) -> Node | None:
    """What a name declared among the first-level statements of a function stands for."""
    body = function.child_by_field_name("body")
    for statement in body.named_children if body is not None and body.type == "statement_block" else []:
        if statement.type in ("function_declaration", "class_declaration"):
            named = statement.child_by_field_name("name")
            if named is not None and file.text(named) == name:
                return statement
        elif statement.type in ("lexical_declaration", "variable_declaration"):
            for declarator in statement.named_children:
                named = declarator.child_by_field_name("name")
                if named is not None and file.text(named) == name:
                    return declarator.child_by_field_name("value")
    return None


def given_on_the_spot(file: ParsedFile, call: Node) -> Node | None:
    """What a function gives that is called where it is written: ``memo(B)`` of ``(() => { const A = memo(B); return A;
    })()``. None where it is another call, or gives one thing or another."""
    called = call.child_by_field_name("function")
    function = unwrap(called) if called is not None else None
    if function is None or function.type not in FUNCTIONS or has_token(function, "async"):
        return None
    given = returned(function)
    value = unwrap(given[0]) if len(given) == 1 else None
    if value is None or value.type != "identifier":
        return value
    local = local_value(file, function, file.text(value))
    return unwrap(local) if local is not None else None


def rendering(file: ParsedFile, call: Node) -> Node | None:
    """The function under ``render`` of an object that a call is given, as in TanStack's ``withForm({ render })``."""
    for each in map(unwrap, arguments(call)):
        for child in each.named_children if each.type == "object" else []:
            key = child.child_by_field_name("key" if child.type == "pair" else "name")
            if key is None or file.text(key) != "render":
                continue
            value = child.child_by_field_name("value") if child.type == "pair" else None
            function = unwrap(value) if value is not None else child
            if function.type in FUNCTIONS:
                return function
    return None


def held_maker(file: ParsedFile, name: str) -> str:
    """The name of what makes a component, where a function of the module gave it: ``createParts().withPart`` after
    ``const { withPart } = createParts()``, and for ``parts.withPart`` after ``const parts = createParts()``."""
    root, _, member = name.partition(".")
    declared = file.outline.declared(root)
    if declared is None or declared.value is None or declared.value.type != "call_expression":
        return name
    function = declared.value.child_by_field_name("function")
    if function is None or function.type != "identifier" or declared.pattern == bool(member):
        return name
    return f"{file.text(function)}().{member or bound_key(file, declared.node, root) or root}"


def bound_key(file: ParsedFile, pattern: Node, name: str) -> str:
    """The property that a destructuring binds to a name, "" where that is a property of a property, or none."""
    for binding in file.captured("binding", pattern):
        if file.text(binding) != name:
            continue
        pair = binding.parent
        key = pair.child_by_field_name("key") if pair is not None and pair.type == "pair_pattern" else binding
        whole = pair.parent if pair is not None and pair.type == "pair_pattern" else pair
        is_direct = whole is not None and whole.type == "object_pattern" and whole.parent == pattern
        return file.text(key) if key is not None and is_direct else ""
    return ""


_CONSTANT = re.compile(r"[_$]*[A-Z][A-Z\d]*(?:_[A-Z\d]+)+")


def is_component_name(file: ParsedFile, name: str) -> bool:
    """Whether an expression may name a component: not `Config.DEFAULT`, `VIEWPORT_NAME`, nor a text of the file."""
    owner, _, last = name.rpartition(".")
    if owner or not is_named_like_component(last):
        return is_named_like_component(last) and last.upper() != last
    declared = file.outline.declared(name)
    value = declared.value if declared is not None and not declared.pattern else None
    return _CONSTANT.fullmatch(name) is None and (value is None or value.type not in _TEXTS)


_REACT = frozenset({"React", "Preact"})


def loads_component(file: ParsedFile, call: Node, root: Node) -> bool:
    """``lazy(() => import(...))``, ``dynamic(load)``: an import inside, or for React's own a loader of any form."""
    given = arguments(call)
    if not given:
        return False
    if root.type == "member_expression":
        owner = root.child_by_field_name("object")
        if owner is None or file.text(owner) not in _REACT:
            # `z.lazy(() => schema)` is no component.
            return bool(_imports(file, call))
    return unwrap(given[0]).type in ("identifier", "arrow_function", "function_expression", "call_expression")


def _imports(file: ParsedFile, call: Node) -> list[Node]:
    return [each for each in file.captured("call", call) if each.type == "import"]


_NAMED_DEFAULT = re.compile(
    r"\bdefault\s*:\s*(?:\(\s*await\s+import\([^()]*\)\s*\)\s*\.\s*|[\w$]+\.)?(?P<name>[A-Za-z_$][\w$]*)\s*[,})]"
)
_CHOOSES = re.compile(r"\bdefault\s*:|\.then\(")
_NAMED = re.compile(
    r"\.then\(\s*\(?\s*(?P<module>[\w$]+)\s*\)?\s*=>\s*(?P=module)\.(?P<name>[A-Za-z_$][\w$]*)\s*,?\s*\)"
)


def loaded(file: ParsedFile, call: Node) -> list[str]:
    """Specifier and exported name that a loader imports, empty where it is not one import of a literal, or where what
    is taken of that is not told."""
    found = _imports(file, call)
    parent = found[0].parent if len(found) == 1 else None
    given = arguments(parent) if parent is not None else []
    if not given or given[0].type != "string":
        return []
    text = file.text(call)
    named = _NAMED_DEFAULT.search(text) or _NAMED.search(text)
    if named is None and _CHOOSES.search(text):
        return []
    return [file.text(given[0])[1:-1], named.group("name") if named is not None else "default"]
