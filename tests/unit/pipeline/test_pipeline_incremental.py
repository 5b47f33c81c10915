"""Incremental ≡ clean, over random edits: what a run with a cache publishes is what one without would."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.api import Options, check, discover
from stocktake.errors import ExtractorError
from stocktake.extractors import registry
from stocktake.extractors.built_in import BUILT_IN
from stocktake.pipeline import build
from stocktake.state.facts_cache import FactsCache

PATHS = ["src/a.ts", "src/b.tsx", "src/deep/c.ts", "lib/index.ts", "src/a.test.ts", "package.json", "tsconfig.json"]
TEXTS = [
    "export const a = 1;\n",
    "import { a } from './a';\nexport function useA() { return a; }\n",
    "export * from '../src/a';\nexport interface Props { x: string }\n",
    "import { Props } from 'lib';\nexport const View = (props: Props) => <div {...props} />;\n",
    "export const broken = = ;\n",
    "import { Meta } from '@storybook/react';\nexport const a = 1;\nexport default { title: 'a' };\n",
    "export const a = 1;\nexport default { title: 'a' };\n",
    "const a = require('../src/a');\nmodule.exports = { ...a, c: 1 };\n",
    "\0binary",
    '{"name": "lib", "main": "lib/index.ts"}',
    '{"compilerOptions": {"paths": {"lib": ["./lib"]}}}',
    "",
]
edits = st.lists(
    st.tuples(st.sampled_from(PATHS), st.one_of(st.none(), st.sampled_from(TEXTS))), min_size=1, max_size=4
)
OPTIONS = Options(environment={})


def apply(root: Path, changes: list[tuple[str, str | None]]) -> None:
    for name, text in changes:
        path = root / name
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def state(root: Path) -> dict[str, bytes]:
    top = root / ".claude/state"
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}


@settings(max_examples=15, deadline=None)
@given(st.lists(edits, min_size=1, max_size=3))
def test_incremental_is_clean(steps: list[list[tuple[str, str | None]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "project")
        (root / ".git").mkdir(parents=True)  # not a real repository: the walk without git finds the files
        apply(root, [("src/keep.ts", "export const keep = 1;\n")])
        discover(root, OPTIONS)
        for step in steps:
            apply(root, step)
            incremental = discover(root, OPTIONS)
            assert check(root, OPTIONS).fresh
            published = state(root)
            clean_root = Path(folder, "elsewhere", os.urandom(4).hex(), "project")
            shutil.copytree(root, clean_root, ignore=shutil.ignore_patterns(".claude", ".stocktake"))
            clean = discover(clean_root, OPTIONS)
            assert state(clean_root) == published
            assert incremental.files.extracted + incremental.files.reused == clean.files.extracted
            assert discover(root, OPTIONS).changes == {"added": 0, "changed": 0, "removed": 0}


@pytest.mark.parametrize("target", ["one.ts", "two.ts", "../../outside.ts", "gone.ts"])
def test_an_import_by_a_symbolic_link_follows_the_link(tmp_path: Path, target: str) -> None:
    root = tmp_path / "project"
    (tmp_path / "outside.ts").write_text("export const made = 1;\n")
    apply(
        root,
        [
            ("src/one.ts", "export const made = 1;\n"),
            ("src/two.ts", "export function made() {}\n"),
            ("src/use.ts", "import { made } from './link';\nexport const used = made();\n"),
        ],
    )
    link = root / "src/link.ts"
    link.symlink_to("one.ts")
    discover(root, OPTIONS)
    link.unlink()
    link.symlink_to(target)
    assert check(root, OPTIONS).fresh == (target == "one.ts")
    discover(root, OPTIONS)
    assert check(root, OPTIONS).fresh

    [use] = [
        item for item in json.loads(state(root)["modules-inventory/src.json"])["items"] if item["file"] == "src/use.ts"
    ]
    reached = f"src/{target}" if target in ("one.ts", "two.ts") else None
    assert use["imports"][0].get("to") == reached
    published = state(root)
    discover(root, Options(full=True, environment={}))
    assert state(root) == published


def test_the_configuration_of_a_test_runner_is_read_for_what_it_names(tmp_path: Path) -> None:
    root = tmp_path / "project"
    modules = ["src/setup.ts", "src/seq.ts", "src/tasks/one.ts", "src/tasks/two.ts"]
    apply(root, [("package.json", "{}"), *((path, "export const made = 1;\n") for path in modules)])
    config = "export default { test: { setupFiles: [%s], entry: [%s] } };\n"
    steps: list[tuple[list[tuple[str, str | None]], list[str]]] = [
        ([], modules),
        ([("vitest.config.ts", config % ("'./src/setup'", ""))], modules[1:]),
        ([("vitest.config.ts", config % ("'./src/seq.ts'", "'src/tasks/*.ts'"))], modules[:1]),
        ([("vitest.config.ts", config % ("'./src/seq.ts'", "'lib/*.ts'"))], [modules[0], *modules[2:]]),
        ([("vitest.config.ts", config % ("'./src/seq.ts'", "'src/tasks/*.ts'"))], modules[:1]),
        ([("src/tasks/three.ts", "export const made = 3;\n")], modules[:1]),
        ([("src/tasks/one.ts", None)], modules[:1]),
        ([("src/seq.ts", None), ("src/seq.tsx", "export const made = 1;\n")], modules[:1]),
        ([("test/vitest.config.ts", config % ("'src/setup.ts'", ""))], []),
        ([("test/package.json", "{}")], modules[:1]),
        ([(".sequelizerc", "module.exports = { config: path.resolve('src', 'setup.ts') };\n")], []),
        ([(".sequelizerc", "module.exports = {};\n")], modules[:1]),
        ([("vitest.config.ts", None)], ["src/seq.tsx", "src/setup.ts", "src/tasks/three.ts", "src/tasks/two.ts"]),
    ]
    for number, (edit, unused) in enumerate(steps):
        apply(root, edit)
        assert check(root, OPTIONS).fresh == (number == 0 and (root / ".claude").exists())
        discover(root, OPTIONS)
        assert check(root, OPTIONS).fresh
        items = json.loads(state(root)["modules-inventory/src.json"])
        assert sorted(item["file"] for item in items["items"] if "unusedExports" in item) == sorted(unused)
        published = state(root)
        assert not any(b"vitest" in data for path, data in published.items() if "-inventory/" in path)
        discover(root, Options(full=True, environment={}))
        assert state(root) == published
    assert [(each["path"], each["reason"]) for each in json.loads(published["coverage.json"])["entries"]] == [
        ("test/vitest.config.ts", "test")
    ]


def test_a_changed_extractor_version_extracts_again_and_says_so(tmp_path: Path) -> None:
    from stocktake.extractors.hooks.extractor import HooksExtractor

    apply(tmp_path, [("package.json", "{}"), ("src/a.ts", "export function useA() {}\n")])
    discover(tmp_path, OPTIONS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HooksExtractor, "version", HooksExtractor.version + 1)
        hooks = BUILT_IN["hooks"]._replace(version=HooksExtractor.version)
        patch.setattr(registry, "BUILT_IN", {**BUILT_IN, "hooks": hooks})
        (mismatch,) = check(tmp_path, OPTIONS).mismatches
        assert mismatch.message.startswith("extractor changed: hooks: version")
        result = discover(tmp_path, OPTIONS)
        assert [(r.path, r.reason) for r in result.recomputed] == [("src/a.ts", "extractor changed: hooks")]
        assert check(tmp_path, OPTIONS, verify=True).fresh


def test_a_damaged_cache_is_a_miss_and_never_an_error(tmp_path: Path) -> None:
    apply(tmp_path, [("package.json", "{}"), ("src/a.ts", "export function useA() {}\n")])
    discover(tmp_path, OPTIONS)
    published = state(tmp_path)
    cache = tmp_path / ".stocktake/facts.db"
    data = bytearray(cache.read_bytes())
    for index in range(200, len(data), 7):
        data[index] ^= 0xFF
    cache.write_bytes(bytes(data))
    assert discover(tmp_path, OPTIONS).files.failed == 0
    assert state(tmp_path) == published


def test_a_cache_folder_that_cannot_be_is_a_warning(tmp_path: Path) -> None:
    apply(tmp_path, [("package.json", "{}"), ("src/a.ts", "export function useA() {}\n"), (".stocktake", "a file")])
    result = discover(tmp_path, OPTIONS)
    assert result.files.extracted == 1
    assert any("running without cache and lock" in warning for warning in result.warnings)
    assert check(tmp_path, OPTIONS).fresh


def test_a_new_export_needs_the_facts_of_what_it_reaches_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = [
        (f"src/other{n}.ts", f"import {{ o{n - 1} }} from './other{n - 1}';\nexport const o{n} = 1;\n")
        for n in range(30)
    ]
    apply(
        tmp_path,
        [
            ("package.json", "{}"),
            ("src/a.ts", "export const a = 1;\n"),
            ("src/barrel.ts", "export * from './a';\n"),
            ("src/b.ts", "import { a } from './barrel';\nexport const b = a;\n"),
            *others,
        ],
    )
    discover(tmp_path, OPTIONS)
    loaded: set[str] = set()
    load = FactsCache.load

    def counting(self: FactsCache, wanted: Mapping[str, Any], fingerprints: Mapping[str, str]) -> Mapping[str, Any]:
        loaded.update(wanted)
        return load(self, wanted, fingerprints)

    monkeypatch.setattr(FactsCache, "load", counting)
    apply(tmp_path, [("src/a.ts", "export const a = 1;\nexport const later = 2;\n")])
    discover(tmp_path, OPTIONS)
    assert loaded <= {"src/a.ts", "src/barrel.ts", "src/b.ts"}
    monkeypatch.undo()
    assert check(tmp_path, OPTIONS, verify=True).fresh


BARREL: list[tuple[str, str | None]] = [
    ("package.json", "{}"),
    ("src/a.ts", "export const a = 1;\n"),
    ("src/c.ts", "export function c() {}\n"),
    ("src/inner.ts", "export * from './a';\n"),
    ("src/barrel.ts", "export * from './inner';\nexport * from './c';\n"),
    ("src/uses-a.ts", "import { a } from './barrel';\nexport const usesA = () => a;\n"),
    ("src/uses-c.ts", "import { c } from './barrel';\nexport const usesC = () => c();\n"),
    ("src/waits.ts", "import { later } from './barrel';\nexport const waits = () => later();\n"),
    ("src/all.ts", "import * as all from './barrel';\nexport const whole = () => all.c();\n"),
]


def computed_again(root: Path, changes: list[tuple[str, str | None]]) -> set[str]:
    """The files whose items a run computes again although they are as they were."""
    apply(root, changes)
    result = discover(root, OPTIONS)
    assert not result.resolved_all
    assert check(root, OPTIONS, verify=True).fresh
    return {reason.path for reason in result.resolved}


def test_a_name_behind_barrels_reaches_those_who_look_it_up(tmp_path: Path) -> None:
    apply(tmp_path, BARREL)
    discover(tmp_path, OPTIONS)
    everything = {"src/inner.ts", "src/barrel.ts"}  # they look at all that is exported
    again = computed_again(tmp_path, [("src/a.ts", "export const a = 1;\nexport const other = 2;\n")])
    assert again == everything
    again = computed_again(tmp_path, [("src/a.ts", "export const a = 1;\nexport function later() {}\n")])
    assert again == everything | {"src/waits.ts"}
    again = computed_again(tmp_path, [("src/a.ts", "export const a = 1;\nexport function c() {}\n")])
    assert again == everything | {"src/uses-c.ts", "src/all.ts", "src/waits.ts", "src/c.ts"}  # which is unused now


def test_another_meaning_of_a_name_behind_barrels_reaches_those_who_look_it_up(tmp_path: Path) -> None:
    leaf = "function one() {}\nfunction two() {}\nexport { one as a };\n"
    calls = "import { a } from './barrel';\nexport const calls = () => a();\n"
    apply(tmp_path, [*BARREL, ("src/a.ts", leaf), ("src/calls-a.ts", calls)])
    discover(tmp_path, OPTIONS)
    again = computed_again(tmp_path, [("src/a.ts", leaf.replace("one as a", "two as a"))])
    assert "src/calls-a.ts" in again
    assert not again & {"src/uses-c.ts", "src/waits.ts"}


def test_another_star_reaches_all_who_look_something_up(tmp_path: Path) -> None:
    apply(tmp_path, BARREL)
    discover(tmp_path, OPTIONS)
    again = computed_again(tmp_path, [("src/inner.ts", "export * from './a';\nexport * from './uses-a';\n")])
    assert again >= {"src/barrel.ts", "src/uses-a.ts", "src/uses-c.ts", "src/waits.ts", "src/all.ts"}


def test_a_file_that_comes_or_goes_reaches_those_whose_imports_it_can_change(tmp_path: Path) -> None:
    apply(tmp_path, [*BARREL, ("src/lost.ts", "import { n } from './new';\nexport const lost = n;\n")])
    discover(tmp_path, OPTIONS)
    new = ("src/new.ts", "import { a } from './a';\nexport const n = a;\n")
    assert computed_again(tmp_path, [("src/unasked.ts", new[1])]) == set()
    assert computed_again(tmp_path, [new]) == {"src/lost.ts"}
    assert computed_again(tmp_path, [("src/new.ts", None), ("src/new/index.tsx", new[1])]) == {"src/lost.ts"}
    assert computed_again(tmp_path, [("src/new/index.tsx", None)]) >= {"src/lost.ts"}


def test_a_file_that_comes_reaches_those_who_look_it_up_through_others(tmp_path: Path) -> None:
    apply(
        tmp_path,
        [
            ("package.json", "{}"),
            ("src/hands-on.ts", "export { n } from './new';\nexport function m() {}\n"),
            ("src/calls-n.ts", "import { n } from './hands-on';\nexport const c = () => n();\n"),
            ("src/holds.ts", "import { n } from './new';\nexport const api = { go: n };\n"),
            ("src/calls-api.ts", "import { api } from './holds';\nexport const c = () => api.go();\n"),
        ],
    )
    discover(tmp_path, OPTIONS)
    again = computed_again(tmp_path, [("src/new.ts", "export function n() {}\n")])
    assert again == {"src/hands-on.ts", "src/calls-n.ts", "src/holds.ts", "src/calls-api.ts"}


def test_a_full_run_that_does_not_get_to_its_end_is_not_built_upon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, elsewhere = tmp_path / "project", tmp_path / "elsewhere/project"
    apply(root, [("src/a.ts", TEXTS[0]), ("src/b.tsx", TEXTS[1]), ("lib/index.ts", TEXTS[2])])
    discover(root, OPTIONS)
    published = state(root)

    def fails(*_: Any, **__: Any) -> dict[str, bytes]:
        raise ExtractorError("it went wrong")

    with monkeypatch.context() as patch:
        patch.setattr(build, "assemble", fails)
        apply(root, [("src/a.ts", "export function a() {}\n")])
        with pytest.raises(ExtractorError):
            discover(root, Options(environment={}, full=True))
    assert state(root) == published
    apply(root, [("src/deep/c.ts", TEXTS[3])])
    assert discover(root, OPTIONS).resolved_all == "nothing remembered"
    shutil.copytree(root, elsewhere, ignore=shutil.ignore_patterns(".claude", ".stocktake"))
    discover(elsewhere, OPTIONS)
    assert state(root) == state(elsewhere)


HUB = """
import { made } from './made';
const inside = () => made();
export function first() {}
export const second = inside;
export class Third { go() {} }
export { inside as fourth };
export const api = { go: made };
"""
USES: list[tuple[str, str | None]] = [
    ("package.json", "{}"),
    ("src/hub.ts", HUB),
    ("src/made.ts", "export function made() {}\n"),
    ("src/other.ts", "export function made() {}\n"),
    *(
        (f"src/uses-{name}.ts", f"import {{ {name} }} from './hub';\nexport const a = () => {use};\n")
        for name, use in {
            "first": "first()",
            "second": "second()",
            "Third": "new Third().go()",
            "fourth": "fourth()",
            "fifth": "fifth()",
            "api": "api.go()",
        }.items()
    ),
    ("src/takes.js", "const hub = require('./hub');\nmodule.exports = () => hub.first();\n"),
    ("src/all.ts", "import * as hub from './hub';\nexport const all = () => hub;\n"),
]


@pytest.mark.parametrize(
    ("before", "after", "reached"),
    [
        ("function first() {}", "function firstly() {}", {"uses-first.ts", "takes.js"}),
        ("function first() {}", "function first() {}\nexport function fifth() {}", {"uses-fifth.ts"}),
        ("function first() {}", "function first() { inside(); }\nfunction other() {}", set()),
        ("go() {}", "going() {}", {"uses-Third.ts"}),
        ("go() {}", "go() {} stop() {}", {"uses-Third.ts"}),
        ("second = inside", "second = first", {"uses-second.ts"}),
        ("() => made()", "made", {"uses-second.ts", "uses-fourth.ts"}),
        ("inside as fourth", "made as fourth", {"uses-fourth.ts"}),
        ("from './made'", "from './other'", {"uses-api.ts"}),
        ("go: made", "go: inside", {"uses-api.ts"}),
    ],
)
def test_an_exported_name_reaches_those_who_look_it_up(
    tmp_path: Path, before: str, after: str, reached: set[str]
) -> None:
    apply(tmp_path, USES)
    discover(tmp_path, OPTIONS)
    assert before in HUB
    again = computed_again(tmp_path, [("src/hub.ts", HUB.replace(before, after))])
    assert {path for path in again if "uses" in path or "takes" in path} == {f"src/{name}" for name in reached}


def test_what_a_module_is_as_a_whole_reaches_those_who_import_its_default(tmp_path: Path) -> None:
    whole = "function whole() {}\nexport function other() {}\n"
    apply(
        tmp_path,
        [
            ("package.json", "{}"),
            ("src/whole.ts", whole),
            ("src/default.ts", "import whole from './whole';\nexport const a = () => whole();\n"),
            ("src/required.ts", "import whole = require('./whole');\nexport const a = () => whole();\n"),
            ("src/other.ts", "import { other } from './whole';\nexport const a = () => other();\n"),
        ],
    )
    discover(tmp_path, OPTIONS)
    again = computed_again(tmp_path, [("src/whole.ts", whole + "export = whole;\n")])
    assert again == {"src/default.ts", "src/required.ts"}


def test_why_a_file_is_computed_again_names_what_it_looked_up(tmp_path: Path) -> None:
    apply(tmp_path, USES)
    discover(tmp_path, OPTIONS)
    apply(tmp_path, [("src/hub.ts", HUB.replace("function first", "function firstly"))])
    reasons = {each.path: each.reason for each in discover(tmp_path, OPTIONS).resolved}
    assert reasons["src/uses-first.ts"] == "first of src/hub.ts changed"


def manifest(**others: str) -> tuple[str, str]:
    dependencies = {"react": "^18.0.0", "lib": "^1.0.0", **others}
    return "package.json", json.dumps({"workspaces": ["packages/*"], "dependencies": dependencies})


def test_a_version_computes_something_again_only_where_it_can_matter(tmp_path: Path) -> None:
    apply(
        tmp_path,
        [
            manifest(),
            ("packages/lib/package.json", '{"name": "lib", "version": "2.0.0", "main": "index.ts"}'),
            ("packages/lib/index.ts", "export function run() {}\n"),
            (
                "src/a.ts",
                "import { run } from 'lib';\nimport { useState } from 'react';\nexport const a = () => run();\n",
            ),
            ("tsconfig.json", "{}"),
        ],
    )
    discover(tmp_path, OPTIONS)
    assert computed_again(tmp_path, [manifest(react="^19.1.0")]) == set()
    assert computed_again(tmp_path, [("tsconfig.json", "{} // as before")]) == set()
    apply(tmp_path, [manifest(react="^19.1.0", lib="^2.0.0")])  # it is the one in view now, and not a published one
    assert discover(tmp_path, OPTIONS).resolved_all
    assert check(tmp_path, OPTIONS, verify=True).fresh
    assert any(b"packages/lib/index.ts#run" in chunk for path, chunk in state(tmp_path).items() if "call-graph" in path)
