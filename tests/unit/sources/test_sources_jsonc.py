"""JSON with comments and trailing commas."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.sources.jsonc import JsonError, decode, strip

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "//", "/*", ",]"]), inner, max_size=3)
    ),
)
noise = st.sampled_from(["", " ", "\n", '// x, ] " }\n', '/* " , ] // */', "/**/", "\t/* a\n b */ "])


@given(values, st.data())
def test_comments_and_trailing_commas_change_nothing(value: Any, data: st.DataObject) -> None:
    def text(of: Any) -> str:
        between = data.draw(noise)
        comma = "," if of and data.draw(st.booleans()) else ""
        if isinstance(of, list):
            return f"[{between}" + f",{between}".join(map(text, of)) + comma + between + "]"
        if isinstance(of, dict):
            parts = [f"{json.dumps(key)}{between}:{text(inner)}" for key, inner in of.items()]
            return f"{{{between}" + f"{between},".join(parts) + comma + between + "}"
        return between + json.dumps(of, ensure_ascii=data.draw(st.booleans())) + between

    assert decode(text(value).encode()) == value


def test_every_byte_stays_in_its_place() -> None:
    source = b'{ // a "b"\n "c": "//d", /* e\n */ "f": [1, 2,],\n}'
    assert strip(source) == b'{         \n "c": "//d",     \n    "f": [1, 2 ] \n}'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n "a": 1\n "b": 2\n}', 3),
        ("// x\n/* y\n z */ [1,\n,]", 4),
        ('{"a": \n', 2),
        ("{'a': 1}", 1),
        ("[1,,]", 1),
        ('{"a": tru}', 1),
        ("/* never closed\n\n", 3),
        ('"never closed\n', 1),
        ("[1] // x\n [2]", 2),
    ],
)
def test_what_is_not_json_names_its_line(text: str, line: int) -> None:
    with pytest.raises(JsonError) as caught:
        decode(text.encode())
    assert caught.value.line == line
    assert caught.value.message


@pytest.mark.parametrize(
    ("unit", "count"), [("[", 100_000), ('{"a":', 100_000), ("NaN", 1), ('"\\ud800"', 1), ("1e999", 1), ("", 1)]
)
def test_odd_input_is_an_error_like_any_other(unit: str, count: int) -> None:
    with pytest.raises(JsonError):
        decode((unit * count).encode())


@pytest.mark.parametrize("unit", ["/*", '"\\', ",", ", ", '"', "/", "{"])
def test_hostile_input_takes_no_time(unit: str) -> None:
    start = time.perf_counter()
    with pytest.raises(JsonError):
        decode((unit * 500_001).encode())
    assert time.perf_counter() - start < 5
