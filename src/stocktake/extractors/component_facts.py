"""Facts of the components extractor: which module-level declarations are React components, by evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.component_props import PropsFact, props_facts
from stocktake.extractors.react import called_name, contexts_read, hook_calls, returned, returns
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile


class ComponentFacts(Struct, frozen=True, array_like=True):
    """A file's components and candidates, and the names of the functions in it that return a component."""

    components: list[ComponentFact]
    makers: list[str] = []


class ComponentFact(Struct, frozen=True, array_like=True):
    """A component, or what may be one. ``renders`` are the tags of project-like names it renders, sorted;
    ``wraps`` is the name of the component that a wrapper call is around. ``if_wrapped``: it is a component only if
    ``wraps`` is one; ``made_by``: only if that function returns components."""

    name: str
    kind: str
    line: int
    end_line: int
    exports: list[str]
    props: PropsFact
    hooks: list[str]
    contexts: list[str]
    renders: list[str]
    wraps: str = ""
    if_wrapped: bool = False
    made_by: str = ""


class _Evidence:
    """Why a declaration is a component: its kind, the function or class with its body, and what it wraps."""

    __slots__ = ("call", "function", "if_wrapped", "kind", "made_by", "wraps")

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


def component_facts(file: ParsedFile) -> ComponentFacts | None:
    """The components of a file in source order, and its makers of components; None where there are none."""
    components, makers = _components(file), _makers(file)
    return ComponentFacts(components, makers) if components or makers else None


def _components(file: ParsedFile) -> list[ComponentFact]:
    found = []
    for declaration in file.outline.values():
        if declaration.is_ambient or declaration.pattern:
            continue
        is_default = "default" in declaration.exports
        if not declaration.name[:1].isupper() and not is_default:
            continue
        evidence = _evidence(file, declaration)
        if evidence is None:
            continue
        node = declaration.node
        found.append(
            ComponentFact(
                declaration.name,
                evidence.kind,
                declaration.line,
                declaration.end_line,
                declaration.exports,
                props_facts(file, declaration, evidence.function, evidence.call),
                hook_calls(file, node),
                contexts_read(file, node),
                _renders(file, node),
                evidence.wraps,
                evidence.if_wrapped,
                evidence.made_by,
            )
        )
    return found


def _evidence(file: ParsedFile, declaration: Declaration) -> _Evidence | None:
    is_named_like_one = declaration.name[:1].isupper() or declaration.name == "default"
    if declaration.kind == "function":
        return _function(file, declaration.node, "function", is_named_like_one)
    if declaration.kind == "class":
        return _class(file, declaration.node)
    value = declaration.value
    if value is None:
        return None
    if value.type in ("arrow_function", "function_expression"):
        kind = "arrow" if value.type == "arrow_function" else "function"
        if is_named_like_one and _is_component_type(file, declaration.annotation):
            return _Evidence(kind, value)
        return _function(file, value, kind, is_named_like_one)
    if value.type in CLASSES:
        return _class(file, value)
    if not is_named_like_one:
        return None
    if value.type == "call_expression":
        found = _call(file, value)
        if found is not None:
            return found
    elif value.type == "identifier":
        name = file.text(value)
        return _Evidence("alias", wraps=name, if_wrapped=True) if name[:1].isupper() else None
    elif value.type == "member_expression" and _CONTEXT_PART.search(file.text(value)):
        return _Evidence("alias")
    if _is_component_type(file, declaration.annotation) and value.type not in ("null", "undefined"):
        return _Evidence("hoc", call=value if value.type == "call_expression" else None)
    return None


_CONTEXT_PART = re.compile(r"^[A-Za-z_$][\w$.]*Context\.(?:Provider|Consumer)$")
_COMPONENT_TYPE = re.compile(
    r":\s*(?:React\.)?(?:FC|FunctionComponent|VFC|ComponentType|ComponentClass|ForwardRefExoticComponent"
    r"|ForwardRefRenderFunction|MemoExoticComponent|LazyExoticComponent|ExoticComponent|NextPage|NextComponentType)\b"
)
_ELEMENT_TYPE = re.compile(
    r":\s*(?:Promise<\s*)?(?:React\.)?(?:JSX\.Element|ReactElement|ReactNode|ReactPortal|React\.ReactNode)\b"
)
_NOT_PROPS = frozenset({"predefined_type", "array_type", "literal_type", "tuple_type", "function_type"})


def _is_component_type(file: ParsedFile, annotation: Node | None) -> bool:
    return annotation is not None and _COMPONENT_TYPE.match(file.text(annotation)) is not None


def _function(file: ParsedFile, function: Node, kind: str, is_named_like_one: bool) -> _Evidence | None:
    if not _takes_props(file, function):
        return None
    found = returns(file, function)
    if found.element:
        return _Evidence(kind, function)
    if not is_named_like_one:
        return None
    typed = function.child_by_field_name("return_type")
    if typed is not None and _ELEMENT_TYPE.match(file.text(typed)):
        return _Evidence(kind, function)
    if found.other:
        return None
    has_jsx = bool(file.captured("jsx", function)) or _calls_children(file, function)
    if found.children or (found.unknown and has_jsx) or (found.nothing and not found.unknown):
        return _Evidence(kind, function)
    return None


def _calls_children(file: ParsedFile, function: Node) -> bool:
    """Whether a render prop is called somewhere inside."""
    return any(called_name(file, each) == "children" for each in file.captured("call", function))


def _takes_props(file: ParsedFile, function: Node) -> bool:
    """At most props and a ref (or a legacy context), and props that can be an object."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return True
    inside = function.child_by_field_name("parameters")
    given = [each for each in inside.named_children if each.type != "comment"] if inside is not None else []
    if len(given) > 2:
        return False
    for each in given[:1]:
        pattern = each.child_by_field_name("pattern")
        typed = each.child_by_field_name("type")
        if pattern is not None and pattern.type in ("rest_pattern", "array_pattern"):
            return False
        if typed is not None and typed.named_children and typed.named_children[0].type in _NOT_PROPS:
            # `any`, `unknown` and `object` are predefined types as well.
            return file.text(typed.named_children[0]) in ("any", "unknown", "object", "{}", "never")
    return True


_BASE_CLASS = re.compile(r"(?:^|\.)(?:Pure)?Component$")


def _class(file: ParsedFile, node: Node) -> _Evidence | None:
    heritage = next((child for child in node.named_children if child.type == "class_heritage"), None)
    if heritage is None:
        return None
    extends = next((child for child in heritage.named_children if child.type == "extends_clause"), None)
    base = extends.child_by_field_name("value") if extends is not None else None
    if base is None:
        return None
    if _BASE_CLASS.search(file.text(base)):
        return _Evidence("class", node)
    body = node.child_by_field_name("body")
    for member in body.named_children if body is not None else []:
        name = member.child_by_field_name("name") if member.type == "method_definition" else None
        if name is not None and file.text(name) == "render" and returns(file, member).element:
            return _Evidence("class", node)
    return None


_WRAPPER = re.compile(r"(?i:(?P<kind>memo|forwardRef|lazy|dynamic|observer))$")
_KINDS = {"memo": "memo", "forwardref": "forwardRef", "lazy": "lazy", "dynamic": "dynamic", "observer": "observer"}
_HOC = re.compile(r"with[A-Z]")
_TRANSPARENT = frozenset({"assign", "connect", "compose", "inject", "hot"})


def _call(file: ParsedFile, call: Node) -> _Evidence | None:
    """A wrapper call around a component, or one that makes a component."""
    function = call.child_by_field_name("function")
    if function is None:
        return None
    root = _callee_root(function)
    name = called_name(file, root)
    if _is_styled(file, root):
        return _Evidence("styled", call=call)
    inner, wraps = _wrapped(file, call)
    known = _WRAPPER.search(name)
    if known is not None:
        kind = _KINDS[known.group("kind").lower()]
        if kind in ("lazy", "dynamic"):
            return _Evidence(kind, call=call) if _loads_module(call) else None
        if inner is not None or wraps:
            return _Evidence(kind, inner, call=call, wraps=wraps)
        return _Evidence(kind, call=call) if arguments(call) else None
    if _HOC.match(name) or name in _TRANSPARENT:
        if inner is not None:
            is_one = _function(file, inner, "hoc", is_named_like_one=True) if inner.type not in CLASSES else inner
            return _Evidence("hoc", inner, call=call) if is_one is not None else None
        return _Evidence("hoc", call=call, wraps=wraps, if_wrapped=True) if wraps else None
    # Any other call of a function that renders, under a component's name.
    if inner is not None and inner.type not in CLASSES and returns(file, inner).element:
        return _Evidence("hoc", inner, call=call)
    if root.type in ("identifier", "member_expression") and name != "createContext":
        made_by = file.text(root)
        if _MAKER.fullmatch(made_by):
            return _Evidence("hoc", call=call, wraps=wraps, made_by=made_by)
    return None


# A name, or a member of one; not zod's `z`, whose schemas would otherwise all be candidates.
_MAKER = re.compile(r"(?!z\.)[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)?")


def _makers(file: ParsedFile) -> list[str]:
    """Names of module-level functions that return a component: factories and higher-order components."""
    if not file.captured("jsx") and b"createElement" not in file.data:
        return []
    found = []
    for declaration in file.outline.values():
        function = declaration.node if declaration.kind == "function" else declaration.value
        if function is None or function.type not in FUNCTIONS or declaration.pattern:
            continue
        typed = function.child_by_field_name("return_type")
        is_annotated = typed is not None and _COMPONENT_TYPE.match(file.text(typed)) is not None
        if is_annotated or any(_is_made(file, function, unwrap(each)) for each in returned(function)):
            found.append(declaration.name)
    return found


def _is_made(file: ParsedFile, function: Node, expression: Node, depth: int = 0) -> bool:
    """Whether an expression that ``function`` returns is a component made inside it."""
    kind = expression.type
    if kind in ("arrow_function", "function_expression", "function_declaration"):
        if _function(file, expression, "function", is_named_like_one=kind == "function_declaration") is not None:
            return True
        # `withX = (options) => (Component) => (props) => <Component/>`
        return depth < 3 and any(_is_made(file, expression, unwrap(each), depth + 1) for each in returned(expression))
    if kind in CLASSES:
        return _class(file, expression) is not None
    if kind == "call_expression":
        evidence = _call(file, expression)
        return evidence is not None and not evidence.made_by
    if kind == "identifier" and depth < 3:
        local = _local(file, function, file.text(expression))
        return local is not None and _is_made(file, function, unwrap(local), depth + 1)
    return False


def _local(file: ParsedFile, function: Node, name: str) -> Node | None:
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


def _callee_root(function: Node) -> Node:
    """What a curried call starts with: ``connect`` of ``connect(a)(B)``, ``styled`` of ``styled("a", b)``."""
    node = unwrap(function)
    for _ in range(16):
        if node.type != "call_expression":
            return node
        inner = node.child_by_field_name("function")
        if inner is None:
            return node
        node = unwrap(inner)
    return node


def _is_styled(file: ParsedFile, root: Node) -> bool:
    """``styled.div``, ``styled(X)``, ``styled.div.attrs(...)``, and chakra's and panda's ``chakra``."""
    node = root
    for _ in range(16):
        if node.type == "member_expression":
            inner = node.child_by_field_name("object")
        elif node.type == "call_expression":
            inner = node.child_by_field_name("function")
        else:
            break
        if inner is None:
            return False
        node = inner
    return node.type == "identifier" and file.text(node) in ("styled", "chakra", "muiStyled", "emotionStyled")


def _wrapped(file: ParsedFile, call: Node) -> tuple[Node | None, str]:
    """The function or class written inside nested wrapper calls, or else the component name they are around."""
    stack = [call]
    for _ in range(16):
        if not stack:
            break
        node = stack.pop()
        for each in arguments(node):
            argument = unwrap(each)
            if argument.type in ("arrow_function", "function_expression") or argument.type in CLASSES:
                return argument, ""
            if argument.type == "identifier" and file.text(argument)[:1].isupper():
                return None, file.text(argument)
            if argument.type == "call_expression":
                stack.append(argument)
                break
    return None, ""


def _loads_module(call: Node) -> bool:
    """``lazy(() => import(...))``, ``dynamic(load)``: an import inside, or a loader given by name."""
    given = arguments(call)
    if not given:
        return False
    return unwrap(given[0]).type in ("identifier", "arrow_function", "function_expression", "call_expression")


def _renders(file: ParsedFile, node: Node) -> list[str]:
    """Tags inside a node that may be components of the project: capitalised or dotted, and not local to a function."""
    found = set()
    for tag in file.captured("jsx", node):
        name = file.text(tag)
        if name[:1].isupper() or "." in name:
            root = name.partition(".")[0]
            if name not in found and not file.is_shadowed(root, tag):
                found.add(name)
    for function in file.captured("call", node):
        if called_name(file, function) == "createElement" and function.parent is not None:
            for first in arguments(function.parent)[:1]:
                name = file.text(first)
                is_name = first.type in ("identifier", "member_expression") and name[:1].isupper()
                if is_name and not file.is_shadowed(name.partition(".")[0], first):
                    found.add(name)
    return sorted(found)
