"""Which schemas a function parses with, where it chooses among several or one holds others."""

from __future__ import annotations

import pytest
from form_items import service, services

ZOD = (
    "import { z } from 'zod';\nconst User = z.object({});\nconst Team = User.extend({});\n"
    "const handlers = { user: { schema: User }, team: { schema: Team } };\n"
)
USER, TEAM = "src/service.ts#User", "src/service.ts#Team"


def _schemas(body: str) -> list[str]:
    found = service(f"{ZOD}export const read = (x, on, key) => {body};")
    return [found["schemaReference"], *found.get("furtherSchemas", [])]


@pytest.mark.parametrize(
    "body",
    [
        "(on ? User : Team).array().parse(x)",
        "(on ? User.omit({}) : Team).array().optional().parse(x)",
        "{ const chosen = on ? User : Team; return chosen.array().parse(x); }",
        "{ const chosen = on ? User : Team; return chosen.parse(x); }",
        "({ user: User, team: Team.omit({}) })[key].parse(x)",
        "({ user: User, team: Team })[key].array().parse(x)",
        "{ const chosen = { user: User, team: Team }[key]; return chosen.parse(x); }",
        "{ const all = { user: User, team: Team }; const chosen = all[key]; return chosen.array().parse(x); }",
        "(on ? User : (key ? User : Team).array()).parse(x)",
    ],
)
def test_several_to_choose_from(body: str) -> None:
    assert _schemas(body) == [USER, TEAM]


def test_the_key_of_an_object_written_in_place_says_which() -> None:
    assert _schemas("({ user: User, team: Team }).team.parse(x)") == [TEAM]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("z.array(on ? User : Team).parse(x)", ["z.array(on ? User : Team)", USER, TEAM]),
        ("{ const one = on ? User : Team; return z.array(one).parse(x); }", ["z.array(one)", USER, TEAM]),
        ("{ const list = z.array(on ? User : Team); return list.parse(x); }", ["list", USER, TEAM]),
        ("{ const list = z.array(User); return list.optional().parse(x); }", ["list.optional()", USER]),
        ("z.union([User, Team]).nullable().parse(x)", ["z.union([User, Team]).nullable()", USER, TEAM]),
        ("z.preprocess(clean, User).parse(x)", ["z.preprocess(clean, User)", USER]),
        ("User.array().optional().parse(x)", [USER]),
    ],
)
def test_what_a_schema_is_made_to_hold(body: str, expected: list[str]) -> None:
    assert _schemas(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # What a handler holds is another thing than the handler.
        ("{ const handler = on ? handlers.user : handlers.team; return handler.schema.parse(x); }", "handler.schema"),
        (
            "{ const all = { a: handlers }; const handler = all[key]; return handler.schema.parse(x); }",
            "handler.schema",
        ),
    ],
)
def test_a_member_of_what_is_chosen_is_not_what_is_chosen(body: str, expected: str) -> None:
    assert _schemas(body) == [expected]


@pytest.mark.parametrize("body", ["(on ? JSON : path).parse(x)", "({ a: parser, b: other })[key].read().parse(x)"])
def test_to_choose_makes_no_schema(body: str) -> None:
    assert services(f"{ZOD}export const read = (x, on, key) => {body};") == {}
