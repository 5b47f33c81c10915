from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from stocktake.graphs import strongly_connected
from stocktake.resolve.cycles import ShortestCycles, find_cycles

Graph = dict[str, list[str]]

_nodes = "abcdefg"
_graphs = st.dictionaries(st.sampled_from(_nodes), st.lists(st.sampled_from(_nodes), max_size=4), max_size=7)


def distances(graph: Graph, start: str) -> dict[str, int]:
    """Edges from ``start`` to every node reached by at least one edge."""
    found: dict[str, int] = {}
    queue = deque([(start, 0)])
    while queue:
        node, length = queue.popleft()
        for successor in graph[node]:
            if successor in graph and successor not in found:
                found[successor] = length + 1
                queue.append((successor, length + 1))
    return found


@given(_graphs)
def test_components_are_the_nodes_that_reach_one_another(graph: Graph) -> None:
    reach = {node: set(distances(graph, node)) for node in graph}
    components = strongly_connected(graph)
    assert sorted(node for component in components for node in component) == sorted(graph)
    for component in components:
        for node in component:
            mutual = {other for other in graph if other == node or (other in reach[node] and node in reach[other])}
            assert mutual == set(component)
    position = {node: at for at, component in enumerate(components) for node in component}
    assert all(position[to] <= position[node] for node in graph for to in graph[node] if to in graph)


@given(_graphs)
def test_the_cycle_through_a_node_is_a_shortest_one(graph: Graph) -> None:
    cycles = ShortestCycles(graph)
    for node in graph:
        cycle = cycles.through(node)
        assert len(cycle) == distances(graph, node).get(node, 0)
        if cycle:
            assert cycle[0] == node
            assert all(after in graph[before] for before, after in zip(cycle, (*cycle[1:], node), strict=True))


@given(_graphs, st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_of_edges(graph: Graph, random: object) -> None:
    nodes = sorted(graph, reverse=True)
    turned = {node: list(reversed(graph[node])) * 2 for node in nodes}
    assert find_cycles(turned) == find_cycles(graph)
    assert [ShortestCycles(turned).through(node) for node in _nodes] == [
        ShortestCycles(graph).through(node) for node in _nodes
    ]


def test_members_follow_the_cycle_from_the_least() -> None:
    assert find_cycles({"c": ["a"], "a": ["d"], "d": ["b"], "b": ["c"], "x": ["a"]}) == [("a", "d", "b", "c")]


def test_an_edge_to_itself_is_a_cycle() -> None:
    assert find_cycles({"a": ["a"], "b": []}) == [("a",)]
    assert ShortestCycles({"a": ["a", "b"], "b": ["a"]}).through("a") == ("a",)


def test_two_nodes() -> None:
    cycles = ShortestCycles({"a": ["b"], "b": ["a"]})
    assert cycles.through("a") == ("a", "b")
    assert cycles.through("b") == ("b", "a")


def test_deep_graphs_do_not_overflow() -> None:
    count = 20_000
    ring = {str(at): [str((at + 1) % count)] for at in range(count)}
    (cycle,) = find_cycles(ring, int)
    assert cycle[:3] == ("0", "1", "2") and len(cycle) == count
    assert len(ShortestCycles(ring, int).through("7")) == count
