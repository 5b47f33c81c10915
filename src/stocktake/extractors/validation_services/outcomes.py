"""Calls and objects that say how something went: ``err(problem)`` and ``ok(value)``, ``{ valid: true }``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.react import called_name, returned
from stocktake.extractors.validation_services.result_types import TELLING_KEYS
from stocktake.syntax.nodes import unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

WELL = frozenset({"ok", "success", "succeed", "valid", "pass"})
BADLY = frozenset({"err", "error", "fail", "failed", "failure", "invalid"})
"""Names of what makes the two kinds of results: only a function that gives both, gives results."""

_MAKER = re.compile(r"(?:[A-Z]\w*\.)?\w+")


def outcome_of(file: ParsedFile, function: Node) -> str:
    """The kind of result that what is called makes, by its name: ``ok``, ``err`` (also ``Result.err``, ``errAsync``);
    "" where the name is not that of one."""
    if not _MAKER.fullmatch(file.text(function)):
        return ""
    name = called_name(file, function).removesuffix("Async").lower()
    return name if name in WELL or name in BADLY else ""


def results_made(file: ParsedFile, function: Node) -> list[Node]:
    """The objects that a function of the same file gives, where each says how something went; else none."""
    name = file.text(function) if function.type == "identifier" else ""
    made = file.outline.function(name) if name and not file.is_shadowed(name, function) else None
    if made is None:
        return []
    found = [unwrap(each) for each in returned(made)]
    is_each = all(each.type == "object" and not TELLING_KEYS.isdisjoint(keys_of(file, each)) for each in found)
    return found if is_each else []


def keys_of(file: ParsedFile, literal: Node) -> set[str]:
    """The keys of an object literal."""
    keys = (child.child_by_field_name("key") if child.type == "pair" else child for child in literal.named_children)
    return {file.text(key) for key in keys if key is not None}
