"""Schemas by reference: constants, masks, static members, functions, cycles; and what long chains cost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schema_items import IMPORT, schema_items, schemas_of, typed_items

from stocktake.extractors.schemas.cycles import components


def fields(declarations: str, name: str = "X") -> dict[str, Any]:
    found = schemas_of(IMPORT + declarations)[name]
    return {field["name"]: field for field in found.get("fields", [])}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("config.list", "src/config.ts#config.list"),
        ("config.list as any", "src/config.ts#config.list"),
        ("config.lists()", "config.lists()"),
        ("outside.list", "outside.list"),
        ("listOf(1)", "listOf(…)"),
        ("Object.values(given) as any", None),
        ("Object.values({ a: 'a' })", None),
        ("Object.keys(known)", None),
    ],
)
def test_where_values_come_from_that_are_not_known(given: str, expected: str | None) -> None:
    found = schema_items(
        {
            "src/config.ts": "export const config = { list: ['a', 'b'], lists };\n",
            "src/use.ts": IMPORT
            + "import { config } from './config';\nimport { outside } from 'outside';\n"
            + f"const make = (given, known) => z.enum({given});\n"
            + "export const Use = make({ a: 'a', ...outside }, { a: 'a' });\n",
        }
    )
    assert found[0].get("valuesFrom") == expected


@pytest.mark.parametrize(
    ("call", "names", "masked_by"),
    [
        ("omit({ a: true })", ["b"], None),
        ("omit({ a: false })", ["a", "b"], None),
        ("omit(mask)", ["b"], None),
        ("pick(mask)", ["a"], None),
        ("pick({ ...mask, b: true })", ["a", "b"], None),
        ("omit(outside)", ["a", "b"], ["omit(outside)"]),
        ("omit({ ...outside, a: true })", ["a", "b"], ["omit(…)"]),
        ("partial(outside)", ["a", "b"], ["partial(outside)"]),
        ("pick(outside).extend({ c: z.any() })", ["a", "b", "c"], ["pick(outside)"]),
    ],
)
def test_masks(call: str, names: list[str], masked_by: list[str] | None) -> None:
    source = (
        f"{IMPORT}import {{ outside }} from 'o';\nconst mask = {{ a: true }} as const;\n"
        f"const Base = z.object({{ a: z.string(), b: z.number() }});\nconst X = Base.{call};\n"
    )
    found = schemas_of(source)["X"]
    assert [field["name"] for field in found["fields"]] == names
    assert found.get("fieldsMaskedBy") == masked_by


def test_a_field_is_never_published_under_a_key_that_looks_like_a_credential() -> None:
    token = "sk_live_" + "0123456789abcdef" * 2
    assert token not in str(fields(f"const X = z.object({{ ['{token}']: z.string(), [`{token}`]: z.string() }});"))
    assert token not in str(schemas_of(f"{IMPORT}const k = '{token}';\nconst X = z.literal(k);"))


@pytest.mark.parametrize(
    "body",
    [
        "return { A: z.string() };",
        "const A = z.string(); return { A };",
        "const inner = z.string(); return { A: inner };",
        "const A = z.string(); if (flag) { return null; } return { A };",
    ],
)
@pytest.mark.parametrize(
    "use", ["const { A: X } = make();", "const all = make();\nconst X = all.A;", "const X = make().A;"]
)
def test_objects_of_schemas_made_by_functions(body: str, use: str) -> None:
    assert schemas_of(f"{IMPORT}function make() {{ {body} }}\n{use}")["X"]["schemaType"] == "string"


def test_a_local_name_hides_the_declaration_made_of_it() -> None:
    source = (
        "const make = () => { const A = z.string(); return { A }; };\nconst all = make();\nexport const A = all.A;\n"
    )
    assert schemas_of(IMPORT + source)["A"]["schemaType"] == "string"


@pytest.mark.parametrize(
    ("member", "is_one"),
    [
        ("static a = z.string();", True),
        ("static readonly a: z.ZodString = z.string();", True),
        ("a = z.string();", False),
        ("static a = 1;", False),
        ("static a() { return z.string(); }", False),
    ],
)
def test_static_members(member: str, is_one: bool) -> None:
    found = schemas_of(f"{IMPORT}export class Box {{ {member} }}\nexport const X = Box.a;")
    assert ("Box.a" in found, "X" in found) == (is_one, is_one)


@pytest.mark.parametrize(
    ("call", "is_one"),
    [
        ("z.array(X).parse(given)", True),
        ("z.record(z.string(), X).safeParse(given)", True),
        ("z.array(z.string()).parse(given)", False),
        ("z.union([z.null(), X.array()]).parse(given)", True),
        ("z.discriminatedUnion('kind', [z.object({}), X]).safeParse(given)", True),
        ("(given ? z.null() : X).parse(given)", True),
        ("(given ?? X.partial()).safeParse(given)", True),
        ("(given ? z.null() : X).reparse(given)", False),
        ("((X) => (given ? z.null() : X).parse(given))(1)", False),
        ("z.array(X)", False),
        ("((X) => z.array(X).parse(given))(1)", False),
    ],
)
def test_functions_that_parse_with_what_holds_a_schema(call: str, is_one: bool) -> None:
    source = f"{IMPORT}export const X = z.object({{}});\nexport const read = (given) => {call};\n"
    expected = ["a.ts#read"] if is_one else None
    assert schemas_of(source)["X"].get("validationFunctions") == expected


@pytest.mark.parametrize(
    ("declared", "call", "expected"),
    [
        ("const s = A", "s.parse(x)", "A"),
        ("const s = on ? A.partial() : B", "s.array().parse(x)", "AB"),
        ("const s = z.array(A)", "s.safeParse(x)", "A"),
        ("const s = A.parse(x)", "s.decode(x)", "A"),
        ("const { s } = A", "s.parse(x)", ""),
        ("let s = A", "s.parse(x)", ""),
        ("const s = A", "((s) => s.parse(x))(y)", ""),
        ("const A = x, s = A", "s.parse(x)", ""),
        ("const s = A", "s.shape", ""),
        ("const s = { a: A, B }", "s[x].parse(x)", "AB"),
        ("const s = { a: A, B }", "s.B.parse(x)", "B"),
        ("const s = { a: A, B }", "s['a'].safeParse(x)", "A"),
        ("const s = { a: A, B }", "s.none.parse(x)", ""),
        ("const s = { a: x, ...y }", "s[x].parse(x)", ""),
        ("let s = { a: A }", "s[x].parse(x)", ""),
        ("const B = x, s = { a: A, B }", "s[x].parse(x)", "A"),
    ],
)
def test_functions_that_parse_with_a_schema_in_a_constant_of_theirs(declared: str, call: str, expected: str) -> None:
    found = schemas_of(
        f"{IMPORT}const A = z.object({{}}); const B = z.object({{}});\n"
        f"const f = (x, y, on) => {{ {declared}; return {call}; }};\n"
    )
    parsed = [name for name in ("A", "B") if found[name].get("validationFunctions")]
    assert "".join(parsed) == expected


def test_what_a_lazy_schema_holds_does_not_depend_on_the_order_of_files() -> None:
    a = f"{IMPORT}import {{ B }} from './b';\nexport const A = z.object({{ b: z.lazy(() => B.omit({{ c: true }})) }});"
    b = f"{IMPORT}import {{ A }} from './a';\nexport const B = z.object({{ c: z.any(), d: z.array(A.partial()) }});"
    once = schema_items({"a.ts": a, "b.ts": b})
    again = schema_items({"b.ts": b, "a.ts": a})
    assert sorted(map(str, once)) == sorted(map(str, again))


def test_choices_keep_what_the_alternatives_have_in_common() -> None:
    found = fields(
        "const X = z.object({ a: flag ? z.string().min(1).optional() : z.string().optional(), b: z.any() });"
    )
    assert found["a"] == {"name": "a", "zodType": "string", "optional": True, "members": ["string?", "string?"]}


@given(st.dictionaries(st.integers(0, 8), st.lists(st.integers(0, 9), max_size=4), max_size=9))
def test_components_are_what_reaches_each_other(graph: dict[int, list[int]]) -> None:
    def reached(start: int) -> set[int]:
        found, todo = {start}, [start]
        while todo:
            for each in graph[todo.pop()]:
                if each in graph and each not in found:
                    found.add(each)
                    todo.append(each)
        return found

    numbers = components(graph)
    assert numbers.keys() == graph.keys()
    for one in graph:
        for other in graph:
            assert (numbers[one] == numbers[other]) == (one in reached(other) and other in reached(one))


def test_a_long_chain_of_derived_schemas_lists_each_field_once() -> None:
    lines = [f"export const S{at} = S{at - 1}.extend({{ f{at}: z.string() }});" for at in range(1, 300)]
    found = typed_items({"a.ts": f"{IMPORT}export const S0 = z.object({{ f0: z.string() }});\n" + "\n".join(lines)})
    last = found[-1].fields
    assert isinstance(last, list)
    assert (len(last), found[-1].fields_omitted) == (200, 100)
    # The same objects: what all have in common is made once, however long the chain.
    assert all(any(field is each for each in item.fields or ()) for item in found for field in last[:1])
    assert len({id(field) for item in found for field in item.fields or ()}) == 200


MADE = "const make = (kind, Item, mask) => z.object({ kind: z.literal(kind), item: Item.array(), of: z.enum(kind) });"


@pytest.mark.parametrize(
    ("call", "kinds", "values_from", "element"),
    [
        ("make('x', User)", ["x"], "x", "User"),
        ("make(other.id, other.User)", ["other.id"], "other.id", "other.User"),
        ("make()", ["…"], None, "…"),
        ("make(['x', 'y'], User)", ["x", "y"], None, "User"),
        ("make(K, User)", ["x"], "a.ts#K", "User"),
    ],
)
def test_arguments_are_shown_as_given(call: str, kinds: list[str], values_from: str | None, element: str) -> None:
    found = fields(f"const K = ['x'] as const;\n{MADE}\nconst X = {call};")
    assert found["kind"]["enumValues"] == kinds
    assert found["of"].get("valuesFrom") == values_from
    assert found["item"]["element"] == element


def test_names_given_in_a_file_without_zod() -> None:
    found = schema_items(
        {
            "src/make.ts": IMPORT
            + "export const User = z.object({});\nexport const list = (item) => z.object({ of: z.array(item) });\n",
            "src/use.ts": "import { list, User } from './make';\nexport const Users = list(User);\n",
        }
    )
    users = next(item for item in found if item["name"] == "Users")
    assert users["fields"] == [{"name": "of", "zodType": "array", "element": "src/make.ts#User"}]


def test_a_type_inferred_from_a_field_is_none_of_the_schema() -> None:
    found = schemas_of(
        "const User = z.object({ id: z.number() });\nclass Request { static body = z.object({ id: User }); }\n"
        "type Whole = z.infer<typeof User>;\ntype Id = z.infer<typeof User.shape.id>;\n"
        "type Body = z.infer<typeof Request.body>;\ntype Inner = z.infer<typeof Request.body.shape>;\n"
    )
    assert found["User"]["inferredTypes"] == ["a.ts#Whole"]
    assert found["Request.body"]["inferredTypes"] == ["a.ts#Body"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("orElse()", {"zodType": "array", "element": "string"}),
        ("orElse(undefined)", {"zodType": "array", "element": "string"}),
        ("orElse(z.number().array())", {"zodType": "array", "element": "number"}),
        ("withDefault()", {"zodType": "array", "element": "string"}),
        ("withDefault(z.number().array().optional())", {"zodType": "array", "element": "number", "optional": True}),
        ("page(z.string())", {"zodType": "object", "fields": [{"name": "item", "zodType": "string"}]}),
        ("later()", {"zodType": "other"}),
    ],
)
def test_parameters_that_nothing_is_given_for(call: str, expected: dict[str, Any]) -> None:
    found = fields(
        "function orElse<T extends z.ZodArray>(given?: T) { return given ?? z.string().array(); }\n"
        "const withDefault = (given = z.string().array()) => given.describe('Many');\n"
        "const page = (item, more: z.ZodRawShape = {}) => z.object({ item, ...more });\n"
        "const later = (one: z.ZodType = other, other = z.string()) => one.optional().unwrap();\n"
        f"const X = z.object({{ x: {call} }});\n"
    )["x"]
    assert {key: value for key, value in found.items() if key not in ("name", "ref")} == expected


def test_values_taken_apart_in_a_file_without_schemas() -> None:
    kinds = "export const KINDS = ['x', 'y'] as const;\nexport const [FIRST] = KINDS;\n"
    use = f"{IMPORT}import {{ FIRST }} from './kinds';\nexport const X = z.literal(FIRST);\n"
    (item,) = schema_items({"kinds.ts": kinds, "use.ts": use})
    assert item["enumValues"] == ["x"]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("{ a: Base.shape.b }", {"a": "string"}),
        ("{ a: Base.shape['b'], c: Base.shape.c }", {"a": "string", "c": "number"}),
        ("{ a: List.element }", {"a": "number"}),
        ("{ a: Base.shape.b } as const", {"a": "string"}),
        ("{ a: other.b }", {}),
    ],
)
def test_an_object_of_what_is_taken_of_other_schemas(held: str, expected: dict[str, str]) -> None:
    declared = (
        "import { other } from './other';\nconst Base = z.object({ b: z.string(), c: z.number() });\n"
        f"const List = z.array(z.number());\nconst held = {held};\n"
    )
    for use in ("z.object({ ...held })", "z.object(held)", "z.object({}).extend(held)"):
        found = fields(f"{declared}const X = {use};")
        assert {name: field["zodType"] for name, field in found.items()} == expected


def test_what_stands_for_nothing_is_a_choice() -> None:
    found = fields(
        "import { given } from './given';\n"
        "const X = z.object({ x: given ?? z.string(), y: z.number() || z.number(), z: given && z.string() });\n"
    )
    assert found["x"] == {"name": "x", "zodType": "other", "members": ["given", "string"]}
    assert found["y"] == {"name": "y", "zodType": "number"}


@pytest.mark.parametrize(
    ("declared", "base"),
    [
        ("function same<S extends z.ZodTypeAny>(s: S): S { return walk(s) as S; }", "a.ts#same"),
        ("const same = <T>(s: z.ZodType<T>): z.ZodType<T> => walk(s);", "a.ts#same"),
        ("const same = <S extends z.ZodType>(s: S): z.ZodType<z.output<S>, z.input<S>> => walk(s);", "a.ts#same"),
        ("const same = <T>(s: T): T => walk(s);", None),
        (
            "function all() { return { same<S extends z.ZodType>(s: S): S { return walk(s); } }; }\n"
            "export const { same } = all();",
            "a.ts#same",
        ),
        (
            "function all(): { same<S extends z.ZodType>(s: S): S } { return made; }\nconst { same: also } = all();\n"
            "const same = also;",
            "a.ts#also",
        ),
        (
            "const base = () => ({ same<S extends z.ZodType>(s: S): S { return walk(s); } });\n"
            "function all(given): ReturnType<typeof base> { return base({ ...given }); }\n"
            "const made = all(1);\nconst same = made.same;",
            "a.ts#same",
        ),
        ("import { coerceFormValue as same } from '@conform-to/zod/v4/future';", "coerceFormValue"),
    ],
)
def test_a_function_that_returns_the_schema_it_is_given(declared: str, base: str | None) -> None:
    found = schemas_of(f"{declared}\nconst X = same(z.object({{ a: z.string() }}));\n").get("X", {})
    assert found.get("base") == base
    assert found.get("fields") == ([{"name": "a", "zodType": "string"}] if base else None)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if (x.length === 1) return x[0]!; return z.union(x);", ("other", ["union", "…"])),
        ("const all = x.map(make); if (x) return all[0]; return z.string();", ("other", ["string", "…"])),
        ("if (x) return kept(x); return z.string();", ("other", ["string", "…"])),
        ("if (x) return kept(x); return also(x);", None),
        ("if (x) return null; return z.string();", ("string", None)),
        ("if (x) return 1; return z.string();", None),
        ("return x[0];", None),
    ],
)
def test_a_function_one_of_whose_results_is_not_followed(body: str, expected: tuple[str, list[str]] | None) -> None:
    found = schemas_of(f"import {{ kept, also }} from './kept';\nfunction made(x) {{ {body} }}\nconst X = made(y);")
    shown = (found["X"]["schemaType"], found["X"].get("members")) if "X" in found else None
    assert shown == expected


def test_an_annotation_says_more_than_alternatives_that_are_not_followed() -> None:
    body = "{ if (x) return kept(x); return z.object({}); }"
    head = "import { kept } from './kept';\n"
    typed = schemas_of(f"{head}function made(x): z.ZodObject {body}\nconst X = made(y);")["X"]
    assert (typed["schemaType"], "members" in typed) == ("object", False)
    any_type = schemas_of(f"{head}function made(x): z.ZodType {body}\nconst X = made(y);")["X"]
    assert (any_type["schemaType"], any_type["members"]) == ("other", ["object", "…"])


def test_the_schema_at_an_index_of_what_a_function_is_given() -> None:
    found = schemas_of("const first = (list) => list[0];\nconst X = first([z.string(), z.number()]);")
    assert found["X"]["schemaType"] == "string"


@pytest.mark.parametrize(
    "declared",
    [
        "const other = <S extends z.ZodType>(n: 1, s: S): S => walk(s);",
        "const other = <S extends z.ZodType>(s: S): z.ZodType<z.output<S>[]> => walk(s);",
        "const other = (s: z.ZodType): z.ZodType => walk(s);",
    ],
)
def test_a_function_that_may_return_another_schema_than_it_is_given(declared: str) -> None:
    found = schemas_of(f"{declared}\nconst X = other(z.object({{ a: z.string() }}));\n")["X"]
    assert (found["schemaType"], found.get("fields")) == ("other", None)


def test_what_is_made_of_a_schema_that_a_function_returns_as_given() -> None:
    declared = "function same<S extends z.ZodTypeAny>(s: S): S { return walk(s); }\nconst Base = z.object({});\n"
    found = schemas_of(
        f"{declared}const X = same(z.object({{ a: z.string() }})).extend({{ b: z.number() }});\n"
        "const Y = z.object({ base: same(Base), text: same(z.string().min(1)), far: same(far) });\n"
    )
    assert [field["name"] for field in found["X"]["fields"]] == ["a", "b"]
    assert "fieldsFrom" not in found["X"]
    assert found["Y"]["fields"] == [
        {"name": "base", "zodType": "object", "ref": "a.ts#same"},
        {"name": "text", "zodType": "string", "constraints": ["min(1)"], "ref": "a.ts#same"},
        {"name": "far", "zodType": "other", "ref": "a.ts#same"},
    ]


def test_types_inferred_from_what_an_import_type_names() -> None:
    sources = {
        "s.ts": IMPORT + "export const S = z.object({}); export const group = { T: S };",
        "t.ts": IMPORT
        + "type A = z.infer<typeof import('./s').S>; type B = z.infer<typeof import('./s').group.T>;"
        + "type C = z.infer<typeof import('./s').other>; type D = z.infer<typeof import('outside').S>;",
    }
    found = {item["name"]: item for item in schema_items(sources)}
    assert found["S"]["inferredTypes"] == ["t.ts#A", "t.ts#B"]


def test_a_choice_has_each_check_as_often_as_all_have_it() -> None:
    found = fields(
        "const X = z.object({ x: a ? z.string().refine(b).refine(c) : z.string().min(1).refine(d),\n"
        " y: a ? z.string().refine(b).refine(c) : z.string().refine(d).refine(e) });\n"
    )
    assert (found["x"]["constraints"], found["y"]["constraints"]) == (["refine"], ["refine", "refine"])
