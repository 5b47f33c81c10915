"""Loads modules of the benchmark, which is a package outside of `src`."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "benchmarks" / "bench"


def module(name: str) -> Any:
    """The module `bench.<name>`."""
    if "bench" not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            "bench", FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
        )
        assert spec is not None and spec.loader is not None
        package = importlib.util.module_from_spec(spec)
        sys.modules["bench"] = package
        spec.loader.exec_module(package)
    return importlib.import_module(f"bench.{name}")
