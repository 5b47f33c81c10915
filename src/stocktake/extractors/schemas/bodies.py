"""What a function does with the variables that a schema it returns is made of, in order.

``let schema = z.string(); if (trim) schema = schema.trim(); return schema;`` is read into a list of names with what
each is set to, and of what is returned: who evaluates it binds one name after the other. Where a condition decides, a
variable is afterwards one of what it was and what the branches make of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from stocktake.extractors.code.react import STATEMENTS
from stocktake.extractors.code.zod import NOT_KNOWN, SET_AGAIN, TEXT_LIMIT, Term, read
from stocktake.extractors.schemas.terms import check_texts, roots
from stocktake.syntax.assignments import assignments
from stocktake.syntax.nodes import has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

Entry = tuple[str, Term]
"""A variable with what it is set to, or "" with what is returned."""

_ASSIGNMENTS = frozenset({"assignment_expression", "augmented_assignment_expression"})
_DECLARATIONS = frozenset({"lexical_declaration", "variable_declaration"})
_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_MAX_ENTRIES = 300
_MAX_DEPTH = 20


class Body:
    """The variables of a function: its parameters, which are ``given``, and those that its own statements declare.
    ``nodes`` are the values that these are declared with."""

    def __init__(self, file: ParsedFile, function: Node, given: Iterable[str]) -> None:
        self.file = file
        self.nodes: dict[str, Node] = {}
        self._given = frozenset(given)
        self.names = set(self._given)
        self._variable = set(self._given)
        self._terms: dict[int, Term] = {}
        self._block = function.child_by_field_name("body")
        is_block = self._block is not None and self._block.type == "statement_block"
        self._statements = self._block.named_children if self._block is not None and is_block else []
        for statement in self._statements:
            if statement.type in _DECLARATIONS:
                declared = list(_declared(file, statement))
                self.names.update(name for name, _, _ in declared)
                self.nodes.update((name, unwrap(value)) for name, _, value in declared if value is not None)
                if not has_token(statement, "const"):
                    self._variable.update(name for name, _, _ in declared)

    def entries(self, results: Sequence[Node]) -> list[Entry]:
        """What leads to the results of the function, in order; empty where that is too long."""
        returns = [self._term(node) for node in results]
        needed = self._needed(returns, {})
        within = list(self._declared_within())
        if not self._set_again(needed) and not any(name in self.names for name, _ in within):
            shown = needed - self._needed(returns, {}, are_checks_read=False)
            return [*self._declarations(needed, shown), *(("", term) for term in returns)]
        values: dict[str, list[Node]] = {}
        followed: set[int] = set()
        for node, name, value in _assignments(self.file, self._statements):
            followed.add(node.start_byte)
            values.setdefault(name, []).append(value)
        hidden = set()
        for name, value in within:
            hidden.update({name} & self.names)
            self.names.add(name)
            values.setdefault(name, []).append(value)
        needed = self._needed(returns, values)
        # Set in a function, or in a part of an expression: when that happens is not known.
        shown = needed - self._needed(returns, values, are_checks_read=False)
        lost = (
            hidden
            | (shown & (self._variable - self._given))
            | {name for name, starts in self._set_again(needed).items() if not starts <= followed}
        )
        program = _Program(self._term, self.file, needed, lost, [node.start_byte for node in results])
        program.run(self._statements)
        return program.entries if len(program.entries) <= _MAX_ENTRIES else []

    def _declarations(self, needed: set[str], shown: set[str]) -> Iterator[Entry]:
        """Variables as they are declared; ``shown`` are those that only the text of a check names: they may be numbers,
        which are changed in more ways than a schema is."""
        for name, node in self.nodes.items():
            if name in shown and name in self._variable:
                yield name, NOT_KNOWN
            elif name in needed:
                yield name, self._text(node) if name in shown else self._term(node)

    def _term(self, node: Node) -> Term:
        known = self._terms.get(node.id)
        if known is None:
            known = self._terms[node.id] = read(self.file, node)
        return known

    def _text(self, node: Node) -> Term:
        """What is only shown, in the text of a check: a call as written, as a term does not keep all of it."""
        is_call = node.type == "call_expression"
        return Term("text", self.file.line_text(node, TEXT_LIMIT)) if is_call else self._term(node)

    def _needed(self, terms: list[Term], values: dict[str, list[Node]], *, are_checks_read: bool = True) -> set[str]:
        """The variables that terms are made of, and those that these are made of; ``values`` are what variables are
        set to besides what they are declared with, ``are_checks_read``: what the text of a check names is among
        them."""
        found: set[str] = set()
        todo = list(terms)
        while todo:
            term = todo.pop()
            texts = check_texts(term) if are_checks_read else []
            if term.op == "text" and are_checks_read:
                texts.append(term.name)
            for name in (*roots(term), *(word for text in texts for word in _WORD.findall(text))):
                if name in self.names and name not in found:
                    found.add(name)
                    held = [self.nodes[name]] if name in self.nodes else []
                    todo += [self._term(node) for node in (*held, *values.get(name, ()))]
        return found

    def _set_again(self, names: set[str]) -> dict[str, set[int]]:
        """Where some variables are set after they are declared, those of them that are."""
        names = names & self._variable
        if not names or self._block is None or not self._statements:
            return {}
        offsets = assignments(self.file.data, self._block.start_byte, self._block.end_byte)
        found = {name: {each for each in offsets.get(name.encode(), ()) if self._is_set(each)} for name in names}
        return {name: each for name, each in found.items() if each}

    def _is_set(self, offset: int) -> bool:
        """Whether a name there is set, and neither declared nor part of a text."""
        node = self.file.root.descendant_for_byte_range(offset, offset)
        parent = node.parent if node is not None else None
        return parent is not None and parent.type in _ASSIGNMENTS and parent.child_by_field_name("left") == node

    def _declared_within(self) -> Iterator[tuple[str, Node]]:
        """The variables that statements inside statements declare with a value."""
        stack = [child for each in self._statements if each.type in STATEMENTS for child in each.named_children]
        while stack:
            node = stack.pop()
            if node.type in _DECLARATIONS:
                for name, _, value in _declared(self.file, node):
                    if value is not None:
                        yield name, unwrap(value)
            elif node.type in STATEMENTS:
                stack.extend(node.named_children)


class _Program:
    """Follows the statements of a function. ``followed`` are the variables that are of interest, ``lost`` those of
    which nothing is known; ``results`` is where what is returned starts, as far as it is of interest."""

    def __init__(
        self, term: Callable[[Node], Term], file: ParsedFile, followed: set[str], lost: set[str], results: Sequence[int]
    ) -> None:
        self.term = term
        self.file = file
        self.followed = followed - lost
        self.results = results
        self.entries: list[Entry] = [(name, NOT_KNOWN) for name in sorted(followed & lost)]
        self._unset: frozenset[str] = frozenset()
        self._branchings = 0
        self._depth = 0

    def run(self, statements: Iterable[Node]) -> bool:
        """Follow statements; whether the function is left at their end."""
        is_left = False
        for each in statements:
            is_left = is_left or self._statement(each)
        return is_left

    def _statement(self, node: Node) -> bool:
        kind = node.type
        if kind in ("return_statement", "throw_statement"):
            returned = [unwrap(child) for child in node.named_children] if kind == "return_statement" else []
            self.entries += [("", self.term(each)) for each in returned if each.start_byte in self.results]
            return True
        if len(self.entries) > _MAX_ENTRIES or self._depth > _MAX_DEPTH:
            return False
        if kind in _DECLARATIONS:
            self._declaration(node)
        elif kind == "expression_statement":
            self._assignment(node)
        elif kind in ("statement_block", "labeled_statement"):
            return self._nested(node.named_children)
        elif kind == "if_statement":
            then, otherwise = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
            bodies = [[then]] if then is not None else []
            bodies += [otherwise.named_children] if otherwise is not None else []
            return self._branches(bodies, is_whole=otherwise is not None)
        elif kind == "switch_statement":
            return self._switch(node)
        elif kind == "try_statement":
            return self._try(node)
        elif kind in _LOOPS:
            body = node.child_by_field_name("body")
            self._branches([[body]] if body is not None else [], is_whole=False)
        return False

    def _nested(self, statements: Iterable[Node]) -> bool:
        self._depth += 1
        is_left = self.run(statements)
        self._depth -= 1
        return is_left

    def _declaration(self, statement: Node) -> None:
        for name, _, value in _declared(self.file, statement):
            if name in self.followed and value is not None:
                self._set(name, self.term(unwrap(value)))
            elif name in self.followed:
                self._unset |= {name}

    def _assignment(self, statement: Node) -> None:
        for node, name, value in _assignments(self.file, [statement]):
            if name not in self.followed:
                continue
            marks = [each.type for each in node.children if not each.is_named]
            is_default = "??=" in marks or "||=" in marks
            if "=" in marks or (is_default and name in self._unset):
                self._set(name, self.term(value))
            elif is_default or "&&=" in marks:
                self._set(name, _either([Term("chain", name), self.term(value)]))
            else:
                self._set(name, NOT_KNOWN)

    def _set(self, name: str, term: Term) -> None:
        self.entries.append((name, term))
        self._unset -= {name}

    def _switch(self, node: Node) -> bool:
        body = node.child_by_field_name("body")
        bodies = []
        is_whole = False
        for case in body.named_children if body is not None else []:
            is_whole = is_whole or case.type == "switch_default"
            value = case.child_by_field_name("value")
            bodies.append([child for child in case.named_children if child != value])
        # A case without statements goes on with the next.
        return self._branches([each for each in bodies if each], is_whole=is_whole)

    def _try(self, node: Node) -> bool:
        body, handler = node.child_by_field_name("body"), node.child_by_field_name("handler")
        last = node.child_by_field_name("finalizer")
        caught = handler.child_by_field_name("body") if handler is not None else None
        bodies = [[each] for each in (body, caught) if each is not None]
        is_left = self._branches(bodies, is_whole=True)
        return self._nested(last.named_children if last is not None else []) or is_left

    def _branches(self, bodies: Sequence[Sequence[Node]], *, is_whole: bool) -> bool:
        """Follow what is done by a condition; ``is_whole``: one of the branches is taken. A variable that is set in one
        is kept before them under a name that no program has, and so is what each makes of it."""
        self._branchings += 1
        mark = f" {self._branchings}"
        inside = (each for body in bodies for each in body)
        names = sorted(self.followed.intersection(name for _, name, _ in _assignments(self.file, inside)))
        before = self._unset
        self.entries += [(name + mark, Term("chain", name)) for name in names if name not in before]
        kept = [name for name in names if name not in before and not is_whole]
        results = {name: [Term("chain", name + mark)] if name in kept else [] for name in names}
        is_left = True
        for at, body in enumerate(bodies):
            self.entries += [(name, Term("chain", name + mark)) for name in names if at and name not in before]
            self._unset = before
            if self._nested(body):
                continue
            is_left = False
            for name in names:
                if name not in self._unset:
                    self.entries.append((f"{name}{mark}.{at}", Term("chain", name)))
                    results[name].append(Term("chain", f"{name}{mark}.{at}"))
        self._unset = before
        for name in names:
            if results[name]:
                self._set(name, _either(results[name]))
            elif name not in before:
                self._set(name, Term("chain", name + mark))
        return is_whole and is_left


def _either(parts: list[Term]) -> Term:
    return parts[0] if len(parts) == 1 else Term("either", SET_AGAIN, parts=parts)


def _declared(file: ParsedFile, statement: Node) -> Iterator[tuple[str, Node, Node | None]]:
    """The names that a declaration binds without taking apart, each with its node and its value."""
    for declarator in statement.named_children:
        named = declarator.child_by_field_name("name")
        if named is not None and named.type == "identifier":
            yield file.text(named), named, declarator.child_by_field_name("value")


def _assignments(file: ParsedFile, statements: Iterable[Node]) -> Iterator[tuple[Node, str, Node]]:
    """The assignments that are statements of their own, among some statements and those inside them, in no order: each
    with the variable that it sets, and what to."""
    stack = list(statements)
    while stack:
        node = stack.pop()
        if node.type == "expression_statement" and node.named_children:
            inner = node.named_children[0]
            left, right = inner.child_by_field_name("left"), inner.child_by_field_name("right")
            if inner.type in _ASSIGNMENTS and left is not None and right is not None and left.type == "identifier":
                yield inner, file.text(left), unwrap(right)
        elif node.type in STATEMENTS:
            stack.extend(node.named_children)
