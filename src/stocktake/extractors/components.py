"""The components inventory: React components declared at module level, with their props, hooks and children."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from msgspec import UNSET, Struct, UnsetType

from stocktake.extractors.base import Extractor, Project, Target
from stocktake.extractors.component_facts import ComponentFact, ComponentFacts, component_facts
from stocktake.extractors.components_examples import EXAMPLES
from stocktake.extractors.shapes import MAX_PROPERTIES, OTHER, Evaluator, Named
from stocktake.extractors.type_facts import TypeFact

if TYPE_CHECKING:
    from stocktake.extractors.base import Example
    from stocktake.syntax.parsed import ParsedFile

_FORM_HOOKS = frozenset({"useActionState", "useFormStatus"})
_CONTEXT_HOOKS = frozenset(
    {
        "useFormContext",
        "useFormState",
        "useWatch",
        "useFieldArray",
        "useListContext",
        "useRecordContext",
        "useEditContext",
        "useCreateContext",
        "useDataProvider",
    }
)


class PropItem(Struct, frozen=True, omit_defaults=True):
    """A prop; ``type`` is the text of its declared type ("" where none is), ``optional`` false where absent,
    ``default`` the text of its default in the destructuring."""

    name: str
    type: str
    optional: bool = False
    default: str | UnsetType = UNSET


class ComponentItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One component. ``props_from`` are parts of the props' type that are declared outside the project (or that
    syntax cannot list): the component takes further props, from there. ``child_components`` are ids of the project's
    declarations it renders."""

    name: str
    file: str
    line: int
    end_line: int
    kind: str
    exports: list[str]
    type: Literal["form_controller", "presentational"]
    props: list[PropItem]
    hooks: list[str]
    child_components: list[str]
    context_dependencies: list[str]
    component_role: Literal["entry", "wrapper", "leaf"]
    props_from: list[str] | UnsetType = UNSET
    wraps: str | UnsetType = UNSET


class ComponentsExtractor(Extractor):
    """React components, by evidence: what they return, extend or are wrapped in."""

    name: ClassVar[str] = "components"
    folder: ClassVar[str] = "component-inventory"
    summary: ClassVar[str] = "React components: props, hooks, the components they render"
    version: ClassVar[int] = 1
    requires: ClassVar[tuple[str, ...]] = ("types", "modules")
    fact_type: ClassVar[type] = ComponentFacts
    item_type: ClassVar[type] = ComponentItem
    examples: ClassVar[tuple[Example, ...]] = EXAMPLES

    def extract(self, file: ParsedFile) -> ComponentFacts | None:
        """The file's components, candidates and makers of components, or None."""
        return component_facts(file)

    def items(self, path: str, facts: ComponentFacts, project: Project) -> Iterable[ComponentItem]:
        """One item a component."""
        found = _Components(project)
        for fact in facts.components:
            if found.is_component(path, fact, frozenset()):
                yield found.item(path, fact)

    def counters(self, items: Sequence[ComponentItem]) -> dict[str, int]:
        """Totals by type and role."""
        return {
            "form_controllers": sum(1 for item in items if item.type == "form_controller"),
            "presentational": sum(1 for item in items if item.type == "presentational"),
            "exported": sum(1 for item in items if item.exports),
            "entries": sum(1 for item in items if item.component_role == "entry"),
            "wrappers": sum(1 for item in items if item.component_role == "wrapper"),
            "leaves": sum(1 for item in items if item.component_role == "leaf"),
        }


class _Components:
    """Looks components and their props up across files."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.evaluator = Evaluator(self.type_of, self.props_of)

    def fact(self, target: Target) -> ComponentFact | None:
        """The component fact of a declaration, or None."""
        if target.kind != "declaration":
            return None
        facts: ComponentFacts | None = self.project.facts("components").get(target.path)
        return next((fact for fact in facts.components if fact.name == target.name), None) if facts else None

    def is_component(self, path: str, fact: ComponentFact, seen: frozenset[str]) -> bool:
        """Whether a candidate is a component: one that wraps or names another is, if that one is."""
        if fact.made_by:
            maker = self.project.lookup(path, fact.made_by)
            facts: ComponentFacts | None = self.project.facts("components").get(maker.path)
            return maker.kind == "declaration" and facts is not None and maker.name in facts.makers
        if not fact.if_wrapped:
            return True
        target = self.project.lookup(path, fact.wraps)
        if target.kind == "external":
            # An alias of something external may be anything; a wrapper is put around components.
            return fact.kind != "alias"
        if target.id in seen:
            return False
        inner = self.fact(target)
        return inner is not None and self.is_component(target.path, inner, seen | {target.id})

    def item(self, path: str, fact: ComponentFact) -> ComponentItem:
        """The item of a component."""
        props, further = self.props(path, fact)
        children = self.children(path, fact)
        wraps = self.project.lookup(path, fact.wraps).id if fact.wraps else ""
        contexts = [hook for hook in fact.hooks if hook in _CONTEXT_HOOKS or hook.endswith("Context")]
        contexts = [hook for hook in contexts if hook != "useContext"]
        if posixpath.basename(path).partition(".")[0] == "index":
            role: Literal["entry", "wrapper", "leaf"] = "entry"
        else:
            role = "wrapper" if children else "leaf"
        return ComponentItem(
            name=fact.name,
            file=path,
            line=fact.line,
            end_line=fact.end_line,
            kind=fact.kind,
            exports=fact.exports,
            type="form_controller" if _FORM_HOOKS.intersection(fact.hooks) else "presentational",
            props=props,
            hooks=fact.hooks,
            child_components=children,
            context_dependencies=sorted({*contexts, *fact.contexts}),
            component_role=role,
            props_from=further or UNSET,
            wraps=(wraps or fact.wraps) or UNSET,
        )

    def children(self, path: str, fact: ComponentFact) -> list[str]:
        """Ids of the project declarations that a component renders."""
        found = set()
        for tag in fact.renders:
            target = self.project.lookup(path, tag)
            if target.kind != "declaration" and "." in tag:
                # `<Menu.Item>` of a component with parts: rendering a part is rendering the component it belongs to.
                base = self.project.lookup(path, tag.partition(".")[0])
                target = base if self.fact(base) is not None else target
            if target.kind == "declaration":
                found.add(target.id)
        return sorted(found)

    def props(self, path: str, fact: ComponentFact) -> tuple[list[PropItem], list[str]]:
        """Props from the declared type where there is one, else from the destructuring."""
        defaults = {name: default for name, default in fact.props.taken if default}
        if fact.props.type.op == "other" and not fact.props.type.text:
            return [PropItem(name, "", name in defaults, default or UNSET) for name, default in fact.props.taken], []
        listing = self.evaluator.properties(path, fact.props.type)
        listed = [
            PropItem(each.name, each.type, each.optional, defaults.get(each.name, UNSET))
            for each in list(listing.properties.values())[:MAX_PROPERTIES]
        ]
        known = set(listing.properties)
        if listing.open:
            # Taken by name from a part that is declared elsewhere.
            listed += [
                PropItem(name, "", bool(default), default or UNSET)
                for name, default in fact.props.taken
                if name not in known
            ]
        return listed, list(dict.fromkeys(listing.open))

    def type_of(self, path: str, name: str) -> Named | None:
        """The shape that a type name stands for."""
        target = self.project.lookup(path, name, "type")
        if target.kind != "declaration":
            return None
        facts: Sequence[TypeFact] = self.project.facts("types").get(target.path, ())
        fact = next((each for each in facts if each.name == target.name), None)
        if fact is None:
            return None
        return Named(target.path, target.id, fact.shape, fact.heritage)

    def props_of(self, path: str, name: str) -> Named | None:
        """The shape of a component's props."""
        target = self.project.lookup(path, name)
        fact = self.fact(target)
        if fact is None or fact.props.type is OTHER:
            return None
        return Named(target.path, target.id, fact.props.type)
