"""What the fuzzer found, tried again for good, and a short blind run of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

FOLDER = Path(__file__).with_name("findings")
FUZZ = Path(__file__).parents[2] / "benchmarks/fuzz"


@pytest.fixture(scope="module")
def fuzz() -> Iterator[tuple[ModuleType, ModuleType]]:
    """The fuzzer's targets and mutations."""
    sys.path.insert(0, str(FUZZ))
    try:
        yield import_module("targets"), import_module("mutations")
    finally:
        sys.path.remove(str(FUZZ))


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_a_finding(fuzz: tuple[ModuleType, ModuleType], path: Path) -> None:
    started = time.monotonic()
    fuzz[0].take_stock(path.read_bytes())
    assert time.monotonic() - started < 20


def test_the_examples_and_what_becomes_of_them(fuzz: tuple[ModuleType, ModuleType]) -> None:
    targets, mutations = fuzz
    seeds = mutations.corpus()
    assert len(seeds) > 50
    for data in islice(mutations.endless(seeds, Random(20)), 60):
        first = targets.take_stock(data)
        assert first == targets.take_stock(data), "the same again"
