import posixpath

from hypothesis import given
from hypothesis import strategies as st

from stocktake.resolve.tree import ancestors, inside, join, parent

_part = st.sampled_from(["a", "b.c", "..", ".", "", "...", "x y"])


@given(
    folder=st.lists(st.sampled_from(["a", "b", "c.d"]), max_size=4), relative=st.lists(_part, min_size=1, max_size=6)
)
def test_join_agrees_with_normpath_below_the_root(folder: list[str], relative: list[str]) -> None:
    base, text = "/".join(folder), "/".join(relative)
    # Two levels of dummy folders show where a path leaves the root.
    marker = posixpath.normpath("/".join(["//outside"[1:], *folder, *[part for part in relative if part]]))
    found = join(base, "./" + text)
    if marker != "/outside" and not marker.startswith("/outside/"):
        assert found is None
    elif found is not None:
        assert found == marker.removeprefix("/outside").lstrip("/")


def test_join_leaves_the_root_for_good() -> None:
    assert join("a", "../../a/b") is None
    assert join("", "..") is None


def test_join_takes_a_backslash_for_a_slash() -> None:
    assert join("src", ".\\lib\\a") == "src/lib/a"


def test_join_drops_a_slash_at_the_end() -> None:
    assert join("src", "./lib/") == "src/lib"
    assert join("src", "./") == "src"
    assert join("", "./lib") == "lib"


def test_inside_is_by_whole_parts() -> None:
    assert inside("src", "src/a.ts")
    assert not inside("src", "src2/a.ts")
    assert inside("", "anything")


def test_ancestors_end_at_the_root() -> None:
    assert list(ancestors("a/b")) == ["a/b", "a", ""]
    assert parent("a.ts") == ""
