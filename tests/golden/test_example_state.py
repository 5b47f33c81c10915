"""The committed state of the example is what ``discover`` writes: a change of any item shows in review."""

from __future__ import annotations

import shutil
from pathlib import Path

from stocktake import api
from stocktake.pipeline.plan import Options

EXAMPLE = Path(__file__).parents[2] / "examples/storefront"
STATE = ".claude/state"


def files_of(root: Path) -> dict[str, str]:
    folder = root / STATE
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()}


def test_the_committed_state_is_up_to_date(tmp_path: Path) -> None:
    copy = tmp_path / "storefront"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns(".claude", ".stocktake", "node_modules"))
    api.discover(copy, Options(environment={}, is_root=True))
    assert files_of(copy) == files_of(EXAMPLE), "run `make discover` and review the difference"
