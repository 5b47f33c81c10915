"""What every backend runs for one source file: read, prepare, parse, then each extractor over the one tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from stocktake.digests import digest
from stocktake.encoding import to_packed
from stocktake.errors import WorkerError
from stocktake.extractors.base import Extractor
from stocktake.model import Extracted, Failed, Failure, Outcome, PartialParse, SkippedFile, SourceFile
from stocktake.sources.content import prepare
from stocktake.sources.reading import ReadError, read_source
from stocktake.sources.scan import LINKED
from stocktake.syntax.parser import ParseLimitError, parse
from stocktake.syntax.stories import stories_of
from stocktake.workers.failures import describe, describe_text
from stocktake.workers.meter import Meter
from stocktake.workers.protocol import FIRST_EXTRACTOR, PARSING

LARGEST_FACTS = 16_000_000
"""Bytes of encoded facts that one extractor may give for one file."""

_EXHAUSTED = frozenset({"EMFILE", "ENFILE", "ENOMEM"})
"""Details of files that could not be read for a reason that lies in this process, not in the file."""


def extract_file(
    root: str, file: SourceFile, extractors: Sequence[Extractor], max_file_size: int, meter: Meter | None = None
) -> Outcome:
    """The outcome of one file. ``root`` is absolute, ``max_file_size`` in bytes; ``meter`` is told each step.

    Nothing an extractor raises leaves this function except ``KeyboardInterrupt``: an extractor that raises costs its
    own facts for this file, and nothing else. The digest is of the bytes as read.

    Raises:
        WorkerError: no descriptors or memory to read the file with; nothing is known about it.
    """
    try:
        raw = read_source(root, file.path, max_file_size)
    except ReadError as error:
        if error.detail in _EXHAUSTED:
            raise WorkerError(f"{file.path} cannot be read here: {error.detail}") from None
        return SkippedFile(file.path, "", error.reason, error.detail)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Failed(file.path, "", describe(error, "", file.path))
    found = digest(raw)
    try:
        content = prepare(file.path, raw)
        if content.reason is not None and content.reason not in LINKED:
            return SkippedFile(file.path, found, content.reason, content.detail)
        if meter is not None:
            meter.step(PARSING)
        parsed = parse(content.data, file.language)
        reason, detail = content.reason, content.detail
        if reason is None and (package := stories_of(parsed)):
            reason, detail = "story", f"stories for {package}"
    except ParseLimitError as error:
        return Failed(file.path, found, Failure("parse-limit", "", describe_text(str(error), file.path)))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Failed(file.path, found, describe(error, "", file.path))
    facts: dict[str, bytes] = {}
    failures: list[Failure] = []
    for step, extractor in enumerate(extractors, FIRST_EXTRACTOR):
        if meter is not None:
            meter.step(step)
        try:
            packed = _facts_of(extractor, parsed)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            failures.append(describe(error, extractor.name, file.path))
            continue
        if packed is not None:
            facts[extractor.name] = packed
    partial: PartialParse | None = parsed.partial
    return Extracted(file.path, found, facts, partial, failures, content.note, reason, detail)


def extract_files(
    root: str, files: Sequence[SourceFile], extractors: Sequence[Extractor], max_file_size: int, meter: Meter
) -> Iterator[Outcome]:
    """The outcome of each file, in order, all of it measured by ``meter``."""
    for index, file in enumerate(files):
        meter.begin(index)
        outcome = extract_file(root, file, extractors, max_file_size, meter)
        meter.finish(outcome.facts if isinstance(outcome, Extracted) else None)
        yield outcome


def _facts_of(extractor: Extractor, parsed: Any) -> bytes | None:
    facts = extractor.extract(parsed)
    if facts is None:
        return None
    kind = extractor.fact_type
    if isinstance(kind, type) and not isinstance(facts, kind):
        raise TypeError(f"extract returned {type(facts).__name__}, not {kind.__name__}")
    packed = to_packed(facts)
    if len(packed) > LARGEST_FACTS:
        raise ValueError(f"facts of {len(packed):,} bytes, more than {LARGEST_FACTS:,}")
    return packed
