"""The validation services inventory: functions that parse with a schema, or validate by name and shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

from msgspec import UNSET, Struct, UnsetType

from stocktake.extractors.base import Extractor, Project, Target
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.component_index import component_index
from stocktake.extractors.expressions import Reference, shown
from stocktake.extractors.validation_service_facts import (
    SAFE_METHODS,
    ParseFact,
    ServiceFact,
    ServiceFileFacts,
    service_facts,
)
from stocktake.extractors.validation_services_examples import EXAMPLES
from stocktake.extractors.validation_shapes import pattern_of
from stocktake.extractors.zod import ZOD_PACKAGE, ZOD_REEXPORTERS

if TYPE_CHECKING:
    from stocktake.extractors.base import Example
    from stocktake.syntax.parsed import ParsedFile

ServiceType = Literal["validator", "formatter", "guard", "assertion", "predicate", "check"]
"""``validator``: parses with a schema; ``formatter``: parses, and reads the problems out of the error. Without a
schema, by name and shape: ``guard`` (a type predicate), ``assertion`` (throws, or asserts), ``predicate`` (returns a
boolean), ``check`` (returns what is wrong)."""

_PARSING = frozenset({"valibot", "arktype", "runtypes"})
_VALIDATING = frozenset({"yup", "joi", "@hapi/joi", "superstruct", "ajv", "computed-types", "fastest-validator"})
_SCHEMA_FIRST = frozenset({"valibot", "@sinclair/typebox"})
"""Packages besides zod whose functions take the schema first; superstruct's take it second."""

_COMMAND_LINE = frozenset(
    {"commander", "yargs", "cac", "sade", "meow", "minimist", "arg", "@commander-js/extra-typings"}
)
_THROWING = frozenset({"parse", "parseAsync", "validateSync", "validateAsync", "assert", "create", "mask"})
_QUIET = frozenset({"ajv", "joi", "@hapi/joi"})
"""Packages whose ``validate`` returns what is wrong."""

_ASYNC = frozenset({"parseAsync", "safeParseAsync", "validateAsync"})
_MAX_HOPS = 8


class ServiceItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One function; a method of an exported object or class is named ``Owner.method`` and has its owner's exports.

    ``schema_reference`` is the id of the schema it parses with (of the declaration that one is derived from), or its
    text as written; ``further_schemas`` those of its other calls, and of what ``z.array(…)`` written in place holds.
    ``pattern`` is what the words of its name say it validates. ``error_formatting``: it reads the problems out of a
    validation error. ``throws``: it throws, or parses by a method that does, without catching it. Absent: none, or
    false.
    """

    name: str
    file: str
    line: int
    end_line: int
    exports: list[str]
    type: ServiceType
    schema_reference: str | UnsetType = UNSET
    further_schemas: list[str] = []
    method: str | UnsetType = UNSET
    pattern: str | UnsetType = UNSET
    error_formatting: bool = False
    is_async: bool = False
    throws: bool = False


class ValidationServicesExtractor(Extractor):
    """Functions that validate, by evidence: a schema they parse with, or their name and shape."""

    name: ClassVar[str] = "validationServices"
    folder: ClassVar[str] = "validation-services-inventory"
    summary: ClassVar[str] = "Functions that parse with a schema, and validators by name and shape"
    version: ClassVar[int] = BUILT_IN["validationServices"].version
    incremental: ClassVar[bool] = True
    requires: ClassVar[tuple[str, ...]] = BUILT_IN["validationServices"].requires
    fact_type: ClassVar[type] = ServiceFileFacts
    item_type: ClassVar[type] = ServiceItem
    examples: ClassVar[tuple[Example, ...]] = EXAMPLES

    def extract(self, file: ParsedFile) -> ServiceFileFacts | None:
        """The file's candidates and possible schemas, or None."""
        return service_facts(file)

    def items(self, path: str, facts: ServiceFileFacts, project: Project) -> Iterable[ServiceItem]:
        """One item a function that validates; components are not services, whatever they parse."""
        components = component_index(project)
        judged = _Services(project)
        for fact in facts.services:
            if not components.is_component(path, fact.name.partition(".")[0]):
                item = judged.item(path, fact)
                if item is not None:
                    yield item

    def counters(self, items: Sequence[ServiceItem]) -> dict[str, int]:
        """Totals by type, and of services with a schema of the project."""
        return {
            **{f"{kind}s": sum(item.type == kind for item in items) for kind in get_args(ServiceType)},
            "with_schema": sum("#" in (item.schema_reference or "") for item in items),
            "with_error_formatting": sum(item.error_formatting for item in items),
        }


class _Services:
    """Judges candidates."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def item(self, path: str, fact: ServiceFact) -> ServiceItem | None:
        """The item of a function, or None where nothing it calls is a schema's and its shape is no validator's."""
        found = [(call, schema) for call in fact.parses if (schema := self.schema(path, call)) is not None]
        if not found and not fact.shape:
            return None
        kind: ServiceType = "formatter" if fact.formats_errors else "validator"
        if not found:
            kind = _SHAPES[fact.shape]
        named = [shown(path, schema, self.project) for _, schema in found]
        held = [shown(path, call.held, self.project) for call, _ in found]
        references = list(dict.fromkeys([*named, *(each for each in held if "#" in each)]))
        methods = [call.method for call, _ in found]
        parses_loudly = any(not call.is_caught and self.is_loud(path, call) for call, _ in found)
        return ServiceItem(
            name=fact.name,
            file=path,
            line=fact.line,
            end_line=fact.end_line,
            exports=fact.exports,
            type=kind,
            schema_reference=references[0] if references else UNSET,
            further_schemas=references[1:],
            method=methods[0] if methods else UNSET,
            pattern=pattern_of(fact.name) or UNSET,
            error_formatting=bool(found) and fact.formats_errors,
            is_async=fact.is_async or not _ASYNC.isdisjoint(methods),
            throws=fact.throws or parses_loudly,
        )

    def schema(self, path: str, call: ParseFact) -> Reference | None:
        """What a call parses with, or None where that is no schema."""
        if not call.receiver.text:
            target = self.project.lookup(path, call.method)
            return _argument(call, target) if target.kind == "external" else None
        named = self.project.lookup(path, call.receiver.name) if call.receiver.name else None
        package = self.package(path, call.receiver.name) if call.receiver.name else ""
        if package in _COMMAND_LINE:
            return None
        if call.method == "compile":
            return next(iter(call.arguments), None) if package == "ajv" else None
        is_namespace = named is not None and named.kind == "external" and call.receiver.is_whole
        if package == "ajv" or (is_namespace and (_is_zod(package) or package in _SCHEMA_FIRST | _VALIDATING)):
            # `z.parse(X, …)`, `v.safeParse(X, …)`, `ajv.validate(X, …)`
            return next(iter(call.arguments), None)
        if call.method in SAFE_METHODS:
            return call.receiver
        is_parse = call.method.startswith("parse")
        if package:
            is_known = package in _VALIDATING or (is_parse and (_is_zod(package) or package in _PARSING))
            return call.receiver if is_known or (is_parse and call.is_schema_like) else None
        return call.receiver if is_parse and call.is_schema_like else None

    def is_loud(self, path: str, call: ParseFact) -> bool:
        """Whether a call throws, or rejects, what is not valid."""
        if call.method != "validate":
            return call.method in _THROWING
        return bool(call.receiver.name) and self.package(path, call.receiver.name) not in _QUIET

    def package(self, path: str, name: str) -> str:
        """The package that what a name stands for is made with; "" where that is not known."""
        for _ in range(_MAX_HOPS):
            target: Target = self.project.lookup(path, name)
            if target.kind == "external":
                return target.package
            facts: ServiceFileFacts | None = self.project.facts("validationServices").get(target.path)
            made_of = facts.schemas.get(target.name.partition(".")[0]) if facts is not None else None
            if made_of is None or (target.path, made_of) == (path, name):
                return ""
            path, name = target.path, made_of
        return ""


def _is_zod(package: str) -> bool:
    return ZOD_PACKAGE.fullmatch(package) is not None or package in ZOD_REEXPORTERS


def _argument(call: ParseFact, target: Target) -> Reference | None:
    if _is_zod(target.package) or target.package in _SCHEMA_FIRST:
        return call.arguments[0] if call.arguments else None
    if target.package == "superstruct":
        return call.arguments[1] if len(call.arguments) > 1 else None
    return None


_SHAPES: dict[str, ServiceType] = {
    "guard": "guard",
    "assertion": "assertion",
    "predicate": "predicate",
    "check": "check",
}
