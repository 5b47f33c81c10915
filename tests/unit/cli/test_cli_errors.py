from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_project import Ran, snapshot, write_files

from stocktake.extractors.built_in import BUILT_IN

Run = Callable[..., Ran]
STATE = ".claude/state"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-C", "nowhere"), "no folder nowhere: give an existing one"),
        (("-C", "package.json"), "package.json is not a folder"),
        (("discovr",), "no command or folder 'discovr'; did you mean 'discover'?"),
        (("--ful",), "unknown option --ful; did you mean '--full'?"),
        (("--onyl", "hooks"), "unknown option --onyl; did you mean '--only'?"),
        (("check", "--foo"), "unknown option --foo; see stocktake check --help"),
        (("status", "--only", "x"), "unknown option --only; see stocktake status --help"),
        (("--only", "hoks"), "--only: no extractor 'hoks'; did you mean 'hooks'?"),
        (("--skip", "type"), "--skip: no extractor 'type'; did you mean 'types'?"),
        (("--only", "xyz"), "--only: no extractor 'xyz'; known: callGraph, components, "),
        (("--only", "hooks", "--skip", "hooks"), "--only and --skip: no inventory left"),
        (("--skip", ",".join(BUILT_IN)), "error: --skip: no inventory left"),
        (("--jobs", "0"), "--jobs: expected a number of 1 or more, or auto, got 0"),
        (("--jobs", "x"), "--jobs: expected a number of 1 or more, or auto, got 'x'"),
        (("--memory-limit=-1",), "--memory-limit: expected MB, a size such as 1GB, or 0 for no limit, got '-1'"),
        (("--max-file-size", "x"), "--max-file-size: expected bytes, or a size such as 2MB or 512KiB, got 'x'"),
        (("--output", "."), "--output . holds the repository itself"),
        (("--output", ".."), "--output .. holds the repository itself"),
        (("--output", ".git/x"), "--output .git/x lies in .git"),
        (("--output", "package.json"), "--output package.json is not a folder"),
        (("--full", "--incremental"), "not allowed with argument"),
        (("check", "--format", "xml"), "invalid choice: 'xml'"),
        (("--json", "status"), "no folder 'status'; if the command is meant, it comes first: stocktake status"),
        (("--verify", "check"), "no folder 'check'; if the command is meant, it comes first: stocktake check"),
        (("--check", "--full"), "--check with --full: `stocktake check --verify` computes everything again"),
        (("--check", "--explain"), "--check with --explain: "),
        (("schema", "-C", "nowhere"), "unknown option -C"),
        (("extractors", "-C", "nowhere"), "unknown option -C"),
        (("schema", "hoks"), "no schema 'hoks'; did you mean 'hooks'?"),
        (("src", "-C", "src"), "both -C src and src"),
        (("-C",), "expected one argument"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(project: Path, run: Run, arguments: tuple[str, ...], message: str) -> None:
    before = snapshot(project)
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert re.fullmatch(r"stocktake: error: [^\n]+\n", ran.err)
    assert message in ran.err
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"stocktake.toml": "exclud = []"}, "stocktake.toml: unknown key 'exclud'; did you mean 'exclude'?"),
        ({"stocktake.toml": "only = ['hoks']"}, "stocktake.toml: only: no extractor 'hoks'; did you mean 'hooks'?"),
        ({"stocktake.toml": "[inventories.hoks]"}, "stocktake.toml: inventories: no extractor 'hoks'"),
        (
            {"stocktake.toml": "[inventories.hooks.options]\nx = 1"},
            "stocktake.toml: inventories.hooks.options: extractor 'hooks' takes no options",
        ),
        ({"stocktake.toml": "output = '.'"}, "stocktake.toml: output . holds the repository itself"),
        (
            {".config/stocktake.toml": "only = ['hooks']\nskip = ['hooks']"},
            ".config/stocktake.toml: only and .config/stocktake.toml: skip: no inventory left",
        ),
        ({"stocktake.toml": "", ".config/stocktake.toml": ""}, "two configurations, stocktake.toml and .config/"),
    ],
)
def test_a_bad_configuration_names_file_and_key(project: Path, run: Run, files: dict[str, str], message: str) -> None:
    write_files(project, files)
    ran = run("check")
    assert ran.code == 2
    assert message in ran.err


def test_something_in_the_way_of_the_output(project: Path, run: Run) -> None:
    (project / ".claude").write_text("a file")
    before = {name: entry for name, entry in snapshot(project).items() if not name.startswith(".stocktake")}
    ran = run()
    assert ran.code == 2
    assert ran.err.startswith(f"stocktake: error: {project}/.claude is a symbolic link or not a folder")
    assert {n: e for n, e in snapshot(project).items() if not n.startswith(".stocktake")} == before


def test_an_output_behind_a_link_is_not_followed(project: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "victim").mkdir()
    (project / ".claude").symlink_to(tmp_path / "victim")
    assert run().code == 2
    assert list((tmp_path / "victim").iterdir()) == []


def test_no_source_file(tmp_path: Path, run: Run) -> None:
    (tmp_path / "x.test.ts").write_text("")
    ran = run("-C", str(tmp_path))
    assert ran.code == 2
    assert f"no source file under {tmp_path.resolve()} (1 skipped: 1 test)" in ran.err
    assert list(tmp_path.iterdir()) == [tmp_path / "x.test.ts"]


def test_an_environment_variable_that_means_nothing(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOCKTAKE_ONYL", "hooks")
    ran = run("status")
    assert ran.code == 2
    assert "STOCKTAKE_ONYL means nothing; did you mean 'STOCKTAKE_ONLY'?" in ran.err
    monkeypatch.delenv("STOCKTAKE_ONYL")
    monkeypatch.setenv("STOCKTAKE_ONLY", "hoks")
    assert "error: STOCKTAKE_ONLY: no extractor 'hoks'; did you mean 'hooks'?" in run("check").err


def test_a_full_disk_leaves_the_old_state_intact(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from stocktake.state import disk

    run()
    before = {name: entry for name, entry in snapshot(project).items() if name.startswith(".claude")}
    write_files(project, {"src/new.ts": "export const a = 1;\n"})

    def full(path: str, data: bytes) -> None:
        raise OSError(28, "No space left on device", path)

    monkeypatch.setattr(disk, "write_new", full)
    ran = run()
    assert ran.code == 2
    assert "No space left on device" in ran.err
    assert ran.err.count("\n") == 1
    assert {name: entry for name, entry in snapshot(project).items() if name.startswith(".claude")} == before


def test_a_bug_is_exit_3_with_a_report(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from stocktake.pipeline import discover

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug\nof two lines")

    monkeypatch.setattr(discover, "build", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ran = run()
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    match = re.search(r"internal error, .*RuntimeError: a bug of two lines; a report is in (\S+)", ran.err)
    assert match is not None
    report = Path(match[1]).read_text()
    assert "Traceback" in report
    assert "RuntimeError: a bug" in report


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["status", "extractors", "schema", "--help"])
def test_output_that_cannot_be_written_is_one_line(project: Path, command: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "stocktake", command],
            cwd=project,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (
        2,
        "stocktake: error: the output cannot be written: No space left on device\n",
    )


def test_names_in_messages_cannot_act_on_the_terminal(project: Path, run: Run) -> None:
    ran = run("-C", "a\x1b[31m\nb")
    assert ran.code == 2
    assert "\x1b" not in ran.err
    assert ran.err.count("\n") == 1


def command(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("stocktake")), *arguments]


def test_the_installed_command(project: Path) -> None:
    done = subprocess.run(command("--version"), capture_output=True, text=True, check=True)
    assert re.fullmatch(r"stocktake \d+\.\d+\.\d+\n", done.stdout)
    by_module = [sys.executable, "-m", "stocktake", "--version"]
    assert subprocess.run(by_module, capture_output=True, text=True, check=True).stdout == done.stdout
    done = subprocess.run(command("-C", str(project)), capture_output=True, text=True, check=True)
    assert done.stdout.startswith("inventory ")
    assert done.stderr == ""
    assert subprocess.run(command("check", str(project)), check=False, capture_output=True).returncode == 0
    done = subprocess.run(command("-C", "nowhere"), check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")


def test_a_terminal_that_cannot_show_a_name(project: Path) -> None:
    write_files(project, {"src/caf\u00e9\u4e2d.ts": "let = = 1;\n"})
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = subprocess.run(command("-C", str(project)), env=environment, capture_output=True, check=True)
    assert b"src/caf\xe9\\u4e2d.ts:1: partial" in done.stdout


def test_help_loads_nothing_heavy(project: Path) -> None:
    heavy = ("msgspec", "tree_sitter", "rich", "yaml", "pathspec", "sqlite3", "importlib.metadata", "subprocess")
    for arguments in (["--help"], ["discover", "--help"], ["check", "--help"], ["--version"]):
        run = f"from stocktake.cli.main import main; main({arguments!r})"
        code = f"import sys; {run}; print(*sys.modules, file=sys.stderr)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        loaded = set(done.stderr.split())
        assert loaded.isdisjoint(heavy), (arguments, sorted(loaded & set(heavy)))
        assert done.stdout


def loaded_by(*arguments: str) -> list[str]:
    """The modules that a command loads, which ends well."""
    run = f"from stocktake.cli.main import main; assert main({[*arguments]!r}) == 0"
    code = f"import sys; {run}; print(*sys.modules, file=sys.stderr)"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.split()


def test_a_fresh_check_loads_no_extractor(project: Path) -> None:
    subprocess.run(command("-C", str(project)), capture_output=True, check=True)
    loaded = loaded_by("check", "-C", str(project))
    heavy = {"tree_sitter", "rich", "yaml", "json", "concurrent.futures", "importlib.metadata"}
    heavy |= {built_in.value.partition(":")[0] for built_in in BUILT_IN.values()}
    assert heavy.isdisjoint(loaded), sorted(heavy.intersection(loaded))


def test_a_discover_that_finds_nothing_to_do_loads_no_more_than_it_needs(project: Path) -> None:
    loaded_by("discover", "-C", str(project))
    loaded = loaded_by("discover", "-C", str(project))
    heavy = {"tree_sitter", "rich", "yaml", "concurrent.futures", "sqlite3", "stocktake.pipeline.build"}
    heavy |= {built_in.value.partition(":")[0] for built_in in BUILT_IN.values()}
    assert heavy.isdisjoint(loaded), sorted(heavy.intersection(loaded))


def without_reader(*arguments: str, stream: str = "stdout") -> int:
    """The exit code of a command whose output goes into a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    outputs = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: writing}
    done = subprocess.run(command(*arguments), check=False, stdout=outputs["stdout"], stderr=outputs["stderr"])
    os.close(writing)
    return done.returncode


def test_a_reader_that_has_gone_does_not_change_the_verdict(project: Path) -> None:
    assert without_reader("discover") == 0
    assert without_reader("check") == 0
    write_files(project, {"src/useThing.ts": "export const useThing = 1;\n"})
    for form in ((), ("-v",), ("--json",), ("--format", "github")):
        assert without_reader("check", *form) == 1
    nested = "[\n" * 3000 + "]\n" * 3000
    write_files(project, {"src/deep.ts": f"export const deep = {nested};\n"})
    assert without_reader("discover") == without_reader("discover", "--json") == 1


def test_nobody_reading_the_messages_does_not_stop_a_run(project: Path) -> None:
    assert without_reader("discover", "--progress", "ndjson", stream="stderr") == 0
    assert without_reader("check", stream="stderr") == 0
    assert without_reader("check", "--nope", stream="stderr") == 2


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_outputs_are_as_good_as_none(project: Path, closed: str) -> None:
    def code(*arguments: str) -> int:
        line = f'exec "$@" {closed}'
        return subprocess.run(["sh", "-c", line, "sh", *command(*arguments)], check=False).returncode

    assert [code(*each) for each in (("--help",), ("discover",), ("check",), ("check", "-q"), ("--nope",))] == [
        *[0] * 4,
        2,
    ]
    write_files(project, {"src/useThing.ts": "export const useThing = 1;\n"})
    assert code("check") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_state_that_is_published_is_said_to_be_where_the_output_is_full(
    project: Path, flags: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command(*flags), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    said = "stocktake: error: the state is published, but the output cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, said)
    assert subprocess.run(command("check"), check=False, capture_output=True).returncode == 0


def test_a_closed_pipe_is_no_error(project: Path) -> None:
    with subprocess.Popen(command("schema", "hooks"), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_run_and_leaves_the_state_alone(project: Path, number: signal.Signals, code: int) -> None:
    for index in range(300):
        body = "\n".join(f"export const v{index}_{line} = [{line}, {{ a: () => {line} }}];" for line in range(200))
        write_files(project, {f"src/many/f{index}.ts": body})
    arguments = command("-C", str(project), "--progress", "ndjson")
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if '"extract"' in line:
                break
        time.sleep(0.05)
        started = time.monotonic()
        process.send_signal(number)
        rest = [line for line in process.stderr.read().splitlines() if not line.startswith("{")]
    assert process.returncode == code
    assert time.monotonic() - started < 2
    assert rest == ["stocktake: interrupted, the published state is intact"]
    assert not (project / ".claude").exists()
    assert subprocess.run(command("-C", str(project)), check=False, capture_output=True).returncode == 0


def test_signals_ignored_by_the_shell_still_interrupt() -> None:
    from stocktake.pipeline.signals import Interrupted, interruptible, postponed

    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with pytest.raises(Interrupted) as caught, interruptible():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        assert caught.value.exit_code == 130
        reached = []
        with pytest.raises(Interrupted), interruptible(), postponed():
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.01)
            reached.append("the end of the block")
        assert reached == ["the end of the block"]
        with postponed():
            reached.append("no signal is left over")
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, previous)


def shut(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have ``folder`` be one that may not be entered (root may enter all of them)."""
    from stocktake.state import disk

    def guarded(function: Callable[..., object]) -> Callable[..., object]:
        def call(path: str, *arguments: object) -> object:
            if f"{path}/".startswith(f"{folder}/"):
                raise PermissionError(13, "Permission denied", path)
            return function(path, *arguments)

        return call

    for name in ("kind", "entries", "read", "make_folder"):
        monkeypatch.setattr(disk, name, guarded(getattr(disk, name)))


def test_a_cache_that_may_not_be_entered_stops_nobody(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run().code == 0
    shut(project / ".stocktake", monkeypatch)
    assert run("check").out.startswith("fresh: ")
    assert run("check", "--verify").code == 0
    status = run("status")
    assert (status.code, status.err) == (0, "")
    assert "cache     .stocktake: cannot be read: Permission denied" in status.out
    assert "running without cache and lock" in run().err


def test_a_state_folder_that_may_not_be_entered_is_one_line(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run().code == 0
    shut(project / STATE, monkeypatch)
    write_files(project, {"src/new.ts": "export const a = 1;\n"})
    assert run("check").code == 1
    ran = run()
    assert ran.code == 2
    assert re.fullmatch(r"stocktake: error: cannot publish: [^\n]+: Permission denied; [^\n]+\n", ran.err)


@pytest.mark.parametrize("name", ["discover", "check", "status", "watch", "init", "clean"])
def test_a_current_folder_that_is_gone_is_one_line(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    gone = project / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    ran = run(name)
    assert ran.code == 2
    assert re.fullmatch(r"stocktake: error: the current folder is gone: [^\n]+\n", ran.err)


def test_a_current_folder_that_is_gone_does_not_matter_where_another_is_given(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = project / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run("-C", str(project)).code == 0
    assert run("check", str(project)).code == 0


def test_a_wrong_option_is_all_there_is_on_a_terminal(project: Path) -> None:
    import pty

    leader, follower = pty.openpty()
    done = subprocess.run(command("--jobs", "x"), stdout=subprocess.DEVNULL, stderr=follower, check=False)
    os.close(follower)
    said = os.read(leader, 10_000).decode()
    os.close(leader)
    assert done.returncode == 2
    assert re.fullmatch(r"stocktake: error: --jobs: [^\r\n]+\r\n", said)


def test_a_second_run_says_whom_it_waits_for(project: Path) -> None:
    from stocktake.state.lock import lock

    with lock(project / ".stocktake"), subprocess.Popen(command(), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == f"stocktake: waiting for another run (pid {os.getpid()})\n"
        process.kill()


def test_a_worker_that_takes_too_much_memory_says_what_helps(project: Path, run: Run) -> None:
    ran = run("--parallel", "--memory-limit", "5")
    assert ran.code == 2
    assert "took more than 5 MB (raise --memory-limit, or have fewer --jobs)" in ran.err
