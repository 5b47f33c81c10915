from typing import Any

import pytest
from resolve_builders import packages

from stocktake.resolve.packages import package_name


def link(configs: dict[str, Any], folder: str, name: str) -> str | None:
    found = packages(configs).link(folder, name)
    return None if found is None else found.folder


MEMBERS = {"packages/a/package.json": {"name": "a"}, "packages/b/package.json": {"name": "@s/b"}}


@pytest.mark.parametrize(
    "root",
    [
        {"package.json": {"workspaces": ["packages/*"]}},
        {"package.json": {"workspaces": {"packages": ["packages/*"]}}},
        {"package.json": {}, "pnpm-workspace.yaml": {"packages": ["packages/**"]}},
        {"package.json": {}, "lerna.json": {"packages": ["packages/*"]}},
        {"package.json": {}, "lerna.json": {}},
        {"rush.json": {"projects": [{"projectFolder": "packages/a"}, {"projectFolder": "packages/b"}]}},
    ],
)
def test_members_are_linked_whatever_the_package_manager(root: dict[str, Any]) -> None:
    assert link(root | MEMBERS, "packages/a/src", "@s/b") == "packages/b"
    assert link(root | MEMBERS, "", "a") == "packages/a"


def test_without_a_workspace_nothing_is_linked() -> None:
    assert link({"package.json": {}, "turbo.json": {}} | MEMBERS, "packages/a", "@s/b") is None


def test_negated_patterns_and_folders_that_do_not_match_are_no_members() -> None:
    configs = {
        "package.json": {"workspaces": ["packages/**", "!packages/b"]},
        "fixtures/c/package.json": {"name": "c"},
    } | MEMBERS
    assert link(configs, "", "a") == "packages/a"
    assert link(configs, "", "@s/b") is None
    assert link(configs, "", "c") is None


def test_links_are_seen_below_their_workspace_only_and_the_nearest_wins() -> None:
    configs = {
        "one/package.json": {"workspaces": ["*"]},
        "one/x/package.json": {"name": "x"},
        "two/package.json": {"workspaces": ["*"]},
        "two/y/package.json": {"name": "y", "dependencies": {"x": "file:../vendored"}},
        "two/vendored/package.json": {"name": "other"},
        "two/x/package.json": {"name": "x"},
    }
    assert link(configs, "one/x", "y") is None
    assert link(configs, "two/y", "x") == "two/vendored"
    assert link(configs, "two/vendored", "x") == "two/x"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("workspace:*", "packages/a"),
        ("workspace:../packages/a", "packages/a"),
        ("workspace:a@*", "packages/a"),
        ("file:../packages/a", "packages/a"),
        ("link:../packages/a", "packages/a"),
        ("portal:../packages/a", "packages/a"),
        ("file:../a.tgz", None),
        ("npm:other@1.0.0", None),
        ("^1.0.0", None),
    ],
)
def test_protocols_of_dependencies(spec: str, expected: str | None) -> None:
    name = "alias" if spec == "workspace:a@*" else "a"
    configs = MEMBERS | {"app/package.json": {"name": "app", "dependencies": {name: spec}}}
    assert link(configs, "app/src", name) == expected


def test_an_npm_alias_hides_the_workspace_package() -> None:
    configs = {
        "package.json": {"workspaces": ["packages/*", "app"]},
        "app/package.json": {"name": "app", "dependencies": {"a": "npm:published@1"}},
    } | MEMBERS
    assert link(configs, "app", "a") is None
    assert link(configs, "packages/b", "a") == "packages/a"


def test_package_of() -> None:
    found = packages(
        {
            "package.json": {"workspaces": ["p/*"]},
            "p/a/package.json": {"name": "a"},
            "p/a/src/esm/package.json": {"type": "module"},
            "p/b/package.json": {},
        }
    )
    assert found.package_of("p/a/src/x.ts") == "a"
    assert found.package_of("p/a/src/esm/x.ts") == "a"
    assert found.package_of("p/b/x.ts") == "p/b"
    assert found.package_of("x.ts") == ""
    assert packages({}).package_of("deep/er/x.ts") == ""


def test_scope_is_the_nearest_package_json_even_without_a_name() -> None:
    found = packages({"package.json": {"name": "r"}, "a/package.json": {"type": "module"}})
    scope = found.scope("a/b/c")
    assert scope is not None and scope.path == "a/package.json"
    outer = found.scope("z")
    assert outer is not None and outer.name == "r"


def test_malformed_manifests_do_no_harm() -> None:
    found = packages(
        {
            "package.json": {"workspaces": [1, None], "name": 5, "dependencies": ["x"]},
            "a/package.json": None,
            "b/package.json": {"dependencies": {"x": 7, "y": "file:../../.."}},
            "pnpm-workspace.yaml": ["packages"],
            "rush.json": {"projects": [1, {"projectFolder": 2}]},
        }
    )
    assert found.link("b", "y") is None
    assert found.package_of("a/x.ts") == ""


def test_package_name() -> None:
    assert package_name("@s/b/sub/path") == ("@s/b", "sub/path")
    assert package_name("a") == ("a", "")
    assert package_name("a/b") == ("a", "b")
