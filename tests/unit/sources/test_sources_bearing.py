"""What of configuration files bears on resolution."""

from __future__ import annotations

from typing import Any

import pytest

from stocktake.digests import digest
from stocktake.encoding import to_json
from stocktake.model import ConfigFile
from stocktake.sources.bearing import bearing, without_versions


def seen(spec: str, *, name: str = "react", own: str = "app") -> Any:
    """What is seen of a dependency where the package is called ``own``."""
    data = {"name": own, "devDependencies": {name: spec}}
    (found,) = without_versions([ConfigFile("package.json", "0", data)])
    assert found.digest == "0"
    assert data["devDependencies"] == {name: spec}
    return found.data["devDependencies"][name]


@pytest.mark.parametrize("spec", ["18.2.0", "^18.2.0", "~18.2", "18", "18.x", ">=18.0.0", "v1.2.3", "^1.0.0-rc.1+b7"])
def test_a_version_of_what_is_not_in_view_is_not_seen(spec: str) -> None:
    assert seen(spec) == "*"


@pytest.mark.parametrize(
    "spec",
    [
        "workspace:*",
        "npm:preact@10.0.0",
        "catalog:",
        "file:../react",
        "link:../react",
        "github:a/b",
        "./react",
        "latest",
    ],
)
def test_where_to_take_it_from_is_seen(spec: str) -> None:
    assert seen(spec) == spec


def test_a_version_of_what_is_in_view_is_seen() -> None:
    assert seen("^1.0.0", name="lib", own="lib") == "^1.0.0"


def test_versions_in_catalogs_are_not_seen() -> None:
    data = {"packages": ["a/*"], "catalog": {"react": "^18.0.0"}, "catalogs": {"old": {"zod": "3.0.0", "lib": "1.0.0"}}}
    files = [ConfigFile("pnpm-workspace.yaml", "0", data), ConfigFile("a/package.json", "1", {"name": "lib"})]
    found = without_versions(files)[0].data
    assert found == {"packages": ["a/*"], "catalog": {"react": "*"}, "catalogs": {"old": {"zod": "*", "lib": "1.0.0"}}}
    odd = ConfigFile("pnpm-workspace.yaml", "0", {"catalog": ["1.0.0"], "catalogs": {"old": "1.0.0"}})
    assert without_versions([odd]) == [odd]


def test_what_is_no_manifest_or_no_list_of_packages_stays() -> None:
    files = [
        ConfigFile("package.json", "0", {"dependencies": ["1.0.0"], "version": "1.0.0"}),
        ConfigFile("a/package.json", "0", None),
        ConfigFile("nx.json", "0", {"dependencies": {"react": "1.0.0"}}),
    ]
    assert without_versions(files) == files


def test_what_nobody_sees_makes_no_difference() -> None:
    assert bearing(ConfigFile("tsconfig.json", "0", {"a": 1})) == bearing(ConfigFile("tsconfig.json", "1", {"a": 1}))
    assert bearing(ConfigFile("tsconfig.json", "0", {"a": 1})) != bearing(ConfigFile("tsconfig.json", "0", {"a": 2}))
    assert bearing(ConfigFile("tsconfig.json", "0", {"a": 1})) == digest(to_json({"a": 1}))


def repeated(depth: int) -> list[Any]:
    """A list of 10 to the power of ``depth`` texts, as aliases of YAML make one: ten references on each level."""
    return ["a"] * 10 if depth == 1 else [repeated(depth - 1)] * 10


@pytest.mark.parametrize(
    "file",
    [
        ConfigFile("package.json", "0", None),
        ConfigFile("pnpm-workspace.yaml", "0", {"packages": repeated(6)}),
        ConfigFile("package.json", "0", {"name": "\ud800"}),
    ],
)
def test_what_cannot_be_written_out_goes_by_its_bytes(file: ConfigFile) -> None:
    assert bearing(file) == "0"
