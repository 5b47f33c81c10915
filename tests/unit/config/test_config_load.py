from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.config import Config, InventoryConfig, load, parse_size
from stocktake.errors import ConfigError, UsageError


def config(root: Path, overrides: dict[str, Any] | None = None, environment: dict[str, str] | None = None) -> Config:
    return load(str(root), overrides or {}, environment or {}).config


def test_defaults_without_a_file(tmp_path: Path) -> None:
    loaded = load(str(tmp_path), {}, {})
    assert loaded.file == ""
    assert loaded.config == Config()
    assert loaded.config.output == ".claude/state"
    assert loaded.config.max_file_size == 2_000_000


def test_every_key_of_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "stocktake.toml").write_text(
        """
output = "inventory"
exclude = ["legacy/"]
only = ["hooks"]
skip = ["types"]
jobs = 4
timeout = 12
memory_limit = "1GB"
max_file_size = "3 MB"
chunk_budget = 1024
tests = true
stories = true
declarations = true
[inventories.hooks]
include = ["src/**"]
exclude = ["src/old/"]
tests = false
[inventories.hooks.options]
deep = 3
"""
    )
    assert config(tmp_path) == Config(
        output="inventory",
        exclude=("legacy/",),
        only=("hooks",),
        skip=("types",),
        jobs=4,
        timeout=12.0,
        memory_limit=1000,
        max_file_size=3_000_000,
        chunk_budget=1024,
        tests=True,
        stories=True,
        declarations=True,
        inventories={
            "hooks": InventoryConfig(include=("src/**",), exclude=("src/old/",), tests=False, options={"deep": 3})
        },
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("stocktake.toml", "jobs = 3"),
        (".config/stocktake.toml", "jobs = 3"),
        ("pyproject.toml", "[tool.stocktake]\njobs = 3"),
    ],
)
def test_the_three_places(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / ".config").mkdir()
    (tmp_path / name).write_text(text)
    loaded = load(str(tmp_path), {}, {})
    assert (loaded.file, loaded.config.jobs) == (name, 3)


def test_two_files_are_an_error_naming_both(tmp_path: Path) -> None:
    (tmp_path / "stocktake.toml").write_text("")
    (tmp_path / "pyproject.toml").write_text("[tool.stocktake]\n")
    with pytest.raises(ConfigError, match=r"stocktake\.toml and pyproject\.toml"):
        config(tmp_path)


def test_a_foreign_pyproject_is_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.other]\nx = ")
    assert config(tmp_path) == Config()


def test_command_line_over_environment_over_file(tmp_path: Path) -> None:
    (tmp_path / "stocktake.toml").write_text('jobs = 1\ntimeout = 1\noutput = "one"')
    loaded = config(
        tmp_path, {"jobs": 3}, {"STOCKTAKE_JOBS": "2", "STOCKTAKE_TIMEOUT": "2", "STOCKTAKE_ONLY": "hooks, types"}
    )
    assert (loaded.jobs, loaded.timeout, loaded.output, loaded.only) == (3, 2.0, "one", ("hooks", "types"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("exclud = []", "stocktake.toml: unknown key 'exclud'; did you mean 'exclude'?"),
        ("zzz = 1", "stocktake.toml: unknown key 'zzz'; known: chunk_budget, declarations"),
        (
            "[inventories.hooks]\nincluded = []",
            "stocktake.toml: inventories.hooks: unknown key 'included'; did you mean 'include'?",
        ),
        ("jobs = []", "stocktake.toml: jobs: expected a number of 1 or more, or auto, got a list"),
        ('jobs = "4"', "stocktake.toml: jobs: expected a number of 1 or more, or auto, got '4'"),
        ("jobs = 1.5", "stocktake.toml: jobs: expected a number of 1 or more, or auto, got 1.5"),
        ("jobs = 0", "stocktake.toml: jobs: expected a number of 1 or more, or auto, got 0"),
        ("jobs = true", "stocktake.toml: jobs: expected a number of 1 or more, or auto, got true"),
        ("timeout = -1", "stocktake.toml: timeout: expected seconds, more than 0, got -1"),
        ("timeout = nan", "stocktake.toml: timeout: expected seconds, more than 0, got nan"),
        ('timeout = "10"', "stocktake.toml: timeout: expected seconds, more than 0, got '10'"),
        (
            "memory_limit = -1",
            "stocktake.toml: memory_limit: expected MB, a size such as 1GB, or 0 for no limit, got -1",
        ),
        (
            "memory_limit = true",
            "stocktake.toml: memory_limit: expected MB, a size such as 1GB, or 0 for no limit, got true",
        ),
        (
            "memory_limit = 2020-01-01",
            "memory_limit: expected MB, a size such as 1GB, or 0 for no limit, got 2020-01-01",
        ),
        ('tests = "yes"', "stocktake.toml: tests: expected true or false, got 'yes'"),
        ("tests = {}", "stocktake.toml: tests: expected true or false, got a table"),
        ('max_file_size = "2 parsecs"', "stocktake.toml: max_file_size: expected bytes, or a size such as 2MB"),
        ("max_file_size = 0", "stocktake.toml: max_file_size: must be more than 0"),
        (f"max_file_size = '{'9' * 400}'", "stocktake.toml: max_file_size: expected bytes, or a size such as 2MB"),
        ('output = " "', "stocktake.toml: output: expected the name of a folder, got ' '"),
        ("output = 1", "stocktake.toml: output: expected the name of a folder, got 1"),
        ('output = "~/x"', "stocktake.toml: output: ~ does not stand for the home folder here"),
        ("exclude = [1]", "stocktake.toml: exclude[0]: expected a text, got 1"),
        ('exclude = "a"', "stocktake.toml: exclude: expected a list of texts, such as ['a', 'b'], got 'a'"),
        ("inventories = 1", "stocktake.toml: inventories: expected a table, got 1"),
        ("[inventories]\nhooks = []", "stocktake.toml: inventories.hooks: expected a table, got a list"),
        ("[inventories.hooks]\ntests = 1", "stocktake.toml: inventories.hooks.tests: expected true or false, got 1"),
        ("[inventories.hooks]\noptions = 1", "stocktake.toml: inventories.hooks.options: expected a table, got 1"),
        ("= 1", "stocktake.toml is not valid TOML"),
    ],
)
def test_a_bad_file_is_one_line_naming_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "stocktake.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        config(tmp_path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "stocktake.toml").write_bytes(b'output = "\xff"')
    with pytest.raises(ConfigError, match="not UTF-8"):
        config(tmp_path)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("STOCKTAKE_OUTPT", "x", "environment variable STOCKTAKE_OUTPT means nothing; did you mean 'STOCKTAKE_OUTPUT'"),
        ("STOCKTAKE_JOBS", "many", "STOCKTAKE_JOBS: expected a number of 1 or more, or auto, got 'many'"),
        ("STOCKTAKE_TESTS", "perhaps", "STOCKTAKE_TESTS: expected true or false, got 'perhaps'"),
        ("STOCKTAKE_TIMEOUT", "nan", "STOCKTAKE_TIMEOUT: expected seconds"),
        ("STOCKTAKE_FOO", "1", "environment variable STOCKTAKE_FOO means nothing; known: STOCKTAKE_CHUNK_BUDGET, "),
        (
            "STOCKTAKE_INVENTORIES",
            "1",
            "STOCKTAKE_INVENTORIES means nothing: inventories are configured in a file only",
        ),
    ],
)
def test_a_bad_variable_names_itself(tmp_path: Path, variable: str, value: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        config(tmp_path, environment={variable: value})
    assert message in str(caught.value)


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    assert config(tmp_path, environment={"STOCKTAKE_JOBS": "", "OTHER": "x"}) == Config()


def test_a_bad_option_names_the_flag(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--max-file-size: expected bytes"):
        config(tmp_path, {"max_file_size": "huge"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2MB", 2_000_000), ("2 mib", 2_097_152), ("1.5kB", 1500), ("10", 10), (7, 7), ("3B", 3), ("1GiB", 2**30)],
)
def test_sizes(text: str | int, expected: int) -> None:
    assert parse_size(text, "x") == expected


@given(st.integers(min_value=0, max_value=10**15))
def test_a_plain_number_of_bytes_is_itself(number: int) -> None:
    assert parse_size(str(number), "x") == number == parse_size(number, "x")


@pytest.mark.parametrize(
    ("given", "megabytes"),
    [
        ("512", 512),
        ("2GB", 2000),
        ("0", 0),
        ("0MB", 0),
        (512, 512),
        (0, 0),
        ("3.5", 4),
        (3.5, 4),
        ("0.5", 1),
        ("10KB", 1),
    ],
)
def test_memory_is_in_megabytes_and_only_zero_is_no_limit(tmp_path: Path, given: object, megabytes: int) -> None:
    assert config(tmp_path, {"memory_limit": given}).memory_limit == megabytes
    (tmp_path / "stocktake.toml").write_text(f"memory_limit = {given!r}")
    assert config(tmp_path).memory_limit == megabytes


def test_what_set_a_key_is_known(tmp_path: Path) -> None:
    (tmp_path / "stocktake.toml").write_text("jobs = 1\ntimeout = 1\nmax_file_size = 1")
    variables = {"STOCKTAKE_JOBS": "2", "STOCKTAKE_TIMEOUT": "2"}
    assert load(str(tmp_path), {"jobs": "3"}, variables).origins == {
        "jobs": "--jobs",
        "timeout": "STOCKTAKE_TIMEOUT",
        "max_file_size": "stocktake.toml: max_file_size",
    }


def test_only_options_that_can_change_a_byte_are_in_the_digests() -> None:
    base = Config()
    same = Config(output="x", jobs=7, timeout=1.0, memory_limit=1, only=("hooks",), skip=("types",))
    assert same.scope_digest() == base.scope_digest()
    of_one = Config(inventories={"hooks": InventoryConfig(include=("src/",))})
    assert of_one.scope_digest() == base.scope_digest()
    assert of_one.inventory_digest("hooks") != base.inventory_digest("hooks")
    different = [
        Config(exclude=("a",)),
        Config(max_file_size=1),
        Config(chunk_budget=1),
        Config(tests=True),
        Config(inventories={"hooks": InventoryConfig(tests=True)}),
    ]
    assert len({c.scope_digest() for c in [base, *different]}) == 6


def test_an_inventory_has_the_digest_of_its_own_scope() -> None:
    base = Config()
    narrowed = Config(inventories={"hooks": InventoryConfig(include=("src/",))})
    assert narrowed.inventory_digest("hooks") != base.inventory_digest("hooks")
    assert narrowed.inventory_digest("types") == base.inventory_digest("types")
    explicit = Config(inventories={"hooks": InventoryConfig(tests=False)})
    assert explicit.inventory_digest("hooks") == base.inventory_digest("hooks")


def test_switches_of_an_inventory_fall_back_to_the_top_level() -> None:
    mixed = Config(tests=True, inventories={"hooks": InventoryConfig(tests=False, stories=True)})
    assert (mixed.switch("hooks", "tests"), mixed.switch("types", "tests")) == (False, True)
    assert (mixed.switch("hooks", "stories"), mixed.switch("types", "stories")) == (True, False)
