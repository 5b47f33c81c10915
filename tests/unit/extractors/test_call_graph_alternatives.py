"""Calls of what may be one of several things: an edge to each that is of the project, under a condition."""

from __future__ import annotations

import pytest
from call_items import calls, items

FUNCTIONS = (
    "export function build() {}\n"
    "export function skip() {}\n"
    "export type Run = () => void;\n"
    "export const WAYS: Record<string, Run> = { quick: skip, slow: build, none: () => {}, all() {},\n"
    "    more: { build } };\n"
)
IMPORTS = "import { build, skip, Run, WAYS } from './b';\n"
BOTH = ["call b#build?", "call b#skip?"]
PASSED = ["callback b#build", "callback b#skip"]
HELD = ["call b#WAYS.all?", "call b#WAYS.none?", "call b#build?", "call b#skip?"]


@pytest.mark.parametrize(
    ("code", "expected", "unresolved"),
    [
        ("function main(given) { (given ?? build)(); }", ["call b#build?"], 1),
        ("function main(on) { (on ? build : skip)(); }", BOTH, 0),
        ("function main(on) { const run = on ? build : skip; run(); }", BOTH, 0),
        ("function main(on) { const run = on ? build : () => 1; run(); }", ["call b#build?"], 0),
        ("function main(props) { const run = props.run ?? build; run(); }", ["call b#build?"], 1),
        ("function main(props: { run?: Run }) { const run = props.run || build; run(); }", ["call b#build?"], 1),
        ("function main(run = build) { run(); }", ["call b#build?"], 1),
        ("function main(run: Run = build) { run(); }", ["call b#build?"], 1),
        ("function main({ run = build }: { run?: Run }) { run(); }", ["call b#build?"], 1),
        ("function main(on) { const way = { build, skip }; way[on](); }", [*BOTH, *PASSED], 0),
        ("function main(given, run = build) { (given ?? run)(); }", ["call b#build?"], 1),
        ("function main(one = other, other = one) { one(); }", [], 1),
        ("function main(kind) { WAYS[kind](); }", HELD, 0),
        ("function main(kind) { const run = WAYS[kind]; run(); }", HELD, 0),
        ("function main(kind) { WAYS.quick(); WAYS['slow'](); }", ["call b#build", "call b#skip"], 0),
        ("function main() { const run = window.run ?? build; run(); }", ["call b#build?"], 0),
        # What may be anything is counted once.
        ("function main(given, other) { (given ?? other)(); }", [], 1),
        ("function main(ways, kind) { ways[kind](); }", [], 1),
        ("function main(list, at) { list[at]?.(); const run = list[at]; run(); }", [], 2),
    ],
)  # fmt: skip
def test_each_alternative_is_called(code: str, expected: list[str], unresolved: int) -> None:
    found = f"{IMPORTS}export {code}"
    assert calls(found, b=FUNCTIONS) == expected
    assert items(found, b=FUNCTIONS)["main"].get("unresolved", 0) == unresolved


def test_a_table_of_the_same_file_holds_functions_of_its_own() -> None:
    code = IMPORTS + "const OWN = { build, more: () => skip() };\nexport const main = (kind) => OWN[kind]();"
    assert calls(code, b=FUNCTIONS) == ["call b#build?", "call main#OWN.more?"]


def test_a_table_in_a_field_holds_what_the_class_has() -> None:
    code = (
        f"{IMPORTS}export class Jobs {{ private readonly ways = {{ a: build, b: () => skip() }};\n"
        "    run(kind) { this.ways[kind](); } }"
    )
    assert calls(code, "Jobs.run", b=FUNCTIONS) == ["call b#build?", "call main#Jobs.ways.b?"]


@pytest.mark.parametrize("called", ["local[kind]", "both.own[kind]", "both['own'][kind]"])
def test_a_table_is_found_under_other_names(called: str) -> None:
    code = (
        f"{IMPORTS}const own = {{ build }}; const both = {{ own }};\n"
        f"export function main(kind) {{ const local = own; {called}(); }}"
    )
    assert calls(code, b=FUNCTIONS) == ["call b#build?"]


@pytest.mark.parametrize(("count", "unresolved"), [(12, 0), (13, 1)])
def test_a_long_table_ties_nobody_to_all_that_it_holds(count: int, unresolved: int) -> None:
    table = "".join(f"  of{number}: step{number},\n" for number in range(count))
    steps = "".join(f"function step{number}() {{}}\n" for number in range(count))
    code = "import { ways } from './b';\nexport function main(kind) { ways[kind](); }"
    found = items(code, b=f"{steps}export const ways = {{\n{table}}};\n")["main"]
    assert len(found.get("calls", [])) == (0 if unresolved else count)
    assert found.get("unresolved", 0) == unresolved


@pytest.mark.parametrize("called", ["ways[kind]()", "const way = ways[kind]; way()", "(ways as Any)[kind]?.()"])
def test_a_table_whose_functions_are_written_in_it_leads_to_each(called: str) -> None:
    code = f"import {{ ways }} from './b';\nexport function main(kind) {{ {called}; }}"
    assert calls(code, b="export const ways = { fast: () => 1, slow() {}, most: 12 };") == [
        "call b#ways.fast?",
        "call b#ways.slow?",
    ]


SERVICES = (
    "export class Quick { run() {} only() {} }\n"
    "export class Slow { run() {} }\n"
    "export const quick = new Quick();\n"
    "export const TABLE = { quick, slow: new Slow(), [Kind.NONE]: { run() {} } };\n"
    "export const ONE = { quick };\n"
    "export const make = (on) => { if (on) return new Quick(); throw new Error(); };\n"
    "export const by = (kind) => { switch (kind) { case 1: return quick; case 2: return new Slow(); } return null; };\n"
    "export function same(on) { if (on) { return quick; } else { return new Quick(); } }\n"
    "export function last(on) { try { if (on) return other(); return new Quick(); } catch { return undefined; } }\n"
    "export function lost(on) { if (on) return new Quick(); return other(); }\n"
    "export function inner(on) { const f = () => { return new Slow(); }; if (on) { return new Quick(); } }\n"
    "export let kept = null; export const store = kept ?? new Quick();\n"
    "export const either = on ? quick : new Slow();\n"
)
EACH = ["call b#Quick.run?", "call b#Slow.run?"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("(on) => (on ? b.quick : new b.Slow()).run()", EACH),
        ("(on) => { const one = on ? b.quick : new b.Slow(); one.run(); }", EACH),
        ("(on) => { const one = on ? b.quick : new b.Quick(); one.run(); }", ["call b#Quick.run"]),
        ("(on) => { const one = on ? b.quick : null; one?.run(); }", ["call b#Quick.run?"]),
        ("(on) => { const one = on && b.quick; one.run(); }", ["call b#Quick.run"]),
        ("(on) => { const one = on ? b.quick : { run() {} }; one.run(); }", []),
        ("(on) => { const one = on ?? b.quick; one.run(); }", []),
        ("(on) => { const one = on ? b.quick : new b.Slow(); one.only(); }", ["call b#Quick.only?"]),
        ("(kind) => b.TABLE[kind].run()", ["call b#Quick.run?", "call b#Slow.run?", "call b#TABLE.[Kind.NONE].run?"]),
        ("(kind) => { const one = b.ONE[kind]; one.run(); }", ["call b#Quick.run"]),
        ("(kind) => b.TABLE.quick.run()", ["call b#Quick.run"]),
        ("(on) => b.make(on).run()", ["call b#Quick.run"]),
        ("(on) => b.by(on).run()", EACH),
        ("(on) => b.same(on).run()", ["call b#Quick.run"]),
        ("(on) => b.last(on).run()", ["call b#Quick.run"]),
        ("(on) => b.lost(on).run()", []),
        ("(on) => b.inner(on).run()", ["call b#Quick.run"]),
        ("() => b.store.run()", ["call b#Quick.run?"]),
        ("() => b.either.run()", EACH),
    ],
)
def test_a_method_of_each_alternative_is_called(code: str, expected: list[str]) -> None:
    found = calls(f"import * as b from './b';\nexport const main = {code};", b=SERVICES)
    assert [each for each in found if ".run" in each or ".only" in each] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("(it: b.Quick | b.Slow) => it.run()", EACH),
        ("(it: b.Quick | b.Slow) => it.only()", []),
        ("(it: b.Quick | string) => it.run()", ["call b#Quick.run"]),
        ("(it: 'a' | b.Quick | b.Quick[]) => it.run()", ["call b#Quick.run"]),
        ("(list: b.Listed) => list.map((it) => typeof it === 'string' ? it : it.run())", ["call b#Quick.run?*"]),
        ("(it: b.Quick | string) => it.trim()", []),
        ("(it: b.Quick | HTMLElement) => it.run()", []),
        ("(it: b.Quick | Other) => it.run()", []),
        ("(it: b.Quick | null) => it.run()", ["call b#Quick.run"]),
        ("(it: b.Either) => it.run()", EACH),
        ("(it: b.Either) => { if (it instanceof b.Quick) return; it.run(); }", []),
        ("(it: b.Either) => { if (it instanceof b.Quick) { it.run(); } else { it.run(); } }", ["call b#Quick.run?"]),
        (
            "(it: b.Either) => { it.run(); if (it instanceof b.Quick) it.only(); }",
            [EACH[0], "call b#Quick.only?", EACH[1]],
        ),
    ],
)
def test_a_method_of_a_union_is_one_of_each(code: str, expected: list[str]) -> None:
    lib = f"{SERVICES}export type Either = Quick | Slow; export type Listed = Array<string | Quick | Listed>;"
    found = calls(f"import * as b from './b';\nexport const main = {code};", b=lib)
    assert [each for each in found if ".run" in each or ".only" in each] == sorted(expected)


def test_what_is_passed_is_not_called() -> None:
    code = "import { either } from './b';\nexport const main = () => [either, { of: either }];"
    assert calls(code, b=SERVICES) == []


@pytest.mark.parametrize(("typed", "expected"), [("", ["call b#Quick.run"]), (": Other", [])])
def test_a_field_is_of_what_the_constructor_sets_it_to(typed: str, expected: list[str]) -> None:
    code = (
        "import { Quick } from './b'; import { Base } from './c';\n"
        f"export class Main extends Base {{ own{typed}; constructor() {{ super(); this.own = new Quick(); }}\n"
        "    main() { this.own.run(); } }"
    )
    found = calls(code, "Main.main", b=SERVICES, c="export class Base { own: unknown; }")
    assert found == expected
