"""What a CommonJS module exports, by the assignments that its statements make when it is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stocktake.syntax.nodes import FUNCTIONS, arguments, parameters, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

MadeExport = tuple[str, str, int]
"""An exported name, the module-level name it stands for ("" for any other value), and its line."""


_ANNOUNCED = "void 0"
"""What compilers set an export to before it is there; of an enum there is no other assignment by name."""


def commonjs_exports(file: ParsedFile) -> list[MadeExport]:
    """What a CommonJS module exports: what is only announced first, then the others in source order."""
    found = list(_exports(file))
    made = {name for name, local, _ in found if local != _ANNOUNCED}
    announced = {name: (name, "", line) for name, local, line in found if local == _ANNOUNCED and name not in made}
    return [*announced.values(), *(each for each in found if each[1] != _ANNOUNCED)]


def exported_values(file: ParsedFile) -> list[tuple[Node, int]]:
    """What is assigned to ``module.exports`` by statements of the module, each with the line."""
    found = []
    for expression, is_module_level in _expressions(file):
        if is_module_level and expression.type == "assignment_expression":
            targets, value = _targets(file, expression)
            if "module.exports" in targets and not is_required(file, value):
                found.append((value, expression.start_point[0] + 1))
    return found


def _exports(file: ParsedFile) -> Iterator[MadeExport]:
    """``module.exports = …``, ``exports.name = …`` and ``Object.defineProperty(exports, "name", …)``."""
    for expression, is_module_level in _expressions(file):
        if expression.type == "assignment_expression":
            yield from _assigned(file, expression, is_module_level)
        else:
            yield from _defined(file, expression)


def _expressions(file: ParsedFile) -> Iterator[tuple[Node, bool]]:
    """Assignments and calls that are statements of the module, under a condition or in a function that is called where
    it stands; each with whether a name in it is one of the module."""
    if not file.has(b"exports"):
        return
    todo = [(statement, True) for statement in reversed(file.root.named_children)]
    while todo:
        node, is_module_level = todo.pop()
        inside: list[Node] = []
        if node.type == "expression_statement" and node.named_children:
            expression = node.named_children[0]
            if expression.type == "assignment_expression":
                yield expression, is_module_level
            elif expression.type == "call_expression":
                yield expression, is_module_level
                inside = _run(file, expression)
                is_module_level = is_module_level and not inside
        elif node.type == "if_statement":
            branches = (node.child_by_field_name("consequence"), node.child_by_field_name("alternative"))
            inside = [branch for branch in branches if branch is not None]
        elif node.type in ("else_clause", "statement_block"):
            inside = node.named_children
        todo.extend((each, is_module_level) for each in reversed(inside))


def _assigned(file: ParsedFile, assignment: Node, is_module_level: bool) -> Iterator[MadeExport]:
    """The exports that an assignment makes, or several in a row: ``exports = module.exports = …``."""
    targets, value = _targets(file, assignment)
    line = assignment.start_point[0] + 1
    local = file.text(value) if value.type == "identifier" and is_module_level else ""
    for target in targets:
        name = target.removeprefix("module.").removeprefix("exports.")
        if target == "module.exports" and not is_required(file, value):
            yield "export=", local, line
            literals = [part for part in object_parts(file, value) if part.type == "object"]
            for own, held in dict(name for literal in literals for name in object_names(file, literal)).items():
                yield own, held if is_module_level else "", line
        elif target.startswith(("exports.", "module.exports.")) and "." not in name:
            yield name, _ANNOUNCED if _is_void(file, value) else local, line


def _targets(file: ParsedFile, assignment: Node) -> tuple[list[str], Node]:
    """The members that an assignment sets, or several in a row, and what to."""
    targets: list[str] = []
    value = assignment
    while value.type == "assignment_expression":
        left, right = value.child_by_field_name("left"), value.child_by_field_name("right")
        if left is None or right is None:
            return [], value
        targets.append(file.text(left) if left.type == "member_expression" else "")
        value = unwrap(right)
    return targets, value


def _is_void(file: ParsedFile, value: Node) -> bool:
    """Whether a value is the one by which compilers announce what is exported later."""
    return value.type == "unary_expression" and file.text(value) == _ANNOUNCED


def _defined(file: ParsedFile, call: Node) -> Iterator[MadeExport]:
    function = call.child_by_field_name("function")
    given = arguments(call) if function is not None and file.text(function) == "Object.defineProperty" else []
    if len(given) == 3 and file.text(given[0]) in ("exports", "module.exports"):
        name = literal_name(file, given[1])
        if name and name != "__esModule":
            yield name, "", call.start_point[0] + 1


def _run(file: ParsedFile, call: Node) -> list[Node]:
    """The statements of a function that is called where it stands; none where a parameter of it may be what exports."""
    function = call.child_by_field_name("function")
    function = unwrap(function) if function is not None else None
    if function is not None and function.type == "member_expression":
        # `(function () {…}).call(this)`
        holder, called = function.child_by_field_name("object"), function.child_by_field_name("property")
        function = unwrap(holder) if holder is not None and called is not None and file.text(called) == "call" else None
    if function is None or function.type not in FUNCTIONS:
        return []
    body = function.child_by_field_name("body")
    taken = {file.text(each) for each in parameters(function)}
    return body.named_children if body is not None and taken.isdisjoint(("exports", "module")) else []


def is_required(file: ParsedFile, value: Node) -> bool:
    """Whether a value is what ``require("x")`` gives: what is called so is that module."""
    function = value.child_by_field_name("function") if value.type == "call_expression" else None
    given = arguments(value) if function is not None and file.text(function) == "require" else []
    return len(given) == 1 and given[0].type == "string"


def is_imported(file: ParsedFile, value: Node) -> bool:
    """Whether a value is what ``require("./a")`` or ``await import("./a")`` gives, or a member of it."""
    while value.type == "member_expression":
        inner = value.child_by_field_name("object")
        if inner is None:
            break
        value = unwrap(inner)
    function = value.child_by_field_name("function") if value.type == "call_expression" else None
    return is_required(file, value) or (function is not None and function.type == "import")


def object_literal(file: ParsedFile, value: Node) -> Node | None:
    """The object literal that a value is, as it is or frozen: ``Object.freeze({…})``."""
    function = value.child_by_field_name("function") if value.type == "call_expression" else None
    given = arguments(value) if function is not None and file.text(function) == "Object.freeze" else []
    value = unwrap(given[0]) if given else value
    return value if value.type == "object" else None


def object_parts(file: ParsedFile, value: Node) -> list[Node]:
    """What an object gets its properties from, in order: object literals, and whatever else is spread into them or
    given to ``Object.assign``. Of any other value that itself."""
    found: list[Node] = []
    todo = [value]
    while todo:
        each = unwrap(todo.pop())
        literal = object_literal(file, each)
        function = each.child_by_field_name("function") if literal is None else None
        if literal is not None:
            spread = [child for child in literal.named_children if child.type == "spread_element"]
            found.append(literal)
            todo += [child.named_children[0] for child in reversed(spread) if child.named_children]
        elif function is not None and file.text(function) == "Object.assign":
            todo += reversed(arguments(each))
        else:
            found.append(each)
    return found


def literal_name(file: ParsedFile, key: Node) -> str:
    """What a key says without being computed: a name, or a text without escapes; else ""."""
    if key.type == "property_identifier":
        return file.text(key)
    text = file.text(key)[1:-1] if key.type == "string" else ""
    return "" if "\\" in text else text


def object_names(file: ParsedFile, literal: Node) -> list[tuple[str, str]]:
    """Property names of an object literal, each with the local name it holds ("" for any other value)."""
    found = []
    for child in literal.named_children:
        if child.type == "shorthand_property_identifier":
            found.append((file.text(child), file.text(child)))
        elif child.type == "pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            name = literal_name(file, key) if key is not None else ""
            if name and value is not None:
                found.append((name, file.text(value) if value.type == "identifier" else ""))
        elif child.type == "method_definition":
            named = child.child_by_field_name("name")
            if named is not None:
                found.append((file.text(named), ""))
    return found
