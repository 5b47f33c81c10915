"""Following references to what they name, across files: imports, aliases, members, instances, base classes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stocktake.extractors.base import Project
from stocktake.extractors.call_graph.asserted import of_cast, of_guard, of_test
from stocktake.extractors.call_graph.choices import references_in, tokens_of
from stocktake.extractors.call_graph.definitions import FUNCTION_FORMS, Definitions, Known, is_alias, is_handed_on
from stocktake.extractors.call_graph.expressions import CALLS_ITSELF
from stocktake.extractors.call_graph.external_results import (
    CREATE_CONTEXT,
    HOLDERS,
    REACT_TUPLES,
    READ_CONTEXT,
    external_result,
)
from stocktake.extractors.call_graph.facts import SECOND
from stocktake.extractors.call_graph.given import Call
from stocktake.extractors.call_graph.holders import EACH, INDEXED, ITERATED
from stocktake.extractors.call_graph.several import alternatives, of_each, one_of
from stocktake.extractors.call_graph.terms import BUILT_IN, CHOICE, GIVEN, IS, MORE, TAKEN, TESTED
from stocktake.extractors.call_graph.typed import TypedValues
from stocktake.extractors.call_graph.values import BUILT_IN_VALUE, NOTHING_GIVEN, UNKNOWN, Arguments, Value, named_by
from stocktake.extractors.code.shapes import Shape
from stocktake.extractors.code.type_texts import parsed_type
from stocktake.extractors.components.index import component_index

_COMPOSED = re.compile(r"[<\[| ]")
_INSIDE = re.compile(r"\(\)|\.\[\]")
_OF_RESULT = re.compile(r"\(\)(?:\{[^{}]*\})?\.")
_MAX_STEPS = 100
_MAX_DEPTH = 24
_MAX_BASES = 24
_VALUES = ("value", "field")


class CallResolver(Definitions):
    """Follows references of one file."""

    def __init__(self, project: Project, extractor: str) -> None:
        super().__init__(project, extractor)
        self._steps = 0
        self._depth = 0
        self._typed = TypedValues(
            lookup=lambda path, name: project.lookup(path, name, "type"),
            type_of=component_index(project).declared_type,
            parameters_of=self.parameters,
            within=lambda path, name: self.scope(path, name, NOTHING_GIVEN),
            value_of=self._queried,
            member=self._member,
            result=self._result,
            instance=self._instance,
        )

    def target(self, path: str, owner: str, reference: str) -> Value:
        """What a reference used by ``owner`` of ``path`` names, through aliases: a name that only stands for another
        declaration of the project is that declaration."""
        self._steps = 0
        self._typed.start()
        return one_of([self._behind(self.whole(each)) for each in alternatives(self._value(path, owner, reference))])

    def _behind(self, found: Value) -> Value:
        """What a name stands for, as far as it only stands for another."""
        named = found
        for _ in range(_MAX_BASES):
            if found.kind != "declaration":
                break
            definition = self.definition(found.path, found.name)
            if definition is None or definition.form not in _VALUES:
                break
            is_result = not is_alias(definition.stands_for)
            if is_result and not is_handed_on(found.name, definition):
                break
            behind = self._value(found.path, found.name, definition.stands_for)
            if is_result and not self.is_function(behind):
                break
            if behind.kind == "external" and ("()" in found.name or definition.form == "field"):
                # A function only passes it on, in the object that it returns.
                return behind
            if behind.kind != "declaration" or behind[:3] == found[:3]:
                break
            if "()" in behind.name and "()" not in found.name:
                # `export const useForm = forms.useForm`, of what a function made: the name is all there is of it.
                break
            found = behind
        last = self.known(found)
        if last is not None and last.form == "field" and not is_handed_on(found.name, last):
            # Its type is all that is known of what is called; of what a function got and hands on, who it is from.
            return UNKNOWN
        is_of_result = last is not None and last.form == "value" and _OF_RESULT.search(last.stands_for) is not None
        if is_of_result and "()" not in found.name:
            # `const { run } = make()` has no code of its own: the name that was called says more than what it is.
            return named
        if found.kind == "declaration" and (inside := _INSIDE.search(found.name)) is not None:
            # Made inside a function that returned it, or in an array: part of that.
            return found._replace(name=found.name[: inside.start()])
        return found

    def _declared(self, value: Value) -> Value:
        """A name that a CommonJS module exports as a property of ``module.exports``: that member."""
        if value.kind != "declaration" or self.definition(value.path, value.name) is not None:
            return value
        whole = self.whole(Value("module", value.path))
        if whole.kind == "declaration" and whole.name != value.name:
            member = self._declared_member(whole, value.name)
            if member.kind == "declaration" and self.definition(member.path, member.name) is not None:
                return member
        return value

    def _value(self, path: str, owner: str, reference: str, given: Arguments = NOTHING_GIVEN) -> Value:
        """What a reference used by ``owner`` of ``path`` stands for; its class is ``given`` type arguments."""
        self._steps += 1
        self._depth += 1
        is_near = self._steps <= _MAX_STEPS and self._depth <= _MAX_DEPTH
        found = self._followed(path, owner, reference, given) if is_near else UNKNOWN
        self._depth -= 1
        return found

    def _followed(self, path: str, owner: str, reference: str, given: Arguments) -> Value:
        if not (tokens := tokens_of(reference)):
            return UNKNOWN
        found = self._root(path, owner, tokens[0], given)
        if tokens[0][0] == ":" and len(tokens) > 1 and tokens[1][0] == "{":
            found = self._asserted(path, owner, tokens, found, given)
        if tokens[0] == "super" and len(tokens) > 1 and not owner.endswith(SECOND):
            is_base = found.kind == "declaration"
            found = found._replace(kind="instance") if is_base else self._instance(found)
        holder = UNKNOWN
        is_bound = False
        for at, step in enumerate(tokens[1:], 1):
            if found.kind == "unknown" or found == BUILT_IN_VALUE:
                break
            if step in ("()", "!"):
                handed = tokens[at + 1] if tokens[at + 1 : at + 2] and tokens[at + 1][0] == "{" else ""
                call = Call(path, owner, handed, given)
                # `load.bind(null)` is `load`.
                made = self._instance(found, call) if step == "!" else self._result(found, holder, call)
                found = found if is_bound and step == "()" else made
                is_bound = False
            elif step[0] == "{":
                continue
            elif step == ".bind":
                member = self._member(found, "bind")
                is_bound = member == found
                found = member
            elif step == MORE:
                found = self._settled(found)
                found = found if found.kind == "external" else UNKNOWN
            elif step == f".{IS}":
                found = self._said(path, owner, found, tokens[at + 1][2:-1] if tokens[at + 1 :] else "", given)
            elif step[1:2] == TAKEN and step[2:].isdecimal():
                found = self._taken(found, holder, int(step[2:]))
            else:
                holder, found = found, self._member(found, step[1:])
        return found

    def _asserted(self, path: str, owner: str, tokens: list[str], typed: Value, given: Arguments) -> Value:
        """What a value is that has a type besides (:mod:`stocktake.extractors.call_graph.asserted`)."""
        value = self._value(path, owner, tokens[1][1:-1].removeprefix(TESTED), given)
        settled = self._settled(self.whole(value))
        if tokens[1][1] == TESTED:
            return of_test(typed, settled, self._bases(settled))
        return of_cast(tokens[0], typed, value, settled)

    def _said(self, path: str, owner: str, function: Value, reference: str, given: Arguments) -> Value:
        """What a value is of which a function has said something."""
        value = self._value(path, owner, reference, given)
        function = self._settled(self.whole(function))
        if not (told := self.told_by(function)):
            return value
        said, settled = self._value(function.path, function.name, told), self._settled(self.whole(value))
        return of_guard(said, value, settled, self._bases(settled))

    def _bases(self, value: Value) -> Iterator[Value]:
        """A class or an instance of one, and the classes that it extends."""
        for _ in range(_MAX_BASES):
            yield value
            definition = self.definition(value.path, value.name)
            if definition is None or definition.form != "class" or not definition.bases:
                break
            value = self._settled(self._base(value, definition))

    def _root(self, path: str, owner: str, name: str, given: Arguments) -> Value:
        if name == BUILT_IN:
            return BUILT_IN_VALUE
        if name == "<>":
            return Value("module", path)
        if name[0] == CHOICE:
            return one_of([self._value(path, owner, each, given) for each in references_in(name)])
        if name[0] == "<":
            return named_by(self._project.resolve(path, name[1:-1]))
        if name[0] == ":":
            text = name[1:].replace("/", ".")
            shape = parsed_type(text) if _COMPOSED.search(text) else Shape("ref", name=text)
            return self._typed.of(path, shape, self.scope(path, owner, given))
        if name in ("this", "super"):
            return self._own(path, owner, given, is_super=name == "super")
        return self._declared(named_by(self._project.lookup(path, name)))

    def _queried(self, path: str, name: str) -> Value:
        """What ``typeof name`` in a type is of, also where only the type is imported."""
        root, *members = name.split(".")
        found = self._declared(named_by(self._project.lookup(path, root, "typeof")))
        for member in members:
            found = self._member(found, member)
        return found

    def _own(self, path: str, owner: str, given: Arguments, *, is_super: bool) -> Value:
        """``this`` and ``super`` of a class's or object literal's member."""
        definition = self.definition(path, owner)
        if definition is None:
            return UNKNOWN
        name = owner if definition.form == "class" else self.around(path, owner)
        around = self.definition(path, name) if name else None
        if not name:
            return UNKNOWN
        if around is None or around.form != "class":
            return UNKNOWN if is_super else Value("declaration", path, name)
        own = Value("declaration" if owner.endswith(SECOND) else "instance", path, name, arguments=given)
        return own if not is_super else self._base(own, around) if around.bases else UNKNOWN

    def _base(self, value: Value, definition: Known) -> Value:
        """What a class extends, with what its type parameters stand for."""
        base = self._value(value.path, value.name, definition.bases[0], value.arguments)
        if base.kind != "declaration":
            return base
        written = parsed_type(definition.bases[1][1:].replace("/", ".")).parts if len(definition.bases) > 1 else ()
        scope = self.scope(value.path, value.name, value.arguments)
        base = self._settled(base)
        return base._replace(arguments=self._typed.given_to(base.path, base.name, value.path, written, scope))

    def _instance(self, made: Value, call: Call | None = None) -> Value:
        made = self._settled(self.whole(made))
        if made.kind == "several":
            return of_each(made, lambda each: self._instance(each, call))
        # `new this()` in a static method makes one of the class that the method is of.
        if made.kind in ("external", "instance", "built-in"):
            return made
        if made.kind != "declaration":
            return UNKNOWN
        given = dict(self._typed.given_to(made.path, made.name, made.path, (), NOTHING_GIVEN))
        for each in self.parameters(made.path, made.name) or ():
            if each.inferred:
                reference = call.arguments().get(each.inferred[1:]) if call is not None else None
                given[each.name] = self._handed(call, reference) if call is not None and reference else UNKNOWN
        return Value("instance", made.path, made.name, arguments=given)

    def _handed(self, call: Call, reference: str) -> Value:
        """What is given to a call."""
        return self._value(call.path, call.owner, reference, call.scope)

    def _result(self, called: Value, holder: Value = UNKNOWN, call: Call | None = None) -> Value:
        """What calling something gives, a member of ``holder``."""
        called = self._settled(self.whole(called))
        if called.kind == "several":
            return of_each(called, lambda each: self._result(each, holder, call))
        if called.kind == "external":
            if call is not None and called.name == "react" and called.path in READ_CONTEXT:
                return self._context(call)
            found = external_result(called)
            held = self._held(call) if call is not None and found.path in HOLDERS else UNKNOWN
            return found._replace(arguments={HOLDERS[found.path]: held}) if held != UNKNOWN else found
        if called.kind == "built-in":
            return self._typed.given_by(called)
        if called.kind == "typed":
            return self._typed.result(called)
        if called.kind != "declaration":
            return UNKNOWN
        definition = self.definition(called.path, called.name)
        if definition is None or definition.form not in FUNCTION_FORMS:
            return UNKNOWN
        if definition.stands_for[:1] == TESTED:
            return BUILT_IN_VALUE
        if not definition.stands_for:
            return self.made(called)
        if definition.stands_for == "this" and holder.kind == "instance":
            return holder  # of the class that it was called on, not of the one that declares the method
        if definition.stands_for[0] == GIVEN:
            return self._passed_on(definition.stands_for[1:], call)
        return self._value(called.path, called.name, definition.stands_for, called.arguments)

    def _passed_on(self, place: str, call: Call | None) -> Value:
        """What a call gives that gives what it is given: at the place ``0``, or what that gives, ``0()``."""
        reference = call.given_at(place) if call is not None else ""
        return self._handed(call, reference) if call is not None and reference else UNKNOWN

    def _held(self, call: Call) -> Value:
        """What a state or ref of React holds: by its type argument, else what it is at first."""
        reference = call.held()
        return self._handed(call, reference) if reference else UNKNOWN

    def _context(self, call: Call) -> Value:
        """What a context of the project holds, by the type or else the value that it was made with."""
        named = call.arguments().get("0")
        context = self._handed(call, named) if named else UNKNOWN
        known = self.known(context)
        made, _, given = known.stands_for.partition("()") if known is not None else ("", "", "")
        if not made or self._value(context.path, context.name, made) != CREATE_CONTEXT:
            return UNKNOWN
        reference = call._replace(given=given).held()
        return self._value(context.path, context.name, reference) if reference else self.made(context)

    def _settled(self, value: Value) -> Value:
        """The value behind variables, fields and getters."""
        for _ in range(_MAX_BASES):
            if value.kind != "declaration":
                break
            definition = self.definition(value.path, value.name)
            if definition is None or definition.form not in (*_VALUES, "getter") or not definition.stands_for:
                break
            value = self._value(value.path, value.name, definition.stands_for, value.arguments)
        return of_each(value, self._settled) if value.kind == "several" else value

    def _taken(self, function: Value, holder: Value, position: int) -> Value:
        """What a function, a member of ``holder``, is given in the place of a parameter."""
        function = self._settled(self.whole(function))
        if function.kind == "typed":
            return self._typed.taken(function, position)
        text = self.taken_by(function, position)
        scope = {**self.scope(function.path, function.name, function.arguments), "this": holder}
        return self._typed.of(function.path, parsed_type(text), scope) if text else UNKNOWN

    def _member(self, value: Value, name: str) -> Value:
        if value.kind == "several":
            return of_each(value, lambda each: self._member(each, name))
        if value.kind == "declaration" and name == INDEXED and (held := self.held_in(self._settled(self.whole(value)))):
            return one_of(held)
        is_element = name in (ITERATED, EACH) or (value.kind == "built-in" and (name == INDEXED or name.isdecimal()))
        if is_element and value.kind in ("external", "built-in"):
            return UNKNOWN
        if value.kind == "external":
            if value.path.endswith("()"):
                is_setter = name == "1" and value.path.removesuffix("()") in REACT_TUPLES
                return value._replace(path="") if is_setter else value.arguments.get(name, UNKNOWN)
            return value._replace(path=name)
        if value.kind == "module":
            target = self._project.exported(value.path, name)
            if target is not None:
                return self._declared(named_by(target))
            whole = self.whole(value)
            return self._member(whole, name) if whole.kind == "declaration" else UNKNOWN
        if value.kind == "built-in":
            return BUILT_IN_VALUE
        if value.kind == "typed":
            return self._typed.member(value, name)
        if value.kind in ("declaration", "instance"):
            return self._declared_member(value, name)
        return UNKNOWN

    def _declared_member(self, value: Value, name: str) -> Value:
        """A member of a class, an instance, an object literal, a namespace or a function, in itself or inherited."""
        for _ in range(_MAX_BASES):
            whole = f"{value.name}.{name}"
            if self.definition(value.path, whole) is not None:
                is_static = value.kind == "declaration" and self.definition(value.path, whole + SECOND) is not None
                return value._replace(kind="declaration", name=whole + SECOND if is_static else whole)
            definition = self.definition(value.path, value.name)
            if self.definition(value.path, each := f"{value.name}.{ITERATED}") is not None:
                listed = Shape("list", parts=[Shape("typeof", name=each)])
                return self._typed.member(Value("typed", value.path, "", listed), name)
            if definition is None:
                return UNKNOWN
            if definition.form == "class" and name == "prototype":
                return Value("instance", value.path, value.name)
            if definition.form in ("class", "object"):
                inherited = self._inherited(value, definition, name)
                if isinstance(inherited, Value):
                    return inherited
                value = inherited[0]
            elif definition.form in (*_VALUES, "getter"):
                # One step only: what it stands for may have members of its own.
                is_made = definition.form == "getter" and not definition.stands_for
                made = (value.path, value.name, definition.stands_for, value.arguments)
                behind = self.made(value) if is_made else self._value(*made)
                if behind.kind == "built-in" and name in CALLS_ITSELF:
                    return value  # `const hasOwn = Object.prototype.hasOwnProperty`, and `hasOwn.call(given, key)`
                if behind.kind != "declaration":
                    return self._member(behind, name)
                value = behind
            else:
                return value if name in CALLS_ITSELF and value.kind == "declaration" else UNKNOWN
        return UNKNOWN

    def _inherited(self, value: Value, definition: Known, name: str) -> Value | tuple[Value]:
        """Where to look on for a member that a class or object literal does not have itself, or what it is."""
        if definition.form == "class":
            if not definition.bases:
                return UNKNOWN
            base = self._settled(self._base(value, definition))
            if base.kind == "declaration":
                return (base._replace(kind=value.kind),)
            return base if base.kind in ("external", "built-in") else UNKNOWN
        for spread in reversed(definition.bases):
            found = self._member(self._settled(self._value(value.path, value.name, spread)), name)
            if found.kind == "declaration":
                return found
        return UNKNOWN
