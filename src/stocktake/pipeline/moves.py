"""What is remembered, after files were added or removed: records of the files that are still there, in new numbers."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Raw, Struct, structs

from stocktake.pipeline.reach import Numbers
from stocktake.state.made import Origin, encoded_reads, reads_of
from stocktake.state.remembered import FileRecord, Remembered


class Moves(Struct):
    """``added`` and ``removed`` files, the links that the latter had by extractor, their digests as far as they are
    known, and what had read something of them: (extractor, path). ``paths`` are those that records had numbers of."""

    added: set[str] = set()
    removed: set[str] = set()
    digests: dict[str, str] = {}
    paths: list[str] = []
    links: dict[str, list[Raw]] = {}
    readers: set[tuple[str, str]] = set()


def moved(past: Remembered, paths: Iterable[str]) -> tuple[Remembered, Moves]:
    """``past`` as if it were of ``paths``, and what moved.

    Raises:
        LostError: what was remembered is gone.
    """
    now = list(paths)
    numbers, before = Numbers(now), dict(enumerate(past.paths))
    there, known = set(now), set(past.paths)
    moves = Moves(there - known, known - there, paths=[*past.paths, *(entry.path for entry in past.others)])
    files: dict[str, FileRecord] = {}
    renumbered: dict[str, dict[str, Origin]] = {}
    for path, record in past.files.items():
        made = past.made.origins(path)
        if path not in there:
            moves.digests[path] = record.outcome.digest
            for name, part in made.items():
                moves.links.setdefault(name, []).append(part.links)
            continue
        files[path] = record
        renumbered[path] = {}
        for name, part in made.items():
            reads = numbers.renumbered(reads_of(part.reads), before)
            link_reads = numbers.renumbered(reads_of(part.link_reads), before)
            if reads is None or link_reads is None:
                moves.readers.add((name, path))
            renumbered[path][name] = Origin(encoded_reads(reads or {}), part.links, encoded_reads(link_reads or {}))
    return structs.replace(past, paths=now, files=files, made=past.made.renumbered(renumbered)), moves
