"""Type parameters of classes: as facts have them, and what is known of those that are not given.

A class of the facts stands for its type parameters, separated by ``;``: ``T``, ``T:Model`` with what it extends,
``T:Model=Doc`` with its default, each as a type is written in another. At the end, ``%`` says that ``new`` may infer it
from what it is given, ``%0`` that it is the first of that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from stocktake.extractors.call_graph.expressions import first_child
from stocktake.extractors.call_graph.holders import NOT_TOLD
from stocktake.syntax.nodes import CLASSES, annotation, parameters

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_WRITTEN = re.compile(r"(?P<name>[^:=%]+)(?::(?P<bound>[^=%]+))?(?:=(?P<default>[^%]+))?(?P<inferred>%\d*)?")
_MODULE_LEVEL = frozenset({"program", "export_statement"})


class TypeParameter(NamedTuple):
    """``bound`` is the text of what it extends, ``default`` that of its default, ``inferred`` whether ``new`` may infer
    it (``%``), and from which argument (``%0``); "" where there is none."""

    name: str
    bound: str
    default: str
    inferred: str


@lru_cache(maxsize=2048)
def type_parameters(written: str) -> tuple[TypeParameter, ...]:
    """The type parameters of a class, by what it stands for."""
    found = (_WRITTEN.fullmatch(each) for each in written.replace("/", ".").split(";"))
    return tuple(
        TypeParameter(match["name"], match["bound"] or "", match["default"] or "", match["inferred"] or "")
        for match in found
        if match is not None
    )


def is_of_class(parameter: Node) -> bool:
    """Whether a type parameter is that of a class at module level: what it stands for is told where that is used."""
    declared = parameter.parent.parent if parameter.parent is not None else None
    return declared is not None and is_generic(declared)


def is_generic(declared: Node) -> bool:
    """Whether a declaration is a class at module level that has type parameters."""
    outer = declared.parent
    is_outside = declared.type in CLASSES and outer is not None and outer.type in _MODULE_LEVEL
    return is_outside and declared.child_by_field_name("type_parameters") is not None


def written_parameters(file: ParsedFile, declared: Node, text_of: Callable[[Node], str]) -> str:
    """What a class stands for; ``text_of`` writes a type as it is in another."""
    own = declared.child_by_field_name("type_parameters")
    found = []
    for each in own.named_children if own is not None and is_generic(declared) else []:
        named = each.child_by_field_name("name")
        if named is not None:
            name = file.text(named)
            bound, default = (_inside(each.child_by_field_name(field)) for field in ("constraint", "value"))
            extends = text_of(bound) if bound is not None else NOT_TOLD
            text = name + (f":{extends}" if extends != NOT_TOLD else "")
            found.append(
                text + (f"={text_of(default)}" if default is not None else "") + _inferred(file, declared, name)
            )
    return ";".join(found)


def _inside(node: Node | None) -> Node | None:
    return first_child(node) if node is not None else None


def _inferred(file: ParsedFile, declared: Node, name: str) -> str:
    """Whether and where the constructor of a class takes something of a type parameter."""
    body = declared.child_by_field_name("body")
    inside = body.named_children if body is not None else []
    constructors = [each for each in inside if _is_constructor(file, each)]
    if not constructors:
        # Then it is that of what it extends.
        return "%" if any(child.type == "class_heritage" for child in declared.named_children) else ""
    word = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
    is_there = False
    for constructor in constructors:
        for position, parameter in enumerate(parameters(constructor)):
            typed = annotation(parameter.child_by_field_name("type"))
            text = file.text(typed) if typed is not None else ""
            if text == name and len(constructors) == 1:
                return f"%{position}"
            is_there = is_there or word.search(text) is not None
    return "%" if is_there else ""


def _is_constructor(file: ParsedFile, member: Node) -> bool:
    named = member.child_by_field_name("name")
    is_method = member.type in ("method_definition", "method_signature")
    return is_method and named is not None and file.text(named) == "constructor"
