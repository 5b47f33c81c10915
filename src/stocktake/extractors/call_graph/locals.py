"""Names that are bound below module level: what variables are set to later, what is declared in a namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.syntax.assignments import assignments
from stocktake.syntax.nodes import unwrap
from stocktake.syntax.parsed import SCOPES

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_ASSIGNMENTS = frozenset({"assignment_expression", "augmented_assignment_expression"})

_AROUND_DECLARATIONS = frozenset(
    {"lexical_declaration", "variable_declaration", "export_statement", "expression_statement"}
)


def says_nothing(value: Node | None) -> bool:
    """Whether what a variable is declared with says nothing of what it holds later: nothing, null, ``{}``."""
    if value is None:
        return True
    inner = unwrap(value)
    return inner.type in ("null", "undefined") or (inner.type == "object" and not inner.named_children)


class Assigned:
    """What the variables of a file are set to after their declaration."""

    def __init__(self, file: ParsedFile) -> None:
        self._file = file
        self._scopes: dict[int, dict[bytes, list[int]]] = {}

    def of(self, binding: Node) -> list[Node]:
        """What a variable with a simple name is set to later, in source order."""
        file = self._file
        scope = binding.parent
        while scope is not None and scope.type not in SCOPES:
            scope = scope.parent
        if scope is None:
            return []
        if scope.id not in self._scopes:
            self._scopes[scope.id] = assignments(file.data, scope.start_byte, scope.end_byte)
        name = file.data[binding.start_byte : binding.end_byte]
        found = []
        for start in self._scopes[scope.id].get(name, ()):
            node = file.root.descendant_for_byte_range(start, start + len(name)) if start > binding.start_byte else None
            assignment = node.parent if node is not None else None
            if node is None or assignment is None or assignment.type not in _ASSIGNMENTS:
                continue
            right = assignment.child_by_field_name("right")
            is_own = (
                assignment.child_by_field_name("left") == node and file.binding_of(file.text(node), node) == binding
            )
            found += [right] if right is not None and is_own else []
        return found


def namespace_member(file: ParsedFile, binding: Node) -> str:
    """The dotted name of what is declared directly in ``namespace N {}``, "" for anything else."""
    parts = [file.text(binding)]
    node = binding.parent.parent if binding.parent is not None else None
    while node is not None:
        if node.type == "program":
            return ".".join(reversed(parts)) if len(parts) > 1 else ""
        if node.type == "statement_block":
            node = node.parent
            named = node.child_by_field_name("name") if node is not None and node.type == "internal_module" else None
            if named is None:
                return ""
            parts.append("".join(file.text(named).split()))
        elif node.type not in _AROUND_DECLARATIONS:
            return ""
        node = node.parent if node is not None else None
    return ""
