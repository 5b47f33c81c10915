"""What an extractor made of a file is gone when it is done: a tree takes a hundred times the memory of its source, and
the collector, which counts objects, does not know."""

from __future__ import annotations

import gc

import pytest

from stocktake.extractors.base import Extractor
from stocktake.extractors.registry import choose, registered
from stocktake.syntax.parsed import ParsedFile
from stocktake.syntax.parser import parse

KNOWN = registered(())
EXTRACTORS = choose(KNOWN, {}, KNOWN).loaded


@pytest.mark.parametrize("extractor", EXTRACTORS, ids=lambda each: each.name)
def test_no_file_waits_for_the_collector(extractor: Extractor) -> None:
    gc.collect()
    gc.disable()
    try:
        for example in extractor.examples:
            for path, text in example.sources.items():
                if not path.endswith(".json"):
                    extractor.extract(parse(text.encode(), "ts" if path.endswith(".ts") else "tsx"))
        assert not any(isinstance(each, ParsedFile) for each in gc.get_objects())
    finally:
        gc.enable()
