"""Facts of the call graph: what a file declares that can be called, and what each of those calls."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Form = Literal["function", "arrow", "method", "getter", "abstract", "class", "object", "value", "field", "module"]
"""A ``getter`` is one or both of an accessor's two methods. A ``field`` is one that its class declares without a value,
or a name that an ``import a = b.c`` gives: it leads on, and no code is found in it itself."""

MODULE = "(module)"
"""Name of a file's module-level code."""


SECOND = "~2"
"""At the end of the name of a static member: members of instances have the name without it."""


class Use(Struct, frozen=True, array_like=True, gc=False):
    """One thing that is called, made, rendered or passed by name, with all places where it is.

    ``reference`` is followed in the coordinator (see :mod:`stocktake.extractors.call_graph.terms`). ``conditional``:
    every place is; ``in_loop``: one of them is.
    """

    reference: str
    kind: Literal["call", "new", "render", "pass"]
    conditional: bool
    in_loop: bool
    count: int


class Definition(Struct, frozen=True, array_like=True, gc=False):
    """Something at module level, or a member of it (``Class.method``, ``object.key``).

    ``stands_for`` is the reference of a value, or of what a function returns, or a class's type parameters
    (:mod:`stocktake.extractors.call_graph.generics`), or ``?`` and the type that a function says its argument to be of;
    ``bases`` are a class's base class, a second time as a type where that is given type arguments, or what an object
    literal spreads. ``unresolved`` counts uses of which syntax tells nothing. ``has_item`` is false for what is here
    only to be looked through: aliases, fields, abstract methods. ``is_hook``: the hooks inventory has it. ``takes`` are
    the types of a function's parameters, or of the constructor of a class
    (:mod:`stocktake.extractors.call_graph.taken`).
    """

    name: str
    form: Form
    line: int
    end_line: int
    has_item: bool
    exports: list[str] = []
    is_async: bool = False
    stands_for: str = ""
    bases: list[str] = []
    uses: list[Use] = []
    unresolved: int = 0
    is_hook: bool = False
    takes: list[str] = []
