"""``init``: what it would change, piece by piece, then the changes. Everything is read and judged before the first
file is written."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Literal

from msgspec import Struct, structs

from stocktake.errors import StateError, UsageError, nearest
from stocktake.integration import texts
from stocktake.integration.blocks import BrokenBlockError, Marked, Position, parse, render
from stocktake.integration.files import Place, read, remove, write
from stocktake.integration.hooks_folder import find_hooks, objection
from stocktake.integration.texts import DEFAULT_PIECES, PIECES
from stocktake.pipeline.plan import Place as Root
from stocktake.pipeline.results import RECORD_VERSION, Edit, EditResult
from stocktake.sources.git import GitError, run_git
from stocktake.sources.repositories import work_tree_top

_ORDER = ("ignore", "attributes", "merge", "check")
"""Blocks of one file stand in this order: a merge is brought to its end before the result is checked."""

_SECTION = "merge.stocktake"


class _Step(Struct, frozen=True):
    """An edit, and what makes it."""

    edit: Edit
    do: Callable[[], object]


def init(root: Root, pieces: Collection[str] = (), *, write: bool, remove: bool) -> EditResult:
    """Make (or, without ``write``, only list) the changes that set up, or with ``remove`` take back, the repository
    at ``root``. ``pieces`` are those of :data:`PIECES`; none: the default ones, and all of them to ``remove``.

    Raises:
        UsageError: an unknown piece.
        StateError: a file that cannot be read or written, or is a symbolic link.
    """
    for piece in pieces:
        if piece not in PIECES:
            raise UsageError(f"no piece {piece!r}{nearest(piece, PIECES)}")
    chosen = pieces or (PIECES if remove else DEFAULT_PIECES)
    setup = _Setup(root, chosen, remove)
    steps = list(setup.steps(asked=bool(pieces)))
    if write:
        for step in steps:
            step.do()
    return EditResult(RECORD_VERSION, root.root, write, [step.edit for step in steps])


class _Setup:
    """One call of :func:`init`."""

    def __init__(self, root: Root, pieces: Collection[str], removing: bool) -> None:
        self.root = root
        self.pieces = pieces
        self.removing = removing
        self.top = work_tree_top(root.root) or ""
        self.prefix = os.path.relpath(root.root, self.top).replace(os.sep, "/") if self.top else ""
        self.prefix = "" if self.prefix == "." else self.prefix

    def steps(self, asked: bool) -> Iterator[_Step]:
        """Every step, in the order of the pieces; ``asked``: the pieces were named, so each is to be answered."""
        if "config" in self.pieces:
            yield self.starter()
        if "ignore" in self.pieces:
            yield self.lines(".gitignore", "ignore", [texts.CACHE_LINE], texts.CACHE_LINE)
        if "attributes" in self.pieces and self.root.inside:
            lines = texts.attributes_lines(self.root.inside)
            yield self.lines(
                ".gitattributes", "attributes", lines, f"how git treats stocktake's files in {self.root.inside}"
            )
        if self.top:
            if "merge" in self.pieces and self.root.inside:
                yield self.driver()
            yield from self.hooks()
        elif asked and {"merge", "pre-commit"} & set(self.pieces):
            yield (_kept if self.removing else _left)(".git", "there is no repository")

    def starter(self) -> _Step:
        """The configuration with every key commented out; ours to delete only while nobody edited it."""
        name = "stocktake.toml"
        place = Place(self.root.root, name, name)
        starter = texts.STARTER.encode()
        if self.removing:
            current = read(place)
            if current is None:
                return _kept(name, "there is none")
            if current.replace(b"\r\n", b"\n") != starter:
                return _left(name, "it has been edited")
            return _Step(Edit(name, "remove"), lambda: remove(place))
        if self.root.config_file:
            return _kept(self.root.config_file, "it is there already")
        if read(place) is not None:
            return _kept(name, "it is there already")
        edit = Edit(name, "create", "a configuration with every key commented out")
        return _Step(edit, lambda: write(place, starter))

    def lines(self, name: str, block: str, lines: Sequence[str], detail: str) -> _Step:
        """Lines in a file of git's, in a block of their own; not where all stand already by somebody else's hand."""
        place = Place(self.root.root, name, name)
        data = read(place)
        rest = _parsed(place, data).rest or b""
        present = {text.strip() for text in rest.split(b"\n")}
        if not self.removing and present.issuperset(map(os.fsencode, lines)):
            return _kept(name, f"{'the line is' if len(lines) == 1 else 'the lines are'} there already")
        body = None if self.removing else "".join(f"{line}\n" for line in lines)
        return _block(place, data, block, body, "end", detail)

    def driver(self) -> _Step:
        """The merge driver, in the configuration of this clone: git takes no such thing from a repository."""
        top, shown = self.top, "git config"
        try:
            listed = _config(top)
        except StateError as error:
            return _left(shown, str(error))
        wanted = {f"{_SECTION}.name": texts.DRIVER_NAME, f"{_SECTION}.driver": texts.DRIVER}
        found = {name: value for name, value in listed.items() if name.startswith(f"{_SECTION}.")}
        shared = self.prefix and self.removing and _others(top)
        if shared:
            return _kept(shown, f"{_SECTION} is also used elsewhere in this repository")
        if self.removing and found == wanted:
            edit = Edit(shown, "edit", f"without {_SECTION}")
            return _Step(edit, lambda: _git(top, "config", "--local", "--remove-section", _SECTION))
        if found == wanted:
            return _kept(shown, f"{_SECTION} is there already")
        if self.removing and not found:
            return _kept(shown, f"{_SECTION} is not there")
        if found and (self.removing or not found.get(f"{_SECTION}.driver", "").startswith("echo %P >> ")):
            return _left(shown, f"{_SECTION} is there already, and not ours")

        def set_driver() -> None:
            for name, value in wanted.items():
                _git(top, "config", "--local", name, value)

        return _Step(Edit(shown, "append", f"{_SECTION}, the merge driver of the inventories"), set_driver)

    def hooks(self) -> Iterator[_Step]:
        """The blocks in hooks; both of ours in one hook are one step."""
        wanted: dict[str, dict[str, str]] = {}
        if "merge" in self.pieces and self.root.inside:
            for hook in texts.MERGE_HOOKS:
                wanted.setdefault(hook, {})["merge"] = texts.merge_lines(hook, self.prefix)
        if "pre-commit" in self.pieces:
            wanted.setdefault("pre-commit", {})["check"] = texts.check_lines(self.prefix)
        if not wanted:
            return
        folder = find_hooks(self.top)
        if isinstance(folder, str):
            yield (_kept if self.removing else _left)("hooks", folder)
            return
        for hook, blocks in wanted.items():
            place = folder.place(hook)
            data = read(place)
            against = objection(folder, place, data)
            if against and not (self.removing and b">>> stocktake " in (data or b"")):
                if not self.removing:
                    yield _left(place.shown, against)
                continue
            mode = 0o666 if folder.style == "sourced" else 0o777
            bodies = {self.called(name): None if self.removing else body for name, body in blocks.items()}
            yield _blocks(place, data, bodies, "top", folder.first_line, mode, _hook_detail(blocks))

    def called(self, name: str) -> str:
        """The name of a block in a hook: roots of one repository share its hooks."""
        return f"{name} in {self.prefix}" if self.prefix else name


def _hook_detail(blocks: Collection[str]) -> str:
    what = {"merge": "writes the inventories again after a merge", "check": "refuses a commit with stale inventories"}
    return "; ".join(what[name] for name in blocks)


def _block(place: Place, data: bytes | None, name: str, body: str | None, position: Position, detail: str) -> _Step:
    return _blocks(place, data, {name: body}, position, b"", 0o666, detail)


def _blocks(
    place: Place,
    data: bytes | None,
    bodies: dict[str, str | None],
    position: Position,
    first_line: bytes,
    mode: int,
    detail: str,
) -> _Step:
    """Set blocks of one file (None: take them out)."""
    marked = _parsed(place, data)
    blocks = dict(marked.blocks)
    for name, body in bodies.items():
        if body is None:
            blocks.pop(name, None)
        else:
            blocks[name] = body.encode("utf-8", "surrogateescape")
    if blocks == dict(marked.blocks):
        present = any(body is not None for body in bodies.values())
        return _kept(place.shown, "our lines are there already" if present else "our lines are not there")
    ordered = dict(sorted(blocks.items(), key=lambda block: _rank(block[0])))
    after = render(structs.replace(marked, blocks=ordered), position, first_line)
    if after is None:
        return _Step(Edit(place.shown, "remove"), lambda: remove(place))
    if any(body is None for body in bodies.values()):
        return _Step(Edit(place.shown, "edit", "without our lines"), lambda: write(place, after))
    action: Literal["create", "edit", "append"] = (
        "create" if data is None else "edit" if set(bodies) & set(marked.blocks) else "append"
    )
    return _Step(Edit(place.shown, action, detail), lambda: write(place, after, mode))


def _rank(name: str) -> tuple[int, str]:
    return _ORDER.index(name.partition(" ")[0]) if name.partition(" ")[0] in _ORDER else len(_ORDER), name


def _parsed(place: Place, data: bytes | None) -> Marked:
    try:
        return parse(data)
    except BrokenBlockError as error:
        raise StateError(f"{place.shown}: {error}: put it right by hand") from None


def _others(top: str) -> bool:
    """Whether another root of this repository uses the merge driver: its block is in a hook."""
    folder = find_hooks(top)
    if isinstance(folder, str):
        return False
    place = folder.place("post-merge")
    return len([name for name in _parsed(place, read(place)).blocks if name.partition(" ")[0] == "merge"]) > 1


def _config(top: str) -> dict[str, str]:
    """The configuration of this clone."""
    listed = _git(top, "config", "--local", "--list", "-z")
    pairs = (entry.partition(b"\n") for entry in listed.split(b"\0") if entry)
    return {name.decode("utf-8", "replace"): value.decode("utf-8", "surrogateescape") for name, _, value in pairs}


def _git(top: str, *arguments: str) -> bytes:
    try:
        return run_git(top, *arguments)[0]
    except GitError as error:
        raise StateError(f"git config: {error}") from None


def _kept(name: str, detail: str) -> _Step:
    """Nothing is to be done about ``name``."""
    return _Step(Edit(name, "keep", detail), lambda: None)


def _left(name: str, detail: str) -> _Step:
    """Something is, but not by us."""
    return _Step(Edit(name, "leave", detail), lambda: None)
