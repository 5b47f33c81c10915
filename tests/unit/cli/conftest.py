from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_project import FILES, Ran, write_files

from stocktake.cli.main import main


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "demo"
    root.mkdir()
    write_files(root, FILES)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for variable in [name for name in os.environ if name.startswith("STOCKTAKE_")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(root)
    return root.resolve()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def call(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main(arguments)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call
