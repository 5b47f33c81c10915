"""From docstrings to descriptions."""

from __future__ import annotations

from typing import Any

from stocktake.state.descriptions import describe, divided

KNOWN = {"inLoop", "from", "to"}


def test_a_docstring_without_a_list_is_all_head() -> None:
    assert divided("One ``in_loop``\n\n    of\ntwo.", KNOWN) == ("One `inLoop` of two.", {})
    assert divided("", KNOWN) == ("", {})


def test_each_entry_of_the_list_is_of_one_or_more_names() -> None:
    text = """A call.

    * ``in_loop``: whether it is
      in a loop;
    * ``to``,
      ``from_``: ids: ``to`` first, ``other_name`` not.
    """
    head, meanings = divided(text, KNOWN)
    assert head == "A call."
    ids = "Ids: `to` first, `other_name` not."
    assert meanings == {"inLoop": "Whether it is in a loop.", "to": ids, "from": ids}


def test_only_items_have_what_all_items_have() -> None:
    def struct(text: str) -> dict[str, Any]:
        return {"description": text, "properties": {"name": {}, "line": {}}}

    definitions = {"Item": struct("An item.\n\n* ``line``: where it is."), "Part": struct("A part.")}
    describe(definitions, "Item")
    assert definitions["Item"]["properties"]["line"] == {"description": "Where it is."}
    assert definitions["Item"]["properties"]["name"]["description"].startswith("What it is called")
    assert definitions["Part"] == {"description": "A part.", "properties": {"name": {}, "line": {}}}
