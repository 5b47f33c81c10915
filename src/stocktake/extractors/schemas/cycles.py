"""Which nodes of a graph lie on cycles together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Generic, TypeVar

from stocktake.extractors.base import Project
from stocktake.graphs import strongly_connected

Node = TypeVar("Node", bound=Hashable)


class Cycles(Generic[Node]):
    """Which nodes lie on cycles together, of a graph whose edges are computed from the facts of a project: only what
    can be reached from a node that is asked about is looked at."""

    def __init__(self, project: Project, edges: Callable[[Node], Iterable[Node]]) -> None:
        self._project = project
        self._edges = edges
        self._known: dict[Node, tuple[int, AbstractSet[Any]]] = {}
        self._count = 0

    def are_together(self, one: Node, other: Node) -> bool:
        """Whether each of two nodes can be reached from the other."""
        return self._number(one) == self._number(other)

    def _number(self, node: Node) -> int:
        if node not in self._known:
            graph, reads = self._project.traced(lambda: self._reachable(node))
            numbers = components(graph)
            # What was known before leads to nothing that is new: no cycle goes through both.
            self._known |= {each: (self._count + number, reads) for each, number in numbers.items()}
            self._count += len(numbers)
        number, reads = self._known[node]
        self._project.note(reads)
        return number

    def _reachable(self, node: Node) -> dict[Node, list[Node]]:
        graph: dict[Node, list[Node]] = {}
        todo = [node]
        while todo:
            each = todo.pop()
            if each in self._known:
                self._project.note(self._known[each][1])
            elif each not in graph:
                graph[each] = list(dict.fromkeys(self._edges(each)))
                todo += graph[each]
        return graph


def components(graph: Mapping[Node, Iterable[Node]]) -> dict[Node, int]:
    """A number for each node of ``graph`` (node → successors; those that are no node are left out): the same for two
    exactly if each can be reached from the other."""
    found = strongly_connected(graph, order=lambda node: node)
    return {node: number for number, members in enumerate(found) for node in members}
