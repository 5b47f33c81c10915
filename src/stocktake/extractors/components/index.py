"""What is known of components over all files: which candidates are components, their parts, and their props."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec.structs import replace

from stocktake.extractors.base import Space, Target
from stocktake.extractors.code.react_types import COMPONENT_TYPE
from stocktake.extractors.code.shape_evaluation import Evaluator, Named
from stocktake.extractors.code.shape_texts import type_parameter
from stocktake.extractors.code.shapes import OTHER, PropertyFact, Shape
from stocktake.extractors.components.class_props import COMPONENT_BASE

if TYPE_CHECKING:
    from stocktake.extractors.base import Project
    from stocktake.extractors.components.facts import ComponentFact, ComponentFacts
    from stocktake.extractors.components.props import PropsFact
    from stocktake.extractors.types.facts import TypeFact

_FEW_FILES = 256
AnyFact = TypeVar("AnyFact", "ComponentFact", "TypeFact")
_MAX_DEPTH = 8
_EXTENDS = re.compile(r"(?:const\s+)?[\w$]+\s+extends\s+(.+)", re.DOTALL)
_COMPONENT_ITSELF = re.compile(r"(?:React\.)?(?:ElementType|JSXElementConstructor)\b")
_REACT_PACKAGE = re.compile(r"react|inferno|^rax$|taro", re.IGNORECASE)
_UNTYPED = (".js", ".jsx", ".mjs", ".cjs")
_COMPONENTS = frozenset(
    {
        *(("react-hook-form", name) for name in ("FormProvider", "Controller")),
        *(("react", name) for name in ("Fragment", "Profiler", "StrictMode", "Suspense")),
    }
)
"""Components of packages that projects give names of their own: shadcn/ui's `const Form = FormProvider`."""
_UNKNOWN = Target("unresolved")
RENDERS = "renders"
"""The kind of links from components to the candidates that they render."""
FUNCTION_KINDS = frozenset({"function", "arrow", "forwardRef", "memo", "observer"})
"""Kinds of components of which the function's own parameter is the props."""


class _ByName(Generic[AnyFact]):
    """Facts by name, of the files asked about last: to keep those of all would keep all facts."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[object, dict[str, AnyFact]]] = {}

    def of(self, path: str, facts: object, listed: Callable[[], Iterable[AnyFact]]) -> dict[str, AnyFact]:
        """Those of the file ``path``, whose ``facts`` are these; ``listed`` gives them one by one."""
        known = self._known.get(path)
        if known is None or known[0] is not facts:
            if len(self._known) >= _FEW_FILES:
                self._known.clear()
            known = self._known[path] = (facts, {fact.name: fact for fact in listed()})
        return known[1]


class ComponentIndex:
    """Looks components, their parts and their props up across files."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.evaluator = Evaluator(self.type_of, self.props_of)
        self._components: _ByName[ComponentFact] = _ByName()
        self._types: _ByName[TypeFact] = _ByName()

    def _facts(self, path: str) -> ComponentFacts | None:
        found: ComponentFacts | None = self.project.facts("components").get(path)
        return found

    def named(self, path: str, name: str) -> ComponentFact | None:
        """The component or candidate of that name in a file, or None."""
        facts = self._facts(path)
        if facts is None:
            return None
        return self._components.of(path, facts, lambda: (*facts.perhaps, *facts.components)).get(name)

    def fact(self, target: Target) -> ComponentFact | None:
        """The component or candidate that a declaration is, or None."""
        return self.named(target.path, target.name) if target.kind == "declaration" else None

    def is_component(self, path: str, name: str) -> bool:
        """Whether a declaration is a component by what it is, whether or not something renders it."""
        fact = self.named(path, name)
        return fact is not None and self._is_one(path, fact, frozenset())

    def is_other(self, path: str, fact: ComponentFact) -> bool:
        """Whether what makes or loads it gives something else, so that it is none even if something renders it."""
        called = fact.loader or fact.made_by
        if not called:
            return False
        _, facts, maker = self._maker(path, called)
        return facts is not None and maker in facts.others

    def is_candidate(self, path: str, name: str) -> bool:
        """Whether a declaration is no component by what it is, but one if a component renders it."""
        fact = self.named(path, name)
        return fact is not None and not self._is_one(path, fact, frozenset()) and not self.is_other(path, fact)

    def is_rendered(self, path: str, name: str) -> bool:
        """Whether a component renders a candidate; to be asked of the file whose items are computed only."""
        return bool(self.project.linked("components", RENDERS, f"{path}#{name}"))

    def _is_one(self, path: str, fact: ComponentFact, seen: frozenset[str]) -> bool:
        own = f"{path}#{fact.name}"
        if self.is_other(path, fact):
            return False
        if not fact.is_rendered and any(self._is_other_class(path, name, seen) for name in fact.classes):
            return False
        if fact.is_certain:
            return True
        return own not in seen and len(seen) <= _MAX_DEPTH and self._is_by_others(path, fact, seen | {own})

    def _is_by_others(self, path: str, fact: ComponentFact, seen: frozenset[str]) -> bool:
        if fact.made_by:
            _, facts, maker = self._maker(path, fact.made_by)
            if fact.is_likely or (facts is not None and maker in facts.makers):
                return True
            if not fact.if_wrapped:
                return False
        if fact.alternatives:
            return all(self._names_one(path, name, seen) for name in fact.alternatives)
        if fact.calls:
            return any(self._gives(path, name, seen) for name in fact.calls)
        if fact.base:
            return self._is_class(path, fact, seen)
        if not fact.wraps:
            return False
        target = self.target(path, fact.wraps)
        if target.kind == "external":
            # Another name for something external, or what is made of it, may stand for anything; React's own wrappers,
            # and what a module gives as its default, are put around components.
            is_open = fact.kind == "alias" or (fact.kind == "hoc" and "default" not in fact.exports)
            return not is_open or fact.is_likely or _is_known(target)
        return self._is_target(target, seen)

    def _maker(self, path: str, name: str) -> tuple[str, ComponentFacts | None, str]:
        """Where what makes a component is declared, the facts of that file if it is one, and its name there."""
        factory, called, member = name.partition("()")
        found = self.project.lookup(path, factory)
        facts = self._facts(found.path) if found.kind == "declaration" else None
        return found.path, facts, found.name + called + member

    def _is_other_class(self, path: str, name: str, seen: frozenset[str]) -> bool:
        """Whether a name is that of a class of the project that is no component."""
        target = self.project.lookup(path, name, "type")
        facts = self._facts(target.path) if target.kind == "declaration" else None
        if facts is None:
            return False
        inner = self.fact(target)
        if inner is None:
            return target.name in facts.classes
        return inner.kind == "class" and not self._is_one(target.path, inner, seen)

    def _names_one(self, path: str, name: str, seen: frozenset[str]) -> bool:
        target = self.target(path, name)
        return _is_known(target) or self._is_target(target, seen)

    def _is_target(self, target: Target, seen: frozenset[str]) -> bool:
        inner = self.fact(target)
        return inner is not None and self._is_one(target.path, inner, seen)

    def _is_class(self, path: str, fact: ComponentFact, seen: frozenset[str]) -> bool:
        """Whether a class is a component by what it extends, or for all that is known of that."""
        target = self.project.lookup(path, fact.base)
        if target.kind in ("declaration", "module"):
            facts = self._facts(target.path) if fact.is_likely else None
            inner = self.fact(target)
            if fact.is_likely and (inner is None or not inner.base):
                return facts is None or target.name not in facts.plain
            return self._is_target(target, seen)
        is_react = target.kind != "external" or _REACT_PACKAGE.search(target.package) is not None
        return fact.is_likely or (is_react and COMPONENT_BASE.search(fact.base) is not None)

    def _gives(self, path: str, name: str, seen: frozenset[str]) -> bool:
        """Whether a function gives React elements, itself or by one that it calls for its result."""
        target = self.project.lookup(path, name)
        if target.kind != "declaration" or target.id in seen or len(seen) > _MAX_DEPTH:
            return False
        facts = self._facts(target.path)
        calls = facts.givers.get(target.name) if facts is not None else None
        if calls is None:
            return self._is_target(target, seen)
        return not calls or any(self._gives(target.path, each, seen | {target.id}) for each in calls)

    def target(self, path: str, name: str, space: Space = "value") -> Target:
        """What a name in JSX or in a wrapper means: a declaration, also as a part of a compound component
        (``Menu.Item``), or whatever else it is."""
        found = self.project.lookup(path, name, space)
        if found.kind == "module":
            # What `require` gives is what the module exports as a whole.
            found = self.project.exported(found.path, "export=") or found
        if found.kind == "declaration" or "." not in name:
            return found
        owner, _, part = name.rpartition(".")
        base = self.project.lookup(path, owner, space)
        for _ in range(_MAX_DEPTH):
            facts = self._facts(base.path) if base.kind == "declaration" else None
            if facts is None:
                break
            stands_for = facts.parts.get(base.name, {}).get(part)
            if stands_for is not None:
                return self.project.lookup(base.path, stands_for)
            fact = self.fact(base)
            if fact is None or not fact.wraps:
                break
            # Another name for a component, or a wrapper around it, has its parts.
            base = self.project.lookup(base.path, fact.wraps)
        return found

    def is_context(self, target: Target) -> bool:
        """Whether ``createContext`` made a declaration."""
        facts = self._facts(target.path)
        return facts is not None and target.name in facts.contexts

    def parts(self, target: Target) -> Mapping[str, str]:
        """The parts of a compound component, or of an object of components, with the names that they stand for."""
        facts = self._facts(target.path)
        return facts.parts.get(target.name, {}) if facts is not None else {}

    def loaded(self, path: str, fact: ComponentFact) -> Target:
        """The component that a lazy one loads."""
        if not fact.loads:
            return _UNKNOWN
        module = self.project.resolve(path, fact.loads[0])
        if module.kind != "module":
            return _UNKNOWN
        return self.project.exported(module.path, fact.loads[1]) or _UNKNOWN

    def type_of(self, path: str, name: str) -> Named | None:
        """The shape that a type name stands for."""
        return self.declared_type(self.project.lookup(path, name, "type"))

    def declared_type(self, target: Target) -> Named | None:
        """The shape of the type that a declaration is, or None."""
        if target.kind != "declaration":
            return None
        listed: list[TypeFact] = self.project.facts("types").get(target.path, [])
        fact = self._types.of(target.path, listed, lambda: listed).get(target.name)
        if fact is None:
            return None
        return Named(target.path, target.id, fact.shape, fact.heritage, fact.generics)

    def props_of(self, path: str, name: str) -> Named | None:
        """The shape of the props of the component that a name means, also in ``typeof name``; None where they are not
        known."""
        target = self.target(path, name, "typeof")
        fact = self.fact(target)
        known = self.props(target.path, fact) if fact is not None else None
        if fact is None or known is None or known.generics:
            return known
        # A function under another name is as generic as before; what extends a class is not, without types either.
        parameters = [type_parameter(written) for written in fact.props.generics]
        is_class = fact.kind == "class"
        generics = [f"{name} = {default or 'any'}" if is_class else name for name, default in parameters]
        return replace(known, generics=generics)

    def props(self, path: str, fact: ComponentFact) -> Named | None:
        """The shape of a component's props and the file it is written in; None where they are not known."""
        # Not the id of the component itself: a type may have the same one.
        own = f"{path}#{fact.name}()"
        if fact.loads and fact.props.type == OTHER:
            target = self.loaded(path, fact)
            inner = self.fact(target)
            if inner is not None and not inner.loads:
                return self.props(target.path, inner)
            return None
        if fact.made_by and (fact.props.type == OTHER or fact.props.given or fact.is_likely):
            made = self._made(path, fact)
            if made is not None:
                return made
        known = _shape_of(fact.props, "any" if fact.kind in FUNCTION_KINDS else "unknown")
        if fact.kind == "class" and fact.props.type == OTHER:
            # Without types, whatever a class of JavaScript takes.
            others = Shape("object", text="any" if path.endswith(_UNTYPED) else "")
            known = Shape("and", parts=[known, others]) if known is not None else others
        return Named(path, own, known) if known is not None else None

    def _made(self, path: str, fact: ComponentFact) -> Named | None:
        """The shape of the props of what a call makes: what the function of the project that is called says, with the
        type arguments of the call in place, or else those of what it is around, as far as they are known. None where
        nothing but the function in the call tells them."""
        own = f"{path}#{fact.name}()"
        place, facts, maker = self._maker(path, fact.made_by)
        made = facts.made.get(maker) if facts is not None else None
        known = _shape_of(made, "unknown") if made is not None else None
        is_said = made is not None and (made.type != OTHER or made.is_none or fact.props.type == OTHER)
        around = None
        if fact.wraps and not fact.props.given and (fact.if_wrapped or self._is_wrapped(path, fact)):
            around = Shape("other", text=f"ComponentProps<typeof {fact.wraps}>")
        if made is not None and known is not None and is_said:
            inside = _shape_of(fact.props, "unknown") if fact.is_likely else around
            inferred = _inferred(made, inside, fact.wraps) if not fact.props.given else []
            generics = [_with_default(written, made.generics[at:]) for at, written in enumerate(made.generics)]
            is_all = not inferred and made.type != OTHER
            return Named(place, own, known, [], generics, fact.props.given or inferred, path, is_all)
        return Named(path, own, around) if around is not None else None

    def _is_wrapped(self, path: str, fact: ComponentFact) -> bool:
        """Whether what a call is around is a component, and not another argument with such a name."""
        target = self.target(path, fact.wraps)
        return self._is_target(target, frozenset({f"{path}#{fact.name}"}))

    def wrapped(self, path: str, fact: ComponentFact) -> str:
        """The id of the component that a declaration wraps, or its name where it is none of the project; "" where that
        is another argument of the call."""
        target = self.target(path, fact.wraps)
        if not fact.made_by or fact.if_wrapped or self.fact(target) is not None:
            return target.id or fact.wraps
        owner = self.project.lookup(path, fact.wraps.rpartition(".")[0] or fact.wraps)
        return "" if owner.kind == "declaration" else target.id or fact.wraps


def _is_known(target: Target) -> bool:
    return target.kind == "external" and (target.package, target.name) in _COMPONENTS


def _inferred(made: PropsFact, around: Shape | None, wraps: str) -> list[Shape]:
    """The type arguments of a call without any around a component: the only type parameter that the props are made
    of, as ``P`` of ``FC<Omit<P, 'id'>>``, is the props of that, or the component itself, as ``T extends ElementType``.
    """
    if around is None:
        return []
    names = {type_parameter(written)[0]: written for written in made.generics}
    stack, used = [made.type], set()
    while stack:
        part = stack.pop()
        stack += part.parts if part.op != "object" else []
        if part.op == "ref" and part.name in names:
            used.add(part.name)
    if len(used) != 1:
        return []
    extended = _EXTENDS.match(names[next(iter(used))])
    if extended is not None and (_COMPONENT_ITSELF.match(extended[1]) or COMPONENT_TYPE.match(extended[1])):
        text = f"typeof {wraps}" if wraps else "unknown"
        around = Shape("typeof", name=wraps, parts=[] if wraps else [around], text=text)
    return [around if name in used else OTHER for name in names]


def _with_default(written: str, later: list[str]) -> str:
    """A type parameter of what makes a component with what it is where nothing tells it: what it extends, unless that
    is made of it or of ``later`` ones, or else ``unknown``."""
    name, default = type_parameter(written)
    if default:
        return written
    extended = _EXTENDS.match(written)
    names = [type_parameter(each)[0] for each in later]
    if extended is None or any(re.search(rf"(?<![\w$]){re.escape(each)}(?![\w$])", extended[1]) for each in names):
        return f"{name} = unknown"
    return f"{written} = {extended[1]}"


def _shape_of(props: PropsFact, rest: str) -> Shape | None:
    """The declared type of props, or else what is destructured of them and what ``propTypes`` tells, with ``rest`` for
    others that are taken as well; None where none is written."""
    if props.type != OTHER:
        return props.type
    if props.is_none and not props.checked:
        return Shape("object")
    if not (props.taken or props.checked):
        return None
    set_by_react = dict(props.defaults)
    checked = {each.name: each for part in props.checked for each in part.properties}
    listed = [
        checked.get(name) or PropertyFact(name, "", bool(default) or name in set_by_react)
        for name, default in props.taken
    ]
    names = {each.name for each in listed}
    listed += [each for name, each in checked.items() if name not in names]
    own = Shape("object", properties=listed, text=rest if props.has_rest else "")
    return Shape("and", parts=[own, *props.checked[1:]]) if props.checked[1:] else own


def component_index(project: Project) -> ComponentIndex:
    """The index of a project, made once for as long as the project lives."""
    return project.remember(("components", "index"), lambda: ComponentIndex(project))
