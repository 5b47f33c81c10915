"""The module level of a file: its imports, exports and declarations, read from the top-level statements alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stocktake.syntax.commonjs import commonjs_exports, object_names
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, arguments, has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

DeclarationKind = Literal["function", "class", "variable", "interface", "type", "enum", "namespace"]

_KINDS: dict[str, DeclarationKind] = {
    "function_declaration": "function",
    "generator_function_declaration": "function",
    "function_signature": "function",
    "class_declaration": "class",
    "abstract_class_declaration": "class",
    "interface_declaration": "interface",
    "type_alias_declaration": "type",
    "enum_declaration": "enum",
    "internal_module": "namespace",
    "import_alias": "variable",
}


class Declaration:
    """One module-level declaration.

    ``node`` is the declaring node (for a variable its declarator, for an anonymous default export the expression),
    ``statement`` the whole statement, ``value`` a variable's initializer (unwrapped of casts and parentheses),
    ``annotation`` its type. ``pattern`` is true for a name bound by destructuring. Overloads are one declaration:
    ``node`` is the implementation, ``line`` the first signature's. ``merged`` are the nodes of further declarations
    merged into this one (interfaces, enums, namespaces), or the signatures of overloads. ``exports`` are the names it
    is exported under.
    """

    __slots__ = (
        "annotation",
        "end_line",
        "exports",
        "is_ambient",
        "kind",
        "line",
        "merged",
        "name",
        "node",
        "pattern",
        "statement",
        "value",
    )

    def __init__(self, name: str, kind: DeclarationKind, node: Node, statement: Node, *, is_ambient: bool) -> None:
        self.name = name
        self.kind: DeclarationKind = kind
        self.node = node
        self.statement = statement
        self.is_ambient = is_ambient
        own_line = kind == "variable" and node.type == "variable_declarator"
        self.line: int = (node if own_line else statement).start_point[0] + 1
        self.end_line: int = node.end_point[0] + 1
        self.value: Node | None = None
        self.annotation: Node | None = None
        self.pattern = False
        self.merged: list[Node] = []
        self.exports: list[str] = []


class Export:
    """An exported name and the local one it stands for ("" for an expression); ``is_type`` for ``export type``.
    ``declares`` is the declaration that is written after ``export``: of a type and a value of one name, that one."""

    __slots__ = ("declares", "is_type", "line", "local", "name")

    def __init__(
        self, name: str, local: str, line: int, *, is_type: bool = False, declares: Declaration | None = None
    ) -> None:
        self.name = name
        self.local = local
        self.line = line
        self.is_type = is_type
        self.declares = declares


class Outline:
    """Everything at module level, in source order."""

    def __init__(self) -> None:
        self.imports: list[Node] = []
        """``import_statement`` nodes, and ``export_statement`` nodes with a source."""
        self.import_aliases: list[Node] = []
        self.exports: list[Export] = []
        self.declarations: list[Declaration] = []
        self.binding_offsets: set[int] = set()
        """Start offsets of the names that module-level declarations bind."""
        self.is_module = False
        self._by_name: dict[tuple[str, bool], Declaration] = {}
        self._values: list[Declaration] | None = None

    def values(self) -> list[Declaration]:
        """Functions, classes and variables."""
        if self._values is None:
            self._values = [entry for entry in self.declarations if entry.kind in ("function", "class", "variable")]
        return self._values

    def declared(self, name: str, *, is_type: bool = False) -> Declaration | None:
        """The declaration of a name in its value meaning (functions, classes, variables, enums, namespaces), or in
        its type-only meaning (interfaces, aliases)."""
        return self._by_name.get((name, is_type))

    def function(self, name: str) -> Node | None:
        """The function that a name is declared as, in a statement or as what a variable is set to."""
        declared = self.declared(name)
        found = (declared.value or declared.node) if declared is not None else None
        return found if found is not None and found.type in FUNCTIONS else None


def outline(file: ParsedFile) -> Outline:
    """Read the top-level statements of a file."""
    reader = _Reader(file)
    for statement in file.root.named_children:
        reader.statement(statement, statement, is_ambient=False)
    reader.link_exports()
    return reader.found


class _Reader:
    """Fills an outline statement by statement."""

    def __init__(self, file: ParsedFile) -> None:
        self.file = file
        self.found = Outline()

    def statement(self, node: Node, whole: Node, *, is_ambient: bool) -> list[Declaration]:
        """Read one statement; returns the declarations it makes."""
        kind = node.type
        if kind == "import_statement":
            self.found.is_module = True
            self.found.imports.append(node)
        elif kind == "export_statement":
            self.found.is_module = True
            self.export(node)
        elif kind in ("lexical_declaration", "variable_declaration"):
            return [made for child in node.named_children for made in self.variable(child, whole, is_ambient)]
        elif kind == "ambient_declaration":
            return [made for child in node.named_children for made in self.statement(child, whole, is_ambient=True)]
        elif kind == "expression_statement":
            return self.expression(node, whole, is_ambient=is_ambient)
        elif kind in _KINDS:
            made = self.declaration(node, whole, _KINDS[kind], is_ambient=is_ambient)
            return [made] if made is not None else []
        return []

    def expression(self, node: Node, whole: Node, *, is_ambient: bool) -> list[Declaration]:
        inner = node.named_children[0] if node.named_children else None
        if inner is None:
            return []
        if inner.type == "internal_module":
            return self.statement(inner, whole, is_ambient=is_ambient)
        return []

    def declaration(self, node: Node, whole: Node, kind: DeclarationKind, *, is_ambient: bool) -> Declaration | None:
        name_node = node.child_by_field_name("name")
        if name_node is None and node.type == "import_alias":
            name_node = node.named_children[0]
            self.found.import_aliases.append(node)
        if name_node is None:
            return None
        # `namespace A.B {}` declares A.
        while name_node.type == "nested_identifier":
            name_node = name_node.named_children[0]
        self.found.binding_offsets.add(name_node.start_byte)
        return self.add(Declaration(self.file.text(name_node), kind, node, whole, is_ambient=is_ambient))

    def add(self, made: Declaration) -> Declaration:
        """Record a declaration, or merge it into an earlier one of the same name and meaning."""
        key = (made.name, made.kind in ("interface", "type"))
        earlier = self.found._by_name.get(key)
        if earlier is None:
            self.found._by_name[key] = made
            self.found.declarations.append(made)
            return made
        if earlier.kind == made.kind:
            if made.kind == "function":
                # Overload signatures come first, the implementation last.
                earlier.merged.append(earlier.node)
                earlier.node = made.node
            else:
                earlier.merged.append(made.node)
            earlier.end_line = max(earlier.end_line, made.end_line)
            return earlier
        if made.kind != "namespace":
            # A namespace or enum merged with a class or function: both are kept, the name means the latter.
            self.found._by_name[key] = made
        self.found.declarations.append(made)
        return made

    def variable(self, node: Node, whole: Node, is_ambient: bool) -> list[Declaration]:
        if node.type != "variable_declarator":
            return []
        name_node = node.child_by_field_name("name")
        if name_node is None:
            return []
        value = node.child_by_field_name("value")
        annotated = node.child_by_field_name("type")
        names = [name_node] if name_node.type == "identifier" else _bound_names(name_node)
        made = []
        for each in names:
            self.found.binding_offsets.add(each.start_byte)
            entry = Declaration(self.file.text(each), "variable", node, whole, is_ambient=is_ambient)
            entry.value = unwrap(value) if value is not None else None
            entry.annotation = annotated
            entry.pattern = each is not name_node
            if entry.pattern:
                entry.line = entry.end_line = each.start_point[0] + 1
            made.append(self.add(entry))
        return made

    def export(self, node: Node) -> None:
        declaration = node.child_by_field_name("declaration")
        if declaration is None and node.child_by_field_name("source") is not None:
            self.found.imports.append(node)
            return
        if declaration is not None:
            is_default = declaration.start_byte - node.start_byte > len("export ") and has_token(node, "default")
            for made in self.statement(declaration, node, is_ambient=False):
                name = "default" if is_default else made.name
                self.found.exports.append(Export(name, made.name, made.line, declares=made))
            return
        line = node.start_point[0] + 1
        value = node.child_by_field_name("value")
        if value is not None:
            self.default(node, value, line)
            return
        for child in node.named_children:
            if child.type == "export_clause":
                self.clause(child, is_type=has_token(node, "type"))
            elif child.type == "identifier" and has_token(node, "="):
                self.found.exports.append(Export("export=", self.file.text(child), line))
            elif child.type == "object" and has_token(node, "="):
                self.found.exports.append(Export("export=", "", line))
                self.found.exports.extend(Export(name, own, line) for name, own in object_names(self.file, child))

    def clause(self, clause: Node, *, is_type: bool) -> None:
        for specifier in clause.named_children:
            name = specifier.child_by_field_name("name")
            if specifier.type != "export_specifier" or name is None:
                continue
            local = self.file.text(name)
            alias = specifier.child_by_field_name("alias")
            exported = self.file.text(alias).strip("'\"") if alias is not None else local
            only_type = is_type or has_token(specifier, "type")
            self.found.exports.append(Export(exported, local, specifier.start_point[0] + 1, is_type=only_type))

    def default(self, statement: Node, value: Node, line: int) -> None:
        """``export default <expression>``: the name it stands for, or a declaration called "default"."""
        expression = unwrap(value)
        if expression.type == "identifier":
            self.found.exports.append(Export("default", self.file.text(expression), line))
            return
        wrapped = self.wrapped_name(expression)
        if wrapped:
            self.found.exports.append(Export("default", wrapped, line))
            return
        is_class = expression.type in CLASSES
        is_function = expression.type in ("function_expression", "generator_function")
        kind: DeclarationKind = "class" if is_class else "function" if is_function else "variable"
        made = Declaration("default", kind, expression, statement, is_ambient=False)
        made.value = expression if kind == "variable" else None
        self.found.exports.append(Export("default", self.add(made).name, line))

    def wrapped_name(self, expression: Node) -> str:
        """``memo(Foo)``, ``connect(a)(Foo)``, ``withA(withB(Foo))``: the local declaration Foo that is exported under
        a wrapper, or "". It is the first argument, or after options the first that is a function or class."""
        for _ in range(8):
            given = [unwrap(each) for each in arguments(expression)] if expression.type == "call_expression" else []
            if not given:
                return ""
            expression = given[0]
            if expression.type == "identifier":
                return self.component_name(expression, is_first=True)
            if expression.type != "call_expression":
                return next(filter(None, (self.component_name(each, is_first=False) for each in given[1:])), "")
        return ""

    def component_name(self, given: Node, *, is_first: bool) -> str:
        """The name that an argument is, if what is declared under it may be a component; else ""."""
        name = self.file.text(given) if given.type == "identifier" else ""
        known = self.found.declared(name) if name[:1].isupper() else None
        if known is None or not self.may_be_component(known):
            return ""
        value = known.value
        is_code = value is None or value.type in FUNCTIONS or value.type in CLASSES
        return name if is_first or is_code else ""

    def may_be_component(self, declared: Declaration) -> bool:
        """Whether a declaration is not plainly data: a literal, an instance, a schema."""
        value = declared.value
        return value is None or (value.type not in _DATA and not self.file.data.startswith(b"z.", value.start_byte))

    def link_exports(self) -> None:
        """Give every declaration the names it is exported under."""
        found = self.found
        # In an ES module `module.exports` is a variable like any other, and so it is in TypeScript.
        if not found.is_module and self.file.language == "tsx":
            found.exports = [Export(*each) for each in commonjs_exports(self.file)]
        for entry in found.exports:
            named = (found.declared(entry.local), found.declared(entry.local, is_type=True))
            for declared in named if entry.declares is None else (entry.declares,):
                if declared is not None and entry.name not in declared.exports:
                    declared.exports.append(entry.name)
        for declaration in found.declarations:
            declaration.exports.sort()


_DATA = frozenset({"object", "array", "string", "template_string", "number", "regex", "new_expression"})


def _bound_names(pattern: Node) -> list[Node]:
    """The identifiers bound by a destructuring pattern, in source order."""
    found: list[Node] = []
    stack = [pattern]
    while stack:
        node = stack.pop()
        kind = node.type
        if kind in ("identifier", "shorthand_property_identifier_pattern"):
            found.append(node)
        elif kind in ("pair_pattern", "assignment_pattern", "object_assignment_pattern"):
            inner = node.child_by_field_name("value" if kind == "pair_pattern" else "left")
            if inner is not None:
                stack.append(inner)
        elif kind in ("object_pattern", "array_pattern", "rest_pattern"):
            stack.extend(reversed(node.named_children))
    return found
