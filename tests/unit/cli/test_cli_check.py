from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_project import Ran, snapshot, write_files

Run = Callable[..., Ran]
STATE = ".claude/state"


def test_before_the_first_run_there_is_nothing_fresh(project: Path, run: Run) -> None:
    before = snapshot(project)
    ran = run("check")
    assert ran.code == 1
    assert "nothing was published here yet\nrun `stocktake discover` to bring it up to date\n" in ran.out
    assert snapshot(project) == before


@pytest.mark.parametrize("flags", [(), ("--verify",)])
def test_after_a_run_the_state_is_fresh_and_check_leaves_no_trace(
    project: Path, run: Run, flags: tuple[str, ...]
) -> None:
    run()
    before = snapshot(project)
    ran = run("check", *flags)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("fresh: .claude/state matches 3 source files")
    assert snapshot(project) == before
    shutil.rmtree(project / ".stocktake")
    assert run("discover", "--check").code == 0
    assert not (project / ".stocktake").exists()


def test_it_counts_the_files_that_discover_counts(project: Path, run: Run) -> None:
    """A skipped file that others import is read too, and is no source file for that."""
    write_files(project, {"src/uses.ts": "import './app/Page.test';\n", "src/generated.ts": "// @generated\n"})
    assert "4 extracted, 0 from the cache, 2 skipped" in run().out
    for arguments in (("check",), ("check", "--verify"), ("check", "--json")):
        assert re.search(r"matches 4 source files|\"files\": 4,", run(*arguments).out), arguments
    run()
    assert run("check").out.startswith("fresh: .claude/state matches 4 source files")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"src/useThing.ts": "export const b = 2;\n"}, "src/useThing.ts: modified"),
        ({"src/new.ts": "export const b = 2;\n"}, "src/new.ts: new"),
        ({"src/new.test.ts": "test()\n"}, "src/new.test.ts: skipped now (test)"),
        ({"package.json": '{"name": "other"}'}, "package.json: config changed: modified"),
        ({"src/tsconfig.json": "{}"}, "src/tsconfig.json: config changed: new"),
        ({"stocktake.toml": "chunk_budget = 500"}, "options changed"),
        ({"stocktake.toml": "[inventories.hooks]\ninclude = ['x']"}, "hooks: its options or what it depends on"),
        ({"stocktake.toml": "skip = ['hooks']"}, "hooks: published, no longer selected"),
        ({f"{STATE}/index.md": "edited\n"}, "index.md: edited"),
        ({f"{STATE}/hooks-inventory/extra.json": "{}"}, "hooks-inventory/extra.json: extra"),
        ({f"{STATE}/manifest.json": "{"}, "manifest.json: invalid"),
    ],
)
def test_every_change_is_found_with_its_reason(project: Path, run: Run, files: dict[str, str], message: str) -> None:
    run()
    write_files(project, files)
    ran = run("check", "-v")
    assert ran.code == 1
    assert message in ran.out
    run()
    assert run("check", "--verify").code == 0 or "extra.json" in message


def test_a_deleted_source_and_a_deleted_chunk(project: Path, run: Run) -> None:
    run()
    (project / "src/Button.tsx").unlink()
    next((project / STATE / "types-inventory").glob("src*.json")).unlink()
    ran = run("check", "--format", "json")
    assert ran.code == 1
    mismatches = json.loads(ran.out)["mismatches"]
    gone = {"kind": "source", "path": "src/Button.tsx", "message": "deleted", "sign": "-", "inventory": ""}
    assert gone in mismatches
    assert any(m["kind"] == "state" and m["message"].startswith("missing") for m in mismatches)


def test_check_finds_a_forgery_only_with_verify(project: Path, run: Run) -> None:
    """Somebody who edits a chunk can edit the checksums too; computing everything again is what finds it."""
    from stocktake.digests import digest

    run()
    state = project / STATE
    chunk = next((state / "hooks-inventory").glob("src*.json"))
    forged = chunk.read_bytes().replace(b"useThing", b"useEvil1")
    replaced = {digest(chunk.read_bytes()): digest(forged)}
    chunk.write_bytes(forged)
    for manifest in (state / "hooks-inventory/manifest.json", state / "manifest.json"):
        before = manifest.read_bytes()
        after = before
        for old, new in replaced.items():
            after = after.replace(old.encode(), new.encode())
        manifest.write_bytes(after)
        replaced[digest(before)] = digest(after)
    assert run("check").code == 0
    ran = run("check", "--verify")
    assert ran.code == 1
    assert f"{chunk.relative_to(state).as_posix()}: is not what the sources give" in ran.out


def test_verify_of_some_inventories_says_nothing_of_others(project: Path, run: Run) -> None:
    """Where sources changed a run would mark what it leaves out: no reason why what was asked for is stale."""
    run()
    write_files(project, {"src/useOther.ts": "export function useOther() { return 1; }\n"})
    ran = run("check", "--only", "hooks", "--verify", "--format", "json")
    assert ran.code == 1
    result = json.loads(ran.out)
    assert {each["name"] for each in result["inventories"]} == {"hooks"}
    assert {path.split("/")[0] for path in (each["path"] for each in result["mismatches"])} == {
        "src",
        "hooks-inventory",
        "sources",
        "coverage.json",
        "index.md",
        "manifest.json",
    }
    run("discover", "--only", "hooks")
    assert run("check", "--only", "hooks", "--verify").code == 0


def test_files_that_are_left_out_now_are_not_called_deleted(project: Path, run: Run) -> None:
    write_files(project, {"src/other.ts": "export {};\n", "gen/a.ts": "export {};\n", "gone.ts": "export {};\n"})
    run()
    write_files(project, {"stocktake.toml": 'exclude = ["src/app/"]', ".gitignore": "gen/\n"})
    (project / "gone.ts").unlink()
    assert run("check").out.splitlines()[1:7] == [
        "  options changed: exclude was not set when the state was made",
        "- gen/a.ts: ignored now",
        "- gone.ts: deleted",
        "- src/app/Page.tsx: skipped now (excluded)",
        "~ src/app/Page.test.tsx: skipped now (excluded; test before)",
        "inventories, as far as the digests tell (--verify computes them)",
    ]
    explained = {reason["path"]: reason["reason"] for reason in json.loads(run("discover", "--json").out)["recomputed"]}
    assert explained == {"gen/a.ts": "ignored now", "gone.ts": "deleted", "src/app/Page.tsx": "skipped now (excluded)"}
    (project / "stocktake.toml").unlink()
    said = run("check").out
    assert "options changed: one of exclude, max_file_size, chunk_budget, tests, " in said
    assert "+ src/app/Page.tsx: not skipped any more (excluded)" in said
    assert "new" not in said


def test_github_format(project: Path, run: Run) -> None:
    run()
    write_files(project, {"src/new.ts": "export {};\n"})
    ran = run("check", "--format", "github")
    assert ran.code == 1
    assert ran.out.splitlines()[0] == "::error file=src/new.ts,title=stocktake::new"


def test_the_json_result_is_documented(project: Path, run: Run) -> None:
    import jsonschema

    run()
    jsonschema.validate(json.loads(run("check", "--json").out), json.loads(run("schema", "check-output").out))
    jsonschema.validate(json.loads(run("status", "--json").out), json.loads(run("schema", "status-output").out))


def test_every_published_file_is_of_its_schema(project: Path, run: Run) -> None:
    import jsonschema

    run()
    state = project / STATE
    schemas = {name: json.loads(run("schema", name).out) for name in run("schema").out.split()}
    jsonschema.validate(json.loads((state / "manifest.json").read_bytes()), schemas["manifest"])
    jsonschema.validate(json.loads((state / "coverage.json").read_bytes()), schemas["coverage"])
    checked = 0
    for path in state.rglob("*.json"):
        if path.parent == state:
            continue
        content = json.loads(path.read_bytes())
        kind = "inventory-manifest" if path.name == "manifest.json" else content["inventory"]
        jsonschema.validate(content, schemas[kind])
        checked += 1
    assert checked >= 9


def test_two_formats_are_an_error(project: Path, run: Run) -> None:
    assert run("check", "--json", "--format", "github").code == 2
