"""Reading one file of a tree that may be hostile."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from source_trees import write

from stocktake.sources.reading import ReadError, read_source, read_start


@pytest.fixture(params=["quick", "by folders"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of opening: the quick one, and the one where the system cannot say where a descriptor leads."""
    if request.param == "by folders":

        def no_proc(path: bytes) -> bytes:
            raise FileNotFoundError(path)

        monkeypatch.setattr(os, "readlink", no_proc)


pytestmark = pytest.mark.usefixtures("_way")


def failure(root: Path, path: str, limit: int = 100) -> tuple[str, str]:
    with pytest.raises(ReadError) as caught:
        read_source(str(root), path, limit)
    return caught.value.reason, caught.value.detail


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    write(tmp_path, {"a/b/é.ts": b"\0\xffx", "empty.ts": b""})
    assert read_source(str(tmp_path), "a/b/é.ts", 3) == b"\0\xffx"
    assert read_source(str(tmp_path), "empty.ts", 3) == b""


def test_links_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"real/a.ts": "x"})
    (tmp_path / "file.ts").symlink_to("real/a.ts")
    (tmp_path / "folder").symlink_to("real")
    (tmp_path / "out").symlink_to("/etc")
    assert failure(tmp_path, "file.ts") == ("symlink", "")
    assert failure(tmp_path, "folder/a.ts") == ("symlink", "")
    assert failure(tmp_path, "out/passwd") == ("symlink", "")


def test_a_root_behind_a_link_is_fine(tmp_path: Path) -> None:
    write(tmp_path, {"real/a/b.ts": "x"})
    (tmp_path / "link").symlink_to("real")
    assert read_source(str(tmp_path / "link"), "a/b.ts", 3) == b"x"


def test_nothing_blocks(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ts")
    (tmp_path / "folder.ts").mkdir()
    assert failure(tmp_path, "pipe.ts") == ("special-file", "fifo")
    assert failure(tmp_path, "folder.ts") == ("special-file", "folder")
    assert read_start(os.fsencode(tmp_path / "pipe.ts"), 10) is None


def test_what_has_vanished_is_said_so(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": ""})
    assert failure(tmp_path, "none.ts") == ("vanished", "")
    assert failure(tmp_path, "none/a.ts") == ("vanished", "")
    assert failure(tmp_path, "a.ts/b.ts") == ("vanished", "")


def test_large_files_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": "12345"})
    assert read_source(str(tmp_path), "a.ts", 5) == b"12345"
    assert failure(tmp_path, "a.ts", 4) == ("too-large", "5 bytes")


def test_a_file_that_grows_is_read_to_its_end_or_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.ts": b"x" * 40})
    read = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, size: read(descriptor, min(size, 7)))
    assert read_source(str(tmp_path), "a.ts", 40) == b"x" * 40
    real = os.fstat
    monkeypatch.setattr(os, "fstat", lambda fd: os.stat_result((*tuple(real(fd))[:6], 5, 0, 0, 0)))
    assert failure(tmp_path, "a.ts", 20) == ("too-large", "more than 20 bytes")


@pytest.mark.parametrize("path", ["../x.ts", "a/../../x.ts", "/x.ts", "a//x.ts", "", "x\0.ts"])
def test_paths_that_leave_the_root_are_refused(tmp_path: Path, path: str) -> None:
    write(tmp_path, {"x.ts": "secret", "root/a/x.ts": "", "root/x": ""})
    assert failure(tmp_path / "root", path)[0] in ("unreadable", "vanished", "special-file")
