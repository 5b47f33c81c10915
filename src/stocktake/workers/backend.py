"""What runs the extraction of many files: the one seam between the pipeline and however the work is spread."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Protocol

from stocktake.model import Outcome, SourceFile
from stocktake.workers.report import PoolUse, StepUse


class Backend(Protocol):
    """Extracts files. Whichever backend runs, the outcome of a file is the same."""

    def run(self, files: Sequence[SourceFile]) -> Generator[Outcome, None, None]:
        """One outcome for each of ``files``, streamed as they come, in any order. Closing the generator stops the
        work; a file that cannot be extracted is an outcome, never an exception.

        Raises:
            WorkerError: the environment is broken: workers cannot start, or nearly everything fails alike.
        """
        ...

    @property
    def steps(self) -> list[StepUse]:
        """What each step of extraction took, after a run that came to its end."""
        ...

    @property
    def pool(self) -> PoolUse | None:
        """What the workers did, after such a run; None where there were none."""
        ...
