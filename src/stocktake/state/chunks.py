"""Which chunk an item belongs to: a pure function of the items, stable under small changes.

The chunks of an inventory mirror the source tree. Starting at the top-level folders, a folder is one chunk unless that
exceeds the budget; then its subfolders are chunks of their own and the items of the files directly in it go to its
``_root``. Where even that is too much:

* a file that alone exceeds the budget gets numbered parts (``src/Foo.tsx.1``, ``src/Foo.tsx.2`` …);
* a ``_root`` is divided by the first letters of the file names (``src/_root.a-h``), at fixed letters, so that a new
  file never moves the items of others (see ``_divide``);
* an item that alone exceeds the budget is a part of its own, the only kind of chunk that is larger than the budget.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple
from zlib import crc32

from stocktake.encoding import to_json
from stocktake.model import SCHEMA_VERSION
from stocktake.paths import path_order
from stocktake.state.names import ROOT, part_name, safe_names

BUDGET = 30_000
"""Bytes of an encoded chunk: about 10,000 tokens."""

_ALPHABET = "0123456789_abcdefghijklmnopqrstuvwxyz"
"""In the order of its characters."""
SEPARATOR = 2
"""Bytes between two items."""
_CLOSING = 3
"""Bytes around the items beyond that."""

_LONGEST_LABEL = 60


class ItemLine(NamedTuple):
    """One encoded item: ``data`` is its JSON on one line, ``path`` the source file it comes from."""

    path: str
    line: int
    name: str
    data: bytes


class ChunkFile(NamedTuple):
    """One encoded chunk. Its file is ``<name>.json`` in the inventory's folder; ``paths`` are its source files."""

    name: str
    data: bytes
    item_count: int
    paths: list[str]


class _File(NamedTuple):
    """The items of one source file: ``lines[start:end]`` of the sorted lines, ``size`` bytes in a chunk."""

    parts: list[str]
    path: str
    start: int
    end: int
    size: int


def split(
    inventory: str, lines: Iterable[ItemLine], budget: int = BUDGET, *, prefix: str = "", depth: int = 0
) -> list[ChunkFile]:
    """Divide the items of an inventory into encoded chunks, sorted by name; every item is in exactly one.

    ``budget`` is in bytes. The order of ``lines`` has no influence: in a chunk they are sorted by path (folder by
    folder), line, name, then by their bytes. Of a folder alone that does not fit into one chunk: ``lines`` are all that
    lie in it, ``depth`` is how deep it lies itself, and ``prefix`` what the names of its chunks begin with.
    """
    chunks = _Splitter(inventory, lines, budget).split(prefix, depth)
    return sorted(chunks, key=lambda chunk: path_order(chunk.name))


def chunk_of(inventory: str, name: str, lines: Sequence[ItemLine]) -> ChunkFile:
    """The chunk ``name`` of items that are in order."""
    data = encode_chunk(inventory, name, [line.data for line in lines])
    return ChunkFile(name, data, len(lines), list(dict.fromkeys(line.path for line in lines)))


def encode_chunk(inventory: str, name: str, items: Sequence[bytes]) -> bytes:
    """The bytes of a chunk: valid JSON, one item a line."""
    return _header(inventory, name, len(items)) + b"\n" + b",\n".join(items) + b"\n]}\n"


def _header(inventory: str, name: str, count: int) -> bytes:
    envelope = {"schema_version": SCHEMA_VERSION, "inventory": inventory, "chunk": name, "item_count": count}
    return to_json(envelope)[:-1] + b',"items":['


def fits(inventory: str, name: str, count: int, size: int, budget: int) -> bool:
    """Whether ``count`` items fit into the chunk ``name`` that have ``size`` bytes there."""
    return size <= budget and len(_header(inventory, name, count)) + size + _CLOSING <= budget


def longest_name_fits(inventory: str, path: str, count: int, size: int, budget: int) -> bool:
    """Whether the items of the file ``path`` fit into a chunk of their own, however its name is escaped."""
    return fits(inventory, "%XX" * len(path.encode("utf-8", "surrogatepass")) + "%2E1", count, size, budget)


def size_of_items(inventory: str, chunk: ChunkFile) -> int:
    """Bytes of a chunk's items, with what separates them: what counts in :func:`fits`."""
    return len(chunk.data) - len(_header(inventory, chunk.name, chunk.item_count)) - _CLOSING


class _Splitter:
    """One call of :func:`split`: the sorted lines, their sizes, and the chunks found so far."""

    def __init__(self, inventory: str, lines: Iterable[ItemLine], budget: int) -> None:
        self.inventory = inventory
        self.budget = budget
        self.lines, self.files = _sorted_by_file(lines)
        self.data = [line.data for line in self.lines]
        self.offsets = list(accumulate([len(data) + SEPARATOR for data in self.data], initial=0))
        self.chunks: list[ChunkFile] = []

    def split(self, prefix: str, depth: int) -> list[ChunkFile]:
        pending = [(0, len(self.files), depth, prefix)]
        while pending:  # not recursive: a hostile tree may be deeper than Python's stack
            pending.extend(self._split_folder(*pending.pop()))
        return self.chunks

    def _split_folder(self, low: int, high: int, depth: int, prefix: str) -> list[tuple[int, int, int, str]]:
        """Emit the chunks of the files directly in the folder ``prefix`` and of the subfolders that fit.

        ``files[low:high]`` is all that lies in it, at any depth. Returns the subfolders that do not fit.
        """
        folders, direct = self._children(low, high, depth)
        large: list[_File] = []
        small: list[_File] = []
        for file in direct:
            fits = self._fits(prefix + part_name(file.parts[-1], 1), file.size, file.end - file.start)
            (small if fits else large).append(file)
        large.extend(self._emit_root(prefix + ROOT, small))
        names = safe_names([*folders, *(file.parts[-1] for file in large)], top=depth == 0)
        for file in large:
            self._emit_parts(prefix + names[file.parts[-1]], file)
        too_large = []
        for folder, (first, last) in folders.items():
            name = prefix + names[folder]
            start, end = self.files[first].start, self.files[last - 1].end
            if self._fits(name, self._size(start, end), end - start):
                self._emit(name, self.files[first:last])
            else:
                too_large.append((first, last, depth + 1, name + "/"))
        return too_large

    def _children(self, low: int, high: int, depth: int) -> tuple[dict[str, tuple[int, int]], list[_File]]:
        """The subfolders, as ranges of ``files``, and the files directly in the folder.

        A subfolder is skipped by bisection, so that a file is not looked at once for every folder above it.
        """
        folders: dict[str, tuple[int, int]] = {}
        direct: list[_File] = []
        while low < high:
            parts = self.files[low].parts
            if len(parts) == depth + 1:
                direct.append(self.files[low])
                low += 1
                continue
            here = parts[: depth + 1]
            end = bisect_right(self.files, here, low, high, key=lambda file: file.parts[: depth + 1])
            folders[parts[depth]] = (low, end)
            low = end
        return folders, direct

    def _emit_root(self, name: str, files: list[_File]) -> list[_File]:
        """Emit ``_root``, divided where it is too large; returns the files that need chunks of their own."""
        if not files:
            return []
        if self._fit(name, files):
            self._emit(name, files)
            return []
        return self._divide(name, files)

    def _divide(self, name: str, files: list[_File]) -> list[_File]:
        """Divide files by the first letters of their names, always at the middle of what letters there are.

        The dividing letters are fixed, whatever files there are: a file that comes or goes touches one chunk, or makes
        one chunk two. The names stay in alphabetical ranges, so that a reader finds a file's chunk in a listing.
        Returns the files that cannot be told apart this way.
        """
        alone: list[_File] = []
        last = len(_ALPHABET) - 1
        pending = [("", 0, last, [(_key(file.parts[-1]), file) for file in files])]
        while pending:
            prefix, low, high, members = pending.pop()
            label = f"{name}.{prefix}{_ALPHABET[low]}" + (f"-{prefix}{_ALPHABET[high]}" if low < high else "")
            group = [file for _, file in members]
            if group and self._fit(label, group):
                self._emit(label, group)
            elif len(group) < 2 or len(prefix) > _LONGEST_LABEL:
                alone.extend(group)
            elif low < high:
                middle = (low + high) // 2
                at, letter = len(prefix), _ALPHABET[middle]
                lower = [member for member in members if member[0][at] <= letter]
                upper = [member for member in members if member[0][at] > letter]
                pending += [(prefix, low, middle, lower), (prefix, middle + 1, high, upper)]
            else:
                prefix += _ALPHABET[low]
                alone.extend(file for key, file in members if len(key) == len(prefix))
                longer = [member for member in members if len(member[0]) > len(prefix)]
                pending.append((prefix, 0, last, longer))
        return alone

    def _emit_parts(self, name: str, file: _File) -> None:
        """Emit the numbered parts of one file.

        A part ends where the next item does not fit, or, from half the budget on, before an item whose name says so (an
        eighth of all names do), so that the parts after a new item soon fall back into step.
        """
        limit = self.budget - len(_header(self.inventory, name + "%2E00000", 10_000_000)) - 5
        number, start = 1, file.start
        for index in range(file.start + 1, file.end + 1):
            if index < file.end:
                too_large = self._size(start, index + 1) > limit
                suggested = crc32(self.lines[index].name.encode()) % 8 == 0 and self._size(start, index) >= limit // 2
                if not too_large and not suggested:
                    continue
            self._emit(part_name(name, number), [file._replace(start=start, end=index)])
            number, start = number + 1, index

    def _size(self, start: int, end: int) -> int:
        """Bytes of ``lines[start:end]`` in a chunk, with what separates them."""
        return self.offsets[end] - self.offsets[start]

    def _fit(self, name: str, files: Sequence[_File]) -> bool:
        """Whether files fit into one chunk."""
        size = sum([file.size for file in files])
        return size <= self.budget and self._fits(name, size, sum([file.end - file.start for file in files]))

    def _fits(self, name: str, size: int, count: int) -> bool:
        """Whether ``count`` items fit into one chunk that have ``size`` bytes together."""
        return fits(self.inventory, name, count, size, self.budget)

    def _emit(self, name: str, files: Sequence[_File]) -> None:
        items = [data for file in files for data in self.data[file.start : file.end]]
        paths = [file.path for file in files]
        self.chunks.append(ChunkFile(name, encode_chunk(self.inventory, name, items), len(items), paths))


def _sorted_by_file(lines: Iterable[ItemLine]) -> tuple[list[ItemLine], list[_File]]:
    by_path: dict[str, list[ItemLine]] = {}
    for line in lines:
        by_path.setdefault(line.path, []).append(line)
    ordered: list[ItemLine] = []
    files = []
    for parts, path in sorted((path.split("/"), path) for path in by_path):
        group = by_path[path]
        if len(group) > 1:
            group.sort()
        size = sum([len(line.data) for line in group]) + SEPARATOR * len(group)
        files.append(_File(parts, path, len(ordered), len(ordered) + len(group), size))
        ordered += group
    return ordered, files


def _key(name: str) -> str:
    """A file name in the 37 symbols by which a ``_root`` is divided; never empty."""
    return "".join(character if character in _ALPHABET else "_" for character in name.lower()) or "_"
