"""Parsing with a schema that a static member of a class is."""

from __future__ import annotations

import pytest
from form_items import SERVICES, items, service

ZOD = "import { z } from 'zod';\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export const read = (x) => Card.body.parse(x);", "src/service.ts#Card.body"),
        ("export const read = (x) => Card.body.partial().parse(x);", "src/service.ts#Card.body"),
        (
            "export const read = (x) => { const body = Card.body; return body.array().parse(x); };",
            "src/service.ts#Card.body",
        ),
        ("export const read = (x) => Card.list.parse(x);", "src/service.ts#Card.list"),
        ("export const read = (x) => Card.rows[0].parse(x);", None),
        ("export const read = (x) => Card.text.parse(x);", None),
        ("export const read = (x) => Card.own.parse(x);", None),
        ("export const read = (x) => Card.parser().parse(x);", None),
        ("const again = Card.body;\nexport const read = (x) => again.parse(x);", "src/service.ts#again"),
    ],
)
def test_static_members_of_a_class(source: str, expected: str | None) -> None:
    card = (
        "class Card {\n  static readonly body = z.object({});\n  protected static list = z.array(Card.body);\n"
        "  static text = 'text';\n  static rows = [];\n  own = z.object({});\n}\n"
    )
    found = items(SERVICES, {"src/service.ts": ZOD + card + source})
    assert [item["schemaReference"] for item in found if item["name"] == "read"] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("static read(x) { return Card.body.parse(x); }", "src/service.ts#Card.body"),
        ("static read(x) { return this.body.parse(x); }", "src/service.ts#Card.body"),
        ("static read(x) { return Card.#hidden.parse(x); }", "src/service.ts#Card.#hidden"),
        ("read(x) { return this.own.parse(x); }", "z.string()"),
    ],
)
def test_static_members_inside_their_class(method: str, expected: str) -> None:
    fields = "static body = z.object({}); static #hidden = z.string(); own = z.string();"
    assert service(f"{ZOD}export class Card {{ {fields} {method} }}")["schemaReference"] == expected


def test_static_members_of_an_imported_class() -> None:
    sources = {
        "src/card.ts": "import { z } from 'zod';\nexport default class Card { static body = z.object({}); }",
        "src/all.ts": "export * as cards from './named';",
        "src/named.ts": "import { z } from 'zod';\nexport const Named = class { static body = z.object({}); };",
        "src/read.ts": (
            "import Card from './card';\nimport { cards } from './all';\n"
            "export const one = (x) => Card.body.parse(x);\nexport const two = (x) => cards.Named.body.parse(x);"
        ),
    }
    found = {item["name"]: item["schemaReference"] for item in items(SERVICES, sources)}
    assert found == {"one": "src/card.ts#Card.body", "two": "src/named.ts#Named.body"}
