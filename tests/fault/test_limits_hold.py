"""Limits that hold, and let healthy work be."""

from __future__ import annotations

from pathlib import Path

from fault_site import LIMITS, Site, as_bytes, extract, in_process, setup_for, sources
from msgspec import structs

from stocktake import api
from stocktake.model import Failed, SourceFile


def test_512_megabytes_are_enough(tmp_path: Path) -> None:
    """With a file as large as may be, and every step of the work."""
    field = "  /** What it is. */ field{0}?: {{ id: string; at: Date; next: Array<Row | null>; }};\n"
    fields = "".join(field.format(number) for number in range(22_000))
    (tmp_path / "src").mkdir()
    (tmp_path / "src/large.ts").write_text(f"export interface Row {{\n{fields}}}\n")
    assert 1_500_000 < (tmp_path / "src/large.ts").stat().st_size < 2_000_000
    (tmp_path / "src/small.ts").write_text("export const a = 1;\n")
    values = {"only": ("modules", "types"), "jobs": 2, "memory_limit": 512}
    result = api.discover(tmp_path, api.Options(values, parallel=True, environment={}))
    assert result.workers is not None
    assert result.workers.deaths == []
    assert result.problems == []
    assert result.files.extracted == 2
    assert 0 < max(worker.peak_memory for worker in result.workers.workers) < 512_000_000


def test_time_follows_the_files_that_are_done(site: Site, tmp_path: Path) -> None:
    """A batch may take far longer than one file, where its limit is that much larger."""
    files = sources(tmp_path, {f"src/slow{number}.ts": "slow" for number in range(3)}, 1)
    run = extract(tmp_path, files, 1, structs.replace(LIMITS, batch_seconds=60.0))
    assert as_bytes(run.outcomes) == as_bytes(in_process(tmp_path, files))
    assert run.pool.pool is not None
    assert run.pool.pool.deaths == []


def test_a_file_too_large_for_the_memory_is_named_and_no_other(site: Site, tmp_path: Path) -> None:
    files = sources(tmp_path, {}, 20)
    expected = in_process(tmp_path, files)
    (tmp_path / "src/large.ts").write_text("f(a, b);" * 400_000)  # a tree of about 300 MB
    files.append(SourceFile("src/large.ts", "ts", 3_200_000))
    setup = structs.replace(setup_for(tmp_path), max_file_size=4_000_000)
    run = extract(tmp_path, files, 2, setup=setup)
    failed = run.outcomes.pop("src/large.ts")
    assert isinstance(failed, Failed)
    assert failed.failure.reason == "out-of-memory"
    assert as_bytes(run.outcomes) == as_bytes(expected)
