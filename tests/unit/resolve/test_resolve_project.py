from __future__ import annotations

import random
from collections.abc import Iterable
from functools import partial
from typing import Any

import pytest
from resolve_builders import config_files, constants, exported, imported, module, project, reexported

from stocktake.extractors.base import Project
from stocktake.resolve import exports
from stocktake.resolve.project import ResolvedProject


def test_it_is_a_project() -> None:
    found: Project = project({"b.ts": constants("x"), "a/z.ts": constants(), "a.ts": constants()})
    assert list(found.facts("modules")) == ["a/z.ts", "a.ts", "b.ts"]
    assert found.facts("none") == {}
    assert found.resolve("a.ts", "./b").path == "b.ts"


def test_import_cycles_are_of_value_imports() -> None:
    modules = {
        "a.ts": module(imported("./b", "x")),
        "b.ts": module(reexported("./c", "*")),
        "c.ts": module(imported("./a", kind="side-effect")),
        "t.ts": module(imported("./u", "T", kind="type")),
        "u.ts": module(imported("./t", "x"), imported("./v", kind="dynamic")),
        "v.ts": module(imported("./u", "x"), imported("./t", "type A", "type B")),
    }
    found = project(modules)
    assert list(found.import_cycles) == [("a.ts", "b.ts", "c.ts")]
    assert found.import_cycle("b.ts") == ("b.ts", "c.ts", "a.ts")
    assert found.import_cycle("u.ts") == ()


def probes(found: ResolvedProject, paths: Iterable[str]) -> dict[str, bool]:
    """Those of all files."""
    answers = [answer for path in paths for answer in found.answers_of(path)]
    return {probe: is_there for answer in answers for probe, is_there in answer.probes.items()}


def test_probes_are_complete_whatever_was_asked_before() -> None:
    modules = {"a.ts": module(imported("./x.json", "default as x")), "b.ts": module(imported("./no.json"))}
    assert probes(project(modules, others=["x.json"]), modules) == {"no.json": False, "x.json": True}


def test_diagnostics_come_once_and_sorted() -> None:
    configs = {"b/tsconfig.json": {"extends": "./no"}, "a/tsconfig.json": {"extends": ["./no", "./no"]}}
    assert [each.path for each in project({}, configs).diagnostics] == ["a/tsconfig.json", "b/tsconfig.json"]


def test_the_order_of_what_is_given_does_not_matter() -> None:
    configs: dict[str, Any] = {
        "package.json": {"workspaces": ["p/*"]},
        "p/x/package.json": {"name": "x", "main": "dist/index.js"},
        "p/y/package.json": {"name": "x", "main": "dist/index.js"},
        "p/x/tsconfig.json": {"compilerOptions": {"paths": {"@/*": ["src/*"]}}},
    }
    modules = {
        "p/x/src/index.ts": module(reexported("./a", "*"), reexported("@/b", "*"), reexported("./index", "* as me")),
        "p/x/src/a.ts": module(imported("./b", "y"), exported("y"), exported("a", "")),
        "p/x/src/b.ts": module(imported("./a", "a"), exported("y", ""), reexported("x", "y as z")),
        "p/y/src/index.ts": module(imported("x", "a", "me")),
    }

    def snapshot(seed: int) -> tuple[object, ...]:
        order = random.Random(seed)
        paths, files = list(modules), config_files(configs)
        order.shuffle(paths)
        order.shuffle(files)
        facts = {"modules": {path: modules[path] for path in paths}}
        found = ResolvedProject(facts, files, frozenset([*modules, *configs]))
        order.shuffle(paths)
        asked = {
            path: (dict(found.exports(path)), found.unused_exports(path), found.import_cycle(path)) for path in paths
        }
        return [asked[path] for path in sorted(asked)], found.import_cycles, probes(found, sorted(modules))

    assert all(snapshot(seed) == snapshot(0) for seed in range(1, 6))


def test_what_a_lookup_reads_is_names() -> None:
    """Every name on the way, whether it is there or not: an edit that changes what one means changes the answer."""
    modules = {
        "use.ts": module(
            imported("./barrel", "x", "gone"),
            imported("./whole", "export= as whole"),
            imported("./whole", "default as either"),
        ),
        "barrel.ts": module(reexported("./leaf", "*")),
        "leaf.ts": module(imported("./far", "y"), exported("x", "y")),
        "far.ts": constants("y", "z"),
        "whole.ts": constants("a"),
    }
    found = project(modules)

    def read(name: str, path: str = "use.ts") -> set[tuple[str, ...]]:
        _, reads = found.traced(lambda: found.lookup(path, name))
        return {(kind, *where.split("\0")) for kind, where in reads if not where.startswith(f"{path}\0")}

    through = {
        ("modules names", "barrel.ts", "x"),
        ("tables names", "barrel.ts", "x"),
        ("modules names", "leaf.ts", "x"),
    }
    assert read("x") == {*through, ("modules names", "far.ts", "y")}
    assert read("gone") == {("modules names", "barrel.ts", "gone"), ("tables names", "barrel.ts", "gone")}
    assert read("whole") == {("modules names", "whole.ts", "export=")}
    assert read("either") == {("modules names", "whole.ts", "default"), ("modules names", "whole.ts", "export=")}
    assert found.traced(lambda: found.lookup("leaf.ts", "z"))[1] == {("locals names", "leaf.ts\0z")}
    assert found.traced(lambda: found.exported("far.ts", "z"))[1] == {("modules names", "far.ts\0z")}
    assert ("modules", "far.ts") in found.traced(lambda: found.exports("far.ts"))[1]


def test_lookups_that_are_forgotten_come_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many files not all are remembered: answers and what was read for them do not depend on it."""
    modules = {
        "use.ts": module(imported("./barrel", "x", "y", "gone"), imported("./leaf", "* as all")),
        "barrel.ts": module(reexported("./leaf", "*"), reexported("./far", "*")),
        "leaf.ts": module(imported("./far", "z"), exported("x", "z")),
        "far.ts": constants("y", "z"),
    }
    asked = [("use.ts", name) for name in ("x", "y", "gone", "all.x", "x", "y")] + [("leaf.ts", "z"), ("far.ts", "z")]

    def answers() -> list[object]:
        found = project(modules)
        told: list[object] = [found.traced(partial(found.lookup, *each)) for each in asked]
        remembered.append(len(found._tables._looked_up))
        return told

    remembered: list[int] = []
    expected = answers()
    monkeypatch.setattr(exports, "_MOST_LOOKED_UP", 2)
    assert answers() == expected
    assert remembered[1] <= 3 < remembered[0]
