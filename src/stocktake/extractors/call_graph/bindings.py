"""What names stand for that are bound below module level: variables, parameters, and what takes them apart."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from stocktake.extractors.call_graph.casts import hides, under_type
from stocktake.extractors.call_graph.context import by_context
from stocktake.extractors.call_graph.elements import Element, handed_to, in_function, in_list, in_loop
from stocktake.extractors.call_graph.expressions import awaited_before, is_chain, position_in
from stocktake.extractors.call_graph.holders import GIVEN_EACH
from stocktake.extractors.call_graph.locals import Assigned, namespace_member, says_nothing
from stocktake.extractors.call_graph.narrowing import Narrowing
from stocktake.extractors.call_graph.returns import returns_of
from stocktake.extractors.call_graph.terms import BUILT_IN, LOCAL, NOT_REFERENCES, UNKNOWN, step
from stocktake.extractors.call_graph.types import Types
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, arguments, is_constant, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

MAX_DEPTH = 12
_NAME = re.compile(r"#?[^\W\d][\w$]*|[$][\w$]*")
_PASSED_PATTERNS = frozenset({"object_assignment_pattern", "assignment_pattern"})
_TYPED = frozenset({"required_parameter", "optional_parameter", "variable_declarator"})


class Bindings(ABC):
    """What the names of one file stand for, as references. ``names`` are those of module level."""

    def __init__(self, file: ParsedFile, names: frozenset[str]) -> None:
        self.file = file
        self.names = names
        self._locals: dict[int, str] = {}
        self._assigned = Assigned(file)
        self._narrowing = Narrowing(file, self._assigned)
        self._depth = 0
        self._has_namespaces = any(each.kind == "namespace" for each in file.outline.declarations)
        self.types = Types(file, names, self.of)
        self.type_of = self.types.of
        """The reference of a value of a type, given as its type node or annotation."""

    @abstractmethod
    def of(self, node: Node) -> str:
        """The reference of an expression, or one of :data:`NOT_REFERENCES`."""

    def variable(self, declarator: Node) -> str:
        """What a variable with a simple name stands for: what its annotation says, else its initializer; where
        those say nothing of it, all that it is set to later."""
        value, typed = declarator.child_by_field_name("value"), declarator.child_by_field_name("type")
        first = self.initialized(value, typed)
        named = declarator.child_by_field_name("name")
        if named is None or is_constant(declarator):
            return first
        is_any = typed is not None and first == BUILT_IN and self.type_of(typed) == UNKNOWN
        if not is_any and (typed is not None or not says_nothing(value)):
            return first
        found = set(self.set_later(named)) or {first}
        return found.pop() if len(found) == 1 else UNKNOWN

    def set_later(self, binding: Node) -> list[str]:
        """What a variable is set to after its declaration, in source order."""
        return [self.initialized(each, None) for each in self._assigned.of(binding)]

    def initialized(self, value: Node | None, typed: Node | None) -> str:
        """The reference of something declared with an initializer, a type, or both: what its type says
        (:mod:`stocktake.extractors.call_graph.casts`)."""
        expression = unwrap(value) if value is not None else None
        if value is not None and expression is not None and expression.type in ("identifier", "new_expression"):
            found = self.of(value)
            if typed is None:
                return found
            if found not in NOT_REFERENCES:
                return under_type(found, self.type_of(typed), is_hidden=hides(self.file, typed))
        if typed is not None:
            found = self.type_of(typed)
            if found != UNKNOWN:
                return found
        if value is None or expression is None:
            return UNKNOWN
        kind = expression.type
        if kind in FUNCTIONS or kind in CLASSES:
            return LOCAL
        if kind == "call_expression":
            # `useCallback(() => …)`, `debounce(function () …)`: a function of this declaration, wrapped.
            given = arguments(expression)
            if given and given[0].type in ("arrow_function", "function_expression") and not is_chain(expression):
                return self._given(expression, given[0])
        found = self.of(value)
        return under_type(found, UNKNOWN, is_hidden=hides(self.file, typed)) if typed is not None else found

    def _given(self, call: Node, function: Node) -> str:
        """What a call gives that is given a function: that function, wrapped, from ``useMemo`` its result, or what a
        method of an array gives that calls it."""
        called = call.child_by_field_name("function")
        named = called.child_by_field_name("property") if called is not None else None
        if named is not None and self.file.text(named) in GIVEN_EACH:
            return self.of(call)
        if called is None or not self.file.text(called).endswith("useMemo"):
            return LOCAL
        result = returns_of(function).expression()
        if result is None or result.type == "object":
            return LOCAL
        self._depth += 1
        found = self.initialized(result, None) if self._depth <= MAX_DEPTH else UNKNOWN
        self._depth -= 1
        return found

    def _written(self, binding: Node, steps: list[str]) -> str:
        """What a name and members stand for where its type is written out; takes the members from ``steps``."""
        declared = binding.parent
        typed = declared.child_by_field_name("type") if declared is not None and declared.type in _TYPED else None
        while steps and (inner := self.types.of_property(typed, steps[0])) is not None:
            typed = inner
            steps.pop(0)
        return self.type_of(typed)

    def _local(self, binding: Node) -> str:
        """What a name bound below module level stands for."""
        key = binding.start_byte
        if key not in self._locals:
            # Until it is known: `const a = b, b = a` must end.
            self._locals[key] = UNKNOWN
            self._depth += 1
            if self._depth <= MAX_DEPTH:
                found = self.bound(binding)
                is_member = found == LOCAL and self._has_namespaces
                self._locals[key] = (is_member and namespace_member(self.file, binding)) or found
            self._depth -= 1
        return self._locals[key]

    def bound(self, binding: Node) -> str:
        """What the name that a node binds stands for, through destructuring patterns."""
        steps: list[str] = []
        node, parent = binding, binding.parent
        while parent is not None:
            kind = parent.type
            if kind == "variable_declarator":
                found = self.variable(parent) if not steps else self._taken_apart(parent, steps)
                break
            if kind in ("required_parameter", "optional_parameter"):
                typed = parent.child_by_field_name("type")
                while steps and (inner := self.types.of_property(typed, steps[-1][1:])) is not None:
                    typed = inner
                    steps.pop()
                found = self.type_of(typed) or self._awaited(parent)
                break
            if kind == "for_in_statement":
                found = self._held(in_loop(self.file, parent, node))
                break
            if kind in ("arrow_function", "import_alias"):
                found = self._awaited(node) if kind == "arrow_function" else self.of(parent.named_children[-1])
                break
            if kind in ("function_declaration", "generator_function_declaration") or kind in CLASSES:
                return LOCAL
            if kind == "pair_pattern":
                key = parent.child_by_field_name("key")
                name = self.file.text(key) if key is not None else ""
                if not _NAME.fullmatch(name):
                    return UNKNOWN
                steps.append("." + name)
            elif kind == "object_pattern":
                if node.type == "shorthand_property_identifier_pattern":
                    steps.append("." + self.file.text(node))
                elif node.type == "object_assignment_pattern":
                    left = node.child_by_field_name("left")
                    steps.append("." + self.file.text(left) if left is not None else "")
            elif kind == "array_pattern":
                steps.append(f".{position_in(parent, node)}")
            elif kind not in _PASSED_PATTERNS and (kind != "rest_pattern" or node.type != "array_pattern"):
                return UNKNOWN
            node, parent = parent, parent.parent
        else:
            return UNKNOWN
        for each in reversed(steps):
            found = step(found, each)
        return found

    def _awaited(self, parameter: Node) -> str:
        """What the parameter of a function stands for that is given to a method of an array, and the first one of
        ``promise.then((it) => …)``: a promise of a thing is that thing; of others, what the type of the function
        says."""
        element = in_function(self.file, parameter)
        if element is not None:
            return self._held(element)
        called, position = handed_to(parameter)
        waited = awaited_before(called) if called is not None and position == 0 else None
        if waited is None:
            return by_context(self, parameter)
        if self.file.data.startswith(b"Promise.", waited.start_byte):
            # `Promise.all([load()])` gives what it is given.
            return UNKNOWN
        found = self.of(waited)
        return UNKNOWN if found == LOCAL else found

    def _held(self, element: Element | None) -> str:
        """What an element stands for: what a literal has, or what is the language's own otherwise, is not known."""
        found = self.of(element.of) if element is not None else UNKNOWN
        return step(found, "." + element.member) if element is not None and found not in NOT_REFERENCES else UNKNOWN

    def _taken_apart(self, declarator: Node, steps: list[str]) -> str:
        """What a destructuring takes apart; of an array that is written there the element, whose position it takes from
        ``steps``."""
        value, typed = declarator.child_by_field_name("value"), declarator.child_by_field_name("type")
        if value is not None and typed is None and (position := steps[-1][1:]).isdecimal():
            element = in_list(self.file, value, int(position))
            if element is not None:
                steps.pop()
                return self.of(element)
        found = self.of(value) if value is not None else UNKNOWN
        if typed is None or found in NOT_REFERENCES:
            return found if found not in NOT_REFERENCES else self.type_of(typed)
        return under_type(found, self.type_of(typed), is_hidden=hides(self.file, typed))
