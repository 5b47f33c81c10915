"""What holds code and what of it has a name: functions, classes with their methods, object literals with theirs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from stocktake.extractors.call_graph.expressions import (
    first_child,
    is_called_by_react,
    may_hold_function,
    member_key,
    method_form,
    object_literals,
)
from stocktake.extractors.call_graph.facts import SECOND
from stocktake.extractors.call_graph.holders import ITERATED
from stocktake.extractors.call_graph.owners import Owner
from stocktake.extractors.call_graph.returned import MAX_NESTING, REFERABLE, Returned
from stocktake.extractors.call_graph.taken import taken_types
from stocktake.extractors.call_graph.terms import BUILT_IN, LOCAL, NOT_REFERENCES, UNKNOWN
from stocktake.extractors.code.callable_values import FUNCTION_VALUES
from stocktake.syntax.nodes import annotation, arguments, assigned_member, has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.extractors.call_graph.facts import Form
    from stocktake.syntax.outline import Declaration

_MAX_ELEMENTS = 50
_CALLABLE = FUNCTION_VALUES | REFERABLE | {"method_definition", "shorthand_property_identifier"}
CODE_FREE = frozenset({"string", "number", "true", "false", "null", "undefined", "regex"})


class Members(Returned):
    """Collects what has a name, and the members of it, as owners."""

    def _add(self, name: str, form: Form, node: Node, *, declared: Declaration | None = None) -> Owner:
        owner = self.found.get(name)
        if owner is None:
            owner = Owner(name, form, node.start_point[0] + 1, node.end_point[0] + 1)
            self.found[name] = owner
            if declared is not None:
                owner.line, owner.end_line = declared.line, declared.end_line
                owner.exports = declared.exports
        elif "getter" in (form, owner.form):
            owner.end_line = max(owner.end_line, node.end_point[0] + 1)  # of a getter and its setter
        owner.ranges.append(node.byte_range)
        return owner

    def _name_only(self, name: str, form: Form, node: Node, reference: str, *, always: bool = False) -> None:
        """A definition without code of its own; ``always``: whether or not it is known what it stands for."""
        if name not in self.found and (always or reference not in NOT_REFERENCES):
            owner = Owner(name, form, node.start_point[0] + 1, node.end_point[0] + 1, has_item=False)
            owner.stands_for = reference
            self.found[name] = owner

    def _field(self, owner: str, key: str, form: Form, node: Node, reference: str) -> None:
        """A field of a class: also where it is of the language, or nothing is known of it and there is a base to look
        further in."""
        if reference in NOT_REFERENCES and reference != BUILT_IN:
            if not self.found[owner].bases:
                return
            form, reference = "field", UNKNOWN
        self._name_only(f"{owner}.{key}", form, node, reference, always=True)

    def _function(
        self,
        name: str,
        node: Node,
        declared: Declaration | None = None,
        form: Form | None = None,
        signatures: Sequence[Node] = (),
    ) -> None:
        form = form or ("arrow" if node.type == "arrow_function" else "function")
        whole = declared.node if declared is not None else node
        owner = self._add(name, form, whole, declared=declared)
        owner.is_async = owner.is_async or has_token(node, "async")
        if not owner.stands_for:
            owner.stands_for = self.references.types.told_by(node) or self.given_by(name, node, signatures)
        owner.takes = owner.takes or taken_types(self.file, node)

    def _class(self, name: str, node: Node, declared: Declaration | None = None) -> None:
        whole = declared.statement if declared is not None and declared.kind == "class" else node
        owner = self._add(name, "class", whole, declared=declared)
        owner.bases = self.extended_by(node) or owner.bases
        owner.stands_for = self.references.types.parameters(node)
        body = node.child_by_field_name("body")
        constructor: Node | None = None
        fields: dict[str, Node | None] = {}
        signatures: dict[str, list[Node]] = {}
        members = self._class_members(body)
        methods = {key for key, member in members if member.type == "method_definition"}
        for key, member in members:
            if member.type == "method_definition" and key == "constructor":
                constructor = member
            elif member.type == "method_signature":
                signatures.setdefault(key, []).append(member)
            else:
                if member.type == "public_field_definition" and member.child_by_field_name("value") is None:
                    fields[key] = annotation(member.child_by_field_name("type"))
                self._class_member(name, key, member, signatures.get(key, ()), methods)
                if key in signatures and f"{name}.{key}" in self.found:
                    # As of a function: overloads begin with the first signature.
                    self.found[f"{name}.{key}"].line = signatures[key][0].start_point[0] + 1
        if constructor is not None:
            # Last: `this.run = this.run.bind(this)` must not hide the method.
            self._constructor(name, constructor, fields)

    def _class_members(self, body: Node | None) -> list[tuple[str, Node]]:
        """The members of a class by name; a static one is marked where members of instances have its name too."""
        members: list[tuple[str, Node]] = []
        seen: set[str] = set()
        repeated: set[str] = set()
        for member in body.named_children if body is not None else []:
            named = member.child_by_field_name("name")
            if named is not None:
                key = member_key(self.file, named)
                (repeated if key in seen else seen).add(key)
                members.append((key, member))
        if not repeated:
            return members
        is_static = [key in repeated and has_token(member, "static") for key, member in members]
        of_instances = {key for (key, _), static in zip(members, is_static, strict=True) if not static}
        return [
            (key + SECOND if static and key in of_instances else key, member)
            for (key, member), static in zip(members, is_static, strict=True)
        ]

    def _class_member(
        self, owner: str, key: str, member: Node, signatures: Sequence[Node], methods: Collection[str]
    ) -> None:
        kind = member.type
        if kind == "method_definition":
            if not is_called_by_react(self.file, member, key):
                self._function(f"{owner}.{key}", member, form=method_form(member), signatures=signatures)
        elif kind == "abstract_method_signature":
            self._name_only(f"{owner}.{key}", "abstract", member, UNKNOWN, always=True)
        elif kind == "public_field_definition":
            value = member.child_by_field_name("value")
            inner = unwrap(value) if value is not None else None
            if inner is not None and inner.type in FUNCTION_VALUES:
                self._function(f"{owner}.{key}", inner, form="method")
                self.found[f"{owner}.{key}"].line = member.start_point[0] + 1
                return
            if inner is not None and inner.type == "object":
                self._property(f"{owner}.{key}", member, inner, 0)
                return
            typed = member.child_by_field_name("type")
            if inner is not None and may_hold_function(self.file, inner, annotation(typed), methods):
                self._held_function(f"{owner}.{key}", member, inner)
                return
            if (
                typed is not None
                and inner is not None
                and inner.type == "identifier"
                and not has_token(member, "readonly")
            ):
                # What it is at first may be replaced: its type is what is sure.
                reference = self.references.type_of(typed)
            else:
                reference = self.references.initialized(value, typed)
            self._field(owner, key, "field" if value is None else "value", member, reference)

    def _held_function(self, name: str, whole: Node, value: Node) -> None:
        """A field that holds what a wrapper made of a function, whose code is that of the field."""
        if name in self.found and self.found[name].form == "field":
            del self.found[name]
        owner = self._add(name, "value", whole)
        reference = self.references.of(value)
        owner.stands_for = "" if reference in NOT_REFERENCES else reference

    def _constructor(self, owner: str, constructor: Node, fields: Mapping[str, Node | None]) -> None:
        """Parameter properties, and fields assigned in the constructor's own statements; ``fields`` are those that the
        class declares without a value, with their types."""
        self.found[owner].takes = taken_types(self.file, constructor)
        given = constructor.child_by_field_name("parameters")
        for parameter in given.named_children if given is not None else []:
            pattern = parameter.child_by_field_name("pattern")
            is_property = any(child.type in ("accessibility_modifier", "readonly") for child in parameter.children)
            if is_property and pattern is not None and pattern.type == "identifier":
                reference = self.references.type_of(parameter.child_by_field_name("type"))
                self._field(owner, self.file.text(pattern), "field", parameter, reference)
        body = constructor.child_by_field_name("body")
        for statement in body.named_children if body is not None else []:
            assigned = assigned_member(statement)
            if assigned is None:
                continue
            left, right = assigned
            text = self.file.text(left)
            if text.startswith("this.") and "." not in text[5:]:
                self._set_field(owner, text[5:], statement, unwrap(right), fields)

    def _set_field(self, owner: str, key: str, statement: Node, value: Node, fields: Mapping[str, Node | None]) -> None:
        """``this.key = value``, as a field that is declared with that value, unless it may be another one later."""
        name, typed = f"{owner}.{key}", fields.get(key)
        is_new = name not in self.found
        if is_new and value.type in FUNCTION_VALUES:
            self._function(name, value, form="method")
            self.found[name].line = statement.start_point[0] + 1
        elif is_new and may_hold_function(self.file, value, typed, ()):
            self._held_function(name, statement, value)
        else:
            form: Form = "field" if key in fields else "value"
            reference = self.references.of(value)
            known = self.found.get(name)
            if known is not None and known.form == "field" and not known.stands_for and key in fields and typed is None:
                # It is declared without a type, which is that of what it is set to then.
                known.stands_for = "" if reference in NOT_REFERENCES - {BUILT_IN} else reference
            self._name_only(name, form, statement.named_children[0], reference)

    def _assigned_to(self, value: Node) -> list[str]:
        """``Object.assign(Menu, {Item})`` has what Menu has."""
        if value.type != "call_expression":
            return []
        others = [self.references.of(each) for each in arguments(value) if each.type == "identifier"]
        return [each for each in others if each not in NOT_REFERENCES]

    def _object(self, name: str, literal: Node, owner: Owner, nesting: int) -> None:
        for child in literal.named_children:
            kind = child.type
            if kind == "pair":
                value, key = child.child_by_field_name("value"), child.child_by_field_name("key")
                if value is not None and key is not None and value.type not in CODE_FREE:
                    self._property(f"{name}.{member_key(self.file, key)}", child, unwrap(value), nesting)
            elif kind == "method_definition":
                named = child.child_by_field_name("name")
                if named is not None:
                    self._function(f"{name}.{member_key(self.file, named)}", child, form=method_form(child))
            elif kind == "shorthand_property_identifier":
                self._name_only(f"{name}.{self.file.text(child)}", "value", child, self._passed(name, child))
            elif kind == "spread_element":
                inner = first_child(child)
                reference = self.references.of(inner) if inner is not None else ""
                if reference not in NOT_REFERENCES:
                    owner.bases.append(reference)

    def _elements(self, name: str, array: Node, nesting: int) -> None:
        """What elements of an array hold that may be called, as ``icon`` in ``[{ icon: Home }, { icon: () => … }]``:
        all of it is part of the array."""
        each = f"{name}.{ITERATED}"
        for element in array.named_children[:_MAX_ELEMENTS]:
            for child in element.named_children if element.type == "object" else ():
                value = child.child_by_field_name("value") if child.type == "pair" else child
                key = child.child_by_field_name("key" if child.type == "pair" else "name") or child
                inner = unwrap(value) if value is not None else child
                held = f"{each}.{member_key(self.file, key)}"
                if inner.type == "array" and nesting < MAX_NESTING:
                    self._elements(held, inner, nesting + 1)
                elif inner.type in _CALLABLE:
                    self._name_only(held, "value", child, LOCAL, always=True)
                if held in self.found:
                    self._name_only(each, "object", array, UNKNOWN, always=True)
                    self._name_only(name, "object", array, UNKNOWN, always=True)

    def _property(self, name: str, pair: Node, value: Node, nesting: int) -> None:
        if value.type in FUNCTION_VALUES:
            self._function(name, value, form="method")
            self.found[name].line = pair.start_point[0] + 1
        elif nesting < MAX_NESTING and (literals := object_literals(self.file, value)):
            if name not in self.found:
                owner = Owner(name, "object", pair.start_point[0] + 1, pair.end_point[0] + 1, has_item=False)
                self.found[name] = owner
                for literal in literals:
                    self._object(name, literal, owner, nesting + 1)
                owner.bases += self._assigned_to(value)
        elif value.type in REFERABLE:
            self._name_only(name, "value", pair, self._passed(name, value))

    def _passed(self, name: str, value: Node) -> str:
        """What a member of an object literal stands for; a function that is local to what makes the object is part of
        that."""
        reference = self.references.of(value)
        return name.partition(".")[0] if reference == LOCAL else reference
