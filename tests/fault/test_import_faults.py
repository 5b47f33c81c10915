"""An extractor that a worker cannot load ends the run with one clear error: no file is to blame."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_site import LIMITS, Site, extract, in_process, sources
from msgspec import structs

from stocktake.errors import WorkerError
from stocktake.workers.limits import Limits

Orphans = Callable[[], list[str]]
SHORT = Limits(LIMITS.batch_seconds, LIMITS.memory, start_seconds=2.5)

BROKEN = {
    "raise": "ValueError: on purpose",
    "unpicklable": "UnpicklableError: on purpose",
    "sys.exit": "SystemExit: 3",
    "os._exit(0)": "worker died: exit code 0",
    "os._exit(3)": "worker died: exit code 3",
    "SIGKILL": "worker died: SIGKILL",
    "SIGSEGV": "worker died: SIGSEGV",
    "os.abort": "worker died: SIGABRT",
    "loop": "took more than 2.5 s",
    "hang in C": "took more than 2.5 s",
    "memory": "took more than 300 MB",
}
HARMLESS = ["prints", "process left behind", "thread left behind"]


@pytest.mark.parametrize("fault", BROKEN)
def test_an_extractor_that_cannot_be_loaded(fault: str, site: Site, tmp_path: Path, orphans: Orphans) -> None:
    files = sources(tmp_path, {})
    in_process(tmp_path, files)  # imported here before it misbehaves there
    site.on_import(fault)
    begun = time.monotonic()

    with pytest.raises(WorkerError, match="misbehaving") as error:
        extract(tmp_path, files, limits=SHORT)

    assert BROKEN[fault] in str(error.value)
    assert time.monotonic() - begun < 20
    assert orphans() == []


@pytest.mark.parametrize("fault", HARMLESS)
def test_an_extractor_that_does_odd_things_when_loaded(
    fault: str, site: Site, tmp_path: Path, orphans: Orphans, capfd: pytest.CaptureFixture[str]
) -> None:
    files = sources(tmp_path, {})
    expected = in_process(tmp_path, files)
    site.on_import(fault)
    assert extract(tmp_path, files).outcomes == expected
    assert orphans() == []
    assert "noise" not in "".join(capfd.readouterr())


def test_a_worker_that_runs_other_code_is_refused(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fault_site

    files = sources(tmp_path, {})
    real = fault_site.setup_for
    monkeypatch.setattr(fault_site, "setup_for", lambda root: structs.replace(real(root), keys={"modules": "other"}))
    with pytest.raises(WorkerError, match="other versions"):
        extract(tmp_path, files)


def test_no_process_to_be_had(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(WorkerError, match="Resource temporarily unavailable"):
        extract(tmp_path, sources(tmp_path, {}))
