"""Imports point one way only, as the contracts in pyproject.toml say."""

from __future__ import annotations

import sys

import pytest
from checkout import ROOT
from importlinter.api import read_configuration
from importlinter.cli import lint_imports


def test_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", [*sys.path])

    code = lint_imports(config_filename="pyproject.toml", no_cache=True)

    assert code == 0, "".join(capsys.readouterr())


def test_contracts_cover_the_whole_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    contracts = read_configuration("pyproject.toml")["contracts_options"]

    layers = next(contract for contract in contracts if contract["type"] == "layers")
    assert layers["containers"] == ["stocktake"]
    assert str(layers["exhaustive"]).lower() == "true"
    forbidden = next(contract for contract in contracts if contract["type"] == "forbidden")
    assert forbidden["source_modules"] == ["stocktake"]
    assert "tree_sitter" in forbidden["forbidden_modules"]
