"""The reference pages say what the code says."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_pages_are_up_to_date() -> None:
    rendered: dict[str, str] = runpy.run_path(str(DOCS / "render_reference.py"))["pages"]()
    written = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "reference").glob("*.md")}
    assert set(rendered) <= set(written), "run `make docs`"
    assert {name: written[name] for name in rendered} == rendered, "run `make docs`"
