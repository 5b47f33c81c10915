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
    ],
)
def test_paths_in_texts(code: str, named: list[str]) -> None:
    assert linkage(parse(code.encode(), "ts")).named == named


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
