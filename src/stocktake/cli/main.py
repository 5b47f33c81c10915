"""The entry point: argv to one command, every error to one line and an exit code.

Exit codes: 0 done or fresh; 1 stale, or published with failed files; 2 usage, configuration, sources, an extractor
that cannot be loaded, nothing published, or (as it says then) all done, but the output cannot be written; 3 internal
error; 129, 130 and 143 interrupted by SIGHUP, SIGINT and SIGTERM. A reader that has gone (``| head``) changes none.
"""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper

TYPE_CHECKING = False  # until `run` has begun, Ctrl-C is answered with a traceback: load nothing before that takes time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

NOT_DONE = 2
INTERNAL_ERROR = 3

_COLLECTED_AFTER = 400_000
"""Objects between two looks for garbage in cycles, of which there is hardly any. With Python's 700, the looks take a
sixth of the time that loading modules does; with 50,000, a twentieth of an edit's, for what is remembered of 30,000
files."""

USAGE = """\
usage: stocktake [COMMAND] [OPTIONS] [PATH]

Takes stock of a TypeScript/React codebase: small, deterministic JSON inventories.

commands:
"""

EPILOG = """\
options:
  -C DIR         work on the repository around DIR
  -q, -v         print less, more
  -h, --help     this text
  --version      the version

PATH is the folder to work on; without it, it is the repository around the current folder, or around -C DIR.
Exit codes: 0 done or fresh, 1 stale or published with failed files, 2 bad usage, nothing published, or the output
cannot be written, 3 internal error, 130 and 143 interrupted. `stocktake COMMAND --help` tells more about a command."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line with ``argv`` (default: the process's) and return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    gc.set_threshold(_COLLECTED_AFTER)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names the terminal's encoding lacks are no reason to fail
    from stocktake.cli.output import flush, note

    try:
        code = _run(arguments)
        flush()
    except KeyboardInterrupt as interrupt:
        note("interrupted, the published state is intact")
        return _interrupted(interrupt)
    except Exception as error:
        return _report(error, arguments)
    return code


def run() -> NoReturn:
    """The program: :func:`main`, and an end at once. To take a large repository's objects apart one by one, as a
    program that ends otherwise does, would take a tenth of the time of a run after an edit."""
    try:
        from stocktake.pipeline.signals import interruptible

        with interruptible():
            from stocktake.cli.output import open_closed_streams

            open_closed_streams()
            os._exit(main())
    except KeyboardInterrupt as interrupt:  # outside of a command there is nothing to say about it
        os._exit(_interrupted(interrupt))


def _interrupted(interrupt: KeyboardInterrupt) -> int:
    return int(getattr(interrupt, "exit_code", 130))


def _run(arguments: list[str]) -> int:
    if arguments in (["--version"], ["-V"]):
        from stocktake import __version__
        from stocktake.cli.output import tell

        tell(f"stocktake {__version__}")
        return 0
    if arguments and arguments[0] in ("-h", "--help", "help"):
        return _help(arguments)
    from importlib import import_module

    from stocktake.cli.arguments import command_parser, split_command
    from stocktake.cli.output import for_results_alone

    command, rest = split_command(arguments)
    module = import_module(f"stocktake.cli.{command}")
    parser = command_parser(command)
    module.configure(parser)
    try:
        parsed = parser.parse(rest)
    except SystemExit as done:  # --help, the only way argparse leaves by itself
        return int(done.code or 0)
    with for_results_alone():
        return int(module.run(parsed))


def _help(arguments: list[str]) -> int:
    if arguments[0] == "help" and len(arguments) > 1:
        return _run([arguments[1], "--help"])
    from stocktake.cli.arguments import COMMANDS
    from stocktake.cli.output import tell

    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:<{width}}  {text}" for name, text in COMMANDS.items())
    tell(f"{USAGE}{commands}\n\n{EPILOG}")
    return 0


def _report(error: Exception, arguments: list[str]) -> int:
    from stocktake.cli.output import note
    from stocktake.errors import StocktakeError

    if isinstance(error, StocktakeError):
        note(f"error: {one_line(str(error))}")
        return error.exit_code
    if isinstance(error, PermissionError):
        note(f"error: {one_line(f'{error.filename}: {error.strerror}')}")
        return NOT_DONE
    path = _write_report(error, arguments)
    where = f"; a report is in {path}" if path else ""
    text = one_line(f"{type(error).__name__}: {error}")
    note(f"error: internal error, this is a bug of stocktake: {text}{where}")
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


if __name__ == "__main__":
    run()
