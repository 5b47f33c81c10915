"""What an answer about an import was found by: only where something of that comes or goes can it be another one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resolve_builders import resolver

from stocktake.marks import marks_in, packed_marks
from stocktake.resolve.in_view import InView, folders_of, mark

PATHS = (
    *("a/a.ts", "a/b.tsx", "a/b.d.ts", "a/index.ts", "a/b/index.ts", "a/src/b.ts", "a/src/index.ts", "a/lib/b.js"),
    *("a/data.json", "a/b.css.d.ts", "a/b.ios.ts", "lib/a.ts", "lib/src/a.ts", "lib/dist/a.js", "lib/index.js"),
    *("b.ts", "src/b.ts", "generated/a/b.ts", "lib/src/deep/index.ts", "a/.hidden.ts", "a/readme.md"),
)
SPECIFIERS = (
    *("./b", "./b.js", "./b/", ".", "..", "./data.json", "./b.css", "../lib/a", "./lib/b", "./dist/b", "../b"),
    *("lib", "lib/a", "lib/dist/a", "lib/deep", "@/b", "~b", "exact", "#in/b", "#b", "a", "a/b", "b", "src/b", "react"),
)
TARGETS = ("./src/*.ts", "./dist/*.js", "./*", "./lib/a.js", "./dist/index.js", "./src/deep", "a/*", "./index.js", "b")
_target = st.sampled_from(TARGETS)
_entry = st.one_of(
    _target, st.lists(_target, max_size=2), st.dictionaries(st.sampled_from(["types", "default"]), _target)
)
_manifest = st.fixed_dictionaries(
    {"name": st.sampled_from(["lib", "a", "b"])},
    optional={
        "main": _target,
        "types": _target,
        "source": _target,
        "exports": st.one_of(_entry, st.dictionaries(st.sampled_from([".", "./*", "./a", "./dist/*"]), _entry)),
        "imports": st.dictionaries(st.sampled_from(["#in/*", "#b", "#*"]), _entry),
        "typesVersions": st.just({"*": {"*": ["src/*", "lib/*"]}}),
    },
)
_options = st.fixed_dictionaries(
    {},
    optional={
        "baseUrl": st.sampled_from([".", "./src", ".."]),
        "paths": st.dictionaries(st.sampled_from(["@/*", "~*", "exact", "lib/*"]), st.lists(_target, max_size=2)),
        "rootDirs": st.just([".", "../generated/a"]),
        "moduleSuffixes": st.just([".ios", ""]),
        "outDir": st.sampled_from(["dist", "lib"]),
        "rootDir": st.just("src"),
    },
)


@settings(max_examples=1500, deadline=None)
@given(
    paths=st.sets(st.sampled_from(PATHS)),
    other=st.sampled_from(PATHS),
    specifiers=st.lists(st.sampled_from(SPECIFIERS), min_size=1, max_size=3),
    manifests=st.tuples(_manifest, _manifest),
    options=_options,
)
def test_an_answer_is_another_one_only_where_something_came_or_went_that_was_asked_about(
    paths: set[str], other: str, specifiers: list[str], manifests: tuple[Any, Any], options: dict[str, Any]
) -> None:
    configs = {
        "package.json": {"workspaces": ["a", "lib"]},
        "a/package.json": manifests[0],
        "lib/package.json": manifests[1],
        "a/tsconfig.json": {"compilerOptions": options},
    }
    changed = paths ^ {other}
    before, now = resolver(paths, configs), resolver(changed, configs)
    folders = folders_of([*paths, *configs]) ^ folders_of([*changed, *configs])
    marks = {mark(other), *(mark(f"{folder}/") for folder in folders)}
    for specifier in specifiers:
        was, found = before.answer("a/a.ts", specifier), now.answer("a/a.ts", specifier)
        if marks.isdisjoint(marks_in(was.asked)):
            assert found == was


def test_an_answer_that_was_known_tells_what_it_was_found_by() -> None:
    configs = {
        "package.json": {"workspaces": ["lib"]},
        "lib/package.json": {"name": "lib", "main": "dist/index.js"},
        "x/tsconfig.json": {"compilerOptions": {"baseUrl": "."}},
    }
    found = resolver(["lib/src/index.ts", "b.ts"], configs)
    for path in ("a.ts", "deep/a.ts", "x/a.ts"):
        assert mark("lib/src/index.ts") in marks_in(found.answer(path, "lib").asked)


def test_a_folder_that_decides_leaves_a_trace() -> None:
    configs = {"tsconfig.json": {"compilerOptions": {"baseUrl": "."}}}
    there, missing = (resolver(["a.ts", *paths], configs).answer("a.ts", "src/x") for paths in (["src/y.ts"], []))
    assert there.target.kind != missing.target.kind
    assert mark("src/") in marks_in(missing.asked)
    assert mark("src/") in marks_in(there.asked)


@pytest.mark.parametrize("other", ["a/b", "a/b.d.ts", "a/b.css.d.ts", "a/b.ts"])
def test_paths_that_differ_in_what_follows_the_name_have_one_mark(other: str) -> None:
    assert mark(other) == mark("a/b.tsx")


def test_other_paths_have_other_marks() -> None:
    assert len({*map(mark, ("a/b", "a/b/", "a", "b", "a/b/index", "a/.b", "a/.c"))}) == 7


def test_marks_are_kept_once_each() -> None:
    assert list(marks_in(packed_marks([7, 2**32 - 1, 7]))) == [7, 2**32 - 1]


def test_what_is_asked_about_leaves_a_trace() -> None:
    view = InView({"a/b.ts"})
    assert "a/b.ts" in view
    assert "c.ts" not in view
    assert view.has_folder("a")
    assert not view.has_folder("a/b")
    assert view.asked == ["a/b.ts", "c.ts", "a/", "a/b/"]


def test_a_path_may_be_no_text_that_a_file_can_be_named_by() -> None:
    assert resolver(["a.ts"], {}).answer("a.ts", "./\ud800").target.kind == "unresolved"
    assert mark("\ud800.ts") == mark("\ud800.js")
