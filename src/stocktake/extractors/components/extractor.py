"""The components inventory: React components declared at module level, with their props, hooks and children."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from msgspec import UNSET, Struct, UnsetType

from stocktake.extractors.base import Extractor, Link, Project
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.code.shapes import MAX_PROPERTIES
from stocktake.extractors.components.children import candidates_among, rendered_by, rendered_perhaps
from stocktake.extractors.components.examples import EXAMPLES
from stocktake.extractors.components.facts import ComponentFact, ComponentFacts, component_facts
from stocktake.extractors.components.further_examples import FURTHER_EXAMPLES
from stocktake.extractors.components.index import FUNCTION_KINDS, RENDERS, ComponentIndex, component_index
from stocktake.extractors.components.props_examples import PROPS_EXAMPLES

if TYPE_CHECKING:
    from stocktake.extractors.base import Example
    from stocktake.extractors.code.shapes import PropertyFact
    from stocktake.syntax.parsed import ParsedFile

_FORM_HOOKS = frozenset({"useActionState", "useFormStatus"})


class PropItem(Struct, frozen=True, omit_defaults=True):
    """A prop of a component.

    * ``name``: the name it is passed by;
    * ``type``: the text of its declared type, or of its checker in ``propTypes`` without ``.isRequired``, cut at 160
      characters with "…"; "" where none is known: it has no type, or is taken by its name from a part in
      ``props_from``;
    * ``optional``: whether it may be left out, false where absent; null where nothing says so: it has no ``type``, and
      no ``default`` either;
    * ``default``: the text of its default in the destructuring or in ``defaultProps``, cut at 80 characters.
    """

    name: str
    type: str
    optional: bool | None = False
    default: str | UnsetType = UNSET


class ComponentItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One component. What a static method of a class of the project makes of a function that renders, as
    ``Node.from(Base, () => <p/>)``, is an object of that class and none, unless it is rendered; what a function of the
    project makes that gives nothing but objects, lists or texts is none. Of what a call makes, hooks, contexts and
    children are those of what is written in the call; what the function that is called uses and renders is not
    repeated.

    * ``kind``: how it is declared: ``function``, ``arrow`` or ``class``; by a call of ``memo``, ``forwardRef``,
      ``lazy``, ``dynamic``, ``observer`` or ``styled``; ``hoc``: by any other call; ``alias``: as another name for a
      component, or one of several;
    * ``type``: ``form_controller`` where it calls ``useActionState`` or ``useFormStatus``, else ``presentational``:
      other forms are told by the inventory of forms;
    * ``props``: the props of the type it is declared with or, as another name or wrapper, cast to (``FC<Props>``, or a
      type of the project with one call signature), or that React's wrapper is given (``forwardRef<Ref, Props>``), else
      those of its parameter's own type, or what it destructures and what is in its ``propTypes``; a class has those of
      what it extends; none is required to be given what is in its ``defaultProps``. What a function of the project
      makes has the props that the function says it returns, or that the component inside it says, with the type
      arguments of the call in place, or else those that the component it is called with tells, what it extends, or
      ``unknown``; only where the function says nothing, the props are those of the function in the call, or the first
      type argument;
    * ``props_from``: parts of the type of its props that are declared outside the project or that syntax cannot list:
      the component takes further props, from there; ``any`` where the parameter has no type, ``unknown`` where a call
      made the component and nothing says of which props; their texts are cut like types;
    * ``hooks``: names of the hooks it calls; which of several of one name is told by the call graph;
    * ``child_components``: ids of the project's components it renders, parts of compound components (``Menu.Item``) as
      what they stand for, and each of those that a local variable is set to (``const Tag = wide ? Wide : Thin``), or
      that an object of the project holds of which it is taken by key (``const Form = FORMS[kind]``); a context that is
      rendered is none;
    * ``context_dependencies``: the contexts it reads (``useContext(X)``, ``use(X)``, ``<X.Consumer>``,
      ``contextType``), by name, and the hooks it calls that are named ``use…Context`` (``Menu.useContext`` by its
      owner) or read a form library's context (``useDataProvider``; ``useController``, ``useFieldArray``,
      ``useFormState`` and ``useWatch`` where they are called without a ``control`` or anything that may hold one);
    * ``component_role``: by file and children alone: ``entry`` for those of a file named ``index.*``, which need be no
      entry of the app; else ``wrapper`` where there are child components, and ``leaf`` where there are none;
    * ``wraps``: the id of the component that it is a wrapper around, another name for or loads, or its name as written:
      hooks and children are to be looked for there.
    """

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
    version: ClassVar[int] = BUILT_IN["components"].version
    incremental: ClassVar[bool] = True
    requires: ClassVar[tuple[str, ...]] = BUILT_IN["components"].requires
    fact_type: ClassVar[type] = ComponentFacts
    item_type: ClassVar[type] = ComponentItem
    examples: ClassVar[tuple[Example, ...]] = (*EXAMPLES, *PROPS_EXAMPLES, *FURTHER_EXAMPLES)
    link_kinds: ClassVar[tuple[str, ...]] = (RENDERS,)

    def extract(self, file: ParsedFile) -> ComponentFacts | None:
        """The file's components, candidates and makers of components, or None."""
        return component_facts(file)

    def items(self, path: str, facts: ComponentFacts, project: Project) -> Iterable[ComponentItem]:
        """One item a component."""
        index = component_index(project)
        for fact in (*facts.components, *facts.perhaps):
            is_candidate = not index.is_other(path, fact)
            if index.is_component(path, fact.name) or (is_candidate and index.is_rendered(path, fact.name)):
                yield _item(path, fact, index)

    def links(self, path: str, project: Project) -> Iterable[Link]:
        """From components, and from the file as such, to the candidates they render: what is rendered is a
        component."""
        facts: ComponentFacts | None = project.facts(self.name).get(path)
        if facts is None:
            return
        index = component_index(project)
        for fact in (*facts.components, *facts.perhaps):
            for target in rendered_perhaps(index, path, fact):
                yield Link(RENDERS, f"{path}#{fact.name}", target)
        for target in candidates_among(index, path, facts.renders):
            yield Link(RENDERS, path, target)

    def counters(self, items: Sequence[ComponentItem]) -> dict[str, int]:
        """Totals by type and role.

        * ``form_controllers``, ``presentational``: components of that ``type``;
        * ``exported``: components with ``exports``;
        * ``entries``, ``wrappers``, ``leaves``: components of that ``componentRole``.
        """
        return {
            "form_controllers": sum(1 for item in items if item.type == "form_controller"),
            "presentational": sum(1 for item in items if item.type == "presentational"),
            "exported": sum(1 for item in items if item.exports),
            "entries": sum(1 for item in items if item.component_role == "entry"),
            "wrappers": sum(1 for item in items if item.component_role == "wrapper"),
            "leaves": sum(1 for item in items if item.component_role == "leaf"),
        }


def _item(path: str, fact: ComponentFact, index: ComponentIndex) -> ComponentItem:
    props, further = _props(path, fact, index)
    children = rendered_by(index, path, fact)
    wraps = index.wrapped(path, fact) if fact.wraps else index.loaded(path, fact).id
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
        context_dependencies=fact.contexts,
        component_role=role,
        props_from=further or UNSET,
        wraps=wraps or UNSET,
    )


def _props(path: str, fact: ComponentFact, index: ComponentIndex) -> tuple[list[PropItem], list[str]]:
    """Props from the declared type where there is one, else from the destructuring, and where further ones come from.
    Without a type, what a function does not take apart is ``any``, and what a call makes ``unknown``."""
    known = index.props(path, fact)
    # What a maker says of its own accord is not what the function in its call takes.
    taken = fact.props.taken if known is None or not known.is_said else []
    if known is None:
        return [], ["any" if fact.kind in FUNCTION_KINDS else "unknown"]
    set_by_react = dict(fact.props.defaults)
    defaults = {name: default for name, default in taken if default} | set_by_react
    listing = index.evaluator.listing(known)
    listed = [
        PropItem(
            each.name,
            each.type,
            _is_optional(each, has_default=each.name in defaults, is_set_by_react=each.name in set_by_react),
            defaults.get(each.name, UNSET),
        )
        for each in list(listing.properties.values())[:MAX_PROPERTIES]
    ]
    missing = [each for each in taken if each[0] not in listing.properties] if listing.open else []
    if missing:
        # Taken by name from a part that is declared elsewhere, or that only the function itself is given.
        inside = index.evaluator.properties(path, fact.props.own).properties
        listed += [
            PropItem(name, "", True if name in defaults else None, defaults.get(name, UNSET))
            for name, _ in missing
            if name not in inside
        ]
    return listed, listing.open


def _is_optional(prop: PropertyFact, *, has_default: bool, is_set_by_react: bool) -> bool | None:
    """Whether a prop may be left out; None where no type says it. Of defaults in ``defaultProps``, which React knows,
    the type of the props does not tell."""
    if prop.optional or (has_default and (is_set_by_react or not prop.type)):
        return True
    return False if prop.type else None
