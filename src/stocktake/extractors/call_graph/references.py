"""How code names what it calls: expressions as references (:mod:`stocktake.extractors.call_graph.terms`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.call_graph.bindings import MAX_DEPTH, Bindings
from stocktake.extractors.call_graph.casts import cast_of, guarded, hides, not_divided, tested_for, under_type
from stocktake.extractors.call_graph.choices import reference_of_one
from stocktake.extractors.call_graph.expressions import (
    CALLS_ITSELF,
    awaited_before,
    links_before,
    may_have_functions,
    module_level_names,
)
from stocktake.extractors.call_graph.holders import INDEXED, NOT_TOLD, OF_LANGUAGE
from stocktake.extractors.call_graph.locals import says_nothing
from stocktake.extractors.call_graph.returns import Returns, returns_of
from stocktake.extractors.call_graph.terms import (
    BUILT_IN,
    LOCAL,
    MAX_LENGTH,
    MORE,
    NOT_REFERENCES,
    TYPE_ARGUMENT,
    UNKNOWN,
    in_short,
    is_plain,
    step,
    type_text,
    with_given,
)
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, arguments, type_arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

_BY_TYPE = ("createContext()", "useState()", "useRef()")
_GIVEN_KINDS = frozenset({"identifier", "new_expression", "call_expression"})
_MADE_KINDS = frozenset({"identifier", "new_expression"})
_MAX_ELEMENTS = 20
_GIVEN = 3
"""Arguments of a call that are looked at."""
_DOTTED = re.compile(rb"[A-Za-z_$][\w$]*+(?:\??\.#?[A-Za-z_$][\w$]*+)*+")
_KEY = re.compile(rf"[^.()!{MORE}\s]{{1,80}}")
_LITERALS = frozenset({"string", "template_string", "number", "regex", "object", "true", "false", "null", "undefined"})
_FALLBACKS = frozenset({"??", "||", "??=", "||="})
_CHOOSING = frozenset({"binary_expression", "augmented_assignment_expression", "ternary_expression"})


class References(Bindings):
    """Turns the expressions of one file into references."""

    def __init__(self, file: ParsedFile) -> None:
        super().__init__(file, module_level_names(file))
        self.root_names = frozenset({name.encode() for name in self.names} | {b"this"})
        self.known: dict[bytes, str] = {}
        """References by source, of what means the same wherever it stands in the file."""
        self._links: dict[int, str] = {}
        self._constants: dict[str, bool] = {}

    def of(self, node: Node) -> str:
        """The reference of an expression, or one of :data:`NOT_REFERENCES`."""
        text = self.file.data[node.start_byte : node.end_byte]
        known = self.known.get(text)
        return known if known is not None else self.new(node, text)

    def new(self, node: Node, text: bytes) -> str:
        """The reference of an expression whose source, ``text``, is not among the known ones."""
        if len(text) <= MAX_LENGTH and _DOTTED.fullmatch(text):
            return self._dotted(text, node)
        known = self._links.get(node.id)
        if known is None:
            if self._depth + 2 * text.count(b"(") > MAX_DEPTH:
                # Long chains are asked for link by link, from the innermost: each looks at the one before only.
                for link in links_before(node, self._links):
                    self.of(link)
            self._depth += 1
            inner = unwrap(node)
            known = UNKNOWN if self._depth > MAX_DEPTH else self._structured(inner)
            if inner is not node and (typed := cast_of(node)) is not None:
                known = under_type(known, self.type_of(typed), is_hidden=hides(self.file, typed))
            self._depth -= 1
            self._links[node.id] = known
        return known

    def returned_by(self, function: Node, returns: Returns | None = None) -> str:
        """What a function returns: by its annotation, else by its expression body or its last statement."""
        typed = function.child_by_field_name("return_type")
        if typed is not None:
            found = self.types.passed_on(function) or self.type_of(typed)
            if found != UNKNOWN:
                return found if found not in NOT_REFERENCES else UNKNOWN
        returned = [self.of(each) for each in (returns or returns_of(function)).told()]
        if not returned or returned[-1] in NOT_REFERENCES:
            return UNKNOWN
        return reference_of_one([each for each in returned if each not in NOT_REFERENCES])

    def _dotted(self, text: bytes, at: Node, *, as_declared: bool = False) -> str:
        """The reference of a name with any number of members; ``as_declared``: whatever tests say of it."""
        name = text.decode("utf-8", "replace").replace("?.", ".")
        tested = self._narrowing.tested(name) if self._narrowing.names or self._narrowing.guarded else ""
        if tested and not as_declared:
            return self._narrowed(name, tested, at)
        root, _, members = name.partition(".")
        is_own = root in ("this", "super")
        if not self.file.is_bound_below(root):
            found = name if is_own else self._module_level(name, root, members)
            if not tested:
                self.known[text] = found
            return found
        binding = self.file.binding_of(root, at) if not is_own else None
        if binding is None:
            return name if is_own else self._module_level(name, root, members)
        found = self._local(binding)
        steps = members.split(".") if members else []
        if found == UNKNOWN and steps:
            found = self._written(binding, steps)
        for member in steps:
            found = step(found, "." + member)
        return found

    def _narrowed(self, name: str, tested: str, at: Node) -> str:
        """The reference of a name with members, a part of which is ``tested`` for a class."""
        is_after = self._narrowing.is_after(tested, at)
        classes = self._narrowing.classes(tested, at) if is_after else []
        guards = self._narrowing.guards(tested, at) if not classes else []
        declared = self._dotted(tested.encode(), at, as_declared=True) if is_after or guards else UNKNOWN
        found = not_divided(declared) if is_after else declared
        if classes:
            found = tested_for(self.of(classes[0]) if len(classes) == 1 else UNKNOWN, declared)
        elif len(guards) == 1:
            found = guarded(self.of(guards[0]), found)
        if found == declared and not classes:
            return self._dotted(name.encode(), at, as_declared=True)
        for member in name[len(tested) :].split(".")[1:]:
            found = step(found, "." + member)
        return found

    def _module_level(self, name: str, root: str, members: str) -> str:
        """The reference of a name that is bound nowhere below module level."""
        if root in self.names:
            return BUILT_IN if members and members not in CALLS_ITSELF and self._is_constant(root) else name
        if root in ("exports", "module") and not self.file.outline.is_module:
            own = name.removeprefix("module.")
            if own.startswith("exports."):
                return "<>" + own.removeprefix("exports")
        return BUILT_IN

    def _is_constant(self, name: str) -> bool:
        """Whether a name of module level holds a value of the language's own: a literal, ``new Map()``."""
        if name not in self._constants:
            self._constants[name] = False  # until it is known: `const a = b.c, b = a.c` must end
            declared = self.file.outline.declared(name)
            if declared is not None and declared.kind == "variable" and not declared.pattern:
                self._constants[name] = self.held(declared) == BUILT_IN
        return self._constants[name]

    def held(self, declared: Declaration) -> str:
        """What a variable of module level holds; :data:`BUILT_IN` only where no function can be a member of it."""
        value, node = declared.value, declared.node
        if value is not None and value.type in ("null", "undefined"):
            # `let client: Client | null = null`
            return self.type_of(declared.annotation)
        written = node.child_by_field_name("value") if node.type == "variable_declarator" else None
        found = self.initialized(written or value, declared.annotation)
        if found == LOCAL and value is not None and value.type == "call_expression":
            found = self.of(value)
        if found == BUILT_IN and value is not None and may_have_functions(value):
            return UNKNOWN
        return found

    def _structured(self, node: Node) -> str:
        kind = node.type
        if kind in ("identifier", "this", "super"):
            return self._dotted(self.file.data[node.start_byte : node.end_byte], node)
        if kind == "member_expression":
            inner, named = node.child_by_field_name("object"), node.child_by_field_name("property")
            if inner is None or named is None:
                return UNKNOWN
            return step(self.of(inner), "." + self.file.text(named))
        if kind == "call_expression":
            return self._called(node)
        if kind == "new_expression":
            return self._new(node)
        if kind == "subscript_expression":
            inner, index = node.child_by_field_name("object"), node.child_by_field_name("index")
            if inner is None or index is None:
                return UNKNOWN
            if index.type != "string":
                return self._computed(inner, self.file.text(index) if index.type == "number" else INDEXED)
            name = self.file.text(index)[1:-1]
            return step(self.of(inner), "." + name) if _KEY.fullmatch(name) else UNKNOWN
        if kind in _CHOOSING:
            return self._chosen(node)
        if kind in FUNCTIONS or kind in CLASSES:
            return LOCAL
        if kind == "array":
            return self._listed(node)
        if kind in _LITERALS:
            return BUILT_IN
        return UNKNOWN

    def _listed(self, array: Node) -> str:
        """``[new Step(), new Step()]`` is an array of steps, where all of its elements are of one class."""
        elements = [each for each in array.named_children if each.type != "comment"]
        if not 0 < len(elements) <= _MAX_ELEMENTS or elements[0].type not in _MADE_KINDS:
            return BUILT_IN
        found = {type_text(self._instance(self.of(each))) for each in elements}
        held = found.pop()
        return f":{held}[]" if not found and held not in (OF_LANGUAGE, NOT_TOLD) else BUILT_IN

    def _instance(self, reference: str) -> str:
        """What ``new`` makes of a class that has a name, as an instance by its type."""
        made = reference.removesuffix("!")
        return ":" + made.replace(".", "/") if made != reference and is_plain(made) else reference

    def _computed(self, inner: Node, key: str) -> str:
        """``console[level]``, ``log[level]``: of a global, or of a package, whatever the key is; ``list[0]``."""
        found = self.of(inner)
        if found in NOT_REFERENCES:
            return BUILT_IN if found == BUILT_IN and self._is_global(inner) else UNKNOWN
        return step(found, "." + key) if key == INDEXED or key.isdecimal() else UNKNOWN

    def _new(self, node: Node) -> str:
        """What ``new`` makes: with type arguments, an instance of that type."""
        made = node.child_by_field_name("constructor")
        found = step(self.of(made), "!") if made is not None else UNKNOWN
        is_named = made is not None and (found == BUILT_IN or is_plain(found.removesuffix("!")))
        typed = self.types.given_to(made, node.child_by_field_name("type_arguments")) if is_named and made else ""
        if typed or made is None or not found.endswith("!"):
            return typed or found
        given = [(at, self.of(each)) for at, each in enumerate(arguments(node)[:_GIVEN]) if each.type in _MADE_KINDS]
        return with_given(
            found, [f"{at}:{each}" for at, each in given if (each[:1] == ":" or each[-1:] == "!") and "{" not in each]
        )

    def _is_global(self, node: Node) -> bool:
        """Whether an expression is a global, or a member of one."""
        text = self.file.text(node)
        root = text.partition(".")[0].removesuffix("?")
        return _DOTTED.fullmatch(text.encode()) is not None and not (
            root in self.names or self.file.is_shadowed(root, node)
        )

    def _called(self, call: Node) -> str:
        function = call.child_by_field_name("function")
        if function is None:
            return UNKNOWN
        if function.type == "unary_expression":
            # `!f<T>(x)`, read as a call of `!f`.
            return BUILT_IN
        is_require = function.type == "identifier" and self.file.text(function) == "require"
        if function.type == "import" or is_require:
            given = arguments(call)
            if len(given) != 1 or given[0].type != "string":
                return UNKNOWN
            return f"<{self.file.text(given[0])[1:-1]}>"
        waited = awaited_before(function)
        if waited is not None and (module := self.of(waited)).startswith("<") and module.endswith(">"):
            # `import("./a").then((it) => it.b)`
            given = arguments(call)
            return self.returned_by(given[0]) if given and given[0].type in FUNCTIONS else UNKNOWN
        found = step(self.of(function), "()")
        is_own = function.type == "identifier" or found.startswith("React.")
        return with_given(found, self._given_to(call, found)) if is_own and found.endswith("()") else found

    def _given_to(self, call: Node, result: str) -> list[str]:
        """What a function that is called by its own name is given, as far as its result may be of that."""
        found = []
        if result.endswith(_BY_TYPE) and (types := type_arguments(call)):
            found.append(f"{TYPE_ARGUMENT}:{self.type_of(types[0])}")
        for position, each in enumerate(arguments(call)[:_GIVEN]):
            inner = unwrap(each)
            if inner.type in ("arrow_function", "function_expression"):
                found.append(f"{position}():{self.returned_by(inner)}")
            elif inner.type in _GIVEN_KINDS:
                found.append(f"{position}:{in_short(self.of(inner))}")
        return [each for each in found if each.partition(":")[2] not in NOT_REFERENCES and "{" not in each]

    def _chosen(self, node: Node) -> str:
        """``on ? one : other``, ``given ?? connect()``: one of the two; ``found && found.of``: the second. Of what the
        language or its host has, as ``globalThis.client``, it is what is made when that is missing."""
        operator = node.child_by_field_name("operator")
        mark = self.file.text(operator) if operator is not None else "?"
        if mark == "&&" and (right := node.child_by_field_name("right")) is not None:
            return self.of(right)
        if mark not in _FALLBACKS and mark != "?":
            return UNKNOWN
        sides = ("consequence", "alternative") if operator is None else ("left", "right")
        chosen = [node.child_by_field_name(side) for side in sides]
        return reference_of_one([self._alternative(each) for each in chosen if each is not None])

    def _alternative(self, node: Node) -> str:
        """The reference of one of several things; :data:`UNKNOWN` also where functions may be in what it is."""
        found = self.of(node)
        inner = unwrap(node)
        return UNKNOWN if found == BUILT_IN and may_have_functions(inner) and not says_nothing(inner) else found
