from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resolve_builders import answer, resolver


@pytest.mark.parametrize(
    ("files", "specifier", "expected"),
    [
        (["src/x.ts", "src/x.tsx", "src/x.d.ts", "src/x.js"], "./x", "src/x.ts"),
        (["src/x.tsx", "src/x.d.ts", "src/x.js"], "./x", "src/x.tsx"),
        (["src/x.d.ts", "src/x.js"], "./x", "src/x.d.ts"),
        (["src/x.js", "src/x.jsx"], "./x", "src/x.js"),
        (["src/x.jsx"], "./x", "src/x.jsx"),
        (["src/x.mts"], "./x", "unresolved:no file matches"),
        (["src/x.ts", "src/x/index.ts"], "./x", "src/x.ts"),
        (["src/x/index.tsx"], "./x", "src/x/index.tsx"),
        (["src/x.ts", "src/x/index.ts"], "./x/", "src/x/index.ts"),
        (["src/x.ts"], "./x.js", "src/x.ts"),
        (["src/x.tsx"], "./x.js", "src/x.tsx"),
        (["src/x.tsx", "src/x.ts"], "./x.jsx", "src/x.tsx"),
        (["src/x.mts"], "./x.mjs", "src/x.mts"),
        (["src/x.cts"], "./x.cjs", "src/x.cts"),
        (["src/x.ts", "src/x.mjs"], "./x.mjs", "src/x.mjs"),
        (["src/x.ts"], "./x.ts", "src/x.ts"),
        (["src/x.js.ts"], "./x.js", "src/x.js.ts"),
        (["src/x.service.ts"], "./x.service", "src/x.service.ts"),
        (["src/index.ts"], ".", "src/index.ts"),
        (["index.ts"], "..", "index.ts"),
        (["index.ts"], "../", "index.ts"),
        (["lib/x.ts"], "../lib/x", "lib/x.ts"),
        (["src/x.json"], "./x.json", "src/x.json"),
        (["src/x.json"], "./x", "unresolved:no file matches"),
        (["src/x.css"], "./x.css", "unresolved:asset"),
        (["src/x.css.ts"], "./x.css", "src/x.css.ts"),
        (["src/x.d.css.ts"], "./x.css", "src/x.d.css.ts"),
        (["src/x.ts"], "./x?raw", "unresolved:asset"),
        (["src/x.ts"], "./x.ts?worker&inline", "unresolved:asset"),
        ([], "./x?raw", "unresolved:asset"),
        (["src/x.vue"], "./x.vue", "unresolved:asset"),
        (["src/y.vue"], "./x.vue", "unresolved:no file matches"),
        ([], "../../x", "unresolved:outside of the root"),
        ([], "./x", "unresolved:no file matches"),
    ],
)
def test_relative(files: list[str], specifier: str, expected: str) -> None:
    assert answer([*files, "src/a.ts"], {}, "src/a.ts", specifier) == expected


def test_a_folder_with_a_package_json() -> None:
    files = ["src/a.ts", "src/sub/types.d.ts", "src/sub/main.js"]
    manifest = {"src/sub/package.json": {"types": "./types.d.ts", "main": "./main.js"}}
    assert answer(files, manifest, "src/a.ts", "./sub") == "src/sub/types.d.ts"
    assert answer(files, {"src/sub/package.json": {"main": "main"}}, "src/a.ts", "./sub") == "src/sub/main.js"


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        ("../dist/deep/x.js", "lib/src/deep/x.ts"),
        ("../dist/deep/x", "lib/src/deep/x.ts"),
        ("../dist/deep", "lib/src/deep/index.ts"),
        ("../dist/none.js", "unresolved:no file matches"),
        ("../other/deep/x.js", "unresolved:no file matches"),
        ("../dist/deep/x.css", "unresolved:asset"),
    ],
)
def test_a_path_into_what_a_build_would_write(specifier: str, expected: str) -> None:
    files = ["lib/bin/a.js", "lib/src/deep/x.ts", "lib/src/deep/index.ts"]
    assert answer(files, {"lib/package.json": {"name": "lib"}}, files[0], specifier) == expected


def test_lib_is_what_a_build_would_write_where_there_is_no_such_folder() -> None:
    files = ["p/bin/a.js", "p/src/deep/x.ts", "p/src/index.ts"]
    manifest = {"p/package.json": {"name": "p"}}
    assert answer(files, manifest, files[0], "../lib/deep/x.js") == "p/src/deep/x.ts"
    assert answer(files, manifest, files[0], "../lib/index.js") == "p/src/index.ts"
    assert answer([*files, "p/lib/y.ts"], manifest, files[0], "../lib/deep/x.js") == "unresolved:no file matches"


def test_a_folder_with_a_package_json_that_is_not_built() -> None:
    files = ["lib/examples/a.ts", "lib/src/index.ts"]
    assert answer(files, {"lib/package.json": {"main": "dist/index.js"}}, files[0], "..") == "lib/src/index.ts"
    assert answer(files, {"lib/package.json": {}}, files[0], "..") == "unresolved:no file matches"


def test_root_dirs_merge_folders() -> None:
    configs = {"tsconfig.json": {"compilerOptions": {"rootDirs": ["src", "generated"]}}}
    files = ["src/views/a.ts", "generated/views/b.ts"]
    assert answer(files, configs, "src/views/a.ts", "./b") == "generated/views/b.ts"


def test_module_suffixes_come_in_their_order() -> None:
    configs = {"tsconfig.json": {"compilerOptions": {"moduleSuffixes": [".ios", ""]}}}
    files = ["a.ts", "b.ts", "b.ios.ts", "c.ts"]
    assert answer(files, configs, "a.ts", "./b") == "b.ios.ts"
    assert answer(files, configs, "a.ts", "./c") == "c.ts"


def test_paths_fall_back_through_their_list_then_to_packages() -> None:
    configs = {"tsconfig.json": {"compilerOptions": {"paths": {"@/*": ["gen/*", "src/*"], "react": ["stubs/none"]}}}}
    assert answer(["src/m.ts", "a.ts"], configs, "a.ts", "@/m") == "src/m.ts"
    assert answer(["src/m.ts", "a.ts"], configs, "a.ts", "@/none") == "unresolved:no file matches"
    assert answer(["src/m.css", "a.ts"], configs, "a.ts", "@/m.css") == "unresolved:asset"
    declared = configs | {"package.json": {"dependencies": {"react": "1"}}}
    assert answer(["a.ts"], declared, "a.ts", "react") == "external:react"


def test_an_asset_that_paths_or_base_url_lead_to_has_its_path() -> None:
    options = {"baseUrl": "src", "paths": {"@/*": ["gen/*", "other/*"]}}
    found = resolver(["a.ts", "src/b.ts", "src/icons/c.ts"], {"tsconfig.json": {"compilerOptions": options}})
    paths = {"@/logo.svg?react": "src/gen/logo.svg", "icons/d.svg": "src/icons/d.svg", "/e.svg": "", "lodash/f.css": ""}
    assert {specifier: found.resolve("a.ts", specifier).path for specifier in paths} == paths
    assert {found.resolve("a.ts", specifier).kind for specifier in list(paths)[:3]} == {"unresolved"}


def test_a_file_that_is_no_module_is_an_asset_with_its_path() -> None:
    options = {"baseUrl": "src", "paths": {"@/*": ["gen/*", "other/*"]}}
    files = ["src/a.ts", "src/other/b.vue", "src/icons/c.grammar", "src/d.svelte"]
    found = resolver(files, {"tsconfig.json": {"compilerOptions": options}})
    paths = {
        "@/b.vue": "src/other/b.vue",
        "icons/c.grammar": "src/icons/c.grammar",
        "./d.svelte": "src/d.svelte",
        "./d.svelte?x": "src/d.svelte",
        "./e.svg?x": "src/e.svg",
        "@/none.vue": "",
    }
    assert {specifier: found.resolve("src/a.ts", specifier).path for specifier in paths} == paths
    reasons = [found.resolve("src/a.ts", specifier).reason for specifier in paths]
    assert reasons == ["asset"] * 5 + ["no file matches"]


SVELTE = {"app/package.json": {"devDependencies": {"@sveltejs/kit": "2"}}}
DOCUSAURUS = {"app/package.json": {"dependencies": {"@docusaurus/core": "3"}}}


@pytest.mark.parametrize(
    ("configs", "specifier", "expected"),
    [
        (SVELTE, "$lib/deep/x", "unresolved:no file matches"),
        (SVELTE, "$lib/box.svg", "unresolved:asset"),
        (SVELTE, "$lib/none", "unresolved:no file matches"),
        (SVELTE, "$env/dynamic/private", "unresolved:virtual module"),
        (SVELTE, "$app/environment", "unresolved:virtual module"),
        (SVELTE, "@site/src/lib", "external:@site/src"),
        (DOCUSAURUS, "@site/src/lib/deep/x", "unresolved:no file matches"),
        (DOCUSAURUS, "@theme/Layout", "unresolved:virtual module"),
        (DOCUSAURUS, "@docusaurus/Link", "external:@docusaurus/Link"),
        (DOCUSAURUS, "$lib/deep/x", "unresolved:no file matches"),
        (
            SVELTE | {"app/tsconfig.json": {"compilerOptions": {"paths": {"$lib/*": ["./other/*"]}}}},
            "$lib/x",
            "app/other/x.ts",
        ),
    ],
)
def test_what_a_framework_means(configs: dict[str, Any], specifier: str, expected: str) -> None:
    files = [
        "app/src/a.ts",
        "app/src/lib/deep/x.ts",
        "app/src/lib/index.ts",
        "app/src/lib/Box.svelte",
        "app/other/x.ts",
    ]
    assert answer(files, configs, "app/src/a.ts", specifier) == expected


def test_the_query_of_a_path_inside_of_a_package_is_none_of_the_path() -> None:
    manifest = {"name": "core", "exports": {"./style.css": "./style.css"}}
    configs = {"package.json": {"workspaces": ["core"]}, "core/package.json": manifest}
    assert answer(["a.ts", "core/style.css"], configs, "a.ts", "core/style.css?inline") == "unresolved:asset"
    assert answer(["a.ts"], {}, "a.ts", "lib/style.css?inline") == "external:lib"
    assert answer(["a.ts"], {}, "a.ts", "lib?inline") == "external:lib"


def test_a_query_is_of_the_file_that_is_named() -> None:
    files = ["a.ts", "x.jsx", "x.tsx"]
    found = resolver(files, {})
    assert [found.resolve("a.ts", each).path for each in ("./x.jsx?raw", "./x?raw")] == ["x.jsx", "x.tsx"]


def test_no_module_is_built_of_the_one_that_imports_it() -> None:
    files = ["lib/a.js", "lib/b.js", "lib/self.ts"]
    configs = {"lib/package.json": {"name": "lib"}}
    assert answer(files, configs, "lib/a.js", "./dist/a.js") == "unresolved:no file matches"
    assert answer(files, configs, "lib/b.js", "./dist/a.js") == "lib/a.js"
    assert answer(files, configs, "lib/self.ts", "./self") == "lib/self.ts"


def test_builds_for_development_and_production_are_of_the_same_sources() -> None:
    exports = {".": "./dist/production/index.d.ts", "./dom": {"default": "./dist/development/dom-export.mjs"}}
    configs = {
        "lib/package.json": {"name": "lib", "exports": exports},
        "app/package.json": {"dependencies": {"lib": "workspace:*"}},
    }
    files = ["lib/index.ts", "lib/dom-export.ts", "app/a.ts"]
    assert answer(files, configs, "app/a.ts", "lib") == "lib/index.ts"
    assert answer(files, configs, "app/a.ts", "lib/dom") == "lib/dom-export.ts"


def test_sources_below_their_folder_come_before_what_lies_in_that_of_the_package() -> None:
    exports = {".": {"import": "./dist/node/index.mjs", "browser": "./dist/browser/index.mjs"}}
    configs = {
        "lib/package.json": {"name": "lib", "exports": exports},
        "a/package.json": {"dependencies": {"lib": "workspace:*"}},
    }
    files = ["lib/index.ts", "lib/src/node/index.ts", "lib/src/browser/index.ts", "a/a.ts"]
    assert answer(files, configs, "a/a.ts", "lib") == "lib/src/node/index.ts"
    assert answer(files[:1] + files[3:], configs, "a/a.ts", "lib") == "lib/index.ts"


def test_paths_into_node_modules_are_packages() -> None:
    configs = {"tsconfig.json": {"compilerOptions": {"paths": {"x/*": ["./node_modules/y/*"]}}}}
    assert answer(["a.ts"], configs, "a.ts", "x/z") == "external:x"


def test_a_path_to_a_file_with_an_extension() -> None:
    configs = {"tsconfig.json": {"compilerOptions": {"paths": {"lib": ["src/lib.mts"]}}}}
    assert answer(["a.ts", "src/lib.mts"], configs, "a.ts", "lib") == "src/lib.mts"


def test_base_url_comes_before_packages_and_missing_files_in_its_folders_are_no_packages() -> None:
    configs = {"tsconfig.json": {"compilerOptions": {"baseUrl": "src"}}}
    files = ["src/components/a.ts", "src/b.ts"]
    assert answer(files, configs, "src/b.ts", "components/a") == "src/components/a.ts"
    assert answer(files, configs, "src/b.ts", "components/none") == "unresolved:no file matches"
    assert answer(files, configs, "src/b.ts", "lodash/fp") == "external:lodash"


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        ("react", "external:react"),
        ("@scope/name/sub/path", "external:@scope/name"),
        ("fs", "external:node:fs"),
        ("fs/promises", "external:node:fs/promises"),
        ("node:path", "external:node:path"),
        ("bun:test", "external:bun:test"),
        ("data:text/plain,x", "unresolved:URL"),
        ("https://esm.sh/x", "unresolved:URL"),
        ("virtual:pwa", "unresolved:virtual module"),
        ("~icons/mdi/x", "unresolved:virtual module"),
        ("~/x", "unresolved:no file matches"),
        ("@/x", "unresolved:no file matches"),
        ("$lib/x", "unresolved:no file matches"),
        ("/logo.svg", "unresolved:asset"),
        ("/abs", "unresolved:absolute path"),
        ("raw-loader!./x", "unresolved:inline loader"),
        ("", "unresolved:empty specifier"),
        ("swiper/css", "external:swiper"),
        ("#x", "unresolved:package imports do not include #x"),
    ],
)
def test_what_is_no_file(specifier: str, expected: str) -> None:
    assert answer(["a.ts"], {}, "a.ts", specifier) == expected


def test_imports_of_the_nearest_package_json() -> None:
    configs: dict[str, Any] = {
        "package.json": {
            "name": "me",
            "imports": {
                "#lib/*": {"types": "./dist/lib/*.d.ts", "default": "./dist/lib/*.js"},
                "#here/*": "./src/*.ts",
                "#here/private/*": None,
                "#fetch": {"node": "node-fetch", "default": "./src/fetch.js"},
                "#ext": "lodash/fp",
            },
        }
    }
    files = ["src/a.ts", "src/fetch.ts", "src/lib/b.ts", "src/private/c.ts"]
    ask = {name: answer(files, configs, "src/a.ts", name) for name in ("#here/a", "#lib/b", "#fetch", "#ext", "#no")}
    assert ask == {
        "#here/a": "src/a.ts",
        "#lib/b": "src/lib/b.ts",
        "#fetch": "src/fetch.ts",
        "#ext": "external:lodash",
        "#no": "unresolved:package imports do not include #no",
    }
    assert answer(files, configs, "src/a.ts", "#here/private/c").startswith("unresolved:")


def test_a_package_may_import_itself_by_name_through_exports_only() -> None:
    files = ["src/index.ts", "src/sub.ts"]
    exports = {"package.json": {"name": "me", "exports": {".": "./dist/index.js", "./sub": "./src/sub.ts"}}}
    assert answer(files, exports, "src/sub.ts", "me") == "src/index.ts"
    assert answer(files, exports, "src/index.ts", "me/sub") == "src/sub.ts"
    assert answer(files, {"package.json": {"name": "me", "main": "src/index.ts"}}, "src/sub.ts", "me") == "external:me"


def workspace(manifest: dict[str, Any], *files: str, more: dict[str, Any] | None = None, ask: str = "lib") -> str:
    configs = {"package.json": {"workspaces": ["lib", "app"]}, "lib/package.json": {"name": "lib"} | manifest}
    return answer(["app/a.ts", *files], configs | (more or {}), "app/a.ts", ask)


@pytest.mark.parametrize(
    ("manifest", "files", "specifier", "expected"),
    [
        ({}, ["lib/index.ts"], "lib", "lib/index.ts"),
        ({"main": "index.js", "types": "index.d.ts"}, ["lib/index.js", "lib/index.d.ts"], "lib", "lib/index.d.ts"),
        ({"main": "./src/index.ts"}, ["lib/src/index.ts"], "lib", "lib/src/index.ts"),
        ({"main": "dist/index.js"}, ["lib/src/index.tsx"], "lib", "lib/src/index.tsx"),
        ({"main": "dist/cjs/index.js"}, ["lib/src/index.ts"], "lib", "lib/src/index.ts"),
        ({"main": "dist/lib.umd.js"}, ["lib/src/index.ts"], "lib", "lib/src/index.ts"),
        ({"main": "lib/main.js"}, ["lib/src/main.ts"], "lib", "lib/src/main.ts"),
        ({"types": "dist/types/index.d.ts"}, ["lib/src/index.ts", "lib/src/types/index.ts"], "lib", "lib/src/index.ts"),
        ({"source": "code/x.ts", "main": "dist/x.js"}, ["lib/code/x.ts", "lib/src/x.ts"], "lib", "lib/code/x.ts"),
        ({"main": "dist/index.mjs"}, ["lib/src/index.mts", "lib/src/index.ts"], "lib", "lib/src/index.mts"),
        ({}, ["lib/src/deep/x.ts"], "lib/src/deep/x", "lib/src/deep/x.ts"),
        ({}, ["lib/src/deep/x.ts"], "lib/dist/deep/x", "lib/src/deep/x.ts"),
        ({}, ["lib/src/deep/x.ts"], "lib/deep/x", "lib/src/deep/x.ts"),
        ({}, ["lib/sub/index.ts"], "lib/sub", "lib/sub/index.ts"),
        ({}, ["lib/src/index.ts"], "lib/none", "unresolved:no file matches"),
        ({"exports": "./dist/index.js"}, ["lib/src/index.ts"], "lib", "lib/src/index.ts"),
        (
            {"exports": {".": {"types": "./dist/i.d.ts", "default": "./index.js"}}},
            ["lib/index.js", "lib/src/i.ts"],
            "lib",
            "lib/index.js",
        ),
        (
            {"exports": {".": {"browser": "./b.ts", "import": {"types": "./dist/i.d.ts"}}}},
            ["lib/b.ts", "lib/src/i.ts"],
            "lib",
            "lib/src/i.ts",
        ),
        (
            {"exports": {".": {"development": "./src/dev.ts", "import": "./dist/index.js"}}},
            ["lib/src/dev.ts", "lib/src/index.ts"],
            "lib",
            "lib/src/dev.ts",
        ),
        ({"exports": {".": {"require": "./cjs.ts"}}}, ["lib/cjs.ts"], "lib", "lib/cjs.ts"),
        ({"exports": {".": ["./no.ts", "./yes.ts"]}}, ["lib/yes.ts"], "lib", "lib/yes.ts"),
        ({"exports": {"./*": "./src/*.ts"}}, ["lib/src/a/b.ts"], "lib/a/b", "lib/src/a/b.ts"),
        ({"exports": {"./*": "./dist/*.js"}}, ["lib/src/a/index.ts"], "lib/a", "lib/src/a/index.ts"),
        ({"exports": {"./*": "./one/*.ts", "./x/*": "./two/*.ts"}}, ["lib/two/a.ts"], "lib/x/a", "lib/two/a.ts"),
        ({"exports": {"./f/*.js": "./src/*.ts"}}, ["lib/src/a.ts"], "lib/f/a.js", "lib/src/a.ts"),
        ({"exports": {"./f/": "./src/"}}, ["lib/src/a.ts"], "lib/f/a.ts", "lib/src/a.ts"),
        (
            {"exports": {"./types": "./dist/types/index.d.ts"}},
            ["lib/src/types/index.ts"],
            "lib/types",
            "lib/src/types/index.ts",
        ),
        ({"exports": {"./types@>=5": "x"}}, [], "lib", "unresolved:package exports do not include ."),
        (
            {"exports": {".": {"types@>=6": "./new.ts", "types@<6": "./old.ts"}}},
            ["lib/new.ts", "lib/old.ts"],
            "lib",
            "lib/old.ts",
        ),
        ({"exports": {".": "./i.ts"}}, ["lib/x.ts"], "lib/x", "unresolved:package exports do not include ./x"),
        ({"exports": {"./x": None, "./*": "./*.ts"}}, ["lib/x.ts"], "lib/x", "unresolved:no file matches"),
        ({"exports": {"./s.css": "./dist/s.css"}}, [], "lib/s.css", "unresolved:asset"),
        ({"typesVersions": {"*": {"*": ["ts/*"]}}}, ["lib/ts/a.ts"], "lib/a", "lib/ts/a.ts"),
        (
            {"main": "m.js", "typesVersions": {"<4": {"*": ["old/*"]}, ">=4": {"*": ["new/*"]}}},
            ["lib/new/m.ts"],
            "lib",
            "lib/new/m.ts",
        ),
        ({}, ["lib/data.json"], "lib/data.json", "lib/data.json"),
    ],
)
def test_workspace_packages(manifest: dict[str, Any], files: list[str], specifier: str, expected: str) -> None:
    assert workspace(manifest, *files, ask=specifier) == expected


def test_custom_conditions() -> None:
    manifest = {"exports": {".": {"@s/source": "./src/a.ts", "types": "./src/b.ts"}}}
    files = ("lib/src/a.ts", "lib/src/b.ts")
    conditions = {"app/tsconfig.json": {"compilerOptions": {"customConditions": ["@s/source"]}}}
    assert workspace(manifest, *files) == "lib/src/b.ts"
    assert workspace(manifest, *files, more=conditions) == "lib/src/a.ts"


def test_the_output_folder_of_the_packages_tsconfig_decides() -> None:
    tsconfig = {"lib/tsconfig.json": {"compilerOptions": {"outDir": "gen/js", "rootDir": "code"}}}
    assert workspace({"main": "gen/js/i.js"}, "lib/code/i.ts", "lib/src/i.ts", more=tsconfig) == "lib/code/i.ts"


def test_a_path_alias_to_a_package_that_is_not_built() -> None:
    configs = {
        "tsconfig.json": {"compilerOptions": {"paths": {"@s/lib": ["lib/dist"], "@s/deep": ["lib/dist/deep"]}}},
        "lib/package.json": {"main": "index.js"},
    }
    files = ["a.ts", "lib/src/index.ts", "lib/src/deep.ts"]
    assert answer(files, configs, "a.ts", "@s/lib") == "lib/src/index.ts"
    assert answer(files, configs, "a.ts", "@s/deep") == "lib/src/deep.ts"


def test_types_of_a_package_in_the_workspace() -> None:
    configs = {"package.json": {"workspaces": ["types"]}, "types/package.json": {"name": "@types/s__pkg"}}
    assert answer(["a.ts", "types/index.d.ts"], configs, "a.ts", "@s/pkg") == "types/index.d.ts"


def test_another_version_than_the_workspaces_is_installed_from_elsewhere() -> None:
    configs = {
        "package.json": {"workspaces": ["lib", "app", "old"]},
        "lib/package.json": {"name": "lib", "version": "2.0.0", "exports": {".": "./i.ts"}},
        "app/package.json": {"dependencies": {"lib": "^2.0.0"}},
        "old/package.json": {"dependencies": {"lib": "^1.0.0"}},
        "listed/package.json": {"dependencies": {"lib": "catalog:"}},
        "aliased/package.json": {"dependencies": {"lib": "npm:lib@1"}},
    }
    files = ["app/a.ts", "old/a.ts", "aliased/a.ts", "listed/a.ts", "lib/i.ts"]
    assert answer(files, configs, "aliased/a.ts", "lib") == "external:lib"
    assert answer(files, configs, "app/a.ts", "lib") == "lib/i.ts"
    assert answer(files, configs, "old/a.ts", "lib") == "external:lib"
    assert answer(files, configs, "old/a.ts", "lib/gone") == "external:lib"
    assert answer(files, configs, "listed/a.ts", "lib") == "lib/i.ts"
    assert answer(files, configs, "listed/a.ts", "lib/gone") == "external:lib"
    assert answer(files, configs, "lib/i.ts", "lib/gone").startswith("unresolved:package exports")


def test_workspaces_side_by_side_have_packages_of_the_same_name() -> None:
    configs: dict[str, Any] = {}
    for folder in ("one", "two"):
        configs[f"{folder}/pnpm-workspace.yaml"] = {"packages": ["api", "web"]}
        configs[f"{folder}/api/package.json"] = {"name": "api", "main": "index.ts"}
        configs[f"{folder}/web/package.json"] = {"name": "web", "dependencies": {"api": "workspace:*"}}
    files = [f"{folder}/{name}" for folder in ("one", "two") for name in ("api/index.ts", "web/a.ts")]
    assert answer(files, configs, "one/web/a.ts", "api") == "one/api/index.ts"
    assert answer(files, configs, "two/web/a.ts", "api") == "two/api/index.ts"


def test_probes_tell_which_json_files_mattered() -> None:
    found = resolver(["a.ts", "x.json", "unused.json"], {})
    specifiers = ("./x.json", "./missing.json", "./b")
    assert [found.answer("a.ts", each).probes for each in specifiers] == [{"x.json": True}, {"missing.json": False}, {}]


_specifier = st.text(alphabet="abc./@#:*?!~\\ ", max_size=12)
_json: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", ".", "./a", "./*", "../x", "a", "*", "./"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([".", "./*", "./a", "#a", "#*", "types", "default", "a", "*"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(
    specifier=_specifier,
    manifest=st.dictionaries(
        st.sampled_from(
            ["exports", "imports", "main", "types", "typesVersions", "dependencies", "workspaces", "name", "bin"]
        ),
        _json,
    ),
    options=st.dictionaries(st.sampled_from(["paths", "baseUrl", "rootDirs", "moduleSuffixes", "outDir"]), _json),
)
def test_whatever_a_repository_holds_the_answer_is_a_file_in_view_or_a_reason(
    specifier: str, manifest: dict[str, Any], options: dict[str, Any]
) -> None:
    configs = {
        "package.json": {"workspaces": ["a", "lib"]},
        "a/package.json": {"name": "a"} | manifest,
        "lib/package.json": manifest,
        "a/tsconfig.json": {"compilerOptions": options, "extends": manifest.get("main")},
    }
    found = resolver(["a/a.ts", "a/b.ts", "a/index.ts", "lib/a.ts"], configs)
    for path in ("a/a.ts", "lib/a.ts"):
        target = found.resolve(path, specifier)
        if target.kind == "module":
            assert target.path in {"a/a.ts", "a/b.ts", "a/index.ts", "lib/a.ts", *configs}
        elif target.kind == "external":
            assert target.package
        else:
            assert target.reason
        assert found.resolve(path, specifier) == target
    for package in resolver(["a/a.ts"], configs).packages.by_folder.values():
        assert set(found.entries(package)) <= {"a/a.ts", "a/b.ts", "a/index.ts", "lib/a.ts", *configs}
