"""Collecting the calls of a file: who makes each, whether under a condition, whether in a loop."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from stocktake.extractors.call_graph.alternatives import Alternatives
from stocktake.extractors.call_graph.declarations import Declarations
from stocktake.extractors.call_graph.expressions import callee
from stocktake.extractors.call_graph.facts import MODULE, Definition, Use
from stocktake.extractors.call_graph.holders import GIVEN_EACH, is_method
from stocktake.extractors.call_graph.owners import Owner
from stocktake.extractors.call_graph.passing import NAMED, passed
from stocktake.extractors.call_graph.references import References
from stocktake.extractors.call_graph.terms import BUILT_IN, LOCAL, NOT_REFERENCES, UNKNOWN, is_plain
from stocktake.extractors.code.react import choices, may_name_component
from stocktake.syntax.nodes import FUNCTIONS, arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_REPEATING = tuple(f".{name}".encode() for name in GIVEN_EACH)
_CLOSING = (b")", b"]")
_FROM = (b"Array.from",)
_CREATES = (b"createElement",)
_ENDS = _REPEATING + _CREATES + _FROM
_LONGEST_END = 14

_Kind = Literal["call", "new", "render", "pass"]


class _Places:
    """Every place where one reference is used by one owner, summed up."""

    __slots__ = ("conditional", "count", "in_loop")

    def __init__(self) -> None:
        self.conditional = True
        self.in_loop = False
        self.count = 0


class _Ranges:
    """Byte ranges that may nest, for asking whether a position is in one of them."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def holds(self, position: int) -> bool:
        at = bisect_right(self._starts, position) - 1
        return at >= 0 and position < self._ends[at]


class _Owners:
    """The code of owners, for finding the innermost one around a position. Ranges nest or are apart."""

    def __init__(self, owners: dict[str, Owner]) -> None:
        flat = sorted(
            ((start, -end, name) for name, owner in owners.items() for start, end in owner.ranges),
        )
        self._starts = [start for start, _, _ in flat]
        self._ends = [-end for _, end, _ in flat]
        self._names = [name for _, _, name in flat]
        self._parents: list[int] = []
        open_ranges: list[int] = []
        for at, start in enumerate(self._starts):
            while open_ranges and self._ends[open_ranges[-1]] <= start:
                open_ranges.pop()
            self._parents.append(open_ranges[-1] if open_ranges else -1)
            open_ranges.append(at)

    def around(self, position: int) -> tuple[str, int]:
        """The name of the innermost owner, or that of module-level code, and where that changes at the earliest."""
        at = bisect_right(self._starts, position) - 1
        until = self._starts[at + 1] if at + 1 < len(self._starts) else sys.maxsize
        while at >= 0 and position >= self._ends[at]:
            at = self._parents[at]
        return (self._names[at], min(until, self._ends[at])) if at >= 0 else (MODULE, until)


def call_facts(file: ParsedFile) -> list[Definition] | None:
    """What a file declares and calls, in source order, its module-level code last; None where there is nothing."""
    return _Extraction(file).definitions() or None


class _Extraction:
    """One file's uses, by owner."""

    def __init__(self, file: ParsedFile) -> None:
        self.file = file
        self.references = References(file)
        self.alternatives = Alternatives(self.references)
        declarations = Declarations(file, self.references)
        self.owners = declarations.read()
        self.wrapped = declarations.wrapped
        self.around = _Owners(self.owners).around
        self.uses: dict[str, dict[tuple[str, _Kind], _Places]] = {}
        self.unresolved: dict[str, int] = {}
        self.module_lines: list[int] = []
        self.created: dict[int, Node] = {}
        """Names that are rendered by ``createElement``, not passed, by their start offset."""
        self.chosen: list[tuple[Node, list[str]]] = []
        """Tags that may be one of several things, with the references of those."""
        self.loops = [node.byte_range for node in file.captured("loop")]

    def definitions(self) -> list[Definition]:
        """Every owner with its uses."""
        calls = self.file.captured("call")
        self._find_loops(calls)
        self.repeated = _Ranges(self.loops)
        self.branches = _Ranges([node.byte_range for node in self.file.captured("branch")] + self._guarded(calls))
        self._use(calls, "call")
        self._use(self.file.captured("decorator"), "call")
        self._use(self.file.captured("new"), "new")
        self._use(self._rendered(), "render")
        self._use_choices()
        self._use(passed(self.file, self.references.root_names, self.created, self.wrapped), "pass")
        self._use(self.created.values(), "render")
        found = [self._definition(owner) for owner in self.owners.values() if self._is_told(owner)]
        if MODULE in self.uses or MODULE in self.unresolved:
            module = Owner(MODULE, "module", min(self.module_lines), max(self.module_lines))
            found.append(self._definition(module))
        return found

    def _is_told(self, owner: Owner) -> bool:
        """Whether there is anything to say about an owner: of a plain constant there is not, unless something may
        render it."""
        if owner.form not in ("value", "object") or not owner.has_item or owner.is_hook:
            return True
        if owner.form == "value" and may_name_component(owner.name, owner.exports):
            return True
        maker = owner.made_with or owner.name
        has_uses = maker in self.uses or maker in self.unresolved
        return has_uses or bool(owner.stands_for) or bool(owner.bases)

    def _definition(self, owner: Owner) -> Definition:
        maker = owner.made_with or owner.name
        uses = self.uses.get(maker, {})
        return Definition(
            owner.name,
            owner.form,
            owner.line,
            owner.end_line,
            owner.has_item,
            owner.exports,
            owner.is_async,
            owner.stands_for,
            owner.bases,
            [
                Use(reference, kind, places.conditional, places.in_loop, places.count)
                for (reference, kind), places in uses.items()
            ],
            self.unresolved.get(maker, 0),
            owner.is_hook,
            owner.takes,
        )

    def _find_loops(self, calls: list[Node]) -> None:
        """Callbacks that run once for each element, and the elements that ``createElement`` makes."""
        data = self.file.data
        for function in calls:
            end = function.end_byte
            if not data.endswith(_ENDS, end - _LONGEST_END, end):
                continue
            call = function.parent
            given = arguments(call) if call is not None else []
            if not given:
                continue
            if data.endswith(_CREATES, end - _LONGEST_END, end):
                if given[0].type in NAMED:
                    self.created[given[0].start_byte] = given[0]
                continue
            # `Array.from(list, each)`
            each = given[1:2] if data.endswith(_FROM, end - _LONGEST_END, end) else given[:1]
            self.loops += [node.byte_range for node in each if self._may_be_function(node)]

    def _may_be_function(self, given: Node) -> bool:
        """Whether an argument is a function, or a name that may lead to one: not to a class (``repo.find(User)``)."""
        kind = unwrap(given).type
        return kind in FUNCTIONS or (kind in NAMED and not self.file.text(given).rpartition(".")[2][:1].isupper())

    def _guarded(self, calls: list[Node]) -> list[tuple[int, int]]:
        """What optional calls are given: it is evaluated only where there is something to call."""
        data, found = self.file.data, []
        for function in calls if b"?." in data else ():
            start, end = function.byte_range
            if data.find(b"?.", start, end + 2) >= 0 and self._is_optional(function, end):
                given = function.parent.child_by_field_name("arguments") if function.parent is not None else None
                found += [given.byte_range] if given is not None else []
        return found

    def _rendered(self) -> Iterator[Node]:
        """Tags that are components, but for those that a local variable chooses."""
        file = self.file
        for tag in file.captured("jsx"):
            first = file.data[tag.start_byte]
            is_member = tag.type == "member_expression"
            # `<div>` and `<svg:rect>` are elements of the page; `<motion.div>` is a component.
            if 97 <= first <= 122 and not is_member:
                continue
            name = "" if is_member else file.text(tag)
            chosen = choices(file, name, tag) if name and file.is_bound_below(name) else []
            references = dict.fromkeys(map(self.references.of, chosen)) if len(chosen) > 1 else {}
            if references.keys() <= NOT_REFERENCES:
                yield tag
            else:
                self.chosen.append((tag, list(references)))

    def _use_choices(self) -> None:
        """``const Tag = wide ? Wide : Thin``: ``<Tag>`` renders each of them, under a condition."""
        for tag, chosen in self.chosen:
            self._count_choices(self.around(tag.start_byte)[0], tag, "render", chosen)

    def _use(self, nodes: Iterable[Node], kind: _Kind) -> None:
        """Count what the nodes refer to. Most are names met before, or of no declaration: those cost a look-up each."""
        data, known, new = self.file.data, self.references.known, self.references.new
        owner, since, until = "", 0, 0
        for node in nodes:
            start, end = node.byte_range
            text = data[start:end]
            reference = known.get(text)
            if reference is None and kind == "call" and node.type == "unary_expression":
                node = callee(node)
                start, end = node.byte_range
                reference = self.references.of(node)
            elif reference is None:
                reference = new(node, text)
                # What is local, or in brackets: a name of module level is known by now.
                may_choose = kind == "call" and (text.endswith(_CLOSING) or (b"." not in text and text not in known))
                if may_choose and (several := self.alternatives.of(node, reference)):
                    self._count_choices(self.around(start)[0], node, kind, several)
                    continue
            if reference in (BUILT_IN, LOCAL) or (kind == "pass" and not is_plain(reference)):
                continue
            if reference[:1] == ":" and is_method(reference):
                continue
            if not since <= start < until:
                owner, until = self.around(start)
                since = start
            self._count(owner, node, kind, reference, start, end)

    def _count_choices(self, owner: str, node: Node, kind: _Kind, several: list[str]) -> None:
        """Count what is one of several things: each, under a condition."""
        for reference in several:
            if reference not in (BUILT_IN, LOCAL):
                self._count(owner, node, kind, reference, *node.byte_range, is_choice=True)

    def _count(
        self, owner: str, node: Node, kind: _Kind, reference: str, start: int, end: int, *, is_choice: bool = False
    ) -> None:
        if owner == MODULE:
            self.module_lines.append(node.start_point[0] + 1)
        if reference == UNKNOWN:
            self.unresolved[owner] = self.unresolved.get(owner, 0) + 1
            return
        uses = self.uses.get(owner)
        if uses is None:
            uses = self.uses[owner] = {}
        places = uses.get((reference, kind))
        if places is None:
            places = uses[reference, kind] = _Places()
        places.count += 1
        if places.conditional and not is_choice:
            places.conditional = self.branches.holds(start) or (kind == "call" and self._is_optional(node, end))
        if not places.in_loop and self.repeated.holds(start):
            places.in_loop = True

    def _is_optional(self, callee: Node, end: int) -> bool:
        """``f?.()``, ``a?.b()``, ``a?.b.c()``."""
        data = self.file.data
        return data[end : end + 2] == b"?." or (b"?." in data[callee.start_byte : end] and _has_optional_link(callee))


def _has_optional_link(callee: Node) -> bool:
    """Whether a chain of members, and of calls on the way, has ``?.`` in it (and not only in its arguments)."""
    node: Node | None = callee
    for _ in range(64):
        if node is None:
            break
        if any(child.type in ("optional_chain", "?.") for child in node.children):
            return True
        node = node.child_by_field_name("object" if node.type == "member_expression" else "function")
    return False
