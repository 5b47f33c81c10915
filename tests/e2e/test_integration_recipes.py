"""The hooks for pre-commit and the action do what they say, as far as that can be tried without either."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from e2e_repository import STATE, Repository

ROOT = Path(__file__).resolve().parents[2]


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text())


def hook(name: str) -> list[str]:
    entry: str = next(each["entry"] for each in loaded(".pre-commit-hooks.yaml") if each["id"] == name)
    return shlex.split(entry)


def test_the_hooks_for_pre_commit(installed: Repository) -> None:
    assert [each["id"] for each in loaded(".pre-commit-hooks.yaml")] == ["stocktake-check", "stocktake-discover"]
    for each in loaded(".pre-commit-hooks.yaml"):
        assert (each["language"], each["pass_filenames"], each["always_run"]) == ("python", False, True)
    (installed.root / ".git/hooks/pre-commit").unlink()
    installed.write({"src/hooks/useThing.ts": "export function useThing() {}\n"})
    installed.git("add", "src")
    assert installed.command(*hook("stocktake-check")).returncode == 1
    assert installed.command(*hook("stocktake-discover")).returncode == 0
    assert STATE in installed.git("diff", "--name-only")
    installed.git("add", STATE)
    assert installed.command(*hook("stocktake-check")).returncode == 0


@pytest.mark.parametrize(("verify", "arguments"), [("true", ""), ("false", "--only hooks -v")])
def test_the_action_annotates_what_is_stale(installed: Repository, verify: str, arguments: str) -> None:
    action = loaded("action.yml")
    step = action["runs"]["steps"][-1]
    assert step["env"]["COMMAND"].endswith("/stocktake/bin/stocktake")
    inputs = {"path": ".", "verify": verify, "arguments": arguments}
    assert inputs.keys() < action["inputs"].keys()
    assert "${{" not in step["run"]  # what the inputs hold is never part of the script

    def run() -> subprocess.CompletedProcess[str]:
        found = Path(next(f for f in installed.env["PATH"].split(os.pathsep) if (Path(f) / "stocktake").exists()))
        values = {"COMMAND": str(found / "stocktake"), "FOLDER": ".", "VERIFY": verify, "ARGUMENTS": arguments}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        return subprocess.run(
            command, cwd=installed.root, env={**installed.env, **values}, capture_output=True, text=True, check=False
        )

    fresh = run()
    assert (fresh.returncode, fresh.stdout) == (0, "stocktake: fresh, 3 source files\n"), fresh.stderr
    installed.write({"src/hooks/useThing.ts": "export function useThing() {}\n"})
    stale = run()
    assert stale.returncode == 1
    assert stale.stdout.startswith("::error file=src/hooks/useThing.ts,title=stocktake::modified\n")


def test_the_action_installs_what_is_locked() -> None:
    action = loaded("action.yml")
    script = action["runs"]["steps"][1]["run"]
    assert "--require-hashes" in script and "requirements/runtime.txt" in script
    locked = (ROOT / "requirements/runtime.txt").read_text()
    for requirement in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]:
        name = re.match(r"[a-z-]+", requirement)
        assert name is not None and f"\n{name[0]}==" in locked


@pytest.mark.parametrize(
    ("packages", "further"), [("", []), ("our-extractors>=2 ./tools/e*", ["our-extractors>=2 ./tools/e*"])]
)
def test_the_action_installs_further_extractors(tmp_path: Path, packages: str, further: list[str]) -> None:
    said = tmp_path / "said"
    python = tmp_path / "python"
    # Stands for every Python: it says what it is given, and makes an environment of itself.
    python.write_text(
        f'#!/bin/sh\necho "$*" >> {said}\nif [ "$3" = venv ]; then mkdir -p "$4/bin" && cp "$0" "$4/bin/python"; fi\n'
    )
    python.chmod(0o755)
    step = loaded("action.yml")["runs"]["steps"][1]
    assert "${{" not in step["run"]
    values = {"PYTHON": str(python), "ACTION": str(ROOT), "PLACE": str(tmp_path / "place"), "PACKAGES": packages}
    assert step["env"].keys() == values.keys()
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    subprocess.run(command, cwd=tmp_path, env={**os.environ, **values}, check=True)
    installed = [line.partition(" install ")[2] for line in said.read_text().splitlines() if " install " in line]
    assert installed[2:] == further and len(installed) == 2 + len(further)


def test_the_guide_names_every_piece_and_hook() -> None:
    from stocktake.cli.init import PIECES as OFFERED
    from stocktake.integration.texts import PIECES

    guide = (ROOT / "docs/guide/integration.md").read_text()
    assert OFFERED == PIECES
    assert re.findall(r"^\| `([a-z-]+)` \|", guide, re.MULTILINE) == list(PIECES)
    for each in loaded(".pre-commit-hooks.yaml"):
        assert each["id"] in guide
    blocks = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) == 4 and all(yaml.safe_load(block) for block in blocks)
