from __future__ import annotations

import sys
from pathlib import Path
from queue import SimpleQueue

import pytest

from stocktake.watch.notifier import Notifier, Told, WatchError

pytest.importorskip("watchfiles")


def test_it_tells_from_its_construction_on(tmp_path: Path) -> None:
    tellings: SimpleQueue[list[Told] | WatchError] = SimpleQueue()
    notifier = Notifier([str(tmp_path)], tellings, recursive=False, poll=False)
    (tmp_path / "a.ts").write_text("x")
    told = tellings.get(timeout=20)
    notifier.stop()
    assert isinstance(told, list)
    assert Told("added", str(tmp_path / "a.ts")) in told


def test_a_folder_that_went_meanwhile_is_left_out(tmp_path: Path) -> None:
    tellings: SimpleQueue[list[Told] | WatchError] = SimpleQueue()
    notifier = Notifier([str(tmp_path), str(tmp_path / "gone")], tellings, recursive=False, poll=False)
    notifier.stop()
    with pytest.raises(WatchError, match="gone"):
        Notifier([str(tmp_path / "gone")], tellings, recursive=False, poll=False)


def test_without_the_package_the_error_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles._rust_notify", None)
    with pytest.raises(WatchError, match="needs the package watchfiles"):
        Notifier([str(tmp_path)], SimpleQueue(), recursive=False, poll=False)
