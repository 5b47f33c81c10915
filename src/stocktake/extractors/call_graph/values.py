"""What references name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from stocktake.extractors.base import Target
from stocktake.extractors.code.shapes import OTHER, Shape


class Value(NamedTuple):
    """What a reference names.

    ``declaration``: ``name`` (dotted for a member) declared in ``path``; ``instance``: one of the class ``name`` of
    ``path``; ``module``: the file ``path``; ``external``: something of the package ``name``, ``path`` saying what of
    it; ``built-in``: something of the language or its host, or ``name`` as a method of what is ``typed``; ``typed``:
    something of which only a type is known, whose ``shape`` is written in ``path``, with what type parameters stand for
    there; ``open``: a type parameter of the class ``name`` of ``path``, whose text is in ``shape``, that is not given;
    ``several``: one of the ``arguments``; ``unknown``. Of instances and members of classes, ``arguments`` are what the
    type parameters of the class stand for.
    """

    kind: Literal["declaration", "instance", "module", "external", "built-in", "typed", "open", "several", "unknown"]
    path: str = ""
    name: str = ""
    shape: Shape = OTHER
    arguments: Mapping[str, Value] = {}


UNKNOWN = Value("unknown")
BUILT_IN_VALUE = Value("built-in")

Arguments = Mapping[str, Value]

NOTHING_GIVEN: Arguments = {}


def named_by(target: Target) -> Value:
    """The value that a name or a module stands for."""
    if target.kind == "declaration":
        return Value("declaration", target.path, target.name)
    if target.kind == "module":
        return Value("module", target.path)
    if target.kind == "external":
        return Value("external", target.name, target.package)
    return UNKNOWN


def in_all(values: Sequence[Value]) -> Value:
    """What several values have in common: that they are the same one, whatever type arguments it has in each."""
    first = values[0] if values else UNKNOWN
    if all(each == first for each in values):
        return first
    if all(each.kind == "built-in" for each in values):
        return BUILT_IN_VALUE
    is_same = first.kind in ("declaration", "instance") and all(each[:3] == first[:3] for each in values)
    names = {name for each in values for name in each.arguments} if is_same else ()
    differing = {
        name: UNKNOWN for name in names if any(each.arguments.get(name) != first.arguments.get(name) for each in values)
    }
    return first._replace(arguments={**first.arguments, **differing}) if is_same else UNKNOWN
