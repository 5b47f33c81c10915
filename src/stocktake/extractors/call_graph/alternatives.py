"""Calls of what may be one of several things: ``(given ?? fallback)()``, ``const run = quick ? skip : build``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from stocktake.extractors.call_graph.terms import LOCAL, NOT_REFERENCES, UNKNOWN, is_plain
from stocktake.extractors.code.possible_values import possible_values
from stocktake.syntax.nodes import is_constant

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.extractors.call_graph.references import References

_PARAMETERS = frozenset({"required_parameter", "optional_parameter"})
_WITH_DEFAULT = frozenset({"object_assignment_pattern", "assignment_pattern"})
_CHOOSING = frozenset({"parenthesized_expression", "subscript_expression"})


class Alternatives:
    """What the callees of one file may be."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._by_binding: dict[int, list[str]] = {}

    def of(self, callee: Node, reference: str) -> list[str]:
        """The references of all that a callee may be, which has a ``reference`` itself; empty where it is one thing, or
        nothing of the project among several."""
        if reference == LOCAL or "()" in reference:
            return []
        if callee.type in _CHOOSING:
            return self._several(callee) if reference == UNKNOWN else []
        file = self._references.file
        binding = file.binding_of(file.text(callee), callee) if callee.type == "identifier" else None
        if binding is None:
            return []
        key = binding.start_byte
        if key not in self._by_binding:
            self._by_binding[key] = []  # until it is known: `(a = b, b = a) => a()` must end
            self._by_binding[key] = self._bound(binding, callee, reference)
        return self._by_binding[key]

    def _bound(self, binding: Node, callee: Node, reference: str) -> list[str]:
        """What the name of a variable or parameter stands for."""
        declared = binding.parent
        kind = declared.type if declared is not None else ""
        if declared is not None and kind == "variable_declarator":
            return self._several(callee) if is_constant(declared) else self._set(binding, declared)
        if declared is None or (kind not in _PARAMETERS and kind not in _WITH_DEFAULT):
            return []
        default = declared.child_by_field_name("value" if kind in _PARAMETERS else "right")
        if default is None or default == binding:
            return []
        return self._told([*self._each(possible_values(self._references.file, default)), reference])

    def _several(self, node: Node) -> list[str]:
        """What an expression chooses from."""
        found = possible_values(self._references.file, node)
        return self._told(self._each(found)) if found != [node] else []

    def _each(self, nodes: Iterable[Node]) -> Iterator[str]:
        """The references of several expressions, each of which may be one of several things itself."""
        for node in nodes:
            reference = self._references.of(node)
            yield from self.of(node, reference) or [reference]

    def _set(self, binding: Node, declarator: Node) -> list[str]:
        """All that a variable is set to that can be set again, where it is something of the project at first."""
        first = self._references.initialized(declarator.child_by_field_name("value"), None)
        if not is_plain(first):
            return []
        found = dict.fromkeys([first, *self._references.set_later(binding)])
        return list(found) if len(found) > 1 else []

    def _told(self, found: Iterable[str]) -> list[str]:
        several = list(dict.fromkeys(found))
        is_told = any(each not in NOT_REFERENCES and each[0] != ":" for each in several)
        return several if is_told else []
