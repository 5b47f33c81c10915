"""Which module-level variables named like hooks can be called."""

from __future__ import annotations

import pytest

from stocktake.extractors.hooks.facts import hook_facts
from stocktake.syntax.parser import parse


def names(source: str) -> list[str]:
    """Names of the hooks in a source file."""
    return [fact.name for fact in hook_facts(parse(source.encode(), "tsx"))]


@pytest.mark.parametrize(
    "source",
    [
        "const useA = create();",
        "const useA = create(); if (useA()) start();",
        "const useA = api.useA;",
        "const useA = api.read; export const b = () => useA<string>();",
        "const useA = isServer ? useB : useC;",
        "const useA = useB || useC;",
        "const useA = isServer && useB;",
        "const useA: Hook = create();",
        "const useA: (() => void) | undefined = create();",
        "const useA: { (): void } = create();",
        "declare const useA: typeof useB;",
        "const { useA } = api;",
        "const useA = create(); export const b = useA?.() ? 1 : 2;",
        "const useA = create(); export const b = !useA.persist;",
        "const useA = create(); for (const b of useA()) start(b);",
        "const useA = create(); export const b = useA.useB.map(c);",
        "const useA = create(); function create() { return b; }",
        "const useA = create(); const create = (): Hook => b;",
        "const useA = await create(); async function create(): Promise<Hook> {}",
        "import { z } from './own'; const useA = z.boolean();",
        "import { z } from 'zod'; const useA = z.function().implement(b);",
    ],
)
def test_can_be_called(source: str) -> None:
    assert names(source) == ["useA"]


@pytest.mark.parametrize(
    "source",
    [
        "const useA = 1;",
        "const useA = a > b;",
        "const useA = a && 'b' in c;",
        "const useA = a || false;",
        "const useA = a ? 'b' : null;",
        "const useA = !b;",
        "const useA: boolean = create();",
        "const useA: 'a' | 'b' | undefined = create();",
        "const useA: string[] = create();",
        "const useA: { b: string } = create();",
        "let useA: boolean | undefined;",
        "let useA;",
        "const useA = import.meta.env.USE_A;",
        "const useA = Boolean(b);",
        "const useA = create(); if (useA) start();",
        "const useA = create(); export const b = useA ? 1 : 2;",
        "const useA = create(); export const b = !useA;",
        "const useA = create(); export const b = <p>{useA && <b />}</p>;",
        "const useA = create(); if (useA === true) start();",
        "const { useA } = options; if (useA) start();",
        "const useA = create(); export const b = useA.map(c);",
        "const useA = create(); export const b = useA\n  ?.filter(c);",
        "const useA = create(); for (const b of useA) start(b);",
        "const { useA } = options; useA.forEach(start);",
        "const useA = create(); function create(): boolean { return b; }",
        "const useA = create(1); const create = (b: number): string[] => b;",
        "import { z } from 'zod'; const useA = z\n  .boolean()\n  .optional();",
        "import * as yup from 'yup'; const useA = yup.boolean();",
    ],
)
def test_cannot_be_called(source: str) -> None:
    assert names(source) == []
