"""``python -m stocktake``: the command line."""

from __future__ import annotations

from stocktake.cli.main import run

if __name__ == "__main__":
    run()
