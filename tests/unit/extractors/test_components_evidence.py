"""Which declarations are components: what takes more than a look at the declaration alone."""

from __future__ import annotations

import pytest
from extracted_items import items_of
from msgspec import UNSET

from stocktake.extractors.components import ComponentItem, ComponentsExtractor
from stocktake.extractors.modules import ModulesExtractor
from stocktake.extractors.types import TypesExtractor


def items(main: str, **others: str) -> list[ComponentItem]:
    """The components of ``main.tsx``; ``b="…"`` is ``b.tsx``."""
    extractor = ComponentsExtractor()
    sources = {"main.tsx": main, **{f"{name}.tsx": text for name, text in others.items()}}
    found = items_of(extractor, sources, (ModulesExtractor(), TypesExtractor(), extractor))
    return [item for item in found if item.file == "main.tsx"]


def components(main: str, **others: str) -> list[str]:
    """Their names."""
    return [item.name for item in items(main, **others)]


PARTS = "const Head = () => <b />; const Layout = () => <b />; Layout.Header = Head; export { Layout };"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export default function useA() { return <b />; }", []),
        ("export default function show() { return <b />; }", ["show"]),
        ("export default function list(): Array<A> { return [<b />]; }", []),
        ("export function List(): JSX.Element[] { return [<b />]; }", ["List"]),
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
        ("export function Cell({ a }: { a: (of: T) => React.ReactNode; b: T }) { return a(b); }", ["Cell"]),
        ("export function Pick({ a }: { a: (of: T) => ReactNode }) { return a; }", []),
        ("export function Pick({ a }: { a: (of: T) => string }) { return a(b); }", []),
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


@pytest.mark.parametrize(
    "source",
    [
        "export const A = memo(forwardRef<HTMLElement>((_, ref) => <b ref={ref} />));",
        "export const A = forwardRef<HTMLElement, {}>((props: { inner: 1 }, ref) => <b ref={ref} />);",
        "type T = FC; export const A: T = ({ a }) => <b />;",
        "export const A = (props: object) => <b />;",
    ],
)
def test_types_without_props_leave_nothing_open(source: str) -> None:
    (found,) = items(source)
    assert (found.props, found.props_from) == ([], UNSET)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const NAME = 'a'; export const A = memo(createSlot(NAME)); export const B = () => <A />;", UNSET),
        ("export const A = withSlot(Inner, SLOT_NAME); export const B = () => <A />;", "Inner"),
        ("export const A = styled(m.div)``; export const B = styled(m.Box)``", "m.div"),
        ("export const A = styled('div')``;", UNSET),
    ],
)
def test_what_a_call_is_around(source: str, expected: object) -> None:
    assert items(source)[0].wraps == expected
