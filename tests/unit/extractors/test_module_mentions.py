"""What a file may load of others without importing it."""

from __future__ import annotations

import pytest
from extracted_items import items_of

from stocktake.extractors.modules.extractor import ModulesExtractor
from stocktake.extractors.modules.facts import linkage
from stocktake.syntax.parser import parse


@pytest.mark.parametrize(
    ("code", "globs"),
    [
        ("import.meta.glob('./a/*.ts', { eager: true });", [["./a/*.ts"]]),
        ("import.meta.glob<Page>(['./a/*.ts', '!./a/b.ts']);", [["./a/*.ts", "!./a/b.ts"]]),
        ("import.meta.globEager('@m/*.ts'); import.meta.glob('/b/**');", [["@m/*.ts"], ["/b/**"]]),
        ("import.meta.glob(patterns); import.meta.glob(['./a', b]); import.meta.glob();", []),
        ("import(`./a/${name}.ts`); import(`@/a/${b}/${c}`);", [["./a/*.ts"], ["@/a/*/*"]]),
        ("import(`${name}.ts`); import(`./a`); import(name); load(`./${a}`);", []),
        ("new (require(`./${name}`).default)(); require(`./a/${b}.js`);", [["./*"], ["./a/*.js"]]),
        ("require(`${name}.ts`); require(`./a`); (require) => require(`./${a}`);", []),
    ],
)
def test_globs(code: str, globs: list[list[str]]) -> None:
    assert linkage(parse(code.encode(), "ts")).globs == globs


@pytest.mark.parametrize(
    ("code", "named"),
    [
        (
            "export default { setup: ['./a.ts', \"b/c.js\", '<rootDir>/d', './a.ts'] };",
            ["./a.ts", "b/c.js", "<rootDir>/d"],
        ),
        ("module.exports = { entry: require.resolve('./a') };", ["./a"]),
        ("import a from './a'; export default { a: './a', b: './*.ts', c: 'word', d: 'https://x.y/z.js' };", []),
        ("export default { exclude: ['./a'], test: { coverage: { all: ['b.ts'] } }, files: ['./c'] };", []),
        ("export default 1; // './a'", []),
        ("export const a = './a';", []),
        ("export const config = { setup: './a' };", ["./a"]),
        ("/// <reference types='vitest' />\nexport default { a: `./a`, b: `./${b}` };", ["./a"]),
        ("export default { rootDir: '..', a: '<rootDir>/b', c: './d' };", ["../b", "./d"]),
        ("export default { rootDir: path.join(__dirname, '..', 'e'), a: '<rootDir>/b' };", ["../e", "../e/b"]),
    ],
)
def test_paths_in_texts(code: str, named: list[str]) -> None:
    assert linkage(parse(code.encode(), "ts")).named == named


@pytest.mark.parametrize(
    ("expression", "paths"),
    [
        ("path.resolve('config', 'database.js')", ["./config/database.js"]),
        ("resolve(__dirname, '..', 'src', 'a')", ["../src/a"]),
        ("join(import.meta.dirname, './src/a')", ["./src/a"]),
        ("path.join(process.cwd(), 'src/a')", ["./src/a"]),
        ("path.resolve(path.dirname(fileURLToPath(import.meta.url)), 'a')", ["./a"]),
        ("resolve(fileURLToPath(new URL('../lib', import.meta.url)), 'a')", ["../lib/a"]),
        ("resolve(import.meta.url, '../a')", ["./a"]),
        ("`${__dirname}/src/a.ts`", ["./src/a.ts"]),
        ("`${here}/a.ts`", ["./src/a.ts"]),
        ("__dirname + '/src/' + 'a.ts'", ["./src/a.ts"]),
        ("resolve(here, 'a')", ["./src/a"]),
        ("resolve(elsewhere(), 'src', 'a.ts')", ["./src/a.ts"]),
        ("[path.join(here, 'a'), path.join(here, 'b')]", ["./src/a", "./src/b"]),
        ("{ exclude: [path.join(here, 'a')] }", []),
        ("resolve(elsewhere(), 'a')", []),
        ("resolve(here, name)", []),
        ("join(elsewhere(), 'package.json')", []),
        ("resolve(endless, 'a')", []),
        ("path.resolve('a')", []),
        ("parts.join('/')", []),
        ("`${name}/a.ts`", []),
    ],
)
def test_paths_joined_from_parts(expression: str, paths: list[str]) -> None:
    code = "import path from 'path'; const here = resolve(__dirname, 'src'), endless = endless + endless;\n"
    assert linkage(parse(f"{code}export default {{ a: {expression} }};".encode(), "ts")).named == ["./src", *paths]


@pytest.mark.parametrize(
    ("code", "patterns"),
    [
        ("{ entry: ['src/index.ts', 'src/*.ts', '!src/a.ts'] }", [["src/*.ts", "!src/a.ts"]]),
        ("{ 'entryPoints': './src/{a,b}.ts' }", [["./src/{a,b}.ts"]]),
        ("[{ entry: { a: 'a/*.ts' } }, { entry: 'b/*' }]", [["a/*.ts"], ["b/*"]]),
        ("{ entry: glob.sync(path.join(__dirname, 'src', '*.ts')) }", [["./src/*.ts"]]),
        ("{ input: Object.fromEntries(globSync('src/**/*.js').map((it) => [it, it])) }", [["src/**/*.js"]]),
        ("{ entry: found }", [["c/*.ts"]]),
        ("{ input: ['src/**/*.ts'], include: ['src/**'], entryFileNames: '*.js', files: { entry: 'a/*' } }", []),
        ("{ no_entry: ['src/*.ts'], $entry: 'src/*', reentry: 'src/*', entryOf: 'src/*' }", []),
        ("{ optimizeDeps: { entries: ['src/**/*.ts'] } }", []),
        ("{ entry: ['src/a.ts', `src/${b}/*.ts`] }", []),
        ("{ schema: z.object({ '/*': 1 }), entry: (a) => a }", []),
    ],
)
def test_patterns_of_entries(code: str, patterns: list[list[str]]) -> None:
    text = f"import path from 'path'; const found = ['c/*.ts'];\nexport default {code};"
    assert linkage(parse(text.encode(), "ts")).named_globs == patterns


def unused(sources: dict[str, str]) -> list[str]:
    extractor = ModulesExtractor()
    return [each.file for each in items_of(extractor, sources, [extractor]) if each.unused_exports]


MODULES = dict.fromkeys(("web/src/a/one.ts", "web/src/a/two.ts", "web/src/a/deep/three.ts"), "export const x = 1;")


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("import.meta.glob('./a/*.ts');", ["deep/three.ts"]),
        ("import.meta.glob(['./a/**/*.ts', '!./a/two.ts']);", ["two.ts"]),
        ("import.meta.glob('/src/a/{one,two}.ts');", ["deep/three.ts"]),
        ("import.meta.glob('@a/t*');", ["one.ts", "deep/three.ts"]),
        ("import.meta.glob('package/*');", ["one.ts", "two.ts", "deep/three.ts"]),
        ("import(`./a/${name}`);", ["deep/three.ts"]),
    ],
)
def test_what_patterns_match_is_used(code: str, left: list[str]) -> None:
    configs = {
        "web/package.json": "{}",
        "web/tsconfig.json": '{"compilerOptions": {"paths": {"@a/*": ["./src/a/*"]}}}',
    }
    assert unused({**configs, **MODULES, "web/src/main.ts": code}) == [f"web/src/a/{path}" for path in left]


def test_what_the_configuration_of_a_tool_names_is_used() -> None:
    modules = {f"test/{name}.ts": "export const x = 1;" for name in ("setup", "global", "index", "other")}
    text = (
        "export default { setupFiles: ['./test/setup.js'], globalSetup: require.resolve('./test/global'),"
        "alias: { '@': './test' }, coverage: { exclude: ['test/other.ts'] } };"
    )
    used = unused({"package.json": "{}", "vitest.config.ts": text, **modules})
    assert used == ["test/index.ts", "test/other.ts"]
    assert unused({"vitest.ts": text, **modules}) == ["vitest.ts", *modules]


NAMED = dict.fromkeys((f"app/{name}.ts" for name in ("src/a", "src/b", "src/deep/c", "tools/d")), "export const x = 1;")


@pytest.mark.parametrize(
    ("path", "code", "left"),
    [
        ("tsup.config.ts", "{ entry: ['src/**/?.ts', '!src/b.ts'] }", ["src/b", "tools/d"]),
        ("tsup.config.ts", "{ entry: ['src/deep/**/*.ts', 'src/{a,x}.ts'] }", ["src/b", "tools/d"]),
        ("tsup.config.ts", "{ entry: ['src/**/*.ts', '**/*', 'src/deep/*'] }", ["src/a", "src/b", "tools/d"]),
        ("tools/esbuild.config.mjs", "{ entry: ['src/**/*.{ts,tsx}'] }", ["src/a", "src/b", "src/deep/c", "tools/d"]),
        ("tsup.config.ts", "{ content: ['./src/**/*.ts'] }", ["src/a", "src/b", "src/deep/c", "tools/d"]),
        ("tools/esbuild.config.mjs", "{ entryPoints: ['./src/*.ts'] }", ["src/deep/c", "tools/d"]),
        ("tools/esbuild.config.mjs", "{ entryPoints: ['./*.ts'] }", ["src/a", "src/b", "src/deep/c"]),
        ("tools/rollup.config.mjs", "{ input: 'src/a.ts', output: './d' }", ["src/b", "src/deep/c"]),
        ("tools/jest.config.js", "{ setupFiles: ['<rootDir>/src/a', '../src/b'] }", ["src/deep/c", "tools/d"]),
        ("vite.config.ts", "{ entry: path.resolve(__dirname, 'src', 'a') }", ["src/b", "src/deep/c", "tools/d"]),
        (
            "src/entries.ts",
            "{ entry: ['./*.ts'], a: './a' }",
            ["src/a", "src/b", "src/deep/c", "tools/d", "src/entries"],
        ),
    ],
)
def test_what_a_configuration_names_from_its_own_folder_or_its_packages(path: str, code: str, left: list[str]) -> None:
    sources = {"app/package.json": "{}", **NAMED, f"app/{path}": f"import path from 'path'; export default {code};"}
    found = [each.removeprefix("app/").removesuffix(".ts") for each in unused(sources)]
    assert [each for each in found if ".config" not in each] == left


def test_patterns_of_entries_in_a_package_json() -> None:
    manifest = '{"tsup": {"entry": ["src/*.ts", "src/**/*.ts", "!src/b.ts"]}, "knip": {"project": ["tools/*.ts"]}}'
    assert unused({"app/package.json": manifest, **NAMED}) == ["app/src/b.ts", "app/src/deep/c.ts", "app/tools/d.ts"]
