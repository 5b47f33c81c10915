"""A type that is written on a value counts, not that of the value: casts, and what is declared with a type."""

from __future__ import annotations

import pytest
from call_items import calls, graph, items, shown
from extracted_items import as_data

MODELS = (
    "export class Base { save() {} }\n"
    "export class Sub extends Base { save() {} }\n"
    "export interface Saves { save(): void }\n"
    "export type Handler = () => void;\n"
    "export const one = new Base();\n"
    "export const literal = { save() {} };\n"
    "export const make = (): Base => new Sub();\n"
    "export function run() {}\n"
)
IMPORTS = "import { Base, Sub, Saves, Handler, one, literal, make, run } from './b'; import { Db } from 'db';\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("(u as Sub).save();", ["call b#Sub.save"]),
        ("(u as Sub)!.save();", ["call b#Sub.save"]),
        ("(u as unknown as Sub).save();", ["call b#Sub.save"]),
        ("((u as Sub) satisfies Base).save();", ["call b#Sub.save"]),
        ("const s: Sub = u as any; s.save();", ["call b#Sub.save"]),
        ("const s = u as Sub; s.save();", ["call b#Sub.save"]),
        ("const s: Sub = one; s.save();", ["call b#Sub.save"]),
        ("const { save }: Sub = u; save();", ["call b#Sub.save"]),
        ("(one as Sub).save();", ["call b#Sub.save"]),
        ("(make() as Sub).save();", ["call b#Sub.save", "call b#make"]),
        ("const s: Base = new Sub(); s.save();", ["call b#Base.save", "new b#Sub"]),
        ("for (const s of u as unknown as Sub[]) s.save();", ["call b#Sub.save*"]),
        # What says nothing of the type, or another one, changes nothing.
        ("u!.save();", ["call b#Base.save"]),
        ("(u satisfies Base).save();", ["call b#Base.save"]),
        ("(u as const).save();", ["call b#Base.save"]),
        # The code of what is named is that, whatever its type is; an interface has none.
        ("(literal as Saves).save(); (literal as any).save();", ["call b#literal.save x2"]),
        ("const s: Saves = literal; s.save();", ["call b#literal.save"]),
        ("const s: Saves = new Sub(); s.save();", ["call b#Sub.save", "new b#Sub"]),
        ("const go: Handler = run; go(); (run as Handler)(); (run as any)();", ["call b#run x3"]),
        ("new (Sub as any)();", ["new b#Sub"]),
    ],
)  # fmt: skip
def test_a_type_that_is_written_on_a_value_counts(code: str, expected: list[str]) -> None:
    assert calls(f"{IMPORTS}export function main(u: Base) {{ {code} }}", b=MODELS) == expected


@pytest.mark.parametrize(
    "code",
    [
        "(u as any).save();",
        "(u as Saves).save();",
        "(u as { save(): void }).save();",
        "(one as any).save();",
        "const s: any = one; s.save();",
        "const s: unknown = one; (s as any).save();",
        "const { save } = one as any; save();",
    ],
)
def test_of_a_type_that_is_no_class_of_the_project_nothing_is_guessed(code: str) -> None:
    found = items(f"{IMPORTS}export function main(u: Base) {{ {code} }}", b=MODELS)["main"]
    assert "calls" not in found
    assert found["unresolved"] == 1


@pytest.mark.parametrize("code", ["(u as Db).save();", "(one as Db).save();", "const s: Db = one; s.save();"])
def test_what_is_cast_to_the_type_of_a_package_is_of_that(code: str) -> None:
    found = items(f"{IMPORTS}export function main(u: Base) {{ {code} }}", b=MODELS)["main"]
    assert "calls" not in found
    assert found["external"] == {"db": 1}


def test_an_assertion_in_angle_brackets_is_a_cast() -> None:
    code = "import { Base, Sub } from './b'; export const main = (u: Base) => (<Sub>u).save();"
    found = as_data(graph({"src/main.ts": code, "src/b.ts": MODELS}))
    assert [shown(each) for each in found if each["name"] == "main"] == [["call b.ts#Sub.save"]]


def test_a_field_with_the_type_of_a_function_is_called_as_what_it_is_set_to() -> None:
    code = IMPORTS + "class Jobs { readonly go: Handler = run; }\nexport const main = (jobs: Jobs) => jobs.go();"
    assert calls(code, b=MODELS) == ["call b#run"]


def test_what_a_call_gives_is_not_the_function_whose_type_it_has() -> None:
    code = (
        "import { memo } from 'react';\nconst Inner = () => <b/>;\nconst Row = memo(Inner) as typeof Inner;\n"
        "export const main = () => <Row/>;"
    )
    assert calls(code) == ["render main#Row"]
