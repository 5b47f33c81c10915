"""What runs the extraction of many files: the one seam between the pipeline and however the work is spread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from stocktake.model import Outcome, SourceFile


class Backend(Protocol):
    """Extracts files. Whichever backend runs, the outcome of a file is the same."""

    def run(self, files: Sequence[SourceFile]) -> Iterator[Outcome]:
        """One outcome for each of ``files``, streamed as they come, in any order. Closing the iterator stops the
        work; a file that cannot be extracted is an outcome, never an exception."""
        ...
