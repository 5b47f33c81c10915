"""What names in a form mean: which library's form, hook, field or resolver they lead to, through the project's own
aliases and wrappers."""

from __future__ import annotations

import re
from typing import NamedTuple

from stocktake.extractors.base import Project, Target
from stocktake.extractors.code.expressions import Reference, declared_id
from stocktake.extractors.forms.calls import ELSEWHERE, CallFact
from stocktake.extractors.forms.facts import FormFileFacts, WrapperFact
from stocktake.extractors.forms.libraries import (
    ADMIN_FORMS,
    CONFORM,
    ORDER,
    RESOLVER_PACKAGES,
    Evidence,
    evidence_of,
    is_admin,
    is_library,
)
from stocktake.extractors.forms.tags import NATIVE_INPUTS


class Origin(NamedTuple):
    """What a name is in the end: a package's export, or (``package`` empty) a declaration of the project."""

    package: str
    name: str
    target: Target


_MAX_HOPS = 8
_NATIVE = "form"


def is_shown_by_admin(found: Origin, tag: str) -> bool:
    """Whether a tag is one of react-admin's fields, which display; its inputs are called so."""
    return tag.endswith("Field") and is_admin(found.package)


def is_switch_of_routes(found: Origin) -> bool:
    """Whether a ``Switch`` chooses what is drawn, and is no input."""
    return found.name == "Switch" and found.package in _CHOOSING_PACKAGES


_CHOOSING_PACKAGES = frozenset({"solid-js", "react-router", "react-router-dom", "wouter"})


def is_icon(found: Origin) -> bool:
    """Whether a component is one of a package's icons, which are called what they show: ``BiCheckbox``."""
    return _ICONS.search(found.package) is not None


_ICONS = re.compile(r"icons\b|\bicon\b|\blucide\b|\bphosphor\b")


class Origins:
    """Follows names to the library they come from."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._facts = project.facts("forms")

    def facts(self, path: str) -> FormFileFacts | None:
        """The form facts of a file, if any."""
        found: FormFileFacts | None = self._facts.get(path)
        return found

    def origin(self, path: str, name: str) -> Origin:
        """What ``name``, written in ``path``, is: aliases (``const Form = FormProvider``) are followed."""
        target = Target("unresolved")
        for _ in range(_MAX_HOPS):
            target = self.project.lookup(path, name)
            if target.kind == "external":
                # `React.useActionState` after `import React from 'react'`
                return Origin(target.package, target.name.removeprefix("default."), target)
            facts = self.facts(target.path) if target.path else None
            alias = _alias(facts, target.name) if facts is not None else None
            if alias == _NATIVE:
                return Origin("", _NATIVE, target)
            if alias is None or (target.path, target.name) == (path, alias):
                break
            path, name = target.path, alias
        if target.kind == "declaration":
            package = self.project.package_of(target.path)
            return Origin(package if is_library(package) else "", target.name, target)
        return Origin("", "", target)

    def canonical(self, path: str, name: str) -> str:
        """The name under which a library exports what ``name`` is; the name as written where it is the project's."""
        found = self.origin(path, name)
        return found.name if found.package and found.name not in ("", "default") else name

    def hook(self, path: str, callee: str, depth: int = 0) -> Evidence | None:
        """What calling ``callee`` is evidence of, the project's own hooks around a form included."""
        found = self.origin(path, callee)
        evidence = _evidence(found)
        if evidence is not None:
            return evidence
        wrapper = self.wrapper(found)
        if wrapper is None or depth >= _MAX_HOPS:
            return None
        for call in wrapper.calls:
            inner = self.hook(found.target.path, call.callee, depth + 1)
            if inner is not None and inner.role in ("holder", "part", "fetcher"):
                return _given(call.callee, found.target.name.rpartition(".")[2], inner)
        return None

    def hands_form(self, path: str, callee: str, evidence: Evidence | None) -> bool:
        """Whether a call makes a component that is handed a form: TanStack's ``withForm`` and ``withFieldGroup``."""
        is_part = evidence is not None and evidence == Evidence("tanstack-form", "part")
        return is_part and self.origin(path, callee).target.name.rpartition(".")[2].startswith("with")

    def tag(self, path: str, tag: str, depth: int = 0) -> Evidence | None:
        """What rendering ``tag`` is evidence of. A component of the project is none by itself, unless it is a field
        (it hands its name on to one) or react-admin's form under the same name."""
        found = self.origin(path, tag)
        evidence = _evidence(found) if found.name != _NATIVE else Evidence("html", "holder")
        if evidence is not None or found.target.kind != "declaration" or depth >= _MAX_HOPS:
            return evidence
        facts = self.facts(found.target.path)
        if facts is None:
            return None
        for inner in facts.field_wrappers.get(found.target.name, ()):
            if inner in NATIVE_INPUTS:
                continue
            if inner == "register":
                if self._is_in_hook_form(found.target.path, found.target.name, facts):
                    return Evidence("react-hook-form", "field")
                continue
            is_hook = inner.startswith("use")
            through = (self.hook if is_hook else self.tag)(found.target.path, inner, depth + 1)
            # What is handed a name registers it, or is an input by its source.
            if through is not None and through.role in ("field", "input"):
                return through
        return self._own_admin_form(found, facts, depth)

    def around(self, path: str, tag: str, depth: int = 0, *, is_whole: bool = False) -> Evidence | None:
        """The form that a component of the project puts what stands between its tags into, if it holds one;
        ``is_whole``: only where that is all there is of it, and it has no fields of its own."""
        found = self.origin(path, tag)
        facts = self.facts(found.target.path) if found.target.kind == "declaration" and depth < _MAX_HOPS else None
        form = next((each for each in facts.forms if each.name == found.target.name), None) if facts else None
        if form is None or not form.around or (is_whole and form.fields):
            return None
        where = found.target.path
        made = [self.hook(where, call.callee) for call in form.calls if not call.callee.startswith("<")]
        held = [
            Evidence("html", "holder")
            if each == _NATIVE
            else self.tag(where, each) or self.around(where, each, depth + 1)
            for each in form.around
        ]
        holders = [each for each in (*made, *held) if each is not None and each.role == "holder"]
        return min(holders, key=_preference, default=None)

    def submitted(self, path: str, tag: str) -> Evidence | None:
        """What a tag that is told what to do with what is entered is evidence of: the ``Form`` of a package of which
        nothing is known, or that of Next.js."""
        target = self.origin(path, tag).target
        name = target.name if target.name != "default" else tag
        if target.kind != "external" or name.rpartition(".")[2] != "Form" or is_library(target.package):
            return None
        return Evidence("router" if target.package == "next" else "other", "holder")

    def enters(self, path: str, tag: str, depth: int = 0) -> bool:
        """Whether a component of the project hands the name it is given on to an element that is entered."""
        found = self.origin(path, tag)
        facts = self.facts(found.target.path) if found.target.kind == "declaration" and depth < _MAX_HOPS else None
        inside = facts.field_wrappers.get(found.target.name, ()) if facts is not None else ()
        return any(
            each in NATIVE_INPUTS or (each[:1].isupper() and self.enters(found.target.path, each, depth + 1))
            for each in inside
        )

    def only_reads(self, path: str, tag: str, depth: int = 0) -> bool:
        """Whether ``tag``, which is given a control and a name, only reads what react-hook-form holds under it."""
        found = self.origin(path, tag) if not tag.startswith(".") else None
        if found is None or depth >= _MAX_HOPS:
            return False
        if found.package:
            known = evidence_of(found.package, found.name)
            return depth == 0 and found.package == "react-hook-form" and (known is None or known.role != "field")
        facts = self.facts(found.target.path) if found.target.kind == "declaration" else None
        if facts is None:
            return False
        if any(each.only_reads and each.name == found.target.name for each in facts.forms):
            return self.tag(path, tag) is None
        # `memo(Counter)`
        inside = facts.field_wrappers.get(found.target.name, ())
        return bool(inside) and all(self.only_reads(found.target.path, each, depth + 1) for each in inside)

    def _is_in_hook_form(self, path: str, name: str, facts: FormFileFacts) -> bool:
        """Whether the ``register`` that a component calls is react-hook-form's."""
        form = next((each for each in facts.forms if each.name == name), None)
        hooks = (self.hook(path, call.callee) for call in form.calls) if form is not None else ()
        if form is not None and any(each.shows_register for each in form.fields):
            return True
        return facts.imports_hook_form or any(each and each.form_type == "react-hook-form" for each in hooks)

    def _own_admin_form(self, found: Origin, facts: FormFileFacts, depth: int) -> Evidence | None:
        """A project's own ``SimpleForm`` and the like, made of ra-core's ``Form``."""
        form_type = ADMIN_FORMS.get(found.target.name)
        form = next((each for each in facts.forms if each.name == found.target.name), None)
        if form_type is None or form is None:
            return None
        for inner in form.tags:
            is_other = inner != found.target.name and not inner.startswith(".")
            evidence = self.tag(found.target.path, inner, depth + 1) if is_other else None
            if evidence is not None and evidence.role == "holder" and evidence.form_type.startswith("react-admin"):
                return Evidence(form_type, "holder")
        return None

    def wrapper(self, found: Origin) -> WrapperFact | None:
        """The hook, resolver maker or resolver that a declaration (or what it is a member of) is, or None."""
        facts = self.facts(found.target.path) if declared_id(found.target) else None
        name = found.target.name.partition(".")[0]
        return next((each for each in facts.wrappers if each.name == name), None) if facts is not None else None

    def defaults(self, path: str, names: list[str]) -> list[str]:
        """The names of default values, those of the project's constants in their places."""
        found: dict[str, None] = {}
        seen: set[tuple[str, str]] = set()
        stack = [(path, name) for name in reversed(names)]
        while stack:
            path, name = stack.pop()
            if not name.startswith(ELSEWHERE):
                found[name] = None
                continue
            target = self.project.lookup(path, name[len(ELSEWHERE) :])
            facts = self.facts(target.path) if declared_id(target) else None
            if facts is not None and (target.path, target.name) not in seen:
                seen.add((target.path, target.name))
                stack += [(target.path, each) for each in reversed(facts.constants.get(target.name, []))]
        return list(found)

    def schemas(self, path: str, call: CallFact, depth: int = 0) -> list[tuple[str, Reference]]:
        """The schemas that a call hands to a form, each with the file whose names it is written in."""
        if depth >= _MAX_HOPS:
            return []
        found = self.origin(path, call.callee.removeprefix("<"))
        if found.package.startswith("@conform-to/") and call.keys.get("schema"):
            return [(path, each) for each in call.keys["schema"]]
        if found.package in RESOLVER_PACKAGES or (
            found.package.startswith("@conform-to/") and found.name.endswith("Constraint")
        ):
            return [(path, each) for each in (call.arguments[0] if call.arguments else [])]
        wrapper = self.wrapper(found)
        if len(call.arguments) > 1 and call.arguments[0] and _takes_schema_first(found, wrapper):
            return [(path, each) for each in call.arguments[0]]
        if wrapper is not None:
            inner = [each for made in wrapper.calls for each in self.schemas(found.target.path, made, depth + 1)]
            handed = list(dict.fromkeys(each for one in inner for each in self._handed(path, call, *one)))
            if handed:
                return handed
        schemas = [(path, each) for key in call.keys if key in _SCHEMA_KEYS for each in call.keys[key]]
        schemas += [
            (path, each) for key in sorted(call.keys) if key.startswith("validators.") for each in call.keys[key]
        ]
        for each in call.keys.get("resolver", ()):
            # A resolver by name: a constant of the project that holds one.
            held = self.wrapper(self.origin(path, each.name)) if each.name else None
            target = self.project.lookup(path, each.name)
            for made in held.calls if held is not None else ():
                schemas += self.schemas(target.path, made, depth + 1)
        for each in call.keys.get(ELSEWHERE, ()):
            origin = self.origin(path, each.name)
            options = self.wrapper(origin)
            for made in options.calls if options is not None and options.is_options else ():
                schemas += self.schemas(origin.target.path, made, depth + 1)
        return schemas

    def _handed(self, path: str, call: CallFact, written: str, inner: Reference) -> list[tuple[str, Reference]]:
        """What a call hands to the parameter that a schema inside a wrapper comes from, else that schema; nothing
        where it is known to the wrapper alone."""
        index, _, key = inner.parameter.partition(".")
        given: list[Reference] = []
        if key:
            given = call.keys.get(key.partition(".")[0], [])
        elif index and int(index) < len(call.arguments):
            given = call.arguments[int(index)]
        if given:
            return [(path, each) for each in given]
        is_declared = bool(inner.name) and bool(declared_id(self.project.lookup(written, inner.name)))
        is_written = bool(inner.name) and not inner.parameter and inner.text.startswith(inner.name)
        return [(written, inner)] if is_declared or is_written else []


def _alias(facts: FormFileFacts, name: str) -> str | None:
    """What a name stands for, also as a part: ``Form.Item`` for ``Box.Item`` after ``const Box = styled(Form)``."""
    owner, dot, part = name.partition(".")
    whole = facts.aliases.get(owner) if dot else None
    return facts.aliases.get(name, f"{whole}.{part}" if whole and whole != _NATIVE else None)


def _takes_schema_first(found: Origin, wrapper: WrapperFact | None) -> bool:
    """Whether a hook may be conform's newer ``useForm(schema, options)``."""
    is_made = wrapper is not None and any(each.callee.endswith("configureForms") for each in wrapper.calls)
    is_conforms = is_made or found.package.startswith("@conform-to/react")
    return is_conforms and found.target.name.rpartition(".")[2] == "useForm"


_SCHEMA_KEYS = frozenset({"validationSchema", "schema"})


def _preference(evidence: Evidence) -> int:
    return ORDER[evidence.form_type]


def _evidence(found: Origin) -> Evidence | None:
    return evidence_of(found.package, found.name) if found.package else None


def _given(maker: str, name: str, made: Evidence) -> Evidence | None:
    """What a hook around a call is evidence of, or a name taken from ``createFormHook(…)``,
    ``createFormHookContexts()`` or ``configureForms(…)``."""
    if maker.startswith("configureForms"):
        role = CONFORM.get(name)
        return Evidence("conform", role) if role is not None else None
    if not maker.startswith("createFormHook"):
        return made
    if "FieldContext" in name:
        return None
    is_part = name.startswith("with") or name.endswith("Context")
    return Evidence("tanstack-form", "part" if is_part else "holder")
