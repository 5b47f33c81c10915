"""Reading the linkage of one file: imports and exports in every form TypeScript and CommonJS have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stocktake.extractors.linkage import (
    DeclarationFact,
    ExportFact,
    ImportedName,
    ImportFact,
    ImportKind,
    LinkageFacts,
)
from stocktake.extractors.modules.configuration import configured
from stocktake.extractors.modules.glob_patterns import globs
from stocktake.extractors.modules.properties import exported_properties, spread_into_exports
from stocktake.extractors.modules.uses import NOT_A_MEMBER, Erasure, namespace_uses
from stocktake.syntax.nodes import FUNCTIONS, arguments, has_token, parameters

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile


def linkage(file: ParsedFile) -> LinkageFacts:
    """A file's imports, exports and declarations."""
    found = file.outline
    erasure = Erasure(file)
    imports = [_static_import(file, node, erasure) for node in found.imports]
    imports.extend(_import_types(file))
    imports.extend(_called_imports(file))
    imports.sort(key=lambda entry: entry.line)
    named = configured(file, {entry.specifier for entry in imports})
    return LinkageFacts(
        is_module=found.is_module,
        end_line=file.data.count(b"\n") + (not file.data.endswith(b"\n")),
        imports=imports,
        exports=[
            *(ExportFact(each.name, each.local, each.line, each.is_type) for each in found.exports),
            *exported_properties(file),
            *_exported_members(file),
        ],
        declarations=[DeclarationFact(each.name, each.kind, each.line, each.end_line) for each in found.declarations],
        namespace_uses=namespace_uses(file, imports),
        globs=globs(file),
        named=named.paths,
        named_globs=named.patterns,
    )


def _exported_members(file: ParsedFile) -> Iterator[ExportFact]:
    """What a namespace exports that is a module's ``export =``."""
    found = file.outline
    whole = next((each for each in found.exports if each.name == "export="), None)
    declared = found.declared(whole.local) if whole is not None else None
    if whole is None or declared is None or declared.kind != "namespace":
        return
    for body in (each.child_by_field_name("body") for each in (declared.node, *declared.merged)):
        for statement in body.named_children if body is not None else []:
            inner = statement.child_by_field_name("declaration")
            if inner is None:
                continue
            is_type = inner.type in ("interface_declaration", "type_alias_declaration")
            for each in inner.named_children if inner.type == "lexical_declaration" else [inner]:
                named = each.named_children[0] if each.type == "import_alias" else each.child_by_field_name("name")
                names = [named] if named is None or named.type.endswith("identifier") else _bound(file, named)
                for name in names:
                    if name is not None:
                        yield ExportFact(file.text(name), "", whole.line, is_type)


def _bound(file: ParsedFile, pattern: Node) -> list[Node]:
    return file.captured("binding", pattern)


def _specifier(file: ParsedFile, string: Node | None) -> str:
    return "" if string is None else file.text(string)[1:-1]


# How nearly all imports are written: what they name is in their text.
_PLAIN_IMPORT = re.compile(
    r"import (?P<type>type )?(?:(?P<default>[\w$]+)|\{\s*+(?P<names>(?:[\w$]++\s*+(?:,\s*+|(?=\})))*+)\}) from "
    r"(?P<quote>['\"])(?P<specifier>[^'\"\\\n]*)(?P=quote);?"
)


def _plain_import(file: ParsedFile, node: Node, erasure: Erasure) -> ImportFact | None:
    """An import of a default or of named exports, all under their own names; None for any other, as where ``type`` may
    say something of the name after it."""
    match = _PLAIN_IMPORT.fullmatch(file.text(node))
    if match is None or node.has_error:
        return None
    names = (match["default"] or match["names"]).replace(",", " ").split()
    if "type" in names:
        return None
    is_type = match["type"] is not None
    imported = [ImportedName("default" if match["default"] else name, name, is_type) for name in names]
    is_erased = not is_type and bool(names) and erasure.applies(imported)
    line = node.start_point[0] + 1
    return ImportFact(match["specifier"], "type" if is_type else "value", line, imported, is_erased)


def _static_import(file: ParsedFile, node: Node, erasure: Erasure) -> ImportFact:
    plain = _plain_import(file, node, erasure)
    if plain is not None:
        return plain
    line = node.start_point[0] + 1
    source = node.child_by_field_name("source")
    may_be_type = file.data.find(b"type", node.start_byte, node.end_byte) >= 0
    is_type = (may_be_type and has_token(node, "type")) or node.start_byte in file.patched.type_stars
    if node.type == "export_statement":
        return ImportFact(_specifier(file, source), "re-export", line, list(_reexported(file, node, is_type)))
    names: list[ImportedName] = []
    is_bare = True
    for child in node.named_children:
        if child.type == "import_clause":
            is_bare = False
            names.extend(_clause(file, child, is_type))
        elif child.type == "import_require_clause":
            is_bare = False
            source = child.child_by_field_name("source")
            local = file.text(child.named_children[0])
            # What it means is the whole; the second tells which members of that are used.
            names += [ImportedName("export=", local, is_type), ImportedName("*", local, is_type)]
    kind: ImportKind = "side-effect" if is_bare else "type" if is_type else "value"
    if kind == "value" and names and all(name.is_type for name in names):
        kind = "type"
    specifier = _specifier(file, source)
    is_erased = kind == "value" and bool(names) and erasure.applies(names)
    return ImportFact(specifier, kind, line, names, is_erased)


def _clause(file: ParsedFile, clause: Node, is_type: bool) -> Iterator[ImportedName]:
    for child in clause.named_children:
        if child.type == "identifier":
            yield ImportedName("default", file.text(child), is_type)
        elif child.type == "namespace_import":
            yield ImportedName("*", file.text(child.named_children[0]), is_type)
        elif child.type == "named_imports":
            for specifier in child.named_children:
                if specifier.child_count == 1 and specifier.type == "import_specifier" and not specifier.has_error:
                    imported = file.text(specifier).strip("'\"")
                    yield ImportedName(imported, imported, is_type)
                    continue
                name = specifier.child_by_field_name("name")
                if specifier.type != "import_specifier" or name is None:
                    continue
                imported = file.text(name).strip("'\"")
                alias = specifier.child_by_field_name("alias")
                local = file.text(alias) if alias is not None else imported
                yield ImportedName(imported, local, is_type or has_token(specifier, "type"))


def _reexported(file: ParsedFile, node: Node, is_type: bool) -> Iterator[ImportedName]:
    is_star = True
    for child in node.named_children:
        if child.type == "namespace_export":
            is_star = False
            yield ImportedName("*", file.text(child.named_children[0]).strip("'\""), is_type)
        elif child.type == "export_clause":
            is_star = False
            for specifier in child.named_children:
                name = specifier.child_by_field_name("name")
                if specifier.type != "export_specifier" or name is None:
                    continue
                imported = file.text(name).strip("'\"")
                alias = specifier.child_by_field_name("alias")
                exported = file.text(alias).strip("'\"") if alias is not None else imported
                yield ImportedName(imported, exported, is_type or has_token(specifier, "type"))
    if is_star:
        yield ImportedName("*", "", is_type)


_TEXTS = frozenset({"comment", "string", "string_fragment", "template_string", "jsx_text", "regex_pattern"})


def _import_types(file: ParsedFile) -> Iterator[ImportFact]:
    """Import types that were patched out of the way of the grammar; what looks like one in a text is none."""
    for start, end, specifier in file.patched.import_types:
        inside = file.root.descendant_for_byte_range(start, start + 1)
        if inside is not None and inside.type in _TEXTS:
            continue
        yield ImportFact(specifier, "type", file.data.count(b"\n", 0, start) + 1, [_member_at(file, end)])


# `.Name` and `["name"]`
_MEMBER = re.compile(rb"\s*(?:\.\s*([\w$\x80-\xff]+)|\[\s*(['\"])([\w$\x80-\xff-]+)\2\s*\])")


def _member_at(file: ParsedFile, offset: int) -> ImportedName:
    """What an import type that ends at ``offset`` takes of its module: a name, or all there is."""
    taken = _MEMBER.match(file.data, offset)
    return ImportedName((taken[1] or taken[3]).decode("utf-8", "replace") if taken is not None else "*", "", True)


def _called_imports(file: ParsedFile) -> Iterator[ImportFact]:
    """``import("x")`` (in a type: an import type) and ``require("x")``."""
    spread = spread_into_exports(file)
    for node, name in file.calls():
        if name not in ("", "require"):
            continue
        is_import = node.type == "import"
        if not is_import and not (node.type == "identifier" and file.text(node) == "require"):
            continue
        call = node.parent
        given = arguments(call) if call is not None else []
        if call is None or not given or (not is_import and len(given) != 1):
            continue
        specifier = _literal(file, given[0])
        if specifier is None or (not is_import and file.is_shadowed("require", node)):
            continue
        line = node.start_point[0] + 1
        passed_on = _passed_on(file, call) if not is_import else []
        if passed_on:
            yield ImportFact(specifier, "re-export", line, passed_on)
            continue
        kind: ImportKind = "type" if is_import and _in_type(call) else "dynamic"
        names = [_member_at(file, call.end_byte)] if kind == "type" else _awaited_names(file, call)
        if not is_import and _is_top_level(call):
            kind = "value"
        is_passed_on = kind == "value" and any(name.imported == "*" and name.local in spread.names for name in names)
        if call.start_byte in spread.calls:
            kind, names, is_passed_on = "value", [ImportedName("*", "")], True
        yield ImportFact(specifier, kind, line, names, is_passed_on=is_passed_on)


def _passed_on(file: ParsedFile, call: Node) -> list[ImportedName]:
    """What a CommonJS module hands on of a required one: all, by ``module.exports = require("x")``, or its names, by
    ``module.exports = {...require("x")}``; else nothing."""
    whole = call.parent
    is_spread = whole is not None and whole.type == "spread_element"
    literal = whole.parent if whole is not None and is_spread else None
    whole = literal.parent if literal is not None and literal.type == "object" else whole
    if whole is None or whole.type != "assignment_expression" or whole.parent is None or file.outline.is_module:
        return []
    left, statements = whole.child_by_field_name("left"), whole.parent.parent
    if left is None or file.text(left) != "module.exports" or statements is None or statements.type != "program":
        return []
    star = ImportedName("*", "")
    return [star] if is_spread else [star, ImportedName("export=", "export=")]


def _literal(file: ParsedFile, node: Node) -> str | None:
    if node.type == "string" or (node.type == "template_string" and not node.named_children):
        return file.text(node)[1:-1]
    if node.type == "template_string" and all(child.type == "string_fragment" for child in node.named_children):
        return file.text(node)[1:-1]
    return None


_TYPE_PARENTS = frozenset(
    {
        "type_query",
        "type_annotation",
        "type_arguments",
        "type_alias_declaration",
        "type_predicate",
        "union_type",
        "intersection_type",
        "array_type",
        "readonly_type",
        "generic_type",
        "lookup_type",
        "index_type_query",
        "mapped_type_clause",
        "parenthesized_type",
        "conditional_type",
        "function_type",
        "constructor_type",
        "tuple_type",
        "rest_type",
        "optional_type",
        "template_type",
        "constraint",
        "default_type",
        "implements_clause",
        "extends_type_clause",
        "nested_type_identifier",
    }
)


def _in_type(call: Node) -> bool:
    child, node = call, call.parent
    while node is not None and node.type in ("member_expression", "nested_identifier", "subscript_expression"):
        child, node = node, node.parent
    if node is not None and node.type in ("as_expression", "satisfies_expression"):
        return node.named_children[0] != child
    return node is not None and node.type in _TYPE_PARENTS


def _is_top_level(call: Node) -> bool:
    node = call.parent
    while node is not None and node.type in ("member_expression", "variable_declarator"):
        node = node.parent
    statement = node.parent if node is not None else None
    return statement is not None and statement.type == "program"


_AROUND = frozenset({"await_expression", "parenthesized_expression", "as_expression", "non_null_expression"})


def _awaited_names(file: ParsedFile, call: Node) -> list[ImportedName]:
    """The names of ``const {a, b} = await import("x")`` or of a ``require``, ``require("x").a``,
    ``(await import("x")).a``, ``import("x").then(m => m.a)``; ``*`` for ``const x = require("x")``."""
    is_awaited = call.child_by_field_name("function") is not None and not _is_import(call)
    node = call.parent
    while node is not None and node.type in _AROUND:
        is_awaited = is_awaited or node.type == "await_expression"
        node = node.parent
    if node is None:
        return []
    if node.type == "member_expression":
        named = node.child_by_field_name("property")
        if not is_awaited or named is None:
            return _then_names(file, node)
        bound = node.parent
        while bound is not None and bound.type in _AROUND:
            bound = bound.parent
        local = bound.child_by_field_name("name") if bound is not None and bound.type == "variable_declarator" else None
        is_simple = local is not None and local.type == "identifier"
        return [ImportedName(file.text(named), file.text(local) if local is not None and is_simple else "")]
    name = node.child_by_field_name("name") if node.type == "variable_declarator" else None
    if name is None:
        return []
    if name.type == "identifier":
        return [ImportedName("*", file.text(name))]
    return _taken_apart(file, name)


def _is_import(call: Node) -> bool:
    function = call.child_by_field_name("function")
    return function is not None and function.type == "import"


def _taken_apart(file: ParsedFile, pattern: Node) -> list[ImportedName]:
    """The names an object pattern takes; none where it may take anything."""
    found = []
    for child in pattern.named_children if pattern.type == "object_pattern" else []:
        if child.type == "shorthand_property_identifier_pattern":
            found.append(ImportedName(file.text(child), file.text(child)))
        elif child.type == "pair_pattern":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is not None and value is not None:
                found.append(ImportedName(file.text(key), file.text(value) if value.type == "identifier" else ""))
        elif child.type != "comment":
            # A rest pattern or a default may take anything.
            return []
    return found


def _then_names(file: ParsedFile, member: Node) -> list[ImportedName]:
    """What the callback of ``import("x").then(…)`` uses of the module, if each use names it."""
    named, call = member.child_by_field_name("property"), member.parent
    if named is None or call is None or call.type != "call_expression" or file.text(named) != "then":
        return []
    given = arguments(call)
    taken = parameters(given[0]) if given and given[0].type in FUNCTIONS else []
    body = given[0].child_by_field_name("body") if taken else None
    if len(taken) != 1 or body is None:
        return []
    pattern = taken[0].child_by_field_name("pattern") or taken[0]
    if pattern.type != "identifier":
        return [ImportedName(each.imported, "") for each in _taken_apart(file, pattern)]
    name = re.escape(file.text(pattern).encode())
    uses = re.findall(
        rb"(?<![\w$])" + NOT_A_MEMBER + name + rb"(?![\w$])(?:\s*\??\.\s*([A-Za-z_$][\w$]*))?",
        file.data[body.start_byte : body.end_byte],
    )
    if not all(uses):
        return []
    return [ImportedName(each.decode(), "") for each in dict.fromkeys(uses)]
