"""Which declarations are components: what takes more than a look at the declaration alone."""

from __future__ import annotations

import pytest
from extracted_items import items_of
from msgspec import UNSET

from stocktake.extractors.components.extractor import ComponentItem, ComponentsExtractor
from stocktake.extractors.modules.extractor import ModulesExtractor
from stocktake.extractors.types.extractor import TypesExtractor


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


OTHERS = """
export function config(api, Of: FC<{ inner: string }>) { return { api, Of }; }
export function register(name: string, Of: FC): void { known.push(Of); }
export const tag = (type: string) => (props: Props): Node => ({ type, props });
export const title = (of: FC) => `a`;
export function frame(Of: FC) { return (props) => <Of {...props} />; }
export function pick(Of: FC) { return cond ? Of : null; }
export enum Size { Small }
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export const A = config('a', ({ inner }) => <b>{inner}</b>)", []),
        ("export const A = register('a', () => <b />)", []),
        ("export const A = title(() => <b />)", []),
        ("export const A = tag('a'); export const B = () => <A />", ["B"]),
        ("export const A = frame(() => <b />)", ["A"]),
        ("export const A = pick(() => <b />)", ["A"]),
        ("export const Rows = [1, 2].map((n) => <i key={n} />)", []),
        ("export const Rows = Object.fromEntries(names.map((n) => [n, <i key={n} />]))", []),
        ("export const Rows = list.filter(Boolean).reduce((all, n) => <i key={n}>{all}</i>)", []),
    ],
)
def test_what_certainly_gives_something_else_makes_no_component(source: str, expected: list[str]) -> None:
    names = "import { config, frame, pick, register, tag, title } from './b';"
    assert components(names + source, b=OTHERS) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export const A = frame(Size.Small)", UNSET),
        ("export const A = frame(Outside.Part)", "Outside.Part"),
        ("const B = () => <b />; export const A = frame(B)", "main.tsx#B"),
    ],
)
def test_a_member_of_an_enum_is_not_wrapped(source: str, expected: object) -> None:
    assert items("import { frame, Size } from './b';" + source, b=OTHERS)[-1].wraps == expected


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        ("() => import('./b')", "b.tsx#First"),
        ("() => import('./b').then((m) => m.Second)", "b.tsx#Second"),
        ("() => import('./b').then(({ Second }) => ({ default: Second }))", "b.tsx#Second"),
        ("() => import('./b').then((m) => { return { default: m.Second }; })", "b.tsx#Second"),
        ("async () => ({ default: (await import('./b')).Second })", "b.tsx#Second"),
        ("async () => { const m = await import('./b'); return { default: m.Second }; }", "b.tsx#Second"),
        ("async () => ({ default: pick(await import('./b')) })", UNSET),
        ("() => import('./b').then(pick)", UNSET),
    ],
)
def test_what_is_loaded(load: str, expected: object) -> None:
    other = "export const First = () => <b />; export const Second = () => <b />; export default First;"
    assert items(f"export const A = React.lazy({load});", b=other)[0].wraps == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("useContext(ThemeContext); React.use(Other); use(promise);", ["Other", "ThemeContext"]),
        (
            "useContext(themeContext); useContext<string>(theme.Context); useContext(a.b!);",
            ["a.b", "theme.Context", "themeContext"],
        ),
        ("useContext(given as any); useContext(make());", []),
        ("Menu.useContext(); ui\n  .menu.useContext()!;", ["Menu.useContext", "ui.menu.useContext"]),
        ("useContext(); make(1).useContext(); useMenuContext();", ["useMenuContext"]),
        (
            "const own = given; return <theme.Context.Consumer>{() => <own.Consumer />}</theme.Context.Consumer>;",
            ["theme.Context"],
        ),
    ],
)
def test_contexts_are_known_by_where_they_are_read(source: str, expected: list[str]) -> None:
    (found,) = items(f"export const A = ({{ given }}) => {{ {source} return <b />; }};")
    assert found.context_dependencies == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const _A = () => <b />; export const B = () => <_A />;", ["_A", "B"]),
        ("const _row = (row) => <b />; export const B = _row;", []),
        ("const row = memo(() => <b />); export { row as Row };", ["row"]),
        ("const row = memo(() => <b />); export { row };", []),
        ("const _SIZE_OF = 'a'; export const B = withSize(_SIZE_OF);", []),
    ],
)
def test_names_of_components_begin_with_a_capital_after_underscores_or_where_exported(
    source: str, expected: list[str]
) -> None:
    assert components(source) == expected


def test_what_has_a_name_with_an_underscore_is_rendered() -> None:
    found = items("const _A = () => <b />; export const B = () => <_A />; export const C = () => createElement(_A);")
    assert [each.child_components for each in found] == [[], ["main.tsx#_A"], ["main.tsx#_A"]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export function Tab<T>(value: T) { const Of = (props) => <b of={value} />; return Of; }", []),
        ("export function Tab<T>(value: T) { function Of() { return <b />; } return Of; }", []),
        ("export function Tab(of: P) { class Of extends Component { render() { return <b />; } } return Of; }", []),
        ("export function Tab(of: P) { const shown = <b />; return shown; }", ["Tab"]),
        ("export function Tab(of: P) { const [shown] = use(<b />); return shown; }", ["Tab"]),
        ("export function Tab<T>(value: T) { const Of = () => <b />; return Of; } export const A = Tab(1);", ["A"]),
    ],
)
def test_what_gives_a_function_that_it_declares_is_no_component(source: str, expected: list[str]) -> None:
    assert components(source) == expected


@pytest.mark.parametrize(
    "held",
    ["icons.add", "icons['add']", "icons['add'].component", "icons[0]", "icons.add ?? X", "add", "(icons.add as X)"],
)
@pytest.mark.parametrize("exported", ["", "export "])
def test_what_is_rendered_is_a_component_whatever_it_is_taken_from(held: str, exported: str) -> None:
    source = f"import {{ X, add }} from 'icons'; const icons = {{ add: X }};\n{exported}const Add = {held};\n"
    found = items(f"{source}export const A = () => <Add />;")
    assert [(each.name, each.kind, each.child_components) for each in found] == [
        ("Add", "alias", []),
        ("A", "arrow", ["main.tsx#Add"]),
    ]
    assert components(f"{source}export const A = () => <b of={{Add}} />;") == ["A"]


def test_what_another_file_renders_is_a_component_whatever_it_is_taken_from() -> None:
    assert components(
        "import { icons } from 'icons'; export const Add = icons.add; export const Del = icons.del;",
        b="import { Add } from './main'; export const B = () => <Add />;",
    ) == ["Add"]


@pytest.mark.parametrize(
    "code",
    [
        "const { Part } = make(); export const A = Part as React.Provider<Of>;",
        "const Part = icons.part; export const A: FC<Of> = Part;",
        "const { Inner: Part } = make(); const B = Part; export const A = () => <B />;",
        "const { Part } = make(); const B = Part; const C = B; export const A: FC<Of> = C;",
    ],
)
def test_what_a_component_is_another_name_for_is_one(code: str) -> None:
    found = items(f"import {{ icons, make }} from 'icons'; {code}")
    ids = {f"main.tsx#{each.name}" for each in found}
    assert {each.wraps for each in found if str(each.wraps).startswith("main.tsx#")} <= ids
    assert "main.tsx#Part" in ids


def test_an_import_alias_that_is_rendered_is_another_name() -> None:
    found = items(
        "import all = require('./b'); import Part = all.Part; import Other = all.Other;"
        "export const A = () => <Part />;",
        b="export const Part = () => <b />; export const other = 1;",
    )
    listed = [(each.name, each.kind, each.wraps, each.child_components) for each in found if each.file == "main.tsx"]
    assert listed == [("Part", "alias", "b.tsx#Part", []), ("A", "arrow", UNSET, ["main.tsx#Part"])]


@pytest.mark.parametrize(
    "code",
    ["export const useA = () => <Add />;", "export const routes = [{ element: <Add /> }];", "root.render(<Add />);"],
)
def test_what_another_file_renders_outside_of_components_is_one(code: str) -> None:
    source = "export const Add = ({ of, make }: Props) => make(of); export const add = ({ make }: Props) => make();"
    assert components(source, b=f"import {{ Add }} from './main'; {code}") == ["Add"]
    assert components(source, b=f"import {{ Add }} from './main'; {code}".replace("<Add />", "Add")) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export default function Page() { useEffect(go); return 'Going …'; }", ["Page"]),
        ("export const Count = () => { const n = React.useId(); return n ? `#${n}` : ''; };", ["Count"]),
        ("export const Title = () => 'a';", []),
        ("export function Title(text: string) { useEffect(go); return 'a'; }", []),
        ("export function Columns() { const n = useId(); return { n }; }", []),
        ("export function Columns() { const n = useId(); return n ? 'a' : { n }; }", []),
        ("export function useTitle() { useEffect(go); return 'a'; }", []),
        ("export function title() { useEffect(go); return 'a'; }", []),
    ],
)
def test_what_calls_hooks_and_gives_a_text_is_a_component(source: str, expected: list[str]) -> None:
    assert components(source) == expected
