"""Cycles in a directed graph: strongly connected components, and the shortest cycle through a node.

Iterative throughout (graphs may be deep), and deterministic: the answer depends on the edges only, neither on the
order in which a mapping yields its nodes nor on that of a node's successors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from stocktake.graphs import strongly_connected

Order = Callable[[str], Any]


def find_cycles(graph: Mapping[str, Iterable[str]], order: Order = str) -> list[tuple[str, ...]]:
    """The components in which every node reaches every other: two or more nodes, or one with an edge to itself.

    Members begin with the least and follow in the order a depth-first walk reaches them: for a plain cycle, the cycle
    itself. Components are sorted by their first member.
    """
    cycles = []
    for members in strongly_connected(graph, order):
        if len(members) > 1:
            cycles.append(tuple(_walk(members, graph, order)))
        elif members[0] in graph[members[0]]:
            cycles.append((members[0],))
    return sorted(cycles, key=lambda cycle: order(cycle[0]))


def _walk(members: list[str], graph: Mapping[str, Iterable[str]], order: Order) -> list[str]:
    inside = set(members)
    seen: dict[str, None] = {}
    stack = [members[0]]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen[node] = None
            stack.extend(sorted((each for each in graph[node] if each in inside and each not in seen), key=order)[::-1])
    return list(seen)


class ShortestCycles:
    """The shortest cycle through any node of a graph, searched from both ends within the node's component."""

    def __init__(self, graph: Mapping[str, Iterable[str]], order: Order = str) -> None:
        self.cycles = find_cycles(graph, order)
        self._forward: dict[str, list[str]] = {}
        self._backward: dict[str, list[str]] = {}
        for members in self.cycles:
            inside = set(members)
            for node in members:
                self._forward[node] = sorted({each for each in graph[node] if each in inside}, key=order)
                self._backward.setdefault(node, [])
            for node in sorted(members, key=order):
                for successor in self._forward[node]:
                    self._backward.setdefault(successor, []).append(node)
        self._order = order

    def through(self, node: str) -> tuple[str, ...]:
        """A shortest cycle that begins at ``node`` (its start is not repeated); empty where there is none."""
        if node not in self._forward:
            return ()
        if node in self._forward[node]:
            return (node,)
        # Each side maps what it reached to the neighbour it was reached from.
        ahead: dict[str, str] = {node: ""}
        behind: dict[str, str] = {node: ""}
        depths = ({node: 0}, {node: 0})
        frontiers = ([node], [node])
        while True:
            side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
            reached, edges = (ahead, self._forward) if side == 0 else (behind, self._backward)
            depth, other = depths[side], depths[1 - side]
            layer: list[str] = []
            for each in frontiers[side]:
                for neighbour in edges[each]:
                    if neighbour == node:
                        # One side has come all the way round: nothing can be shorter.
                        return self._closed(each, reached, forward=side == 0)
                    if neighbour not in reached:
                        reached[neighbour] = each
                        depth[neighbour] = depth[each] + 1
                        layer.append(neighbour)
            frontiers[side][:] = layer
            meetings = [each for each in layer if each in other]
            if meetings:
                middle = min(meetings, key=lambda each: (other[each], self._order(each)))
                return self._joined(node, middle, ahead, behind)

    @staticmethod
    def _closed(last: str, reached: Mapping[str, str], *, forward: bool) -> tuple[str, ...]:
        """The cycle found from one side alone, whose far end is ``last``."""
        path = [last]
        while reached[path[-1]]:
            path.append(reached[path[-1]])
        return tuple(reversed(path)) if forward else (path[-1], *path[:-1])

    @staticmethod
    def _joined(node: str, middle: str, ahead: Mapping[str, str], behind: Mapping[str, str]) -> tuple[str, ...]:
        path = [middle]
        while path[-1] != node:
            path.append(ahead[path[-1]])
        path.reverse()
        while (following := behind[path[-1]]) != node:
            path.append(following)
        return tuple(path)
