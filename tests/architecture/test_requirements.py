"""The locked requirements: complete, pinned, with digests, and what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from checkout import ROOT
from packaging.requirements import Requirement

FILES = ("requirements/runtime.txt", "requirements/dev.txt")
PINNED = re.compile(r"[a-z0-9-]+==\S+.*\\\n +--hash=sha256:[0-9a-f]{64}")


def pinned(path: str) -> dict[str, str]:
    """Version by package name."""
    lines = (ROOT / path).read_text().splitlines()
    found = [re.match(r"([a-z0-9-]+)==(\S+)", line) for line in lines if line[:1].isalnum()]
    return {match[1]: match[2] for match in found if match}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def unsatisfied(requirements: list[str], versions: dict[str, str]) -> list[str]:
    missing = []
    for requirement in map(Requirement, requirements):
        name = requirement.name.lower().replace("_", "-")
        if name not in versions or not requirement.specifier.contains(versions[name], prereleases=True):
            missing.append(str(requirement))
    return missing


@pytest.mark.parametrize("path", FILES)
def test_every_requirement_is_pinned_and_has_digests(path: str) -> None:
    text = (ROOT / path).read_text()
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]

    assert len(entries) > 10
    assert [entry for entry in entries if not PINNED.match(entry)] == []


def test_runtime_requirements_are_those_of_the_project() -> None:
    wanted = project()
    build = [*wanted["build-system"]["requires"], *wanted["dependency-groups"]["build"]]

    assert unsatisfied([*wanted["project"]["dependencies"], *build], pinned("requirements/runtime.txt")) == []


def test_development_requirements_add_to_the_runtime_ones() -> None:
    runtime, development = pinned("requirements/runtime.txt"), pinned("requirements/dev.txt")

    assert runtime.items() <= development.items()
    assert unsatisfied(project()["project"]["optional-dependencies"]["dev"], development) == []
