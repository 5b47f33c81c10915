"""Nothing that looks like a credential is published, wherever it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from stocktake import api
from stocktake.pipeline.plan import Options
from stocktake.syntax.credentials import redacted

SECRETS = (
    "sk_live_51HabcdefghijklmnopqrSTUV",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "AKIAABCDEFGHIJKLMNOP",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "AIzaSyA1234567890abcdefghijklmnopqrstuv",
)


@pytest.mark.parametrize("secret", SECRETS)
def test_a_credential_is_replaced(secret: str) -> None:
    assert redacted(f'"{secret}"') == '"…"'


@pytest.mark.parametrize(
    "text", ["useInternationalizationContextProvider", "some-long-class-name-with-many-words", "'2026-11-23T00:00:00Z'"]
)
def test_names_and_words_stay(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize("secret", SECRETS)
def test_no_inventory_holds_a_credential(secret: str, tmp_path: Path) -> None:
    (tmp_path / "a.tsx").write_text(
        f'import {{ z }} from "zod";\n'
        f'export enum Keys {{ A = "{secret}", B = "plain" }}\n'
        f'export type T = "{secret}" | "b";\n'
        f'export interface P {{ a: "{secret}" }}\n'
        f'export const useKey = (k = "{secret}") => k;\n'
        f'export const Box = ({{ k = "{secret}" }}: P) => <i>{{k}}</i>;\n'
        f'export const S = z.nativeEnum(Keys).default("{secret}");\n'
        f'export const E = z.object({{ k: z.enum(["{secret}"]).describe("{secret}") }});\n'
    )
    api.discover(tmp_path, Options(environment={}, is_root=True))
    state = tmp_path / ".claude/state"
    assert [path.name for path in state.rglob("*.json") if secret in path.read_text("utf-8")] == []
