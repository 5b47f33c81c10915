"""The call graph: what calls, makes, renders and passes on what, between the declarations of the project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import UNSET, Struct, UnsetType, field

from stocktake.extractors.base import ByName, Extractor, Link, Project
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.call_graph.definitions import by_owner
from stocktake.extractors.call_graph.edges import CallGraph, EdgeType, Node, NodeType
from stocktake.extractors.call_graph.examples import EXAMPLES
from stocktake.extractors.call_graph.extraction import call_facts
from stocktake.extractors.call_graph.facts import Definition
from stocktake.extractors.call_graph.returned_examples import RETURNED_EXAMPLES
from stocktake.extractors.components.index import component_index

if TYPE_CHECKING:
    from stocktake.extractors.base import Example
    from stocktake.syntax.parsed import ParsedFile

_RUNS = "runs"

MAX_CYCLE = 12
"""Ids listed of a cycle; of a longer one the last is "…"."""


class CallItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """A declaration of the project that is used.

    * ``to``: its id. It may have no item of its own, as an abstract method, a context that is rendered, or what is
      taken out of an object that a package gives; of what is in an array at module level it is that of the array;
    * ``type``: ``call``, ``hook`` (a call of something named like a hook, not of what it returned), ``new``, ``render``
      (JSX, ``createElement``) or ``callback`` (a function, component or class passed by name: an argument, a property's
      value, an element of an array, a JSX attribute; what ``lazy`` loads);
    * ``conditional``: every such use is in a branch, a ``catch``, behind ``&&``, ``||``, ``??`` or ``?.``, or of one of
      several things that a local variable or parameter stands for (``const Tag = wide ? Wide : Thin``, a ``let`` that
      is set again, a default), that are called in place (``(given ?? build)()``), or that an object holds
      (``BUILDERS[kind]()``, of at most twelve);
    * ``in_loop``: at least one is in a loop, or in the function given to a method that has the name of one of arrays
      which calls it for the elements (``map``, ``find``, ``sort`` …);
    * ``count``: the number of uses, 1 where absent. There is no line: a use is found by its name, or the one it is
      imported under, between the item's ``line`` and ``endLine``.
    """

    to: str
    type: EdgeType
    conditional: bool = False
    in_loop: bool = False
    count: int = 1


class CallGraphItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Something that calls or can be called. What is in functions inside belongs to the item; decorators belong to what
    they stand in, those of parameters to the method.

    A method is found by the class of what it is called on, as ``new``, declared types (through aliases, interfaces,
    object and mapped types, type arguments, what arrays, maps and the like hold, the results of functions, and what
    those give to functions that they are given), contexts and state of React tell it; a member that only an interface
    declares is no code, and unresolved.

    * ``node_type``: ``component``, ``hook``: as the inventories of these have it; otherwise ``function`` or ``arrow``,
      as declared; ``method``: of a class (``Class.method``), of an object literal (``object.key``), or assigned
      (``Menu.Item``), a static one that shares its name with one of instances as ``Class.method~2``; ``class``: what
      ``new`` runs: constructor and fields (and a component's ``render`` and lifecycle methods); ``value``: a variable
      whose initializer uses something of the project, as each of the names of a pattern does, or a field that holds
      what a call made of a function (``save = debounce(() => …)``); ``module``: the code of the file itself, called
      ``(module)``, from its first use to its last;
    * ``async``: whether it is an async function, false where absent;
    * ``extends``: the id of the class that a class extends, where that is in the project;
    * ``calls``: what it uses of the project;
    * ``external``: calls, renders and ``new`` that leave the project, counted by package, methods of what a package's
      function gave among them;
    * ``unresolved``: how many calls there are of which syntax does not tell where they lead: each may be of something
      in the project, whose callers then lack this one. Globals of the language and its host, and functions local to the
      item, are neither here nor in ``external``;
    * ``cycle``: the shortest cycle through the item, callbacks and calls of itself aside; of a long one the last id is
      "…".
    """

    name: str
    file: str
    line: int
    end_line: int
    node_type: NodeType
    exports: list[str] = []
    async_: bool = field(name="async", default=False)
    extends: str | UnsetType = UNSET
    calls: list[CallItem] = []
    external: dict[str, int] = {}
    unresolved: int = 0
    cycle: list[str] | UnsetType = UNSET


class CallGraphExtractor(Extractor):
    """Calls between the declarations of the project, resolved across files."""

    name: ClassVar[str] = "callGraph"
    folder: ClassVar[str] = "call-graph-inventory"
    summary: ClassVar[str] = "Who calls whom: functions, components, hooks, methods, and the cycles they make"
    version: ClassVar[int] = BUILT_IN["callGraph"].version
    incremental: ClassVar[bool] = True
    requires: ClassVar[tuple[str, ...]] = BUILT_IN["callGraph"].requires
    fact_type: ClassVar[Any] = list[Definition]
    item_type: ClassVar[type] = CallGraphItem
    examples: ClassVar[tuple[Example, ...]] = EXAMPLES + RETURNED_EXAMPLES
    link_kinds: ClassVar[tuple[str, ...]] = (_RUNS,)
    cyclic_kinds: ClassVar[tuple[str, ...]] = (_RUNS,)

    def extract(self, file: ParsedFile) -> list[Definition] | None:
        """The file's definitions with their uses, or None."""
        return call_facts(file)

    def items(self, path: str, facts: list[Definition], project: Project) -> Iterable[CallGraphItem]:
        """One item a function, component, hook, class, method, value that uses something, and module-level code."""
        components = component_index(project)
        for node in self._nodes(path, facts, project):
            if node.may_be_rendered and components.is_rendered(path, node.name):
                yield _item(path, node._replace(type="component"), self._cycle(path, node, project))
            elif node.is_told:
                yield _item(path, node, self._cycle(path, node, project))

    def _cycle(self, path: str, node: Node, project: Project) -> Sequence[str]:
        return project.link_cycle(self.name, _RUNS, f"{path}#{node.name}")

    def links(self, path: str, project: Project) -> Iterable[Link]:
        """What runs what: all uses but callbacks."""
        for node in self._nodes(path, project.facts(self.name).get(path, ()), project):
            own = f"{path}#{node.name}"
            for edge in node.edges:
                if edge.type != "callback" and edge.to != own:
                    yield Link(_RUNS, own, edge.to)

    def exposed(self, facts: list[Definition]) -> ByName:
        """What each declaration at module level and its members are, not what they use."""
        return ByName(by_owner(facts))

    def _nodes(self, path: str, facts: Sequence[Definition], project: Project) -> list[Node]:
        return project.remember((self.name, path), lambda: CallGraph(project, self.name).nodes(path, facts))

    def counters(self, items: Sequence[CallGraphItem]) -> dict[str, int]:
        """Nodes, edges by type, where the uses lead, and cycles: each counted at the first of its nodes.

        * ``nodes``: items;
        * ``edges``: entries of all ``calls``;
        * ``call_edges``, ``hook_edges``, ``new_edges``, ``render_edges``, ``callback_edges``: those of that ``type``;
        * ``uses_in_project``: the sum of their ``count``, callbacks aside: an edge may stand for several uses;
        * ``uses_of_packages``: the sum of all ``external``;
        * ``uses_unresolved``: the sum of all ``unresolved``;
        * ``nodes_in_cycles``: items with a ``cycle``;
        * ``cycles``: different ones among these cycles.
        """
        edges = [edge for item in items for edge in item.calls]
        found = {"nodes": len(items), "edges": len(edges)}
        for kind in ("call", "hook", "new", "render", "callback"):
            found[f"{kind}_edges"] = sum(1 for edge in edges if edge.type == kind)
        cycles = [(f"{item.file}#{item.name}", item.cycle) for item in items if item.cycle is not UNSET]
        return found | {
            "uses_in_project": sum(edge.count for edge in edges if edge.type != "callback"),
            "uses_of_packages": sum(count for item in items for count in item.external.values()),
            "uses_unresolved": sum(item.unresolved for item in items),
            "nodes_in_cycles": len(cycles),
            "cycles": sum(1 for own, cycle in cycles if own == min(cycle)),
        }

    def summarise(self, counters: dict[str, int]) -> dict[str, int]:
        """The share of uses that is resolved, in the project or to a package.

        * ``resolved_per_mille``: of 1,000 uses (in the project, of packages, unresolved), those that are resolved.
        """
        resolved = counters["uses_in_project"] + counters["uses_of_packages"]
        total = resolved + counters["uses_unresolved"]
        return counters | {"resolved_per_mille": resolved * 1000 // total if total else 1000}


def _item(path: str, node: Node, cycle: Sequence[str]) -> CallGraphItem:
    listed = list(cycle) if len(cycle) <= MAX_CYCLE else [*cycle[: MAX_CYCLE - 1], "…"]
    return CallGraphItem(
        name=node.name,
        file=path,
        line=node.line,
        end_line=node.end_line,
        node_type=node.type,
        exports=list(node.exports),
        async_=node.is_async,
        extends=node.extends or UNSET,
        calls=[CallItem(*edge) for edge in node.edges],
        external=dict(node.external),
        unresolved=node.unresolved,
        cycle=listed or UNSET,
    )
