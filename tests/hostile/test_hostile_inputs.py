"""Whatever lies in a repository: it takes a bounded time, is told, and costs nothing else."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hostile_inputs import REFUSED, TABLES, Hostile, Refused
from hostile_site import PROJECT, check, coverage, discover, items, project, run, state_of
from source_trees import unprivileged, write

from stocktake.encoding import from_json
from stocktake.errors import StocktakeError
from stocktake.sources.ignore import parse_patterns

SECONDS = 20.0
"""For any of it alone, on a busy machine; most take a tenth of a second."""

CASES = [pytest.param(case, id=name) for table in TABLES.values() for name, case in table.items()]


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the project gives when it is alone."""
    root = project(tmp_path_factory.mktemp("alone"))
    discover(root)
    assert coverage(root) == []
    found = items(root)
    assert all(found[name] for name in ("components", "hooks", "schemas", "forms", "callGraph", "modules", "sources"))
    return found


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_input(case: Hostile, clean: dict[str, list[str]], tmp_path: Path) -> None:
    if case.needs == "root" and os.geteuid() != 0:
        pytest.skip("only root makes devices")
    if case.needs == "permissions":
        with unprivileged() as folder:
            judge(case, clean, folder / "root")
            for path in (folder / "root/bad/inner", folder / "root/bad/inner/x.ts"):
                path.chmod(0o755)
    else:
        judge(case, clean, tmp_path / "root")


def judge(case: Hostile, clean: dict[str, list[str]], root: Path) -> None:
    case.build(project(root))
    started = time.monotonic()
    discover(root)
    assert time.monotonic() - started < SECONDS
    told = [entry for entry in coverage(root) if not entry[3].startswith("extends ")]
    assert told == list(case.entries)
    assert items(root) == clean
    state = state_of(root)
    for name, data in state.items():
        assert not data or data.endswith(b"\n"), name
        if name.endswith(".json"):
            from_json(data, dict)
    assert check(root).mismatches == []


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in REFUSED.items()])
def test_a_hostile_configuration_of_our_own(case: Refused, tmp_path: Path) -> None:
    root = project(tmp_path / "root")
    write(tmp_path, {"outside/sources/data.json": "precious", "outside/manifest.json": "precious"})
    case.build(root)
    before = {path for path in tmp_path.rglob("*") if ".stocktake" not in path.parts}
    started = time.monotonic()
    with pytest.raises(StocktakeError) as caught:
        discover(root)
    assert time.monotonic() - started < SECONDS
    assert case.message in str(caught.value) and caught.value.exit_code == 2
    assert {path for path in tmp_path.rglob("*") if ".stocktake" not in path.parts} == before
    assert (tmp_path / "outside/sources/data.json").read_text() == "precious"


def test_a_pattern_longer_than_any_path_is_left_out() -> None:
    """Compiling takes time: five minutes for one of 2 MB."""
    assert parse_patterns(b"*a" * 3000 + b"\n" + b"**/" * 2000 + b"a\n") == []
    assert len(parse_patterns(b"*" + b"a" * 4000)) == 1


def test_all_of_it_at_once_with_workers(clean: dict[str, list[str]], tmp_path: Path) -> None:
    """In folders of their own; the memory is that of the run's own report, in bytes."""
    root = project(tmp_path / "root")
    expected = []
    cases = [case for table in TABLES.values() for case in table.values() if not case.needs]
    for number, case in enumerate(cases):
        folder = root / f"case{number:03}"
        folder.mkdir()
        case.build(folder)
        expected += [(f"case{number:03}/{entry[0]}", *entry[1:]) for entry in case.entries if entry[0] != "bad"]
    started = time.monotonic()
    done = run(root, "discover", "--jobs", "2", "--parallel", "--json", timeout=120)
    assert done.returncode == 1, done.stderr  # some files failed
    assert time.monotonic() - started < 4 * SECONDS
    told = coverage(root)
    assert [entry for entry in expected if entry not in told] == []
    assert items(root) == clean
    assert all(name in str(told) for name in ("too-large", "parse-limit", "minified"))
    assert len(PROJECT) < len(told)
