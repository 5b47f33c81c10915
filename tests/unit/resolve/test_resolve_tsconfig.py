from typing import Any

from hypothesis import given as given_
from hypothesis import strategies as st
from resolve_builders import tsconfigs

from stocktake.resolve.tsconfig import PLAIN, Config


def config(configs: dict[str, Any], path: str = "tsconfig.json") -> Config:
    return tsconfigs(configs).by_path[path]


def paths(configs: dict[str, Any], specifier: str, path: str = "tsconfig.json") -> tuple[str, tuple[str, ...]] | None:
    options = config(configs, path).options
    return options.paths.match(specifier) if options.paths else None


def options(**values: Any) -> dict[str, Any]:
    return {"compilerOptions": values}


def test_exact_key_wins_then_the_longest_prefix() -> None:
    given = {
        "tsconfig.json": options(paths={"*": ["any/*"], "@/*": ["src/*"], "@/lib/*": ["lib/*"], "@/lib/x": ["x.ts"]})
    }
    assert paths(given, "@/lib/x") == ("", ("x.ts",))
    assert paths(given, "@/lib/y") == ("y", ("lib/*",))
    assert paths(given, "@/z") == ("z", ("src/*",))
    assert paths(given, "react") == ("react", ("any/*",))


def test_star_may_stand_in_the_middle_and_two_stars_are_no_pattern() -> None:
    given = {"tsconfig.json": options(paths={"@*/types": ["types/*"], "a*b*": ["never"]})}
    assert paths(given, "@core/types") == ("core", ("types/*",))
    assert paths(given, "axbx") is None


def test_of_patterns_with_one_prefix_the_first_that_matches_counts() -> None:
    given = {"tsconfig.json": options(paths={"a*c": ["1/*"], "a*": ["2/*"], "a*bc": ["3/*"], "ab*bc": ["4/*"]})}
    assert paths(given, "axbc") == ("xb", ("1/*",))
    assert paths(given, "ax") == ("x", ("2/*",))
    assert paths(given, "a") == ("", ("2/*",))
    assert paths(given, "abbc") == ("", ("4/*",))
    assert paths(given, "abc") == ("b", ("1/*",))
    assert paths(given, "b") is None


@given_(
    st.lists(st.from_regex(r"[ab]{0,3}\*[ab]{0,3}", fullmatch=True), unique=True, max_size=8),
    st.from_regex(r"[ab]{0,6}", fullmatch=True),
)
def test_a_specifier_matches_as_by_the_compilers_search(keys: list[str], specifier: str) -> None:
    best: tuple[int, str, str] | None = None
    for key in keys:
        prefix, _, suffix = key.partition("*")
        fits = specifier.startswith(prefix) and specifier.endswith(suffix)
        if fits and len(specifier) >= len(prefix) + len(suffix) and (best is None or len(prefix) > best[0]):
            best = (len(prefix), specifier[len(prefix) : len(specifier) - len(suffix)], key)
    expected = None if best is None else (best[1], (best[2],))
    assert paths({"tsconfig.json": options(paths={key: [key] for key in keys})}, specifier) == expected


def test_lists_longer_than_any_projects_are_cut_and_told() -> None:
    many = [f"src/{at}/*.ts" for at in range(2_001)]
    given = {
        "tsconfig.json": {"include": many, "files": [f"{each}x" for each in many]}
        | options(paths={"@/*": many, "b*": ["c*"]}, rootDirs=many)
    }
    found = tsconfigs(given)
    assert [each.message for each in found.diagnostics] == [
        f"{name}: more than 2,000 entries, the others are left out" for name in ("paths @/*", "rootDirs", "include")
    ]
    only = found.by_path["tsconfig.json"]
    assert (only.includes("src/1999/a.ts"), only.includes("src/2000/a.ts"), len(only.files)) == (True, False, 2_001)
    assert only.options.paths is not None
    assert len((only.options.paths.match("@/x") or ("", ()))[1]) == 2_000


def test_paths_are_relative_to_base_url_else_to_the_config_that_states_them() -> None:
    base = {"config/base.json": options(paths={"@/*": ["../src/*"]})}
    extending = {"app/tsconfig.json": {"extends": "../config/base"}}
    assert paths(base | extending, "@/x", "app/tsconfig.json") == ("x", ("src/*",))
    with_base_url = {"app/tsconfig.json": {"extends": "../config/base.json"} | options(baseUrl="deep/er")}
    assert paths(base | with_base_url, "@/x", "app/tsconfig.json") == ("x", ("app/deep/src/*",))


def test_later_extends_win_and_options_merge_one_by_one() -> None:
    found = config(
        {
            "a.json": options(baseUrl="a", moduleSuffixes=[".ios", ""]),
            "b.json": options(baseUrl="b"),
            "tsconfig.json": {"extends": ["./a.json", "./b.json"]} | options(customConditions=["source"]),
        }
    )
    assert found.options.base_url == "b"
    assert found.options.module_suffixes == (".ios", "")
    assert found.options.conditions == ("source",)
    assert found.chain == ("tsconfig.json", "a.json", "b.json")


def test_config_dir_is_the_folder_of_the_extending_config() -> None:
    found = config(
        {
            "base/tsconfig.json": {"include": ["${configDir}/src"]} | options(baseUrl="${configDir}/lib", outDir="out"),
            "app/tsconfig.json": {"extends": "../base/tsconfig.json"},
        },
        "app/tsconfig.json",
    )
    assert found.options.base_url == "app/lib"
    assert found.includes("app/src/a.ts")
    assert not found.includes("base/src/a.ts")
    assert found.outputs == (("base/out", None),)


def test_extends_from_a_workspace_package() -> None:
    given = {
        "package.json": {"workspaces": ["config", "app"]},
        "config/package.json": {"name": "@s/config", "exports": {"./react": "./react.json"}},
        "config/react.json": options(baseUrl="."),
        "config/tsconfig.json": options(baseUrl="x"),
        "app/tsconfig.json": {"extends": "@s/config/react"},
        "other/tsconfig.json": {"extends": "@s/config"},
    }
    assert config(given, "app/tsconfig.json").options.base_url == "config"
    assert config(given, "other/tsconfig.json").options.base_url == "config/x"


def test_extends_of_an_installed_package_is_no_matter() -> None:
    found = tsconfigs({"tsconfig.json": {"extends": "@tsconfig/node20/tsconfig.json"}})
    assert found.by_path["tsconfig.json"].options is PLAIN
    assert found.diagnostics == []


def test_what_should_be_in_view_and_is_not_is_told() -> None:
    found = tsconfigs({"tsconfig.json": {"extends": "./missing", "references": [{"path": "./lib"}]}})
    assert sorted(each.message for each in found.diagnostics) == [
        "extends ./missing, which is not in view",
        "references lib/tsconfig.json, which is not in view",
    ]


def test_cycles_of_extends_end_with_a_diagnostic() -> None:
    found = tsconfigs(
        {
            "tsconfig.json": {"extends": "./tsconfig.b.json"} | options(baseUrl="a"),
            "tsconfig.b.json": {"extends": ["./tsconfig.json", "./tsconfig.b.json"]} | options(moduleSuffixes=[".x"]),
        }
    )
    assert found.by_path["tsconfig.json"].options.base_url == "a"
    assert len(found.diagnostics) == 2
    assert all("which extends this file" in each.message for each in found.diagnostics)


def test_inclusion() -> None:
    default = config({"app/tsconfig.json": options(outDir="dist")}, "app/tsconfig.json")
    assert default.includes("app/src/a.ts")
    assert not default.includes("app/dist/a.js")
    assert not default.includes("app/node_modules/x/a.ts")
    assert not default.includes("other/a.ts")
    listed = config({"tsconfig.json": {"files": ["a.ts"]}})
    assert listed.includes("a.ts") and not listed.includes("b.ts")
    solution = config({"tsconfig.json": {"files": [], "references": []}})
    assert not solution.includes("a.ts")
    narrowed = config({"tsconfig.json": {"include": ["src"], "exclude": ["**/*.test.ts"]}})
    assert narrowed.includes("src/a.ts") and not narrowed.includes("src/a.test.ts")


def test_file_lists_of_a_base_hold_unless_stated_again() -> None:
    base = {"base/tsconfig.json": {"include": ["src"]}}
    assert config(base | {"app/tsconfig.json": {"extends": "../base/tsconfig.json"}}, "app/tsconfig.json").includes(
        "base/src/a.ts"
    )
    own = base | {"app/tsconfig.json": {"extends": "../base/tsconfig.json", "include": ["."]}}
    assert not config(own, "app/tsconfig.json").includes("base/src/a.ts")


def test_malformed_configs_do_no_harm() -> None:
    found = tsconfigs(
        {
            "tsconfig.json": {"extends": [1, None], "references": "x", "include": "src", "compilerOptions": []},
            "a/tsconfig.json": options(paths=["x"], baseUrl=3, rootDirs="x", outDir=None),
            "b/tsconfig.json": options(paths={"x": "y", "z": [1, "/abs", "../../out"]}),
            "c/tsconfig.json": None,
        }
    )
    assert found.by_path["a/tsconfig.json"].options is PLAIN
    assert "c/tsconfig.json" not in found.by_path
