"""What functions give that they make themselves: functions, objects, tuples and classes, with their members.

Such a thing is defined under the name of the function with ``()``: ``useForm().reset``, ``createFind()()``. Its code is
part of the function that is named first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stocktake.extractors.call_graph.expressions import (
    extended,
    first_child,
    is_chain,
    member_key,
    method_form,
    object_literals,
    value_behind,
)
from stocktake.extractors.call_graph.owners import Owner
from stocktake.extractors.call_graph.returns import returns_of
from stocktake.extractors.call_graph.terms import (
    BUILT_IN,
    GIVEN,
    LOCAL,
    NOT_REFERENCES,
    NOTHING,
    UNKNOWN,
    is_plain,
    step,
)
from stocktake.extractors.code.react import HOOK_NAME
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, annotation, arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.extractors.call_graph.facts import Form
    from stocktake.extractors.call_graph.references import References
    from stocktake.syntax.parsed import ParsedFile

REFERABLE = frozenset({"identifier", "member_expression", "call_expression", "new_expression"})
MAX_NESTING = 4
_PASSED_ON = REFERABLE | {"shorthand_property_identifier"}
_CHOICES = {"ternary_expression": ("consequence", "alternative"), "binary_expression": ("left", "right")}


class Returned:
    """Collects what functions give, as owners without code of their own."""

    def __init__(self, file: ParsedFile, references: References) -> None:
        self.file = file
        self.references = references
        self.found: dict[str, Owner] = {}
        self._made: dict[int, str] = {}
        """The names of what is made in place, by its node: what is given by several functions is defined once."""

    def given_by(self, name: str, function: Node, signatures: Sequence[Node] = (), nesting: int = 0) -> str:
        """The reference of what a function gives; ``signatures`` are those of its overloads. "" where nothing is known
        of it, or the function makes it: then it is defined."""
        reference = self._overloaded(signatures)
        returns = returns_of(function)
        if reference is None:
            reference = self.references.returned_by(function, returns)
        if reference[:1] == GIVEN or nesting > MAX_NESTING:
            return reference
        returned = returns.expression()
        made = value_behind(self.file, returned) if returned is not None else None
        if returned is not None and made is not None and self._function_made(f"{name}()", made, reference, nesting):
            return ""
        if not reference:
            if made is not None:
                self._value_made(f"{name}()", made, nesting)
            typed = self.references.types.object_type(function.child_by_field_name("return_type"))
            if typed is not None:
                self._typed_members(f"{name}()", typed)
        return reference

    def _overloaded(self, signatures: Sequence[Node]) -> str | None:
        """What all overloads say that the function gives, :data:`UNKNOWN` where they differ; None where it is for the
        implementation to say."""
        found = set()
        for each in signatures:
            typed = each.child_by_field_name("return_type")
            written = annotation(typed)
            if written is not None and self.file.text(written) not in NOTHING:
                found.add(self.references.types.passed_on(each) or self.references.type_of(typed))
        if found <= {UNKNOWN}:
            return None
        only = found.pop()
        return UNKNOWN if found or only in NOT_REFERENCES else only

    def _function_made(self, name: str, value: Node, by_type: str, nesting: int) -> bool:
        """Whether a value is a function that is made where it is written, or one that is wrapped; it is defined then.
        ``by_type`` is what it is declared to be, or what makes it."""
        kind = value.type
        if kind in FUNCTIONS:
            if not self._is_defined(name, value):
                self._function_defined(name, value, by_type, nesting)
            return True
        if kind in _CHOICES:
            sides = [value.child_by_field_name(side) for side in _CHOICES[kind]]
            found = [value_behind(self.file, unwrap(each)) for each in sides if each is not None]
            if all(each is not None and each.type in FUNCTIONS for each in found):
                self._defined(name, "function", value)
                return True
        return kind == "call_expression" and self._wrapped(name, value, by_type, nesting)

    def _function_defined(self, name: str, function: Node, by_type: str, nesting: int) -> None:
        is_method = function.type == "method_definition"
        member = self._defined(name, method_form(function) if is_method else "function", function)
        given = self.given_by(name, function, (), nesting + 1)
        if not given and f"{name}()" not in self.found:
            given = step(by_type, "()") if by_type else ""
        if function.type != "arrow_function" and given.partition(".")[0] == "this":
            # Of the object that it is a member of: a class around that has its own.
            whole = name.rpartition(".")[0]
            given = whole + given.removeprefix("this") if whole.endswith(")") else ""
        member.stands_for = given

    def _is_defined(self, name: str, value: Node) -> bool:
        """Whether a value is defined already, of which this is another name then."""
        known = self._made.setdefault(value.id, name)
        if known == name:
            return False
        self._defined(name, "field", value).stands_for = known
        return True

    def _wrapped(self, name: str, call: Node, by_type: str, nesting: int) -> bool:
        """``useCallback(() => …)``, ``debounce(run)`` of a function made here, ``Object.assign(run, { cancel })``."""
        given = arguments(call)[:1]
        inner = value_behind(self.file, unwrap(given[0])) if given else None
        called = call.child_by_field_name("function")
        if inner is None or called is None or nesting > MAX_NESTING:
            return False
        if literals := object_literals(self.file, call):
            if not self._function_made(name, inner, by_type, nesting + 1):
                return False
            for each in literals:
                self._members(self.found[name], each, nesting)
            return True
        wrapper = self.file.text(called).rpartition(".")[2]
        if wrapper == "useCallback":
            return self._function_made(name, inner, by_type, nesting + 1)
        if unwrap(given[0]).type not in FUNCTIONS or is_chain(call) or HOOK_NAME.match(wrapper) is not None:
            # Other hooks take a function for what it gives: `useSelector((state) => state.user)`.
            return False
        # A wrapper may give anything. If it is called, it is a function, and its code is here.
        self._defined(name, "value", call).stands_for = by_type
        return True

    def _value_made(self, name: str, value: Node, nesting: int) -> bool:
        """Whether a value is an object, tuple or class that is made where it is written; it is defined then."""
        if value.type in CLASSES:
            self._class_made(name, value)
            return True
        literals = [value] if value.type == "array" else object_literals(self.file, value)
        if not literals or nesting > MAX_NESTING:
            return False
        if self._is_defined(name, value):
            return True
        whole = Owner(name, "object", value.start_point[0] + 1, value.end_point[0] + 1, has_item=False)
        for each in literals:
            self._members(whole, each, nesting)
        return True

    def _members(self, whole: Owner, literal: Node, nesting: int) -> None:
        """Members of an object literal, elements of an array by their positions."""
        position = 0
        for child in literal.children:
            kind = child.type
            position += kind == ","
            if not child.is_named:
                continue
            named = value = child
            if kind == "pair":
                named, value = child.child_by_field_name("key") or child, child.child_by_field_name("value") or child
            elif kind == "method_definition":
                named = child.child_by_field_name("name") or child
            elif kind == "spread_element":
                if literal.type == "array":
                    return
                inner = first_child(child)
                reference = self.references.initialized(inner, None) if inner is not None else UNKNOWN
                if reference not in NOT_REFERENCES:
                    self.found.setdefault(whole.name, whole).bases.append(reference)
                continue
            key = str(position) if literal.type == "array" else member_key(self.file, named)
            self._member(whole, key, value, nesting + 1)

    def _member(self, whole: Owner, key: str, value: Node, nesting: int) -> None:
        """What is made in place is a definition with members of its own; else it is known what it stands for."""
        name = f"{whole.name}.{key}"
        made = value_behind(self.file, unwrap(value))
        self.found.setdefault(whole.name, whole)
        if name in self.found or (made is not None and self._function_made(name, made, "", nesting)):
            return
        if made is not None and self._value_made(name, made, nesting):
            return
        if unwrap(value).type in _PASSED_ON:
            reference = self.references.initialized(value, None)
            if reference not in (UNKNOWN, BUILT_IN):
                self._stands_for(whole, key, reference)

    def _typed_members(self, name: str, typed: Node) -> None:
        """Members of the object type that a function says it returns, which are not known by what it does return."""
        whole = Owner(name, "object", typed.start_point[0] + 1, typed.end_point[0] + 1, has_item=False)
        whole = self.found.setdefault(name, whole)
        for member in typed.named_children:
            named = member.child_by_field_name("name") if member.type == "property_signature" else None
            reference = self.references.type_of(member.child_by_field_name("type")) if named is not None else UNKNOWN
            if named is not None and reference not in NOT_REFERENCES:
                self._stands_for(whole, member_key(self.file, named), reference)

    def _stands_for(self, whole: Owner, key: str, reference: str) -> None:
        """A member of what a function returns. Of what is no name it is not sure that calling it runs that."""
        form: Form = "value" if reference == LOCAL or is_plain(reference) else "field"
        member = Owner(f"{whole.name}.{key}", form, whole.line, whole.end_line, has_item=False)
        member.stands_for = reference
        self.found.setdefault(member.name, member)

    def _class_made(self, name: str, node: Node) -> None:
        """A class: what it extends, and its members, which are part of the function."""
        whole = Owner(name, "class", node.start_point[0] + 1, node.end_point[0] + 1, has_item=False)
        self.found.setdefault(name, whole)
        whole.bases = self.extended_by(node)
        body = node.child_by_field_name("body")
        for child in body.named_children if body is not None else []:
            named = child.child_by_field_name("name")
            if named is not None:
                self._stands_for(whole, member_key(self.file, named), LOCAL)

    def extended_by(self, declared: Node) -> list[str]:
        """What a class extends, with its type arguments a second time. What is not known must not look like nothing
        extended."""
        base, given = extended(declared)
        if base is None:
            return []
        with_arguments = self.references.types.given_to(base, given)
        return [self.references.of(base), *([with_arguments] if with_arguments else [])]

    def _defined(self, name: str, form: Form, node: Node) -> Owner:
        owner = Owner(name, form, node.start_point[0] + 1, node.end_point[0] + 1, has_item=False)
        return self.found.setdefault(name, owner)
