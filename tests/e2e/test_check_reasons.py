"""What ``check`` says, and that it leaves no trace, in real repositories."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from e2e_repository import IN_PROCESS, STATE, Repository, snapshot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stocktake import api
from stocktake.pipeline import plan

HOOKS = f"{STATE}/hooks-inventory"


def result(repository: Repository, *arguments: str) -> dict[str, Any]:
    """``check --format json``, held against its schema."""
    done = repository.command("stocktake", "check", "--format", "json", *arguments)
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["fresh"] == (done.returncode == 0)
    jsonschema.validate(found, json.loads(api.schema("check-output")))
    return found


def told(found: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [(m["sign"], m["kind"], m["path"], m["inventory"]) for m in found["mismatches"]]


def only(names: tuple[str, ...]) -> api.Options:
    return api.Options(environment={}, overrides={"only": list(names)})


def test_files_and_chunks_with_signs(installed: Repository) -> None:
    installed.write({"src/hooks/useThing.ts": "export function useThing() {}\n", "src/new.ts": "export {};\n"})
    (installed.root / "src/ui/Button.tsx").unlink()
    text = installed.stocktake("check", code=1)
    assert "+ src/new.ts: new" in text
    assert "~ src/hooks/useThing.ts: modified" in text
    assert "- src/ui/Button.tsx: deleted" in text
    assert "  hooks: hooks-inventory/src.json" in text
    found = result(installed)
    assert told(found) == [
        ("+", "source", "src/new.ts", ""),
        ("~", "source", "src/hooks/useThing.ts", ""),
        ("-", "source", "src/ui/Button.tsx", ""),
    ]
    assert {i["name"]: i["chunks"] for i in found["inventories"]} == {
        "callGraph": ["call-graph-inventory/src.json"],
        "components": ["component-inventory/src.json"],
        "hooks": ["hooks-inventory/src.json"],
        "modules": ["modules-inventory/src.json"],
        "types": ["types-inventory/src.json"],
    }
    verified = result(installed, "--verify")
    assert ("~", "state", "hooks-inventory/src.json", "hooks") in told(verified)
    assert ("-", "source", "src/ui/Button.tsx", "") in told(verified)


def test_damage_is_told_with_the_inventory(installed: Repository) -> None:
    (installed.root / f"{HOOKS}/extra.json").write_text("{}\n")
    (installed.root / STATE / "types-inventory/src.json").unlink()
    chunk = installed.root / STATE / "component-inventory/src.json"
    chunk.write_bytes(chunk.read_bytes()[:-20])
    edited = installed.root / STATE / "modules-inventory/src.json"
    edited.write_bytes(edited.read_bytes().replace(b"Button", b"Buttom"))
    expected = {
        ("+", "state", "hooks-inventory/extra.json", "hooks"),
        ("-", "state", "types-inventory/src.json", "types"),
        ("~", "state", "component-inventory/src.json", "components"),
        ("~", "state", "modules-inventory/src.json", "modules"),
    }
    for arguments in ((), ("--verify",)):
        found = result(installed, *arguments)
        assert set(told(found)) == expected
        messages = {m["path"]: m["message"] for m in found["mismatches"]}
        assert messages["component-inventory/src.json"].startswith("truncated: ")
        assert messages["modules-inventory/src.json"].startswith("edited: ")
        assert [i["name"] for i in found["inventories"]] == ["components", "hooks", "modules", "types"]


def test_state_of_another_version_or_configuration(installed: Repository) -> None:
    manifest = installed.root / STATE / "manifest.json"
    written = manifest.read_bytes()
    manifest.write_bytes(written.replace(b'"schema_version": 1', b'"schema_version": 2', 1))
    assert "a newer stocktake" in installed.stocktake("check", code=1)
    manifest.write_bytes(written.replace(b'"generator": "stocktake ', b'"generator": "stocktake 9.', 1))
    found = result(installed)
    assert found["mismatches"][0]["message"].startswith("generator changed: stocktake 9.")
    assert len(found["inventories"]) == 8 and all(i["reasons"] for i in found["inventories"])
    manifest.write_bytes(written)
    installed.write({"stocktake.toml": "[inventories.hooks]\nexclude = ['src/app/']\n"})
    found = result(installed)
    assert ("", "options", "", "hooks") in told(found)
    assert ("hooks", []) in [(i["name"], i["chunks"]) for i in found["inventories"]]
    installed.write({"stocktake.toml": "", "tsconfig.json": "{}\n"})
    found = result(installed)
    assert told(found) == [("~", "source", "tsconfig.json", "")]
    assert found["inventories"][0]["reasons"] == ["tsconfig.json: config changed: modified"]


def test_annotations_name_files_from_the_top_of_the_work_tree(repository: Repository) -> None:
    app = Repository(repository.root / "packages/app", repository.env)
    app.write({"stocktake.toml": "", "a.ts": "export type A = 1;\n", "b.ts": "export type B = 1;\n"})
    app.discover()
    app.write({"a.ts": "export type A = 2;\n"})
    (app.root / STATE / "index.md").write_text("edited\n")
    lines = app.stocktake("check", "--format", "github", code=1).splitlines()
    assert lines[:2] == [
        f"::error file=packages/app/{STATE}/index.md,title=stocktake::edited: is not what was published",
        "::error file=packages/app/a.ts,title=stocktake::modified",
    ]
    assert all((repository.root / line.split("file=")[1].split(",")[0]).exists() for line in lines[:2])
    outside = repository.root.parent / "state outside"
    app.stocktake("-q", "--output", str(outside))
    (outside / "index.md").write_text("edited\n")
    lines = app.stocktake("check", "--format", "github", "--output", str(outside), code=1).splitlines()
    assert lines[0] == "::error title=stocktake::edited: is not what was published"


def test_only_asks_about_some(installed: Repository) -> None:
    (installed.root / STATE / "types-inventory/src.json").unlink()
    assert result(installed, "--only", "hooks")["fresh"]
    assert not result(installed, "--only", "hooks,types")["fresh"]
    assert not result(installed)["fresh"]
    (installed.root / STATE / "types-inventory/manifest.json").unlink()
    assert result(installed, "--only", "hooks")["fresh"]
    assert result(installed, "--skip", "types")["fresh"]
    installed.write({"src/hooks/useThing.ts": "export function useThing() {}\n"})
    assert not result(installed, "--only", "hooks")["fresh"]


def test_a_partial_run_is_told_of_the_rest(installed: Repository) -> None:
    installed.write({"src/hooks/useThing.ts": "export type T = 1;\nexport function useThing() {}\n"})
    installed.stocktake("-q", "--only", "hooks")
    assert result(installed, "--only", "hooks")["fresh"]
    found = result(installed)
    assert "types" in {m["inventory"] for m in found["mismatches"]}
    assert all("left out by --only or --skip" in m["message"] for m in found["mismatches"])
    installed.discover()
    assert installed.is_fresh()


def test_a_partial_run_of_another_version_is_told_of_the_rest(
    installed: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is carried over was written by the version before, which may have resolved otherwise."""
    monkeypatch.setattr(plan, "GENERATOR", "stocktake 9.9")
    api.discover(installed.root, only(("hooks",)))
    found = api.check(installed.root, IN_PROCESS)
    assert "types" in {mismatch.inventory for mismatch in found.mismatches}
    assert api.check(installed.root, only(("hooks",))).fresh
    api.discover(installed.root, IN_PROCESS)
    assert api.check(installed.root, IN_PROCESS).fresh


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("run"), st.sampled_from([(), ("hooks",), ("types", "callGraph"), ("modules",)])),
        st.tuples(
            st.just("write"),
            st.tuples(
                st.sampled_from(["src/a.ts", "src/hooks/useThing.ts", "lib/b.ts", "src/c.test.ts", "data.json"]),
                st.sampled_from(
                    [
                        "",
                        "export type A = 1;\n",
                        "import data from '../data.json';\nexport function useB() { return data; }\n",
                    ]
                ),
            ),
        ),
        st.tuples(
            st.just("configure"),
            st.sampled_from(
                ["", "tests = true\n", "[inventories.types]\nexclude = ['src/']\n", "skip = ['modules']\n"]
            ),
        ),
    ),
    max_size=6,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_fresh_is_never_a_lie(
    steps: list[tuple[str, Any]], installed_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever partial runs, edits and configurations came before: what the digests call fresh is what the sources
    give, and a whole run makes it so."""
    root = tmp_path_factory.mktemp("steps") / "demo"
    shutil.copytree(installed_template, root)
    repository = Repository(root, {})
    for step, value in steps:
        if step == "write":
            repository.write({value[0]: value[1]})
        elif step == "configure":
            repository.write({"stocktake.toml": value})
        elif not value or "modules" not in value or "skip" not in (root / "stocktake.toml").read_text():
            api.discover(root, only(value) if value else IN_PROCESS)
        quick = api.check(root, IN_PROCESS)
        full = api.check(root, IN_PROCESS, verify=True)
        assert not quick.fresh or full.fresh, (full.mismatches, steps)
    api.discover(root, IN_PROCESS)
    assert repository.is_fresh()
    shutil.rmtree(root)


@pytest.mark.parametrize("flags", [(), ("--verify",), ("--staged",), ("--only", "hooks")])
@pytest.mark.parametrize("fresh", [True, False])
def test_it_leaves_no_trace(installed: Repository, flags: tuple[str, ...], fresh: bool) -> None:
    installed.discover()
    installed.git("status")  # git may refresh its index once
    if not fresh:
        installed.write({"src/hooks/useThing.ts": "export function useThing() {}\n"})
    before = snapshot(installed.root, below_git=True)
    index = (installed.root / ".git/index").read_bytes()
    found = result(installed, *flags)
    assert found["fresh"] or not fresh
    assert snapshot(installed.root, below_git=True) == before
    assert (installed.root / ".git/index").read_bytes() == index


def test_a_cache_of_another_version_is_not_touched(installed: Repository) -> None:
    installed.discover()
    database = installed.root / ".stocktake/facts.db"
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version=7")
    connection.close()
    (installed.root / ".stocktake/CACHEDIR.TAG").unlink()
    before = snapshot(installed.root)
    assert result(installed)["fresh"]
    assert snapshot(installed.root) == before
    database.write_bytes(b"no database at all\n")
    before = snapshot(installed.root)
    assert result(installed)["fresh"]
    assert snapshot(installed.root) == before


def test_staged_needs_git(repository: Repository, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    plain = Repository(folder, repository.env)
    plain.write({"a.ts": "export const a = 1;\n"})
    assert "--staged needs git" in plain.stocktake("check", "--staged", code=2)
