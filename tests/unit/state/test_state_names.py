"""Names of chunks: safe, distinct, readable."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.state.names import LONGEST, folded, part_name, safe_names, unsafe

TRICKY = (
    "con CON Con aux.ts AUX.TS com1 COM¹ manifest Manifest _root _ROOT.a .git é e\u0301 É ß ss SS \u017f s \ufb01 fi"
    " a.json a.JSON a A Foo.tsx.1 Foo.tsx a. . .. %43ON %41 ~ a~b \u0130 i\u0307"
)
SEGMENT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), max_size=40) | st.sampled_from(
    [*TRICKY.split(), "", "a ", "a. .", "nul ", "x" * 300, "X" * 300, "é" * 150]
)
FORBIDDEN = re.compile(r'[<>:"\\|?*\x00-\x1f\x7f/~]')


@given(st.sets(SEGMENT, max_size=12), st.booleans())
def test_names_are_distinct_where_case_and_normalisation_are_ignored(names: set[str], top: bool) -> None:
    escaped = safe_names(names, top=top)
    assert escaped.keys() == names
    assert len({folded(name) for name in escaped.values()}) == len(names)


@given(SEGMENT, st.booleans())
def test_a_name_is_safe_on_every_file_system(name: str, top: bool) -> None:
    escaped = safe_names([name], top=top)[name]
    assert not FORBIDDEN.search(escaped[:-17] if len(name.encode()) > LONGEST // 3 else escaped)
    assert 0 < len(escaped.encode()) <= LONGEST
    assert unicodedata.is_normalized("NFC", escaped)
    for path in (escaped, f"{escaped}.json", f"inventory/{escaped}/x.json"):
        assert unsafe(path) == ""
    assert not folded(escaped).endswith(".json")
    assert folded(escaped) not in ("_root", ".git") and not folded(escaped).startswith("_root.")
    assert not (top and folded(escaped) == "manifest")


@given(st.lists(SEGMENT, max_size=8, unique=True), st.randoms())
def test_names_do_not_depend_on_their_order(names: list[str], random: object) -> None:
    assert safe_names(names) == safe_names(reversed(names))


@given(SEGMENT, SEGMENT, st.integers(1, 40), st.integers(1, 40))
def test_the_part_of_a_file_is_no_other_folder_nor_part(one: str, other: str, number: int, second: int) -> None:
    escaped = safe_names({one, other})
    part = part_name(escaped[one], number)
    assert folded(part) != folded(escaped[other])
    if (one, number) != (other, second):
        assert folded(part) != folded(part_name(escaped[other], second))


USUAL = (
    "src contacts ContactList.tsx [id] (group) @modal $param v1.2 .storybook données 日本 react-18.2.0 _private"
    " manifests console __tests__"
)


@pytest.mark.parametrize("name", [*USUAL.split(), "a b"])
def test_usual_names_stay_as_they_are(name: str) -> None:
    assert safe_names([name], top=True) == {name: name}


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ("CON", "%43ON"),
        ("aux.ts", "%61ux.ts"),
        ("a:b", "a%3Ab"),
        ("end.", "end%2E"),
        ("_root", "%5Froot"),
        ("data.json", "data%2Ejson"),
        ("Foo.tsx.1", "Foo.tsx%2E1"),
        ("100%", "100%25"),
        ("e\u0301", "e%CC%81"),
        ("bidi\u202e", "bidi%E2%80%AE"),
    ],
)
def test_other_names_are_escaped_so_that_they_can_still_be_read(name: str, escaped: str) -> None:
    assert safe_names([name]) == {name: escaped}


def test_manifest_is_escaped_only_next_to_the_manifest() -> None:
    assert safe_names(["Manifest"], top=True) == {"Manifest": "%4Danifest"}
    assert safe_names(["Manifest"]) == {"Manifest": "Manifest"}


def test_names_that_differ_in_case_are_all_escaped() -> None:
    assert safe_names(["Button", "button", "Card"]) == {"Button": "%42utton", "button": "button", "Card": "Card"}


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a/./b", "a\\b", "CON.json", "a/nul", "x:y", "a\nb", "a.", ""])
def test_unsafe_paths_are_told(path: str) -> None:
    assert unsafe(path)
