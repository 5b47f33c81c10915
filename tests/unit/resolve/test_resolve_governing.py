"""Which config's ``paths`` a file is resolved with."""

from typing import Any

import pytest
from resolve_builders import answer


def alias(target: str) -> dict[str, Any]:
    return {"compilerOptions": {"paths": {"@/*": [f"{target}/*"]}}}


FILES = ["src/m.ts", "lib/m.ts", "src/a.ts", "vite.config.ts", "app/src/m.ts", "app/src/a.ts", "app/tests/a.ts"]


def test_the_project_referenced_by_a_solution() -> None:
    vite = {
        "tsconfig.json": {
            "files": [],
            "references": [{"path": "./tsconfig.app.json"}, {"path": "./tsconfig.node.json"}],
        },
        "tsconfig.app.json": alias("./src") | {"include": ["src"]},
        "tsconfig.node.json": alias("./lib") | {"include": ["vite.config.ts"]},
    }
    assert answer(FILES, vite, "src/a.ts", "@/m") == "src/m.ts"
    assert answer(FILES, vite, "vite.config.ts", "@/m") == "lib/m.ts"


def test_references_are_followed_to_any_depth_and_in_circles() -> None:
    configs = {
        "tsconfig.json": {"files": [], "references": [{"path": "one"}]},
        "one/tsconfig.json": {"files": [], "references": [{"path": "../two"}]},
        "two/tsconfig.json": alias("../lib") | {"include": ["../src"], "references": [{"path": ".."}]},
    }
    assert answer(FILES, configs, "src/a.ts", "@/m") == "lib/m.ts"


def test_the_nearest_config_that_includes_the_file_wins() -> None:
    configs = {"tsconfig.json": alias("./src"), "app/tsconfig.json": alias("./src")}
    assert answer(FILES, configs, "app/src/a.ts", "@/m") == "app/src/m.ts"
    assert answer(FILES, configs, "src/a.ts", "@/m") == "src/m.ts"


def test_a_file_that_no_project_includes_is_resolved_like_its_neighbours() -> None:
    configs = {"app/tsconfig.json": alias("./src") | {"include": ["src"]}}
    assert answer(FILES, configs, "app/tests/a.ts", "@/m") == "app/src/m.ts"


def test_a_file_that_only_an_outer_project_includes_may_use_either() -> None:
    configs = {
        "tsconfig.json": {"compilerOptions": {"paths": {"~/*": ["./lib/*"]}}},
        "app/tsconfig.json": alias("./src") | {"include": ["src"]},
    }
    assert answer(FILES, configs, "app/tests/a.ts", "@/m") == "app/src/m.ts"
    assert answer(FILES, configs, "app/tests/a.ts", "~/m") == "lib/m.ts"


def test_another_config_of_the_folder_that_includes_the_file() -> None:
    configs = {
        "tsconfig.json": {"include": ["vite.config.ts"]},
        "tsconfig.lib.json": alias("./lib") | {"include": ["src"]},
    }
    assert answer(FILES, configs, "src/a.ts", "@/m") == "lib/m.ts"


@pytest.mark.parametrize("name", ["jsconfig.json", "tsconfig.base.json"])
def test_jsconfig_and_a_lone_base_config(name: str) -> None:
    assert answer(FILES, {name: alias("./src")}, "app/src/a.ts", "@/m") == "src/m.ts"
