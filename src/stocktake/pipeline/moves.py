"""What is remembered, after files were added or removed: records of the files that are still there, in new numbers."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, structs

from stocktake.pipeline.reach import Numbers
from stocktake.state.remembered import FileRecord, Remembered, encoded_reads, packed, part_of, reads_of


class Moves(Struct):
    """``added`` and ``removed`` files, the records of the latter, and what had read something of them: (extractor,
    path)."""

    added: set[str] = set()
    removed: set[str] = set()
    records: list[FileRecord] = []
    readers: set[tuple[str, str]] = set()


def moved(past: Remembered, paths: Iterable[str]) -> tuple[Remembered, Moves]:
    """``past`` as if it were of ``paths``, and what moved."""
    now = list(paths)
    numbers, before = Numbers(now), dict(enumerate(past.paths))
    there, known = set(now), set(past.paths)
    moves = Moves(there - known, known - there, [r for path, r in past.files.items() if path not in there])
    files: dict[str, FileRecord] = {}
    for path, record in past.files.items():
        if path not in there:
            continue
        parts = {}
        for name, kept in record.parts.items():
            part = part_of(kept)
            reads = numbers.renumbered(reads_of(part.reads), before)
            link_reads = numbers.renumbered(reads_of(part.link_reads), before)
            if reads is None or link_reads is None:
                moves.readers.add((name, path))
            part.reads, part.link_reads = encoded_reads(reads or {}), encoded_reads(link_reads or {})
            parts[name] = packed(part)
        files[path] = structs.replace(record, parts=parts)
    return structs.replace(past, paths=now, files=files), moves
