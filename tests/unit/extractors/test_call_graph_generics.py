"""Methods that type arguments lead to: of generic classes, interfaces and aliases, and what constraints say without."""

from __future__ import annotations

import pytest
from call_items import calls, items

LIB = (
    "export class Model { save() {} }\n"
    "export class Doc extends Model { save() {} pref() {} }\n"
    "export class Store<T extends Model> {\n"
    "  all: T[] = []; byId = new Map<string, T>(); box: Box<T> = null!; readonly kept!: T;\n"
    "  must(id: string): T { return null!; } get first(): T { return null!; } same() { return this; }\n"
    "  own() { return this.must('a'); } list(): T[] { return this.all; }\n"
    "  later(): Promise<T | undefined> { return x; }\n"
    "  each() { this.must('a').save(); }\n"
    "}\n"
    "export class Docs extends Store<Doc> { must(id: string) { return super.must(id); } }\n"
    "export class Keyed<K, U extends Doc> extends Store<U> {}\n"
    "export class Box<T> { constructor(readonly value: T) {} take(): T { return this.value; } }\n"
    "export class Given<T extends Model> { constructor(private of: new () => T) {}\n"
    "  make(): T { return new this.of(); } }\n"
    "export class Default<T extends Model = Doc> { get(): T { return null!; } inner() { this.get().save(); } }\n"
    "export class Chain<T extends Chain<T>> { next(): T { return null!; } stop() {} }\n"
    "export class Two<A, B extends Model = Doc> { second!: B }\n"
    "export type Res<T> = { data: T; box: Box<T> };\n"
    "export interface Repo<T extends Model> { get(id: string): T; list: T[]; of: Res<T> }\n"
    "export interface DocRepo extends Repo<Doc> { more: number }\n"
    "export interface Page<T = Doc> { item: T }\n"
    "export type With<T = Doc> = T & { box: Box<Doc> };\n"
)


@pytest.mark.parametrize(
    ("parameter", "used", "expected"),
    [
        # Inherited, given, and both.
        ("s: b.Docs", "s.first.save()", "Doc.save"),
        ("s: b.Docs", "s.own().pref()", "Doc.pref"),
        ("s: b.Docs", "s.must('a').pref()", "Doc.pref"),
        ("s: b.Docs", "s.same().kept.pref()", "Doc.pref"),
        ("s: b.Store<b.Doc>", "s.must('a').save()", "Doc.save"),
        ("s: b.Store<b.Doc>", "s.kept.save()", "Doc.save"),
        ("s: b.Store<b.Model>", "s.must('a').save()", "Model.save"),
        ("s: b.Store<b.Doc | null>", "s.must('a')?.save()", "Doc.save?"),
        ("s: b.Keyed<string, b.Doc>", "s.must('a').save()", "Doc.save"),
        ("s: b.Keyed<string, b.Doc>", "s.box.value.pref()", "Doc.pref"),
        ("s: Readonly<b.Store<b.Doc>> | null", "s?.first.pref()", "Doc.pref?"),
        ("s: Promise<b.Store<b.Doc>>", "s.then((it) => it.first.pref())", "Doc.pref"),
        ("s: b.Store<b.Doc>", "s.later().then((it) => it.pref())", "Doc.pref"),
        ("s: b.Store<b.Doc>", "s.byId.get('a')?.pref()", "Doc.pref?"),
        ("s: b.Store<b.Doc>", "s.list().at(0)!.pref()", "Doc.pref"),
        ("s: b.Box<b.Box<b.Doc>>", "s.value.value.pref()", "Doc.pref"),
        ("s: b.Box<b.Doc>[]", "s[0].value.pref()", "Doc.pref"),
        ("s: b.Box<b.Doc[]>", "s.value[0].pref()", "Doc.pref"),
        ("s: b.Box<b.Doc> | b.Box<b.Doc>", "s.value.pref()", "Doc.pref"),
        # Interfaces and aliases.
        ("s: b.Res<b.Doc>", "s.data.save()", "Doc.save"),
        ("s: b.Res<b.Doc>", "s.box.take().save()", "Doc.save"),
        ("s: b.Repo<b.Doc>", "s.get('a').save()", "Doc.save"),
        ("s: b.Repo<b.Doc>", "s.of.box.value.save()", "Doc.save"),
        ("s: b.DocRepo", "s.list[0].save()", "Doc.save"),
        ("s: b.Page", "s.item.pref()", "Doc.pref"),
        ("s: b.Page<b.Model>", "s.item.save()", "Model.save"),
        ("s: b.With", "s.pref()", "Doc.pref"),
        # A package's type is only taken to have a member of that name.
        ("s: b.With<Context>", "s.box.value.pref()", "Doc.pref"),
        # Without type arguments the default, or what all of them extend.
        ("s: b.Store", "s.must('a').save()", "Model.save"),
        ("s: b.Default", "s.get().save()", "Doc.save"),
        ("s: b.Default<b.Model>", "s.get().save()", "Model.save"),
        ("s: b.Chain<any> | b.Chain<b.Doc>", "s.stop()", "Chain.stop"),
        ("s: b.Two<b.Doc>", "s.second.save()", "Doc.save"),
        ("s: b.Two<string, b.Model>", "s.second.save()", "Model.save"),
        # What is made.
        ("s: 0", "new b.Box<b.Doc>(x).value.pref()", "Doc.pref"),
        ("s: 0", "new b.Box(new b.Doc()).value.pref()", "Doc.pref"),
        ("doc: b.Doc", "const box = new b.Box(doc); box.take().pref()", "Doc.pref"),
        ("s: 0", "const box: b.Box<b.Doc> = new b.Box(x); box.value.pref()", "Doc.pref"),
        ("s: 0", "new b.Docs().must('a').save()", "Doc.save"),
    ],
)
def test_type_arguments_are_put_in(parameter: str, used: str, expected: str) -> None:
    imported = "import * as b from './b'; import type { Context } from 'koa';\n"
    code = imported + f"export function main({parameter}) {{ {used}; }}"
    methods = [call for call in calls(code, b=LIB) if call.rpartition(".")[2].strip("?") in ("save", "pref", "stop")]
    assert methods == [f"call b#{expected}"]


@pytest.mark.parametrize(
    ("parameter", "used"),
    [
        # An argument that is not known may be a class that has its own.
        ("s: b.Store<any>", "s.must('a').save()"),
        ("s: b.Store<ReturnType<typeof x>>", "s.must('a').save()"),
        ("s: b.Store<b.Doc> | b.Store<b.Model>", "s.must('a').save()"),
        ("s: 0", "new b.Given(b.Doc).make().save()"),
        ("s: b.Box<string>", "s.value.save()"),
        ("s: b.Two<any, any>", "s.second.save()"),
        ("s: b.Default<any>", "s.get().save()"),
        ("s: b.Page<any>", "s.item.save()"),
        ("s: b.Repo<any>", "s.get('a').save()"),
    ],
)
def test_what_type_arguments_do_not_tell_is_not_what_the_parameter_extends(parameter: str, used: str) -> None:
    code = f"import * as b from './b';\nexport function main({parameter}) {{ {used}; }}"
    assert [call for call in calls(code, b=LIB) if call.endswith("save")] == []


def test_in_the_class_itself_its_type_parameter_is_what_it_extends() -> None:
    found = items("import { x } from './b';\n" + LIB)
    assert found["Store.each"]["calls"][0]["to"] == "src/main.tsx#Model.save"
    assert found["Default.inner"]["calls"][1]["to"] == "src/main.tsx#Model.save"


def test_a_class_that_extends_what_is_given_itself_is_followed_as_often_as_it_is_called() -> None:
    code = (
        "import { Chain } from './b'; export class Own<T extends Chain<T>> { main(it: T) { it.next().next().stop(); } }"
    )
    assert calls(code, "Own.main", b=LIB) == ["call b#Chain.next x2", "call b#Chain.stop"]


def test_a_type_parameter_of_a_function_is_what_it_extends_wherever_it_is_given() -> None:
    code = "import * as b from './b'; export const main = <T extends b.Model>(s: b.Store<T>) => s.must('a').save();"
    assert calls(code, b=LIB) == ["call b#Model.save", "call b#Store.must"]


def test_a_type_parameter_of_a_method_hides_that_of_the_class() -> None:
    code = (
        "import { Doc, Model } from './b';\n"
        "class Any<T extends Model> { get<T extends Doc>(): T { return null!; } }\n"
        "export const main = (s: Any<Model>) => s.get().save();"
    )
    assert calls(code, b=LIB) == ["call b#Doc.save", "call main#Any.get"]


def test_a_class_made_in_a_function_has_no_type_arguments() -> None:
    code = "import { Model } from './b';\nconst make = () => class<T extends Model> { run(it: T) { it.save(); } };\n"
    assert calls(code, "make", b=LIB) == ["call b#Model.save"]
