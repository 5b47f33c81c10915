"""The entry point: argv to one command, every error to one line and an exit code.

Exit codes: 0 done or fresh; 1 stale, or published with failed files; 2 usage, configuration, sources, an extractor
that cannot be loaded, nothing published; 3 internal error; 130 and 143 interrupted by SIGINT and SIGTERM.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import NoReturn

CANNOT_WRITE = 2
INTERNAL_ERROR = 3

_REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a disk answers that takes no more."""

_COLLECTED_AFTER = 400_000
"""Objects between two looks for garbage in cycles, of which there is hardly any. With Python's 700, the looks take a
sixth of the time that loading modules does; with 50,000, a twentieth of an edit's, for what is remembered of 30,000
files."""

EPILOG = """\
PATH is the folder to work on; without it, it is the repository around the current folder, or around -C DIR.
Exit codes: 0 done or fresh, 1 stale or published with failed files, 2 bad usage or nothing published,
3 internal error, 130 and 143 interrupted. `stocktake COMMAND --help` tells more about a command.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line with ``argv`` (default: the process's) and return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    gc.set_threshold(_COLLECTED_AFTER)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names the terminal's encoding lacks are no reason to fail
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence_stdout()
        return 0
    except KeyboardInterrupt as interrupt:
        print("stocktake: interrupted, the published state is untouched", file=sys.stderr)
        return int(getattr(interrupt, "exit_code", 130))
    except Exception as error:
        return _report(error, arguments)
    return code


def run() -> NoReturn:
    """The program: :func:`main`, and an end at once. To take a large repository's objects apart one by one, as a
    program that ends otherwise does, would take a tenth of the time of a run after an edit."""
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


def _run(arguments: list[str]) -> int:
    if arguments in (["--version"], ["-V"]):
        from stocktake import __version__

        print(f"stocktake {__version__}")
        return 0
    if arguments and arguments[0] in ("-h", "--help", "help"):
        return _help(arguments)
    from importlib import import_module

    from stocktake.cli.arguments import command_parser, split_command

    command, rest = split_command(arguments)
    module = import_module(f"stocktake.cli.{command}")
    parser = command_parser(command)
    module.configure(parser)
    try:
        parsed = parser.parse(rest)
    except SystemExit as done:  # --help, the only way argparse leaves by itself
        return int(done.code or 0)
    from stocktake.pipeline.signals import interruptible

    with interruptible():
        return int(module.run(parsed))


def _help(arguments: list[str]) -> int:
    if arguments[0] == "help" and len(arguments) > 1:
        return _run([arguments[1], "--help"])
    from stocktake.cli.arguments import COMMANDS

    width = max(map(len, COMMANDS))
    print("usage: stocktake [COMMAND] [OPTIONS] [PATH]\n")
    print("Takes stock of a TypeScript/React codebase: small, deterministic JSON inventories.\n\ncommands:")
    for name, text in COMMANDS.items():
        print(f"  {name:<{width}}  {text}")
    print("\noptions:\n  -C DIR         work on the repository around DIR\n  -q, -v         print less, more")
    print(f"  -h, --help     this text\n  --version      the version\n\n{EPILOG}", end="")
    return 0


def _report(error: Exception, arguments: list[str]) -> int:
    from stocktake.errors import StocktakeError

    if isinstance(error, StocktakeError):
        print(f"stocktake: error: {one_line(str(error))}", file=sys.stderr)
        return error.exit_code
    if isinstance(error, OSError) and error.filename is None and error.errno in _REFUSED:
        print(f"stocktake: error: the output cannot be written: {error.strerror}", file=sys.stderr)
        _silence_stdout()
        return CANNOT_WRITE
    path = _write_report(error, arguments)
    where = f"; a report is in {path}" if path else ""
    text = one_line(f"{type(error).__name__}: {error}")
    print(f"stocktake: error: internal error, this is a bug of stocktake: {text}{where}", file=sys.stderr)
    return INTERNAL_ERROR


def one_line(text: str) -> str:
    """``text`` on one line, without control characters: messages quote names found in the repository."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _write_report(error: Exception, arguments: list[str]) -> str:
    """Write the traceback to a new file in the folder for temporary files, where writing is sure to disturb nobody,
    and return its path; empty where even that fails."""
    import platform
    import tempfile
    import traceback

    from stocktake import __version__

    try:
        descriptor, path = tempfile.mkstemp(prefix="stocktake-report-", suffix=".txt")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as report:
            report.write(f"stocktake {__version__}, Python {platform.python_version()}, {platform.platform()}\n")
            report.write(f"arguments: {arguments!r}\n\n")
            report.writelines(traceback.format_exception(error))
    except OSError:
        return ""
    return path


def _silence_stdout() -> None:
    """The reader has gone (``| head``): that is no error, and Python must not complain when it flushes at exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
    finally:
        os.close(null)


if __name__ == "__main__":
    run()
