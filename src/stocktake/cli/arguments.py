"""Reading argv: which command, and a parser whose every complaint is one line."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from stocktake.errors import UsageError, nearest

COMMANDS: dict[str, str] = {
    "discover": "take stock: write or update the inventories (the default command)",
    "check": "say whether the inventories are fresh; exit 1 if they are stale",
    "status": "show what is published here",
    "extractors": "list the extractors",
    "schema": "print the JSON Schema of a state file",
    "init": "show (or with --write make) the changes that set a repository up",
    "watch": "keep the inventories up to date while files change",
    "clean": "delete the cache, or the state",
}

HIDDEN: dict[str, str] = {"hook": "what the hooks call that `init` installs"}
"""Commands that nobody types."""

OUTPUT_HELP = "the state folder, relative to the root (default .claude/state)"

LISTS = frozenset({"only", "skip"})

_ANYWHERE = frozenset({"extractors", "schema"})
"""Commands that look at no repository."""

_QUIET = {
    "discover": "print nothing but errors, files that cannot be read, and --json",
    "init": "print nothing but errors, what is left undone, and --json",
    "check": "print nothing but errors, --json and --format",
    "schema": "with --all: do not list the files",
    "watch": "print nothing but errors",
} | dict.fromkeys(("status", "extractors", "clean"), "print nothing but errors and --json")
"""What ``-q`` does, by command."""

_VERBOSE = {
    "discover": "print every problem, and seconds a stage",
    "check": "print every reason",
    "watch": "name every file and chunk",
}
"""What ``-v`` does; the other commands take it, and have no more to say."""

_GLOBAL_FLAGS = frozenset({"-q", "--quiet", "-v", "--verbose", "-h", "--help", "--version"})


class Parser(argparse.ArgumentParser):
    """An argument parser that raises :class:`UsageError` instead of printing its usage and exiting."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("allow_abbrev", False)
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**options)

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as a :class:`UsageError`."""
        raise UsageError(f"{message}; see {self.prog} --help")

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Parse ``arguments``; an unknown option names the nearest one.

        Raises:
            UsageError: anything that cannot be parsed.
        """
        parsed, rest = self.parse_known_args(arguments)
        if rest:  # perhaps a path after options: slower, since it writes down the usage first
            parsed, rest = self.parse_known_intermixed_args(arguments)
        word = getattr(parsed, "path", None)
        if word in COMMANDS and not os.path.isdir(word):  # noqa: PTH112 - as below
            raise UsageError(f"no folder {word!r}; if the command is meant, it comes first: stocktake {word}")
        if rest:
            options = [text for action in self._actions for text in action.option_strings if text.startswith("--")]
            word = rest[0]
            if word.startswith("-"):
                close = nearest(word.partition("=")[0], options, "--")
                hint = close if close.startswith("; did") else f"; see {self.prog} --help"
                raise UsageError(f"unknown option {word}{hint}")
            raise UsageError(f"unexpected argument {word!r}; see {self.prog} --help")
        return parsed


def split_command(arguments: Sequence[str], commands: Iterable[str] = COMMANDS) -> tuple[str, list[str]]:
    """The command in ``arguments`` and what is left for its parser. Without one it is ``discover``; ``-C DIR``, ``-q``
    and ``-v`` may stand before the command.

    Raises:
        UsageError: a first word that is neither a command nor a folder.
    """
    known = list(commands)
    index = 0
    while index < len(arguments):
        word = arguments[index]
        if word in ("-C", "--directory"):
            index += 2
        elif word in _GLOBAL_FLAGS or word.startswith(("-C", "--directory=")):
            index += 1
        else:
            break
    if index >= len(arguments) or arguments[index].startswith("-"):
        return "discover", list(arguments)
    word = arguments[index]
    if word in known or word in HIDDEN:
        return word, [*arguments[:index], *arguments[index + 1 :]]
    is_folder = os.path.isdir(word)  # noqa: PTH112 - loading pathlib takes longer than the rest of this module
    if is_folder or os.sep in word or "/" in word or word.startswith("."):
        return "discover", list(arguments)
    raise UsageError(f"no command or folder {word!r}{nearest(word, known)}")


def command_parser(command: str) -> Parser:
    """The parser of one command, with what all commands share."""
    parser = Parser(prog=f"stocktake {command}", description=_sentence(command))
    if command not in _ANYWHERE:
        parser.add_argument("-C", "--directory", metavar="DIR", help="work on the repository around DIR (default: .)")
    parser.add_argument("-q", "--quiet", action="store_true", help=_QUIET.get(command))
    more = _VERBOSE.get(command, argparse.SUPPRESS)
    parser.add_argument("-v", "--verbose", action="count", default=0, help=more)
    return parser


def _sentence(command: str) -> str:
    text = COMMANDS.get(command) or HIDDEN[command]
    return f"{text[:1].upper()}{text[1:]}."


def add_path(parser: Parser) -> None:
    """Add the PATH argument."""
    parser.add_argument("path", nargs="?", metavar="PATH", help="work on this folder itself")


def add_json(parser: Parser) -> None:
    """Add --json."""
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def start_of(arguments: argparse.Namespace) -> str:
    """The folder a command was pointed at.

    Raises:
        UsageError: both -C and PATH.
    """
    path: str | None = getattr(arguments, "path", None)
    if path is not None and arguments.directory is not None:
        raise UsageError(f"both -C {arguments.directory} and {path}: give one folder")
    given = path if path is not None else arguments.directory
    if given == "":
        raise UsageError("an empty folder name: give a folder, or nothing for the current one")
    return given if given is not None else "."


def is_root(arguments: argparse.Namespace) -> bool:
    """Whether the folder a command was pointed at is the root itself: PATH is, ``-C DIR`` is somewhere inside."""
    return getattr(arguments, "path", None) is not None


def add_scope_options(parser: Parser) -> None:
    """Add the options that ``discover`` and ``check`` share, each an override of a configuration key."""
    group = parser.add_argument_group("what")
    group.add_argument("--only", metavar="A,B", help="these inventories, the others stay as they are")
    group.add_argument("--skip", metavar="A,B", help="not these inventories")
    group.add_argument("--max-file-size", metavar="SIZE", help="larger files are skipped (default 2MB)")
    group.add_argument("--output", metavar="DIR", help=OUTPUT_HELP)


def add_run_options(parser: Parser) -> None:
    """Add the options that say how the work is run."""
    group = parser.add_argument_group("how")
    group.add_argument("--parallel", action="store_true", help="spread the files over worker processes")
    group.add_argument("--jobs", "-j", metavar="N", help="workers: a number, or auto")
    group.add_argument("--timeout", metavar="SECONDS", help="for one batch of files (default 300)")
    group.add_argument("--memory-limit", metavar="MB", help="of one worker (default 800; 0: no limit)")
    choices = ("auto", "none", "ndjson")
    group.add_argument("--progress", choices=choices, default="auto", help="on stderr; auto: a bar on a terminal")


OVERRIDES = ("only", "skip", "output", "jobs", "timeout", "memory_limit", "max_file_size")


def overrides(arguments: argparse.Namespace) -> dict[str, Any]:
    """The configuration keys set on the command line.

    Raises:
        UsageError: an empty list of inventories.
    """
    values: dict[str, Any] = {}
    for key in OVERRIDES:
        value = getattr(arguments, key, None)
        if value is None:
            continue
        if key in LISTS:
            names = [name.strip() for name in value.split(",") if name.strip()]
            if not names:
                raise UsageError(f"--{key} names no inventory")
            values[key] = names
        else:
            values[key] = value
    return values
