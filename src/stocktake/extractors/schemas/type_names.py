"""What a declaration's type says where zod's own types are named, and the values of TypeScript's enums."""

from __future__ import annotations

import re

from stocktake.extractors.code.zod import ZOD_PACKAGE

_NAMED_TYPES = (
    "Object Array String Number Boolean Enum NativeEnum Union DiscriminatedUnion Intersection Record Map Set Tuple "
    "Literal Lazy Date Any Unknown BigInt"
)
_ANNOTATED = frozenset(_NAMED_TYPES.split())
_WRAPPING_NAMES = (
    "Optional Nullable Default Effects Pipeline Pipe Branded Readonly Catch Prefault ExactOptional NonOptional "
    "Transform Custom Codec Promise Function Never Null Undefined Void NaN Symbol File TemplateLiteral StringFormat "
    "NumberFormat Email URL UUID GUID CUID CUID2 ULID ISODate ISODateTime ISOTime"
)
_WRAPPING_TYPES = frozenset(_WRAPPING_NAMES.split())
_ANY_SCHEMA = frozenset({"ZodType", "ZodTypeAny", "ZodSchema", "Schema", "AnyZodObject", "ZodFirstPartySchemaTypes"})


def schema_type(package: str, name: str) -> str:
    """The schema type that a type ``name`` of ``package`` says: "" where it is not zod's."""
    if not ZOD_PACKAGE.fullmatch(package):
        return ""
    last = name.rpartition(".")[2].removeprefix("$")
    known = last.removeprefix("Zod").removeprefix("Mini")
    if known in _ANNOTATED:
        return known[:1].lower() + known[1:]
    return "other" if known in _WRAPPING_TYPES or last in _ANY_SCHEMA else ""


def enum_values(members: list[tuple[str, str]]) -> tuple[str, ...]:
    """The values of a TypeScript enum: where none is written, one more than the one before."""
    found: list[str] = []
    following: int | None = 0
    for name, written_value in members:
        if written_value:
            found.append(written_value.strip("'\""))
        else:
            found.append(str(following) if following is not None else name)
        following = int(found[-1]) + 1 if re.fullmatch(r"-?\d{1,9}", found[-1]) else None
    return tuple(found)
