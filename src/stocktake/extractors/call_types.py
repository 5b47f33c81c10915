"""What a type says of a value: as references (:mod:`stocktake.extractors.call_terms`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from stocktake.extractors.call_expressions import first_child, only_member, type_parameter
from stocktake.extractors.call_terms import BUILT_IN, UNKNOWN, step
from stocktake.syntax.nodes import annotation, type_arguments

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_DEPTH = 12
# Types whose members are the language's own.
_BUILT_IN_TYPES = frozenset({"array_type", "tuple_type", "literal_type", "readonly_type", "template_literal_type"})
_IMPORT = re.compile(r"""import\s*\(\s*['"]([^'"\n]+)['"]\s*\)""")
_PASSED_THROUGH = re.compile("Promise|PromiseLike|Awaited|Readonly|NonNullable|Required|Partial|Pick|Omit")


class Types:
    """Turns the types of one file into references. ``names`` are those of module level, ``value`` gives the reference
    of an expression, for ``typeof value``."""

    def __init__(self, file: ParsedFile, names: frozenset[str], value: Callable[[Node], str]) -> None:
        self._file = file
        self._names = names
        self._value = value

    def of(self, node: Node | None) -> str:
        """The reference of a value of a type, given as its type node or annotation."""
        if node is not None and node.type == "type_annotation":
            node = annotation(node)
        for _ in range(_MAX_DEPTH):
            if node is None:
                break
            kind = node.type
            if kind in ("type_identifier", "nested_type_identifier"):
                name = self._file.text(node)
                declared = type_parameter(self._file, name, node) if name not in self._names else None
                if declared is None:
                    return self._named(name)
                # Of a type parameter its constraint is sure.
                constraint = declared.child_by_field_name("constraint")
                node = first_child(constraint) if constraint is not None else None
                continue
            if kind == "predefined_type":
                return UNKNOWN if self._file.text(node) in ("any", "unknown", "object", "never") else BUILT_IN
            if kind == "this_type":
                return "this"
            if kind in _BUILT_IN_TYPES:
                return BUILT_IN
            if kind == "type_query":
                return self._queried(annotation(node))
            if kind == "generic_type":
                named = node.child_by_field_name("name")
                name = self._file.text(named) if named is not None else ""
                given = type_arguments(node)
                if name in ("ReturnType", "InstanceType"):
                    return step(self.of(given[0]), "()" if name == "ReturnType" else "!") if given else ""
                if not _PASSED_THROUGH.fullmatch(name):
                    return self._named(name)
                node = given[0] if given else None
            elif kind == "union_type":
                node = only_member(self._file, node)
            elif kind == "parenthesized_type":
                node = annotation(node)
            else:
                break
        return UNKNOWN

    def _queried(self, inner: Node | None) -> str:
        """``typeof value``, and ``typeof import("x")``, in which the import is a name to the grammar."""
        if inner is None:
            return UNKNOWN
        imported = _IMPORT.fullmatch(self._file.text(inner))
        return f"<{imported[1]}>" if imported is not None else self._value(inner)

    def _named(self, name: str) -> str:
        if not name:  # where the parser filled in what is missing
            return UNKNOWN
        if name.partition(".")[0] not in self._names:
            # A global type, or a type parameter of one that is not in sight: named with one letter or a T in front.
            return UNKNOWN if len(name) == 1 or (name[0] == "T" and name[1:2].isupper()) else BUILT_IN
        return ":" + name.replace(".", "/")
