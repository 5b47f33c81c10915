"""Whether a component holds a form, and of which type: what in it shows one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from stocktake.extractors.code.react import is_named_like_component
from stocktake.extractors.forms.facts import FormFact
from stocktake.extractors.forms.fields import Fields, Part
from stocktake.extractors.forms.handed import HandedForms
from stocktake.extractors.forms.libraries import ORDER, Evidence, FormType
from stocktake.extractors.forms.origins import Origins

if TYPE_CHECKING:
    from stocktake.extractors.components.facts import ComponentFact

_PLAIN = frozenset({"server-action", "react-action", "router", "other", "html"})


class Found:
    """Evidence collected from one component."""

    def __init__(self) -> None:
        self.holders: set[FormType] = set()
        self.parts: set[FormType] = set()
        self.bases: set[FormType] = set()
        self.patterns: set[str] = set()
        self.made: set[FormType] = set()
        """Those of the forms that a hook makes in it."""
        self.has_fetcher = False
        self.is_handed = False
        """What makes it hands a form to it: ``withForm({ render: ({ form }) => … })``."""

    @property
    def kinds(self) -> set[FormType]:
        """The types of form that are evident."""
        return self.holders | self.parts

    def add(self, evidence: Evidence | None, name: str) -> None:
        """Count what the hook or tag ``name`` is evidence of."""
        if evidence is None:
            return
        if evidence.role == "fetcher":
            self.has_fetcher = True
            return
        if evidence.role == "input":
            # An input says something only where it is given a source.
            return
        kinds = {"holder": self.holders, "base": self.bases}.get(evidence.role, self.parts)
        kinds.add(evidence.form_type)
        self.patterns.add(name)


class FormEvidence:
    """Finds what shows a form."""

    def __init__(self, origins: Origins, fields: Fields) -> None:
        self.project = origins.project
        self.origins = origins
        self.fields = fields
        self.handed = HandedForms(origins)

    def find(self, parts: list[Part], component: ComponentFact) -> Found:
        """What in a component, and in the functions that draw parts of it, shows a form."""
        found = Found()
        for part in parts:
            self.named(part, found)
        kinds = found.kinds
        for part in parts:
            handed = {"form.Field", "form.AppField"}.intersection(part.fact.tags)
            if handed and not kinds - _PLAIN:
                # Only TanStack's forms have fields that are parts of a form at hand.
                found.parts.add("tanstack-form")
                found.patterns |= handed
        for part in parts:
            in_hook_form = part.facts.imports_hook_form or "react-hook-form" in kinds
            self.registered(part, found, in_hook_form=in_hook_form)
        for part in parts:
            is_unknown = part.facts.imports_hook_form and "react-hook-form" not in found.kinds
            controlled = (each.tag for each in part.fact.fields if each.control) if is_unknown else ()
            if any(not self.origins.only_reads(part.path, tag) for tag in controlled):
                found.parts.add("react-hook-form")
                found.patterns.add("control")
        if any(part.fact.uses_form for part in parts) and not found.kinds - _PLAIN:
            by_type = self.handed.of(parts[0].path, component)
            found.parts.update(by_type.values())
            found.patterns.update(by_type)
            for part in parts:
                self.registered(part, found, in_hook_form="react-hook-form" in found.parts)
        if any(self.fields.is_admin_input(part.path, each) for part in parts for each in part.fact.fields):
            found.parts.add("react-admin")
            found.patterns.add("source")
        return found

    def named(self, part: Part, found: Found) -> None:
        """The hooks and tags that show a form by their names."""
        path, fact = part.path, part.fact
        for call in fact.calls:
            if not call.callee.startswith("<"):
                evidence = self.origins.hook(path, call.callee)
                found.made |= {evidence.form_type} if evidence is not None and evidence.role == "holder" else set()
                found.add(evidence, self.origins.canonical(path, call.callee))
                found.is_handed |= self.origins.hands_form(path, call.callee, evidence)
        for tag in fact.tags:
            if not tag.startswith("."):
                found.add(self.tag(path, tag, fact), self.origins.canonical(path, tag))
        self.wrapped_fields(part, found)
        if (found.has_fetcher and ".Form" in fact.tags) or "fetcher.Form" in fact.tags:
            found.holders.add("router")
            found.patterns.add("fetcher.Form")
        self.native(path, fact, found)

    def tag(self, path: str, tag: str, fact: FormFact) -> Evidence | None:
        """What a tag shows, also by what is in it, and by what it is told."""
        evidence = self.origins.tag(path, tag)
        has_inputs = bool(fact.fields or fact.inputs)
        if evidence is None and tag in fact.filled and (has_inputs or tag in fact.submitting):
            evidence = self.origins.around(path, tag, is_whole=not has_inputs)
        if evidence is None and tag in fact.submitting:
            evidence = self.origins.submitted(path, tag)
        return evidence

    def registered(self, part: Part, found: Found, *, in_hook_form: bool) -> None:
        """What is registered by a form's ``register``, the component's own name included."""
        is_field = in_hook_form and "register" in part.facts.field_wrappers.get(part.fact.name, ())
        fields = part.fact.fields
        if is_field or any(self.fields.is_registered(part.path, each, in_hook_form=in_hook_form) for each in fields):
            found.parts.add("react-hook-form")
            found.patterns.add("register")

    def wrapped_fields(self, part: Part, found: Found) -> None:
        """Components around a field, known by the name that they are given, which the project's own hand on, and those
        of a library that the component hands its own name on to."""
        path, fact = part.path, part.fact
        named = dict.fromkeys(each.tag for each in fact.fields if each.attribute == "name")
        handed_on = part.facts.field_wrappers.get(fact.name, ())
        for tag in (*named, *(each for each in handed_on if self.origins.origin(path, each).package)):
            may_be_one = is_named_like_component(tag) or tag.find(".") > 0
            evidence = self.origins.tag(path, tag) if may_be_one else None
            if evidence is not None and evidence.role == "field":
                found.add(evidence, self.origins.canonical(path, tag))

    def native(self, path: str, fact: FormFact, found: Found) -> None:
        """A ``<form>`` element of its own: what submits it says which type it is."""
        if "form action" in fact.native:
            found.holders.add(self.action_type(path, fact))
        elif fact.native:
            found.holders.add("html")
        bare = {"form"} if fact.native == ["form"] else set()
        found.patterns.update(bare or {each for each in fact.native if each != "form"})

    def action_type(self, path: str, fact: FormFact) -> FormType:
        """``server-action`` where what a form's ``action`` is given runs on the server, else ``react-action``."""
        if fact.is_inline_server:
            return "server-action"
        target = self.project.lookup(path, fact.action.name) if fact.action is not None and fact.action.name else None
        facts = self.origins.facts(target.path) if target is not None and target.path else None
        is_server = target is not None and facts is not None and ("*" in facts.server or target.name in facts.server)
        return "server-action" if is_server else "react-action"

    def judged(self, path: str, component: ComponentFact, found: Found) -> tuple[FormType | None, bool]:
        """The type of the form that was found in a component, and whether the component only takes part in it."""
        return _judged(found, lambda: bool(self.handed.of(path, component)))


def _judged(found: Found, is_handed: Callable[[], bool]) -> tuple[FormType | None, bool]:
    """The type of a form, and whether the component only takes part in it; ``is_handed`` tells whether its props have
    a form."""
    libraries = found.holders - _PLAIN
    if libraries:
        form_type = min(libraries, key=ORDER.__getitem__)
        # antd's `<Form form={form}>` may show a form that is made elsewhere.
        return form_type, form_type == "antd" and "antd" not in found.made and is_handed()
    parts = found.parts - _PLAIN
    if parts and found.holders:
        # Its own `<form>`, with a library's parts in it.
        return min(parts, key=ORDER.__getitem__), found.is_handed or is_handed()
    kinds = found.holders or found.parts
    return (min(kinds, key=ORDER.__getitem__), not found.holders) if kinds else (None, False)
