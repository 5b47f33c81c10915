"""What functions return, as far as it shows what they are: a boolean, a text, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import chain, initializer, parameter_of
from stocktake.extractors.code.react import called_name, returned
from stocktake.extractors.validation_services.conditions import is_said
from stocktake.extractors.validation_services.names import NAMED_LIKE_ONE
from stocktake.extractors.validation_services.outcomes import BADLY, WELL, keys_of, outcome_of, results_made
from stocktake.extractors.validation_services.result_types import EMPTY_TEXTS, ERROR_KEYS, RESULT_KEYS
from stocktake.syntax.nodes import FUNCTIONS, arguments, is_constant, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_BOOLEAN_CALLS = re.compile(
    r"test|includes|startsWith|endsWith|has|some|every|Boolean|equals|hasOwn|hasOwnProperty|isPrototypeOf"
    r"|(?:is|has|can|should)[A-Z]\w*|is(?:Array|NaN|Finite|Integer|SafeInteger)"
)
_BOOLEAN_MEMBERS = re.compile(r"success|valid|ok|enabled|disabled|checked|(?:is|has|can|should|was|are)[A-Z]\w*")
_COMPARISONS = frozenset({"==", "===", "!=", "!==", "<", "<=", ">", ">=", "in", "instanceof"})
_ERROR_NAMES = re.compile(r"\w*(?:[eE]rrors?|[iI]ssues?|[mM]essages?|[pP]roblems?|[vV]iolations?|[fF]ailures?)")
_MESSAGE_NAMES = re.compile(r"\w*[mM]essages?")
_MAX_VISITS = 200
_CLEANING = frozenset(
    {"trim", "trimStart", "trimEnd", "toLowerCase", "toUpperCase", "replace", "replaceAll", "normalize", "slice"}
)
_TEXT_TYPES = frozenset({"string", "string[]"})


def _written(text: Node) -> Iterator[Node]:
    """The parts of a text that are written out: of a literal, a template, or several that are added."""
    stack = [text]
    while stack:
        node = stack.pop()
        if node.type in ("binary_expression", "string", "template_string"):
            stack.extend(node.named_children)
        elif node.type == "string_fragment":
            yield node


class Returns:
    """What the values a function returns are, as far as they show it.

    ``true``: some are ``true`` as written; ``boolean``: some are another boolean; ``text``, ``result``: what is wrong;
    ``nothing``: null, undefined, an empty text, or an empty list or object (``empty``); ``given``: the function's first
    parameter, or that cleaned; ``part``: a member of that parameter; ``unknown``: what a name or a call gives
    (``unsure``: no condition says that it is true); ``plain``: an object that says nothing of a result, besides which
    only one with an ``error`` does; ``other``: anything else.
    """

    def __init__(self, file: ParsedFile, function: Node, *, is_question: bool) -> None:
        self.file = file
        self.function = function
        self.is_question = is_question
        self.true = self.boolean = self.text = self.result = False
        self.nothing = self.empty = self.given = self.part = self.unknown = self.unsure = self.other = False
        self.plain = self.error = False
        outcomes: set[str] = set()
        stack = returned(function)
        for _ in range(_MAX_VISITS):
            if not stack:
                break
            self._value(stack.pop(), stack, outcomes)
        if outcomes.isdisjoint(WELL) or outcomes.isdisjoint(BADLY):
            self.unknown, self.unsure = self.unknown or bool(outcomes), self.unsure or bool(outcomes)
        else:
            self.result = True

    def shape(self) -> str:
        """The shape these values show together: ``text`` is that of a check where the name speaks of one."""
        if self.other or (self.plain and not self.error):
            return ""
        if self.result:
            return "check"
        if self.text:
            # A text besides the one it is given is that one, cleaned.
            return "" if self.given else "text"
        # A list or a boolean is no answer to a question.
        return "predicate" if (self.true or self.boolean) and not self.empty else ""

    @property
    def is_only_true(self) -> bool:
        """Whether ``true``, and what conditions say is true, is all that there is, besides nothing."""
        is_more = self.boolean or self.text or self.result or self.unsure or self.gives_other or self.empty
        return self.true and not is_more

    @property
    def gives_other(self) -> bool:
        """Whether there is anything that is neither a boolean, a text, a result, nothing nor unknown."""
        return self.other or self.plain

    @property
    def is_only_text(self) -> bool:
        """Whether a text is all that there is."""
        return self.text and not (self.true or self.boolean or self.result or self.nothing or self.unknown)

    @property
    def tells(self) -> bool:
        """Whether what is wrong is told by a text that is never missing: it has a way to say that nothing is."""
        if self.part:
            return False
        return self.result or (self.text and (self.nothing or self.unknown))

    def _value(self, node: Node, stack: list[Node], outcomes: set[str]) -> None:
        if self._is_cast_text(node):
            self.text = True
            return
        node = unwrap(node)
        kind = node.type
        if kind == "true":
            self.true = True
        elif kind == "false":
            self.boolean = True
        elif kind in ("null", "undefined") or self.file.text(node) == "undefined":
            self.nothing = True
        elif kind in ("string", "template_string"):
            self.nothing = self.nothing or self.file.text(node) in EMPTY_TEXTS
            self._flag("given" if self._extends_given(node) else "text")
        elif kind == "unary_expression":
            self._flag("boolean" if self.file.text(node).startswith("!") else "other")
        elif kind == "ternary_expression":
            for name in ("consequence", "alternative"):
                inner = node.child_by_field_name(name)
                if inner is not None:
                    stack.append(inner)
        elif kind == "binary_expression":
            self._binary(node, stack)
        elif kind == "call_expression":
            self._call(node, stack, outcomes)
        elif kind in ("identifier", "member_expression"):
            value = self._held(node) if kind == "identifier" else None
            if value is not None:
                stack.append(value)
            else:
                self._name(node)
        elif kind in ("object", "array") and not node.named_children:
            self.nothing = self.empty = True
        elif kind == "object":
            self._flag("result" if self._is_result(node) else "plain")
            self.error = self.error or not ERROR_KEYS.isdisjoint(keys_of(self.file, node))
        else:
            self.other = True

    def _flag(self, name: str) -> None:
        setattr(self, name, True)

    def _binary(self, node: Node, stack: list[Node]) -> None:
        operator = node.child_by_field_name("operator")
        mark = self.file.text(operator) if operator is not None else ""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if mark in _COMPARISONS:
            self.boolean = True
        elif mark in ("&&", "||", "??"):
            sides = [right] if mark == "&&" else [left, right]
            stack.extend(side for side in sides if side is not None)
        else:
            # `"…" + field` may be a message, anything else is a number.
            is_text = mark == "+" and '"' in self.file.text(node).replace("'", '"')
            self._flag("other" if not is_text else "given" if self._extends_given(node) else "text")

    def _call(self, node: Node, stack: list[Node], outcomes: set[str]) -> None:
        function = node.child_by_field_name("function")
        name = called_name(self.file, function) if function is not None else ""
        # What another validator gives, nobody knows; but an `is…` gives a boolean.
        is_boolean = _BOOLEAN_CALLS.fullmatch(name) and (name != "some" or self._asks_each(node))
        if is_boolean or (self.is_question and NAMED_LIKE_ONE.match(name)):
            self.boolean = True
        elif name in ("left", "right") and b"fp-ts" in self.file.data:
            self.result = True
        elif name in ("t", "translate", "getMessage", "formatMessage") or node.type == "tagged_template":
            self.text = True
        elif name == "join" and function is not None and self._is_of_errors(function):
            self.result = True
        elif function is not None and (made := results_made(self.file, function)):
            stack.extend(made)
        elif function is not None and (outcome := outcome_of(self.file, function)):
            outcomes.add(outcome)
        else:
            self.unknown = self.unsure = True

    def _asks_each(self, call: Node) -> bool:
        """Whether a call of ``some`` is of a list, and not of the maker of an optional value: ``O.some(x)``."""
        function, given = call.child_by_field_name("function"), arguments(call)
        if function is None or not given or given[0].type in FUNCTIONS:
            return bool(given)
        owner = function.child_by_field_name("object")
        is_function = NAMED_LIKE_ONE.match(self.file.text(given[0]).rpartition(".")[2]) is not None
        return is_function or (owner is not None and not self.file.text(owner)[:1].isupper())

    def _is_of_errors(self, function: Node) -> bool:
        """Whether a method is one of a list of errors: ``errors.join``."""
        owner = function.child_by_field_name("object")
        return owner is not None and _ERROR_NAMES.fullmatch(self.file.text(owner).rpartition(".")[2]) is not None

    def _held(self, name: Node) -> Node | None:
        """What a local variable is declared with, where that shows more than its name: an object of a result, and for
        a question what is compared."""
        bound = self.file.binding_of(self.file.text(name), name)
        if bound is None or bound.type != "identifier" or (value := initializer(bound)) is None:
            return None
        value = unwrap(value)
        if value.type == "object":
            return value if self._is_result(value) else None
        if not self.is_question or _BOOLEAN_MEMBERS.fullmatch(self.file.text(name)):
            return None
        is_compared = value.type in ("binary_expression", "unary_expression")
        return value if is_compared and bound.parent is not None and is_constant(bound.parent) else None

    def _name(self, node: Node) -> None:
        last = self.file.text(node).rpartition(".")[2]
        if self._is_error(node):
            self.result = True
        elif _BOOLEAN_MEMBERS.fullmatch(last):
            self.boolean = True
        else:
            self.unknown = True
            self.unsure = self.unsure or not self._is_true(node)
            root, dotted = chain(self.file, node)
            if root is not None and self._is_given(root):
                self._flag("part" if "." in dotted else "given")

    def _is_true(self, name: Node) -> bool:
        """Whether a condition around a local name says that it is true: ``if (found) return found;``."""
        text = self.file.text(name)
        bound = self.file.binding_of(text, name) if name.type == "identifier" else None
        if bound is None:
            return False

        def says(condition: Node, holds: bool) -> bool:
            is_name = condition.type == "identifier" and self.file.text(condition) == text
            return holds and is_name and self.file.binding_of(text, condition) == bound

        return is_said(self.file, name, self.function, says)

    def _is_error(self, node: Node) -> bool:
        """Whether a name, or a member, is called what is wrong."""
        last = self.file.text(node).rpartition(".")[2]
        return _ERROR_NAMES.fullmatch(last) is not None and not self._is_other_message(node, last)

    def _is_other_message(self, node: Node, name: str) -> bool:
        """Whether what is called a message is none of the function's own: given first, or what is called for."""
        if node.type != "identifier" or not _MESSAGE_NAMES.fullmatch(name):
            return False
        bound = self.file.binding_of(name, node)
        value = initializer(bound) if bound is not None else None
        is_called = value is not None and (value.type == "await_expression" or unwrap(value).type == "new_expression")
        return is_called or self._is_given(node)

    def _extends_given(self, text: Node) -> bool:
        """Whether a text is the first parameter with something at its end that is no words: ``${path}.ts``."""
        first = text
        while first.type == "binary_expression" and (left := first.child_by_field_name("left")) is not None:
            first = left
        if first.type == "template_string" and first.named_child_count:
            first = first.named_children[0]
        if first.type == "template_substitution" and first.named_child_count:
            first = first.named_children[0]
        is_given = first.type == "identifier" and self._is_given(first)
        return is_given and not any(" " in self.file.text(each) for each in _written(text))

    def _is_cast_text(self, node: Node) -> bool:
        """Whether a value is said to be a text: ``join(…) as string``; a name that is said so may be any text."""
        while node.type == "parenthesized_expression" and node.named_child_count == 1:
            node = node.named_children[0]
        if node.type != "as_expression" or unwrap(node).type == "identifier":
            return False
        return self.file.text(node.named_children[-1]) in _TEXT_TYPES

    def _is_given(self, name: Node) -> bool:
        """Whether a name is that of the first parameter, or of a variable that holds it cleaned: ``x.trim()``."""
        bound = self.file.binding_of(self.file.text(name), name)
        if bound is None:
            return False
        if parameter_of(self.file, bound) == "0":
            return True
        value = initializer(bound) if bound.type == "identifier" else None
        function = value.child_by_field_name("function") if value is not None else None
        if function is None or called_name(self.file, function) not in _CLEANING:
            return False
        root = chain(self.file, function)[0]
        held = self.file.binding_of(self.file.text(root), root) if root is not None else None
        return held is not None and parameter_of(self.file, held) == "0"

    def _is_result(self, literal: Node) -> bool:
        if not RESULT_KEYS.isdisjoint(keys_of(self.file, literal)):
            return True
        spread = (child for child in literal.named_children if child.type == "spread_element")
        return any(self._is_error(child.named_children[0]) for child in spread)
