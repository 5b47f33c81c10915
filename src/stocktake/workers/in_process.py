"""The backend without workers: one file after the other, in this process."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from stocktake.extractors.base import Extractor
from stocktake.model import Outcome, SourceFile
from stocktake.workers.report import PoolUse, StepUse


class InProcess:
    """Extracts in the process that calls it; nothing but the parser's own limits protects it."""

    def __init__(self, root: str, extractors: Sequence[Extractor], max_file_size: int) -> None:
        self._root = root
        self._extractors = tuple(extractors)
        self._max_file_size = max_file_size
        self._steps: list[StepUse] = []

    def run(self, files: Sequence[SourceFile]) -> Generator[Outcome, None, None]:
        """See :meth:`stocktake.workers.backend.Backend.run`; in the order given."""
        if not files:
            return
        from stocktake.workers.extraction import extract_files  # and with it the parser: most runs need neither
        from stocktake.workers.meter import Meter

        meter = Meter([extractor.name for extractor in self._extractors])
        yield from extract_files(self._root, files, self._extractors, self._max_file_size, meter)
        self._steps = meter.uses()

    @property
    def steps(self) -> list[StepUse]:
        """See :attr:`stocktake.workers.backend.Backend.steps`."""
        return self._steps

    @property
    def pool(self) -> PoolUse | None:
        """None: there are no workers."""
        return None
