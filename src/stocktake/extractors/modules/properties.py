"""What a CommonJS module exports as properties of the object that it exports as a whole, as far as the assignment to
``module.exports`` does not list it itself: those of a variable, and of what is spread into the object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from stocktake.extractors.linkage import ExportFact
from stocktake.syntax.commonjs import exported_values, is_required, object_parts
from stocktake.syntax.nodes import assigned_member

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration, Export
    from stocktake.syntax.parsed import ParsedFile

_MOST = 100
"""Parts of exported objects that are looked at, at most: variables may be spread into one another."""


class Spread(NamedTuple):
    """What is spread into an exported object: names of the module, and the offsets of calls of ``require``."""

    names: frozenset[str] = frozenset()
    calls: frozenset[int] = frozenset()


def exported_properties(file: ParsedFile) -> Iterator[ExportFact]:
    """The properties of ``config`` where a CommonJS module says ``module.exports = config``, and no comment gives that
    a type of its own: those of its literal, and those that statements of the module give it (``config.port = 80``).
    Also those of variables that are spread into it, or into what is assigned: ``module.exports = { ...config }``."""
    known: dict[str, ExportFact] = {}
    stated = {export.name for export in file.outline.exports}
    for literal, line, is_assigned in _literals(file):
        if not is_assigned:
            known.update((each.name, each) for each in _own(file, literal, line) if each.name not in stated)
    for export in file.outline.exports if not file.outline.is_module else ():
        if export.name == "export=" and _untyped(file, export.local) is not None:
            for each in _assigned_properties(file, export):
                known.setdefault(each.name, each)
    yield from known.values()


def spread_into_exports(file: ParsedFile) -> Spread:
    """What of the file's own names, and of what it requires, is spread into the object that it exports."""
    if file.outline.is_module or (b"..." not in file.data and b"Object.assign" not in file.data):
        return Spread()
    names, calls = set(), set()
    for part, _, _ in _parts(file):
        if part.type == "identifier":
            names.add(file.text(part))
        elif is_required(file, part):
            calls.add(part.start_byte)
    return Spread(frozenset(names), frozenset(calls))


def _literals(file: ParsedFile) -> Iterator[tuple[Node, int, bool]]:
    return (each for each in _parts(file) if each[0].type == "object")


def _parts(file: ParsedFile) -> Iterator[tuple[Node, int, bool]]:
    """The parts of exported objects, those that later ones hide first: object literals, and what else is spread; each
    with the line of the export, and whether it is written in the assignment itself."""
    if file.outline.is_module or not file.has(b"exports"):
        return
    todo = [(part, line, True) for value, line in exported_values(file) for part in object_parts(file, value)]
    todo.reverse()
    seen: set[str] = set()
    for _ in range(_MOST):
        if not todo:
            return
        value, line, is_assigned = todo.pop()
        name = file.text(value) if value.type == "identifier" else ""
        declared = _untyped(file, name) if name not in seen else None
        behind = declared.value if declared is not None and not declared.pattern else None
        if behind is not None and not is_required(file, behind):
            seen.add(name)
            todo += [(part, line, False) for part in reversed(object_parts(file, behind))]
        else:
            yield value, line, is_assigned


def _untyped(file: ParsedFile, name: str) -> Declaration | None:
    """The declaration of a name of the module, if no comment gives it a type of its own."""
    declared = file.outline.declared(name) if name else None
    comment = declared.statement.prev_named_sibling if declared is not None else None
    is_typed = comment is not None and comment.type == "comment" and "@type" in file.text(comment)
    return None if is_typed else declared


def _own(file: ParsedFile, literal: Node, line: int) -> Iterator[ExportFact]:
    for child in literal.named_children:
        if child.type == "shorthand_property_identifier":
            yield ExportFact(file.text(child), file.text(child), line)
            continue
        key = child.child_by_field_name("key" if child.type == "pair" else "name")
        if child.type in ("pair", "method_definition") and key is not None and key.type != "computed_property_name":
            yield ExportFact(file.text(key).strip("'\""), "", line)


def _assigned_properties(file: ParsedFile, export: Export) -> Iterator[ExportFact]:
    for statement in file.root.named_children if f"{export.local}.".encode() in file.data else ():
        assigned = assigned_member(statement)
        if assigned is None:
            continue
        left, right = assigned
        holder, _, name = file.text(left).partition(".")
        if holder == export.local and name.isidentifier():
            yield ExportFact(name, file.text(right) if right.type == "identifier" else "", export.line)
