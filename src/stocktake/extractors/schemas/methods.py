"""What the methods of a schema make of it. The same functions serve zod/mini, where the schema is an argument."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from stocktake.extractors.code.zod import CHECKS, NOTHING, Step, Term, computed
from stocktake.extractors.schemas.check_texts import check_text
from stocktake.extractors.schemas.shapes import (
    OBJECTS,
    UNRESOLVED,
    Api,
    Constants,
    Fields,
    Scope,
    Shape,
    Value,
    change,
    label,
)
from stocktake.extractors.schemas.terms import as_given

_SAME = (
    "brand describe meta openapi register clone with apply strip nonstrict unknownKeys catch rest returns args "
    "readonly setKey removeCatch refinement overwrite"
)
_UNCHANGED = frozenset(_SAME.split())
_FLAGS: Mapping[str, dict[str, object]] = {
    "optional": {"optional": True},
    "exactOptional": {"optional": True},
    "nullable": {"nullable": True},
    "nullish": {"optional": True, "nullable": True},
    "default": {"has_default": True},
    "_default": {"has_default": True},
    "prefault": {"has_default": True},
    "nonoptional": {"optional": False},
    "removeDefault": {"has_default": False},
    "strict": {"is_strict": True, "changed": True},
    "passthrough": {"is_strict": False, "changed": True},
    "loose": {"is_strict": False, "changed": True},
    "catchall": {"changed": True},
    "superRefine": {"has_super_refine": True},
}
# What is no expression that may give a schema.
_VALUE = re.compile(r"|true|false|null|undefined|-?\d.*")
_MAX_FIELDS = 1000
_MAX_NESTING = 6
_MASK_LIMIT = 100

Evaluate = Callable[[Term, Scope], Value]
"""What a term stands for where it is written."""

Assume = Callable[[Term, Scope], Shape]
"""The schema a term stands for, known that it is one."""


class Methods:
    """Applies steps of a chain to schemas; arguments are evaluated by what is given. ``source`` gives the id of the
    declaration that a term is, or the term as written."""

    def __init__(self, evaluate: Evaluate, assume: Assume, source: Callable[[Term, Scope], str]) -> None:
        self.evaluate = evaluate
        self.assume = assume
        self.source = source

    def member(self, shape: Shape, name: str) -> Value:
        """A property of a schema that is not called."""
        if name == "shape":
            return Fields(shape.fields, _open(shape), is_shape=shape.type != UNRESOLVED)
        if name in ("element", "valueSchema", "valueType"):
            return shape.element
        if name in ("in", "out"):
            return shape
        if shape.type in ("enum", "nativeEnum") and name in ("options", "enum", "Enum", "Values"):
            # The keys of an enum over a TypeScript enum are that one's, which is not kept.
            keys = shape.values if shape.type == "enum" and not shape.values_from else ()
            return Constants(shape.values, shape.values_from, () if name == "options" else keys)
        return None

    def call(self, shape: Shape, step: Step, scope: Scope) -> Value:
        """A method called on a schema; None where its result is none."""
        name, args = step.name, step.args or []
        if name in _FLAGS:
            return change(shape, **_FLAGS[name])
        if name in CHECKS:
            return _constrained(shape, step.text, scope)
        if name == "rest" and shape.type == "tuple" and args:
            return change(shape, element=self.assume(args[0], scope), changed=True)
        if name in _UNCHANGED:
            return shape
        if name in ("array", "promise"):
            return Shape(name, element=shape)
        first = args[0] if args else NOTHING
        if name in ("or", "and"):
            return self.combined(name, shape, self.assume(first, scope)) if args else None
        if name == "check":
            return self.checked(shape, args, scope)
        if name == "transform":
            return change(shape, has_transform=True, transform=function_name(first) or shape.transform)
        if name == "pipe":
            return self.piped(shape, first, scope)
        if name in ("unwrap", "innerType", "sourceType"):
            return _unwrapped(shape)
        if name in ("exclude", "extract"):
            return self.chosen_values(shape, name, first, scope)
        return self.objects(shape, name, first, scope)

    def objects(self, shape: Shape, name: str, first: Term, scope: Scope) -> Value:
        """Methods that only objects have."""
        kind = shape.type if shape.type in OBJECTS else "object"
        if name in ("extend", "safeExtend", "augment", "merge"):
            given = self.fields(first, scope)
            if given is None:
                return None
            is_strict = shape.is_strict
            if name == "merge":
                other = self.evaluate(first, scope)
                is_strict = isinstance(other, Shape) and other.is_strict
            fields = {**shape.fields, **given.fields}
            opened = (*_open(shape), *given.open)
            return change(
                shape,
                type=kind,
                fields=_bounded(fields),
                open=tuple(dict.fromkeys(opened)),
                is_strict=is_strict,
                changed=True,
            )
        if name == "deepPartial":
            masked_by = _masked(shape, name, None)
            return change(_deep_partial(shape, 0), type=kind, masked_by=masked_by)
        if name in ("pick", "omit", "partial", "exactPartial", "required"):
            mask = self.mask(first, scope) if first is not NOTHING else None
            if mask is None and (first is not NOTHING or name in ("pick", "omit")):
                # Which fields is not known.
                text = written(as_given(first, scope)[0])
                masked = dict.fromkeys((*shape.masked_by, f"{name}({text})"))
                return change(shape, type=kind, open=_open(shape), masked_by=tuple(masked), changed=True)
            if name in ("pick", "omit"):
                return _picked(shape, kind, mask or {}, keep=name == "pick")
            fields = {
                key: change(field, optional=name != "required") if mask is None or key in mask else field
                for key, field in shape.fields.items()
            }
            masked_by = _masked(shape, name, mask)
            return change(shape, type=kind, fields=fields, open=_open(shape), masked_by=masked_by, changed=True)
        if name == "keyof":
            return Shape("enum", values=tuple(shape.fields)) if not _open(shape) else Shape("enum")
        return None

    def fields(self, term: Term, scope: Scope) -> Fields | None:
        """The fields that an argument of ``object`` or ``extend`` gives: a literal, ``other.shape``, a constant, or a
        schema; None where there is no argument."""
        if term is NOTHING:
            return None
        term, scope = as_given(term, scope)
        if term.op == "object":
            return self.literal(term, scope, is_all_schemas=True)
        value = self.evaluate(term, scope)
        if isinstance(value, Fields):
            return value
        if isinstance(value, Shape):
            return Fields(value.fields, _open(value))
        return Fields({}, (written(term),))

    def mask(self, term: Term, scope: Scope) -> dict[str, None] | None:
        """The keys of ``{ id: true }``, written in place or a constant; those set to false are not in it. None where
        they are not known."""
        if term.op != "object":
            value = self.evaluate(term, scope)
            if not isinstance(value, Constants) or not value.keys or "…" in value.values:
                return None
            return {key: None for key, given in zip(value.keys, value.values, strict=False) if given != "false"}
        found: dict[str, None] = {}
        for key, part in zip(term.keys, term.parts, strict=False):
            if key == "...":
                inner = self.mask(part, scope)
                if inner is None:
                    return None
                found.update(inner)
            elif part.name != "false":
                found[self.key(key, scope)] = None
        return found

    def key(self, key: str, scope: Scope) -> str:
        """The name of a field: of a computed one, ``[NAME]``, what the constant holds, or as written."""
        chain = computed(key)
        value = self.evaluate(chain, scope) if chain is not None else None
        return value.values[0] if isinstance(value, Constants) and len(value.values) == 1 else key

    def literal(self, term: Term, scope: Scope, *, is_all_schemas: bool = False) -> Fields:
        """The fields of an object literal of schemas; ``is_all_schemas``: any other expression is one too."""
        found: dict[str, Shape] = {}
        opened: list[str] = []
        for key, part in zip(term.keys, term.parts, strict=False):
            if key == "...":
                given = self.fields(part, scope)
                if given is not None:
                    found.update(given.fields)
                    opened.extend(given.open)
            elif part.op == "later" or part.op not in ("text", "string", "function"):
                found[self.key(key, scope)] = self.assume(part, scope)
            elif is_all_schemas and part.op == "text" and not _VALUE.fullmatch(part.name):
                found[self.key(key, scope)] = Shape(UNRESOLVED)
        return Fields(_bounded(found), tuple(dict.fromkeys(opened)))

    def combined(self, name: str, left: Shape, right: Shape) -> Shape:
        """``left.or(right)``, ``left.and(right)``."""
        kind = "union" if name == "or" else "intersection"
        is_same = left.type == kind and not left.ref and not left.optional and not left.nullable
        members = (*(left.members if is_same else (left,)), right)
        if kind == "union":
            return Shape(kind, members=members)
        return intersection(members)

    def checked(self, shape: Shape, checks: Sequence[Term], scope: Scope) -> Shape:
        """``.check(z.minLength(1), …)`` of zod/mini; a function checks as ``superRefine`` does."""
        for each in checks:
            last = each.steps[-1] if each.op == "chain" and each.steps else None
            if last is not None and last.text:
                shape = _constrained(shape, last.text, scope)
            elif each.op in ("function", "chain") and not isinstance(self.evaluate(each, scope), Api):
                shape = change(shape, has_super_refine=True)
        return shape

    def piped(self, shape: Shape, target: Term, scope: Scope) -> Shape:
        """``.pipe(other)``: what comes in is ``shape``, what goes out is as ``other`` says."""
        other = self.assume(target, scope)
        if other.type == "transform":
            return change(shape, has_transform=True, transform=other.transform)
        if shape.type == "transform":
            return change(other, has_transform=True, transform=shape.transform)
        return change(shape, pipe=label(other), has_transform=shape.has_transform or other.has_transform)

    def chosen_values(self, shape: Shape, name: str, term: Term, scope: Scope) -> Shape:
        """``Enum.exclude(["a"])``, ``Enum.extract(["a"])``."""
        named = self.constants(term, scope)
        keep = name == "extract"
        if "…" in named or (not keep and not shape.values):
            # What is left is not known.
            return change(
                shape, type=shape.type or "enum", values=(), values_from=self.source(term, scope), changed=True
            )
        values = tuple(value for value in shape.values if (value in named) == keep)
        if keep and not shape.values:
            values = named
        return change(shape, type=shape.type or "enum", values=values, changed=True)

    def constants(self, term: Term, scope: Scope) -> tuple[str, ...]:
        """The values of a literal, of a list or an object of them, or of constants; as written where a part is not
        known, "…" for a spread of what is not."""
        term, scope = as_given(term, scope)
        if term.op in ("string", "text"):
            return (term.name,)
        if term.op == "array":
            return tuple(value for part in term.parts for value in self.constants(part, scope))
        if term.op == "object":
            values = zip(term.keys, term.parts, strict=False)
            return tuple(
                value
                for key, part in values
                for value in self.constants(Term("spread", parts=[part]) if key == "..." else part, scope)
            )
        given = self.evaluate(term.parts[0] if term.op == "spread" else term, scope)
        if isinstance(given, Constants):
            return given.values
        return ("…",) if term.op == "spread" else (written(term),)


def intersection(members: tuple[Shape, ...]) -> Shape:
    """The intersection of schemas; where all are objects it has the fields of all."""
    fields: dict[str, Shape] = {}
    opened: list[str] = []
    for member in members:
        fields.update(member.fields)
        opened.extend(_open(member))
    return Shape(
        "intersection", members=members, fields=_bounded(fields), open=tuple(dict.fromkeys(opened)) if fields else ()
    )


def written(term: Term) -> str:
    """A chain as written, without its arguments; "…" for anything else."""
    if term.op != "chain":
        return term.name if term.op in ("text", "string") and term.name else "…"
    text = term.name
    for step in term.steps[:8]:
        text += f".{step.name}" if step.name else ""
        if step.args is not None:
            text += "(…)" if step.args else "()"
    return text if len(text) <= 80 else text[:79] + "…"


def function_name(term: Term) -> str:
    """The name of the function that a term is, without the object that holds it."""
    return term.steps[-1].name or term.name if term.steps else term.name


def last_evident(steps: Sequence[Step], evaluate: Callable[[Term], Value]) -> int:
    """How many steps of a chain it takes to the last that shows by its argument that it is called on a schema."""
    return next((at for at in range(len(steps), 0, -1) if _is_evident(steps[at - 1], evaluate)), 0)


def _is_evident(step: Step, evaluate: Callable[[Term], Value]) -> bool:
    """Whether a method shows by its argument that it is called on a zod object, whatever that is: a mask of ``true``,
    or schemas of zod."""
    first = step.args[0] if step.args else NOTHING
    if step.name in ("pick", "omit"):
        return first.op == "object" and bool(first.keys) and all(part.name == "true" for part in first.parts)
    if step.name in ("extend", "merge", "safeExtend", "augment", "and", "or") and len(step.args or ()) == 1:
        value = evaluate(first)
        if first.op == "object":
            return any(isinstance(shape := evaluate(part), Shape) and shape.type != UNRESOLVED for part in first.parts)
        return isinstance(value, Shape) and value.type != UNRESOLVED
    return False


def _open(shape: Shape) -> tuple[str, ...]:
    """What brings further fields: an unknown schema is all open."""
    if shape.type in ("", UNRESOLVED) and shape.ref and not shape.changed:
        return (shape.ref,)
    return shape.open


def _constrained(shape: Shape, text: str, scope: Scope) -> Shape:
    return change(shape, constraints=(*shape.constraints, check_text(text, scope))) if text else shape


def _bounded(fields: dict[str, Shape]) -> dict[str, Shape]:
    return fields if len(fields) <= _MAX_FIELDS else dict(list(fields.items())[:_MAX_FIELDS])


def _deep_partial(shape: Shape, depth: int) -> Shape:
    """A schema with every field of its objects optional, inside arrays and tuples too, as zod's ``deepPartial``: that
    leaves alone what has a default, or is checked by a function, transformed or piped."""
    is_checked = shape.has_super_refine or "refine" in shape.constraints
    is_wrapped = is_checked or shape.has_default or shape.has_transform or bool(shape.pipe)
    if depth > _MAX_NESTING or (depth > 0 and is_wrapped):
        return shape
    if shape.type in OBJECTS or shape.fields or (depth == 0 and shape.type in ("", UNRESOLVED)):
        fields = {key: change(_deep_partial(field, depth + 1), optional=True) for key, field in shape.fields.items()}
        return change(shape, fields=fields, open=_open(shape), changed=True)
    if shape.type == "array" and shape.element is not None:
        held = _deep_partial(shape.element, depth + 1)
        return change(shape, element=held, changed=True) if held is not shape.element else shape
    if shape.type == "tuple":
        members = tuple(_deep_partial(member, depth + 1) for member in shape.members)
        return change(shape, members=members, changed=True)
    return shape


def _picked(shape: Shape, kind: str, mask: dict[str, None], *, keep: bool) -> Shape:
    fields = {key: field for key, field in shape.fields.items() if (key in mask) == keep}
    opened = _open(shape)
    if keep and opened:
        # What is picked is known by name, even where it comes from what is not.
        fields.update({key: Shape(UNRESOLVED) for key in mask if key not in fields})
        opened = ()
    masked_by = _masked(shape, "omit", mask) if not keep else () if opened != _open(shape) else shape.masked_by
    return change(shape, type=kind, fields=fields, open=opened, masked_by=masked_by, changed=True)


def _masked(shape: Shape, name: str, mask: dict[str, None] | None) -> tuple[str, ...]:
    """What is called on fields that are not known, after the call ``name`` with a mask (None: for all)."""
    unknown = [key for key in mask or () if key not in shape.fields]
    if not _open(shape) or (mask is not None and not unknown):
        return shape.masked_by
    text = f"{name}({', '.join(unknown)})"
    return tuple(dict.fromkeys((*shape.masked_by, text if len(text) <= _MASK_LIMIT else text[: _MASK_LIMIT - 1] + "…")))


def _unwrapped(shape: Shape) -> Shape:
    if shape.optional or shape.nullable or shape.has_default:
        return change(shape, optional=False, nullable=False, has_default=False)
    return shape.element if shape.element is not None else change(shape, has_transform=False, transform="")
