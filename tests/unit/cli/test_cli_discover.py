from __future__ import annotations

import errno
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_project import FILES, Ran, snapshot, write_files

from stocktake.extractors.built_in import BUILT_IN
from stocktake.sources import reading

Run = Callable[..., Ran]
STATE = ".claude/state"


def state_of(root: Path) -> dict[str, bytes]:
    return {name: data for name, (data, _) in snapshot(root).items() if name.startswith(STATE)}


def result_of(ran: Ran) -> dict[str, object]:
    assert ran.err == ""
    parsed = json.loads(ran.out)
    assert isinstance(parsed, dict)
    return parsed


def test_the_first_run_publishes_every_inventory(project: Path, run: Run) -> None:
    ran = run()
    assert (ran.code, ran.err) == (0, "")
    assert "3 extracted, 0 from the cache, 1 skipped, 0 failed" in ran.out
    manifest = json.loads((project / STATE / "manifest.json").read_bytes())
    assert [i["name"] for i in manifest["inventories"]] == [*sorted(BUILT_IN), "sources"]
    assert manifest["totals"]["extracted"] == 3
    assert str(project).encode() not in b"".join(state_of(project).values())
    assert (project / STATE / "index.md").is_file()


def test_a_second_run_writes_nothing_in_the_state(project: Path, run: Run) -> None:
    run()
    before = {name: entry for name, entry in snapshot(project).items() if name.startswith(STATE)}
    ran = run("discover")
    assert "0 extracted, 3 from the cache" in ran.out
    assert "up to date, nothing written" in ran.out
    assert {name: entry for name, entry in snapshot(project).items() if name.startswith(STATE)} == before


def test_an_edit_extracts_one_file_and_gives_what_a_clean_run_gives(project: Path, run: Run) -> None:
    run()
    write_files(project, {"src/useThing.ts": "export function useOther() {}\n", "src/new.ts": "export const a = 1;\n"})
    (project / "src/Button.tsx").unlink()
    ran = run("--json", "--explain")
    result = result_of(ran)
    assert result["recomputed"] == [
        {"path": "src/Button.tsx", "reason": "deleted"},
        {"path": "src/new.ts", "reason": "new"},
        {"path": "src/useThing.ts", "reason": "modified"},
    ]
    incremental = state_of(project)
    run("--full")
    assert state_of(project) == incremental


def test_full_extracts_everything_and_says_so(project: Path, run: Run) -> None:
    run()
    ran = run("--full", "--explain")
    assert "3 extracted, 0 from the cache" in ran.out
    assert "3 files: full run" in ran.out


def test_without_a_cache_the_state_is_the_same(project: Path, run: Run) -> None:
    run()
    before = state_of(project)
    assert run("clean").code == 0
    assert not (project / ".stocktake").exists()
    ran = run("--explain")
    assert "3 files: not in the cache" in ran.out
    assert state_of(project) == before


def test_the_json_result_is_documented(project: Path, run: Run) -> None:
    import jsonschema

    result = result_of(run("--json"))
    schema = json.loads(run("schema", "discover-output").out)
    jsonschema.validate(result, schema)
    record = json.loads((project / ".stocktake/last-run.json").read_bytes())
    jsonschema.validate(record, json.loads(run("schema", "last-run").out))
    assert record["result"] == result


@pytest.mark.parametrize("start", ["-C src/app", "-C src", "-Csrc"])
def test_the_root_is_found_from_inside(project: Path, run: Run, start: str) -> None:
    assert run(*start.split()).code == 0
    assert (project / STATE / "manifest.json").is_file()


def test_a_folder_given_by_path_is_the_root_itself(project: Path, run: Run) -> None:
    assert run("src/app").code == 0
    assert (project / "src/app" / STATE / "manifest.json").is_file()
    assert not (project / STATE).exists()
    assert run("check", "src/app").code == 0


def test_output_elsewhere_is_never_scanned(project: Path, run: Run) -> None:
    assert run("--output", "src/inventory").code == 0
    assert (project / "src/inventory/manifest.json").is_file()
    assert "up to date" in run("--output", "src/inventory").out


def test_output_outside_of_the_repository(project: Path, run: Run, tmp_path: Path) -> None:
    ran = run("--output", str(tmp_path / "elsewhere"))
    assert ran.code == 0
    assert (tmp_path / "elsewhere/manifest.json").is_file()
    assert not (project / ".claude").exists()


def test_only_keeps_the_other_inventories_and_check_tells_the_truth(project: Path, run: Run) -> None:
    run()
    write_files(project, {"src/useThing.ts": "export function useOther() {}\n"})
    components = (project / STATE / "component-inventory").rglob("*.json")
    kept = {path: path.read_bytes() for path in components if path.name != "manifest.json"}
    assert "kept as it was" in run("--only", "hooks").out
    assert all(path.read_bytes() == data for path, data in kept.items())
    assert b"useOther" in b"".join(state_of(project).values())
    assert run("check", "--only", "hooks").code == 0
    stale = run("check")
    assert stale.code == 1
    assert "components: left out by --only or --skip when its sources changed" in stale.out
    run()
    assert run("check", "--verify").code == 0


def test_only_without_a_change_leaves_a_fresh_state(project: Path, run: Run) -> None:
    run()
    before = state_of(project)
    run("--only", "hooks")
    run("--skip", "hooks,types")
    assert state_of(project) == before


def test_what_the_configuration_leaves_out_is_not_published(project: Path, run: Run) -> None:
    run()
    write_files(project, {"stocktake.toml": 'only = ["hooks"]\n'})
    assert run("check").code == 1
    run()
    assert run("check").code == 0
    assert not (project / STATE / "types-inventory").exists()


def test_scope_of_one_inventory(project: Path, run: Run) -> None:
    config = '[inventories.modules]\nexclude = ["src/app/"]\n[inventories.hooks]\ninclude = ["lib/"]\n'
    write_files(project, {"stocktake.toml": config})
    run()
    modules = b"".join(p.read_bytes() for p in (project / STATE / "modules-inventory").rglob("*.json"))
    assert b"src/Button.tsx" in modules
    assert b'"file":"src/app/Page.tsx"' not in modules
    assert json.loads((project / STATE / "hooks-inventory/manifest.json").read_bytes())["item_count"] == 0
    assert b"Page" in b"".join(p.read_bytes() for p in (project / STATE / "component-inventory").rglob("*.json"))
    assert run("check", "--verify").code == 0


def test_an_include_that_matches_nothing_is_a_warning(project: Path, run: Run) -> None:
    write_files(
        project,
        {"stocktake.toml": '[inventories.hooks]\ninclude = ["scr/"]\n[inventories.types]\ninclude = ["src/"]\n'},
    )
    ran = run()
    assert ran.code == 0
    assert ran.err == "stocktake: warning: inventories.hooks.include matches no source file: hooks is empty\n"
    assert run().err == ""


def test_tests_are_published_only_in_the_inventory_that_wants_them(project: Path, run: Run) -> None:
    write_files(project, {"stocktake.toml": "[inventories.modules]\ntests = true\n"})
    write_files(project, {"src/b.test.tsx": "export const Spec = () => <div />;\n"})
    run()
    state = state_of(project)
    modules = b"".join(data for name, data in state.items() if "modules-inventory" in name)
    components = b"".join(data for name, data in state.items() if "component-inventory" in name)
    assert b"src/b.test.tsx" in modules
    assert b"src/b.test.tsx" not in components
    assert run("check", "--verify").code == 0


def test_a_syntax_error_is_a_problem_but_no_failure(project: Path, run: Run) -> None:
    write_files(project, {"src/bad.ts": "export const a = ;\nlet = = 3\n"})
    ran = run()
    assert ran.code == 0
    assert "src/bad.ts:1: partial: syntax-error" in ran.out
    assert f"{STATE}/coverage.json" in ran.out


def test_a_malformed_configuration_of_the_project_does_not_stop_the_run(project: Path, run: Run) -> None:
    write_files(project, {"tsconfig.json": '{"compilerOptions": ', "src/package.json": "[1"})
    ran = run()
    assert ran.code == 0
    coverage = json.loads((project / STATE / "coverage.json").read_bytes())
    diagnostics = {e["path"]: e["line"] for e in coverage["entries"] if e["outcome"] == "diagnostic"}
    assert diagnostics == {"tsconfig.json": 1, "src/package.json": 1}


def test_an_extractor_that_raises_fails_one_file_and_the_exit_code_says_so(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stocktake.extractors.hooks.extractor import HooksExtractor

    original = HooksExtractor.extract

    def extract(self: HooksExtractor, file: object) -> object:
        if b"useThing(a" in file.data:  # type: ignore[attr-defined]
            raise ValueError("cannot cope")
        return original(self, file)  # type: ignore[arg-type]

    monkeypatch.setattr(HooksExtractor, "extract", extract)
    ran = run()
    assert ran.code == 1
    assert "src/useThing.ts: failed [hooks]: raised: ValueError: cannot cope" in ran.out
    modules = b"".join(p.read_bytes() for p in (project / STATE / "modules-inventory").rglob("*.json"))
    assert b"src/useThing.ts" in modules
    for arguments in (("-q",), ("-q", "--full")):
        failure = "src/useThing.ts: failed [hooks]: raised: ValueError: cannot cope"
        assert run(*arguments) == Ran(1, "", f"stocktake: error: {failure}\n")


def test_items_that_raise_fail_that_file_only(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from stocktake.extractors.modules.extractor import ModulesExtractor

    original = ModulesExtractor.items

    def items(self: ModulesExtractor, path: str, facts: object, project: object) -> object:
        if path == "src/Button.tsx":
            raise KeyError(path)
        return original(self, path, facts, project)  # type: ignore[arg-type]

    monkeypatch.setattr(ModulesExtractor, "items", items)
    ran = run("--json")
    assert ran.code == 1
    problems = [p for p in json.loads(ran.out)["problems"] if p["outcome"] == "failed"]
    assert [(p["path"], p["extractor"], p["detail"]) for p in problems] == [
        ("src/Button.tsx", "modules", "KeyError: '<file>'")
    ]


def test_an_output_that_cannot_be_written(project: Path, run: Run) -> None:
    # A file in the way stops every user, the superuser as well.
    (project / ".claude").write_text("in the way")
    ran = run()
    assert ran.code == 2
    assert ran.err.startswith("stocktake: error: ")
    assert ".claude" in ran.err
    assert ran.err.count("\n") == 1
    assert (project / ".claude").read_text() == "in the way"


def test_an_ignored_output_is_a_warning(project: Path, run: Run) -> None:
    write_files(project, {".gitignore": ".claude/\n"})
    ran = run()
    assert ran.code == 0
    assert ran.err.startswith("stocktake: warning: git ignores .claude/state: take it out of .gitignore")
    assert run("-q", "--full").err == ""


def test_progress_as_lines(project: Path, run: Run) -> None:
    ran = run("--progress", "ndjson", "-q")
    events = [json.loads(line) for line in ran.err.splitlines()]
    assert ran.out == ""
    stages = list(dict.fromkeys(event["stage"] for event in events))
    assert stages == ["plan", "scan", "read state", "extract", "resolve", "items", "assemble", "publish"]
    assert {"event": "progress", "stage": "extract", "done": 3, "total": 3} in events


def test_a_held_lock_names_the_holder(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from stocktake.pipeline import discover
    from stocktake.state.lock import lock

    monkeypatch.setattr(discover, "LOCK_WAIT", 0.0)
    with lock(project / ".stocktake"):
        ran = run()
    assert ran.code == 2
    assert f"another run (pid {os.getpid()}) holds the lock" in ran.err
    assert not (project / STATE).exists()


def test_a_repository_without_git(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    write_files(tmp_path / "plain", FILES)
    assert run("-C", str(tmp_path / "plain")).code == 0
    assert (tmp_path / "plain" / STATE / "manifest.json").is_file()


def test_a_file_that_cannot_be_read_is_a_problem(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it held is gone from the inventories: that must not look like success without a word."""
    opened = reading._open

    def refuse(root: bytes, relative: bytes) -> int:
        if relative == b"src/Button.tsx":
            raise PermissionError(errno.EACCES, "refused")
        return opened(root, relative)

    monkeypatch.setattr(reading, "_open", refuse)
    ran = run()
    assert "1 problem\n  src/Button.tsx: skipped: unreadable: permission denied" in ran.out
    assert "1 problem" in run().out
    told = "stocktake: warning: src/Button.tsx: skipped: unreadable: permission denied\n"
    assert (run("-q").code, run("-q").err) == (0, told)
    checked = run("check")
    assert (checked.code, checked.err.count("in no inventory: src/Button.tsx")) == (0, 1)
    page = (project / STATE / "index.md").read_text()
    command = page.partition("| what could not be read | `")[2].partition("`")[0]
    found = subprocess.run(["sh", "-c", command], cwd=project / STATE, capture_output=True, text=True, check=True)
    assert '"path":"src/Button.tsx"' in found.stdout and "Page.test.tsx" not in found.stdout
