"""Methods that only a declared type leads to: aliases, interfaces, results, generics, contexts and state of React."""

from __future__ import annotations

import pytest
from call_items import calls, items

SERVICE = (
    "export class Base { shared() { return this; } }\n"
    "export class Service extends Base { run() {} chain() { return this; } make(): Other { return new Other(); } }\n"
    "export class Other { stop() {} }\n"
    "export type Alias = Service;\n"
    "export type Maybe = Readonly<Alias> | null;\n"
    "export interface Holder { service: Service; lazy(): Promise<Service>; inner: { other: Other }; names: string[] }\n"
    "export interface Wide extends Holder { extra: number }\n"
    "export type Box<T, U = string> = { value: T; other: U };\n"
    "export type Ways = { of: Service['make'] };\n"
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("export function main(a: b.Alias) { a.run(); }", ["call b#Service.run"]),
        ("export function main(a: b.Maybe) { a?.run(); }", ["call b#Service.run?"]),
        ("export function main(a: b.Service | b.Alias) { a.run(); }", ["call b#Service.run"]),
        ("export function main(a: b.Service | b.Other) { a.run(); }", []),
        ("export function main(a: b.Holder) { a.service.run(); }", ["call b#Service.run"]),
        ("export function main({ service }: b.Holder) { service.run(); }", ["call b#Service.run"]),
        ("export function main({ service: s }: { service: b.Service }) { s.run(); }", ["call b#Service.run"]),
        ("export async function main(a: b.Wide) { (await a.lazy()).run(); }", ["call b#Service.run"]),
        ("export function main(a: b.Wide) { a.inner.other.stop(); }", ["call b#Other.stop"]),
        ("export function main(a: b.Holder & { more: 1 }) { a.service.run(); }", ["call b#Service.run"]),
        ("export function main(a: b.Wide['service']) { a.run(); }", ["call b#Service.run"]),
        ("type Own = b.Box<b.Service>; export function main(a: Own) { a.value.run(); }", ["call b#Service.run"]),
        ("type Own = b.Box<b.Service>; export function main(a: Own) { a.other.stop(); }", []),
        ("type Own = Record<string, b.Service>; export function main(a: Own) { a.x.run(); }", ["call b#Service.run"]),
        ("type Make = () => b.Service; export function main(make: Make) { make().run(); }", ["call b#Service.run"]),
        ("type Of = ReturnType<typeof b.get>; export function main(a: Of) { a.run(); }", ["call b#Service.run"]),
        ("export function main() { new b.Service().shared().chain().run(); }", [
            "call b#Base.shared",
            "call b#Service.chain",
            "call b#Service.run",
            "new b#Service",
        ]),
        ("export function main(a: b.Service) { a.chain().chain().make().stop(); }", [
            "call b#Other.stop",
            "call b#Service.chain x2",
            "call b#Service.make",
        ]),
        ("function of(): b.Service['make'] { return 0 as any; } export function main() { of()(); }", [
            "call b#Service.make",
            "call main#of",
        ]),
    ],
)  # fmt: skip
def test_a_declared_type_leads_to_the_class(code: str, expected: list[str]) -> None:
    assert (
        calls("import * as b from './b';\n" + code, b=SERVICE + "export const get = (): Service => null!;") == expected
    )


def test_what_an_interface_declares_is_nothing_that_can_be_called() -> None:
    found = items("interface Run { run(): void } export function main(a: Run) { a.run(); }")["main"]
    assert "calls" not in found
    assert found["unresolved"] == 1


def test_a_type_without_a_method_of_that_name_leads_nowhere() -> None:
    code = "import { Holder } from './b'; export function main(a: Holder) { a.missing.run(); }"
    assert items(code, b=SERVICE)["main"]["unresolved"] == 1


def test_a_type_parameter_is_not_the_type_of_its_name() -> None:
    code = (
        "import { Service } from './b'; type Any<Service> = { of: Service };\n"
        "export function main(a: Any<string>) { a.of.run(); }"
    )
    assert calls(code, b=SERVICE) == []


def test_members_of_the_languages_types_are_not_counted() -> None:
    code = "import { Holder } from './b'; export function main(a: Holder) { a.names.map(String); }"
    found = items(code, b=SERVICE)["main"]
    assert "unresolved" not in found


def test_types_of_a_package_are_that_package() -> None:
    code = (
        "import type { Db } from 'db'; interface Context { db: Db }\n"
        "export function main(a: Context) { a.db.select(); }"
    )
    assert items(code)["main"]["external"] == {"db": 1}


def test_what_is_inferred_from_a_schema_is_no_method_of_the_package() -> None:
    code = (
        "import { z } from 'zod'; const user = z.object({}); type User = z.infer<typeof user>;\n"
        "export function main(a: User) { a.name.trim(); }"
    )
    assert "external" not in items(code)["main"]


@pytest.mark.parametrize(
    ("maker", "made"),
    [
        (
            "export function once<T>(name: string, make: () => T): T { return make(); }",
            "once('a', () => new Service())",
        ),
        ("export function once<T>(make: () => Promise<T>): Promise<T> { return make(); }", "once(async () => get())"),
        ("export function once<T>(name: string, make: () => T): T { return make(); }", "once('a', get)"),
        ("export const once = <T,>(value: T): T => value;", "once(get())"),
        ("export const once = <T,>(value: T): T => value;", "once(new Service())"),
    ],
)
def test_a_generic_function_gives_what_it_is_given(maker: str, made: str) -> None:
    code = (
        f"import {{ Service }} from './b'; import {{ once }} from './c';\n"
        f"function get(): Service {{ return null!; }}\nconst own = {made};\n"
        "export function main() { own.run(); }"
    )
    assert calls(code, b=SERVICE, c=maker) == ["call b#Service.run"]


@pytest.mark.parametrize(
    "typed", ["Holder", "Holder | null", "{ service: Service }", "{ service: ReturnType<typeof useOwn> } | null"]
)
def test_a_context_holds_what_its_type_says(typed: str) -> None:
    context = (
        "import { createContext, useContext } from 'react'; import { Holder, Service } from './b';\n"
        "const useOwn = () => new Service();\n"
        f"export const Context = createContext<{typed}>(null);\n"
        "export function useHolder() { return useContext(Context); }\n"
    )
    code = (
        "import { useHolder } from './c';\n"
        "export function useService() { const { service } = useHolder(); return service; }\n"
        "export function main() { const service = useService(); service.run(); }"
    )
    assert calls(code, b=SERVICE, c=context) == ["call b#Service.run", "hook main#useService"]


@pytest.mark.parametrize(
    "held",
    [
        "const [a] = useState(new Service()); a.run();",
        "const [a] = useState<Service | null>(null); a?.run();",
        "const [a] = useState(() => new Service()); a.run();",
        "const [a] = useState(get()); a.run();",
        "const a = useRef<Service>(null); a.current?.run();",
    ],
)
def test_state_and_refs_hold_what_they_are_made_with(held: str) -> None:
    code = (
        "import { useRef, useState } from 'react'; import { Service } from './b';\n"
        f"function get(): Service {{ return null!; }}\nexport function main() {{ {held} }}"
    )
    assert any(each.startswith("call b#Service.run") for each in calls(code, b=SERVICE))


def test_a_class_that_a_function_makes_has_what_it_extends() -> None:
    base = (
        "export class Model { find() {} static of() {} }\n"
        "export const make = (config: {}) => { abstract class Own extends Model { config() {} } return Own; };\n"
    )
    code = (
        "import { make } from './b'; const Made = make({});\n"
        "export class main extends Made { x = 1; go() { this.find(); this.config(); main.of(); } }"
    )
    assert calls(code, "main.go", b=base) == ["call b#Model.find", "call b#Model.of", "call b#make"]


def test_types_that_refer_to_one_another_end() -> None:
    code = (
        "type A = B; type B = A; type C<T> = { next: C<C<T>> }; interface D extends D {}\n"
        "export function main(a: A, c: C<string>, d: D) { a.run(); c.next.next.next.next.run(); d.x.run(); }"
    )
    assert items(code)["main"]["unresolved"] == 3


def test_a_context_without_a_type_holds_what_it_is_made_with() -> None:
    context = (
        "import { createContext } from 'react';\nconst none = { save() {} };\nexport const Store = createContext(none);"
    )
    code = (
        "import { useContext } from 'react'; import { Store } from './b';\n"
        "export const main = () => { const { save } = useContext(Store); save(); };"
    )
    assert calls(code, b=context) == ["call b#none.save"]


MADE = (
    SERVICE
    + "export function both(): { service: Service; other: Other; run(): void } { return null!; }\n"
    + "export async function later(): Promise<{ service: Service }> { return null!; }\n"
    + "export function make() {\n"
    + "    const own = new Service(); return { own, other: new Other(), help, of: both().other };\n"
    + "}\n"
    + "function help() {}\n"
    + "export class Store {\n"
    + "    get typed(): { service: Service } { return null!; }\n"
    + "    get made() { return { other: new Other(), both: both() }; }\n"
    + "    own() { this.made.other.stop(); }\n"
    + "}\n"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("const { service, other: o } = b.both(); service.run(); o.stop();", ["Other.stop", "Service.run", "both"]),
        ("const { run } = b.both(); run();", ["both"]),
        ("(await b.later()).service.run();", ["Service.run", "later"]),
        ("const { service } = await b.later(); service.run();", ["Service.run", "later"]),
        ("const { own, other, help } = b.make(); own.run(); other.stop(); help();", [
            *("Other.stop", "Service.run", "help", "make")
        ]),
        ("b.make().of.stop(); b.make().own();", ["Other.stop", "make x2"]),
        ("new b.Store().typed.service.run();", ["Service.run"]),
        ("new b.Store().made.other.stop();", ["Other.stop"]),
        ("new b.Store().made.both.service.run();", ["Service.run"]),
    ],
)  # fmt: skip
def test_objects_that_functions_and_getters_give_have_members_of_types(body: str, expected: list[str]) -> None:
    code = f"import * as b from './b'; export async function main() {{ {body} }}"
    assert calls(code, b=MADE) == [
        *(f"call b#{each}" for each in expected),
        *(["new b#Store"] if "Store" in body else []),
    ]
