from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resolve_builders import constants, declared, exported, imported, module, project, reexported

from stocktake.extractors.base import Space, Target
from stocktake.extractors.linkage import DeclarationFact, ExportFact, ImportedName, ImportFact, LinkageFacts


def exports(modules: Mapping[str, LinkageFacts], path: str = "a.ts") -> dict[str, str]:
    """Exported name → id, "package:name" or "?reason"."""
    return {name: text(target) for name, target in project(modules).exports(path).items()}


def text(target: Target) -> str:
    if target.kind == "external":
        return f"{target.package}:{target.name}"
    return f"?{target.reason}" if target.kind == "unresolved" else target.id


def meaning(modules: Mapping[str, LinkageFacts], name: str, space: Space = "value", path: str = "a.ts") -> str:
    return text(project(modules).lookup(path, name, space))


def test_an_import_type_leads_through_its_module() -> None:
    modules = {
        "a.ts": module(declared("x")),
        "b.ts": module(exported("x"), declared("x"), exported("T"), declared("T", "type"), reexported("./c", "* as c")),
        "c.ts": module(exported("y"), declared("y")),
    }
    assert meaning(modules, 'import("./b").x', "typeof") == "b.ts#x"
    assert meaning(modules, "import ( './b' ) . T", "type") == "b.ts#T"
    assert meaning(modules, "import('./b', { with: {} }).c.y", "typeof") == "c.ts#y"
    assert meaning(modules, "import('./b')", "typeof") == "b.ts"
    assert meaning(modules, "import('./b').none", "typeof") == "?not exported"
    assert meaning(modules, "import('outside').x", "type") == "outside:x"
    assert meaning(modules, "import('./b').x") == "?not declared at module level"


def test_named_renamed_and_default() -> None:
    modules = {
        "a.ts": module(
            reexported("./b", "x", "x as y", "default as D", "D as default", "* as ns"),
            exported("local"),
            declared("local"),
        ),
        "b.ts": module(exported("x"), declared("x"), exported("default", "D"), exported("D"), declared("D", "class")),
    }
    assert exports(modules) == {
        "D": "b.ts#D",
        "default": "b.ts#D",
        "local": "a.ts#local",
        "ns": "b.ts",
        "x": "b.ts#x",
        "y": "b.ts#x",
    }


def test_names_come_sorted() -> None:
    assert list(exports({"a.ts": constants("b", "C", "a")})) == ["C", "a", "b"]


def test_imported_then_exported() -> None:
    modules = {
        "a.ts": module(
            imported("./b", "x", "* as ns", "default as d"),
            exported("x"),
            exported("default", "d"),
            exported("space", "ns"),
        ),
        "b.ts": module(exported("x"), declared("x"), exported("default", "")),
    }
    assert exports(modules) == {"default": "b.ts#default", "space": "b.ts", "x": "b.ts#x"}


def test_stars_leave_out_default_and_what_the_module_exports_itself() -> None:
    modules = {
        "a.ts": module(reexported("./b", "*"), reexported("./c", "*"), exported("x"), declared("x")),
        "b.ts": module(exported("x"), declared("x"), exported("y"), declared("y"), exported("default", "y")),
        "c.ts": module(reexported("./d", "*")),
        "d.ts": constants("z"),
    }
    assert exports(modules) == {"x": "a.ts#x", "y": "b.ts#y", "z": "d.ts#z"}


def test_a_name_of_two_stars_is_exported_only_where_it_is_the_same_declaration() -> None:
    modules = {
        "a.ts": module(reexported("./b", "*"), reexported("./c", "*")),
        "b.ts": module(reexported("./d", "same"), exported("other"), declared("other")),
        "c.ts": module(reexported("./d", "*"), exported("other"), declared("other")),
        "d.ts": constants("same"),
    }
    assert exports(modules) == {"same": "d.ts#same"}


def test_circles_of_stars() -> None:
    modules = {
        "a.ts": module(reexported("./b", "*"), exported("a"), declared("a"), exported("default", "a")),
        "b.ts": module(reexported("./c", "*"), exported("b"), declared("b")),
        "c.ts": module(reexported("./a", "*"), reexported("./d", "*"), exported("b"), declared("b")),
        "d.ts": constants("d"),
    }
    assert exports(modules) == {"a": "a.ts#a", "b": "b.ts#b", "d": "d.ts#d", "default": "a.ts#a"}
    assert exports(modules, "c.ts") == {"a": "a.ts#a", "b": "c.ts#b", "d": "d.ts#d"}


def test_circular_names_end() -> None:
    modules = {"a.ts": module(reexported("./b", "x")), "b.ts": module(reexported("./a", "x"))}
    assert exports(modules) == {"x": "?circular re-export"}


def test_chains_of_any_length() -> None:
    count = 3_000
    named = {f"m{at}.ts": module(reexported(f"./m{at + 1}", "x")) for at in range(count)}
    stars = {f"s{at}.ts": module(reexported(f"./s{at + 1}", "*")) for at in range(count)}
    ends = {f"m{count}.ts": constants("x"), f"s{count}.ts": constants("x")}
    assert exports(named | stars | ends, "m0.ts") == {"x": f"m{count}.ts#x"}
    assert exports(named | stars | ends, "s0.ts") == {"x": f"s{count}.ts#x"}


def test_value_and_type_of_one_name_may_come_from_different_places() -> None:
    modules = {
        "a.ts": module(imported("./b", "Foo", "type Bar"), declared("Foo", "interface")),
        "b.ts": module(
            exported("Foo"),
            declared("Foo", "variable"),
            exported("Bar"),
            declared("Bar", "class"),
            declared("T", "type"),
        ),
    }
    assert meaning(modules, "Foo", "value") == "b.ts#Foo"
    assert meaning(modules, "Foo", "type") == "a.ts#Foo"
    assert meaning(modules, "Bar", "type") == "b.ts#Bar"
    assert meaning(modules, "Bar", "value") == "?type only"
    assert meaning(modules, "T", "value", "b.ts") == "?type only"


def test_a_type_import_and_a_function_of_one_name() -> None:
    modules = {
        "a.ts": module(imported("./b", "Contact"), declared("Contact", "function"), exported("default", "Contact")),
        "b.ts": module(exported("Contact"), declared("Contact", "interface")),
    }
    assert exports(modules) == {"default": "a.ts#Contact"}
    assert meaning(modules, "Contact", "type") == "b.ts#Contact"


def test_a_declared_and_exported_type_next_to_an_import_of_that_name() -> None:
    modules = {"a.ts": module(imported("pkg", "X"), exported("X", line=5), declared("X", "type", line=5))}
    assert exports(modules) == {"X": "a.ts#X"}


def test_a_require_is_an_import_and_a_declaration() -> None:
    modules = {
        "a.js": module(imported("./b", "* as b", "x"), declared("b"), declared("x")),
        "b.js": constants("x"),
    }
    assert meaning(modules, "b.x", path="a.js") == "b.js#x"
    assert meaning(modules, "x", path="a.js") == "b.js#x"


def test_type_only_exports_keep_the_type_meaning_alone() -> None:
    modules = {
        "a.ts": module(reexported("./b", "type C", "D")),
        "s.ts": module(reexported("./b", "type *")),
        "b.ts": module(exported("C"), declared("C", "class"), exported("D", is_type=True), declared("D", "class")),
    }
    assert exports(modules) == {"C": "b.ts#C", "D": "b.ts#D"}
    for path in ("a.ts", "s.ts"):
        user = modules | {"u.ts": module(imported(f"./{path[0]}", "C", "D"))}
        assert meaning(user, "C", "value", "u.ts") == "?type only"
        assert meaning(user, "C", "type", "u.ts") == "b.ts#C"
        assert meaning(user, "D", "value", "u.ts") == "?type only"


def test_export_equals_stands_for_the_default() -> None:
    modules = {
        "a.ts": module(imported("./b", "default as b", "export= as c", "* as d")),
        "b.ts": module(exported("export=", "main"), declared("main", "function")),
        "u.ts": module(imported("./v", "export= as v")),
        "v.ts": constants("x"),
    }
    assert meaning(modules, "b") == "b.ts#main"
    assert meaning(modules, "c") == "b.ts#main"
    assert meaning(modules, "d") == "b.ts"
    assert meaning(modules, "v", path="u.ts") == "v.ts"


def test_dotted_names() -> None:
    modules = {
        "a.ts": module(
            imported("./b", "* as b"), imported("react", "* as R", "default as React", "memo"), declared("obj")
        ),
        "b.ts": module(reexported("./c", "* as c"), exported("f"), declared("f", "function")),
        "c.ts": module(exported("T"), declared("T", "type")),
    }
    assert meaning(modules, "b.f") == "b.ts#f"
    assert meaning(modules, "b.c") == "c.ts"
    assert meaning(modules, "b.c.T", "type") == "c.ts#T"
    assert meaning(modules, "b.none") == "?not exported"
    assert meaning(modules, "R.useState") == "react:useState"
    assert meaning(modules, "R") == "react:"
    assert meaning(modules, "React.memo") == "react:default.memo"
    assert meaning(modules, "memo") == "react:memo"
    assert meaning(modules, "obj.x.y") == "?member of a declaration"
    assert project(modules).lookup("a.ts", "obj.x.y").name == "obj.x.y"
    assert meaning(modules, "window") == "?not declared at module level"


def test_packages_and_files_without_facts() -> None:
    modules = {
        "a.ts": module(
            reexported("pkg", "x", "default as d", "*"), reexported("./types", "T"), reexported("./gone", "g")
        ),
        "b.ts": module(imported("./a", "unknown")),
    }
    found = project(modules, others=["types.d.ts"])
    assert {name: text(target) for name, target in found.exports("a.ts").items()} == {
        "T": "?file not extracted",
        "d": "pkg:default",
        "g": "?no file matches",
        "x": "pkg:x",
    }
    assert found.exports("a.ts")["T"].path == "types.d.ts"
    # The one star whose names are not known is where another name must come from.
    assert text(found.lookup("b.ts", "unknown")) == "pkg:unknown"
    assert found.exports("types.d.ts") == {}
    assert text(found.lookup("nowhere.ts", "x")) == "?file not extracted"


def test_with_two_unlisted_stars_nothing_is_guessed() -> None:
    modules = {"a.ts": module(reexported("p", "*"), reexported("q", "*")), "b.ts": module(imported("./a", "x"))}
    assert meaning(modules, "x", path="b.ts") == "?not exported"


def test_json_is_a_module() -> None:
    found = project({"a.ts": module(imported("./d.json", "default as d", "version"))}, others=["d.json"])
    assert text(found.lookup("a.ts", "d")) == "d.json"
    assert text(found.lookup("a.ts", "version")) == "d.json"


@pytest.mark.parametrize("space", ["value", "type"])
def test_default_expressions(space: Space) -> None:
    modules = {"a.ts": module(exported("default", "")), "b.ts": module(imported("./a", "default as x"))}
    assert meaning(modules, "x", space, "b.ts") == "a.ts#default"


_paths = ["a.ts", "b.ts", "c.ts", "d.ts"]
_statements = st.lists(
    st.tuples(st.sampled_from(["local", "named", "star", "imported"]), st.sampled_from(_paths), st.sampled_from("xyz")),
    max_size=4,
    unique_by=lambda each: (each[2], each[0] == "star" and each[1]),
)


@given(st.fixed_dictionaries(dict.fromkeys(_paths, _statements)))
def test_value_exports_agree_with_the_specification(plan: dict[str, list[tuple[str, str, str]]]) -> None:
    """Against ResolveExport and GetExportedNames as ECMA-262 writes them."""
    modules = {}
    for path, statements in plan.items():
        parts: list[ImportFact | ExportFact | DeclarationFact] = []
        for kind, other, name in statements:
            source = f"./{other[0]}"
            if kind == "local":
                parts += [exported(name), declared(name)]
            elif kind == "named":
                parts.append(reexported(source, name))
            elif kind == "star":
                parts.append(reexported(source, "*"))
            else:
                parts += [imported(source, name), exported(name)]
        modules[path] = module(*parts)

    def resolve(path: str, name: str, seen: frozenset[tuple[str, str]]) -> str | None:
        if (path, name) in seen:
            return None
        seen |= {(path, name)}
        for kind, other, each in plan[path]:
            if kind != "star" and each == name:
                return f"{path}#{name}" if kind == "local" else resolve(other, name, seen)
        found = {resolve(other, name, seen) for kind, other, _ in plan[path] if kind == "star"} - {None}
        return found.pop() if len(found) == 1 else "ambiguous" if found else None

    given_project = project(modules)
    for path in _paths:
        table = given_project.exports(path)
        for name in "xyz":
            expected = resolve(path, name, frozenset())
            actual = table[name].id if name in table else ""
            assert actual == ("" if expected in (None, "ambiguous") else expected)


def test_typeof_names_values_through_type_only_imports_and_exports() -> None:
    modules = {
        "a.ts": module(
            imported("./b", "C", kind="type"),
            imported("./stars", "C as S", kind="type"),
            imported("./b", "T", kind="type"),
            imported("./b", "* as ns", kind="type"),
        ),
        "stars.ts": module(ImportFact("./b", "re-export", 1, [ImportedName("*", "", is_type=True)])),
        "b.ts": module(exported("C", is_type=True), declared("C", "variable"), exported("T"), declared("T", "type")),
    }
    for name in ("C", "S", "ns.C"):
        assert meaning(modules, name, "value") == "?type only"
        assert meaning(modules, name, "typeof") == "b.ts#C"
    assert meaning(modules, "T", "typeof") == "?type only"
