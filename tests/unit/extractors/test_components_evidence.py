"""Which declarations are components: what takes more than a look at the declaration alone."""

from __future__ import annotations

import pytest
from extracted_items import items_of

from stocktake.extractors.components import ComponentsExtractor
from stocktake.extractors.modules import ModulesExtractor
from stocktake.extractors.types import TypesExtractor


def components(main: str, **others: str) -> list[str]:
    """Names of the components of ``main.tsx``; ``b="…"`` is ``b.tsx``."""
    extractor = ComponentsExtractor()
    sources = {"main.tsx": main, **{f"{name}.tsx": text for name, text in others.items()}}
    found = items_of(extractor, sources, (ModulesExtractor(), TypesExtractor(), extractor))
    return [item.name for item in found if item.file == "main.tsx"]


PARTS = "const Head = () => <b />; const Layout = () => <b />; Layout.Header = Head; export { Layout };"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export default function useA() { return <b />; }", []),
        ("export default function show() { return <b />; }", ["show"]),
        (
            "export const A = createContext(null); export const { Consumer: AConsumer, Provider } = A;",
            ["AConsumer", "Provider"],
        ),
        ("import { Layout } from './b'; export const { Header } = Layout;", ["Header"]),
        ("import { Layout } from './b'; export const { Header: Head = null } = Layout;", []),
        ("import { Layout } from './b'; export const { Header: { Deep } } = Layout;", []),
        ("import { Layout } from './b'; export const { Size } = Layout;", []),
    ],
)
def test_hooks_are_none_and_what_is_taken_of_something_is_what_it_is_there(source: str, expected: list[str]) -> None:
    assert components(source, b=PARTS) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export function A({ a, b }: { a: React.ReactNode; b: string }) { return b ? a : null; }", ["A"]),
        ("interface P { icon?: ReactElement } export const A = (props: P) => props.icon ?? null;", ["A"]),
        ("type P = { icon: ReactNode }; export const A = ({ icon, text }: P) => text;", []),
        ("export function Pick({ a }: { a: string }) { return a; }", []),
        (
            "export const Cell: CellComponent<typeof a> = ({ value }) => { if (!value) return null; return value.x; };",
            ["Cell"],
        ),
        ("export const Cell: CellComponent = ({ value }) => { if (!value) return null; return { value }; };", []),
        ("export const Cell: ComponentOptions = ({ value }) => { if (!value) return null; return value.x; };", []),
    ],
)
def test_what_gives_a_prop_is_one_by_the_type_of_the_prop_or_its_own(source: str, expected: list[str]) -> None:
    assert components(source) == expected
