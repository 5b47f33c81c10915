"""References as texts, which the coordinator follows across files.

A reference is a root and any number of steps:

* roots: ``name`` (at module level), ``:Type`` (an instance of a declared type; dots of its name are written ``/``),
  ``<specifier>`` (a module imported at run time; ``<>`` is the file itself), ``this``, ``super``, ``(one||other!)`` for
  one of several references (:mod:`stocktake.extractors.call_graph.several`);
* steps: ``.member``, ``()`` (the result of calling), ``!`` (an instance made by ``new``). What an array or the like
  holds is its member ``[]``, ``[e]`` or ``[i]`` (:mod:`stocktake.extractors.call_graph.holders`), what a function
  takes its member ``@0``.

A type may have type arguments, as in ``:Box<Service>``, ``:Service[]``, ``:[string,Service]``: ``string`` stands for
all that is of the language, ``unknown`` for what is not told. Of the arguments in ``:Box<>`` nothing is told. A type
parameter of a class is a type in the code of that.

A step ``()`` may be followed by what the call is given, as far as its result may be of that, in braces: ``{0:name}``,
``{1():Service!}`` for a function that gives a service, ``{T:Type}`` for the first type argument; several are separated
by ``;``. What a function returns may be what it is given: ``%0``, or what that gives, ``%0()``.

A type may be followed by a value in braces, ``:Type{name}``, that has this type by a cast or where it is declared: if
what it names is a function, an object, a class or a module, or if the type is no class, that counts. ``:unknown{name}``
is such a value of which its type hides what it is. With ``?`` before the value a test has found it to be of that class
(``:Type{?:Declared}``): if it is known to be of a class that extends this one, that counts. With ``isPage.@is`` in the
place of the type, ``isPage`` has said so, if it is a function that says such things.

``new Service().run`` is ``Service!.run``; with ``import * as api``, ``api.get`` stays ``api.get``. Local variables do
not occur: they are replaced by what they stand for. Awaiting changes nothing, a promise of a thing is that thing.
"""

from __future__ import annotations

import re

from stocktake.extractors.call_graph.holders import NOT_TOLD, OF_LANGUAGE, held_by

UNKNOWN = ""
"""Syntax does not tell what the expression is."""

LOCAL = "~"
"""A function or class made inside the declaration itself."""

BUILT_IN = "-"
"""A literal, a global of the language or its host, or something got from those."""

NOT_REFERENCES = frozenset({UNKNOWN, LOCAL, BUILT_IN})

MORE = "…"
"""At the end of a reference: further steps that are not followed, of a long chain or by a computed key."""

MAX_LENGTH = 200
_MAX_RESULTS = 24
CHOICE = "("
"""In front of a reference whose root is one of several things."""

GIVEN = "%"
"""In front of the position of an argument: a function returns it."""

TYPE_ARGUMENT = "T"

TAKEN = "@"
"""In front of the position of a parameter, as a member: what a function is given there, by its type."""

TESTED = "?"
"""In front of a value that is tested for being of a class, and of the type that a function tests its first argument
for."""

IS = "@is"
"""As a member: what a value is, which follows in braces, if a function says so."""

PASSED_THROUGH = re.compile("Promise|PromiseLike|Awaited|Readonly|NonNullable|Required|Partial|Pick|Omit")
"""Types whose members are those of their first type argument."""

NOTHING = frozenset({"null", "undefined", "void"})
"""Members of a union of which nothing can be called."""

_OF_PROMISES = frozenset({".then", ".catch", ".finally"})
_LISTED = re.compile(r":[^.()!]*\]|:\w*Map<")
_ARGUMENTS = re.compile(r"\A(:[^.()!<|]+)<[^.()!|]*>")
_TYPE = re.compile(rf":[^.()!|{{{MORE}]{{1,80}}")


def step(reference: str, by: str) -> str:
    """A reference with one more step."""
    if reference in (UNKNOWN, BUILT_IN):
        return reference
    if reference == LOCAL:
        return UNKNOWN
    if by in _OF_PROMISES and reference[0] == "<" and reference[-1] == ">":
        return BUILT_IN
    if reference[0] == ":" and (held := held_by(reference, by)) is not None:
        return of_type(held)
    if reference[-1] == MORE or reference.count("()") > _MAX_RESULTS or len(reference) > MAX_LENGTH:
        return reference if reference[-1] == MORE else reference + MORE
    return reference + by


def of_type(text: str) -> str:
    """The reference of an instance of a type that stands in another."""
    return {OF_LANGUAGE: BUILT_IN, NOT_TOLD: UNKNOWN}.get(text, ":" + text)


def type_text(reference: str) -> str:
    """How a type is written in another, of which this is the reference."""
    if reference == BUILT_IN:
        return OF_LANGUAGE
    return reference[1:] if _TYPE.fullmatch(reference) else NOT_TOLD


def in_short(reference: str) -> str:
    """A reference as a call is given it: facts would grow much, and its result is seldom of type arguments of that."""
    if reference[:1] != ":":
        return reference
    reference = reference.partition("{")[0]
    return UNKNOWN if _LISTED.match(reference) else _ARGUMENTS.sub(r"\1<>", reference)


def with_given(reference: str, given: list[str]) -> str:
    """A reference of what a call gives, with what the call is given."""
    if not given or not reference.endswith(("()", "!")):
        return reference
    whole = f"{reference}{{{';'.join(given)}}}"
    return whole if len(whole) <= MAX_LENGTH else reference


def value_in(reference: str) -> str:
    """The value of a reference that has one in a type; the reference itself of any other."""
    return reference.partition("{")[2][:-1] if reference[:1] == ":" and reference.endswith("}") else reference


def is_plain(reference: str) -> bool:
    """Whether a reference names something as it is: not what a call gives, nor an instance."""
    reference = value_in(reference)
    is_named = bool(reference) and reference[0] not in ":<~-%("
    is_named = is_named and not any(each in reference for each in ("()", "!", "["))
    return is_named and reference[-1] != MORE
