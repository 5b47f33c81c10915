"""Modules that are the configuration of a tool, by their names: the tool runs them, and loads what they name."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Final

from stocktake.sources.classify import RUNNER_CONFIGURATION, folder_reasons, name_reasons

_EXTENSION: Final = r"\.[cm]?[jt]sx?"

_OF_RUNNER: Final = re.compile(rf"(?:{RUNNER_CONFIGURATION}){_EXTENSION}")
"""Configuration of a test runner, which is one whatever else its name says: ``vitest.config.e2e.ts``."""

_CONFIGURATION: Final = re.compile(
    rf"(?:.+/)?(?:[^/]+\.conf(?:ig)?(?:\.[\w-]+)*|\.[\w-]+rc|[Gg]runtfile|gulpfile(?:\.\w+)?|{RUNNER_CONFIGURATION}"
    rf"|\.storybook/main){_EXTENSION}"
)


def is_configuration(path: str) -> bool:
    """Whether a module of this name is the configuration of a tool."""
    return _CONFIGURATION.fullmatch(path) is not None


def configures_tests(path: str, packages: AbstractSet[str]) -> bool:
    """Whether a module that is skipped as a test or story is no such thing itself but the configuration of what runs
    them, and may name modules that are neither. ``packages`` are the folders that hold a package.json.

    Not what lies deeper in a folder of tests: that is made to be tested.
    """
    if not is_configuration(path):
        return False
    folder, _, name = path.rpartition("/")
    is_named_test = bool(name_reasons(name)) and _OF_RUNNER.fullmatch(name) is None
    return not is_named_test and not folder_reasons(folder.rpartition("/")[0], packages)
