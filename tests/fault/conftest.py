"""A package with an extractor that misbehaves on demand, installed for the time of a test session."""

from __future__ import annotations

import signal
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fault_site import Site, left

SOURCE = Path(__file__).with_name("misbehaving.py.txt")


@pytest.fixture(autouse=True, scope="session")
def _not_under_nohup() -> Iterator[None]:
    """Whoever starts the tests with SIGHUP ignored does not want it ignored by what they start: runs obey ``nohup``."""
    if not hasattr(signal, "SIGHUP"):
        yield
        return
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("site")
    (folder / "misbehaving.py").write_text(SOURCE.read_text())
    info = folder / "misbehaving-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: misbehaving\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[stocktake.extractors]\nmisbehaving = misbehaving:Misbehaving\n")
    return Site(folder)


@pytest.fixture
def site(installed: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The package, importable here and in workers."""
    monkeypatch.setattr(sys, "path", [str(installed.folder), *sys.path])
    return installed


@pytest.fixture
def orphans(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """What is still alive of the processes started since, by command line."""
    mark = f"FAULT_TEST={uuid.uuid4().hex}"
    monkeypatch.setenv(*mark.split("="))
    if not Path("/proc/self").is_dir():
        pytest.skip("without /proc nobody can be looked for")
    return lambda: left(mark)
