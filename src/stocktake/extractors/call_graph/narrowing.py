"""Names that are tested for a class: ``if (error instanceof Refused) error.retry()``, ``if (isPage(it)) it.turn()``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from stocktake.extractors.validation_services.conditions import is_said
from stocktake.syntax.nodes import FUNCTIONS, arguments, has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.extractors.call_graph.locals import Assigned
    from stocktake.syntax.parsed import ParsedFile

_TEST = re.compile(rb"instanceof\s")
_GUARD = re.compile(rb"(?<![\w$])(?:\$?is|has)[A-Z]\w*\(\s*([\w$#.?]+)\s*[,)]")
_BEFORE = re.compile(rb"[\w$#.?]+\s*\Z")
_LONGEST = 80
_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_EXPRESSIONS = frozenset({"arrow_function", "function_expression"})


class Narrowing:
    """The tests of one file."""

    def __init__(self, file: ParsedFile, assigned: Assigned) -> None:
        self._file = file
        self._assigned = assigned
        self.names: dict[str, list[int]] = {}
        """Names, with their members, that are tested somewhere, with where they stand there."""
        # Most files have none: to look for the word alone takes a fifth of the time.
        for name, at in _before_tests(file.data) if b"instanceof" in file.data else ():
            self.names.setdefault(name, []).append(at)
        self.guarded = {_dotted(each[1].decode()) for each in _GUARD.finditer(file.data)}
        """Names, with their members, that a function is asked about which may say what they are."""

    def tested(self, name: str) -> str:
        """The longest part of a dotted name that is tested somewhere, "" where none is."""
        while name:
            if name in self.names or name in self.guarded:
                return name
            name = name.rpartition(".")[0]
        return ""

    def classes(self, name: str, at: Node) -> list[Node]:
        """The classes, of which one is sure, that a name which is tested before a node is an instance of there."""
        return self._told(name, at, _instance_test) if name in self.names else []

    def guards(self, name: str, at: Node) -> list[Node]:
        """The functions that have said yes, one of them surely, when they were asked about a name before a node."""
        return self._told(name, at, _guard_test) if name in self.guarded else []

    def _told(self, name: str, at: Node, test: Callable[[Node], tuple[Node | None, Node | None]]) -> list[Node]:
        found: dict[str, Node] = {}
        root = name.partition(".")[0]
        binding = self._file.binding_of(root, at)

        def says(condition: Node, holds: bool) -> bool:
            left, right = test(condition) if holds else (None, None)
            if left is None or right is None or _dotted(self._file.text(unwrap(left))) != name:
                return False
            if self._file.binding_of(root, left) != binding or not self._holds(name, binding, condition, at):
                return False
            found[self._file.text(right)] = right
            return True

        return list(found.values()) if is_said(self._file, at, self._file.root, says) else []

    def is_after(self, name: str, at: Node) -> bool:
        """Whether a name is tested somewhere before a node."""
        root = name.partition(".")[0]
        binding = self._file.binding_of(root, at)
        return any(each < at.start_byte and self._is_of(binding, root, each) for each in self.names.get(name, ()))

    def _is_of(self, binding: Node | None, root: str, offset: int) -> bool:
        """Whether the name that is tested there is bound by a node."""
        tested = self._file.root.descendant_for_byte_range(offset, offset + 1)
        return tested is not None and self._file.binding_of(root, tested) == binding

    def _holds(self, name: str, binding: Node | None, condition: Node, at: Node) -> bool:
        """Whether what a condition says of a name is still so at a node: it is not set in between, nor later in a loop
        around that node alone, and in functions inside not at all."""
        around = list(_up_to(at, condition))
        functions = [each for each in around if each.type in FUNCTIONS]
        if functions and (binding is None or "." in name or any(each.type not in _EXPRESSIONS for each in functions)):
            return False
        loops = [each for each in around if each.type in _LOOPS]
        for start, end in self._set(name, binding, condition.end_byte):
            is_before = condition.end_byte <= start and end <= at.start_byte
            if functions or is_before or any(each.start_byte <= start < each.end_byte for each in loops):
                return False
        return True

    def _set(self, name: str, binding: Node | None, since: int) -> list[tuple[int, int]]:
        """Where a name is set, or what it is a member of."""
        if binding is not None and "." not in name:
            return [each.byte_range for each in self._assigned.of(binding)]
        root, *members = map(re.escape, name.encode().split(b"."))
        longer = rb"(?:\??\.".join((b"", *members)) + b")?" * len(members)
        setting = re.compile(rb"(?<![\w$.])" + root + longer + rb"\s*+(?:\?\?|\|\||&&)?=(?![=>])")
        return [each.span() for each in setting.finditer(self._file.data, since)]


def _instance_test(condition: Node) -> tuple[Node | None, Node | None]:
    """What is tested, and the class that it is tested for."""
    if condition.type != "binary_expression" or not has_token(condition, "instanceof"):
        return None, None
    return condition.child_by_field_name("left"), condition.child_by_field_name("right")


def _guard_test(condition: Node) -> tuple[Node | None, Node | None]:
    """What a function is asked about, and the function."""
    given = arguments(condition) if condition.type == "call_expression" else []
    return (given[0], condition.child_by_field_name("function")) if given else (None, None)


def _before_tests(data: bytes) -> Iterator[tuple[str, int]]:
    # To look back from each test takes a tenth of the time of looking for names that one follows.
    for test in _TEST.finditer(data):
        since = max(0, test.start() - _LONGEST)
        before = _BEFORE.search(data[since : test.start()])
        if before is not None:
            yield _dotted(before[0].decode().strip()), since + before.start()


def _dotted(name: str) -> str:
    return name.replace("?.", ".")


def _up_to(at: Node, other: Node) -> Iterator[Node]:
    """What is around a node, but not around the other."""
    node: Node | None = at
    while node is not None and not (node.start_byte <= other.start_byte and other.end_byte <= node.end_byte):
        yield node
        node = node.parent
