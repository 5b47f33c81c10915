"""The page about faults says what the tests hold true."""

from __future__ import annotations

import ast
from pathlib import Path

from matrix import FAULTS, FURTHER, MORE_DEADLY, MORE_HARMLESS, STAGES, UNKNOWN_PLACE
from render_faults import PAGE, page
from test_fault_matrix import PLACES


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_every_cell_of_the_page_is_tried() -> None:
    tried = {cell for places in PLACES.values() for place in places for cell in place.cells}
    tried |= {(stage, fault) for stage in ("import", "handshake", "publish") for fault in FAULTS}
    shown = {(stage, fault) for stage in STAGES for fault in FAULTS}
    assert tried == shown | {("extract", fault) for fault in (*MORE_DEADLY, *MORE_HARMLESS, *UNKNOWN_PLACE)}


def test_every_other_fault_has_its_test() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("test_*.py")]
    tests = {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {name for name, _ in FURTHER.values()} <= tests
