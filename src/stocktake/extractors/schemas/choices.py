"""What is known of a schema that is one of several, by a condition."""

from __future__ import annotations

from collections.abc import Sequence

from stocktake.extractors.schemas.shapes import (
    MORE,
    UNRESOLVED,
    Constants,
    Fields,
    Functions,
    Listed,
    Shape,
    Value,
    change,
    label,
)


def either(values: Sequence[Value]) -> Value:
    """What an expression is that chooses from some: what all have in common, and the alternatives. None where one of
    several is no schema."""
    shapes = [value for value in values if isinstance(value, Shape)]
    if not shapes or len(shapes) != len(values):
        only = values[0] if len(values) == 1 else None
        return only if isinstance(only, Fields | Constants | Functions | Listed) else None
    first = shapes[0]
    if all(shape == first for shape in shapes):
        return first
    is_same = all(shape.type == first.type for shape in shapes)
    fields = {name: field for name, field in first.fields.items() if all(s.fields.get(name) == field for s in shapes)}
    return Shape(
        first.type if is_same and first.type else "other",
        optional=all(shape.optional for shape in shapes),
        nullable=all(shape.nullable for shape in shapes),
        has_default=all(shape.has_default for shape in shapes),
        has_transform=all(shape.has_transform for shape in shapes),
        has_super_refine=all(shape.has_super_refine for shape in shapes),
        constraints=_had_by_all(shapes),
        fields=fields,
        members=tuple(shapes),
    )


def _had_by_all(shapes: Sequence[Shape]) -> tuple[str, ...]:
    """The constraints that all schemas have, each as often as all have it."""
    found: list[str] = []
    for text in shapes[0].constraints:
        if all(shape.constraints.count(text) > found.count(text) for shape in shapes):
            found.append(text)
    return tuple(found)


def one_of_returned(values: Sequence[Value]) -> Value:
    """What a function returns that returns one of some, each of them written like a schema: where one is known to be
    one, so are those that are not followed."""
    value = either(values)
    if value is None and any(is_known(each) for each in values):
        return either([each if isinstance(each, Shape) else Shape(MORE) for each in values])
    return value


def one_of_set(values: Sequence[Value]) -> Value:
    """What a variable is that is set to one of some: where these differ in nothing that is shown of alternatives, as
    after ``if (trim) schema = schema.trim()``, none are shown."""
    value = one_of_returned(values)
    if isinstance(value, Shape) and len({label(each) for each in value.members}) == 1:
        return change(value, members=())
    return value


def is_known(value: Value) -> bool:
    """Whether it is a schema of a type that is known."""
    return isinstance(value, Shape) and value.type != UNRESOLVED
