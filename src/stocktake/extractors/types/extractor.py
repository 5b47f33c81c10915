"""The types inventory: interfaces, type aliases and enums declared at module level, exported or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from msgspec import UNSET, Struct, UnsetType

from stocktake.extractors.base import Extractor, Project
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.code.expressions import declared_id
from stocktake.extractors.code.shapes import ALL_LISTED, MAX_PROPERTIES
from stocktake.extractors.code.zod import ZOD_PACKAGE
from stocktake.extractors.types.examples import EXAMPLES
from stocktake.extractors.types.facts import TypeFact, type_facts

if TYPE_CHECKING:
    from stocktake.extractors.base import Example
    from stocktake.syntax.parsed import ParsedFile


class PropertyItem(Struct, frozen=True, omit_defaults=True):
    """A property or method of a type.

    * ``name``: its key;
    * ``type``: the text as written ("" where none is), cut at 160 characters with "…": of a method the function type it
      stands for, of an overloaded one ``{ (a: A): void; (b: B): void }`` with the overloads of all declarations that
      are merged; of a getter and its setter what the getter gives;
    * ``optional``, ``readonly``: whether it is declared so, false where absent.
    """

    name: str
    type: str
    optional: bool = False
    readonly: bool = False


class EnumMember(Struct, frozen=True, omit_defaults=True):
    """A member of an enum.

    * ``name``: its name;
    * ``value``: its initializer as written, absent where it has none.
    """

    name: str
    value: str | UnsetType = UNSET


class TypeItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One type that is declared at module level: those inside namespaces, ``declare module`` and functions are not
    listed.

    * ``kind``: how it is declared: ``interface``, ``type_alias`` or ``enum``;
    * ``is_complex``: an interface with more than five properties or with ``extends``, an enum with more than 200
      members, an alias that is more than a name, a literal, a function, an array of such, or a generic type whose
      arguments are names, arrays or unions;
    * ``properties``: those written in the declaration itself (of an alias: of the object types in its top-level
      intersection);
    * ``properties_omitted``: how many properties or enum members there was no room for;
    * ``signatures``: an interface's index, call and construct signatures as written, cut as the types of properties;
    * ``extends``: what an interface extends, as written, cut likewise;
    * ``type_expression``: an alias's type as written, on one line, with a ";" where only the end of a line was between
      two members, cut at 400 characters with "…"; absent where the properties say it all;
    * ``members``: the members of an enum;
    * ``generics``: its type parameters as written, constraints and defaults included, cut likewise;
    * ``derived_from``: the id of the schema in ``z.infer<typeof Schema>`` (of the declaration that holds it, in
      ``z.infer<typeof group.schema>`` and ``z.infer<(typeof group)["schema"]>``), or its name as written where it is
      not declared in the project; also there for an interface that extends such a type, and absent where what is called
      ``infer`` is a type of the project.
    """

    name: str
    file: str
    line: int
    end_line: int
    kind: Literal["interface", "type_alias", "enum"]
    exports: list[str]
    is_complex: bool
    properties: list[PropertyItem] | UnsetType = UNSET
    properties_omitted: int | UnsetType = UNSET
    signatures: list[str] | UnsetType = UNSET
    extends: list[str] | UnsetType = UNSET
    type_expression: str | UnsetType = UNSET
    members: list[EnumMember] | UnsetType = UNSET
    generics: list[str] | UnsetType = UNSET
    derived_from: str | UnsetType = UNSET


class TypesExtractor(Extractor):
    """Interfaces, type aliases and enums at module level."""

    name: ClassVar[str] = "types"
    folder: ClassVar[str] = "types-inventory"
    summary: ClassVar[str] = "Interfaces, type aliases and enums, with their properties"
    version: ClassVar[int] = BUILT_IN["types"].version
    incremental: ClassVar[bool] = True
    requires: ClassVar[tuple[str, ...]] = BUILT_IN["types"].requires
    fact_type: ClassVar[Any] = list[TypeFact]
    item_type: ClassVar[type] = TypeItem
    examples: ClassVar[tuple[Example, ...]] = EXAMPLES

    def extract(self, file: ParsedFile) -> list[TypeFact] | None:
        """The file's types, or None."""
        return type_facts(file) or None

    def items(self, path: str, facts: list[TypeFact], project: Project) -> Iterable[TypeItem]:
        """One item a type."""
        for fact in facts:
            yield _item(path, fact, project)

    def counters(self, items: Sequence[TypeItem]) -> dict[str, int]:
        """Totals by kind, and how many are exported, complex, or inferred from a schema.

        * ``interfaces``, ``type_aliases``, ``enums``: types of that ``kind``;
        * ``exported``: types with ``exports``;
        * ``complex``: types that say ``isComplex``;
        * ``derived_from_schema``: types with ``derivedFrom``.
        """
        return {
            "interfaces": sum(1 for item in items if item.kind == "interface"),
            "type_aliases": sum(1 for item in items if item.kind == "type_alias"),
            "enums": sum(1 for item in items if item.kind == "enum"),
            "exported": sum(1 for item in items if item.exports),
            "complex": sum(1 for item in items if item.is_complex),
            "derived_from_schema": sum(1 for item in items if item.derived_from is not UNSET),
        }


def _item(path: str, fact: TypeFact, project: Project) -> TypeItem:
    shape = fact.shape
    listed = list(shape.properties) if shape.op == "object" else []
    if shape.op == "and":
        listed = [each for part in shape.parts if part.op == "object" for each in part.properties]
    properties = [PropertyItem(each.name, each.type, each.optional, each.readonly) for each in listed[:MAX_PROPERTIES]]
    is_enum = fact.kind == "enum"
    # Index and call signatures are no properties: only the expression shows them.
    is_listed = shape.op == "object" and shape.name == ALL_LISTED and len(listed) <= MAX_PROPERTIES
    members = [EnumMember(name, value or UNSET) for name, value in fact.members[:MAX_PROPERTIES]]
    omitted = max(len(listed), len(fact.members)) - MAX_PROPERTIES
    return TypeItem(
        name=fact.name,
        file=path,
        line=fact.line,
        end_line=fact.end_line,
        kind=fact.kind,
        exports=fact.exports,
        is_complex=fact.is_complex,
        properties=properties if properties or is_listed or fact.kind == "interface" else UNSET,
        properties_omitted=omitted if omitted > 0 else UNSET,
        signatures=fact.signatures or UNSET,
        extends=fact.heritage_texts or UNSET,
        type_expression=fact.expression if fact.kind == "type_alias" and not is_listed else UNSET,
        members=members if is_enum else UNSET,
        generics=fact.generics or UNSET,
        derived_from=_derived_from(path, fact, project) or UNSET,
    )


def _derived_from(path: str, fact: TypeFact, project: Project) -> str:
    if not fact.schema:
        return ""
    inference = project.lookup(path, fact.inference, "type")
    is_own = inference.kind == "module" or declared_id(inference) != ""
    if is_own and not ZOD_PACKAGE.fullmatch(project.package_of(inference.path)):
        # `Form.input<typeof x>`: a type of the project that is called like zod's.
        return ""
    return declared_id(project.lookup(path, fact.schema, "typeof")) or fact.schema.replace(".[", "[")
