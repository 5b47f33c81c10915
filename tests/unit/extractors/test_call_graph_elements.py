"""Methods of what arrays, sets, maps, records and tuples of a declared type hold."""

from __future__ import annotations

import pytest
from call_items import calls, items

LIB = (
    "export class Log { add(x?: unknown) { return 1; } }\n"
    "export interface Holder {\n"
    "  logs: Log[]; set: Set<Log>; map: Map<string, Log>; record: Record<string, Log>; pair: [Log, string];\n"
    "  frozen: readonly Log[]; any: any[]; nested: { logs: Array<Log> }; many: Map<string, Log[]>;\n"
    "  load: Promise<Log[]>\n"
    "}\n"
    "export class Bag { map(run: (it: Log) => void) {} find() { return new Log(); } }\n"
)


def use(code: str) -> tuple[list[str], int]:
    """The calls of ``Log.add`` in short, and the number of those that are not resolved."""
    item = f"import * as b from './b'; import {{ Log, Holder, Bag }} from './b';\nexport const main = {code};"
    found = [call for call in calls(item, b=LIB) if "Log.add" in call]
    return found, items(item, b=LIB)["main"].get("unresolved", 0)


@pytest.mark.parametrize(
    ("code", "marks"),
    [
        ("(l: Log[]) => { for (const e of l) e.add(); }", "*"),
        ("async (l: AsyncIterable<Log>) => { for await (const e of l) e.add(); }", "*"),
        ("(l: Log[]) => l.forEach((e) => e.add())", "*"),
        ("(l: Log[]) => l.forEach(e => e.add())", "*"),
        ("(l: Log[]) => l.filter(function (e) { return e.add(); })", "*"),
        ("(l: Log[]) => l.reduce((sum, e) => sum + e.add(), 0)", "*"),
        ("(l: Log[]) => l.sort((one, other) => one.add() - other.add())", "* x2"),
        ("(l: Log[]) => l.map(({ add }) => add())", "*"),
        ("(l: Log[]) => { l[0].add(); l.at(-1)!.add(); l.pop()?.add(); }", " x3"),
        ("(l: Log[], at: number) => l[at].add()", ""),
        ("(l: Log[]) => { const e = l.find(Boolean); e?.add(); }", "?"),
        ("(l: Log[]) => { const [, second] = l; second.add(); }", ""),
        ("(l: Log[]) => l.filter(Boolean).slice(1)[0].add()", ""),
        ("(l: (Log | null)[] | undefined) => l?.[0]?.add()", "?"),
        ("(l: Log[][]) => l[0][1].add()", ""),
        ("(l: ReadonlyArray<Log>) => l.some((e) => e.add())", "*"),
        ("(l: readonly Log[]) => l.some((e) => e.add())", "*"),
        ("(l: Set<Log>) => l.forEach((e) => e.add())", "*"),
        ("(l: Set<Log>) => Array.from(l).map((e) => e.add())", "*"),
        ("(r: Record<string, Log>) => { r.a.add(); r['b'].add(); }", " x2"),
        ("(r: Record<string, Log>, key: string) => r[key].add()", ""),
        ("(r: Record<string, Log>) => Object.values(r).forEach((e) => e.add())", "*"),
        ("async (l: Promise<Log[]>) => { const [e] = await l; e.add(); }", ""),
        ("(t: [Log, string]) => { const [e] = t; e.add(); }", ""),
        (
            "(o: { list: Log[]; set: Set<Log> }) => { o.list.map((e) => e.add()); o.set.forEach((e) => e.add()); }",
            "* x2",
        ),
        ("(h: Holder) => h.logs.forEach((e) => e.add())", "*"),
        ("({ logs: [first] }: Holder) => first.add()", ""),
        ("(h: Holder) => { for (const e of h.set) e.add(); }", "*"),
        ("(h: Holder) => h.map.get('a')!.add()", ""),
        ("(h: Holder) => { for (const [, e] of h.map) e.add(); }", "*"),
        ("(h: Holder) => { for (const [key, e] of h.map.entries()) { key.trim(); e.add(); } }", "*"),
        ("(h: Holder) => h.map.forEach((e) => e.add())", "*"),
        ("(h: Holder) => h.record.a.add()", ""),
        ("(h: Holder) => h.pair[0].add()", ""),
        ("(h: Holder) => h.frozen[0].add()", ""),
        ("(h: Holder) => h.nested.logs.at(0)!.add()", ""),
        ("(h: Holder) => h.many.get('a')!.forEach((e) => e.add())", "*"),
        ("async (h: Holder) => (await h.load).map((e) => e.add())", "*"),
        ("() => { const s = new Set<Log>(); for (const e of s) e.add(); }", "*"),
    ],
)
def test_what_is_held_has_its_type(code: str, marks: str) -> None:
    assert use(code) == ([f"call b#Log.add{marks}"], 0)


@pytest.mark.parametrize(
    ("code", "unresolved"),
    [
        ("(l: any[]) => { l.push(1); l[0].add(); l.find(Boolean).add(); l.map((e) => e.add()); }", 3),
        ("(h: Holder) => { h.any.push(1); h.any[0].add(); h.any.forEach((e) => e.add()); }", 2),
        (
            "(h: Holder) => { h.logs.push(1); h.map.set(1, 2); h.pair.join(','); h.logs.length.toFixed(); }",
            0,
        ),
        ("(h: Holder) => { h.logs.map(String).filter(Boolean).join(','); h.logs.map(String)[0].trim(); }", 1),
        ("(r: Record<string, any>) => r.a.add()", 1),
        ("(l: Log[]) => { l.reduce(f).add(); }", 1),
        ("(l: string[]) => { l[0].trim(); l.push(''); }", 1),
        # What only a literal or a package gives is not known.
        # A class of the project with such a method is no array.
        ("(l: Bag) => l.map((e) => e.add())", 1),
        ("(l: Log[]) => { for (const key in l) key.add(); }", 1),
        ("(l: Log[] | Bag[]) => l[0].add()", 1),
    ],
)
def test_what_is_not_known_of_it_is_unresolved(code: str, unresolved: int) -> None:
    assert use(code) == ([], unresolved)


def test_a_class_of_the_project_is_not_the_map_of_the_language() -> None:
    code = "import { Map, Log } from './b'; export const main = (m: Map<string, Log>) => { m.own(); m.get(); };"
    lib = LIB + "export class Map<K, V> { get(): V { return null!; } own() {} }"
    assert calls(code, b=lib) == ["call b#Map.get", "call b#Map.own"]


@pytest.mark.parametrize("typed", ["any[]", "Record<string, unknown>", "Record<string, any>[]", "Set<any>"])
def test_a_cast_to_what_tells_nothing_says_less_than_what_is_cast(typed: str) -> None:
    code = f"import {{ make }} from './b'; export const main = () => {{ const {{ run }} = make() as {typed}; run(); }};"
    assert calls(code, b="export const make = () => ({ run() {} });") == ["call b#make x2"]


def test_members_of_what_a_package_lists_are_not_known() -> None:
    found = items("import { load } from 'db'; export const main = () => load().forEach((each) => each.run());")["main"]
    assert found["external"] == {"db": 2}
    assert found["unresolved"] == 1


def test_a_hole_in_a_pattern_has_a_place() -> None:
    code = "import { useState } from 'react'; export const useMain = () => { const [, set] = useState(0); set(1); };"
    assert items(code)["useMain"]["external"] == {"react": 2}


@pytest.mark.parametrize("imported", ["import { type make }", "import type { make }", "import { make }"])
@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("ReturnType<typeof make>", "q.find()"),
        ("{ a: ReturnType<typeof make> }", "q.a.find()"),
        ("{ a: Pick<Made, 'find'> }", "q.a.find()"),
        ("{ a: { b: Made } }", "q.a.b.find()"),
    ],
)
def test_what_a_factory_makes_is_a_type_wherever_it_is_written(imported: str, typed: str, used: str) -> None:
    lib = "export const make = () => { const find = async () => 1; return { find }; };"
    code = f"{imported} from './b'; type Made = ReturnType<typeof make>; export const main = (q: {typed}) => {used};"
    assert calls(code, b=lib) == ["call b#make"]
