"""What comes of each fault at each stage of a worker's life: the data of the tests, and of docs/reference/faults.md."""

from __future__ import annotations

from dataclasses import dataclass

from stocktake.model import FailReason

FILE_SECONDS = 3.0
MEMORY = 160_000_000

IN_FILE = ("read", "parse", "extract", "encode")
"""Stages in which a worker is at one file, and says so."""

STAGES = ("import", "handshake", *IN_FILE, "reply", "idle", "publish")

STAGE_TEXTS = {
    "import": "an extractor's package is imported",
    "handshake": "the worker says that it is ready",
    "read": "a source file is read",
    "parse": "it is parsed",
    "extract": "an extractor works on it",
    "encode": "its facts are encoded",
    "reply": "the worker answers with the outcomes of its batch",
    "idle": "it waits for the next batch",
    "publish": "the coordinator resolves and publishes, all batches are done",
}


@dataclass(frozen=True)
class Result:
    """What a fault comes to. ``kind``: ``nothing`` (no file and no byte is any different), ``failed`` (the file is
    recorded as failed, with ``reason`` and ``detail``), ``facts`` (only the facts of the extractor at fault are, for
    that file) or ``stopped`` (nothing is published; the one line of the error holds ``detail``)."""

    kind: str
    reason: FailReason | None = None
    detail: str = ""
    extractor: str = ""


NOTHING = Result("nothing")
RAISED = {
    "exception": "ValueError: on purpose",
    "unpicklable exception": "UnpicklableError: on purpose",
    "sys.exit(3)": "SystemExit: 3",
}
UNCAUGHT = {
    "exception": "exit code 1",
    "unpicklable exception": "exit code 1",
    "sys.exit(3)": "exit code 3",
}
"""The same exceptions where no file is being worked on: they end the worker."""

DEADLY: dict[str, tuple[FailReason, str]] = {
    "os._exit(0)": ("worker-died", "exit code 0"),
    "os._exit(3)": ("worker-died", "exit code 3"),
    "SIGKILL": ("worker-died", "SIGKILL"),
    "SIGSEGV": ("worker-died", "SIGSEGV"),
    "abort in C": ("worker-died", "SIGABRT"),
    "endless loop in Python": ("timed-out", f"took more than {FILE_SECONDS:g} s"),
    "hang in C, SIGTERM ignored": ("timed-out", f"took more than {FILE_SECONDS:g} s"),
    "memory growth": ("out-of-memory", f"took more than {MEMORY // 10**6} MB"),
}
HARMLESS = ("100 MB of output", "prints to stdout", "child process left behind")
FAULTS = (*RAISED, *DEADLY, *HARMLESS)

MORE_DEADLY: dict[str, tuple[FailReason, str]] = {
    "SIGTERM": ("worker-died", "SIGTERM"),
    "SIGSTOP": ("timed-out", f"took more than {FILE_SECONDS:g} s"),
    "memory of a child process": ("out-of-memory", f"took more than {MEMORY // 10**6} MB"),
    "malloc fails in C": ("worker-died", "SIGSEGV"),
}
MORE_HARMLESS = ("session left behind", "thread left behind")
UNKNOWN_PLACE: dict[str, tuple[FailReason, str]] = {
    "every descriptor closed": ("worker-died", "exit code 1"),
    "half a reply, then SIGKILL": ("worker-died", "SIGKILL"),
    "nonsense as a reply": ("worker-died", "an answer that means nothing"),
}
"""Faults of an extractor that show only when the worker answers."""


def expected(stage: str, fault: str) -> Result:
    """What the fault comes to at the stage."""
    if stage in ("idle", "publish") or fault in (*HARMLESS, *MORE_HARMLESS):
        return NOTHING
    extractor = "misbehaving" if stage in ("extract", "encode") else ""
    if fault in UNKNOWN_PLACE:
        return Result("failed", *UNKNOWN_PLACE[fault])
    if stage in ("import", "handshake"):
        return _at_start(stage, fault)
    if fault in RAISED and stage == "reply":
        return Result("failed", "worker-died", UNCAUGHT[fault])
    if fault in RAISED:
        return Result("facts" if extractor else "failed", "raised", RAISED[fault], extractor)
    return Result("failed", *(DEADLY | MORE_DEADLY)[fault], extractor)


def _at_start(stage: str, fault: str) -> Result:
    if stage == "import" and fault in RAISED:
        return Result("stopped", None, RAISED[fault])
    if fault in UNCAUGHT:
        return Result("stopped", None, f"worker died: {UNCAUGHT[fault]}")
    reason, detail = DEADLY[fault]
    return Result("stopped", None, f"worker died: {detail}" if reason == "worker-died" else detail)


FURTHER = {
    "200 MB of facts for one file": (
        "test_facts_that_are_too_large",
        "facts fail: `raised: ValueError: facts of 200,000,007 bytes, more than 16,000,000`",
    ),
    "every file descriptor taken": (
        "test_every_descriptor_taken",
        "nothing: what cannot be read for that reason is read by another worker",
    ),
    "output without end": ("test_output_does_not_fill_the_disk", "nothing: only the end of it is kept"),
    "child processes left behind by many files": (
        "test_children_left_behind_do_not_add_up",
        "nothing: the worker is replaced after its batch",
    ),
    "no file descriptor left to the coordinator": (
        "test_no_descriptor_left_to_the_coordinator",
        "run stops: `Too many open files`",
    ),
    "100 child processes, a fork bomb": (
        "test_too_many_processes",
        "file fails: `worker-died: started more than 64 processes`",
    ),
    "memory that grows with every file": (
        "test_a_leak_costs_a_worker_now_and_then_but_no_file",
        "nothing: the worker is replaced",
    ),
    "a thread that ends the worker when it is at another file": (
        "test_a_file_blamed_for_what_another_did_is_acquitted",
        "nothing: the suspect is acquitted when it is tried alone",
    ),
    "slow files, none too slow": (
        "test_a_slow_batch_is_divided_and_nobody_blamed",
        "nothing: a batch that takes too long is divided",
    ),
    "several deadly files in one batch": ("test_many_culprits_of_one_batch_are_all_found", "these files fail"),
    "workers killed from outside at work": ("test_workers_killed_at_random_cost_nothing", "nothing"),
    "workers killed from outside while they start": (
        "test_workers_killed_while_they_start",
        "nothing, unless none ever comes up: run stops: `worker died: SIGKILL`",
    ),
    "no process to be had": ("test_no_process_to_be_had", "run stops: the reason the system gives"),
    "a worker that runs other code": (
        "test_a_worker_that_runs_other_code_is_refused",
        "run stops: `other versions of the extractors`",
    ),
    "a fifth of the work fails alike": (
        "test_everything_failing_alike_is_a_broken_environment",
        "run stops: `the environment is broken`",
    ),
    "a deadly file in the next run": (
        "test_a_deadly_file_is_not_tried_again",
        "file fails as before, and no worker is lost; with `--full` it is tried",
    ),
    "a deadly file in a run without workers": (
        "test_a_run_without_workers_that_died_is_followed_by_one_with_workers",
        "the run dies with it; the next one uses workers, and the file fails",
    ),
    "SIGINT, SIGTERM, SIGHUP with workers that start, work, or hang in C": (
        "test_a_signal_ends_the_run",
        "run ends with 130, 143, 129; the state stays as it was",
    ),
    "the same during publication": (
        "test_a_signal_during_publication_waits_for_its_end",
        "run ends likewise; the new state is complete",
    ),
    "a second signal": ("test_a_second_signal_ends_the_run_at_once", "run ends at once; the state is whole"),
    "SIGKILL of the coordinator": (
        "test_nothing_outlives_a_coordinator_that_is_killed",
        "no worker is left, even one that is inside C",
    ),
}
"""Faults beside the product of stages and faults: the test of each, and what comes of it."""
