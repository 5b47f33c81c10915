"""Strongly connected components of directed graphs: what lies on cycles together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

Node = TypeVar("Node", bound=Hashable)
Order = Callable[[Any], Any]


def strongly_connected(graph: Mapping[Node, Iterable[Node]], order: Order = str) -> list[list[Node]]:
    """Every strongly connected component (Tarjan), members sorted by ``order``; a component comes after those it
    leads to. Successors that are no node of the graph are left out."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    open_nodes: dict[Node, None] = {}
    found: list[list[Node]] = []
    for root in sorted(graph, key=order):
        if root in index:
            continue
        work = [(root, iter(sorted((node for node in graph[root] if node in graph), key=order)))]
        index[root] = low[root] = len(index)
        open_nodes[root] = None
        while work:
            node, successors = work[-1]
            for successor in successors:
                if successor not in index:
                    index[successor] = low[successor] = len(index)
                    open_nodes[successor] = None
                    inner = sorted((each for each in graph[successor] if each in graph), key=order)
                    work.append((successor, iter(inner)))
                    break
                if successor in open_nodes:
                    low[node] = min(low[node], index[successor])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_close(node, open_nodes, order))
    return found


def _close(node: Node, open_nodes: dict[Node, None], order: Order) -> list[Node]:
    members: list[Node] = []
    while True:
        member, _ = open_nodes.popitem()
        members.append(member)
        if member == node:
            return sorted(members, key=order)
