"""Every hostile source file, name, link and configuration that is tried, and what comes of it.

One table for the tests (``test_hostile_inputs.py``) and for docs/reference/hostile.md.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

Entry = tuple[str, str, str, str]
"""What the coverage says: path, outcome, reason, detail."""


class Hostile(NamedTuple):
    """Something that ``build`` puts into a project, and the coverage entries that come of it."""

    build: Callable[[Path], None]
    entries: tuple[Entry, ...] = ()
    needs: str = ""
    """``root``: the right to make devices. ``permissions``: a user whom they bind."""


def text(content: str | bytes, *entries: Entry, name: str = "bad/x.tsx") -> Hostile:
    return Hostile(lambda root: _write(root, {name: content}), entries)


def files(contents: dict[str, str | bytes], *entries: Entry) -> Hostile:
    return Hostile(lambda root: _write(root, contents), entries)


def config(name: str, content: str | bytes, *problems: str) -> Hostile:
    return files({name: content}, *((name, "diagnostic", "configuration", problem) for problem in problems))


def names(*found: bytes, entries: tuple[Entry, ...] = ()) -> Hostile:
    def build(root: Path) -> None:
        for name in found:
            path = os.fsencode(root) + b"/bad/" + name
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103 - bytes
            with open(path, "wb") as stream:
                stream.write(b"export const named = 1;\n")

    return Hostile(build, entries)


def link(target: str, *entries: Entry, name: str = "bad/x.ts") -> Hostile:
    def build(root: Path) -> None:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).symlink_to(target)

    return Hostile(build, entries)


def _write(root: Path, contents: dict[str, str | bytes]) -> None:
    for name, content in contents.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content.encode() if isinstance(content, str) else content)


def _fifo(name: str) -> Callable[[Path], None]:
    def build(root: Path) -> None:
        (root / name).parent.mkdir(exist_ok=True)
        os.mkfifo(root / name)

    return build


def _socket(root: Path) -> None:
    (root / "bad").mkdir()
    here = Path.cwd()
    os.chdir(root / "bad")  # the path of a socket may have 107 bytes only
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("x.ts")
    finally:
        os.chdir(here)


def _device(root: Path) -> None:
    (root / "bad").mkdir()
    os.mknod(root / "bad/x.ts", 0o20666, os.makedev(1, 5))


def _sparse(root: Path) -> None:
    (root / "bad").mkdir()
    with (root / "bad/x.ts").open("wb") as stream:
        stream.truncate(100_000_000)


def _forbidden(name: str) -> Callable[[Path], None]:
    def build(root: Path) -> None:
        _write(root, {"bad/inner/x.ts": "export const hidden = 1;\n"})
        (root / name).chmod(0)

    return build


def _linked_packages(root: Path) -> None:
    _write(root, {"bad/p/package.json": '{"name": "p"}', "bad/p/index.ts": "export * from 'p';\n"})
    (root / "bad/p/node_modules").mkdir()
    (root / "bad/p/node_modules/p").symlink_to("../..")
    (root / "bad/p/again").symlink_to("..", target_is_directory=True)


def _output_through_a_link(root: Path) -> None:
    _write(root, {"stocktake.toml": 'output = "out/state"'})
    (root / "out").symlink_to("../outside")


def _stars(count: int) -> dict[str, str | bytes]:
    found: dict[str, str | bytes] = {}
    for at in range(count):
        others = "".join(f"export * from './m{(at + step) % count}';\n" for step in (1, 7))
        found[f"bad/m{at}.ts"] = f"{others}export const v{at} = 1;\nimport {{ none }} from './m{(at + 3) % count}';\n"
    return found


def _merging() -> str:
    lines = ["a0: &a0 {packages: [x]}"]
    lines += [f"a{at}: &a{at} {{<<: [{','.join([f'*a{at - 1}'] * 9)}]}}" for at in range(1, 12)]
    return "\n".join(lines) + "\n"


def _laughing() -> str:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{at}: &a{at} [{','.join([f'*a{at - 1}'] * 9)}]" for at in range(1, 30)]
    return "\n".join([*lines, "packages: *a29"]) + "\n"


def _extending(count: int) -> dict[str, str | bytes]:
    every = [f"./tsconfig.{at}.json" for at in range(count)]
    return {f"bad/tsconfig.{at}.json": json.dumps({"extends": every}) for at in range(count)}


def _too_deep(path: str = "bad/x.tsx") -> Entry:
    return (path, "failed", "parse-limit", "nested deeper than 2000 levels")


_LINKED = "to an absolute path"
_LONG = "a" * 252 + ".ts"
_GLOBS = "*a*a*a*a*a*a*a*a*a*a*a*b\n**/a/**/a/**/a/**/a/**/b\n" * 500

NESTED: dict[str, Hostile] = {
    "100 levels of parentheses": text("export const x = " + "(\n" * 100 + "1" + ")" * 100 + ";\n"),
    "100 levels of JSX": text("export const X = () => " + "<a>\n" * 100 + "</a>" * 100 + ";\n"),
    "100 levels of functions": text("export const f = " + "() => { return (\n" * 100 + "g()" + ")}" * 100 + ";\n"),
    "100,000 levels of parentheses": text("const x = " + "(\n" * 100_000 + "1" + ")" * 100_000, _too_deep()),
    "100,000 levels of arrays, unclosed": text(
        "const x = " + "[\n" * 100_000,
        ("bad/x.tsx", "failed", "parse-limit", "more than 20,000 pieces in a row that cannot be parsed"),
    ),
    "100,000 levels of objects": text("const x = " + "{a:\n" * 100_000 + "1" + "}" * 100_000, _too_deep()),
    "100,000 levels of JSX": text("const x = " + "<a>\n" * 100_000 + "</a>" * 100_000, _too_deep()),
    "100,000 levels of types": text("type T = " + "A<\n" * 100_000 + "x" + ">" * 100_000, _too_deep()),
    "100,000 levels of blocks": text("function f() " + "{\n" * 100_000 + "}" * 100_000, _too_deep()),
    "50,000 nested templates": text("const x = " + "`${\n" * 50_000 + "1" + "}`" * 50_000, _too_deep()),
    "a sum of 18,000 terms": text("export const x = " + "a +\n" * 18_000 + "b;\n", _too_deep()),
    "a chain of 18,000 calls": text("export const x = a" + ".b()\n" * 18_000 + ";\n", _too_deep()),
    "18,000 else branches": text("if (a) {}" + "else if (a) {}\n" * 18_000, _too_deep()),
}

CONTENT: dict[str, Hostile] = {
    "a line of 100 MB": Hostile(
        lambda root: _write(root, {"bad/x.ts": b"a=1;" * 25_000_000}),
        (("bad/x.ts", "skipped", "too-large", "100000000 bytes"),),
    ),
    "a sparse file of 100 MB": Hostile(_sparse, (("bad/x.ts", "skipped", "too-large", "100000000 bytes"),)),
    "a minified line of 1.9 MB": text("a(b,c);" * 270_000, ("bad/x.tsx", "skipped", "minified", "")),
    "an identifier of 1 MB": text(
        f"export function {'a' * 1_000_000}() {{}}", ("bad/x.tsx", "skipped", "minified", "")
    ),
    "a string of 1.9 MB": text(f'export const x = "{"a" * 1_900_000}";\n'),
    "invalid UTF-8": text(
        b"export const x = '\xff\xfe\xc3\x28\xed\xa0\x80';\n", ("bad/x.tsx", "diagnostic", "encoding", "invalid-utf8")
    ),
    "UTF-16, little endian": text(
        b"\xff\xfe" + "export const x = 'é';\n".encode("utf-16-le"), ("bad/x.tsx", "diagnostic", "encoding", "utf-16")
    ),
    "UTF-16, big endian": text(
        b"\xfe\xff" + "export const x = 'é';\n".encode("utf-16-be"), ("bad/x.tsx", "diagnostic", "encoding", "utf-16")
    ),
    "UTF-16 without its mark": text(
        "export const x = 'é';\n".encode("utf-16-le"), ("bad/x.tsx", "skipped", "binary", "")
    ),
    "UTF-16, half a character": text(b"\xff\xfea", ("bad/x.tsx", "skipped", "encoding", "invalid UTF-16")),
    "a byte order mark": text(b"\xef\xbb\xbfexport const x = 1;\n"),
    "CRLF and lone CR": text(b"export const x = 1;\r\nexport const y = 2;\rexport const z = 3;\r\n"),
    "NUL bytes": text(b"export const x = 1;\0\0\n", ("bad/x.tsx", "skipped", "binary", "")),
    "bidirectional controls": text("export const x = 'a\u202e\u2066b'; /* \u202e } */\n"),
    "line separators and controls": text("export const x = 'a\u2028b\x1b[31m\x7f';\x0c\n"),
    "names that look alike": text("export const \u0430 = 1;\nexport const a = 2;\n"),
    "an empty file": text(""),
    "only blanks, 1.9 MB": text(" \n" * 950_000),
    "an unclosed template of 10,000 parts": text(
        "x = `" + "x ${ \n" * 10_000,
        ("bad/x.tsx", "failed", "parse-limit", "more than 20,000 pieces in a row that cannot be parsed"),
    ),
    "10,000 imports": text("".join(f"import {{ a as x{at} }} from './y{at}';\n" for at in range(10_000))),
    "60,000 names in one import": text(
        "import {" + ",\n".join(f"b as x{at}" for at in range(60_000)) + "} from './y';"
    ),
    "20,000 functions of one name": text("function a() { a() }\n" * 20_000),
    "names of Object.prototype": text(
        "export const __proto__ = 1;\nexport function constructor() { hasOwnProperty(); toString(); }\n"
        "import { __proto__ as p, constructor as c } from './x';\n"
    ),
}

GRAPHS: dict[str, Hostile] = {
    "a file that re-exports itself": files({"bad/x.ts": "export * from './x';\nexport { a } from './x';\n"}),
    "150 files of `export *`, each reaching all": files(_stars(150)),
    "names that re-export each other": files(
        {
            "bad/x.ts": "export { a as b, c as a } from './y';\nexport { default } from './y';\n",
            "bad/y.ts": "export { b as a, a as c } from './x';\nexport { default } from './x';\n",
        }
    ),
    "types, schemas and classes that mean each other": files(
        {
            "bad/x.ts": "import { z } from 'zod';\nimport { B, T, S } from './y';\nexport class A extends B {}\n"
            "export type U = T;\nexport interface I extends T {}\nexport const R = S.extend({ r: z.string() });\n",
            "bad/y.ts": "import { A, U, R, I } from './x';\nexport class B extends A {}\nexport type T = U & I;\n"
            "export const S = R.partial();\n",
        }
    ),
    "200 tsconfig files that extend one another": Hostile(lambda root: _write(root, _extending(200))),
    "workspace packages that depend on each other": files(
        {
            "bad/package.json": '{"name": "bad", "workspaces": [".", "..", "../*", "*", "/", "**/**/**"]}',
            "bad/p/package.json": '{"name": "p", "main": "../q", "exports": "./../q/index.ts", "dependencies": '
            '{"q": "link:../q", "p": "workspace:*"}}',
            "bad/q/package.json": '{"name": "q", "main": "../p", "imports": {"#x": "#x", "#y": "p"}, "dependencies": '
            '{"p": "file:../p", "out": "link:../../.."}}',
            "bad/p/index.ts": "export * from 'q';\nexport * from 'p';\nimport '#x'; import 'out';\n",
            "bad/q/index.ts": "export * from 'p';\nimport '#x';\nimport '#y';\n",
        }
    ),
    "workspace links in a circle": Hostile(
        _linked_packages,
        (("bad/p/again", "skipped", "symlink", "to .."),),
    ),
}

FILES: dict[str, Hostile] = {
    "a link to itself": link("x.ts", ("bad/x.ts", "skipped", "symlink", "to x.ts")),
    "a link to nothing": link("nowhere.ts", ("bad/x.ts", "skipped", "symlink", "to nowhere.ts")),
    "a folder link to the root": link("..", ("bad/loop", "skipped", "symlink", "to .."), name="bad/loop"),
    "a link to a password file": link("/etc/passwd", ("bad/x.ts", "skipped", "symlink", _LINKED)),
    "a link to an endless device": link("/dev/zero", ("bad/x.ts", "skipped", "symlink", _LINKED)),
    "a folder link out of the root": link("/etc", ("bad/out", "skipped", "symlink", _LINKED), name="bad/out"),
    "a relative link out of the root": link(
        "../../outside.ts", ("bad/x.ts", "skipped", "symlink", "to ../../outside.ts")
    ),
    "a pipe": Hostile(_fifo("bad/x.ts"), (("bad/x.ts", "skipped", "special-file", "fifo"),)),
    "a socket": Hostile(_socket, (("bad/x.ts", "skipped", "special-file", "socket"),)),
    "a device": Hostile(_device, (("bad/x.ts", "skipped", "special-file", "device"),), "root"),
    "a folder named like a source file": names(b"x.ts/y.ts"),
    "a file without permission": Hostile(
        _forbidden("bad/inner/x.ts"),
        (("bad/inner/x.ts", "skipped", "unreadable", "permission denied"),),
        "permissions",
    ),
    "a folder without permission": Hostile(
        _forbidden("bad/inner"), (("bad/inner", "skipped", "unreadable", "permission denied"),), "permissions"
    ),
    "a nested repository": files(
        {
            "bad/.git/HEAD": "ref: refs/heads/main\n",
            "bad/.git/objects/x": "",
            "bad/.git/refs/x": "",
            "bad/x.ts": "export const x = 1;\n",
        },
    ),
}

NAMES: dict[str, Hostile] = {
    "a line break": names(b"a\nb.ts"),
    "terminal escapes": names(b"a\x1b[2J\x07b.ts"),
    "a right-to-left override": names("a\u202est.ts".encode()),
    "invalid UTF-8": names(b"a\xff\xfe.ts", entries=(("bad/a\\xff\\xfe.ts", "skipped", "path-encoding", ""),)),
    "dots only": names(b"...ts", b"..ts", b"..../x.ts", b".. /x.ts"),
    "separators of other systems": names(b"..\\..\\x.ts", b"c:x.ts", b"a|b.ts"),
    "quotes, globs and shell": names(b"'\"$(touch x)`;&.ts", b"[a]*?.ts", b"-rf.ts", b"%2e%2e%2fx.ts"),
    "reserved on Windows": names(b"con.ts", b"NUL/aux.ts", b"com1.d/lpt9.ts", b"x. /y.ts", b"z./y.ts"),
    "names of our own files": names(
        b"manifest.ts", b"_root.ts", b"manifest/index.ts", b"_root/x.ts", b"manifest.json/x.ts"
    ),
    "255 bytes": names(_LONG.encode(), b"d" * 255 + b"/" + _LONG.encode(), "é".encode() * 126 + b".ts"),
    "a path of 2,500 bytes": names(b"/".join([b"d" * 250] * 10) + b"/x.ts"),
    "100 folders deep": names(b"/".join([b"d"] * 100) + b"/x.ts"),
    "equal without case": names(b"Case.ts", b"case.ts", b"CASE/x.ts", b"case/x.ts"),
    "equal when composed": names("é.ts".encode(), "e\u0301.ts".encode(), "é/x.ts".encode(), "e\u0301/x.ts".encode()),
}


def _patterns(name: str, content: dict[str, object], *cut: str) -> Hostile:
    """A configuration whose lists under the names ``cut`` are too long, and 200 files with 20 imports each."""
    imports = "".join(
        f"import {{ a{at} }} from '{kind}{at}b';\n" for kind in ("@pa", "@many/", "./x", "bad/a") for at in range(5)
    )
    sources: dict[str, str | bytes] = {f"bad/f{at}.ts": f"{imports}// {at}\n" for at in range(200)}
    told = (
        (name, "diagnostic", "configuration", f"{what}: more than 2,000 entries, the others are left out")
        for what in cut
    )
    return files({name: json.dumps(content), **sources}, *told)


CONFIGURATION: dict[str, Hostile] = {
    "package.json nested 100,000 levels": config(
        "bad/package.json", '{"exports":' + '{"a":' * 100_000 + "1" + "}" * 100_001, "not valid JSON: nested too deeply"
    ),
    "exports and imports nested 900 levels": config(
        "bad/package.json",
        '{"name": "bad", "exports":'
        + '{"a":' * 900
        + '"./x"'
        + "}" * 900
        + ',"imports":'
        + '{"#a":' * 900
        + '""'
        + "}" * 901,
    ),
    "a tsconfig of 900,000 brackets": config("bad/tsconfig.json", "[" * 900_000, "not valid JSON: nested too deeply"),
    "a number of a million digits": config(
        "bad/tsconfig.json", '{"a": ' + "9" * 1_000_000 + "}", "not valid JSON: not valid JSON"
    ),
    "a tsconfig above 2 MB": config("bad/tsconfig.json", " " * 2_000_001, "not read: too-large (2000001 bytes)"),
    "a tsconfig that is a pipe": Hostile(_fifo("bad/tsconfig.json")),
    "a tsconfig that is a link out of the root": link("/etc/passwd", name="bad/tsconfig.json"),
    "a tsconfig of 60,000 patterns": _patterns(
        "bad/tsconfig.json",
        (
            {
                "include": [f"{'*a' * (at % 4)}*{at}/*.ts" for at in range(15_000)],
                "exclude": [f"**/x{at}*" for at in range(15_000)],
                "compilerOptions": {
                    "paths": {f"@p*{at}": [f"q{at}/*"] for at in range(15_000)} | {"@many/*": ["s/*"] * 15_000},
                    "rootDirs": [f"root{at}" for at in range(15_000)],
                },
            }
        ),
        "exclude",
        "include",
        "paths @many/*",
        "rootDirs",
    ),
    "a package.json of 30,000 patterns": _patterns(
        "bad/package.json",
        {
            "workspaces": [f"*{at}/**/a*" for at in range(30_000)],
            "exports": {f"./a{at}*b": f"./c{at}*" for at in range(30_000)},
        },
        "exports with a pattern",
        "workspaces",
    ),
    "extends, references and paths that leave the root": config(
        "bad/tsconfig.json",
        '{"extends": ["../../../../etc/passwd", "/etc/passwd"], "references": [{"path": "../../outside"}], "files": '
        '["../../x.ts"], "compilerOptions": {"baseUrl": "../..", "rootDirs": ["/"], "paths": {"*": ["/etc/*"]}}}',
    ),
    "values of the wrong types": config(
        "bad/tsconfig.json",
        '{"extends": [1, null, {}], "references": {"path": 1}, "files": "x", "include": [[]], "compilerOptions": '
        '{"paths": [], "baseUrl": {}, "rootDirs": "x", "moduleSuffixes": [1], "customConditions": {}}}',
    ),
    "YAML nested 200,000 levels": config(
        "bad/pnpm-workspace.yaml", "packages: " + "[" * 200_000, "not valid YAML: nested too deeply"
    ),
    "YAML merges that multiply": config(
        "bad/pnpm-workspace.yaml", _merging(), "not valid YAML: merge keys (<<) are not supported"
    ),
    "YAML aliases that multiply": config("bad/pnpm-workspace.yaml", _laughing()),
    "a YAML value that holds itself": config("bad/pnpm-workspace.yaml", "packages: &a [*a, x]\n"),
    "YAML that calls a function": config(
        "bad/pnpm-workspace.yaml",
        'packages: !!python/object/apply:os.system ["touch pwned"]\n',
        "not valid YAML: could not determine a constructor for the tag "
        "'tag:yaml.org,2002:python/object/apply:os.system'",
    ),
    "workspace globs that multiply": files(
        {
            "bad/package.json": json.dumps(
                {"workspaces": ["{a,b}" * 20 + "/*", "{" * 20_000, "{," * 20_000, "!(" * 9_000]}
            )
        }
    ),
    "ignore patterns that backtrack": files(
        {"bad/.gitignore": _GLOBS, "bad/.stocktakeignore": _GLOBS, f"bad/{'a' * 200}.ts": "export const x = 1;\n"}
    ),
    "ignore patterns of 100,000 bytes": files(
        {"bad/.stocktakeignore": "[" * 100_000 + "\n[a" + "a" * 100_000 + "\n" + "*" * 100_000 + "[\n" + "\\" * 100_001}
    ),
    "an ignore file that is a pipe": Hostile(_fifo("bad/.stocktakeignore")),
}

TABLES: dict[str, dict[str, Hostile]] = {
    "Nesting": NESTED,
    "Content": CONTENT,
    "Circles": GRAPHS,
    "Links, special files, permissions": FILES,
    "Names": NAMES,
    "Configuration of the project": CONFIGURATION,
}


class Refused(NamedTuple):
    """A configuration of stocktake's own that ends the run, and words of the message."""

    build: Callable[[Path], None]
    message: str


def _toml(content: str, name: str = "stocktake.toml") -> Callable[[Path], None]:
    return lambda root: _write(root, {name: content})


def _toml_link(target: str, name: str = "stocktake.toml") -> Callable[[Path], None]:
    return lambda root: (root / name).symlink_to(target)


_OUT = "lies outside of the repository"

REFUSED: dict[str, Refused] = {
    "an output beside the repository": Refused(_toml('output = "../outside"'), _OUT),
    "an absolute output": Refused(_toml('output = "/etc/stocktake"'), _OUT),
    "an output through a link": Refused(
        _output_through_a_link,
        "is a symbolic link or not a folder, and is not followed",
    ),
    "an output inside .git": Refused(_toml('output = ".git/hooks"'), "lies in .git"),
    "the repository itself as output": Refused(_toml('output = "."'), "holds the repository itself"),
    "a plug-in": Refused(_toml('plugins = ["./evil.py"]'), "unknown key 'plugins'"),
    "an extractor that nobody installed": Refused(_toml('only = ["evil:Evil"]'), "no extractor 'evil:Evil'"),
    "a pipe": Refused(_fifo("stocktake.toml"), "not a regular file"),
    "a link out of the repository": Refused(_toml_link("/etc/hostname"), "a link out of the repository"),
    "a pyproject.toml without end": Refused(_toml_link("/dev/zero", "pyproject.toml"), "a link out of the repository"),
    "brackets nested 50,000 levels": Refused(_toml("exclude = " + "[" * 50_000), "nested too deeply"),
    "a key of 100,000 parts": Refused(_toml(".".join(["a"] * 100_000) + " = 1"), "more than 1,000 dots"),
    "a pyproject.toml of 2 MB": Refused(
        _toml("# stocktake\n" * 160_000, "pyproject.toml"), "larger than 1,000,000 bytes"
    ),
}
"""Exit code 2, nothing is written."""
