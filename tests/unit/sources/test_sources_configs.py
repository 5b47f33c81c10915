"""Configuration files: which are loaded, and what is said of those that cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from source_trees import write

from stocktake.digests import digest
from stocktake.model import ConfigFile, Diagnostic
from stocktake.sources.configs import MAX_CONFIG_SIZE, is_config_name, load_configs


def load(root: Path, files: dict[str, str | bytes]) -> tuple[dict[str, Any], list[Diagnostic]]:
    write(root, files)
    configs, diagnostics = load_configs(str(root), frozenset(files))
    assert [config.path for config in configs] == sorted((c.path for c in configs), key=lambda path: path.split("/"))
    return {config.path: config.data for config in configs}, diagnostics


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("package.json", True),
        ("tsconfig.json", True),
        ("tsconfig.base.json", True),
        ("tsconfig-build.json", True),
        ("jsconfig.json", True),
        ("pnpm-workspace.yaml", True),
        ("lerna.json", True),
        ("nx.json", True),
        ("rush.json", True),
        ("package-lock.json", False),
        ("mytsconfig.json", False),
        ("tsconfig.json5", False),
        ("tsconfig.ts", False),
        ("project.json", False),
    ],
)
def test_names(name: str, expected: bool) -> None:
    assert is_config_name(name) is expected


def test_files_are_loaded_wherever_they_lie(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "package.json": '{"name": "root"}',
        "packages/a/package.json": b"\xef\xbb\xbf" + b'{"name": "a"}',
        "packages/a/tsconfig.json": '{ // note\n "compilerOptions": {"paths": {"@/*": ["./src/*"],},}, }',
        "pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n",
        "other.json": "{}",
        "a.ts": "",
    }
    data, diagnostics = load(tmp_path, files)
    assert data == {
        "package.json": {"name": "root"},
        "packages/a/package.json": {"name": "a"},
        "packages/a/tsconfig.json": {"compilerOptions": {"paths": {"@/*": ["./src/*"]}}},
        "pnpm-workspace.yaml": {"packages": ["packages/*"]},
    }
    assert diagnostics == []


def test_the_digest_is_of_the_bytes_on_disk(tmp_path: Path) -> None:
    raw = b'\xef\xbb\xbf{"a": 1, }\r\n'
    write(tmp_path, {"tsconfig.json": raw})
    configs, _ = load_configs(str(tmp_path), frozenset({"tsconfig.json"}))
    assert configs == (ConfigFile("tsconfig.json", digest(raw), {"a": 1}),)


def test_utf16_and_empty_files_are_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "tsconfig.json": '{"é": 1}'.encode("utf-16"),
        "jsconfig.json": "\n",
        "pnpm-workspace.yaml": "# nothing\n",
    }
    assert load(tmp_path, files)[0] == {"jsconfig.json": {}, "pnpm-workspace.yaml": {}, "tsconfig.json": {"é": 1}}


def test_extends_and_references_lead_to_files_of_other_names(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "tsconfig.json": json.dumps({"extends": ["./configs/base.json", "./configs/strict"]}),
        "configs/base.json": '{"extends": "../deep/x"}',
        "configs/strict.json": "{}",
        "configs/unused.json": "{}",
        "deep/x.json": '{"extends": "../configs/base.json"}',
        "apps/web/tsconfig.json": json.dumps({"references": [{"path": "./node.json"}, {"path": "../../libs/a"}]}),
        "apps/web/node.json": "{}",
        "libs/a/tsconfig.json": "{}",
    }
    expected = set(files) - {"configs/unused.json"}
    assert set(load(tmp_path, files)[0]) == expected


def test_extends_through_a_package_of_the_tree(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "apps/a/tsconfig.json": '{"extends": "@acme/config/react"}',
        "apps/b/tsconfig.json": '{"extends": "@acme/config"}',
        "apps/c/tsconfig.json": '{"extends": "plain/sub/base.json"}',
        "apps/d/tsconfig.json": '{"extends": "@tsconfig/node20/tsconfig.json"}',
        "packages/config/package.json": '{"name": "@acme/config", "tsconfig": "default.json"}',
        "packages/config/react.json": "{}",
        "packages/config/default.json": "{}",
        "packages/config/fixtures/package.json": '{"name": "@acme/config"}',
        "packages/config/fixtures/default.json": "{}",
        "plain/package.json": '{"name": "plain"}',
        "plain/sub/base.json": "{}",
    }
    expected = set(files) - {"packages/config/fixtures/default.json"}
    data, diagnostics = load(tmp_path, files)
    assert set(data) == expected
    assert diagnostics == []


def test_extends_through_the_exports_of_a_package(tmp_path: Path) -> None:
    """What it leads to may have any name; it is loaded nowhere else."""
    files: dict[str, str | bytes] = {
        "apps/a/tsconfig.json": '{"extends": "@acme/config/b"}',
        "apps/b/tsconfig.json": '{"extends": "@acme/config/r.json"}',
        "apps/c/tsconfig.json": '{"extends": "@acme/config/presets/next"}',
        "apps/d/tsconfig.json": '{"extends": "@acme/config"}',
        "apps/e/tsconfig.json": '{"extends": "@acme/code"}',
        "config/package.json": json.dumps(
            {
                "name": "@acme/config",
                "exports": {
                    "./b": {"types": "./none.json", "default": "./base.json"},
                    "./r.json": "./src/renamed.json",
                    "./presets/*": "./src/*.json",
                    ".": ["./index.js", "./main.json"],
                },
            }
        ),
        "config/base.json": "{}",
        "config/src/renamed.json": "{}",
        "config/src/next.json": "{}",
        "config/index.js": "",
        "config/main.json": "{}",
        "config/src/unused.json": "{}",
        "code/package.json": '{"name": "@acme/code", "exports": "./index.js"}',
        "code/index.js": "",
        "code/tsconfig.json": "{}",
    }
    expected = set(files) - {"config/src/unused.json", "config/index.js", "code/index.js"}
    data, diagnostics = load(tmp_path, files)
    assert set(data) == expected
    assert diagnostics == []


def test_only_files_in_view_are_followed(tmp_path: Path) -> None:
    write(tmp_path, {"root/hidden.json": "{}", "outside.json": "{}"})
    files: dict[str, str | bytes] = {
        "tsconfig.json": '{"extends": ["./hidden.json", "../outside.json", "/etc/x.json"]}'
    }
    assert set(load(tmp_path / "root", files)[0]) == {"tsconfig.json"}


@pytest.mark.parametrize(
    "text",
    [
        '{"extends": 3, "references": {"path": "x"}}',
        '{"extends": [null, {}, "", "@", "@/", "."], "references": [1, {"path": 2}, {"path": ""}, null]}',
        '{"extends": "./tsconfig.json"}',
    ],
)
def test_odd_settings_do_no_harm(tmp_path: Path, text: str) -> None:
    files: dict[str, str | bytes] = {"tsconfig.json": text, "package.json": '{"name": ["x"], "tsconfig": 1}'}
    assert set(load(tmp_path, files)[0]) == {"tsconfig.json", "package.json"}


@pytest.mark.parametrize(
    ("name", "content", "line", "words"),
    [
        ("package.json", '{\n "a": 1\n "b": 2\n}', 3, "not valid JSON"),
        ("package.json", "<<<<<<< HEAD\n{}\n", 1, "not valid JSON"),
        ("tsconfig.json", "[]", 1, "not an object"),
        ("tsconfig.json", b"\xff\xfe{", 0, "not valid text"),
        ("tsconfig.json", "[" * 5_000, 0, "not valid JSON: nested too deeply"),
        ("pnpm-workspace.yaml", "packages:\n  - [a\n", 3, "not valid YAML"),
        ("pnpm-workspace.yaml", "- a\n", 1, "not an object"),
        ("pnpm-workspace.yaml", "a: !!python/object/apply:os.system ['exit']\n", 1, "not valid YAML"),
        ("pnpm-workspace.yaml", "a: 2020-99-99\n", 0, "not valid YAML"),
        ("pnpm-workspace.yaml", "a: " + "[" * 5_000, 0, "not valid YAML"),
    ],
)
def test_what_cannot_be_used_has_a_diagnostic(
    tmp_path: Path, name: str, content: str | bytes, line: int, words: str
) -> None:
    data, diagnostics = load(tmp_path, {name: content})
    assert data == {name: None}
    (diagnostic,) = diagnostics
    assert (diagnostic.path, diagnostic.message.startswith(words)) == (name, True)
    assert diagnostic.line == line or not line
    assert str(tmp_path) not in diagnostic.message


def test_configuration_of_tools_lies_beside_a_package(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "package.json": "{}",
        "app.json": "[1]",
        "wrangler.jsonc": '{"main": "a.ts"} // note',
        "wrangler.toml": 'main = "b.ts"\n',
        ".sequelizerc": "module.exports = { config: path.resolve('config', 'db.js'), a: path.join(a, \"b/c\") };",
        "locales/app.json": '{"title": "App"}',
        "locales/.sequelizerc": "path.resolve('config')",
    }
    data, diagnostics = load(tmp_path, files)
    assert data == {
        ".sequelizerc": {"paths": ["config/db.js", "b/c"]},
        "app.json": None,
        "package.json": {},
        "wrangler.jsonc": {"main": "a.ts"},
        "wrangler.toml": {"main": "b.ts"},
    }
    assert diagnostics == [Diagnostic("app.json", 1, "not an object")]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a = 1\nb\n", 2, "not valid TOML: Expected '=' after a key in a key/value pair"),
        ("a = " + "[" * 5_000, 0, "not valid TOML: nested too deeply"),
        ("a." * 2_000 + "b = 1", 0, "not valid TOML: a line has more than 1,000 dots"),
    ],
)
def test_toml_that_is_none(tmp_path: Path, text: str, line: int, message: str) -> None:
    data, diagnostics = load(tmp_path, {"package.json": "{}", "bunfig.toml": text})
    assert data["bunfig.toml"] is None
    assert diagnostics == [Diagnostic("bunfig.toml", line, message)]


def test_a_file_that_was_not_read_has_no_digest(tmp_path: Path) -> None:
    (tmp_path / "tsconfig.json").symlink_to("/etc/passwd")
    write(tmp_path, {"nx.json": b" " * (MAX_CONFIG_SIZE + 1)})
    configs, diagnostics = load_configs(str(tmp_path), frozenset({"tsconfig.json", "package.json", "nx.json"}))
    assert configs == tuple(ConfigFile(name, "", None) for name in ("nx.json", "package.json", "tsconfig.json"))
    assert diagnostics == [
        Diagnostic("nx.json", 0, "not read: too-large (2000001 bytes)"),
        Diagnostic("tsconfig.json", 0, "not read: symlink"),
    ]
