"""What a file declares at module level that holds code: functions, classes with their methods, object literals with
theirs, values made by calls; and what stands for such a thing under another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.call_graph.expressions import (
    first_child,
    is_exports,
    member_key,
    object_literals,
    union_members,
)
from stocktake.extractors.call_graph.members import CODE_FREE, Members
from stocktake.extractors.call_graph.owners import Owner
from stocktake.extractors.call_graph.passing import Wrapped
from stocktake.extractors.call_graph.references import References
from stocktake.extractors.call_graph.returned import MAX_NESTING, REFERABLE
from stocktake.extractors.call_graph.terms import BUILT_IN, NOT_REFERENCES
from stocktake.extractors.code.callable_values import FUNCTION_VALUES, may_be_called
from stocktake.extractors.code.react import HOOK_NAME
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, arguments, assigned_member, has_token, type_arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile


class Declarations(Members):
    """Reads the declarations of one file into owners."""

    def __init__(self, file: ParsedFile, references: References) -> None:
        super().__init__(file, references)
        self.wrapped = Wrapped()
        self._patterns: dict[int, str] = {}
        """The first name of each destructuring pattern, by where its declaration starts."""

    def read(self) -> dict[str, Owner]:
        """Every owner by name, in source order; a getter and its setter are one."""
        for declaration in self.file.outline.declarations:
            if declaration.is_ambient:
                continue
            if declaration.kind == "function":
                signatures = [each for each in declaration.merged if each.type == "function_signature"]
                self._function(declaration.name, declaration.node, declaration, signatures=signatures)
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
                self._exported_object(statement)
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
            self.wrapped = Wrapped(*value.byte_range, exported)

    def _exported_object(self, statement: Node) -> None:
        """``export = { run, stop }``, as ``module.exports = { run, stop }``."""
        literal = first_child(statement)
        if literal is not None and literal.type == "object" and has_token(statement, "="):
            owner = self._add("default", "object", literal)
            owner.exports = ["export="]
            self._object("default", literal, owner, 0)

    def _variable(self, declaration: Declaration) -> None:
        self._read_variable(declaration)
        owner = self.found.get(declaration.name)
        if owner is None:
            return
        if HOOK_NAME.match(declaration.name):
            owner.is_hook = may_be_called(self.file, declaration)
        if owner.is_hook and not declaration.pattern:
            owner.has_item, owner.exports = True, declaration.exports
            owner.line, owner.end_line = declaration.line, declaration.end_line

    def _read_variable(self, declaration: Declaration) -> None:
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
        if kind in FUNCTION_VALUES:
            self._function(name, value, declaration)
            return
        if kind in CLASSES:
            self._class(name, value, declaration)
            return
        literals = object_literals(self.file, value)
        if kind in CODE_FREE:
            return
        owner = self._add(name, "object" if literals else "value", declaration.node, declared=declaration)
        if not literals:
            reference = self.references.held(declaration)
            owner.stands_for = "" if reference in NOT_REFERENCES - {BUILT_IN} else reference
            if kind == "array" and reference in NOT_REFERENCES:
                self._elements(name, value, 0)
            elif kind == "call_expression":
                self._given_functions(name, value)
                if "createContext()" in owner.stands_for:
                    self._typed_context(name, value)
        else:
            for literal in literals:
                self._object(name, literal, owner, 0)
            owner.bases += self._assigned_to(value)

    def _given_functions(self, name: str, call: Node) -> None:
        """The functions in an object literal that a call is given, as ``run`` in ``register({ run() {} })``: called on
        what the call gives, they are code of this declaration."""
        for literal in arguments(call):
            for child in literal.named_children if literal.type == "object" else []:
                value = child.child_by_field_name("value") if child.type == "pair" else child
                key = child.child_by_field_name("key" if child.type == "pair" else "name")
                is_function = child.type == "method_definition" or (value is not None and value.type in FUNCTION_VALUES)
                if key is not None and is_function:
                    self._name_only(f"{name}.{member_key(self.file, key)}", "value", child, name)

    def _typed_context(self, name: str, call: Node) -> None:
        """The members of the object type that ``createContext`` is given, as those of what the context's name gives."""
        members = [each for typed in type_arguments(call)[:1] for each in union_members(self.file, typed)]
        if len(members) == 1 and members[0].type == "object_type":
            self._typed_members(f"{name}()", members[0])

    def _pattern(self, declaration: Declaration) -> None:
        """A name bound by destructuring at module level. All names of a pattern are made by the same code."""
        name, pattern = declaration.name, declaration.node
        bound = (node for node in self.file.captured("binding", pattern) if self.file.text(node) == name)
        node = next(bound, None)
        if node is None or name in self.found:
            return
        owner = self.found[name] = Owner(name, "value", declaration.line, pattern.end_point[0] + 1)
        reference = self.references.bound(node)
        owner.stands_for = "" if reference in NOT_REFERENCES else reference
        owner.exports = declaration.exports
        first = self._patterns.setdefault(pattern.start_byte, name)
        if first == name:
            owner.ranges.append(pattern.byte_range)
        else:
            owner.made_with = first

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
        for statement in body.named_children if body is not None and nesting < MAX_NESTING else []:
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
        assigned = assigned_member(statement)
        if assigned is None:
            return
        left, right = assigned
        name = self._assigned_name(self.file.text(left))
        if not name:
            return
        value = unwrap(right)
        if value.type in CLASSES:
            self._class(name, value)
        elif value.type in FUNCTION_VALUES:
            self._function(name, value, form="method" if "." in name else None)
            self.found[name].line = statement.start_point[0] + 1
        elif value.type == "object" and is_exports(self.file, left):
            self._object(name, value, self._add(name, "object", value), 0)
        elif value.type in REFERABLE:
            self._name_only(name, "value", statement.named_children[0], self.references.of(value))
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
