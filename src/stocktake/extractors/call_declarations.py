"""What a file declares at module level that holds code: functions, classes with their methods, object literals with
theirs, values made by calls; and what stands for such a thing under another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.call_expressions import immediate, returned_expression
from stocktake.extractors.call_references import BUILT_IN, LOCAL, NOT_REFERENCES, References, is_plain
from stocktake.syntax.nodes import CLASSES, arguments, has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.extractors.call_facts import Form
    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function"})
_REFERABLE = frozenset({"identifier", "member_expression", "call_expression", "new_expression"})
_CODE_FREE = frozenset({"string", "number", "true", "false", "null", "undefined", "regex"})
_OBJECT_WRAPPERS = frozenset({"Object.freeze", "Object.seal", "Object.assign"})
_MAX_NESTING = 4

# What React itself calls on a class component: part of the component, not methods of their own.
_LIFECYCLE = frozenset(
    {
        "render",
        "componentDidMount",
        "componentDidUpdate",
        "componentWillUnmount",
        "componentDidCatch",
        "shouldComponentUpdate",
        "getSnapshotBeforeUpdate",
    }
)


class Owner:
    """A definition while its uses are collected: ``ranges`` are the bytes of its code, innermost owner wins."""

    __slots__ = ("bases", "end_line", "exports", "form", "has_item", "is_async", "line", "name", "ranges", "stands_for")

    def __init__(self, name: str, form: Form, line: int, end_line: int, *, has_item: bool = True) -> None:
        self.name = name
        self.form: Form = form
        self.line = line
        self.end_line = end_line
        self.has_item = has_item
        self.exports: list[str] = []
        self.is_async = False
        self.stands_for = ""
        self.bases: list[str] = []
        self.ranges: list[tuple[int, int]] = []


class Declarations:
    """Reads the declarations of one file into owners."""

    def __init__(self, file: ParsedFile, references: References) -> None:
        self.file = file
        self.references = references
        self.found: dict[str, Owner] = {}

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
        return self.found

    def _add(self, name: str, form: Form, node: Node, *, declared: Declaration | None = None) -> Owner:
        owner = self.found.get(name)
        if owner is None:
            owner = Owner(name, form, node.start_point[0] + 1, node.end_point[0] + 1)
            self.found[name] = owner
            if declared is not None:
                owner.line, owner.end_line = declared.line, declared.end_line
                owner.exports = declared.exports
        owner.ranges.append(node.byte_range)
        return owner

    def _name_only(self, name: str, form: Form, node: Node, reference: str) -> None:
        """A definition without code of its own."""
        if name not in self.found and (form == "abstract" or reference not in NOT_REFERENCES):
            owner = Owner(name, form, node.start_point[0] + 1, node.end_point[0] + 1, has_item=False)
            owner.stands_for = reference
            self.found[name] = owner

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
                base = _extended(child)
                reference = self.references.of(base) if base is not None else ""
                # What is extended and not known must not look like nothing extended.
                owner.bases = [reference] if base is not None else []
        body = node.child_by_field_name("body")
        constructor: Node | None = None
        for member in body.named_children if body is not None else []:
            named = member.child_by_field_name("name")
            if named is None:
                continue
            key = self._key(named)
            if member.type == "method_definition" and key == "constructor":
                constructor = member
            else:
                self._class_member(name, key, member)
        if constructor is not None:
            # Last: `this.run = this.run.bind(this)` must not hide the method.
            self._constructor(name, constructor)

    def _class_member(self, owner: str, key: str, member: Node) -> None:
        kind = member.type
        if kind == "method_definition":
            if key not in _LIFECYCLE:
                self._function(f"{owner}.{key}", member, form=_method_form(member))
        elif kind == "abstract_method_signature":
            self._name_only(f"{owner}.{key}", "abstract", member, "")
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
            self._name_only(f"{owner}.{key}", "value", member, reference)

    def _constructor(self, owner: str, constructor: Node) -> None:
        """Parameter properties, and fields assigned in the constructor's own statements."""
        given = constructor.child_by_field_name("parameters")
        for parameter in given.named_children if given is not None else []:
            pattern = parameter.child_by_field_name("pattern")
            is_property = any(child.type in ("accessibility_modifier", "readonly") for child in parameter.children)
            if is_property and pattern is not None and pattern.type == "identifier":
                reference = self.references.type_of(parameter.child_by_field_name("type"))
                self._name_only(f"{owner}.{self.file.text(pattern)}", "value", parameter, reference)
        body = constructor.child_by_field_name("body")
        for statement in body.named_children if body is not None else []:
            inner = _first(statement) if statement.type == "expression_statement" else None
            if inner is None or inner.type != "assignment_expression":
                continue
            left, right = inner.child_by_field_name("left"), inner.child_by_field_name("right")
            if left is None or right is None or left.type != "member_expression":
                continue
            text = self.file.text(left)
            if text.startswith("this.") and "." not in text[5:]:
                reference = self.references.of(right)
                self._name_only(f"{owner}.{text[5:]}", "value", inner, reference)

    def _variable(self, declaration: Declaration) -> None:
        if declaration.pattern:
            self._pattern(declaration)
            return
        value = declaration.value
        name = declaration.name
        if value is None:
            reference = self.references.type_of(declaration.annotation)
            self._name_only(name, "value", declaration.node, reference)
            return
        kind = value.type
        if kind in _FUNCTIONS:
            self._function(name, value, declaration)
            return
        if kind in CLASSES:
            self._class(name, value, declaration)
            return
        literals = self._object_literals(value)
        if kind in _CODE_FREE:
            return
        owner = self._add(name, "object" if literals else "value", declaration.node, declared=declaration)
        if not literals:
            reference = self.references.held(declaration)
            owner.stands_for = "" if reference in NOT_REFERENCES - {BUILT_IN} else reference
        else:
            for literal in literals:
                self._object(name, literal, owner, 0)
            if value.type != "object":
                # `Object.assign(Menu, {Item})` has what Menu has.
                others = [self.references.of(each) for each in arguments(value) if each.type == "identifier"]
                owner.bases += [each for each in others if each not in NOT_REFERENCES]

    def _pattern(self, declaration: Declaration) -> None:
        """A name bound by destructuring at module level."""
        for node in self.file.captured("binding", declaration.node):
            if self.file.text(node) == declaration.name:
                self._name_only(declaration.name, "value", node, self.references.bound(node))
                return

    def _object_literals(self, value: Node) -> list[Node]:
        """The object literals whose members a value has: itself, those given to ``Object.assign`` and the like, or what
        a function gives that is called where it is written."""
        if value.type == "object":
            return [value]
        if value.type == "call_expression":
            function = value.child_by_field_name("function")
            if function is not None and self.file.text(function) in _OBJECT_WRAPPERS:
                return [each for each in map(unwrap, arguments(value)) if each.type == "object"]
            made = immediate(value)
            given = returned_expression(made) if made is not None else None
            return [given] if given is not None and given.type == "object" else []
        return []

    def _object(self, name: str, literal: Node, owner: Owner, nesting: int) -> None:
        for child in literal.named_children:
            kind = child.type
            if kind == "pair":
                value, key = child.child_by_field_name("value"), child.child_by_field_name("key")
                if value is not None and key is not None and value.type not in _CODE_FREE:
                    self._property(f"{name}.{self._key(key)}", child, unwrap(value), nesting)
            elif kind == "method_definition":
                named = child.child_by_field_name("name")
                if named is not None:
                    self._function(f"{name}.{self._key(named)}", child, form=_method_form(child))
            elif kind == "shorthand_property_identifier":
                self._name_only(f"{name}.{self.file.text(child)}", "value", child, self._passed(name, child))
            elif kind == "spread_element":
                inner = _first(child)
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
                value = _first(child) or child
            is_function = kind == "method_definition" or value.type in _FUNCTIONS
            if not is_function and value.type not in ("identifier", "shorthand_property_identifier"):
                continue
            reference = LOCAL if is_function else self.references.of(value)
            if kind == "spread_element":
                if reference not in NOT_REFERENCES:
                    whole.bases.append(reference)
            elif reference == LOCAL or is_plain(reference):
                member = Owner(f"{name}.{self._key(named)}", "value", whole.line, whole.end_line, has_item=False)
                member.stands_for = reference
                self.found.setdefault(member.name, member)

    def _property(self, name: str, pair: Node, value: Node, nesting: int) -> None:
        if value.type in _FUNCTIONS:
            self._function(name, value, form="method")
            self.found[name].line = pair.start_point[0] + 1
        elif value.type == "object" and nesting < _MAX_NESTING:
            if name not in self.found:
                owner = Owner(name, "object", pair.start_point[0] + 1, pair.end_point[0] + 1, has_item=False)
                self.found[name] = owner
                self._object(name, value, owner, nesting + 1)
        elif value.type in _REFERABLE:
            self._name_only(name, "value", pair, self._passed(name, value))

    def _passed(self, name: str, value: Node) -> str:
        """What a member of an object literal stands for; a function that is local to what makes the object is part of
        that."""
        reference = self.references.of(value)
        return name.partition(".")[0] if reference == LOCAL else reference

    def _namespace(self, declaration: Declaration) -> None:
        """The functions and classes of ``namespace N {}``."""
        owner = self.found.get(declaration.name) or self._add(
            declaration.name, "object", declaration.node, declared=declaration
        )
        for node in (declaration.node, *declaration.merged):
            if node is not declaration.node:
                owner.ranges.append(node.byte_range)
            body = node.child_by_field_name("body")
            for statement in body.named_children if body is not None else []:
                inner = statement.child_by_field_name("declaration") or statement
                if inner.type in ("function_declaration", "generator_function_declaration"):
                    named = inner.child_by_field_name("name")
                    if named is not None:
                        self._function(f"{declaration.name}.{self.file.text(named)}", inner)
                elif inner.type in ("lexical_declaration", "variable_declaration"):
                    for each in inner.named_children:
                        named, value = each.child_by_field_name("name"), each.child_by_field_name("value")
                        if named is not None and value is not None and value.type in _FUNCTIONS:
                            self._function(f"{declaration.name}.{self.file.text(named)}", value)

    def _assignment(self, statement: Node) -> None:
        """``Menu.Item = …``, ``Service.prototype.run = …``, ``exports.run = …`` at module level."""
        node = _first(statement)
        if node is None or node.type != "assignment_expression":
            return
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type != "member_expression":
            return
        name = self._assigned_name(self.file.text(left))
        if not name:
            return
        value = unwrap(right)
        if value.type in _FUNCTIONS or value.type in CLASSES:
            if value.type in CLASSES:
                self._class(name, value)
            else:
                self._function(name, value, form="method" if "." in name else None)
                self.found[name].line = statement.start_point[0] + 1
            if self._is_exports(left):
                self.found[name].exports = ["export=" if name == "default" else name]
        elif value.type == "object" and name == "default":
            self._object(name, value, self._add(name, "object", value), 0)
        elif value.type in _REFERABLE:
            self._name_only(name, "value", node, self.references.of(value))

    def _is_exports(self, target: Node) -> bool:
        """Whether what is assigned to is of a CommonJS module's exports."""
        root = self.file.text(target).partition(".")[0]
        return root in ("exports", "module") and not self.file.outline.is_module

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

    def _key(self, node: Node) -> str:
        """A member's name as written, without quotes."""
        inner = _first(node) if node.type == "computed_property_name" else None
        if inner is not None and inner.type == "string":
            node = inner
        text = self.file.line_text(node, 80)
        return text[1:-1] if node.type == "string" else text


def _first(node: Node) -> Node | None:
    children = node.named_children
    return children[0] if children else None


def _extended(heritage: Node) -> Node | None:
    for clause in heritage.named_children:
        if clause.type == "extends_clause":
            return clause.child_by_field_name("value")
    return None


def _method_form(method: Node) -> Form:
    return "getter" if has_token(method, "get") else "method"
