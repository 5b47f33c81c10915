"""Static fields of classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from stocktake.syntax.nodes import has_token

if TYPE_CHECKING:
    from tree_sitter import Node

FIELDS = frozenset({"public_field_definition", "field_definition"})
"""What the grammar calls fields of classes."""


class StaticField(NamedTuple):
    """A static field that is given a value; ``annotation``: its type, where one is written."""

    name: Node
    value: Node
    annotation: Node | None


def static_fields(owner: Node) -> Iterator[StaticField]:
    """The static fields of a class that are given a value where they are declared."""
    body = owner.child_by_field_name("body")
    for field in body.named_children if body is not None else []:
        name, value = field.child_by_field_name("name"), field.child_by_field_name("value")
        if field.type in FIELDS and name is not None and value is not None and has_token(field, "static"):
            yield StaticField(name, value, field.child_by_field_name("type"))
