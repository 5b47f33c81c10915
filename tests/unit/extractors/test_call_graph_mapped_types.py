"""Methods that mapped types, keys and indexed accesses lead to."""

from __future__ import annotations

import pytest
from call_items import calls, items

MODELS = (
    "export class Users { find() {} }\n"
    "export class Posts { list() {} }\n"
    "export const classes = { users: Users, posts: Posts, others: Posts };\n"
    "export type Name = 'users' | 'posts';\n"
    "export type Models = { [K in Name]: InstanceType<(typeof classes)[K]> };\n"
    "export type Every = { readonly [K in keyof typeof classes]?: InstanceType<typeof classes[K]>; };\n"
    "export type Renamed = { [K in Name as `my${K}`]: InstanceType<(typeof classes)[K]> };\n"
    "export type Same<T> = { [P in keyof T]: T[P] };\n"
    "export type One<K extends Name> = Models[K];\n"
    "export interface Box { users: Users; posts: Posts; kind: 'a' | 'b' }\n"
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("export function main(m: b.Models) { m.users.find(); }", ["call b#Users.find"]),
        ("export function main(m: b.Models) { m.posts.list(); m.users.list(); }", ["call b#Posts.list"]),
        ("export function main(m: b.Models) { m.others.list(); }", []),
        ("export function main(m: b.Every) { m.others?.list(); }", ["call b#Posts.list?"]),
        ("export function main(m: b.Renamed) { m.users.find(); }", []),
        ("type Own = b.Same<b.Box>; export function main(m: Own) { m.posts.list(); }", ["call b#Posts.list"]),
        ("type Own = b.One<'posts'>; export function main(m: Own) { m.list(); }", ["call b#Posts.list"]),
        ("type Own = b.Models & { others: b.Posts }; export function main(m: Own) { m.others.list(); }", [
            "call b#Posts.list"
        ]),
        ("type Own = Record<b.Name, b.Users> & { of: b.Posts }; export function main(m: Own) { m.of.list(); }", [
            "call b#Posts.list"
        ]),
        ("type Own = { [K in keyof b.Box]: b.Users } & { of: any }; export function main(m: Own) { m.of.find(); }", []),
        ("type Own = Record<Other, b.Users> & { of: any }; export function main(m: Own) { m.of.find(); }", []),
        ("type Own = Record<string, b.Users>; export function main(m: Own) { m.any.find(); }", ["call b#Users.find"]),
        ("class Context { models!: b.Models; } export function main(c: Context) { c.models.users.find(); }", [
            "call b#Users.find"
        ]),
    ],
)  # fmt: skip
def test_a_mapped_type_has_for_each_key_what_it_says(code: str, expected: list[str]) -> None:
    assert calls("import type { Other } from 'lib'; import * as b from './b';\n" + code, b=MODELS) == expected


def test_texts_are_the_languages() -> None:
    code = "import { Box } from './b'; type Key<K> = K; type Own = Key<'a'>;\n"
    found = items(code + "export function main(a: Box, k: Own) { a.kind.trim(); k.trim(); }", b=MODELS)["main"]
    assert "unresolved" not in found
    assert "calls" not in found


def test_mapped_types_that_refer_to_themselves_end() -> None:
    code = "type Deep<T> = { [K in keyof T]: Deep<T[K]> }; type Own = Deep<Own>; type A = { [K in 'a']: A };\n"
    found = items(code + "export function main(a: Own, b: A) { a.b.c.run(); b.a.a.a.run(); }")["main"]
    assert found["unresolved"] == 2
