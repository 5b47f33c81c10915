"""The definitions of a project, as far as following references needs them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from stocktake.extractors.base import Project
from stocktake.extractors.call_graph.facts import Definition, Form
from stocktake.extractors.call_graph.generics import TypeParameter, type_parameters
from stocktake.extractors.call_graph.terms import TESTED, value_in
from stocktake.extractors.call_graph.values import UNKNOWN, Arguments, Value, named_by
from stocktake.extractors.code.shapes import Shape

FUNCTION_FORMS = ("function", "arrow", "method")
_DIRECT = re.compile(r"(?:\[[^\]]*\]|[^.(\[])+")
"""The name of a member, which may be computed (``[Kind.NONE]``), without members of that."""

_MOST_HELD = 12
"""Whoever uses a longer table, of icons or of handlers of many kinds, would be tied to everything in it."""


class Known(Struct, frozen=True, gc=False):
    """What references need to know of a definition: the facts have much more, and are not to be kept for it."""

    form: Form
    stands_for: str
    bases: tuple[str, ...]
    takes: tuple[str, ...]


Declared = dict[str, Known]
"""A declaration at module level and its members, by their names."""


def by_owner(definitions: Iterable[Definition]) -> dict[str, Declared]:
    """Definitions by the declaration at module level that each is, or is a member of."""
    found: dict[str, Declared] = {}
    for each in definitions:
        found.setdefault(_owner(each.name), {})[each.name] = Known(
            each.form, each.stands_for, tuple(each.bases), tuple(each.takes)
        )
    return found


def _owner(name: str) -> str:
    return name.partition(".")[0].partition("(")[0]


class Definitions:
    """Finds definitions by file and name."""

    def __init__(self, project: Project, extractor: str) -> None:
        self._project = project
        self._extractor = extractor
        self._members: dict[tuple[str, str], Declared] = {}

    def definition(self, path: str, name: str) -> Known | None:
        """The definition of a name (dotted for a member) in a file, if it has one."""
        return self._declared_in(path, name).get(name)

    def known(self, value: Value) -> Known | None:
        """The definition of a value that is declared, if it has one."""
        return self.definition(value.path, value.name) if value.kind == "declaration" else None

    def members(self, path: str, name: str) -> list[str]:
        """The names of the members of a definition, sorted."""
        start = name + "."
        inside = [each for each in self._declared_in(path, name) if each.startswith(start)]
        return sorted(each for each in inside if _DIRECT.fullmatch(each, len(start)) is not None)

    def _declared_in(self, path: str, name: str) -> Declared:
        """The declaration at module level that a name is, or is a member of, with all its members."""
        key = path, _owner(name)
        known = self._members.get(key)
        if known is None:
            known = self._members[key] = self._project.named(self._extractor, *key) or {}
        return known

    def parameters(self, path: str, name: str) -> tuple[TypeParameter, ...] | None:
        """The type parameters of a class; None for what is none."""
        definition = self.definition(path, name)
        if definition is None or definition.form != "class":
            return None
        return type_parameters(definition.stands_for) if definition.stands_for else ()

    def scope(self, path: str, owner: str, given: Arguments) -> Arguments:
        """What type parameters stand for in the code of a class or of a member of it, where those in ``given`` are."""
        definition = self.definition(path, owner)
        is_class = definition is not None and definition.form == "class"
        name = owner if is_class or "." not in owner else self.around(path, owner)
        return {
            each.name: given.get(each.name) or Value("open", path, name, Shape("ref", text=each.bound))
            for each in self.parameters(path, name) or ()
        }

    def whole(self, value: Value) -> Value:
        """A module that is used as a value is what it exports as a whole (``module.exports = …``), if it does."""
        if value.kind != "module":
            return value
        whole = self._project.exported(value.path, "export=")
        return named_by(whole) if whole is not None and whole.kind == "declaration" else value

    def told_by(self, function: Value) -> str:
        """The type that a function says its first argument to be of, "" where it says none."""
        known = self.known(function)
        return known.stands_for[1:] if known is not None and known.stands_for[:1] == TESTED else ""

    def taken_by(self, function: Value, position: int) -> str:
        """The type of a parameter, "" where it is not told."""
        known = self.known(function)
        return known.takes[position] if known is not None and position < len(known.takes) else ""

    def is_function(self, behind: Value) -> bool:
        """Whether what a call gave is a function, of the project or perhaps of a package."""
        if behind.kind == "external":
            return True
        known = self.known(behind)
        is_function = known is not None and known.form in FUNCTION_FORMS
        return is_function or (known is not None and known.form == "value" and behind.name.endswith("()"))

    def made(self, called: Value) -> Value:
        """The object or class that a function or getter makes."""
        made = called._replace(kind="declaration", name=called.name + "()")
        return made if self.definition(made.path, made.name) is not None else UNKNOWN

    def held_in(self, table: Value) -> list[Value]:
        """The members of an object literal; nothing of anything else, or of one that has many."""
        if table.kind != "declaration":
            return []
        definition = self.definition(table.path, table.name)
        # One whose functions are all written in it has only those: there is nothing to say of itself.
        is_table = definition is None or definition.form == "object"
        names = self.members(table.path, table.name) if is_table else []
        return [table._replace(name=name) for name in names] if len(names) <= _MOST_HELD else []

    def around(self, path: str, member: str) -> str:
        """The class around a member, at any distance (fields hold objects of arrow functions), else what it is
        directly in."""
        name = member.rpartition(".")[0]
        outer = name
        while outer:
            definition = self.definition(path, outer)
            if definition is not None and definition.form == "class":
                return outer
            outer = outer.rpartition(".")[0]
        return name


def is_alias(reference: str) -> bool:
    """Whether a reference names something as it is, in this module or another."""
    reference = value_in(reference)
    return bool(reference) and "()" not in reference and "!" not in reference and reference[0] not in ":-%("


def is_handed_on(name: str, definition: Known) -> bool:
    """Whether a name is that of a member of what a function returns that a call gave."""
    return definition.form == "field" and "()" in name and "()" in definition.stands_for
