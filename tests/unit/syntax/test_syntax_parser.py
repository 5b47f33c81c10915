"""Parsing within limits, partial parses, and what the grammar does not know."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.syntax.parser import MAX_DEPTH, ParseLimitError, parse
from stocktake.syntax.patches import repair


@pytest.mark.parametrize(
    "text",
    [
        "export type * from './a';\nexport type * as ns from './b';\n",
        "type A = import('./a').Foo<string>;\n",
        "const a = f<typeof import('react')>();\n",
        "const a = <p>salt & pepper</p>;\n",
        "const a = <a href='https://example.org/?a=b&c=d'>x</a>;\n",
        "const rows = await db.query<Row[]>`select 1`;\n",
        "const f = (): Promise<A[]> => a\n  ? b.$queryRaw<A[]>`x`\n  : c.map((d) => `${d}`);\n",
        "const rows = await tx.$queryRaw<\n  { id: string; f: (a: A) => Map<B, C> }[]\n>`\n  select ${a > b}`;\n",
        "const A = styled(B)<{ $a: 1 }>`a`;\nconst C = styled.div<D>`c`;\n",
        "const a = <p>\n  text<b>`x`</b>\n</p>;\nconst A = styled(B)<C>`a`;\n",
        "interface A<in T, out U extends B, in out V = U> {}\n",
        "interface A {\n  <const T extends string>(a: T): void\n}\n",
        "for (let i = 0; i < unique.length; i += step) {}\n",
        "const A = styled(B)<{\n  $wide: boolean;\n}>`\n  a: ${(p) => (p.$wide ? 1 : 2)};\n`;\n",
        "interface A<in out T, out U extends keyof T, in V = never> {\n  a: T;\n}\n",
        "type F<\n  in out T,\n  out U,\n> = T;\n",
        "interface F {\n  (a: A): B\n\n  <T extends D>(a: T): A[]\n  /** */\n  <T>(a: T): T[]\r\n\t<T, U>(a: T): U\n}",
        "interface F {\n  (): A\n\n  <\n    T extends D,\n  >(): T & { a: B }\n  // c\n  <T, U>(a: T & U): U\n}",
        "interface A {\n  a: B\n  // c\n  instanceof(a: any): B\n  in: C\n}\n",
        "type F<\n  // c\n  in out T,\n  // d\n  out U,\n> = T & U;\n",
        "type K =\n  | {\n      key: string\n      in: 'header' | 'query'\n    }\n  | { a: string }\n",
        "function f(using: A) {\n  const { using: b } = c;\n  return { using, d: using(b) };\n}\nusing e = g();\n",
        "interface A { abstract: boolean; }\nabstract class B { abstract override readonly c: D; }\n",
        "import defer * as a from './a';\nexport { type, b } from './b';\n",
        "const a = String.raw`\\uXXXX`, b = String.raw`\\xQW`;\ntype C = `D \\`${E}\\``;\n",
        "type A = {\n  a: B\n  in: C\n}\nconst f = <D>(d: D) =>\n  <E>(e: E): F<E> =>\n    e;\n",
        "const a = `b\0${c}\0`, d = 'e\0', f = /g\0/;\n",
        "interface A<\n  /** b */\n  out C extends D = D,\n  // e\n  in F = G\n> {}\n",
        "type A = {\n  a: B // b\n  in: C<D> // c\n  b: E\n}\nconst a = {\n  b, // d\n  in: c(),\n}\n",
        "interface A {\n  id?: import('./a').B.C['id']\n  b: D\n}\nconst c = import('./c')\n",
        "export function f(...a: (typeof undefined | string)[]) {}\nconst b = typeof undefined === c;\n",
        "interface A {\n  f: ({ a }?: { a?: B }) => C;\n  g: ([a]?: [D]) => { [K in keyof E]?: F };\n}\n",
        "const a = json().$type<import('./a').Foo>();\n",
        "for (let i = 0; i < unique.length; i += 1) {\n  f(unique[i]);\n}\n",
        "const f = (a: A): {\n  b: (c?: D) => E | undefined;\n  g: (string) => boolean;\n} => {\n  return h();\n};\n",
        "const a = <A extends={b} c={d}>\n  <B extends='e' />\n</A>;\nfunction f<A extends B = C>() {}\n",
        "const a = <b>\n  c && d && \n  e && {f && <g />}\n</b>;\nconst i = <b>&#128683; & h m&sup3; &nbsp;\n</b>;\n",
        "const a = await b<\n  { c: D }[]\n  // more than ~85% (the rare >8 `e`); 'f\n>`g`;\n",
        "const a = <T,>(x: T) => x;\nfunction f<const T>(x: T) {}\n",
        "const a = { b: 1 } satisfies C;\n",
        "let v: typeof import('./v');\n",
        "import data from './a.json' with { type: 'json' };\n",
        "export { default as a, b } from './a.json' with { type: 'json' };\nexport * from './b' assert { a: 'b' };\n",
        "export * as c from './c' with {\n  type: 'json',\n};\n",
    ],
)
def test_valid_typescript_is_not_reported_as_partial(text: str) -> None:
    assert parse(text.encode(), "tsx").partial is None


def test_a_syntax_error_is_reported_with_its_first_line_and_the_rest_is_read() -> None:
    file = parse(b"const a = 1;\nconst = ;\n\nexport function f() {}\n", "ts")
    assert file.partial is not None
    assert file.partial.line == 2
    assert [each.name for each in file.outline.declarations][-1] == "f"


def test_text_comes_from_the_source_even_where_it_was_patched() -> None:
    file = parse(b"type A = import('./a').Foo<string>;\n", "ts")
    declaration = file.outline.declarations[0]
    value = declaration.node.child_by_field_name("value")
    assert value is not None
    assert file.text(value) == "import('./a').Foo<string>"


def test_type_arguments_of_tagged_templates_are_read_where_the_grammar_takes_them_for_comparisons() -> None:
    text = "/** `Map<A>`: text */\nconst A = tag(b)<C>`${a > b}`, D = tag<\n  { e: 1 },\n  F\n>\n`d`, g = h`i`;\n"
    file = parse(text.encode(), "tsx")
    calls = [each.parent for each in file.captured("call")]
    found = [[file.text(each) for each in file.type_arguments(call)] for call in calls if call is not None]
    assert found == [[], ["C"], ["{ e: 1 }", "F"], []]


@pytest.mark.parametrize(
    "text",
    [
        b",//" * 300_000,
        b"a\n" * 400_000,
        b"a" + b"\n" * 900_000,
        b"," + b" " * 900_000,
        b"a // b\n" * 100_000,
        b",/*" * 50_000,
    ],
)
def test_looking_for_what_to_repair_takes_time_in_proportion_to_the_text(text: bytes) -> None:
    assert repair(text, [(0, len(text))]) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A<{\n  b: C<D> // why\n  e: 'f'\n  g: H[]\n}>", "A<{ b: C<D>; e: 'f'; g: H[] }>"),
        ("{\n  a: b\n  [c: d]: e\n  <T>(f: T): T\n  (g: h): i\n}", "{ a: b; [c: d]: e; <T>(f: T): T; (g: h): i }"),
        ("{\n  a: B extends C\n    ? D\n    : E\n  f: () =>\n    G\n}", "{ a: B extends C ? D : E; f: () => G }"),
        (
            "{\n  a:\n    | 'b'\n    | {\n        c: 1\n        d: 2\n      }\n  e: f\n}",
            "{ a: 'b' | { c: 1; d: 2 }; e: f }",
        ),
        ("{\n  a: B;\n  c: D,\n  e: F\n}", "{ a: B; c: D, e: F }"),
        ("Omit<\n  A,\n  | 'b'\n  | 'c'\n>", "Omit<A, 'b' | 'c'>"),
        ("{\n  a: B<\n    C[1]\n  >\n  d: E\n}", "{ a: B<C[1]>; d: E }"),
        ("[\n  a: B,\n  c: D\n]", "[a: B, c: D]"),
        ("A | /* b */ C", "A | C"),
        (
            "{\n  as?: A\n  is: B\n  extends(): C\n  catch(a: A): { b: B }\n  finally?(): D\n  in: E\n}",
            "{ as?: A; is: B; extends(): C; catch(a: A): { b: B }; finally?(): D; in: E }",
        ),
        ("{\n  a: T extends\n    U ? 1 : 2\n  b: C\n}", "{ a: T extends U ? 1 : 2; b: C }"),
        ("{\n  a: keyof\n    X\n  b: new\n    () => C\n  is\n  d: E\n}", "{ a: keyof X; b: new () => C; is; d: E }"),
        (
            "typeof a extends { b: typeof import('c') }\n  ? {\n      d<T extends\n        E>(): F\n    }\n  : G",
            "typeof a extends { b: typeof import('c') } ? { d<T extends E>(): F } : G",
        ),
    ],
)
def test_a_type_over_several_lines_is_the_same_type_on_one(text: str, line: str) -> None:
    value = parse(f"type T = {text};\n".encode(), "ts").outline.declarations[0].node.child_by_field_name("value")
    assert value is not None
    assert parse(f"type T = {text};\n".encode(), "ts").line_text(value, 200) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "{\n  try { a() }\n  catch (e) { b() }\n  finally { c() }\n}",
            "{ try { a() } catch (e) { b() } finally { c() } }",
        ),
        ("{\n  if (a) { b() }\n  else\n    c()\n  d()\n}", "{ if (a) { b() } else c(); d() }"),
        ("{\n  const a = b instanceof\n    C\n    in d\n  e(a)\n}", "{ const a = b instanceof C in d; e(a) }"),
        ("{\n  return a\n    as B\n}", "{ return a as B }"),
    ],
)
def test_a_block_over_several_lines_is_the_same_block_on_one(text: str, line: str) -> None:
    body = parse(f"function f() {text}\n".encode(), "ts").outline.declarations[0].node.child_by_field_name("body")
    assert body is not None
    assert parse(f"function f() {text}\n".encode(), "ts").line_text(body, 200) == line


def test_signatures_that_were_separated_are_read_as_they_are_written() -> None:
    file = parse(b"interface F {\n  (a: A): B\n  <T>(a: T): C\n}\nexport function f<in T>() {}\n", "ts")
    text = file.text(file.outline.declarations[0].node)
    assert text == "interface F {\n  (a: A): B\n  <T>(a: T): C\n}"
    assert [each.name for each in file.outline.declarations] == ["F", "f"]


def test_a_tree_beyond_the_depth_limit_is_refused_and_one_within_it_is_not() -> None:
    with pytest.raises(ParseLimitError, match="nested deeper"):
        parse(b"x = " + b"(" * (MAX_DEPTH + 1) + b"1" + b")" * (MAX_DEPTH + 1), "ts")
    assert parse(b"x = " + b"(" * 1000 + b"1" + b")" * 1000, "ts").partial is None


def test_a_parse_beyond_its_time_is_refused_and_the_parser_is_fit_for_the_next() -> None:
    noise = random.Random(1).randbytes(1_500_000).replace(b"\n", b" ")
    with pytest.raises(ParseLimitError, match="longer than"):
        parse(b'"' + noise, "ts", budget=0.01)


def test_a_small_file_that_is_never_parsed_is_given_up() -> None:
    pattern = b"export const Size = (  form" + b"\n    " * 30 + b" }: { form: Form }) => <b />;\n"
    with pytest.raises(ParseLimitError, match="longer than"):
        parse(pattern, "tsx", budget=0.2)
    assert not parse(b"const a = 1;\n", "tsx").root.has_error  # the parser is as good as new
    assert [each.name for each in parse(b"const a = 1;", "ts").outline.declarations] == ["a"]


@given(st.binary(max_size=400))
def test_no_bytes_make_the_parser_or_the_outline_raise(data: bytes) -> None:
    for language in ("ts", "tsx"):
        file = parse(data, "ts" if language == "ts" else "tsx")
        assert all(each.line >= 1 for each in file.outline.declarations)


@pytest.mark.parametrize(
    ("text", "name", "shadowed"),
    [
        ("const Foo = 1; function f() { return <Foo/>; }", "Foo", False),
        ("const Foo = 1; function f(Foo) { return <Foo/>; }", "Foo", True),
        ("const Foo = 1; function f({ Foo }) { return <Foo/>; }", "Foo", True),
        ("const Foo = 1; function f({ as: Foo = 'a' }) { return <Foo/>; }", "Foo", True),
        ("const Foo = 1; const f = Foo => <Foo/>;", "Foo", True),
        ("const Foo = 1; function f() { const Foo = 2; return <Foo/>; }", "Foo", True),
        ("const Foo = 1; function f() { if (a) { const Foo = 2; } return <Foo/>; }", "Foo", False),
        ("const Foo = 1; function f() { function Foo() {} return <Foo/>; }", "Foo", True),
        ("const Foo = 1; function g(Foo) {} function f() { return <Foo/>; }", "Foo", False),
        ("const Foo = 1; const f = () => xs.map(([Foo]) => <Foo/>);", "Foo", True),
        ("const Foo = 1; function f() { for (const Foo of xs) { a(<Foo/>); } }", "Foo", True),
    ],
)
def test_names_bound_in_functions_and_blocks_shadow_module_level_ones(text: str, name: str, shadowed: bool) -> None:
    file = parse(text.encode(), "tsx")
    tag = file.captured("jsx")[-1]
    assert file.text(tag) == name
    assert file.is_shadowed(name, tag) is shadowed


def test_captures_are_in_source_order_however_the_binding_collects_them() -> None:
    text = "".join(f"f{number}(a{number}(), b.c{number}());\n" for number in range(300)).encode()
    for _ in range(5):
        file = parse(text, "ts")
        names = [file.text(node) for node in file.captured("call")]
        assert names == [name for n in range(300) for name in (f"f{n}", f"a{n}", f"b.c{n}")]
    second = file.root.named_children[1]
    assert [file.text(node) for node in file.captured("call", second)] == ["f1", "a1", "b.c1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Omit<\n    Props,\n    'a' | 'b',\n>", "Omit<Props, 'a' | 'b'>"),
        ("(\n    a: A, // first\n    b?: B,\n) => void", "(a: A, b?: B) => void"),
        ("{\n    a: 'x // y';\n    b: 1;\n}", "{ a: 'x // y'; b: 1; }"),
        ("| 'open' /* yet */\n    | 'closed'", "| 'open' | 'closed'"),
        ("[\n    a: A,\n    b: B,\n][]", "[a: A, b: B][]"),
    ],
)
def test_the_text_of_a_type_is_the_same_however_it_was_broken(text: str, expected: str) -> None:
    file = parse(f"type T = {text};".encode(), "ts")
    value = file.outline.declarations[0].node.child_by_field_name("value")
    assert value is not None
    assert file.line_text(value, 200) == expected
    assert file.line_text(value, 5) == expected[:4].rstrip() + "…"
