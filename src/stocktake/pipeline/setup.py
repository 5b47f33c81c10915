"""What ``init`` adds to a repository, and takes back: a starter configuration and one line in each of two git files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stocktake.errors import ConfigError, StateError
from stocktake.pipeline.results import RECORD_VERSION, Edit, EditResult

CACHE_LINE = ".stocktake/"

STARTER = """\
# Configuration of stocktake; every key is optional, these are the defaults.

# Folder of the inventories, to be committed.
# output = ".claude/state"

# Files to leave out, as in .gitignore.
# exclude = ["legacy/", "**/*.gen.ts"]

# Inventories to publish (all), and not to.
# only = []
# skip = []

# Larger files are skipped and reported.
# max_file_size = "2MB"

# Take tests, stories and .d.ts files in.
# tests = false
# stories = false
# declarations = false

# The scope of one inventory.
# [inventories.hooks]
# include = ["src/"]
# exclude = ["src/generated/"]
# tests = true
"""


def init(root: str, output: str, config_file: str, *, write: bool, remove: bool) -> EditResult:
    """Make (or, without ``write``, only list) the changes that set up, or with ``remove`` take back, the repository
    at ``root``. ``output`` is the state folder relative to the root, empty where it lies outside.

    Raises:
        StateError: a file that cannot be read or written, or is a symbolic link.
    """
    edits = [_starter(root, config_file, write, remove), _line(root, ".gitignore", CACHE_LINE, write, remove)]
    if output:
        edits.append(_line(root, ".gitattributes", attributes_line(output), write, remove))
    return EditResult(RECORD_VERSION, root, write, edits)


def attributes_line(output: str) -> str:
    """The line that marks the state as generated, and keeps git from changing its line ends (they are in the
    checksums)."""
    pattern = f"{output}/**"
    if any(c in pattern for c in ' \t"\\'):
        escaped = pattern.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
        pattern = f'"{escaped}"'
    return f"{pattern} text eol=lf linguist-generated"


def _starter(root: str, config_file: str, write: bool, remove: bool) -> Edit:
    name = "stocktake.toml"
    path = Path(root, name)
    if remove:
        current = _read(path, name)
        if current is None:
            return Edit(name, "keep", "there is none")
        if current != STARTER.encode():
            return Edit(name, "keep", "it has been edited")
        if write:
            _attempt(name, path.unlink)
        return Edit(name, "remove")
    if config_file:
        return Edit(config_file, "keep", "it is there already")
    if write:
        _write(path, name, STARTER.encode())
    return Edit(name, "create", "a configuration with every key commented out")


def _line(root: str, name: str, line: str, write: bool, remove: bool) -> Edit:
    path = Path(root, name)
    current = _read(path, name)
    lines = (current or b"").splitlines(keepends=True)
    wanted = line.encode()
    present = any(text.strip() == wanted for text in lines)
    if present != remove:
        return Edit(name, "keep", "the line is there already" if present else "the line is not there")
    if remove:
        left = b"".join(text for text in lines if text.strip() != wanted)
        if write:
            _attempt(name, (lambda: _write(path, name, left)) if left else (path.unlink))
        return Edit(name, "edit" if left else "remove", f"without the line {line}")
    if write:
        end = b"\r\n" if lines and lines[0].endswith(b"\r\n") else b"\n"
        before = current or b""
        gap = end if before and not before.endswith(b"\n") else b""
        _write(path, name, before + gap + wanted + end)
    return Edit(name, "create" if current is None else "append", line)


def _read(path: Path, name: str) -> bytes | None:
    """The content, or None where there is no file."""
    if path.is_symlink():
        raise StateError(f"{name} is a symbolic link: edit it by hand")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{name} cannot be read: {error.strerror}") from None


def _write(path: Path, name: str, data: bytes) -> None:
    """Replace the file in one step, with the permissions it had."""
    temporary = path.with_name(f"{path.name}.stocktake-new")

    def replace() -> None:
        try:
            with temporary.open("xb") as stream:
                stream.write(data)
            if path.exists():
                temporary.chmod(path.stat().st_mode & 0o7777)
            temporary.replace(path)
        except FileExistsError:
            raise
        except OSError:
            temporary.unlink(missing_ok=True)
            raise

    _attempt(name, replace)


def _attempt(name: str, action: Callable[[], None]) -> None:
    try:
        action()
    except OSError as error:
        raise StateError(f"{name} cannot be written: {error.strerror}") from None
