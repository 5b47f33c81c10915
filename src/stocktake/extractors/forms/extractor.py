"""The forms inventory: components that hold a form, with its fields, inputs, schema and handler."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from msgspec import UNSET

from stocktake.extractors.base import Extractor, Project
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.code.expressions import shown
from stocktake.extractors.forms.evidence import FormEvidence, Found
from stocktake.extractors.forms.examples import EXAMPLES
from stocktake.extractors.forms.facts import FormFact, FormFileFacts, form_facts
from stocktake.extractors.forms.fields import Fields, Part, parts_of
from stocktake.extractors.forms.items import FeaturesItem, FormItem
from stocktake.extractors.forms.libraries import ORDER
from stocktake.extractors.forms.origins import Origins

if TYPE_CHECKING:
    from stocktake.extractors.base import Example
    from stocktake.extractors.components.facts import ComponentFact, ComponentFacts
    from stocktake.syntax.parsed import ParsedFile

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
          ``tanstack_form``, ``react_hook_form``, ``final_form``, ``mantine_form``, ``conform``,
          ``ariakit``, ``antd``,
          ``json_schema_form``, ``server_action``, ``react_action``, ``router``, ``other``, ``html``: forms of that
          ``formType``;
        * ``parts``: those that say ``isPart``: no forms of their own;
        * ``with_schema``: forms with a ``validationSchemaRef``.
        """
        found = {form_type: sum(item.form_type == form_type for item in items) for form_type in ORDER}
        return {
            **{form_type.replace("-", "_"): count for form_type, count in found.items()},
            "parts": sum(item.is_part for item in items),
            "with_schema": sum(item.validation_schema_ref is not UNSET for item in items),
        }


class _Forms:
    """Judges candidates."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.origins = Origins(project)
        self.fields = Fields(self.origins)
        self.evidence = FormEvidence(self.origins, self.fields)

    def item(self, path: str, fact: FormFact, facts: FormFileFacts, component: ComponentFact) -> FormItem | None:
        """The item of a component, or None where nothing in it is a form."""
        parts = parts_of(self.origins, path, fact, facts)
        found = self.evidence.find(parts, component)
        fields = self.fields.fields(parts, found.kinds)
        if found.bases and fields:
            found.holders |= found.bases
        elif found.bases and not found.holders and not found.parts:
            return None
        form_type, is_part = self.evidence.judged(path, component, found)
        if form_type is None:
            return None
        schemas = self.schemas(parts, found)
        submits = ((part.path, part.fact.submit) for part in parts if part.fact.submit is not None)
        handler = next((shown(where, each, self.project) for where, each in submits), "")
        defaults = list(
            dict.fromkeys(each for part in parts for each in self.origins.defaults(part.path, part.fact.defaults))
        )
        shown_by = (*(["hasDefaultValues"] if defaults else []), *self.fields.shown_by(parts))
        features = _features([part.fact for part in parts], shown_by)
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
            input_components=self.fields.inputs(parts, found.kinds),
            validation_schema_ref=schemas[0] if schemas else UNSET,
            further_schemas=schemas[1:],
            submit_handler=handler or UNSET,
            features=features if features != FeaturesItem() else UNSET,
        )

    def schemas(self, parts: list[Part], found: Found) -> list[str]:
        """Ids or texts of the schemas a form validates with, the first one first; adds resolvers to the patterns."""
        named: dict[str, None] = {}
        for path, call in ((part.path, each) for part in parts for each in part.fact.calls):
            schemas = self.origins.schemas(path, call)
            is_resolver = call.callee.endswith("esolver") or self.origins.hook(path, call.callee) is None
            if schemas and is_resolver and not call.callee.startswith("<"):
                found.patterns.add(call.callee)
            named.update(dict.fromkeys(shown(where, each, self.project) for where, each in schemas))
        return list(named)


def _features(facts: list[FormFact], further: Iterable[str]) -> FeaturesItem:
    names = [*(name for fact in facts for name in fact.features), *further]
    mode = next((fact.mode for fact in facts if fact.mode), "")
    return FeaturesItem(**{_FEATURES[name]: True for name in names}, mode=mode or UNSET)


_FEATURES = {
    "hasDefaultValues": "has_default_values",
    "hasFieldArray": "has_field_array",
    "hasProgress": "has_progress",
    "hasTabs": "has_tabs",
    "hasWizard": "has_wizard",
    "isMultiStep": "is_multi_step",
}
