"""incremental ≡ clean, byte for byte, over random edit scripts on a small multi-package repository."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from stocktake import api
from stocktake.errors import SourceError
from stocktake.pipeline.plan import Options

FOLDERS = ("src", "src/tags", "packages/ui/src", "packages/ui/src/deep")
NAMES = (
    "index.ts",
    "a.ts",
    "b.tsx",
    "c.tsx",
    "types.ts",
    "useThing.ts",
    "d.test.ts",
    "old.js",
    "a.config.ts",
    "vitest.config.ts",
    "b.web.tsx",
)
PATHS = [f"{folder}/{name}" for folder in FOLDERS for name in NAMES]
SPECIFIERS = ("./a", "./b", "./types", "../a", "./index", "@acme/ui", "@/tags/b", "react", "./missing", "./data.json")

NAMED = ("save", "load", "helper", "Thing", "Service", "whole")

paths = st.sampled_from(PATHS)
specifiers = st.sampled_from(SPECIFIERS)
statements = st.one_of(
    st.builds("import {{ Thing, Props }} from '{}';".format, specifiers),
    st.builds("import * as ns from '{}';".format, specifiers),
    st.builds("export * from '{}';".format, specifiers),
    st.builds("export {{ Thing as Other }} from '{}';".format, specifiers),
    st.builds("export const value{} = 1;".format, st.integers(0, 3)),
    st.builds("export interface Props {{ a{}?: string }}".format, st.integers(0, 2)),
    st.builds(
        "export const Thing = ({{ a = {} }}: Props) => <Other.Part><Thing /></Other.Part>;".format, st.integers()
    ),
    st.just("export function useThing<T>(x: T): T { useState(); return x; }"),
    st.just("export default memo(Thing);"),
    st.builds("import {{ Schema0, Schema1, save, load, helper, Thing }} from '{}';".format, specifiers),
    st.builds("import {{ save as load, Row, Service }} from '{}'; import {{ z }} from 'zod';".format, specifiers),
    st.builds("export const Schema{} = z.object({{ a: z.string(), b: Schema0 }});".format, st.integers(0, 1)),
    st.builds(
        "export const Schema{} = Schema{}.extend({{ c: z.number() }});".format, st.integers(0, 1), st.integers(0, 1)
    ),
    st.builds("export type Row = z.infer<typeof Schema{}>;".format, st.integers(0, 1)),
    st.builds("export function save(x: Row) {{ Schema{}.parse(x); load(); helper.go(); }}".format, st.integers(0, 1)),
    st.builds("export const load = (x) => {{ if (x) {{ save({}); }} }};".format, st.integers()),
    st.just("export const helper = { go: () => load(1), of: new Service() };"),
    st.just("export class Service { go() { save(1); return helper.of.go(); } }"),
    st.just(
        "import { useForm } from 'react-hook-form'; import { zodResolver } from '@hookform/resolvers/zod';\n"
        "export const Form = (props: Row) => { useForm({ resolver: zodResolver(Schema0) }); "
        "return <form onSubmit={save}><Thing a={useThing(1)} /></form>; };"
    ),
    st.builds(
        "import.meta.glob(['{0}', '!./a.ts']); export default {{ setup: './a', entry: '{0}' }};".format,
        st.sampled_from(["./*.ts", "./**/*.tsx", "/src/*/*", "@/tags/*", "../*.ts"]),
    ),
    st.builds("import type {{ Props, Thing }} from '{}'; import whole from '{}';".format, specifiers, specifiers),
    st.builds("import whole = require('{}'); export const taken = () => whole.save(1);".format, specifiers),
    st.builds("const {{ save, helper }} = require('{}'); exports.late = () => save(1);".format, specifiers),
    st.builds("module.exports = {{ ...require('{}'), load, save: () => helper.go() }};".format, specifiers),
    st.builds("export {{ {} as {} }};".format, st.sampled_from(NAMED), st.sampled_from(["save", "Thing", "default"])),
    st.builds(
        "export type {{ Props }} from '{}'; export {{ default as Thing }} from '{}';".format, specifiers, specifiers
    ),
    st.builds("export = {};".format, st.sampled_from(NAMED)),
    st.builds("interface {} {{ go(): void }}".format, st.sampled_from(NAMED)),
    st.builds("const {0} = () => {1}(1);".format, st.sampled_from(NAMED), st.sampled_from(NAMED)),
    st.builds(
        "export default class extends {} {{ go() {{ super.go(); whole.load(); }} }}".format, st.sampled_from(NAMED)
    ),
    st.just("const = broken ("),
    st.just("// @generated"),
)
texts = st.lists(statements, max_size=5).map(lambda lines: "\n".join(lines) + "\n")
tsconfigs = st.sampled_from(
    [
        "{}",
        '{"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["./src/*"]}}} // x',
        "{ broken",
        '{"extends": "./b"}',
    ]
)


def state_of(root: Path) -> dict[str, bytes]:
    folder = root / ".claude/state"
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def discover(root: Path, **overrides: Any) -> None:
    api.discover(root, Options(overrides=overrides, environment={}))


class EditScript(RuleBasedStateMachine):
    """Edits a repository at random; after each step the state equals that of a copy scanned for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="stocktake-test-"))
        self.is_published = False

    @initialize(text=texts, with_git=st.booleans())
    def start(self, text: str, with_git: bool) -> None:
        if with_git:  # the files are listed by git, and what a run saw of them is kept
            subprocess.run(["git", "init", "-q", str(self.root)], check=True)
        self.put("package.json", '{"name": "root", "workspaces": ["packages/*"]}')
        self.put("packages/ui/package.json", '{"name": "@acme/ui", "exports": "./src/index.ts"}')
        self.put("src/a.ts", text)

    def put(self, path: str, text: str) -> None:
        """Write a file, unless a folder is in its place or a file in that of its folder."""
        target = self.root / path
        if target.is_dir() or any(parent.is_file() for parent in target.parents):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    @rule(path=paths, text=texts)
    def write(self, path: str, text: str) -> None:
        self.put(path, text)

    @rule(path=paths)
    def delete(self, path: str) -> None:
        if (self.root / path).is_file():
            (self.root / path).unlink()

    @rule(old=paths, new=paths)
    def rename(self, old: str, new: str) -> None:
        if (self.root / old).is_file() and not (self.root / new).is_dir() and not (self.root / new).parent.is_file():
            (self.root / new).parent.mkdir(parents=True, exist_ok=True)
            (self.root / old).rename(self.root / new)

    @rule(path=paths)
    def rename_by_letter_case_only(self, path: str) -> None:
        if (self.root / path).is_file():
            folder, _, name = path.rpartition("/")
            (self.root / path).rename(self.root / folder / name.swapcase().replace(".TS", ".ts"))

    @rule(path=paths, text=texts)
    def turn_a_file_into_a_folder(self, path: str, text: str) -> None:
        target = self.root / path
        if target.is_file():
            target.unlink()
            self.put(f"{path}/index.ts", text)

    @rule(path=paths, text=texts)
    def turn_a_folder_into_a_file(self, path: str, text: str) -> None:
        target = self.root / path
        if target.is_dir():
            shutil.rmtree(target)
            self.put(path, text)

    @rule(old=st.sampled_from(FOLDERS), new=st.sampled_from(["lib", "moved/src", "packages/ui/lib"]))
    def move_a_folder(self, old: str, new: str) -> None:
        source, target = self.root / old, self.root / new
        if source.is_dir() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.rename(target)

    @rule(
        text=st.sampled_from(
            [
                "",
                "tests = true\n",
                'exclude = ["src/tags"]\n',
                '[inventories.types]\nexclude = ["src/*.ts"]\n',
                "chunk_budget = 2000\n",
            ]
        )
    )
    def configure_stocktake(self, text: str) -> None:
        self.put("stocktake.toml", text)

    @rule(path=paths, text=texts)
    def write_keeping_the_modification_time(self, path: str, text: str) -> None:
        target = self.root / path
        if target.is_file():
            import os

            before = target.stat()
            target.write_text(text)
            os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(text=tsconfigs)
    def configure_typescript(self, text: str) -> None:
        self.put("tsconfig.json", text)

    @rule(entry=st.sampled_from(["src", "dist", "lib"]))
    def configure_package(self, entry: str) -> None:
        manifest = f'{{"name": "@acme/ui", "main": "./{entry}/index.js", "scripts": {{"build": "node {entry}/b.js"}}}}'
        self.put("packages/ui/package.json", manifest)

    @rule()
    def stage(self) -> None:
        if (self.root / ".git").is_dir():
            subprocess.run(["git", "-C", str(self.root), "add", "-A"], check=True, capture_output=True)

    @rule(present=st.booleans())
    def toggle_json(self, present: bool) -> None:
        if present:
            self.put("src/data.json", "{}")
        else:
            (self.root / "src/data.json").unlink(missing_ok=True)

    @rule(pattern=st.sampled_from(["", "tags/\n", "*.js\n!old.js\n", "b.tsx\n"]))
    def ignore(self, pattern: str) -> None:
        self.put(".stocktakeignore", pattern)

    @rule(damage=st.sampled_from(["truncate", "garbage", "remove"]))
    def damage_the_cache(self, damage: str) -> None:
        database = self.root / ".stocktake/facts.db"
        if not database.exists():
            return
        data = database.read_bytes()
        if damage == "remove":
            database.unlink()
        else:
            database.write_bytes(data[: len(data) // 2] if damage == "truncate" else data[:-64] + b"x" * 64)

    @rule(data=st.data())
    def damage_the_state(self, data: st.DataObject) -> None:
        files = [path for path in (self.root / ".claude/state").rglob("*") if path.is_file()]
        if files:
            victim = data.draw(st.sampled_from(sorted(files)))
            if data.draw(st.booleans()):
                victim.unlink()
            else:
                victim.write_bytes(victim.read_bytes()[:-5])

    @rule(name=st.sampled_from(["components", "types", "modules"]))
    def discover_only(self, name: str) -> None:
        if self.is_published:
            try:
                discover(self.root, only=(name,))
            except SourceError:
                return

    @invariant()
    def incremental_is_clean(self) -> None:
        copy = Path(tempfile.mkdtemp(prefix="stocktake-test-"))
        try:
            shutil.copytree(self.root, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".claude", ".stocktake"))
            try:
                discover(copy)
            except SourceError:
                return
            discover(self.root)
            self.is_published = True
            assert state_of(self.root) == state_of(copy)
            discover(self.root)  # perhaps at a glance
            assert state_of(self.root) == state_of(copy)
            checked = api.check(self.root, Options(environment={}))
            assert checked.fresh, checked.mismatches
        finally:
            shutil.rmtree(copy)

    def teardown(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)


EditScript.TestCase.settings = settings(
    max_examples=25, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
TestIncrementalEqualsClean = EditScript.TestCase
