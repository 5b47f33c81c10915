from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.integration.blocks import BrokenBlockError, Marked, Position, parse, render
from stocktake.integration.texts import attributes_lines, check_lines, merge_lines

LINES = st.lists(st.sampled_from([b"a", b"", b"#!/bin/sh", b"# b", b" ", b"\xff", b"\r"]), max_size=6)
CONTENT = st.builds(
    lambda lines, end, last: end.join(lines) + (end if last else b""),
    LINES,
    st.sampled_from([b"\n", b"\r\n"]),
    st.booleans(),
)
BLOCKS = st.dictionaries(
    st.sampled_from(["merge", "check", "merge in a b", "ignore"]), st.sampled_from([b"x\n", b"x\ny\n", b""]), min_size=1
)
POSITIONS = st.sampled_from(["top", "end"])


@given(st.none() | CONTENT, BLOCKS, POSITIONS)
def test_what_is_put_in_is_found_and_taken_out_again(
    before: bytes | None, blocks: dict[str, bytes], position: Position
) -> None:
    written = render(Marked(before, blocks), position, b"#!/bin/sh\n")
    assert written is not None
    found = parse(written)
    assert found == Marked(before, blocks)
    assert render(found, position, b"#!/bin/sh\n") == written
    assert render(Marked(found.rest, {}), position) == before


@given(st.none() | CONTENT, BLOCKS, POSITIONS)
def test_one_block_can_go_before_the_others(before: bytes | None, blocks: dict[str, bytes], position: Position) -> None:
    data = render(Marked(before, blocks), position, b"#!/bin/sh\n")
    for name in blocks:
        marked = parse(data)
        data = render(
            Marked(marked.rest, {n: b for n, b in marked.blocks.items() if n != name}), position, b"#!/bin/sh\n"
        )
    assert data == before


@pytest.mark.parametrize(
    "data",
    [
        b"# >>> stocktake merge >>>\nx\n",
        b"x\n# <<< stocktake merge <<<\n",
        b"# >>> stocktake merge >>>\n# <<< stocktake check <<<\n",
    ],
)
def test_half_a_block_is_an_error(data: bytes) -> None:
    with pytest.raises(BrokenBlockError):
        parse(data)


def test_where_a_block_goes() -> None:
    blocks = {"merge": b"x\n"}
    block = b"# >>> stocktake merge >>>\nx\n# <<< stocktake merge <<<\n"
    assert render(Marked(b"#!/bin/sh\na\n", blocks), "top") == b"#!/bin/sh\n" + block + b"a\n"
    assert render(Marked(b"a\n", blocks), "top") == block + b"a\n"
    assert render(Marked(b"a\n", blocks), "end") == b"a\n" + block
    assert render(Marked(b"a\r\n", blocks), "end") == b"a\r\n" + block.replace(b"\n", b"\r\n")


def test_names_with_spaces_and_quotes_are_safe_in_what_we_write() -> None:
    assert '"my state/index.md" text eol=lf linguist-generated merge=stocktake' in attributes_lines("my state")
    assert "stocktake hook post-merge 'it'\"'\"'s' " in merge_lines("post-merge", "it's")
    assert "--staged 'a b' " in check_lines("a b")
