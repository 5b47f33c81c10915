"""Facts of the components extractor: which module-level declarations are React components, by evidence."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.code.held import ANY, taken_key, values_under
from stocktake.extractors.code.react import (
    choices,
    chosen,
    context_hooks,
    contexts_read,
    hook_calls,
    is_named_like_component,
    may_name_component,
)
from stocktake.extractors.components.class_props import COMPONENT_BASE
from stocktake.extractors.components.evidence import evidence, made_of
from stocktake.extractors.components.makers import (
    givers,
    made_contexts,
    makers,
    module_functions,
    other_classes,
    other_makers,
    parts,
    plain_classes,
)
from stocktake.extractors.components.props import PropsFact, props_facts
from stocktake.extractors.components.wrappers import is_component_name
from stocktake.syntax.nodes import arguments

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile


class ComponentFacts(Struct, frozen=True, array_like=True, gc=False):
    """A file's components and candidates. ``makers`` are the functions in it that return a component, ``made`` the
    props of what they make, ``parts`` the parts of compound components, ``givers`` the functions that give elements.
    ``perhaps`` are further candidates, of which nothing in the file says that they are components; ``others`` the
    functions that may be given a component and give none; ``plain`` the classes whose ``render`` is not React's;
    ``contexts`` what ``createContext`` makes, which may be rendered as well; ``classes`` the classes that are neither
    components nor candidates; ``renders`` the tags of project-like names outside of components and candidates."""

    components: list[ComponentFact]
    makers: list[str] = []
    made: dict[str, PropsFact] = {}
    parts: dict[str, dict[str, str]] = {}
    givers: dict[str, list[str]] = {}
    perhaps: list[ComponentFact] = []
    others: list[str] = []
    plain: list[str] = []
    contexts: list[str] = []
    classes: list[str] = []
    renders: list[str] = []


class ComponentFact(Struct, frozen=True, array_like=True, gc=False):
    """A component, or what may be one. ``contexts`` are those it reads, and the hooks it calls that read one;
    ``renders`` the tags of project-like names it renders; all sorted. ``wraps`` is the name of the component that a
    wrapper call is around; ``loads`` the specifier and the exported name that it is loaded by. It is a component only

    * with ``if_wrapped``, if ``wraps`` is one;
    * with ``made_by``, if that function returns components; where ``is_likely``, unless it returns something else;
    * with ``alternatives``, if they are components;
    * with ``base``, if the class of that name is one;
    * with ``calls``, if one of those functions gives elements;

    or else if it is rendered somewhere: ``is_rendered``, in its own file. ``is_likely``: other parts of the namespace
    that it names a part of are rendered, or its own ``render``, or the function in the call that makes it, gives
    elements. It is none if ``made_by`` or ``loader``, what is called to load it, is one of ``others``, nor if one of
    ``classes`` is a class that is no component: it is one of its objects.
    """

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
    alternatives: list[str] = []
    base: str = ""
    calls: list[str] = []
    loads: list[str] = []
    is_rendered: bool = False
    is_likely: bool = False
    loader: str = ""
    classes: list[str] = []

    @property
    def is_certain(self) -> bool:
        """Whether its file alone says that it is a component."""
        depends = self.if_wrapped or self.made_by or self.alternatives or self.base or self.calls
        return self.is_rendered or not depends


def component_facts(file: ParsedFile) -> ComponentFacts | None:
    """The components of a file in source order, and what other files' components depend on; None where there is
    nothing."""
    components: list[ComponentFact] = []
    perhaps: list[ComponentFact] = []
    tags = _tags(file)
    rendered = {name for _, name in tags}
    inside: set[int] = set()
    owners = {name.partition(".")[0] for name in rendered if "." in name}
    for declaration in file.outline.values():
        if declaration.is_ambient:
            continue
        # A hook may give elements, and is called for them, not rendered.
        if not may_name_component(declaration.name, declaration.exports):
            continue
        found = evidence(file, declaration)
        if found is None:
            continue
        node = declaration.node
        is_bound = declaration.pattern
        inside.update(offset for offset, _ in _within(tags, node))
        fact = ComponentFact(
            declaration.name,
            found.kind,
            declaration.line,
            declaration.end_line,
            declaration.exports,
            props_facts(file, declaration, found),
            [] if is_bound else hook_calls(file, node),
            [] if is_bound else sorted({*contexts_read(file, node), *context_hooks(file, node)}),
            [] if is_bound else sorted({*_renders(file, node, tags), *found.alternatives}),
            found.wraps,
            found.if_wrapped,
            found.made_by,
            found.alternatives,
            found.base,
            found.calls,
            found.loads,
            declaration.name in rendered,
            found.renders or (found.kind == "alias" and "." in found.wraps and found.wraps.partition(".")[0] in owners),
            found.loader,
            made_of(file, declaration, found),
        )
        is_held = found.kind == "alias" and found.if_wrapped and not found.wraps
        is_open = (
            is_bound or is_held or bool(found.calls) or (found.base != "" and not COMPONENT_BASE.search(found.base))
        )
        (perhaps if is_open and not fact.is_rendered else components).append(fact)
    functions = module_functions(file)
    made = makers(file, functions)
    compounds, gives, others = parts(file), givers(file, functions), other_makers(file, functions)
    plain, contexts = plain_classes(file), made_contexts(file)
    classes = other_classes(file, {fact.name for fact in (*components, *perhaps)})
    renders = sorted({name for offset, name in tags if offset not in inside})
    if not (components or perhaps or made or compounds or gives or others or plain or contexts or classes or renders):
        return None
    known = {name: props for name, props in made.items() if props != PropsFact()}
    return ComponentFacts(
        components, list(made), known, compounds, gives, perhaps, others, plain, contexts, classes, renders
    )


def _renders(file: ParsedFile, node: Node, tags: list[tuple[int, str]]) -> set[str]:
    """Tags inside a node that may be components of the project: capitalised or dotted, and not local to a function."""
    found = {name for _, name in _within(tags, node)}
    for function, called in file.calls(node):
        if called == "createElement" and function.parent is not None:
            for first in arguments(function.parent)[:1]:
                name = file.text(first)
                if first.type in ("identifier", "member_expression") and is_named_like_component(name):
                    found.update(_meant(file, name, first))
                elif first.type == "subscript_expression":
                    found.update(name for each in chosen(file, [first]) for name in _named(file, each))
    return found


def _within(tags: list[tuple[int, str]], node: Node) -> list[tuple[int, str]]:
    return tags[bisect_left(tags, (node.start_byte,)) : bisect_left(tags, (node.end_byte,))]


def _tags(file: ParsedFile) -> list[tuple[int, str]]:
    """What the capitalised and dotted tags mean at module level, with their offsets."""
    found: list[tuple[int, str]] = []
    for tag in file.captured("jsx"):
        name = file.text(tag)
        if is_named_like_component(name) or "." in name:
            found.extend([(tag.start_byte, meant) for meant in _meant(file, name, tag)])
    return found


def _meant(file: ParsedFile, name: str, at: Node) -> list[str]:
    """What a name in JSX means: itself, or what a local variable of that name is set to; nothing where that is made
    inside the function."""
    root, dot, rest = name.partition(".")
    if not file.is_shadowed(root, at):
        return [name]
    return sorted({name for node in choices(file, root, at) for name in _named(file, node, dot + rest)})


def _named(file: ParsedFile, node: Node, rest: str = "") -> list[str]:
    """The names at module level of what an expression stands for, or of the part ``rest`` of it (``.Item``)."""
    if rest and node.type == "object":
        _, key, rest = rest.split(".", 2) if rest.count(".") > 1 else (*rest.split("."), "")
        parts = chosen(file, values_under(file, node, key))
        return [name for part in parts for name in _named(file, part, rest and f".{rest}")]
    owner = node.child_by_field_name("object") if taken_key(file, node) == ANY else None
    name = file.text(owner or node)
    if not _PATH.fullmatch(name) or file.is_shadowed(name.partition(".")[0], node):
        return []
    if owner is not None:
        return [] if rest else [f"{name}.{ANY}"]
    return [name + rest] if is_component_name(file, name) else []


_PATH = re.compile(r"[\w$]+(?:\.[\w$]+)*")
