"""The backend without workers: one file after the other, in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stocktake.extractors.base import Extractor
from stocktake.model import Outcome, SourceFile


class InProcess:
    """Extracts in the process that calls it; nothing but the parser's own limits protects it."""

    def __init__(self, root: str, extractors: Sequence[Extractor], max_file_size: int) -> None:
        self._root = root
        self._extractors = tuple(extractors)
        self._max_file_size = max_file_size

    def run(self, files: Sequence[SourceFile]) -> Iterator[Outcome]:
        """See :meth:`stocktake.workers.backend.Backend.run`; in the order given."""
        if not files:
            return
        from stocktake.workers.extraction import extract_file  # and with it the parser: most runs need neither

        for file in files:
            yield extract_file(self._root, file, self._extractors, self._max_file_size)
