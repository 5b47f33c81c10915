"""How the work is spread, in which order, and who is killed meanwhile, changes no published byte."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from fault_site import Site, sources
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_retries import killing

from stocktake import api
from stocktake.model import SourceFile

KNOWN: dict[str, bytes] = {}
"""What one worker publishes, with the batches as they are made."""

DEADLY = {"src/deadly.ts": "SIGSEGV", "src/raises.ts": "exception"}


def published(root: Path, output: Path, **overrides: Any) -> dict[str, bytes]:
    values = {"only": ("misbehaving", "modules"), "output": str(output), **overrides}
    api.discover(root, api.Options(values, full=True, parallel=True, is_root=True, environment={}))
    return {str(p.relative_to(output)): p.read_bytes() for p in sorted(output.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def folder(installed: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("invariance")
    sources(root, {**DEADLY, "src/deep/slow.ts": "slow"}, 25)
    return root


# Without shrinking: each run takes its time, and a failure names the seed.
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(
    workers=st.sampled_from([1, 2, 3, 8]),
    seed=st.integers(0, 2**32),
    largest=st.integers(1, 12),
    killed=st.booleans(),
)
def test_workers_order_and_kills_change_no_byte(
    folder: Path, site: Site, workers: int, seed: int, largest: int, killed: bool
) -> None:
    def shuffled(files: Sequence[SourceFile], _workers: int) -> list[tuple[SourceFile, ...]]:
        order, choose = list(files), random.Random(seed)
        choose.shuffle(order)
        made = []
        while order:
            size = choose.randint(1, largest)
            made.append(tuple(order[:size]))
            del order[:size]
        return made

    with tempfile.TemporaryDirectory() as outputs, pytest.MonkeyPatch.context() as patch:
        if not KNOWN:
            KNOWN.update(published(folder, Path(outputs, "one"), jobs=1))
        patch.setattr("stocktake.workers.pool.batches", shuffled)
        if killed:
            with killing(seed, 0.2):
                found = published(folder, Path(outputs, "several"), jobs=workers)
        else:
            found = published(folder, Path(outputs, "several"), jobs=workers)
        assert found == KNOWN
        assert b"SIGSEGV" in KNOWN["coverage.json"]


def test_without_workers_the_bytes_are_the_same(site: Site, tmp_path: Path) -> None:
    sources(tmp_path / "project", {}, 25)
    pooled = published(tmp_path / "project", tmp_path / "pool", jobs=3)
    values = {"only": ("misbehaving", "modules"), "output": str(tmp_path / "alone"), "jobs": 1}
    result = api.discover(tmp_path / "project", api.Options(values, full=True, is_root=True, environment={}))
    assert result.workers is None
    alone = tmp_path / "alone"
    assert {str(p.relative_to(alone)): p.read_bytes() for p in alone.rglob("*") if p.is_file()} == pooled
