"""Files that change between the scan and the read, and in the middle of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hostile_site import check, coverage, discover, items, project, state_of
from source_trees import write

from stocktake.sources import reading

PATH = "bad/x.ts"
BEFORE = "export const first = 1;\n"
AFTER = "export const second = 2;\nexport const third = 3;\n"


class Meddling:
    """``os`` as ``reading`` sees it: something happens to one file just before it is opened, or before it is read."""

    def __init__(self, root: Path, moment: str, happen: Callable[[Path], None]) -> None:
        self.place, self.moment, self.happen, self.done = root / PATH, moment, happen, False

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name != self.moment:
            return real

        def operation(target: Any, *arguments: Any, **options: Any) -> Any:
            is_it = os.fspath(self.place).encode() == target if name == "open" else self._is_open(target)
            if is_it and not self.done:
                self.done = True
                self.happen(self.place)
            return real(target, *arguments, **options)

        return operation

    def _is_open(self, descriptor: int) -> bool:
        return self.place.exists() and os.path.samestat(os.fstat(descriptor), self.place.stat())


def vanish(place: Path) -> None:
    place.unlink()


def folder_vanishes(place: Path) -> None:
    shutil.rmtree(place.parent)


def replaced(place: Path) -> None:
    place.unlink()
    place.write_text(AFTER)


def grow(place: Path) -> None:
    with place.open("a") as stream:
        stream.write(AFTER)


def grow_beyond(place: Path) -> None:
    with place.open("a") as stream:
        stream.write("//" + "x" * 2_000_000)


def shrink(place: Path) -> None:
    os.truncate(place, 10)


def folder(place: Path) -> None:
    place.unlink()
    place.mkdir()
    (place / "y.ts").write_text(AFTER)


def linked(place: Path) -> None:
    place.unlink()
    place.symlink_to("/etc/passwd")


def folder_linked(place: Path) -> None:
    place.parent.rename(place.parent.with_name("moved"))
    place.parent.symlink_to("/etc", target_is_directory=True)


def parent_linked(place: Path) -> None:
    outside = place.parents[2] / "outside"
    outside.mkdir()
    (outside / "x.ts").write_text("export const SECRET = 1;\n")
    place.parent.rename(place.parent.with_name("moved"))
    place.parent.symlink_to(outside, target_is_directory=True)


def pipe(place: Path) -> None:
    place.unlink()
    os.mkfifo(place)


def endless(place: Path) -> None:
    place.unlink()
    place.symlink_to("/dev/zero")


OPENED = (vanish, folder_vanishes, replaced, grow, grow_beyond, shrink, folder, linked, folder_linked, parent_linked)
READ = (vanish, replaced, grow, grow_beyond, shrink)


@pytest.mark.parametrize(
    ("moment", "happen"), [*(("open", each) for each in (*OPENED, pipe, endless)), *(("read", each) for each in READ)]
)
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, happen: Callable[[Path], None]
) -> None:
    root = write(project(tmp_path.resolve() / "root"), {PATH: BEFORE})
    alone = project(tmp_path / "alone")
    discover(alone)
    meddling = Meddling(root, moment, happen)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "os", meddling)
        discover(root)
    assert meddling.done
    assert items(root) == items(alone)
    assert b"SECRET" not in b"".join(state_of(root).values())
    told = {(path, reason) for path, _, reason, _ in coverage(root)}
    assert told <= {(PATH, reason) for reason in ("too-large", "symlink", "special-file", "syntax-error")}
    if happen is grow_beyond:
        assert told == {(PATH, "too-large")}
    if happen in (linked, endless, parent_linked):
        assert told == {(PATH, "symlink")}
    discover(root)
    again = tmp_path / "again"
    subprocess.run(["cp", "-a", str(root), str(again)], check=True)  # pipes included
    for place in (".stocktake", ".claude"):
        shutil.rmtree(again / place)
    discover(again)
    assert state_of(root) == state_of(again)
    assert check(root, verify=True).fresh
