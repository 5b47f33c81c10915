"""A file that makes an extractor misbehave costs that file, and nobody else anything."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_site import Site, extract, in_process, sources

from stocktake.encoding import to_packed
from stocktake.model import Extracted, Failed, Failure

Orphans = Callable[[], list[str]]
CULPRIT = "src/culprit.ts"

RAISED = {
    "raise": "ValueError: on purpose",
    "unpicklable": "UnpicklableError: on purpose",
    "sys.exit": "SystemExit: 3",
}
FATAL = {
    "os._exit(0)": ("worker-died", "exit code 0"),
    "os._exit(3)": ("worker-died", "exit code 3"),
    "SIGKILL": ("worker-died", "SIGKILL"),
    "SIGTERM": ("worker-died", "SIGTERM"),
    "SIGSEGV": ("worker-died", "SIGSEGV"),
    "os.abort": ("worker-died", "SIGABRT"),
    "closes everything": ("worker-died", "exit code 1"),
    "loop": ("timed-out", "took more than 1.2 s"),
    "hang in C": ("timed-out", "took more than 1.2 s"),
    "SIGSTOP": ("timed-out", "took more than 1.2 s"),
    "memory": ("out-of-memory", "took more than 300 MB"),
    "memory of a child": ("out-of-memory", "took more than 300 MB"),
}
HARMLESS = ["prints", "process left behind", "session left behind", "thread left behind"]


@pytest.mark.parametrize("fault", [*RAISED, *FATAL, *HARMLESS])
def test_one_culprit(
    fault: str, site: Site, tmp_path: Path, orphans: Orphans, capfd: pytest.CaptureFixture[str]
) -> None:
    files = sources(tmp_path, {CULPRIT: fault})
    expected = in_process(tmp_path, files)
    begun = time.monotonic()

    run = extract(tmp_path, files)

    assert time.monotonic() - begun < 30
    culprit = run.outcomes.pop(CULPRIT)
    healthy = expected.pop(CULPRIT)
    assert {path: to_packed(run.outcomes[path]) for path in expected} == {p: to_packed(o) for p, o in expected.items()}
    if fault in FATAL:
        reason, detail = FATAL[fault]
        extractor = "" if fault == "closes everything" else "misbehaving"  # felt only when the worker answers
        assert culprit == Failed(CULPRIT, healthy.digest, Failure(reason, extractor, detail))  # type: ignore[arg-type]
    elif fault in RAISED:
        assert isinstance(culprit, Extracted)
        assert culprit.failures == [Failure("raised", "misbehaving", RAISED[fault])]
        assert list(culprit.facts) == ["modules"]
    else:
        assert culprit == healthy
    assert orphans() == []
    assert "noise" not in "".join(capfd.readouterr())


def test_deaths_are_reported_with_what_the_worker_said_last(site: Site, tmp_path: Path) -> None:
    use = extract(tmp_path, sources(tmp_path, {CULPRIT: "SIGSEGV"})).pool.pool
    assert use is not None
    assert [(death.reason, death.detail, death.path, death.extractor) for death in use.deaths] == [
        ("worker-died", "SIGSEGV", CULPRIT, "misbehaving")
    ] * len(use.deaths)
    assert "misbehaving.py" in use.deaths[-1].log
    assert use.retries >= 1
    assert sum(worker.files for worker in use.workers) == 12


def test_many_culprits_of_one_batch_are_all_found(site: Site, tmp_path: Path, orphans: Orphans) -> None:
    faults = {"src/file03.ts": "SIGSEGV", "src/file05.ts": "os._exit(3)", "src/file08.ts": "os.abort"}
    files = sources(tmp_path, faults, 20)
    run = extract(tmp_path, files, workers=1)
    failed = {path: outcome.failure.message for path, outcome in run.outcomes.items() if isinstance(outcome, Failed)}
    assert failed == {"src/file03.ts": "SIGSEGV", "src/file05.ts": "exit code 3", "src/file08.ts": "SIGABRT"}
    assert orphans() == []
