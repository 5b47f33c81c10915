"""No damage to a source file makes a built-in extractor raise: it costs items of that file at most."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.registry import choose, registered
from stocktake.syntax.parser import parse

EXTRACTORS = choose(BUILT_IN, {}, registered(())).loaded
TEXTS = sorted({text for each in EXTRACTORS for example in each.examples for text in example.sources.values()})
TOKENS = [
    "(",
    ")",
    "{",
    "}",
    "<",
    ">",
    "=>",
    "export ",
    "default ",
    "import ",
    "type ",
    ",",
    "...",
    "`",
    '"',
    "é",
    "\n",
    ";",
]

edits = st.lists(
    st.tuples(st.floats(0, 1), st.one_of(st.integers(1, 30), st.sampled_from(TOKENS), st.floats(0, 1))),
    min_size=1,
    max_size=8,
)


def damaged(text: str, changes: list[tuple[float, int | str | float]]) -> bytes:
    """``text`` with parts deleted (a number of characters), tokens inserted, or a part of it repeated elsewhere."""
    for place, change in changes:
        at = int(place * len(text))
        if isinstance(change, str):
            text = text[:at] + change + text[at:]
        elif isinstance(change, int):
            text = text[:at] + text[at + change :]
        else:
            start = int(change * len(text))
            text = text[:at] + text[start : start + 40] + text[at:]
    return text.encode()


@settings(max_examples=300, deadline=None)
@example(
    "import { z } from 'zod';\nexport const tag = z.object({ name: z.string() });\n"
    "export const user = z.object({ email: z.string() });\n",
    [(0.46875, ";"), (0.3203125, 14)],
    "ts",
)
@given(st.sampled_from(TEXTS), edits, st.sampled_from(["ts", "tsx"]))
def test_damaged_sources(text: str, changes: list[tuple[float, int | str | float]], language: str) -> None:
    file = parse(damaged(text, changes), "ts" if language == "ts" else "tsx")
    for extractor in EXTRACTORS:
        facts = extractor.extract(file)
        assert facts is None or not isinstance(facts, Exception)
