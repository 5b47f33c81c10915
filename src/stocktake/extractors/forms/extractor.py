"""The forms inventory: components that hold a form, with its fields, inputs, schema and handler."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, get_args

from msgspec import UNSET

from stocktake.extractors.base import Extractor, Project
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.code.expressions import shown
from stocktake.extractors.code.react import is_named_like_component
from stocktake.extractors.forms.examples import EXAMPLES
from stocktake.extractors.forms.facts import FormFact, FormFileFacts, form_facts
from stocktake.extractors.forms.handed import HandedForms
from stocktake.extractors.forms.items import FeaturesItem, FormItem
from stocktake.extractors.forms.names import FieldFact
from stocktake.extractors.forms.origins import (
    Evidence,
    FormType,
    Origins,
    is_icon,
    is_shown_by_admin,
    is_switch_of_routes,
)

if TYPE_CHECKING:
    from stocktake.extractors.base import Example
    from stocktake.extractors.components.facts import ComponentFact, ComponentFacts
    from stocktake.syntax.parsed import ParsedFile

_ORDER = {form_type: at for at, form_type in enumerate(get_args(FormType))}
_BY_NAME = frozenset({"html", "router", "react-action", "server-action", "formik", "conform", "final-form"})
_NATIVE_INPUTS = frozenset({"input", "select", "textarea"})
_INPUT_NAME = re.compile(
    r"\w*(?:Input|Select|Text[aA]rea(?:Auto[sS]ize)?|Field|Check[bB]ox|Radio(?:Group)?|Switch|Combo[bB]ox|Picker|Slider|Autocomplete|Button)"
)
_SOURCE_NAME = re.compile(r"\w*(?:Input|Autocomplete|Select)")
_MAX_NAMES = 120


class FormsExtractor(Extractor):
    """Components that hold a form, by evidence known by import."""

    name: ClassVar[str] = "forms"
    folder: ClassVar[str] = "forms-inventory"
    summary: ClassVar[str] = "Forms: library, fields, input components, validation schema"
    version: ClassVar[int] = BUILT_IN["forms"].version
    incremental: ClassVar[bool] = True
    requires: ClassVar[tuple[str, ...]] = BUILT_IN["forms"].requires
    fact_type: ClassVar[type] = FormFileFacts
    item_type: ClassVar[type] = FormItem
    examples: ClassVar[tuple[Example, ...]] = EXAMPLES

    def extract(self, file: ParsedFile) -> FormFileFacts | None:
        """The file's candidates and wrappers, or None."""
        return form_facts(file)

    def items(self, path: str, facts: FormFileFacts, project: Project) -> Iterable[FormItem]:
        """One item a component that holds a form."""
        components: ComponentFacts | None = project.facts("components").get(path)
        known = {each.name: each for each in components.components} if components is not None else {}
        judged = _Forms(project)
        for fact in facts.forms:
            if fact.name in known:
                item = judged.item(path, fact, facts, known[fact.name])
                if item is not None:
                    yield item

    def counters(self, items: Sequence[FormItem]) -> dict[str, int]:
        """Totals by type, and of forms with a schema.

        * ``react_admin_wizard``, ``react_admin_tabbed``, ``react_admin_simple``, ``react_admin``, ``formik``,
          ``tanstack_form``, ``react_hook_form``, ``final_form``, ``mantine_form``, ``conform``, ``antd``,
          ``json_schema_form``, ``server_action``, ``react_action``, ``router``, ``html``: forms of that ``formType``;
        * ``parts``: those that say ``isPart``: no forms of their own;
        * ``with_schema``: forms with a ``validationSchemaRef``.
        """
        found = {form_type: sum(item.form_type == form_type for item in items) for form_type in _ORDER}
        return {
            **{form_type.replace("-", "_"): count for form_type, count in found.items()},
            "parts": sum(item.is_part for item in items),
            "with_schema": sum(item.validation_schema_ref is not UNSET for item in items),
        }


class _Found:
    """Evidence collected from one component."""

    def __init__(self) -> None:
        self.holders: set[FormType] = set()
        self.parts: set[FormType] = set()
        self.bases: set[FormType] = set()
        self.patterns: set[str] = set()
        self.has_fetcher = False

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


class _Forms:
    """Judges candidates."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.origins = Origins(project)
        self.handed = HandedForms(self.origins)

    def item(self, path: str, fact: FormFact, facts: FormFileFacts, component: ComponentFact) -> FormItem | None:
        """The item of a component, or None where nothing in it is a form."""
        found = self.evidence(path, fact, facts, component)
        fields = self.fields(path, fact, found)
        if found.bases and fields:
            found.holders |= found.bases
        elif found.bases and not found.holders and not found.parts:
            return None
        form_type, is_part = _judged(found, lambda: bool(self.handed.of(path, component)))
        if form_type is None:
            return None
        schemas = self.schemas(path, fact, found)
        handler = shown(path, fact.submit, self.project) if fact.submit is not None else ""
        defaults = self.origins.defaults(path, fact.defaults)
        shows = {_FEATURES[name]: True for name in [*fact.features, *(["hasDefaultValues"] if defaults else [])]}
        features = FeaturesItem(**shows, mode=fact.mode or UNSET)
        return FormItem(
            name=fact.name,
            file=path,
            line=fact.line,
            end_line=fact.end_line,
            exports=fact.exports,
            form_type=form_type,
            patterns=sorted(found.patterns),
            is_part=is_part,
            fields=fields[:_MAX_NAMES],
            fields_omitted=max(0, len(fields) - _MAX_NAMES),
            default_values=defaults[:_MAX_NAMES],
            default_values_omitted=max(0, len(defaults) - _MAX_NAMES),
            input_components=self.inputs(path, fact, found),
            validation_schema_ref=schemas[0] if schemas else UNSET,
            further_schemas=schemas[1:],
            submit_handler=handler or UNSET,
            features=features if features != FeaturesItem() else UNSET,
        )

    def evidence(self, path: str, fact: FormFact, facts: FormFileFacts, component: ComponentFact) -> _Found:
        """What in a component shows a form."""
        found = _Found()
        for call in fact.calls:
            if not call.callee.startswith("<"):
                found.add(self.origins.hook(path, call.callee), self.origins.canonical(path, call.callee))
        for tag in fact.tags:
            if not tag.startswith("."):
                found.add(self.origins.tag(path, tag), self.origins.canonical(path, tag))
        self.wrapped_fields(path, fact, found)
        if (found.has_fetcher and ".Form" in fact.tags) or "fetcher.Form" in fact.tags:
            found.holders.add("router")
            found.patterns.add("fetcher.Form")
        self.native(path, fact, found)
        kinds = found.holders | found.parts
        handed = {"form.Field", "form.AppField"}.intersection(fact.tags)
        if handed and not kinds - _PLAIN:
            # Only TanStack's forms have fields that are parts of a form at hand.
            found.parts.add("tanstack-form")
            found.patterns |= handed
        in_hook_form = facts.imports_hook_form or "react-hook-form" in kinds
        self.registered(path, fact, facts, found, in_hook_form=in_hook_form)
        kinds = found.holders | found.parts
        is_unknown = facts.imports_hook_form and "react-hook-form" not in kinds
        controlled = (each.tag for each in fact.fields if each.control) if is_unknown else ()
        if any(not self.origins.only_reads(path, tag) for tag in controlled):
            found.parts.add("react-hook-form")
            found.patterns.add("control")
        if fact.uses_form and not (found.holders | found.parts) - _PLAIN:
            by_type = self.handed.of(path, component)
            found.parts.update(by_type.values())
            found.patterns.update(by_type)
            self.registered(path, fact, facts, found, in_hook_form="react-hook-form" in found.parts)
        if any(self.is_admin_input(path, each) for each in fact.fields):
            found.parts.add("react-admin")
            found.patterns.add("source")
        return found

    def registered(self, path: str, fact: FormFact, facts: FormFileFacts, found: _Found, *, in_hook_form: bool) -> None:
        """What is registered by a form's ``register``, the component's own name included."""
        is_field = in_hook_form and "register" in facts.field_wrappers.get(fact.name, ())
        if is_field or any(self.is_registered(path, each, in_hook_form=in_hook_form) for each in fact.fields):
            found.parts.add("react-hook-form")
            found.patterns.add("register")

    def wrapped_fields(self, path: str, fact: FormFact, found: _Found) -> None:
        """The project's own components around a field, known by the name that they are given and hand on."""
        for tag in dict.fromkeys(each.tag for each in fact.fields if each.attribute == "name"):
            is_own = is_named_like_component(tag) and not self.origins.origin(path, tag).package
            evidence = self.origins.tag(path, tag) if is_own else None
            if evidence is not None and evidence.role == "field":
                found.add(evidence, self.origins.canonical(path, tag))

    def native(self, path: str, fact: FormFact, found: _Found) -> None:
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

    def fields(self, path: str, fact: FormFact, found: _Found) -> list[str]:
        """The names that are registered, in source order, once each."""
        kinds = found.holders | found.parts
        inputs = frozenset(fact.inputs)
        named: dict[str, None] = {}
        for each in fact.fields:
            if each.name and self.is_field(path, each, kinds, inputs):
                named[each.name] = None
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
        if field.tag in _NATIVE_INPUTS or field.tag == "button":
            return is_plain
        evidence = self.origins.tag(path, field.tag)
        if evidence is not None:
            return evidence.role == "field"
        return is_plain and (field.tag in inputs or _INPUT_NAME.fullmatch(field.tag) is not None)

    def inputs(self, path: str, fact: FormFact, evidence: _Found) -> list[str]:
        """Ids of the project's input components that are rendered, names of all others."""
        kinds = evidence.holders | evidence.parts
        handed = (each for each in fact.fields if _names_component(each.given_to))
        registered = [each.given_to for each in handed if self.is_field(path, each, kinds, frozenset())]
        found = set()
        for tag in {*fact.inputs, *registered}:
            origin = self.origins.origin(path, tag) if not tag.startswith(".") else None
            if origin is None:
                found.add(tag)
            elif not (is_switch_of_routes(origin) or is_icon(origin) or is_shown_by_admin(origin, tag)):
                found.add(self.project.lookup(path, tag).id or tag)
        return sorted(found)

    def schemas(self, path: str, fact: FormFact, found: _Found) -> list[str]:
        """Ids or texts of the schemas a form validates with, the first one first; adds resolvers to the patterns."""
        named: dict[str, None] = {}
        for call in fact.calls:
            schemas = self.origins.schemas(path, call)
            is_resolver = call.callee.endswith("esolver") or self.origins.hook(path, call.callee) is None
            if schemas and is_resolver and not call.callee.startswith("<"):
                found.patterns.add(call.callee)
            named.update(dict.fromkeys(shown(where, each, self.project) for where, each in schemas))
        return list(named)


def _names_component(tag: str) -> bool:
    """Whether a tag is that of a component, and not of a local one."""
    return tag.find(".") > 0 or is_named_like_component(tag)


_FEATURES = {
    "hasDefaultValues": "has_default_values",
    "hasFieldArray": "has_field_array",
    "hasProgress": "has_progress",
    "hasTabs": "has_tabs",
    "hasWizard": "has_wizard",
    "isMultiStep": "is_multi_step",
}
_PLAIN = frozenset({"server-action", "react-action", "router", "html"})


def _judged(found: _Found, is_handed: Callable[[], bool]) -> tuple[FormType | None, bool]:
    """The type of a form, and whether the component only takes part in it; ``is_handed`` tells whether its props have
    a form."""
    libraries = found.holders - _PLAIN
    if libraries:
        return min(libraries, key=_ORDER.__getitem__), False
    parts = found.parts - _PLAIN
    if parts and found.holders:
        # Its own `<form>`, with a library's parts in it.
        return min(parts, key=_ORDER.__getitem__), is_handed()
    kinds = found.holders or found.parts
    return (min(kinds, key=_ORDER.__getitem__), not found.holders) if kinds else (None, False)
