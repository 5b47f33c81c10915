"""A repository in which everything that could run code, lead outside or give a secret away is prepared to do so."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from hostile_site import environment, project
from source_trees import write

TOKENS = {
    "a Stripe key": "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "a GitHub token": "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a",
    "an AWS key": "AKIA" + "IOSFODNN7EXAMPLE",
    "a Slack token": "xoxb-" + "1234567890-abcdefghij0123",
    "a Google key": "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
    "a JSON web token": "eyJ" + "hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
    "a random text": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
"""What looks like a credential; put together here, so that no scanner takes this file for one."""

PLACES = (
    "export const a = {quoted};",
    "export const Key{number} = ({{ token = {quoted} }}: {{ token?: string }}) => <input value={{token}} />;",
    "export type T{number} = {quoted} | 'x';",
    "export interface I{number} {{ token: {quoted} }}",
    "export enum E{number} {{ Token = {quoted} }}",
    "export const S{number} = z.object({{ t: z.literal({quoted}), d: z.string().default({quoted}) }});",
    "export const R{number} = z.string().regex(/{token}/).describe({quoted}).startsWith({quoted});",
    "export const N{number} = z.enum([{quoted}, 'b']);",
    "export function useKey{number}(token = {quoted}) {{ return useState({quoted}); }}",
    "export const F{number} = () => {{ const f = useForm({{ defaultValues: {{ t: {quoted} }} }}); return <form "
    "action={quoted}><input {{...f.register('t')}} defaultValue={quoted} /></form>; }};",
    "export class C{number} {{ key = {quoted}; send() {{ fetch({quoted}); }} }}",
    "export const check{number} = (x: unknown) => S{number}.parse({quoted});",
)
"""Where a text of the source could find its way into an item."""

TRAP = """\
import os
open(os.environ["TRAP"], "a").write({name!r} + chr(10))
"""

MODULES = (
    *("sitecustomize", "usercustomize", "json", "msgspec", "yaml", "tree_sitter", "tree_sitter_typescript", "sqlite3"),
    *("subprocess", "encodings", "stocktake", "misbehaving", "tomllib", "hashlib", "rich", "stocktake_plugin"),
)


def trapped(folder: Path) -> Path:
    """A repository with all of it below ``folder``, and what lies around it, outside; returns its root."""
    root = project(folder / "root")
    write(folder, {"outside/secret.ts": "export const outside = 'SECRET OUTSIDE';\n", "outside/x/y.ts": "export {};\n"})
    write(folder, {"outside/tsconfig.json": '{"compilerOptions": {}}', "outside/package.json": '{"name": "outside"}'})
    script = folder / "trap.sh"
    script.write_text('#!/bin/sh\necho "$0 $*" >> "$TRAP"\ncat\n')
    script.chmod(0o755)
    _python(root)
    _javascript(root, script)
    _secrets(root)
    for name, target in {"a.ts": "secret.ts", "b": ".", "src/c.ts": "../secret.ts", "d.json": "package.json"}.items():
        (root / name).symlink_to(os.path.join("../outside" if "/" not in name else "../../outside", target))
    (root / "e.ts").symlink_to(folder / "outside/secret.ts")
    _git(root, script)
    return root


def _python(root: Path) -> None:
    for name in MODULES:
        write(root, {f"{name}.py": TRAP.format(name=f"module {name}")})
    write(root, {"stocktake/__init__.py": TRAP.format(name="package"), "conftest.py": TRAP.format(name="conftest")})
    entry = "[stocktake.extractors]\nevil = stocktake_plugin:Evil\n"
    write(root, {"evil-1.0.dist-info/entry_points.txt": entry, "evil.egg-info/entry_points.txt": entry})
    write(root, {"evil-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n"})
    write(root, {"evil.pth": "import stocktake_plugin\n", "pyvenv.cfg": "home = .\n"})
    write(root, {"stocktake.toml": '[inventories.hooks]\nexclude = ["nothing"]\n'})


def _javascript(root: Path, script: Path) -> None:
    hooks = dict.fromkeys(("preinstall", "postinstall", "prepare", "build"), str(script))
    text = ", ".join(f'"{name}": "{value}"' for name, value in hooks.items())
    write(root, {"bad/package.json": f'{{"name": "bad", "main": "../../outside/secret.ts", "scripts": {{{text}}}}}'})
    settings = '{"extends": ["../../outside/tsconfig.json", "/etc/passwd"], "compilerOptions": {"plugins": [{"name": "'
    settings += f'{script}"}}], "baseUrl": "../../outside", "paths": {{"*": ["../../outside/*"]}}}}}}'
    write(root, {"bad/tsconfig.json": settings, ".npmrc": "//x/:_authToken=SECRET NPMRC\n", ".env": "KEY=SECRET ENV\n"})
    write(
        root,
        {"bad/x.ts": "import '../../outside/secret'; import 'secret'; import './data.json'; import '/etc/passwd';\n"},
    )
    write(root, {"bad/data.json": '{"key": "SECRET DATA"}', "bad/prettier.config.js": "process.exit(7);\n"})
    write(root, {"node_modules/x/index.js": "SECRET MODULE", "id_rsa": "SECRET KEY", "secrets.yaml": "SECRET YAML"})


def _secrets(root: Path) -> None:
    lines = ["import { z } from 'zod';", "import { useForm } from 'react-hook-form';"]
    for number, token in enumerate(TOKENS.values()):
        lines += [place.format(quoted=f"'{token}'", token=token, number=number) for place in PLACES]
    write(root, {"src/secrets.tsx": "\n".join(lines) + "\n"})


def _git(root: Path, script: Path) -> None:
    env = environment(root.parent)

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=root, env=env, check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch=main", ".")
    git("add", "--all")
    git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "--message", "x")
    write(root, {".gitattributes": "* filter=x diff=x merge=x\n", ".git/info/attributes": "* filter=x diff=x\n"})
    for name in ("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "diff.external"):
        git("config", name, str(script))
    for name in ("filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.textconv", "credential.helper"):
        git("config", name, str(script))
    git("config", "filter.x.required", "true")
    git("config", "core.hooksPath", str(root / "hooks"))
    for hook in ("post-index-change", "fsmonitor-watchman", "post-checkout", "pre-commit", "reference-transaction"):
        for place in (root / "hooks", root / ".git/hooks"):
            place.mkdir(exist_ok=True)
            (place / hook).write_text(script.read_text())
            (place / hook).chmod(0o755)
    write(root, {"src/schema.ts": (root / "src/schema.ts").read_text() + "// changed since\n"})
