"""What a file declares at module level that holds code: functions, classes with their methods, object literals with
theirs, values made by calls; and what stands for such a thing under another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.call_expressions import (
    extended,
    first_child,
    is_called_by_react,
    is_exports,
    member_key,
    method_form,
    object_literals,
    returned_expression,
)
from stocktake.extractors.call_owners import Owner
from stocktake.extractors.call_references import BUILT_IN, LOCAL, NOT_REFERENCES, UNKNOWN, References, is_plain
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, arguments, has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.extractors.call_facts import Form
    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function"})
_REFERABLE = frozenset({"identifier", "member_expression", "call_expression", "new_expression"})
_CODE_FREE = frozenset({"string", "number", "true", "false", "null", "undefined", "regex"})
_MAX_NESTING = 4


class Declarations:
    """Reads the declarations of one file into owners."""

    def __init__(self, file: ParsedFile, references: References) -> None:
        self.file = file
        self.references = references
        self.found: dict[str, Owner] = {}
        self.wrapped = (0, 0, "")
        """The bytes of what is exported as default and the declaration that is wrapped in it."""

    def read(self) -> dict[str, Owner]:
        """Every owner by name, in source order; a getter and its setter are one."""
        for declaration in self.file.outline.declarations:
            if declaration.is_ambient:
                continue
            if declaration.kind == "function":
                self._function(declaration.name, declaration.node, declaration)
            elif declaration.kind == "class":
                self._class(declaration.name, declaration.node, declaration)
            elif declaration.kind == "variable":
                self._variable(declaration)
            elif declaration.kind == "namespace":
                self._namespace(declaration)
        for statement in self.file.root.named_children:
            if statement.type == "expression_statement":
                self._assignment(statement)
            elif statement.type == "export_statement":
                self._wrapped_default(statement)
        return self.found

    def _wrapped_default(self, statement: Node) -> None:
        """``export default connect(Foo)`` is Foo, and its calls are of Foo."""
        value = statement.child_by_field_name("value")
        if value is None or unwrap(value).type != "call_expression":
            return
        exported = next((each.local for each in self.file.outline.exports if each.name == "default"), "")
        owner = self.found.get(exported)
        if owner is not None and exported != "default":
            owner.ranges.append(value.byte_range)
            self.wrapped = (*value.byte_range, exported)

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

    def _function(self, name: str, node: Node, declared: Declaration | None = None, form: Form | None = None) -> None:
        form = form or ("arrow" if node.type == "arrow_function" else "function")
        whole = declared.node if declared is not None else node
        owner = self._add(name, form, whole, declared=declared)
        owner.is_async = owner.is_async or has_token(node, "async")
        owner.stands_for = owner.stands_for or self.references.returned_by(node)
        returned = returned_expression(node) if not owner.stands_for else None
        if returned is not None and returned.type == "object":
            self._returned_object(f"{name}()", returned)

    def _class(self, name: str, node: Node, declared: Declaration | None = None) -> None:
        whole = declared.statement if declared is not None and declared.kind == "class" else node
        owner = self._add(name, "class", whole, declared=declared)
        for child in node.named_children:
            if child.type == "class_heritage":
                base = extended(child)
                reference = self.references.of(base) if base is not None else ""
                # What is extended and not known must not look like nothing extended.
                owner.bases = [reference] if base is not None else []
        body = node.child_by_field_name("body")
        constructor: Node | None = None
        fields: set[str] = set()
        for member in body.named_children if body is not None else []:
            named = member.child_by_field_name("name")
            if named is None:
                continue
            key = member_key(self.file, named)
            if member.type == "method_definition" and key == "constructor":
                constructor = member
            else:
                if member.type == "public_field_definition" and member.child_by_field_name("value") is None:
                    fields.add(key)
                self._class_member(name, key, member)
        if constructor is not None:
            # Last: `this.run = this.run.bind(this)` must not hide the method.
            self._constructor(name, constructor, fields)

    def _class_member(self, owner: str, key: str, member: Node) -> None:
        kind = member.type
        if kind == "method_definition":
            if not is_called_by_react(self.file, member, key):
                self._function(f"{owner}.{key}", member, form=method_form(member))
        elif kind == "abstract_method_signature":
            self._name_only(f"{owner}.{key}", "abstract", member, UNKNOWN, always=True)
        elif kind == "public_field_definition":
            value = member.child_by_field_name("value")
            inner = unwrap(value) if value is not None else None
            if inner is not None and inner.type in _FUNCTIONS:
                self._function(f"{owner}.{key}", inner, form="method")
                self.found[f"{owner}.{key}"].line = member.start_point[0] + 1
                return
            if inner is not None and inner.type == "object":
                self._property(f"{owner}.{key}", member, inner, 0)
                return
            typed = member.child_by_field_name("type")
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

    def _constructor(self, owner: str, constructor: Node, fields: set[str]) -> None:
        """Parameter properties, and fields assigned in the constructor's own statements; ``fields`` are those that the
        class declares without a value."""
        given = constructor.child_by_field_name("parameters")
        for parameter in given.named_children if given is not None else []:
            pattern = parameter.child_by_field_name("pattern")
            is_property = any(child.type in ("accessibility_modifier", "readonly") for child in parameter.children)
            if is_property and pattern is not None and pattern.type == "identifier":
                reference = self.references.type_of(parameter.child_by_field_name("type"))
                self._field(owner, self.file.text(pattern), "field", parameter, reference)
        body = constructor.child_by_field_name("body")
        for statement in body.named_children if body is not None else []:
            inner = first_child(statement) if statement.type == "expression_statement" else None
            if inner is None or inner.type != "assignment_expression":
                continue
            left, right = inner.child_by_field_name("left"), inner.child_by_field_name("right")
            if left is None or right is None or left.type != "member_expression":
                continue
            text = self.file.text(left)
            if text.startswith("this.") and "." not in text[5:]:
                reference = self.references.of(right)
                form: Form = "field" if text[5:] in fields else "value"
                self._name_only(f"{owner}.{text[5:]}", form, inner, reference)

    def _variable(self, declaration: Declaration) -> None:
        if declaration.pattern:
            self._pattern(declaration)
            return
        value = declaration.value
        name = declaration.name
        if value is None:
            if declaration.node.type == "import_alias":
                # `import get = api.get`
                reference = "".join(self.file.text(declaration.node.named_children[-1]).split())
                self._name_only(name, "field", declaration.node, reference)
            else:
                self._name_only(name, "value", declaration.node, self.references.type_of(declaration.annotation))
            return
        kind = value.type
        if kind in _FUNCTIONS:
            self._function(name, value, declaration)
            return
        if kind in CLASSES:
            self._class(name, value, declaration)
            return
        literals = object_literals(self.file, value)
        if kind in _CODE_FREE:
            return
        owner = self._add(name, "object" if literals else "value", declaration.node, declared=declaration)
        if not literals:
            reference = self.references.held(declaration)
            owner.stands_for = "" if reference in NOT_REFERENCES - {BUILT_IN} else reference
            if kind == "call_expression":
                self._given_functions(name, value)
        else:
            for literal in literals:
                self._object(name, literal, owner, 0)
            owner.bases += self._assigned_to(value)

    def _assigned_to(self, value: Node) -> list[str]:
        """``Object.assign(Menu, {Item})`` has what Menu has."""
        if value.type != "call_expression":
            return []
        others = [self.references.of(each) for each in arguments(value) if each.type == "identifier"]
        return [each for each in others if each not in NOT_REFERENCES]

    def _given_functions(self, name: str, call: Node) -> None:
        """The functions in an object literal that a call is given, as ``run`` in ``register({ run() {} })``: called on
        what the call gives, they are code of this declaration."""
        for literal in arguments(call):
            for child in literal.named_children if literal.type == "object" else []:
                value = child.child_by_field_name("value") if child.type == "pair" else child
                key = child.child_by_field_name("key" if child.type == "pair" else "name")
                is_function = child.type == "method_definition" or (value is not None and value.type in _FUNCTIONS)
                if key is not None and is_function:
                    self._name_only(f"{name}.{member_key(self.file, key)}", "value", child, name)

    def _pattern(self, declaration: Declaration) -> None:
        """A name bound by destructuring at module level."""
        for node in self.file.captured("binding", declaration.node):
            if self.file.text(node) == declaration.name:
                self._name_only(declaration.name, "value", node, self.references.bound(node))
                return

    def _object(self, name: str, literal: Node, owner: Owner, nesting: int) -> None:
        for child in literal.named_children:
            kind = child.type
            if kind == "pair":
                value, key = child.child_by_field_name("value"), child.child_by_field_name("key")
                if value is not None and key is not None and value.type not in _CODE_FREE:
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

    def _returned_object(self, name: str, literal: Node) -> None:
        """Members of the object that a function returns: functions made inside it, and what it passes on."""
        whole = Owner(name, "object", literal.start_point[0] + 1, literal.end_point[0] + 1, has_item=False)
        self.found.setdefault(name, whole)
        for child in literal.named_children:
            kind = child.type
            named = value = child
            if kind == "pair":
                named, value = child.child_by_field_name("key") or child, child.child_by_field_name("value") or child
            elif kind == "method_definition":
                named = child.child_by_field_name("name") or child
            elif kind == "spread_element":
                value = first_child(child) or child
            is_function = kind == "method_definition" or value.type in _FUNCTIONS
            if not is_function and value.type not in ("identifier", "shorthand_property_identifier"):
                continue
            reference = LOCAL if is_function else self.references.of(value)
            if kind == "spread_element":
                if reference not in NOT_REFERENCES:
                    whole.bases.append(reference)
            elif reference == LOCAL or is_plain(reference):
                member = Owner(
                    f"{name}.{member_key(self.file, named)}", "value", whole.line, whole.end_line, has_item=False
                )
                member.stands_for = reference
                self.found.setdefault(member.name, member)

    def _property(self, name: str, pair: Node, value: Node, nesting: int) -> None:
        if value.type in _FUNCTIONS:
            self._function(name, value, form="method")
            self.found[name].line = pair.start_point[0] + 1
        elif nesting < _MAX_NESTING and (literals := object_literals(self.file, value)):
            if name not in self.found:
                owner = Owner(name, "object", pair.start_point[0] + 1, pair.end_point[0] + 1, has_item=False)
                self.found[name] = owner
                for literal in literals:
                    self._object(name, literal, owner, nesting + 1)
                owner.bases += self._assigned_to(value)
        elif value.type in _REFERABLE:
            self._name_only(name, "value", pair, self._passed(name, value))

    def _passed(self, name: str, value: Node) -> str:
        """What a member of an object literal stands for; a function that is local to what makes the object is part of
        that."""
        reference = self.references.of(value)
        return name.partition(".")[0] if reference == LOCAL else reference

    def _namespace(self, declaration: Declaration) -> None:
        """The functions, classes and constants of ``namespace N {}``."""
        name = declaration.name
        owner = self.found.get(name) or self._add(name, "object", declaration.node, declared=declaration)
        for node in (declaration.node, *declaration.merged):
            if node is not declaration.node:
                owner.ranges.append(node.byte_range)
            self._namespace_body("", node, 0)

    def _namespace_body(self, outer: str, node: Node, nesting: int) -> None:
        named, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        name = "".join(self.file.text(named).split()) if named is not None else ""
        # `namespace A.B {}` is B in A.
        parts = [*outer.split("."), *name.split(".")] if outer else name.split(".")
        for end in range(1, len(parts) + 1):
            inner = ".".join(parts[:end])
            if inner not in self.found:
                line, end_line = node.start_point[0] + 1, node.end_point[0] + 1
                self.found[inner] = Owner(inner, "object", line, end_line, has_item=False)
        for statement in body.named_children if body is not None and nesting < _MAX_NESTING else []:
            inner_node = statement.child_by_field_name("declaration") or statement
            if inner_node.type == "expression_statement":
                inner_node = first_child(inner_node) or inner_node
            self._namespace_member(".".join(parts), inner_node, nesting)

    def _namespace_member(self, owner: str, node: Node, nesting: int) -> None:
        if node.type == "internal_module":
            self._namespace_body(owner, node, nesting + 1)
            return
        is_variable = node.type in ("lexical_declaration", "variable_declaration")
        for each in node.named_children if is_variable else [node]:
            named, value = each.child_by_field_name("name"), each.child_by_field_name("value")
            if named is None:
                continue
            name = f"{owner}.{self.file.text(named)}"
            inner = unwrap(value) if value is not None else each
            if inner.type in FUNCTIONS and inner.child_by_field_name("body") is not None:
                self._function(name, inner)
            elif inner.type in CLASSES:
                self._class(name, inner)
            elif value is not None and named.type == "identifier":
                self._property(name, each, inner, nesting)

    def _assignment(self, statement: Node) -> None:
        """``Menu.Item = …``, ``Service.prototype.run = …``, ``exports.run = …`` at module level."""
        node = first_child(statement)
        if node is None or node.type != "assignment_expression":
            return
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type != "member_expression":
            return
        name = self._assigned_name(self.file.text(left))
        if not name:
            return
        value = unwrap(right)
        if value.type in CLASSES:
            self._class(name, value)
        elif value.type in _FUNCTIONS:
            self._function(name, value, form="method" if "." in name else None)
            self.found[name].line = statement.start_point[0] + 1
        elif value.type == "object" and is_exports(self.file, left):
            self._object(name, value, self._add(name, "object", value), 0)
        elif value.type in _REFERABLE:
            self._name_only(name, "value", node, self.references.of(value))
            return
        if is_exports(self.file, left) and name in self.found:
            self.found[name].exports = ["export=" if name == "default" else name]

    def _assigned_name(self, target: str) -> str:
        """The name under which the value of an assignment to a member is found, "" where it is not."""
        parts = target.split(".")
        if not self.file.outline.is_module and parts[0] in ("exports", "module"):
            if target == "module.exports":
                return "default"
            return parts[-1] if len(parts) == (2 if parts[0] == "exports" else 3) else ""
        parts = [part for part in parts if part != "prototype"]
        known = self.file.outline.declared(parts[0])
        return ".".join(parts) if known is not None and len(parts) == 2 else ""
