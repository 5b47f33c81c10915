"""The module level of a file, as the outline reads it."""

from __future__ import annotations

import pytest

from stocktake.syntax.outline import Outline
from stocktake.syntax.parser import parse


def read(text: str, language: str = "tsx") -> Outline:
    return parse(text.encode(), "ts" if language == "ts" else "tsx").outline


def exported(text: str) -> list[tuple[str, str]]:
    return [(entry.name, entry.local) for entry in read(text).exports]


def declared(text: str) -> list[tuple[str, str, int, int, list[str]]]:
    return [(each.name, each.kind, each.line, each.end_line, each.exports) for each in read(text).declarations]


def test_every_kind_of_declaration() -> None:
    text = (
        "function f() {}\nasync function* g() {}\nclass C {}\nabstract class D {}\ninterface I {}\ntype T = 1;\n"
        "enum E {}\nnamespace N.M {}\ndeclare function h(): void;\nconst a = 1, b = 2;\nlet { c, d: e, ...r } = a;\n"
        "var [x, , y = 2] = b;\n"
    )
    assert [(name, kind) for name, kind, *_ in declared(text)] == [
        ("f", "function"),
        ("g", "function"),
        ("C", "class"),
        ("D", "class"),
        ("I", "interface"),
        ("T", "type"),
        ("E", "enum"),
        ("N", "namespace"),
        ("h", "function"),
        ("a", "variable"),
        ("b", "variable"),
        ("c", "variable"),
        ("e", "variable"),
        ("r", "variable"),
        ("x", "variable"),
        ("y", "variable"),
    ]


def test_lines_include_the_export_keyword_but_not_comments() -> None:
    text = "/** doc */\nexport async\n  function f() {\n}\n\nexport const\n  late = 1;\n"
    assert declared(text) == [("f", "function", 2, 4, ["f"]), ("late", "variable", 7, 7, ["late"])]


def test_overloads_and_merged_interfaces_are_one_declaration() -> None:
    text = "export function f(a: string): void;\nexport function f(a: any) {\n}\ninterface I {}\ninterface I {\n}\n"
    assert declared(text) == [("f", "function", 1, 3, ["f"]), ("I", "interface", 4, 6, [])]


def test_a_constant_and_a_type_of_one_name_are_two_declarations_exported_together() -> None:
    text = "const Role = 1;\ntype Role = 2;\nexport { Role };\n"
    assert declared(text) == [("Role", "variable", 1, 1, ["Role"]), ("Role", "type", 2, 2, ["Role"])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("export const a = 1, { b, c: d } = x;", [("a", "a"), ("b", "b"), ("d", "d")]),
        ("const a = 1; export { a as b, a as default };", [("b", "a"), ("default", "a")]),
        ("export default function () {}", [("default", "default")]),
        ("export default function named() {}", [("default", "named")]),
        ("export default class {}", [("default", "default")]),
        ("const a = 1; export default a;", [("default", "a")]),
        ("const a = 1; export default (a as any)!;", [("default", "a")]),
        ("const Foo = () => 1; export default memo(Foo);", [("default", "Foo")]),
        ("const Foo = () => 1; export default connect(map)(Foo);", [("default", "Foo")]),
        ("const Form = z.object({}); export default create('a', Form);", [("default", "default")]),
        ("const Routes = { a: 1 }; export default create(Routes);", [("default", "default")]),
        ("export default { a: 1 };", [("default", "default")]),
        ("const a = 1; export = a;", [("export=", "a")]),
        ("export declare function f(): void;", [("f", "f")]),
        ("export namespace N {}", [("N", "N")]),
        ("export { x } from './x'; export * from './y';", []),
        ("const a = 1; module.exports = a;", [("export=", "a")]),
        ("const a = 1; module.exports = { a, b: 2 };", [("export=", ""), ("a", "a"), ("b", "")]),
        ("const a = 1; module.exports = Object.assign({ b: 1 }, c, { a });", [("export=", ""), ("b", ""), ("a", "a")]),
        ("const a = 1; module.exports = { a: 1, ...{ a, ...b } };", [("export=", ""), ("a", "a")]),
        ("exports.x = 1; module.exports.y = z;", [("x", ""), ("y", "z")]),
        ("export const a = 1; module.exports = a;", [("a", "a")]),
        ("const a = 1; exports = module.exports = a;", [("export=", "a")]),
        ("exports.a = module.exports.b = 1; exports.c.d = 2;", [("a", ""), ("b", "")]),
        ("exports.a = exports.b = void 0; const a = 1; exports.a = a;", [("b", ""), ("a", "a")]),
        ("const a = 1; if (b) { module.exports = { a }; }", [("export=", ""), ("a", "a")]),
        ("if (a) exports.b = 1; else if (c) exports.d = 2; else { exports.e = 3; }", [("b", ""), ("d", ""), ("e", "")]),
        ("(function () { const a = 1; module.exports = { a }; })();", [("export=", ""), ("a", "")]),
        ("(() => { exports.a = a; })(); (function () { exports.b = 1; }).call(this);", [("a", ""), ("b", "")]),
        ("(function (exports) { exports.a = 1; })(b); (function () { exports.c = 1; });", []),
        ("function a() { module.exports = 1; } a(() => { exports.b = 1; });", []),
        ("Object.defineProperty(exports, 'a', { value: 1 });", [("a", "")]),
        ("Object.defineProperty(exports, '__esModule', { value: true });", []),
        ("Object.defineProperty(a, 'b', { value: 1 }); b.defineProperty(exports, 'c', {});", []),
    ],
)
def test_exports(text: str, expected: list[tuple[str, str]]) -> None:
    assert exported(text) == expected


def test_of_a_type_and_a_value_of_one_name_only_what_is_written_after_export_is_exported() -> None:
    text = "type A = 1; export const A = 1; export type B = 1; function B() {} type C = 1; const C = 1; export { C };"
    found = [(kind, name, exports) for name, kind, _, _, exports in declared(text)]
    assert found == [
        ("type", "A", []),
        ("variable", "A", ["A"]),
        ("type", "B", ["B"]),
        ("function", "B", []),
        ("type", "C", ["C"]),
        ("variable", "C", ["C"]),
    ]


def test_type_only_exports_are_marked() -> None:
    outline = read("type A = 1; type B = 2; export type { A }; export { type B };")
    assert [(entry.name, entry.is_type) for entry in outline.exports] == [("A", True), ("B", True)]


def test_declarations_know_every_name_they_are_exported_under() -> None:
    outline = read("export const Foo = () => 1;\nexport { Foo as Bar };\nexport default Foo;\n")
    assert outline.declarations[0].exports == ["Bar", "Foo", "default"]
