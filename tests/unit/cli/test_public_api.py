from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli_project import FILES, write_files

import stocktake
from stocktake.api import Event
from stocktake.extractors.built_in import BUILT_IN


def test_every_public_name_is_there() -> None:
    for name in stocktake.__all__:
        assert getattr(stocktake, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        stocktake.nothing  # noqa: B018


def test_public_names_are_listed_before_they_are_loaded() -> None:
    code = "import stocktake; print(set(stocktake.__all__) <= set(dir(stocktake)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys; import stocktake; print([m for m in sys.modules if m.startswith(('stocktake.', 'msgspec'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_library_does_what_the_command_does(tmp_path: Path) -> None:
    write_files(tmp_path, FILES)
    options = stocktake.Options(overrides={"output": "inventory"}, environment={})
    events: list[Event] = []
    result = stocktake.discover(tmp_path, options, events.append)
    assert result.items > 0
    assert result.root == str(tmp_path.resolve())
    assert [i.name for i in result.inventories] == list(BUILT_IN)
    assert {event.stage for event in events} >= {"scan", "extract", "publish"}
    assert stocktake.check(tmp_path, options).fresh
    assert stocktake.status(tmp_path, options).published
    with pytest.raises(stocktake.StocktakeError, match="no folder"):
        stocktake.discover(tmp_path / "nowhere")
    stocktake.clean(tmp_path, options, cache=True, state=True)
    assert not (tmp_path / "inventory").exists()
    assert not (tmp_path / ".stocktake").exists()


def test_a_library_call_installs_no_signal_handlers(tmp_path: Path) -> None:
    import signal

    write_files(tmp_path, FILES)
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    stocktake.discover(tmp_path, stocktake.Options(environment={}))
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
