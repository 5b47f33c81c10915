"""The edges of the call graph, over all files: every use resolved, summed up by target, and the cycles they make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from stocktake.extractors.base import Project
from stocktake.extractors.call_graph.definitions import Known
from stocktake.extractors.call_graph.facts import Definition, Use
from stocktake.extractors.call_graph.holders import INDEXED
from stocktake.extractors.call_graph.resolution import CallResolver
from stocktake.extractors.call_graph.several import alternatives
from stocktake.extractors.call_graph.terms import TAKEN
from stocktake.extractors.call_graph.values import Value
from stocktake.extractors.code.react import HOOK_NAME, is_named_like_hook
from stocktake.extractors.components.index import component_index

EdgeType = Literal["call", "hook", "new", "render", "callback"]
NodeType = Literal["component", "hook", "function", "arrow", "method", "class", "value", "module"]

_HELD = f".{INDEXED}"
_WRAPPERS = frozenset({"forwardRef", "lazy", "memo"})
_CALLABLE = frozenset({"function", "arrow", "method", "class"})


class Edge(NamedTuple):
    """Every use of one declaration in one way; ``to`` is its id."""

    to: str
    type: EdgeType
    conditional: bool
    in_loop: bool
    uses: int


class Node(NamedTuple):
    """A definition with an item of its own, and what it uses. ``external`` counts uses by package, sorted;
    ``extends`` is the id of a class's base class in the project, or "". There are millions, most of them with little in
    it: tuples that are empty take no memory. ``may_be_rendered``: it is a component if a component renders it."""

    name: str
    line: int
    end_line: int
    exports: tuple[str, ...]
    is_async: bool
    type: NodeType
    edges: tuple[Edge, ...]
    external: tuple[tuple[str, int], ...]
    unresolved: int
    extends: str
    may_be_rendered: bool = False

    @property
    def is_told(self) -> bool:
        """Whether there is an item for it, unless something renders it: of a value only for what it uses, but for a
        field that holds a function, which is called as a method is."""
        return bool(self.edges) or self.type not in ("value", "module") or "." in self.name


class CallGraph:
    """Makes the nodes of the files of a project."""

    def __init__(self, project: Project, extractor: str) -> None:
        self._project = project
        self._resolver = CallResolver(project, extractor)
        self._components = component_index(project)

    def nodes(self, path: str, definitions: Sequence[Definition]) -> list[Node]:
        """The nodes of a file: what can be called, values and module-level code that use something of the project, and
        what is a component if one renders it."""
        found = [self._node(path, definition) for definition in definitions if definition.has_item]
        return [node for node in found if node.is_told or node.may_be_rendered]

    def _node(self, path: str, definition: Definition) -> Node:
        found: dict[tuple[str, EdgeType], Edge] = {}
        external: dict[str, int] = {}
        unresolved = definition.unresolved
        for use in definition.uses:
            target = self._resolver.target(path, definition.name, use.reference)
            is_held = use.kind == "call" and use.reference.endswith(_HELD) and target.kind == "declaration"
            if target.kind == "several" or is_held:
                unresolved += self._add_several(found, use, target) if use.kind != "pass" else 0
            elif use.kind == "pass" or _is_binding(use, target):
                if target.kind == "declaration" and self._is_callable(target):
                    _add(found, Edge(_id(target), "callback", use.conditional, use.in_loop, use.count))
            elif target.kind == "declaration":
                _add(found, Edge(_id(target), _edge_type(use, target), use.conditional, use.in_loop, use.count))
            elif use.kind == "new" and target.kind == "instance" and use.reference == "this":
                _add(found, Edge(_id(target), "new", use.conditional, use.in_loop, use.count))
            elif target.kind == "external":
                external[target.name] = external.get(target.name, 0) + use.count
            elif target.kind != "built-in":
                unresolved += use.count
        if definition.form == "value" and (loaded := self._loaded(path, definition.name)):
            _add(found, Edge(loaded, "callback", False, False, 1))
        extends = ""
        if definition.form == "class" and definition.bases:
            base = self._resolver.target(path, definition.name, definition.bases[0])
            extends = _id(base) if base.kind == "declaration" else ""
        return Node(
            definition.name,
            definition.line,
            definition.end_line,
            tuple(definition.exports),
            definition.is_async,
            self._node_type(path, definition),
            tuple([found[key] for key in sorted(found)]),
            tuple(sorted(external.items())),
            unresolved,
            extends,
            "." not in definition.name and self._components.is_candidate(path, definition.name),
        )

    def _add_several(self, found: dict[tuple[str, EdgeType], Edge], use: Use, target: Value) -> int:
        """Add an edge to each of several things that a use may be of, under a condition; of what is in a table
        (``BUILDERS[kind]()``), to what can be called. Counted is what is not resolved."""
        is_held = use.reference.endswith(_HELD)
        several = [each for each in alternatives(target) if each.kind == "declaration"]
        called = [each for each in several if not is_held or self._is_callable(each)]
        for each in called:
            _add(found, Edge(_id(each), _edge_type(use, each), True, use.in_loop, use.count))
        is_told = bool(called) or any(each.kind == "external" for each in alternatives(target))
        return 0 if is_told else use.count

    def _node_type(self, path: str, definition: Definition) -> NodeType:
        form = definition.form
        if form == "module":
            return "module"
        if "." not in definition.name:
            if self._is_component(path, definition.name):
                return "component"
            is_function = form in ("function", "arrow")
            if definition.is_hook or (is_function and is_named_like_hook(path, definition.name)):
                return "hook"
        if form in ("function", "arrow", "class"):
            return form
        return "value" if form in ("value", "object") else "method"

    def _is_callable(self, target: Value) -> bool:
        definition = self._resolver.definition(target.path, target.name)
        if definition is not None and (definition.form in _CALLABLE or self._is_wrapper(target, definition)):
            return True
        return "." not in target.name and self._is_component(target.path, target.name)

    def _is_wrapper(self, target: Value, definition: Known) -> bool:
        """Whether React made it of a component, whatever its name: ``const _Menu = forwardRef(…)``."""
        made_by, called, _ = definition.stands_for.partition("()")
        if definition.form != "value" or not called:
            return False
        maker = self._resolver.target(target.path, target.name, made_by)
        return maker.kind == "external" and maker.name == "react" and maker.path in _WRAPPERS

    def _loaded(self, path: str, name: str) -> str:
        """The id of the component that a lazy one loads, or ""."""
        fact = self._components.named(path, name)
        return self._components.loaded(path, fact).id if fact is not None and fact.loads else ""

    def _is_component(self, path: str, name: str) -> bool:
        """Whether the components inventory has the declaration by what it is."""
        return self._components.is_component(path, name)


def _is_binding(use: Use, target: Value) -> bool:
    """``load.bind(null)`` passes a function on, and does not call it."""
    return use.reference.endswith(".bind") and target.kind == "declaration" and not target.name.endswith(".bind")


def _id(target: Value) -> str:
    return f"{target.path}#{target.name}"


def _edge_type(use: Use, target: Value) -> EdgeType:
    if use.kind == "call":
        # What a hook returned is called like anything else, also where only its type says so.
        is_result = "()" in use.reference
        is_typed = use.reference[0] == ":" or f".{TAKEN}" in use.reference
        is_named = not is_typed or HOOK_NAME.match(use.reference.rpartition(".")[2]) is not None
        return "hook" if is_named and not is_result and is_named_like_hook(target.path, target.name) else "call"
    return "new" if use.kind == "new" else "render"


def _add(found: dict[tuple[str, EdgeType], Edge], edge: Edge) -> None:
    key = (edge.to, edge.type)
    known = found.get(key)
    if known is not None:
        edge = Edge(
            edge.to,
            edge.type,
            known.conditional and edge.conditional,
            known.in_loop or edge.in_loop,
            known.uses + edge.uses,
        )
    found[key] = edge
