from __future__ import annotations

from typing import Any

from resolve_builders import constants, declared, exported, imported, module, project, reexported

BARREL = {
    "index.ts": module(reexported("./a", "x", "y as z"), reexported("./b", "*"), reexported("./c", "* as c")),
    "a.ts": constants("x", "y", "only_here"),
    "b.ts": constants("p", "q"),
    "c.ts": constants("r"),
}


def unused(modules: dict[str, Any], configs: dict[str, Any] | None = None) -> dict[str, list[str]]:
    found = project(modules, configs)
    return {path: list(names) for path in modules if (names := found.unused_exports(path))}


def test_a_re_export_alone_is_no_use() -> None:
    assert unused(BARREL) == {
        "index.ts": ["c", "x", "z"],
        "a.ts": ["only_here", "x", "y"],
        "b.ts": ["p", "q"],
        "c.ts": ["r"],
    }


def test_uses_count_through_barrels_for_every_module_on_the_way() -> None:
    modules = BARREL | {"u.ts": module(imported("./index", "z", "p", "c"))}
    assert unused(modules) == {"index.ts": ["x"], "a.ts": ["only_here", "x"], "b.ts": ["q"]}


def test_imported_then_exported_is_a_use() -> None:
    modules = {"a.ts": constants("x"), "b.ts": module(imported("./a", "x"), exported("x"))}
    assert unused(modules) == {"b.ts": ["x"]}


def test_members_of_a_namespace_import() -> None:
    known = module(imported("./a", "* as a"), namespace_uses={"a": ["x"]})
    assert unused({"a.ts": constants("x", "y"), "u.ts": known}) == {"a.ts": ["y"]}
    unknown = module(imported("./a", "* as a"))
    assert unused({"a.ts": constants("x", "y"), "u.ts": unknown}) == {}


def test_dynamic_imports_use_the_names_they_take_else_all() -> None:
    taking = module(imported("./a", "x", kind="dynamic"))
    assert unused({"a.ts": constants("x", "y"), "u.ts": taking}) == {"a.ts": ["y"]}
    assert unused({"a.ts": constants("x", "y"), "u.ts": module(imported("./a", kind="dynamic"))}) == {}
    assert unused({"a.ts": constants("x"), "u.ts": module(imported("./a", kind="side-effect"))}) == {"a.ts": ["x"]}


def test_what_a_query_makes_of_a_module_uses_all_of_it() -> None:
    modules = {"a.ts": constants("x"), "b.ts": constants("x"), "u.ts": module(imported("./a?worker", "default as a"))}
    assert unused(modules) == {"b.ts": ["x"]}


def test_type_imports_are_uses() -> None:
    assert unused({"a.ts": constants("T"), "u.ts": module(imported("./a", "T", kind="type"))}) == {}


def test_export_equals_is_used_by_a_default_import() -> None:
    modules = {
        "a.ts": module(exported("export=", "main"), declared("main", "function")),
        "u.ts": module(imported("./a", "default as main")),
    }
    assert unused(modules) == {}


def test_export_equals_is_used_by_whoever_imports_a_member_of_it() -> None:
    whole = module(exported("export=", "main"), exported("one"), exported("two"), declared("main"), declared("one"))
    member = module(imported("./a", "* as a"), namespace_uses={"a": ["one"]})
    assert unused({"a.ts": whole, "u.ts": member}) == {"a.ts": ["two"]}
    unlisted = module(imported("./a", "* as a"), namespace_uses={"a": ["three"]})
    assert unused({"a.ts": whole, "u.ts": unlisted}) == {"a.ts": ["one", "two"]}
    barrel = {"a.ts": whole, "b.ts": module(reexported("./a", "one"))}
    assert unused(barrel) == {"a.ts": ["export=", "one", "two"], "b.ts": ["one"]}
    assert unused(barrel | {"u.ts": module(imported("./b", "one"))}) == {"a.ts": ["two"]}


def test_circles_of_re_exports_end() -> None:
    modules = {
        "a.ts": module(reexported("./b", "*"), exported("x"), declared("x")),
        "b.ts": module(reexported("./a", "*"), reexported("./b", "* as self")),
        "u.ts": module(imported("./b", "x", "self")),
    }
    assert unused(modules) == {}


def test_what_a_framework_calls_is_used() -> None:
    paths = [
        "web/app/page.tsx",
        "web/app/[id]/(group)/route.ts",
        "web/src/app/blog/layout.tsx",
        "web/app/blog/card.tsx",
        "web/pages/api/user.ts",
        "web/middleware.ts",
        "web/lib/page.tsx",
        "web/next.config.mjs",
        "web/src/next.config.ts",
        "lib/app/page.tsx",
    ]
    modules = {path: constants("x") for path in paths}
    configs = {"web/package.json": {"dependencies": {"next": "15"}}, "lib/package.json": {}}
    assert list(unused(modules, configs)) == [
        "web/app/blog/card.tsx",
        "web/lib/page.tsx",
        "web/src/next.config.ts",
        "lib/app/page.tsx",
    ]


def test_what_tools_load_is_used() -> None:
    paths = [
        ".eslintrc.cjs",
        "src/.prettierrc.mjs",
        ".storybook/preview.tsx",
        "db/migrations/1-users.js",
        "db/seeders/users.js",
        "lib/migrations/deep/run.js",
        ".ladle/components.tsx",
        "eslint-local-rules/index.js",
        "Gruntfile.js",
        "gulpfile.babel.js",
        "vite.config.bundled.ts",
        "web/webpack.config.js",
        "src/rc.ts",
        "src/app.config.ts",
        "src/gulpfile.js",
    ]
    configs = {"package.json": {"devDependencies": {"sequelize-cli": "6"}}}
    modules = {path: constants("up") for path in paths}
    assert list(unused(modules, configs)) == ["src/rc.ts", "src/app.config.ts", "src/gulpfile.js"]
    assert "db/migrations/1-users.js" in unused(modules, {})


def test_what_tools_load_where_a_package_depends_on_them() -> None:
    modules = {path: constants("x") for path in ("src/i18n/request.ts", "api/codegen.ts", "generators/app/index.js")}
    assert list(unused(modules, {"package.json": {}})) == list(modules)
    needed = {"next-intl": "3", "@graphql-codegen/cli": "5", "yeoman-generator": "5"}
    assert unused(modules, {"package.json": {"devDependencies": needed}}) == {}


def test_a_framework_may_be_a_dependency_of_the_workspace() -> None:
    modules = {path: constants("x") for path in ("apps/a/app/routes/home.tsx", "apps/a/app/lib.ts", "app/root.tsx")}
    configs = {"package.json": {"devDependencies": {"@react-router/dev": "7"}}, "apps/a/package.json": {"name": "a"}}
    assert list(unused(modules, configs)) == ["apps/a/app/lib.ts"]
    assert list(unused(modules, {})) == list(modules)


def test_entries_of_packages_are_used_from_outside() -> None:
    modules = {
        "lib/src/index.ts": module(reexported("./a", "x"), exported("own"), declared("own")),
        "lib/src/a.ts": constants("x", "y"),
        "lib/src/sub/one.ts": constants("s"),
        "lib/src/bin.ts": constants("main"),
    }
    manifest = {
        "exports": {".": {"types": "./dist/index.d.ts", "import": "./dist/index.js"}, "./sub/*": "./dist/sub/*.js"},
        "bin": {"lib": "dist/bin.js"},
    }
    assert unused(modules, {"lib/package.json": manifest}) == {"lib/src/a.ts": ["y"]}
    assert unused(modules, {"lib/package.json": {"main": "dist/index.js"}}) == {
        "lib/src/a.ts": ["y"],
        "lib/src/sub/one.ts": ["s"],
        "lib/src/bin.ts": ["main"],
    }


def test_what_a_package_itself_is_for_an_import_is_used_from_outside() -> None:
    configs = {"lib/package.json": {"name": "lib", "exports": {".": "./bundles/lib.esm.js"}}}
    assert unused({"lib/src/index.ts": constants("x"), "lib/src/a.ts": constants("y")}, configs) == {
        "lib/src/a.ts": ["y"]
    }


def test_what_a_declaration_file_stands_for_is_used() -> None:
    modules = {path: constants("x") for path in ("a.js", "b.mjs", "c.cjs", "d.js", "e.ts")}
    found = project(modules, {}, ["a.d.ts", "b.d.mts", "c.d.ts", "e.d.ts"])
    assert [path for path in modules if found.unused_exports(path)] == ["c.cjs", "d.js", "e.ts"]
    assert found.is_entry("a.js")


def test_what_is_for_one_platform_is_used_as_what_is_for_all() -> None:
    modules = {path: constants("x") for path in ("a.tsx", "a.ios.tsx", "b.web.ts", "c.other.ts", "c.ts")}
    assert list(unused(modules)) == ["a.tsx", "b.web.ts", "c.other.ts", "c.ts"]


def test_a_package_json_that_names_no_entry_makes_none() -> None:
    assert unused({"src/index.ts": constants("x")}, {"package.json": {"name": "app"}}) == {"src/index.ts": ["x"]}
    assert unused({"index.ts": constants("x")}, {"package.json": {"name": "app"}}) == {}


def test_long_chains_do_not_overflow() -> None:
    count = 3_000
    modules = {f"m{at}.ts": module(reexported(f"./m{at + 1}", "x")) for at in range(count)}
    modules |= {f"m{count}.ts": constants("x"), "u.ts": module(imported("./m0", "x"))}
    assert unused(modules) == {}


def test_what_configuration_names_is_used() -> None:
    manifest = {
        "name": "chart.ts",
        "files": ["listed.ts"],
        "scripts": {
            "build": 'rollup -c config/rollup.mjs && node --import=./hook.mjs "scripts/build.js"',
            "lint": "eslint 'src/*.ts' no/such.ts",
        },
        "build": {"afterSign": "./tools/notarize.js", "afterPack": "./tools/pack"},
        "jest": {"setupFiles": ["<rootDir>/test/setup.ts"], "coveragePathIgnorePatterns": ["src/a.ts"]},
        "prisma": {"seed": "tsx ../seed.ts"},
    }
    configs = {
        "app/package.json": manifest,
        "app/tsconfig.json": {"files": ["src/a.ts"]},
        "app/langgraph.json": {"graphs": {"agent": "./agent/agent.ts:graph"}},
    }
    used = ["config/rollup.mjs", "hook.mjs", "scripts/build.ts", "tools/notarize.ts", "tools/pack.ts", "test/setup.ts"]
    paths = ["seed.ts", *(f"app/{path}" for path in (*used, "agent/agent.ts", "chart.ts", "listed.ts", "src/a.ts"))]
    modules = {path: constants("x") for path in paths}
    assert list(unused(modules, configs)) == ["app/chart.ts", "app/listed.ts", "app/src/a.ts"]


def test_modules_for_platforms_are_used_where_one_is_imported() -> None:
    modules = {
        "drv.ios.ts": constants("x"),
        "drv.android.ts": constants("x"),
        "alone.web.ts": constants("x"),
        "card.tsx": constants("x"),
        "card.ios.tsx": constants("x"),
        "u.ts": module(imported("./drv", "x"), imported("./card", "x")),
    }
    assert list(unused(modules)) == ["alone.web.ts"]
    suffixes = {"tsconfig.json": {"compilerOptions": {"moduleSuffixes": [".ios", ""]}}}
    assert list(unused(modules, suffixes)) == ["alone.web.ts"]
    without_import = {path: facts for path, facts in modules.items() if path != "u.ts"}
    assert list(unused(without_import)) == ["alone.web.ts", "card.tsx"]
