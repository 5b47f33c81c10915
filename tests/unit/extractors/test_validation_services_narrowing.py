"""Reading the message of an error that conditions say is, or is not, one of a schema."""

from __future__ import annotations

import pytest
from form_items import SERVICES, items

HEAD = (
    "import { z } from 'zod';\nconst user = z.object({});\n"
    "const isDown = (error: unknown): error is DbError => true;\n"
    "const isWrong = (error: unknown): error is z.ZodError => true;\n"
)


def _type(handler: str) -> str:
    body = f"try {{ return await save(user.parse(x)); }} catch (error) {{ {handler} }}"
    source = f"{HEAD}export const read = async (x) => {{ {body} }};"
    (item,) = (item for item in items(SERVICES, {"src/read.ts": source}) if item["name"] == "read")
    assert item.get("errorFormatting", False) == (item["type"] == "formatter")
    return str(item["type"])


@pytest.mark.parametrize(
    "handler",
    [
        "if (error instanceof DbError) throw new Error(error.message); throw error;",
        "if (error instanceof DbError) { log(error.message); } else { throw error; }",
        "return error instanceof Stripe.errors.StripeError ? error.message : 'x';",
        "return !(error instanceof DbError) ? 'x' : error.message;",
        "const isGone = error instanceof DbError && error.message.includes('gone'); return isGone;",
        "const isDb = error instanceof DbError; if (isDb && x) return error.message; throw error;",
        "if (!(error instanceof DbError)) throw error; return error.message;",
        "if (!(error instanceof DbError)) { log(error); return null; }\nreturn fail(() => error.message);",
        "if (!(error instanceof DbError) || error.message === 'x') throw error;",
        "if (error instanceof DbError || error instanceof SyntaxError) return error.message;",
        "if (isAxiosError(error)) return error.message;",
        "if (axios.isAxiosError<Body>(error) && error.response) return (error as AxiosError).message;",
        "if (isDown(error)) return error.message;",
        "if (APIError.isInstance(error)) return error.message;",
        "if (error.name === 'AbortError') return error.message;",
        "if ((error as NodeError).code === 'ENOENT') return error.message;",
        "if (error instanceof z.ZodError) throw error; return error.message;",
        "if (isWrong(error)) { throw error; } return error.message;",
        "return error instanceof AggregateError ? error.errors : [];",
        "if (error instanceof GraphError) return error.errors.map((each) => each.text);",
    ],
)
def test_the_message_of_another_error(handler: str) -> None:
    assert _type(handler) == "validator"


@pytest.mark.parametrize(
    "handler",
    [
        "return error instanceof Error ? error.message : 'x';",
        "if (error instanceof globalThis.Error) return error.message;",
        "if (error instanceof ValidationError) return error.message;",
        "if (error instanceof z.core.$ZodError) return error.message;",
        "if (!(error instanceof ZodError)) throw error; return error.message;",
        "if (error instanceof DbError) throw error; return error.message;",
        "if (error instanceof DbError) { log(error); } return error.message;",
        "if (error instanceof DbError && x) throw error; return error.message;",
        "if (error instanceof DbError || x) return error.message;",
        "return error instanceof DbError ? 'x' : error.message;",
        "if (x instanceof DbError) return error.message;",
        "if (error.cause instanceof DbError) return error.message;",
        "if (isError(error)) return error.message;",
        "if (util.types.isNativeError(error)) return error.message;",
        "if (isWrong(error)) return error.message;",
        "if (isFine(error)) return error.message;",
        "if (error.name === 'ZodError') return error.message;",
        "if (error.name !== 'AbortError') return error.message;",
        "if (error instanceof ZodError && x) throw error; return error.message;",
        "let isDb = error instanceof DbError; isDb = true; if (isDb) return error.message;",
        "if (error instanceof DbError) return error.message; return error.message;",
    ],
)
def test_the_message_of_what_may_be_of_a_schema(handler: str) -> None:
    assert _type(handler) == "formatter"
