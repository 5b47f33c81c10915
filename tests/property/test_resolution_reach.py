"""Resolving after an edit with what is remembered gives what resolving everything gives, and computes only what the
edit reaches."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import example, given, settings
from hypothesis import strategies as st

from stocktake.digests import digest
from stocktake.encoding import to_packed
from stocktake.extractors.built_in import BUILT_IN
from stocktake.model import Extracted, Outcome, SourceFile
from stocktake.pipeline import plan
from stocktake.pipeline.fact_store import FactStore
from stocktake.pipeline.moves import moved
from stocktake.pipeline.plan import Options, Plan
from stocktake.pipeline.resolution_data import Given, Resolution
from stocktake.pipeline.resolving import resolve
from stocktake.resolve.in_view import folders_of
from stocktake.sources.scan import Tree
from stocktake.state import remembered
from stocktake.state.made import NOTHING
from stocktake.state.remembered import Remembered, View
from stocktake.syntax.parser import parse

PATHS = ("src/a.tsx", "src/b.tsx", "src/index.ts", "src/deep/c.tsx", "src/deep/index.ts")
SPECIFIERS = ("./a", "./b", "./index", "./deep", "./deep/c", "../a", "../index", ".", "./c")

_names = st.sampled_from(
    ["Schema", "Derived", "Thing", "Props", "save", "load", "helper", "Service", "useThing", "Row"]
)
_specifiers = st.sampled_from(SPECIFIERS)
STATEMENTS = st.one_of(
    st.builds("import {{ {}, {} }} from '{}';".format, _names, _names, _specifiers),
    st.builds("import {{ {} as {} }} from '{}';".format, _names, _names, _specifiers),
    st.builds("import * as ns from '{}'; export const used = () => ns.save(ns.Schema);".format, _specifiers),
    st.builds("export * from '{}';".format, _specifiers),
    st.builds("export {{ {} }} from '{}';".format, _names, _specifiers),
    st.builds("export * as {} from '{}';".format, _names, _specifiers),
    st.just("import { z } from 'zod';"),
    st.builds("export const {} = z.object({{ a: z.string(), b: {} }});".format, _names, _names),
    st.builds("export const {} = {}.extend({{ c: z.array({}) }});".format, _names, _names, _names),
    st.builds("export const {} = z.lazy(() => {});".format, _names, _names),
    st.builds("export const {} = () => z.object({{ d: {} }});".format, _names, _names),
    st.builds("export const {} = {}();".format, _names, _names),
    st.builds("export const {} = {};".format, _names, _names),
    st.builds("export type Row = z.infer<typeof {}>;".format, _names),
    st.builds("export function {}(x: Row) {{ {}.parse(x); {}(); {}.go(); }}".format, _names, _names, _names, _names),
    st.builds("export const {} = {{ go: () => {}(1), of: new {}() }};".format, _names, _names, _names),
    st.builds(
        "export class Service extends {} {{ go() {{ {}(1); return {}.of.go(); }} }}".format, _names, _names, _names
    ),
    st.builds("export interface Props extends {} {{ a?: string }}".format, _names),
    st.builds("export const {} = (props: Props) => <{} a={{{}}}><ns.Thing /></{}>;".format, _names, *[_names] * 3),
    st.builds("export const {} = memo({});".format, _names, _names),
    st.builds("export function useThing(x: Props) {{ useState(); return {}(x); }}".format, _names),
    st.builds("export default {};".format, _names),
    # What is not exported, and what may lead to it all the same.
    st.builds("function {}() {{ return {}(); }}".format, _names, _names),
    st.builds("const {} = {{ go: {}, of: () => {}() }};".format, _names, _names, _names),
    st.builds(
        "class {} extends {} {{ go() {{ return this.of(); }} of() {{ return new {}(); }} }}".format, *[_names] * 3
    ),
    st.builds("const {} = () => {{ const save = () => {}(); return {{ save, go: {} }}; }};".format, *[_names] * 3),
    st.builds("export {{ {}, {} as {} }};".format, _names, _names, _names),
    st.builds("export namespace {} {{ export function go() {{ return {}(); }} }}".format, _names, _names),
    st.builds(
        "import {{ useForm }} from 'react-hook-form'; import {{ zodResolver }} from '@hookform/resolvers/zod';\n"
        "export const {} = (props: Row) => {{ useForm({{ resolver: zodResolver({}) }}); "
        "return <form onSubmit={{{}}}><Thing /></form>; }};".format,
        _names,
        _names,
        _names,
    ),
    st.builds("import type {{ {}, {} }} from '{}';".format, _names, _names, _specifiers),
    st.builds("import whole from '{}'; export const used = () => whole.go(whole);".format, _specifiers),
    st.builds("import {} = require('{}');".format, _names, _specifiers),
    st.builds("const {{ {}, {} }} = require('{}');".format, _names, _names, _specifiers),
    st.builds("const {} = require('{}');".format, _names, _specifiers),
    st.builds("module.exports = {{ ...require('{}'), {}, {} }};".format, _specifiers, _names, _names),
    st.builds("exports.{} = () => {}.{}();".format, _names, _names, _names),
    st.builds("export = {};".format, _names),
    st.builds("export {{ default as {}, type {} }} from '{}';".format, _names, _names, _specifiers),
    st.builds("export {{ {} as default }};".format, _names),
    st.builds("interface {} {{ go(): {} }}".format, _names, _names),
    st.builds("export type {} = {};".format, _names, _names),
    st.builds("export const called = (x: {}) => x.go(new {}().of());".format, _names, _names),
    st.builds("export const {} = on ? {} : new {}();".format, _names, _names, _names),
    st.builds("export const {} = (on) => {{ if (on) return new {}(); return {}.of; }};".format, _names, _names, _names),
    st.builds("export const called = (on) => (on ? {} : {}()).go({}[on].go());".format, _names, _names, _names),
    st.builds("export const called = (x: {} | {} | string) => x.go();".format, _names, _names),
    st.builds("export const {}: {}[] = [{{ go: (x) => x.go() }}];".format, _names, _names),
    st.builds("export const {} = (): {} => ({{ go: (x) => x.go() }});".format, _names, _names),
    st.builds("export interface {} {{ go(x: {}): void }}".format, _names, _names),
    st.builds(
        "import {{ createContext, useContext }} from 'react'; export const {} = createContext<{{ of: {} }}>(null);\n"
        "export const called = () => useContext({}).of.go();".format,
        _names,
        _names,
        _names,
    ),
    st.builds("// {}".format, st.integers(0, 9)),
)
TEXTS = st.lists(STATEMENTS, max_size=6).map("\n".join)
LINES = st.tuples(st.integers(0, 6), STATEMENTS)


def with_line(text: str, number: int, line: str) -> str:
    """The text with one line replaced, or added at its end."""
    lines = text.split("\n")
    lines[number : number + 1] = [line]
    return "\n".join(lines)


def make_plan(folder: str) -> Plan:
    Path(folder, "a.ts").write_text("")
    return plan.make(plan.locate(folder, Options(environment={}, is_root=True)))


FOLDER = tempfile.TemporaryDirectory(prefix="stocktake-test-")
PLAN = make_plan(FOLDER.name)


def outcome_of(path: str, text: str) -> Extracted:
    file = parse(text.encode(), "ts" if path.endswith(".ts") else "tsx")
    found = {each.name: each.extract(file) for each in PLAN.extractors.loaded}
    facts = {name: to_packed(value) for name, value in found.items() if value is not None}
    return Extracted(path, digest(text.encode()), facts)


def tree_of(paths: Mapping[str, Any]) -> Tree:
    files = tuple(SourceFile(path, "ts" if path.endswith(".ts") else "tsx", 0) for path in paths)
    return Tree("/nowhere", files, (), frozenset(paths), (), ())


def view_of(paths: Mapping[str, Any]) -> View:
    return View(sorted(paths), sorted(folders_of(paths)), ())


def resolved(outcomes: Mapping[str, Extracted]) -> Resolution:
    """Everything, from nothing."""
    facts = {path: outcome.facts for path, outcome in outcomes.items()}
    numbers = {path: number for number, path in enumerate(outcomes)}
    store = FactStore(facts, (), lambda _wanted: {})
    return run(outcomes, Given(outcomes, facts, dict.fromkeys(outcomes, ""), store, numbers, view=view_of(outcomes)))


def after(past: Remembered, before: Mapping[str, Extracted], now: Mapping[str, Extracted]) -> Resolution:
    """What the edit from ``before`` to ``now`` makes of ``past``; facts of other files come when they are asked for."""
    changed = frozenset(path for path in now if path not in before or now[path].digest != before[path].digest)
    fresh = {path: now[path].facts for path in changed}
    kept = [path for path in now if path not in changed]

    def fetch(wanted: Collection[str]) -> dict[str, Outcome]:
        assert changed.isdisjoint(wanted)
        return {path: now[path] for path in wanted}

    having = {path: outcome.facts for path, outcome in now.items()}
    store = FactStore(fresh, kept, fetch)
    outcomes: dict[str, Outcome] = {path: now[path] if path in changed else past.files[path].outcome for path in now}
    old: dict[str, Outcome] = {path: before[path] for path in changed if path in before}
    moves = None
    if list(now) != past.paths:
        past, moves = moved(past, now, view_of(now))
    numbers = moves.numbers if moves is not None else past.numbered()
    given = Given(outcomes, having, dict.fromkeys(now, ""), store, numbers, past, changed, old, moves, view_of(now))
    return run(now, given)


def run(paths: Mapping[str, Any], what: Given) -> Resolution:
    return resolve(PLAN, tree_of(paths), what, {"all": "same", "view": "".join(paths)}, lambda _stage: None)


def published(found: Resolution) -> list[Any]:
    contents = [content.whole() for content in found.contents.values()]
    return [(each.name, sorted(each.lines), each.summary) for each in contents]  # they are sorted when divided


class Memory:
    """Where a run is remembered for the next."""

    def __init__(self) -> None:
        self.notes: dict[str, bytes] = {}

    def note(self, name: str) -> object:
        return self.notes.get(name)

    def keep_note(self, name: str, data: bytes) -> None:
        self.notes[name] = data

    def of(self, found: Resolution) -> Remembered:
        """What is remembered of a run that followed the one before."""
        assert found.remembered is not None
        with mock.patch.object(remembered, "BUCKET", 2):
            remembered.save(self, found.remembered, found.touched)
        kept, why_not = remembered.load(self, {"all": "same", "view": "another"}, free="view")
        assert kept is not None, why_not
        return kept


def without_reads(kept: Remembered) -> Any:
    """What is remembered, but for the reads: files that are looked at together may be noted together, which is as true
    in either order."""
    made = {
        path: (
            kept.made.links(path),
            kept.made.asked(path),
            [kept.made.items(path, name) for name in PLAN.extractors.names],
            {name: origin.links for name, origin in kept.made.origins(path).items() if origin.links != NOTHING},
        )
        for path in kept.files
    }
    return kept.paths, kept.answers, kept.files, made


def test_every_built_in_extractor_is_incremental() -> None:
    assert [each.name for each in PLAN.extractors.loaded if not each.incremental] == []
    assert {each.name for each in PLAN.extractors.loaded} == set(BUILT_IN)


@settings(max_examples=400, deadline=None)
@given(
    st.dictionaries(st.sampled_from(PATHS), TEXTS, min_size=1),
    st.lists(st.tuples(st.sampled_from(PATHS), st.none() | TEXTS | LINES), max_size=3),
)
@example(
    {
        "src/a.tsx": "import { z } from 'zod';\n"
        "export const Schema = z.object({ b: Thing });\n"
        "export const Derived = z.object({ b: Thing });\n"
        "export const Thing = () => z.object({ d: Derived });"
    },
    [],
)
@example(
    {"src/a.tsx": "import { Schema } from './a';\nexport const used = () => Schema;"},
    [("src/a.tsx", (0, "export { Schema } from './a';\nimport * as ns from './a'; ns.Schema;"))],
)
@example(
    {"src/a.tsx": "//\nimport * as ns from './a'; export const used = () => ns.save(ns.Schema);"},
    [("src/a.tsx", (0, "export { Schema } from './a';"))],
)
@example({"src/b.tsx": "export * from './index';", "src/index.ts": ""}, [("src/index.ts", "export const used = 1;")])
@example(
    {
        "src/a.tsx": "",
        "src/b.tsx": "export * from './a';",
        "src/index.ts": "import { load } from './b'; export const used = () => load();",
    },
    [("src/a.tsx", "export function load() {}"), ("src/a.tsx", "")],
)
@example(
    {
        "src/a.tsx": "export const api = { go: save };\nconst save = load;\nfunction load() {}\nfunction helper() {}",
        "src/b.tsx": "import { api } from './a';\nexport const used = () => api.go();",
    },
    [("src/a.tsx", (1, "const save = helper;"))],
)
def test_an_edit_gives_what_a_clean_run_gives(
    texts: dict[str, str], edits: list[tuple[str, str | tuple[int, str] | None]]
) -> None:
    """An edit is a path with its new text, None to remove the file, or the number of a line with another line."""
    outcomes = {path: outcome_of(path, texts[path]) for path in PATHS if path in texts}
    memory = Memory()
    past = memory.of(resolved(outcomes))
    for path, edit in edits:
        text = with_line(texts.get(path, ""), *edit) if isinstance(edit, tuple) else edit
        texts = {**texts, path: text or ""}
        new = {**outcomes, path: outcome_of(path, text)} if text is not None else {**outcomes}
        if text is None:
            new.pop(path, None)
        now = {each: new[each] for each in PATHS if each in new}
        found = after(past, outcomes, now)
        clean = resolved(now)
        assert published(found) == published(clean)
        past, outcomes = memory.of(found), now
        assert without_reads(past) == without_reads(Memory().of(clean))
        assert found.probes == clean.probes
