"""The fields of a form, and the components that are its inputs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from stocktake.extractors.code.react import HOOK_NAME, is_named_like_component
from stocktake.extractors.forms.facts import FormFact, FormFileFacts
from stocktake.extractors.forms.libraries import ANTD_ITEM, ANTD_LIST, FormType
from stocktake.extractors.forms.names import FieldFact
from stocktake.extractors.forms.origins import Origins, is_icon, is_shown_by_admin, is_switch_of_routes
from stocktake.extractors.forms.tags import NATIVE_INPUTS

_BY_NAME = frozenset({"html", "router", "react-action", "server-action", "formik", "conform", "final-form", "other"})
_INPUT_NAME = re.compile(
    r"\w*(?:Input|Select|Text[aA]rea(?:Auto[sS]ize)?|Field|Check[bB]ox|Radio(?:Group)?|Switch|Combo[bB]ox|Picker|Slider|Autocomplete|Button)"
)
# `form.names.user.email` gives "user.email".
_ARIAKIT_NAME = re.compile(r"\{(?:\w+\.)?names\.([\w$.]+)\}")
_MAX_HOPS = 8
_SOURCE_NAME = re.compile(r"\w*(?:Input|Autocomplete|Select)")


class Part(NamedTuple):
    """A component, or a function that draws a part of it: where it is, and the names it is ``given``, see
    :class:`~stocktake.extractors.forms.drawn.DrawFact`."""

    path: str
    fact: FormFact
    facts: FormFileFacts
    given: Mapping[str, list[str]]


def parts_of(origins: Origins, path: str, fact: FormFact, facts: FormFileFacts) -> list[Part]:
    """A component of a file, and the functions of the project that draw parts of it, each as often as it is given other
    names."""
    found = [Part(path, fact, facts, {})]
    for part in found:
        for draw in part.fact.draws[: _MAX_PARTS - len(found)]:
            target = origins.origin(part.path, draw.name).target
            declared = origins.facts(target.path) if target.kind == "declaration" else None
            function = next((each for each in declared.drawing if each.name == target.name), None) if declared else None
            if declared is not None and function is not None:
                drawn = Part(target.path, function, declared, draw.given)
                found += [drawn] if drawn not in found else []
    return found


_MAX_PARTS = 60


class Fields:
    """Tells fields and inputs from other names and tags; ``kinds`` are the types of form that are evident."""

    def __init__(self, origins: Origins) -> None:
        self.project = origins.project
        self.origins = origins

    def is_admin_input(self, path: str, field: FieldFact) -> bool:
        """Whether a field is one of react-admin's inputs, which register by ``source``."""
        if field.attribute != "source" or field.tag.startswith("."):
            return False
        evidence = self.origins.tag(path, field.tag)
        return evidence is not None and evidence.role == "input"

    def is_registered(self, path: str, field: FieldFact, *, in_hook_form: bool) -> bool:
        """Whether a name is registered by react-hook-form's ``register``: what gives it says so, else the form or file
        it is called in, or the tag that is handed what it gives, which no other ``register`` does."""
        if field.tag != "register":
            return False
        evidence = self.origins.hook(path, field.giver) if field.giver else None
        if evidence is not None:
            return evidence.form_type == "react-hook-form"
        # A hook that makes no form in sight may hand one on from a context; what it does with a value is no field.
        is_known = field.name and not field.name.startswith("{")
        return field.shows_register or (in_hook_form and bool(is_known or not field.giver))

    def fields(self, parts: list[Part], kinds: set[FormType]) -> list[str]:
        """The names that are registered, in source order, once each."""
        named: dict[str, None] = {}
        for part in parts:
            inputs = frozenset(part.fact.inputs)
            for each in part.fact.fields:
                if each.name and self.is_field(part.path, each, kinds, inputs):
                    name = _ARIAKIT_NAME.sub(r"\1", each.name) if "ariakit" in kinds else each.name
                    named.update(dict.fromkeys(part.given.get(each.parameter, [name])))
        return list(named)

    def is_field(self, path: str, field: FieldFact, kinds: set[FormType], inputs: frozenset[str]) -> bool:
        """Whether a name given to a tag or call is that of a field, in a form of these types with these inputs."""
        if field.attribute == "call":
            in_hook_form = "react-hook-form" in kinds
            return bool(kinds) and (
                field.tag != "register" or self.is_registered(path, field, in_hook_form=in_hook_form)
            )
        if field.tag.startswith("."):
            is_part = field.tag in (".Field", ".AppField", ".Subscribe")
            return is_part and field.attribute == "name" and "tanstack-form" in kinds
        if field.attribute == "source":
            evidence = self.origins.tag(path, field.tag)
            if evidence is not None:
                return evidence.role == "input"
            return _SOURCE_NAME.fullmatch(field.tag) is not None
        if field.control:
            return not self.origins.only_reads(path, field.tag)
        # A name says nothing to react-hook-form, which is told of its fields.
        is_plain = not _BY_NAME.isdisjoint(kinds - {"html"} if "react-hook-form" in kinds else kinds)
        if field.tag in NATIVE_INPUTS or field.tag == "button":
            return is_plain
        evidence = self.origins.tag(path, field.tag)
        if evidence is not None:
            return evidence.role == "field"
        is_input = field.tag in inputs or _INPUT_NAME.fullmatch(field.tag) is not None
        return is_plain and (is_input or self.origins.enters(path, field.tag))

    def shown_by(self, parts: list[Part]) -> list[str]:
        """The features that fields show by what they come from: antd's lists."""
        tags = {(part.path, each.tag) for part in parts for each in part.fact.fields if each.tag.endswith("List")}
        return ["hasFieldArray"] if any(self.origins.origin(*each)[:2] == ANTD_LIST for each in tags) else []

    def inputs(self, parts: list[Part], kinds: set[FormType]) -> list[str]:
        """Ids of the project's input components that are rendered, names of all others."""
        return sorted({each for part in parts for each in self._inputs(part.path, part.fact, kinds)})

    def _inputs(self, path: str, fact: FormFact, kinds: set[FormType]) -> set[str]:
        handed = (each for each in fact.fields if _names_component(each.given_to))
        registered = [each.given_to for each in handed if self.is_field(path, each, kinds, frozenset())]
        named = {each.tag for each in fact.fields if self.is_own_input(path, each)}
        entered = {each.tag for each in fact.fields if each.attribute == "name" and self.is_entered(path, each, kinds)}
        found = set()
        for tag in {*fact.inputs, *registered, *named, *entered}:
            origin = self.origins.origin(path, tag) if not tag.startswith(".") else None
            if origin is None:
                found.add(tag)
            elif not (
                is_switch_of_routes(origin)
                or is_icon(origin)
                or is_shown_by_admin(origin, tag)
                or origin[:2] == ANTD_ITEM
            ):
                found.add(self.project.lookup(path, tag).id or tag)
        return found

    def is_entered(self, path: str, field: FieldFact, kinds: set[FormType]) -> bool:
        """Whether a name is given to a component of the project that names an element by it which is entered."""
        is_component = _names_component(field.tag) and not field.tag.startswith(".")
        return is_component and self.origins.enters(path, field.tag) and self.is_field(path, field, kinds, frozenset())

    def is_own_input(self, path: str, field: FieldFact) -> bool:
        """Whether a name is given to a component of the project that registers it and draws what it is entered by."""
        if (
            field.attribute == "call"
            or not is_named_like_component(field.tag)
            or self.origins.origin(path, field.tag).package
        ):
            return False
        evidence = self.origins.tag(path, field.tag)
        return evidence is not None and evidence.role in ("field", "input") and self._draws_input(path, field.tag, 0)

    def _draws_input(self, path: str, tag: str, depth: int) -> bool:
        """Whether a component around a field has an input in it, or is made of one that has."""
        target = self.origins.origin(path, tag).target
        facts = self.origins.facts(target.path) if target.kind == "declaration" and depth < _MAX_HOPS else None
        if facts is None:
            return False
        form = next((each for each in facts.forms if each.name == target.name), None)
        if form is not None and (form.inputs or any(_names_component(each.given_to) for each in form.fields)):
            return True
        inside = facts.field_wrappers.get(target.name, ())
        return any(
            self._draws_input(target.path, each, depth + 1)
            if _names_component(each)
            else self._makes_field(target.path, each)
            for each in inside
        )

    def _makes_field(self, path: str, name: str) -> bool:
        """Whether a name is that of a function that makes fields of inputs: ``withController(Text)``."""
        is_made = name != "register" and not HOOK_NAME.match(name)
        evidence = self.origins.tag(path, name) if is_made else None
        return evidence is not None and evidence.role == "field"


def _names_component(tag: str) -> bool:
    """Whether a tag is that of a component, and not of a local one."""
    return tag.find(".") > 0 or is_named_like_component(tag)
