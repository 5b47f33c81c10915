"""Which hooks there are, and what they take and give."""

from __future__ import annotations

from typing import Any

import pytest
from call_items import graph
from extracted_items import as_data, items_of

from stocktake.extractors.hooks.extractor import HooksExtractor
from stocktake.extractors.modules.extractor import ModulesExtractor


def hooks(source: str, path: str = "src/main.tsx", **others: str) -> dict[str, dict[str, Any]]:
    """The hooks of a file by name; ``others`` are further files: ``b="…"`` is ``src/b.ts``."""
    sources = {path: source, **{f"src/{name}.ts": text for name, text in others.items()}}
    extractor = HooksExtractor()
    found = as_data(items_of(extractor, sources, (ModulesExtractor(), extractor)))
    return {item["name"]: item for item in found if item["file"] == path}


def shown(source: str) -> tuple[list[str] | None, str | None]:
    """Parameters in short (``a?: A = b``) and return type of ``useA``."""
    found = hooks(source)["useA"]
    return found["parameters"] and [
        each["name"] + "?" * each.get("optional", False) + f": {each.get('type')} = {each.get('default')}"
        for each in found["parameters"]
    ], found["returnType"]


@pytest.mark.parametrize(
    ("source", "parameters", "returns"),
    [
        ("const useA: (b: B, c?: C) => D = (b, c) => b.c;", ["b: B = None", "c?: C = None"], "D"),
        ("const useA: ((b: B, c: C) => D) = ({ d }) => d;", ["{ d }: B = None", "c: C = None"], "D"),
        ("const useA: (b?: B) => D = (e: E = f): G => e;", ["e?: B = f"], "D"),
        ("const useA: (...b: B[]) => D = (b) => b;", ["...b: B[] = None"], "D"),
        ("const useA: (b: B) => asserts b is C = useB;", ["b: B = None"], "asserts b is C"),
        ("const useA: (b: B) => C = create();", ["b: B = None"], "C"),
        ("const useA: Hook = (b: B): C => b;", ["b: B = None"], "C"),
        ("const useA: (b: B) => C = memo((d) => d);", ["d: B = None"], "C"),
    ],
)
def test_a_hook_takes_and_gives_what_its_type_says(source: str, parameters: list[str], returns: str) -> None:
    assert shown(source) == (parameters, returns)


def test_a_hook_without_parameters_by_its_type_has_none() -> None:
    found = hooks("export const useA: () => B = useB;")["useA"]
    assert (found["parameters"], found["returnType"]) == ([], "B")


def test_overloads_without_an_implementation_show_no_parameters() -> None:
    assert shown("declare function useA(): B;\ndeclare function useA(b: C): B;") == (None, None)
    assert shown("declare function useA(b: C): B;") == (["b: C = None"], "B")


def test_destructured_hooks_have_the_line_of_their_name() -> None:
    found = hooks("export const {\n  useA,\n  b: {\n    useB = () => {\n    },\n  },\n} = api;")
    assert {name: (item["line"], item["endLine"]) for name, item in found.items()} == {"useA": (2, 2), "useB": (4, 4)}


@pytest.mark.parametrize(
    "source",
    [
        "const { useEffect, useState: useS } = require('react');",
        "export const useQuery = require('./useQuery');",
        "const { useLater } = await import('./later');",
        "const useM = require('react').useMemo;",
        "const useA = class {};",
    ],
)
def test_what_another_module_has_is_no_hook(source: str) -> None:
    assert hooks(source) == {}


def test_what_is_declared_under_the_name_of_a_hook_is_a_hook_wherever_it_is_from() -> None:
    assert list(hooks("const { useMemo } = shim.react();")) == ["useMemo"]
    assert list(hooks("const [Provider, useContext] = create();")) == ["useContext"]
    assert list(hooks("const { Provider, useContext } = create();")) == ["useContext"]
    assert list(hooks("const useContext = () => useB();")) == ["useContext"]


@pytest.mark.parametrize(
    "source",
    [
        "import api from './api'; const { useA } = api;",
        "import { createApi } from 'lib'; const { useA } = createApi();",
        "import lib from 'lib'; export const { useA } = lib;",
        "const useA = require('lib').create();",
        "import { useB } from 'lib'; const useA = useB;",
    ],
)
def test_what_is_made_or_named_here_is_a_hook(source: str) -> None:
    assert list(hooks(source, api="export default {};")) == ["useA"]


@pytest.mark.parametrize(
    ("source", "parameters"),
    [
        ("export default (run: () => void) => { useEffect(run); };", [{"name": "run", "type": "() => void"}]),
        ("export default function (b: B): C { return useEffect(b); }", [{"name": "b", "type": "B"}]),
        ("export default create(() => useEffect());", None),
    ],
)
def test_an_anonymous_default_export_is_a_hook_in_a_file_named_like_one(source: str, parameters: Any) -> None:
    found = hooks(source, "src/useAnonymous.native.ts")["default"]
    assert (found["exports"], found["parameters"], found["dependencies"]) == (["default"], parameters, ["useEffect"])
    assert hooks(source, "src/anonymous.ts") == {}


def test_other_default_exports_of_a_file_named_like_a_hook_are_none() -> None:
    assert hooks("export default { a: 1 };", "src/useA.ts") == {}
    assert hooks("export default class {}", "src/useA.ts") == {}
    assert hooks("export default () => <p>{useA()}</p>;", "src/useA.tsx") == {}
    assert hooks("export default function run() {}", "src/useA.ts") == {}


def test_calls_of_an_anonymous_hook_lead_to_it() -> None:
    found = graph(
        {
            "src/useA.ts": "export default () => 1;",
            "src/run.ts": "export default () => 1;",
            "src/main.tsx": "import useB from './useA'; import run from './run';\nconst main = () => useB(run());",
        }
    )
    assert [(each.file, each.node_type) for each in found[:2]] == [("src/useA.ts", "hook"), ("src/run.ts", "arrow")]
    assert sorted((each["to"], each["type"]) for each in as_data(found)[2]["calls"]) == [
        ("src/run.ts#default", "call"),
        ("src/useA.ts#default", "hook"),
    ]


def test_hooks_assigned_to_the_exports_of_a_script() -> None:
    found = hooks(
        "exports.useA = (b) => useEffect(b);\nmodule.exports.useC = function (d = 1) {\n  useA();\n};\n"
        "exports.useD = 1;\nexports.run = () => {};\nfunction useE() {}\n",
        "src/main.js",
    )
    assert {name: (item["line"], item["endLine"], item["exports"]) for name, item in found.items()} == {
        "useA": (1, 1, ["useA"]),
        "useC": (2, 4, ["useC"]),
        "useE": (7, 7, []),
    }
    assert found["useA"]["dependencies"] == ["useEffect"]
    assert found["useC"]["parameters"] == [{"name": "d", "optional": True, "default": "1"}]
    whole = hooks("module.exports = function useNamed(a) {};", "src/useNamed.js")
    assert whole["default"]["exports"] == ["export="]
    assert hooks("exports.useA = () => {}; export const b = 1;", "src/main.js") == {}
