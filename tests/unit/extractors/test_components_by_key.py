"""Components that are taken of an object by key, and rendered under a name of the function's own."""

from __future__ import annotations

import pytest
from extracted_items import items_of

from stocktake.extractors.components.extractor import ComponentsExtractor
from stocktake.extractors.modules.extractor import ModulesExtractor
from stocktake.extractors.types.extractor import TypesExtractor

MAIN = (
    "import { A, B, C, Icons } from './parts'; import other, { MAP, all, KINDS } from './maps';\n"
    "import * as maps from './maps';\n"
    "const outer: Record<Kind, FC> = { [Kind.A]: A, 'b-b': B, 3: Icons.Dd };\n"
    "const config = Object.freeze({ a: { icon: A, size: 1 }, b: { icon: B, deep: { icon: C } } });\n"
    "const SIZES = { a: SMALL, b: 1, c: 'B', d: () => <C />, e: A.name };\n"
)
PARTS = (
    "export const A = () => <a />; export const B = () => <b />; export const C = () => <i />;\n"
    "const Dd = () => <b />; export const Icons = { Dd };\n"
)
MAPS = (
    "import { A, B, C } from './parts'; const base = { a: A, b: base }; const twice = { ...base, ...twice };\n"
    "export const MAP = { [Kind.A]: C, ...base, ...missing }; export default { 1: B, 2: C };\n"
    "export const all = { ...base }; export const KINDS = { a: 'a', b: 1 };\n"
)


def children(body: str) -> str:
    """What ``Main`` renders of ``parts.tsx``, with a blank between any two."""
    extractor = ComponentsExtractor()
    code = MAIN + "export const Main = ({ kind, on, given }: any) => {\n" + body + "\n};\n"
    found = items_of(
        extractor,
        {"main.tsx": code, "parts.tsx": PARTS, "maps.tsx": MAPS},
        (ModulesExtractor(), TypesExtractor(), extractor),
    )
    main = next(item for item in found if item.name == "Main")
    return " ".join(each.removeprefix("parts.tsx#") for each in main.child_components)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("const X = outer[kind]; return <X />;", "A B Dd"),
        ("const X = outer[kind]!; return <X />;", "A B Dd"),
        ("const X = (outer as any)?.[kind]; return X ? <X /> : null;", "A B Dd"),
        ("const X = outer['b-b']; return <X />;", "B"),
        ("const X = outer[kind] ?? C; return <X />;", "A B C Dd"),
        ("const X = on ? outer[kind] : given; return <X />;", "A B Dd"),
        ("const X = on && outer[kind]; return <X />;", "A B Dd"),
        ("const X = useMemo(() => outer[kind], [kind]); return <X />;", "A B Dd"),
        ("const X = React.useMemo(() => { if (on) return C; return B; }, [on]); return <X />;", "B C"),
        ("const own = { a: A, c: on ? B : C }; const X = own[kind]; return <X />;", "A B C"),
        ("const own = { A, ...config.a }; const X = own[kind]; return <X />;", "A"),
        ("const own = { A, B }; const X = own.A; return <X />;", "A"),
        ("const X = { a: A, b: B }[kind]; return <X />;", "A B"),
        ("const X = config[kind].icon; return <X />;", "A B"),
        ("const X = config.b.deep.icon; return <X />;", "C"),
        ("const { icon: X } = config[kind]; return <X />;", "A B"),
        ("const { icon: X, size } = config.a; return <X />;", "A"),
        ("const it = config[kind]; return <it.icon />;", "A B"),
        ("const it = config[kind]; const { icon: X } = it; return <X />;", "A B"),
        ("const it = config.b; return <it.deep.icon />;", "C"),
        ("const X = MAP[kind]; return <X />;", "A C"),
        ("const X = other[kind]; return <X />;", "B C"),
        ("const X = maps.MAP[kind]; return <X />;", "A C"),
        ("const X = all[kind] || B; return <X />;", "A B"),
        ("return createElement(outer[kind], { a: 1 }, <p />);", "A B Dd"),
        ("return React.createElement(MAP[kind]);", "A C"),
    ],
)
def test_what_an_object_holds(body: str, expected: str) -> None:
    assert children(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "const X = given[kind]; return <X />;",
        "const outer = given; const X = outer[kind]; return <X />;",
        "const X = SIZES[kind]; return <X />;",
        "const X = KINDS[kind]; return <X />;",
        "const X = config[kind]; return <X />;",
        "const X = outer.missing; return <X />;",
        "const { missing: X } = config[kind]; return <X />;",
        "const x = outer[kind]; return <p x={x} />;",
        "const a = { A: b }; const b = a[kind]; const X = b.A; return <X />;",
        "const a = { ...a }; const X = a[kind]; return <X />;",
        "const X = outer[kind].name; return <X />;",
    ],
)
def test_what_is_none_of_it(body: str) -> None:
    assert children(body) == ""


def test_what_is_rendered_by_key_alone_is_a_component() -> None:
    extractor = ComponentsExtractor()
    sources = {
        "maps.tsx": "import { made } from 'pkg'; export const [One] = made(), MAP = { a: One }; export { One };",
        "main.tsx": "import { MAP } from './maps'; export const Main = ({ a }) => { const X = MAP[a]; return <X />; };",
        "own.tsx": "const [Two] = made(); const own = { a: Two };\n"
        "export const Own = ({ a }) => { const X = own[a]; return <X />; };",
    }
    extractors = (ModulesExtractor(), TypesExtractor(), extractor)
    assert [item.name for item in items_of(extractor, sources, extractors)] == ["One", "Main", "Two", "Own"]
