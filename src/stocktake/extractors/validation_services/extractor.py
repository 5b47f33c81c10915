"""The validation services inventory: functions that parse with a schema, or validate by name and shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from stocktake.extractors.base import Extractor, Project, Target
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.code.expressions import Reference, shown
from stocktake.extractors.code.zod import ZOD_PACKAGE, ZOD_REEXPORTERS
from stocktake.extractors.components.index import component_index
from stocktake.extractors.validation_services.calls import CODEC_METHODS, SAFE_METHODS, SCHEMA_NAME, ParseFact
from stocktake.extractors.validation_services.examples import EXAMPLES
from stocktake.extractors.validation_services.facts import ServiceFact, ServiceFileFacts, service_facts
from stocktake.extractors.validation_services.names import pattern_of

if TYPE_CHECKING:
    from stocktake.extractors.base import Example
    from stocktake.syntax.parsed import ParsedFile

ServiceType = Literal["validator", "formatter", "guard", "assertion", "predicate", "check"]

_PARSING = frozenset({"valibot", "arktype", "runtypes"})
_VALIDATING = frozenset({"yup", "joi", "@hapi/joi", "superstruct", "ajv", "computed-types", "fastest-validator"})
_SCHEMA_FIRST = frozenset({"valibot", "@sinclair/typebox"})
"""Packages besides zod whose functions take the schema first."""

_SCHEMA_SECOND = frozenset({"superstruct", "joi", "@hapi/joi"})
"""Packages whose functions take the value first."""

_COMMAND_LINE = frozenset(
    {"commander", "yargs", "cac", "sade", "meow", "minimist", "arg", "@commander-js/extra-typings"}
)
_THROWING = frozenset(
    {"parse", "parseAsync", "validateSync", "validateAsync", "assert", "create", "mask", "decode", "decodeAsync"}
)
_QUIET = frozenset({"ajv", "joi", "@hapi/joi", "superstruct"})
"""Packages whose ``validate`` returns what is wrong."""

_ASYNC = frozenset({"parseAsync", "safeParseAsync", "validateAsync", "spa", "decodeAsync", "safeDecodeAsync"})
_ASSERTING = frozenset({"node:assert", "tiny-invariant", "invariant"})
"""Packages that are assertions, or have nothing else."""

_MAX_HOPS = 8


class ServiceItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One function; a method of an exported object or class, or a procedure of an exported router that parses in its
    own code, is named ``Owner.method`` and has its owner's exports, or those of the class's instance (``export default
    new Owner()``). A function given to a wrapper is named as what is declared, also where wrappers are given to a
    wrapper in an object (``withMethods({ GET: createRoute({ handler }) })``: the first of them); where that is taken
    apart, the name that says that it does something, or the first: ``handleUser`` of ``const [userTool, handleUser] =
    defineTool(…)``. Of a call whose name does not say that it wraps, ``serve(async (context) => …)`` or ``defineRule({
    evaluate })``, it is the first that parses: in options, or async, or a generator, and given something. What is only
    given a schema (a middleware, a procedure's ``input``) is none, nor are components and hooks, what a schema is made
    with (``refine``, ``transform``), or what a module parses as it is loaded. Absent: none, or false.

    * ``type``: a ``validator`` parses with a schema, a ``formatter`` parses and reads the problems out of the error.
      The others have no schema. They are known by a name that begins with the verb ``is``, ``validate``, ``check``,
      ``assert`` or ``ensure`` and a word after it (not ``validate`` alone, nor ``verify…`` or ``has…``), and by shape:
      a ``guard`` has a type predicate; an ``assertion`` throws what is not valid, is typed ``asserts``, or gives
      another assertion what it checks (a ``check…`` that gives a value besides throwing is none, unless that is
      ``true``, nor is one that is given nothing and is no method, nor an ``ensure…`` that gives anything but what it is
      given); a ``predicate`` is given something and returns a boolean; a ``check``, named ``validate…`` or ``check…``,
      returns what is wrong: a text, a list of problems, an object with ``valid``, ``success``, ``errors`` or the like
      (with ``error``, also beside others: ``{ user }``), an ``Either``, or both what ``ok(…)`` and ``err(…)`` make; or,
      also as ``assert…`` or ``ensure…``, reports it to what it is given (``ctx.addIssue(…)``, ``issues.push(…)``,
      ``errors.name = …``), also by a function that it gives that list. A text is what is wrong where there may be none
      (``null``, ``true``, ``""``) or a message is written out; not one that is always given, the first parameter,
      cleaned or with an ending (``${path}.ts``), nor one of a few literals that the result type lists;
    * ``schema_reference``: the id of the schema it parses with (of the declaration that one is derived from, a variable
      or a static member of a class, or of the object of schemas that holds it), or its text as written; ``this.schema``
      is what that field is declared with, or the constructor sets it to, and nothing else does;
    * ``further_schemas``: those of its other calls, of what ``z.array(…)`` or ``z.union([…])`` holds, written in place
      or in a constant of the function, and the others of several that a call chooses from: ``(isNew ? User :
      Patch).parse(…)``, also by a constant of the function, by a key of an object in one (``schemas[kind]``) or of one
      written there, or with methods between that derive from either (``.array()``);
    * ``method``: what it parses by first: ``parse``, ``safeParseAsync`` …;
    * ``pattern``: what the words of its name say it validates (``email``, ``url`` …); not one that only qualifies
      another noun (``isEmailRuleEnabled``, ``isDateField``) or that a preposition separates (``readTokenFromEmail``);
    * ``error_formatting``: it reads the problems, or the message that lists them (also by ``toString()``), out of a
      validation error, or makes something of one, also by a function that it gives the error of a safe parse, and that
      neither logs it nor hands it on as it is (``json``, ``reject``); throwing it again is none of these. The error is
      the one that a safe parse gives, or what is caught around a parse that throws, unless a condition says that it is
      another (``error instanceof StripeError``, ``isAxiosError(error)``); the ``issues`` and ``errors`` that a function
      of the project's own gives, ``validateRules(x).issues``, are none;
    * ``is_async``: it is an async function, or parses by a method that gives a promise;
    * ``throws``: it throws, gives a promise that it rejects (``Promise.reject(…)``), calls a function of its file
      that is typed to return ``never``, or parses by a method that throws, without catching it; functions inside it
      count where they run as a part of it (the callback of ``map``, a local function that it calls, an async one
      given last to a call whose promise it waits for, as ``await withLock(id, async () => …)``), not where they run
      later (``addListener``), are caught (``trySafe``), or are async and nobody waits for them (``void``,
      ``waitUntil((async () => …)())``, ``forEach``).
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
        """Totals by type, and of services with a schema of the project.

        * ``validators``, ``formatters``, ``guards``, ``assertions``, ``predicates``, ``checks``: functions of that
          ``type``;
        * ``with_schema``: those whose ``schemaReference`` is an id;
        * ``with_error_formatting``: those that say ``errorFormatting``.
        """
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
        if fact.wrapper and self.is_no_function(path, fact):
            return None
        shape = fact.shape
        if not shape and any(self.asserts(path, name, set()) for name in fact.asserts):
            shape = "assertion"
        if not found and (not shape or fact.is_kept):
            return None
        formats_errors = fact.formats_errors or any(call.is_told and self.is_loud(path, call) for call, _ in found)
        kind: ServiceType = "formatter" if formats_errors else "validator"
        if not found:
            kind = _SHAPES[shape]
        named = [self.shown(path, schema) for _, schema in found]
        held = [self.shown(path, each) for call, _ in found for each in call.held]
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
            error_formatting=bool(found) and formats_errors,
            is_async=fact.is_async or not _ASYNC.isdisjoint(methods),
            throws=fact.throws or parses_loudly or shape == "assertion",
        )

    def is_no_function(self, path: str, fact: ServiceFact) -> bool:
        """Whether what a function is given to makes something else: a command, or a schema."""
        package = self.package(path, fact.wrapper)
        is_schema = _is_zod(package) or package in _PARSING | _VALIDATING | _SCHEMA_FIRST
        return package in _COMMAND_LINE or (fact.is_kept and is_schema)

    def schema(self, path: str, call: ParseFact) -> Reference | None:
        """What a call parses with, or None where that is no schema."""
        if not call.receiver.text:
            target = self.project.lookup(path, call.method)
            is_function = target.package == "superstruct" or _is_zod(target.package) or target.package in _SCHEMA_FIRST
            return _argument(call, target.package) if target.kind == "external" and is_function else None
        named = self.project.lookup(path, call.receiver.name) if call.receiver.name else None
        package, is_named = self.origin(path, call.receiver.name) if call.receiver.name else ("", False)
        is_like = call.is_schema_like or is_named
        if package in _COMMAND_LINE:
            return None
        if call.method == "compile":
            return next(iter(call.arguments), None) if package == "ajv" else None
        is_namespace = named is not None and named.kind == "external" and call.receiver.is_whole
        if package == "ajv" or (is_namespace and (_is_zod(package) or package in _SCHEMA_FIRST | _VALIDATING)):
            # `z.parse(X, …)`, `v.safeParse(X, …)`, `ajv.validate(X, …)`, `s.assert(…, X)`
            return _argument(call, package)
        if not package:
            is_parsed = call.method in SAFE_METHODS or (call.method.startswith("parse") and is_like)
            return _as_written(call.receiver) if is_parsed else None
        if call.method in SAFE_METHODS:
            return call.receiver
        if call.method in CODEC_METHODS:
            return call.receiver if _is_zod(package) else None
        is_parse = call.method.startswith("parse")
        is_known = package in _VALIDATING or (is_parse and (_is_zod(package) or package in _PARSING))
        return call.receiver if is_known or (is_parse and is_like) else None

    def is_loud(self, path: str, call: ParseFact) -> bool:
        """Whether a call throws, or rejects, what is not valid."""
        if call.method != "validate":
            return call.method in _THROWING
        return bool(call.receiver.name) and self.package(path, call.receiver.name) not in _QUIET

    def asserts(self, path: str, name: str, seen: set[str]) -> bool:
        """Whether a function is an assertion, by itself or by what it calls."""
        target = self.project.lookup(path, name)
        if target.kind == "external":
            return target.package in _ASSERTING
        if target.kind != "declaration" or target.id in seen:
            return False
        seen.add(target.id)
        facts: ServiceFileFacts | None = self.project.facts("validationServices").get(target.path)
        if facts is None:
            return False
        fact = next((each for each in facts.services if each.name == target.name), None)
        if fact is None or fact.shape:
            return target.name in facts.asserting or (fact is not None and fact.shape == "assertion")
        return any(self.asserts(target.path, each, seen) for each in fact.asserts)

    def package(self, path: str, name: str) -> str:
        """The package that what a name stands for is made with; "" where that is not known."""
        return self.origin(path, name)[0]

    def origin(self, path: str, name: str) -> tuple[str, bool]:
        """The package that what a name stands for is made with ("" where that is not known), and whether one of the
        names on the way there is that of a schema."""
        is_named = False
        for _ in range(_MAX_HOPS):
            target: Target = self.project.lookup(path, name)
            if target.kind == "external":
                return target.package, is_named
            member = self.static_member(target)
            head = member or target.name.partition(".")[0]
            made_of = self.made_of(target.path).get(head)
            is_named = is_named or SCHEMA_NAME.fullmatch(head.rpartition(".")[2]) is not None
            if made_of is None or (target.path, made_of) == (path, name):
                break
            path, name = target.path, made_of
        return "", is_named

    def made_of(self, path: str) -> dict[str, str]:
        """The variables and static members of a file that may be schemas: name → what their value starts with."""
        facts: ServiceFileFacts | None = self.project.facts("validationServices").get(path)
        return facts.schemas if facts is not None else {}

    def static_member(self, target: Target) -> str:
        """The static member of a class that may be a schema, ``Owner.member``, where a name leads to one or to what is
        derived from it (``Owner.member.partial``); else ""."""
        if target.kind != "unresolved" or not target.path:
            return ""
        member = ".".join(target.name.split(".", 2)[:2])
        return member if "." in member and member in self.made_of(target.path) else ""

    def shown(self, path: str, given: Reference) -> str:
        """The id of the schema that a reference leads to, or its text as written."""
        target = self.project.lookup(path, given.name) if given.name else None
        member = self.static_member(target) if target is not None else ""
        return f"{target.path}#{member}" if target is not None and member else shown(path, given, self.project)


def _is_zod(package: str) -> bool:
    return ZOD_PACKAGE.fullmatch(package) is not None or package in ZOD_REEXPORTERS


def _as_written(receiver: Reference) -> Reference:
    """A receiver of which only its looks say that it is a schema: a member of a local variable (``handler.schema``) is
    not what that variable is taken from."""
    head = receiver.name.partition(".")[0]
    is_followed = _MEMBER.fullmatch(receiver.text) and receiver.text.partition(".")[0] != head
    return replace(receiver, name="") if is_followed else receiver


_MEMBER = re.compile(r"[\w$]+(?:\.[\w$]+)+")


def _argument(call: ParseFact, package: str) -> Reference | None:
    """The schema that a function of a library is given."""
    return next(iter(call.arguments[1:] if package in _SCHEMA_SECOND else call.arguments), None)


_SHAPES: dict[str, ServiceType] = {
    "guard": "guard",
    "assertion": "assertion",
    "predicate": "predicate",
    "check": "check",
}
