"""The schemas inventory: module-level declarations whose value is a zod schema, by what they are made with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import UNSET, Struct, UnsetType

from stocktake.extractors.base import Extractor, Link, Project
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.schemas.examples import EXAMPLES
from stocktake.extractors.schemas.facts import DeclaredFact, SchemaFacts, schema_facts
from stocktake.extractors.schemas.index import INFERS, PARSES, REFERS, SchemaIndex, schema_index
from stocktake.extractors.schemas.shapes import OBJECTS, UNRESOLVED, Shape, flags, label

if TYPE_CHECKING:
    from stocktake.extractors.base import Example
    from stocktake.syntax.parsed import ParsedFile

MAX_FIELDS = 200
"""Fields listed in one item, those of nested objects included."""

MAX_VALUES = 50
MAX_MEMBERS = 30
MAX_RELATED = 20
_MAX_NESTING = 3
_MAX_LOOKED_AT = 2000


class TransformDetails(Struct, frozen=True, rename="camel"):
    """The one function that a transform calls.

    * ``function_name``: its name as written.
    """

    function_name: str


class FieldItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """A field of an object schema; flags are false where absent.

    * ``name``: its key;
    * ``zod_type``: the function of zod that made it, or its schema (``string``, ``coerce.number``, ``object``); absent
      where that is not known: a schema that is not declared in the project, or an expression that is not followed;
    * ``optional``, ``nullable``: its chain says so (``optional()``, ``nullable()``, ``nullish()`` …): it may be left
      out, may be null;
    * ``has_default``: its chain gives a default (``default``, ``prefault``): the input may lack it, whether it is
      ``optional`` or not, and what comes out has it (not where ``optional()`` follows the default: the order is not
      told);
    * ``constraints``: its checks as written, each as often, without messages; where a function makes the schema, with
      what it is called with in place of its parameters, as far as all of these are known;
    * ``has_transform``: what comes out is not what went in (``transform``, ``preprocess``, ``pipe`` to one that does);
    * ``has_super_refine``: a function checks it that is given a context (``superRefine``, ``check`` of zod/mini);
    * ``transform_details``: the function that its transform calls, where it is just one;
    * ``enum_values``: those of an enum or literal, also of a constant, or of a list or object declared by ``const``
      that its file never changes ("…": more than is known, or than fits; an expression as written where its value is
      not known: ``Role.Admin`` of a package);
    * ``values_from``: the id of the constant (of which there is no item) or enum that the values come from (with
      ``.key`` after it for a list inside an object), or its name as written;
    * ``ref``: the id of the declaration it comes from, also of a function returning it (the name as written where that
      is not in the project): what a schema says (fields, constraints, values) is not repeated, unless it is changed in
      place; what a function returns is shown, as it depends on the arguments;
    * ``element``: what an array, set, promise or lazy schema holds, what a tuple goes on with (``rest``), or the values
      of a record or map;
    * ``key``: the keys of a record or map (absent: strings);
    * ``members``: those of a union, intersection or tuple, or what a condition chooses from: ids, or short texts for
      schemas written in place (what there is no room for, or a function returns besides, is "…", or the function's id
      where one returns the schema), with the flags that are given in place (``string? | null``: with both);
    * ``discriminator``: the key that tells the members of a ``discriminatedUnion`` apart;
    * ``pipe``: what its output is handed on to by ``pipe``: an id, or a short text;
    * ``fields``: those of an object written in place, down to the fourth level; they, ``members`` and ``discriminator``
      are also those of an ``element`` written in place.
    """

    name: str
    zod_type: str = UNRESOLVED
    optional: bool = False
    nullable: bool = False
    constraints: list[str] | UnsetType = UNSET
    has_default: bool = False
    has_transform: bool = False
    has_super_refine: bool = False
    transform_details: TransformDetails | UnsetType = UNSET
    enum_values: list[str] | UnsetType = UNSET
    values_from: str | UnsetType = UNSET
    key: str | UnsetType = UNSET
    ref: str | UnsetType = UNSET
    element: str | UnsetType = UNSET
    members: list[str] | UnsetType = UNSET
    discriminator: str | UnsetType = UNSET
    pipe: str | UnsetType = UNSET
    fields: list[FieldItem] | UnsetType = UNSET


class SchemaItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One schema that is declared at module level: those inside functions, and those that objects hold, are not listed.
    A static member of a class is named ``Owner.member`` and has its owner's exports. Flags are false where absent.

    * ``schema_type``: the function of zod that made it in the end (``object``, ``strictObject``, ``enum``, ``array``,
      ``coerce.number``), ``other`` where that is not known;
    * ``base``: the id of the schema (or of the function returning one) that it is derived from, or its name as written
      where that is not in the project;
    * ``optional``, ``nullable``, ``has_default``, ``constraints``, ``transform_details``, ``enum_values``,
      ``values_from``, ``key``, ``element``, ``members``, ``discriminator``, ``pipe``: as of a field;
    * ``has_transforms``, ``has_super_refine``: whether itself or what it holds (fields, elements, members) has one:
      what is written in place with what it holds in turn, what refers to another schema by what that does itself;
    * ``is_strict``: keys that are no fields are an error: ``strictObject``, ``strict()``;
    * ``fields``: the fields it has in the end, carried over from its base;
    * ``fields_from``: ids or names of what brings further fields that are not known, such as a database table;
    * ``fields_masked_by``: the calls that leave out or change some of those, or choose by a mask that is not known;
    * ``fields_omitted``: how many fields did not fit, or lie below the fourth level (without those inside them);
    * ``related_schemas``: ids of the schemas it is written with, then of those written with it, at most 20;
    * ``validation_functions``: ids of module-level functions that call a parsing method on it (``parse``,
      ``safeParse``, …), at most 20; what it is handed to (a form's resolver, a middleware, a procedure's ``input``) is
      not listed;
    * ``inferred_types``: ids of the types that are inferred from it (of a part of it they are not, though they are
      ``derivedFrom`` it), at most 20.
    """

    name: str
    file: str
    line: int
    end_line: int
    exports: list[str]
    schema_type: str
    base: str | UnsetType = UNSET
    optional: bool = False
    nullable: bool = False
    constraints: list[str] | UnsetType = UNSET
    has_default: bool = False
    has_transforms: bool = False
    has_super_refine: bool = False
    is_strict: bool = False
    transform_details: TransformDetails | UnsetType = UNSET
    enum_values: list[str] | UnsetType = UNSET
    values_from: str | UnsetType = UNSET
    key: str | UnsetType = UNSET
    element: str | UnsetType = UNSET
    members: list[str] | UnsetType = UNSET
    discriminator: str | UnsetType = UNSET
    pipe: str | UnsetType = UNSET
    fields: list[FieldItem] | UnsetType = UNSET
    fields_from: list[str] | UnsetType = UNSET
    fields_masked_by: list[str] | UnsetType = UNSET
    fields_omitted: int | UnsetType = UNSET
    related_schemas: list[str] | UnsetType = UNSET
    validation_functions: list[str] | UnsetType = UNSET
    inferred_types: list[str] | UnsetType = UNSET


class SchemasExtractor(Extractor):
    """Schemas made with zod, direct and derived."""

    name: ClassVar[str] = "schemas"
    folder: ClassVar[str] = "schemas-inventory"
    summary: ClassVar[str] = "Zod schemas: fields, what they derive from, who parses with them"
    version: ClassVar[int] = BUILT_IN["schemas"].version
    incremental: ClassVar[bool] = True
    requires: ClassVar[tuple[str, ...]] = BUILT_IN["schemas"].requires
    fact_type: ClassVar[Any] = SchemaFacts
    item_type: ClassVar[type] = SchemaItem
    examples: ClassVar[tuple[Example, ...]] = EXAMPLES
    link_kinds: ClassVar[tuple[str, ...]] = (REFERS, PARSES, INFERS)

    def extract(self, file: ParsedFile) -> SchemaFacts | None:
        """What may be a schema, or make or use one, in the file; None where nothing does."""
        return schema_facts(file)

    def items(self, path: str, facts: SchemaFacts, project: Project) -> Iterable[SchemaItem]:
        """One item a schema."""
        index = schema_index(project)
        for fact in facts.declared:
            shape = index.shape(path, fact.name)
            if shape is not None:
                yield _item(path, fact, shape, index, project)

    def links(self, path: str, project: Project) -> Iterable[Link]:
        """Which schemas the declarations of a file are written with, parse with, and are inferred from."""
        return schema_index(project).links(path)

    def counters(self, items: Sequence[SchemaItem]) -> dict[str, int]:
        """Totals by type, and of what makes a schema more than a shape.

        * ``strict_objects``: schemas that say ``isStrict``;
        * ``objects``: those of an object, by whichever function;
        * ``enums``: those whose ``schemaType`` is ``enum`` or ``nativeEnum``;
        * ``unions``: those whose ``schemaType`` is ``union`` or ``discriminatedUnion``;
        * ``derived``: schemas with a ``base``;
        * ``exported``: schemas with ``exports``;
        * ``with_transforms``, ``with_super_refine``: those that say ``hasTransforms``, ``hasSuperRefine``.
        """
        return {
            "strict_objects": sum(1 for item in items if item.is_strict),
            "objects": sum(1 for item in items if item.schema_type in OBJECTS),
            "enums": sum(1 for item in items if item.schema_type in ("enum", "nativeEnum")),
            "unions": sum(1 for item in items if item.schema_type in ("union", "discriminatedUnion")),
            "derived": sum(1 for item in items if item.base is not UNSET),
            "exported": sum(1 for item in items if item.exports),
            "with_transforms": sum(1 for item in items if item.has_transforms),
            "with_super_refine": sum(1 for item in items if item.has_super_refine),
        }


def _item(path: str, fact: DeclaredFact, shape: Shape, index: SchemaIndex, project: Project) -> SchemaItem:
    identity = f"{path}#{fact.name}"
    outgoing = index.refers_to(path, fact)
    incoming = project.linked("schemas", REFERS, identity)
    related = [*sorted(outgoing), *(each for each in incoming if each not in outgoing)]
    listing = _Listing(index)
    inside = _inside(shape)
    fields = listing.fields(inside.fields, 0) if inside.fields else []
    has_transforms, has_super_refine = _in_place(shape)
    return SchemaItem(
        name=fact.name,
        file=path,
        line=fact.line,
        end_line=fact.end_line,
        exports=fact.exports,
        schema_type=shape.type or "other",
        base=shape.ref or UNSET,
        optional=shape.optional,
        nullable=shape.nullable,
        constraints=list(shape.constraints) or UNSET,
        has_default=shape.has_default,
        has_transforms=has_transforms,
        has_super_refine=has_super_refine,
        is_strict=shape.is_strict,
        transform_details=_details(shape),
        enum_values=_values(shape),
        values_from=shape.values_from or UNSET,
        key=shape.key or UNSET,
        element=_element(shape),
        members=_members(shape),
        discriminator=inside.discriminator or UNSET,
        pipe=shape.pipe or UNSET,
        fields=fields if fields or inside.type in OBJECTS else UNSET,
        fields_from=list(inside.open) or UNSET,
        fields_masked_by=list(inside.masked_by) or UNSET,
        fields_omitted=listing.omitted or UNSET,
        related_schemas=related[:MAX_RELATED] or UNSET,
        validation_functions=list(project.linked("schemas", PARSES, identity))[:MAX_RELATED] or UNSET,
        inferred_types=list(project.linked("schemas", INFERS, identity))[:MAX_RELATED] or UNSET,
    )


class _Listing:
    """Lists fields, nested ones too, until there are too many."""

    def __init__(self, index: SchemaIndex) -> None:
        self.index = index
        self.left = MAX_FIELDS
        self.omitted = 0

    def fields(self, given: Mapping[str, Shape], depth: int) -> list[FieldItem]:
        found = []
        for name, shape in given.items():
            if self.left == 0:
                self.omitted += 1
                continue
            self.left -= 1
            # Most fields of a derived schema are its base's.
            item = self.index.listed.get((id(shape), name))
            found.append(item if item is not None else self.field(name, shape, depth))
        return found

    def field(self, name: str, shape: Shape, depth: int) -> FieldItem:
        is_own = not shape.is_said
        inside = _inside(shape)
        nested = inside.fields if is_own else {}
        if nested and depth >= _MAX_NESTING:
            self.omitted += len(nested)
            nested = {}
        constraints = list(shape.constraints if not shape.ref else shape.constraints[shape.since :])
        item = FieldItem(
            name=name,
            zod_type=shape.type or self.type_of(shape.ref),
            optional=shape.optional,
            nullable=shape.nullable,
            constraints=constraints or UNSET,
            has_default=shape.has_default,
            has_transform=shape.has_transform,
            has_super_refine=shape.has_super_refine,
            transform_details=_details(shape),
            enum_values=_values(shape) if is_own else UNSET,
            values_from=(shape.values_from or UNSET) if is_own else UNSET,
            key=(shape.key or UNSET) if is_own else UNSET,
            ref=shape.ref or UNSET,
            element=_element(shape) if is_own else UNSET,
            members=_members(shape) if is_own else UNSET,
            discriminator=(inside.discriminator or UNSET) if is_own else UNSET,
            pipe=(shape.pipe or UNSET) if is_own else UNSET,
            fields=self.fields(nested, depth + 1) if nested else UNSET,
        )
        if not inside.fields and shape.type:  # else it depends on what it refers to
            self.index.listed[id(shape), name] = item
        return item

    def type_of(self, reference: str) -> str:
        """The type of a schema that is referred to before it is evaluated."""
        path, _, name = reference.rpartition("#")
        shape = self.index.shape(path, name)
        return (shape.type if shape is not None else "") or UNRESOLVED


def _inside(shape: Shape) -> Shape:
    """What is shown of a schema: itself, or the element of an array (of arrays) written in place."""
    while shape.element is not None and not shape.element.is_said:
        shape = shape.element
    return shape


def _element(shape: Shape) -> str | UnsetType:
    held = shape.element
    if held is None:
        return UNSET
    if held.type not in OBJECTS or held.is_said:
        return label(held)
    # The fields of an object written in place are listed.
    return f"{held.type}{flags(held)}"


def _members(shape: Shape) -> list[str] | UnsetType:
    held = shape if shape.type == "tuple" else _inside(shape)
    found = [label(member) for member in held.members]
    if len(found) > MAX_MEMBERS:
        found = [*found[:MAX_MEMBERS], "…"]
    return found or UNSET


def _values(shape: Shape) -> list[str] | UnsetType:
    found = list(shape.values)
    if len(found) > MAX_VALUES:
        found = [*found[:MAX_VALUES], "…"]
    return found or UNSET


def _details(shape: Shape) -> TransformDetails | UnsetType:
    return TransformDetails(shape.transform) if shape.has_transform and shape.transform else UNSET


def _in_place(shape: Shape) -> tuple[bool, bool]:
    """Whether the schema, or one that it or those written in place in it hold, transforms what it parses, and whether
    one checks it by ``superRefine``."""
    transforms, checks = shape.has_transform, shape.has_super_refine
    stack = [shape]
    for _ in range(_MAX_LOOKED_AT):
        if not stack or (transforms and checks):
            break
        each = stack.pop()
        held = (each.element,) if each.element is not None else ()
        for inner in (*each.fields.values(), *each.members, *held):
            transforms = transforms or inner.has_transform
            checks = checks or inner.has_super_refine
            if (inner.fields or inner.members or inner.element is not None) and not inner.is_said:
                stack.append(inner)
    return transforms, checks
