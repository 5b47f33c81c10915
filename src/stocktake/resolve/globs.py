"""Two dialects of path patterns as regular expressions: tsconfig's ``include``/``exclude`` and workspace globs.

Patterns come from the scanned repository, so matching must not blow up: every wildcard but the last of its kind is
matched to the nearest place its successor fits (an atomic group), which is sufficient for globs and leaves nothing to
backtrack into.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from stocktake.resolve.tree import join

_INSTALLED = r"(?!(?:node_modules|bower_components|jspm_packages)(?:/|$))"
_EXTENDED = re.compile(r"([!@+?*])\(([^()/]*)\)")
_MAX_ALTERNATIVES = 64


class Globs:
    """Path patterns, compiled when first used (most configs of a repository govern no file at all)."""

    __slots__ = ("_compile", "_folder", "_pattern", "_specs")

    def __init__(self, specs: Iterable[str], folder: str, dialect: Callable[[list[str], str], list[str]]) -> None:
        self._specs = list(specs)
        self._folder = folder
        self._compile = dialect
        self._pattern: re.Pattern[str] | None = None

    def __bool__(self) -> bool:
        return bool(self._specs)

    def match(self, path: str) -> bool:
        """Whether any pattern matches ``path`` as a whole."""
        if self._pattern is None:
            # An empty union must match nothing, not the empty path.
            self._pattern = re.compile("|".join(self._compile(self._specs, self._folder)) or r"(?!)")
        return self._pattern.fullmatch("/" + path if path else "") is not None


def include_dialect(specs: list[str], folder: str) -> list[str]:
    """Expressions for the ``include`` entries of a tsconfig in ``folder``.

    Rules of ``getSubPatternFromSpec`` in the TypeScript compiler: an entry without wildcard or dot in its last part
    is a folder, ``**`` at the end is an error, wildcards skip dot folders, node_modules and ``.min.js``.
    """
    expressions = []
    for parts in _parts(specs, folder):
        if not parts:
            parts = ["**", "*"]
        elif parts[-1] == "**":
            continue
        elif not set(parts[-1]) & set(".*?"):
            parts = [*parts, "**", "*"]
        expressions.append(_expression(parts, f"/{_INSTALLED}[^/.][^/]*", _include_component))
    return expressions


def exclude_dialect(specs: list[str], folder: str) -> list[str]:
    """As :func:`include_dialect` for ``exclude``: whatever lies below a match is excluded as well."""
    return [_expression(parts or ["**"], "/[^/]+", _exclude_component) + "(?:/.*)?" for parts in _parts(specs, folder)]


def workspace_dialect(specs: list[str], folder: str) -> list[str]:
    """Expressions for the workspace globs of a package manager configured in ``folder``, for package folders: ``*``,
    ``**``, ``?``, braces and extended globs of one path part."""
    expressions = []
    for parts in _parts([choice for spec in specs for choice in _braces(spec)], folder):
        if parts and parts[-1] == "package.json":
            parts = parts[:-1]
        expressions.append(_expression(parts, f"/{_INSTALLED}[^/.][^/]*", _workspace_component))
    return expressions


def _parts(specs: Iterable[str], folder: str) -> Iterator[list[str]]:
    """The normalised parts of each entry, from the root; entries that leave the root match nothing in view."""
    for spec in specs:
        path = join(folder, spec)
        if path is None or spec.startswith("/"):
            continue
        parts = path.split("/") if path else []
        yield [part for at, part in enumerate(parts) if part != "**" or parts[at - 1 : at] != ["**"]]


def _expression(parts: list[str], any_folder: str, component: _Component) -> str:
    groups: list[list[str]] = [[]]
    for part in parts:
        if part == "**":
            groups.append([])
        else:
            groups[-1].append("/" + component(part))
    first, *rest = ("".join(group) for group in groups)
    if not rest:
        return f"(?:{first})"
    middle = "".join(f"(?>(?:{any_folder})*?{group}(?=/|$))" for group in rest[:-1])
    return f"(?:{first}{middle}(?:{any_folder})*?{rest[-1]})"


class _Component:
    """One path part as an expression: ``guard`` before a part with wildcards, ``star`` for ``*``."""

    def __init__(self, guard: str, hidden: str, star: str, extended: bool = False) -> None:
        self.guard, self.hidden, self.star, self.extended = guard, hidden, star, extended

    def __call__(self, part: str) -> str:
        if self.extended and (match := _EXTENDED.fullmatch(part)):
            return self._alternatives(match[1], match[2].split("|"))
        if "*" not in part and "?" not in part:
            return re.escape(part)
        first, *rest = (re.escape(piece).replace(r"\?", "[^/]") for piece in re.split(r"\*+", part))
        middle = "".join(f"(?>{self.star}?{piece})" for piece in rest[:-1])
        last = f"{self.star}{rest[-1]}" if rest else ""
        return f"{self.guard}{self.hidden if part[0] in '*?' else ''}{first}{middle}{last}"

    def _alternatives(self, kind: str, choices: list[str]) -> str:
        union = "|".join(self(choice) for choice in choices)
        if kind == "!":
            return rf"(?!(?:{union})(?:/|$)){self.guard}(?!\.)[^/]+"
        # "+(…)" and "*(…)" are taken once: repeating a union with wildcards inside could backtrack without bound.
        return f"(?:{union})" + ("?" if kind in "?*" else "")


_include_component = _Component(_INSTALLED, r"(?!\.)", r"(?:[^./]|\.(?!min\.js$))*")
_exclude_component = _Component("", "", "[^/]*")
_workspace_component = _Component(_INSTALLED, r"(?!\.)", "[^/]*", extended=True)


def _braces(pattern: str) -> list[str]:
    """``{a,b}/*`` as its alternatives; a pattern with an unreasonable number of them is taken literally."""
    done: list[str] = []
    todo = [pattern]
    while todo:
        text = todo.pop()
        match = re.search(r"\{([^{}]*)\}", text)
        if match is None:
            done.append(text)
        else:
            todo += [text[: match.start()] + choice + text[match.end() :] for choice in match[1].split(",")]
        if len(done) + len(todo) > _MAX_ALTERNATIVES:
            return [pattern]
    return done
