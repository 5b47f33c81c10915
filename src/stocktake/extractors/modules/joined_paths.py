"""Paths that a module puts together from parts, as configuration does: ``path.resolve(__dirname, "src", "a.ts")``."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from stocktake.syntax.nodes import arguments, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_HERE: Final = frozenset({"__dirname", "import.meta.dirname", "import.meta.dir"})
_ITSELF: Final = frozenset({"__filename", "import.meta.filename", "import.meta.url", "import.meta.path"})
_JOINING: Final = frozenset({"resolve", "join"})
_ALONGSIDE: Final = "./itself"
"""Stands for the path of the module itself: what matters of it is its folder."""

_BEGINNING: Final = re.compile(rb"(?:resolve|join)\(|`\$\{|(?:__dirname|import\.meta\.dirname)\s*\+")
_HAS_EXTENSION: Final = re.compile(r"\.[cm]?[jt]sx?\Z")
_IS_PATH: Final = re.compile(r"[^\s:?#<>|\\]{1,300}")
_DEEPEST: Final = 8
"""Expressions in one another, and constants that stand for one another, that are followed at most."""
_MOST_STEPS: Final = 20_000
"""Expressions of a file that are looked at at most: each may be the part of many others."""


class JoinedPaths:
    """What expressions of a file stand for that are paths, relative to the folder of the module and begun with ``./``
    or ``../``. The working folder counts as that of the module."""

    def __init__(self, file: ParsedFile) -> None:
        self._file = file
        self._steps = _MOST_STEPS

    def all(self) -> list[tuple[str, Node]]:
        """The paths that are joined from several parts, each with its expression, in source order; none of an
        expression inside another."""
        found: list[tuple[str, Node]] = []
        data = self._file.data
        if b"dirname" not in data and (b"path" not in data or (b"resolve(" not in data and b"join(" not in data)):
            return found
        end = 0
        for match in _BEGINNING.finditer(data):
            node = self._expression_at(match.start()) if match.start() >= end else None
            path = self.path(node) if node is not None else None
            if node is not None and path is not None:
                found.append((path, node))
                end = node.end_byte
        return found

    def path(self, node: Node) -> str | None:
        """The path that an expression stands for; None where it is not written out."""
        path = self._path(node, 0)
        if path is None or not _IS_PATH.fullmatch(path):
            return None
        normal = posixpath.normpath(path.lstrip("/") or ".")
        return normal if f"{normal}/".startswith("../") else f"./{normal}"

    def _expression_at(self, start: int) -> Node | None:
        """The call of several arguments, template or sum that begins with what stands at ``start``."""
        node = self._file.root.descendant_for_byte_range(start, start + 1)
        above = node.parent if node is not None else None
        if node is None or above is None or above.type == "template_string":
            return above
        if node.type in ("identifier", "property_identifier"):
            function = above if above.type == "member_expression" and node.type == "property_identifier" else node
            call = function.parent
            if call is not None and call.type == "call_expression":
                return call if len(arguments(call)) > 1 else None
        found = None
        while above is not None and above.type in ("member_expression", "binary_expression"):
            found, above = above, above.parent
        return found if found is not None and found.type == "binary_expression" else None

    def _path(self, node: Node, level: int) -> str | None:
        node = unwrap(node)
        kind = node.type
        self._steps -= 1
        if level > _DEEPEST or self._steps < 0:
            return None
        if kind == "string":
            return self._file.text(node)[1:-1]
        if kind == "string_fragment":
            return self._file.text(node)
        if kind == "template_string":
            return self._together("", node.named_children, level)
        if kind == "template_substitution":
            return self._together("", node.named_children[:1], level)
        if kind == "binary_expression":
            sides = (node.child_by_field_name(side) for side in ("left", "right"))
            return self._together("", (each for each in sides if each is not None), level)
        if kind == "call_expression":
            return self._called(node, level)
        if kind == "new_expression":
            given = arguments(node)  # `new URL("./a.ts", import.meta.url)`
            is_beside = len(given) > 1 and "import.meta" in self._file.text(given[1])
            return self._path(given[0], level + 1) if is_beside else None
        return self._named(node, level)

    def _together(self, between: str, parts: Iterable[Node], level: int) -> str | None:
        found = []
        for part in parts:
            path = self._path(part, level + 1)
            if path is None:
                return None
            found.append(path)
        return between.join(found)

    def _named(self, node: Node, level: int) -> str | None:
        text = self._file.text(node)
        if text in _HERE:
            return "."
        if text in _ITSELF:
            return _ALONGSIDE
        declared = self._file.outline.declared(text) if node.type == "identifier" else None
        return self._path(declared.value, level + 1) if declared is not None and declared.value is not None else None

    def _called(self, call: Node, level: int) -> str | None:
        function = call.child_by_field_name("function")
        name = self._file.called_name(function) if function is not None else ""
        given = arguments(call)
        if name == "cwd":
            return "."
        if name in ("dirname", "fileURLToPath", "normalize") and len(given) == 1:
            path = self._path(given[0], level + 1)
            return posixpath.dirname(path) or "." if path is not None and name == "dirname" else path
        if name not in _JOINING or not given:
            return None
        first = self._path(given[0], level + 1)
        rest = self._together("/", given[1:], level)
        if first is None and rest and _HAS_EXTENSION.search(rest):
            # A folder that is not known is that of the module more often than any other.
            first = "."
        return f"{first}/{rest}" if first is not None and rest is not None else None
