"""Where the props of components come from, and what is said where it cannot be told."""

from __future__ import annotations

import pytest
from extracted_items import items_of
from msgspec import UNSET

from stocktake.extractors.components.extractor import ComponentItem, ComponentsExtractor
from stocktake.extractors.modules.extractor import ModulesExtractor
from stocktake.extractors.types.extractor import TypesExtractor


def items(main: str, other: str = "", name: str = "main.tsx") -> dict[str, ComponentItem]:
    """The components of a file by name; what it imports of ``./other`` is declared in ``other.tsx``."""
    extractor = ComponentsExtractor()
    found = items_of(extractor, {name: main, "other.tsx": other}, (ModulesExtractor(), TypesExtractor(), extractor))
    return {item.name: item for item in found if item.file == name}


_MARKS: dict[bool | None, str] = {False: "", True: "?", None: "??"}


def props(main: str, other: str = "", name: str = "main.tsx") -> tuple[dict[str, str], list[str]]:
    """The props of the component ``A`` with their types, "?" after the name of optional ones and "??" where that is not
    known, and where further ones come from."""
    item = items(main, other, name)["A"]
    listed = {each.name + _MARKS[each.optional]: each.type for each in item.props}
    return listed, [] if item.props_from is UNSET else item.props_from


@pytest.mark.parametrize("code", ["(p: import('./other').P) => <b />", "(p: import('./other').Q<number>) => <b />"])
def test_props_of_an_import_type(code: str) -> None:
    other = "export interface P { id: number } export type Q<T> = { id: T };"
    assert props(f"export const A = {code};", other) == ({"id": "number"}, [])


MAKERS = """
export function withName<P extends object>(Of: ComponentType<P>) {
    return forwardRef<HTMLElement, P & { name: string }>(({ name, ...props }, ref) => <Of {...props} />);
}
export function addName<P extends object>(Of: ComponentType<P>): FC<P & { name: string }> {
    return (props) => <Of {...props} />;
}
export function make(Of: ElementType<{ inner: string }>): FC<Outside & { name: string }> {
    return (props) => <Of inner="a" {...props} />;
}
export function tip<T extends React.ElementType>(Of: T) {
    return (props: Props<T>) => <Of {...props} />;
}
type Props<C extends React.ElementType> = React.ComponentProps<C> & { tip?: string };
export const text = <P,>(of: (props: P) => void) => (props: P & { of: P }) => <b />;
export const some = <P extends { id: string }>(of: (props: P) => void) => (props: P) => <b />;
export const part = (tag: string) => <H extends (o: any) => any>(hook: H) => (props: { of: Parameters<H>[0] }) => <b />;
export const plain = (Of: FC) => (props) => <Of {...props} />;
"""


B = "ComponentProps<typeof B>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const B = (p: { id: 1 }) => <b />; export const A = withName(B)", ({"name": "string"}, [B])),
        ("const B = (p: { id: 1 }) => <b />; export const A = addName(B)", ({"name": "string"}, [B])),
        ("export const A = withName(({ id }: { id: 1 }) => <b />)", ({"id": "1", "name": "string"}, [])),
        ("export const A = addName(({ id = 2 }: { id?: 1 }) => <b />)", ({"id?": "1", "name": "string"}, [])),
        ("export const A = make(({ inner }) => <b />)", ({"name": "string"}, ["Outside"])),
        ("const B = (p: { id: 1 }) => <b />; export const A = tip(B)", ({"id": "1", "tip?": "string"}, [])),
        ("export const A = tip((p: { id: 1 }) => <b />)", ({"id": "1", "tip?": "string"}, [])),
        ("export const A = text(use)", ({"of": "unknown"}, ["unknown"])),
        ("export const A = text<{ a: 1 }>(use)", ({"a": "1", "of": "{ a: 1 }"}, [])),
        ("export const A = some(use)", ({}, ["{ id: string }"])),
        ("export const A = part('b')(use)", ({"of": "Parameters<(o: any) => any>[0]"}, [])),
        ("export const A = plain(({ id }: { id: 1 }) => <b />)", ({"id": "1"}, [])),
    ],
)
def test_what_a_call_makes_has_the_props_that_the_function_called_says(
    source: str, expected: tuple[dict[str, str], list[str]]
) -> None:
    imports = "import { addName, make, part, plain, some, text, tip, withName } from './other';"
    assert props(imports + source, MAKERS) == expected


def test_what_the_function_in_a_call_takes_has_defaults_only_where_its_props_are_those_of_the_result() -> None:
    source = "import { addName, make } from './other'; export const A = addName(({ id = 2 }: { id?: 1 }) => <b />);"
    found = items(source + "export const B = make(({ name = 'b', inner }) => <b />);", MAKERS)
    assert [[prop.default for prop in found[name].props] for name in "AB"] == [["2", UNSET], [UNSET]]


TYPES = """
export type Sibling = (props: { id: string }) => ReactElement | null;
export type Bare = () => ReactElement | null;
export interface All { Badge: { Root: { text: string } } }
export const View = <T,>(props: { of: T; id?: string }) => <b />;
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export const A: Sibling = ({ id }) => <b />", ({"id": "string"}, [])),
        ("export const A: Bare = () => <b />", ({}, [])),
        ("type Own = (p: { id: 1 }) => ReactElement; export const A: Own = ({ id }) => <b />", ({"id": "1"}, [])),
        ("type Own = (...p: any[]) => ReactElement; export const A: Own = () => <b />", ({}, ["ComponentProps<Own>"])),
        ("export const A = forwardRef<B, All['Badge']['Root']>(({ text }, ref) => <b />)", ({"text": "string"}, [])),
        ("export const A = (p: Parameters<typeof View>[0]) => <b />", ({"of": "T", "id?": "string"}, [])),
        (
            "const use = <T,>(p: T) => 1; export const A = (p: Parameters<typeof use<1>>[0]) => <b />",
            ({}, ["Parameters<typeof use<1>>[0]"]),
        ),
        ("export const A = (p: ComponentProps<typeof View<1>>) => <b />", ({"of": "1", "id?": "string"}, [])),
    ],
)
def test_props_of_types_of_the_project(source: str, expected: tuple[dict[str, str], list[str]]) -> None:
    assert props("import { View, type All, type Bare, type Sibling } from './other';" + source, TYPES) == expected


CLASSES = """
export class View extends React.Component<{ id: string }> { render() { return <b />; } }
export class Of<T, S = {}> extends React.Component<{ of: T; state?: S }> { render() { return <b />; } }
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("class A extends View { render() { return <i />; } }", ({"id": "string"}, [])),
        ("class A extends Of<1> { render() { return <i />; } }", ({"of": "1", "state?": "{}"}, [])),
        ("class A extends Of { render() { return <i />; } }", ({"of": "any", "state?": "{}"}, [])),
        ("class A extends Outside { render() { return <i />; } }", ({}, ["ComponentProps<typeof Outside>"])),
        ("class A extends Outside<{ a: 1 }> { render() { return <i />; } }", ({"a": "1"}, [])),
        ("class A extends React.Component { render() { return <i />; } }", ({}, [])),
        ("class A extends Component { declare props: { a: 1 }; render() { return <i />; } }", ({"a": "1"}, [])),
        (
            "class A extends Component<{ a: 1; b: 2 }> { static defaultProps = { b: 2 }; render() { return <i />; } }",
            ({"a": "1", "b?": "2"}, []),
        ),
    ],
)
def test_props_of_classes(source: str, expected: tuple[dict[str, str], list[str]]) -> None:
    assert props("import { Of, View } from './other'; export " + source, CLASSES) == expected


def test_classes_without_types_take_any_props() -> None:
    source = "class A extends React.Component { render() { return <b>{this.props.a}</b>; } }"
    assert props(source, name="main.jsx") == ({}, ["any"])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "function A(props: { a: 1 }): JSX.Element; function A(props: { b: 2 }): JSX.Element;"
            "function A(props: any) { return <b />; }",
            ({"a?": "1", "b?": "2"}, []),
        ),
        (
            "const A = (props: any) => { const { a } = props; const { b = 2 } = props; return <b>{a}</b>; }",
            ({"a??": "", "b?": ""}, ["any"]),
        ),
        ("const A = function (this: void, props: { a: 1 }) { return <b />; }", ({"a": "1"}, [])),
    ],
)
def test_props_of_functions(source: str, expected: tuple[dict[str, str], list[str]]) -> None:
    assert props(source) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Pick<P, Exclude<keyof P, 'size'>>", ({"id": "string", "of?": "1"}, [])),
        ("All<P, 'size' | 'of'>", ({"id": "string"}, [])),
        ("All<P & Outside, 'size'>", ({"id": "string", "of?": "1"}, ["Omit<Outside, 'size'>"])),
        ("Pick<P, Exclude<keyof Q, 'size'>>", ({}, ["Pick<P, Exclude<keyof Q, 'size'>>"])),
    ],
)
def test_to_pick_all_but_some_keys_is_to_omit_those(given: str, expected: object) -> None:
    types = (
        "interface P { id: string; size: string; of?: 1 } interface Q { id: string }"
        "type All<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;"
    )
    assert props(f"{types} export const A = (props: {given}) => <b />") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export const A = memo(_Of, same)", ({"id": "1"}, [])),
        ("export const A = _Of as <T>(props: P & { of: T }) => ReturnType<typeof _Of>", ({"id": "1", "of": "T"}, [])),
        ("export const A = _Of", ({"id": "1"}, [])),
        ("export const A = styled(_Of)``", ({"id": "1"}, [])),
        ("const Parts = { Of: _Of }; export const A = Parts.Of", ({"id": "1"}, [])),
    ],
)
def test_what_has_a_name_with_an_underscore_is_a_component_under_another_name(source: str, expected: object) -> None:
    of = "interface P { id: 1 } const _Of = forwardRef<HTMLElement, P>(({ id }, ref) => <b ref={ref} />);"
    assert props(f"{of} {source};") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "interface Call { (props: { id: 1 }): React.ReactElement | null; Item: FC } export const A = Of as Call;",
            ({"id": "1"}, []),
        ),
        (
            "type Call<T> = { <U>(props: { id: T; of: U }): ReactNode }; export const A: Call<2> = Of as any;",
            ({"id": "2", "of": "U"}, []),
        ),
        ("interface Call { (): ReactNode } export const A = Of as Call;", ({}, [])),
        ("interface Call extends FC<{ id: 1 }> { Item: FC } export const A = memo(Of) as Call;", ({"id": "1"}, [])),
        (
            "interface Call { (props: { id: 1 }): ReactNode; (props: P): ReactNode } export const A = Of as Call;",
            ({}, ["ComponentProps<Call>"]),
        ),
        ("export const A = Of as Outside<'b'>;", ({}, ["ComponentProps<Outside<'b'>>"])),
        ("export const A = Of as typeof Of & { Item: FC };", ({"main": "1"}, [])),
        ("type Call = typeof Of & { Item: FC }; export const A = memo(Wide) as unknown as Call;", ({"main": "1"}, [])),
        ("type Call = typeof Out & { Item: FC }; export const A = Of as Call;", ({}, ["ComponentProps<Call>"])),
        (
            "type Call = ((props: { id: 1 }) => ReactNode) & { Item: FC }; export const A = Of as Call;",
            ({"id": "1"}, []),
        ),
        ("export const A = Of as any;", ({"main": "1"}, [])),
    ],
)
def test_a_component_that_is_cast_to_a_type_has_the_props_that_the_type_says(source: str, expected: object) -> None:
    of = "const Of = (props: { main: 1 }) => <b />; const Wide = (props: { main: 1; wide: 2 }) => <b />;"
    assert props(f"{of} {source}") == expected


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (
            "(() => { const V = forwardRef((p: P, ref) => <b />) as Part; V.Port = () => <i />; return V; })()",
            "forwardRef",
        ),
        ("(function () { function V({ id }: P) { return <b />; } return V; })()", "function"),
        ("(() => (p: P) => <b />)()", "arrow"),
        ("(() => { const V = memo(Of); return V; })()", "memo"),
        ("(() => { class V extends React.Component<P> { render() { return <b />; } } return V; })()", "class"),
    ],
)
def test_what_a_function_gives_that_is_called_on_the_spot_is_a_component(source: str, kind: str) -> None:
    main = f"interface P {{ id: 1 }} const Of = (p: P) => <b />; export const A = /* @__PURE__ */ {source};"
    assert (props(main), items(main)["A"].kind) == (({"id": "1"}, []), kind)


@pytest.mark.parametrize(
    "source",
    [
        "(async () => { const V = memo(Of); return V; })()",
        "(() => { const V = memo(Of); if (wide) return null; return V; })()",
        "(() => { const V = { Of }; return V; })()",
        "(() => { const v = 1; return v; })()",
    ],
)
def test_what_else_a_function_called_on_the_spot_may_give_is_none(source: str) -> None:
    assert "A" not in items(f"const Of = () => <b />; export const A = {source};")


PROP_TYPES = "{ id: PropTypes.string.isRequired, of: T.shape({ a: T.bool }), ...Base.propTypes, check, is() {} }"
CHECKED = {"id": "PropTypes.string", "of?": "T.shape({ a: T.bool })", "check?": "check", "is?": "is() {}"}


@pytest.mark.parametrize(
    ("code", "expected", "further"),
    [
        ("export const A = ({ id, of, rest }) => <b />;", {"rest??": ""}, ["Base.propTypes"]),
        ("export const A = ({ id = 'a', ...rest }) => <b />;", {}, ["any", "Base.propTypes"]),
        ("export function A(props) { return <b />; }", {}, ["any", "Base.propTypes"]),
        ("export function A() { return <b />; }", {}, ["Base.propTypes"]),
        ("export class A extends Component { render() { return <b />; } }", {}, ["any", "Base.propTypes"]),
        ("export const A = forwardRef(function A({ id }, ref) { return <b />; });", {}, ["Base.propTypes"]),
        ("const B = ({ b }) => <b />; export const A = memo(B);", {"b??": ""}, ["Base.propTypes"]),
    ],
)
def test_prop_types_tell_types_where_none_is_declared(code: str, expected: dict[str, str], further: list[str]) -> None:
    listed, others = props(f"{code}\nA.propTypes = {PROP_TYPES};", name="main.jsx")
    assert (listed, sorted(others, key=str.lower)) == ({**CHECKED, **expected}, further)


def test_prop_types_of_a_class_behind_a_constant_and_its_defaults() -> None:
    code = """
    const types = { 'id': PropTypes.number.isRequired, size: PropTypes.oneOf([1, 2]).isRequired };
    export class A extends Component {
        static propTypes = types; static defaultProps = { size: 1 };
        render() { return <b />; }
    }"""
    expected = {"size?": "PropTypes.oneOf([1, 2])", "id": "PropTypes.number"}
    assert props(code, name="main.jsx") == (expected, ["any"])


def test_a_declared_type_comes_before_prop_types() -> None:
    code = "export const A = ({ id }: { id: number }) => <b />;\nA.propTypes = { id: PropTypes.number };"
    assert props(code) == ({"id": "number"}, [])
