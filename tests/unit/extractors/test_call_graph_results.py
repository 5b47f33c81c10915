"""What is called that a function gave: functions it makes, alone or in tuples and objects, curried, of overloads."""

from __future__ import annotations

import pytest
from call_items import calls, items, shown

_RUN = "const run = () => 1; "


@pytest.mark.parametrize(
    "made",
    [
        "() => () => 1",
        "() => { return function () { return 1; }; }",
        f"() => {{ {_RUN} return run; }}",
        "() => { function run() { return 1; } return run; }",
        "() => { const run: Handler = () => 1; return run as Handler; }",
        f"() => {{ {_RUN} const other = run; return other; }}",
        "() => { const run = useCallback(() => 1, []); return run; }",
        "() => useCallback(() => 1, [])",
        "() => useMemo(() => () => 1, [])",
        "() => { const run = debounce(() => 1, 9); return run; }",
        "() => debounce(() => 1, 9)",
        f"() => {{ {_RUN} return useCallback(run, []); }}",
        f"() => {{ {_RUN} return Object.assign(run, {{ cancel() {{}} }}); }}",
        f"(a) => {{ {_RUN} return a ? run : () => 2; }}",
        "async () => async () => 1",
        "(): Handler => () => 1",
        "(): (() => number) => () => 1",
    ],
)
def test_calling_a_function_that_a_function_made_is_a_call_of_that(made: str) -> None:
    lib = (
        "import { useCallback, useMemo } from 'react'; import { debounce } from 'lodash'; type Handler = () => number;"
        f"export const make = {made};"
    )
    using = (
        "import { make } from './a'; export const main = async () => { const run = await make(); run(); make()(); };"
    )
    assert calls(using, a=lib) == ["call a#make x4"]


@pytest.mark.parametrize(
    ("made", "used", "count"),
    [
        (f"{_RUN} return [run, 1] as const;", "const [run] = make(); run();", 2),
        ("return [1, () => 2];", "const [, run] = make(); run();", 2),
        ("return { again: { run: () => 1 } };", "make().again.run();", 2),
        (f"{_RUN} const again = {{ run }}; return {{ again }};", "const { again } = make(); again.run();", 2),
        (f"{_RUN} return Object.freeze({{ run }});", "make().run();", 2),
        (f"{_RUN} return {{ again: Object.freeze({{ run }}) }};", "make().again.run();", 2),
        ("return { add() { return this; }, set() { return this; } };", "make().add().set().add();", 4),
        (
            "const api = { add: () => api, set: () => api }; return api;",
            "const api = make(); api.add().set().add().set();",
            5,
        ),
        ("return (a) => (b) => (c) => a;", "make()(1)(2)(3);", 4),
        (f"{_RUN} return Object.assign(run, {{ cancel() {{}} }});", "make().cancel();", 2),
    ],
)
def test_members_of_what_a_function_made_are_part_of_it(made: str, used: str, count: int) -> None:
    lib = f"export const make = () => {{ {made} }};"
    using = f"import {{ make }} from './a'; export const main = () => {{ {used} }};"
    assert calls(using, a=lib) == [f"call a#make x{count}"]


@pytest.mark.parametrize(
    ("made", "used"),
    [
        ("(run) => run", "run();"),
        ("(run) => { let other = () => 1; other = run; return other; }", "run();"),
        ("() => { const run = unknown(); return run; }", "run();"),
        ("(run) => ({ run })", "run.run();"),
        ("(run) => [run, () => 1]", "const [first] = run; first();"),
        ("(run) => [...run, () => 1]", "const [, second] = run; second();"),
        ("(a) => ({ run: a ? () => 1 : a })", "run.run();"),
        ("(a) => { a(); return; }", "run();"),
        ("() => { const user = useSelector((state) => state.user); return user; }", "run();"),
    ],
)
def test_what_may_be_another_function_is_not_followed(made: str, used: str) -> None:
    using = f"import {{ make }} from './a'; export const main = (x) => {{ const run = make(x); {used} }};"
    found = items(using, a=f"export const make = {made};")["main"]
    assert shown(found) == ["call a#make"]
    assert found["unresolved"] == 1


def test_what_a_made_function_gives_is_known() -> None:
    lib = (
        "export class Service { start() {} }"
        "export const make = () => () => new Service();"
        "export const makeAll = () => { const get = async () => new Service(); return { get, inner: { get } }; };"
    )
    using = (
        "import { make, makeAll } from './a';"
        "export const main = async () => { make()().start(); (await makeAll().inner.get()).start(); };"
    )
    assert calls(using, a=lib) == ["call a#Service.start x2", "call a#make x2", "call a#makeAll x2"]


def test_a_member_that_a_curried_factory_gave_leads_to_the_factory() -> None:
    lib = (
        "export const createFind = (pool: string) => (table: string) => async (id: string) => pool + table + id;"
        "export const createApps = (pool: string) => {"
        "  const findById = createFind(pool)('apps'); const count = async () => 3;"
        "  const [state, setState] = useState(0);"
        "  return { findById, count, state, setState, size: compute(3) }; };"
        "const compute = (by: number) => made[by];"
        "export class Queries { apps = createApps('a'); }"
    )
    using = (
        "import { Queries } from './a'; export const main = (q: Queries) => {"
        " q.apps.findById('1'); q.apps.count(); q.apps.size(); };"
    )
    found = items(using, a="import { useState } from 'react';" + lib)["main"]
    assert shown(found) == ["call a#createApps x2", "call a#createFind"]
    assert "unresolved" not in found


_USERS = "export class User { pref() {} } export class Team { pref() {} } const find = (): any => null;"


@pytest.mark.parametrize(
    "declared",
    [
        "function get(o: string): User | undefined; export function get(): User;"
        "export function get(o?) { return find(); }",
        "function get(o: null): null; export function get(o: string): User; export function get(o) { return find(); }",
        "async function get(o: string): Promise<User | null>; export async function get(o?): Promise<User>;"
        "export async function get(o?) { return find(); }",
        "function get(o: string): any; export function get(o): any; export function get(o): User { return find(); }",
        "function get(o) { return find() as User; }",
        "function get(o) { return (find() ?? o.list[0]) as User; }",
        "const get = (o) => o.user as User;",
        "class Finder { static by(o: string): User; static by(): User; static by(o?) { return find(); } }"
        "export const get = Finder.by;",
    ],
)
def test_what_all_overloads_or_a_cast_say(declared: str) -> None:
    using = "import { get } from './a'; export const main = async (o) => { const user = await get(o); user.pref(); };"
    found = calls(using, a=f"{_USERS} export {declared}")
    assert [each for each in found if "pref" in each] == ["call a#User.pref"]


@pytest.mark.parametrize(
    "declared",
    [
        "function get(o: string): User; export function get(): Team; export function get(o?) { return new User(); }",
        "function get(o: string): string; export function get(): User; export function get(o?) { return find(); }",
        "function get(o) { return find() as any; }",
        "const get = (o) => ({ pref: o }) as User;",
    ],
)
def test_where_overloads_differ_nothing_is_sure(declared: str) -> None:
    using = "import { get } from './a'; export const main = (o) => { get(o).pref(); };"
    assert calls(using, a=f"{_USERS} export {declared}") == ["call a#get"]


def test_each_call_of_a_long_chain_is_counted() -> None:
    builder = "export class Builder { add(): Builder { return this; } set() { return this; } }"
    using = "import { Builder } from './a'; import pkg from 'pkg';"
    chain = ".add(1).set()" * 10
    found = items(f"{using} export const main = (b: Builder) => {{ b{chain}; pkg(b){chain}; }};", a=builder)["main"]
    assert shown(found) == ["call a#Builder.add x10", "call a#Builder.set x10"]
    assert found["external"] == {"pkg": 21}
    assert "unresolved" not in found


def test_of_a_chain_without_end_only_the_rest_is_unresolved() -> None:
    builder = "export class Builder { add(): Builder { return this; } }"
    using = f"import {{ Builder }} from './a'; export const main = (b: Builder) => b{'.add()' * 60};"
    found = items(using, a=builder)["main"]
    [call] = found["calls"]
    assert call["count"] >= 20
    assert call["count"] + found["unresolved"] == 60
