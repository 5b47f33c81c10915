"""Examples of the components inventory: where props come from."""

from __future__ import annotations

from stocktake.extractors.base import Example

PROPS_EXAMPLES = (
    Example(
        "props through intersections, utility types, other components and other files",
        {
            "src/types.ts": (
                "export interface Base { id: string; label?: string; onPick(id: string): void }\n"
                "export type Sized = { size: 'small' | 'large' };\n"
            ),
            "src/Button.tsx": (
                "import type { ButtonHTMLAttributes, ComponentProps, FC } from 'react';\n"
                "import { Base, type Sized } from './types';\n"
                "type Props = Omit<Base, 'onPick'> & Partial<Sized> & ButtonHTMLAttributes<HTMLButtonElement>;\n"
                "export const Button: FC<Props> = (props) => {\n"
                "    const { size = 'small', disabled, ...rest } = props;\n"
                "    return <button disabled={disabled} {...rest} />;\n"
                "};\n"
                "export const Big = (props: ComponentProps<typeof Button>) => <Button {...props} />;\n"
            ),
            "src/Link.tsx": (
                "import { type ComponentProps } from 'react';\n"
                "import type { Button } from './Button';\n"
                "export const Link = (props: Pick<ComponentProps<typeof Button>, 'id' | 'label'>) => <a />;\n"
            ),
        },
        [
            {
                "name": "Button",
                "props": [
                    {"name": "id", "type": "string"},
                    {"name": "label", "type": "string", "optional": True},
                    {"name": "size", "type": "'small' | 'large'", "optional": True, "default": "'small'"},
                    {"name": "disabled", "type": "", "optional": None},
                ],
                "propsFrom": ["ButtonHTMLAttributes<HTMLButtonElement>"],
            },
            {
                "name": "Big",
                "props": [
                    {"name": "id", "type": "string"},
                    {"name": "label", "type": "string", "optional": True},
                    {"name": "size", "type": "'small' | 'large'", "optional": True},
                ],
                "childComponents": ["src/Button.tsx#Button"],
                "propsFrom": ["ButtonHTMLAttributes<HTMLButtonElement>"],
            },
            {
                "name": "Link",
                "props": [{"name": "id", "type": "string"}, {"name": "label", "type": "string", "optional": True}],
            },
        ],
        partial=True,
    ),
    Example(
        "a wrapped, loaded, made or renamed component has the props of what it stands for; what is unknown is said",
        {
            "src/row.tsx": (
                "type Props = { id: number };\n"
                "const Row = ({ id = 1 }: Props) => <tr />;\n"
                "export const Memo = memo(Row, isSame);\n"
                "export const Narrow = styled(Row)<{ width: number }>({});\n"
                "export const Box = styled.div({});\n"
                "export const Routed = withRouter(Row);\n"
                "export default Row;\n"
                "export const Plain = (props) => <td {...props} />;\n"
                "export const makeCell = (tag: string) => (props: { value: string }) => <td>{props.value}</td>;\n"
            ),
            "src/uses.tsx": (
                "import { makeCell } from './row';\n"
                "export const Lazy = lazy(() => import('./row'));\n"
                "export const Part = dynamic(() => import('./row').then((rows) => rows.Memo), { ssr: false });\n"
                "export const Cell = makeCell('td');\n"
                "export const Shown = createShown((props) => <b {...props} />);\n"
                "export const Styled = cssInterop(Cell, { className: 'style' });\n"
                "export const All = () => <Styled />;\n"
            ),
        },
        [
            {"name": "Row", "exports": ["default"]},
            {"name": "Memo", "wraps": "src/row.tsx#Row", "props": [{"name": "id", "type": "number"}]},
            {
                "name": "Narrow",
                "kind": "styled",
                "props": [{"name": "id", "type": "number"}, {"name": "width", "type": "number"}],
            },
            {"name": "Box", "props": [], "propsFrom": ["ComponentProps<'div'>"]},
            {"name": "Routed", "props": [], "propsFrom": ["ComponentProps<typeof Row>"]},
            {"name": "Plain", "props": [], "propsFrom": ["any"]},
            {
                "name": "Lazy",
                "kind": "lazy",
                "wraps": "src/row.tsx#Row",
                "props": [{"name": "id", "type": "number"}],
            },
            {
                "name": "Part",
                "kind": "dynamic",
                "wraps": "src/row.tsx#Memo",
                "props": [{"name": "id", "type": "number"}],
            },
            {"name": "Cell", "props": [{"name": "value", "type": "string"}]},
            {"name": "Shown", "props": [], "propsFrom": ["unknown"]},
            {
                "name": "Styled",
                "wraps": "src/uses.tsx#Cell",
                "props": [],
                "propsFrom": ["ComponentProps<typeof Cell>"],
            },
            {"name": "All"},
        ],
        partial=True,
    ),
    Example(
        "what a function makes has the props that it says, with the type arguments of the call in place",
        {
            "src/make.tsx": (
                "export interface PickerProps { onSave: () => void }\n"
                "export function makePicker<Of, Key>(list: Of[]): FC<PickerProps> {\n"
                "    return function Picker(props) { return <b>{list.length}</b>; };\n"
                "}\n"
                "export const makeSheet = function <T extends object>(of: T) {\n"
                "    const Sheet = forwardRef((props: { id: string }, ref) => <b>{props.id}</b>);\n"
                "    return Sheet;\n"
                "};\n"
                "export const makeList = <T,>(name: string) => (props: { of: T[] }) => <b>{name}</b>;\n"
                "export const makeRow = <P,>(name: string): ComponentType<P & { name?: string }> => (\n"
                "    (props) => <b {...props}>{name}</b>\n"
                ");\n"
                "export const makeText = <P,>(name: string) => (props) => <b {...props}>{name}</b>;\n"
                "export function wrap<P>(Of: ComponentType<P>): FC<Omit<P, 'id'> & { tag: string }> {\n"
                "    return (props) => <Of {...props} />;\n"
                "}\n"
                "export const makeLine = <T,>(of: T) => () => <b>{of}</b>;\n"
            ),
            "src/made.tsx": (
                "import { makeLine, makeList, makePicker, makeRow, makeSheet, makeText, wrap } from './make';\n"
                "interface City { id: number }\n"
                "export const Picker = makePicker<City, string>([]);\n"
                "export const Sheet = makeSheet<City>({ id: 1 });\n"
                "export const List = makeList<City>('list');\n"
                "export const Row = makeRow<City>('row');\n"
                "export const Text = makeText<City>('text');\n"
                "export const Line = makeLine<City>({ id: 1 });\n"
                "export const Wrapped = wrap(Row);\n"
                "export const Outside = makeOutside<City>('outside');\n"
                "export const All = () => <Outside id={1} />;\n"
            ),
        },
        [
            {"name": "Picker", "props": [{"name": "onSave", "type": "() => void"}]},
            {"name": "Sheet", "props": [{"name": "id", "type": "string"}]},
            {"name": "List", "props": [{"name": "of", "type": "City[]"}]},
            {
                "name": "Row",
                "props": [{"name": "id", "type": "number"}, {"name": "name", "type": "string", "optional": True}],
            },
            {"name": "Text", "props": [{"name": "id", "type": "number"}]},
            {"name": "Line", "props": []},
            {
                "name": "Wrapped",
                "props": [{"name": "tag", "type": "string"}],
                "propsFrom": ["Omit<ComponentProps<typeof Row>, 'id'>"],
            },
            {"name": "Outside", "props": [{"name": "id", "type": "number"}]},
            {"name": "All"},
        ],
        partial=True,
    ),
    Example(
        "props of generic types, with type arguments in place, and what Omit and Pick leave of unlisted parts",
        {
            "src/types.ts": (
                "export type Merge<A, B> = Omit<A, keyof B> & B;\n"
                "export interface Option<T, K = string> { value: T; key: K; onPick?: (value: T) => void; list: T[] }\n"
            ),
            "src/Select.tsx": (
                "import type { ButtonProps } from 'library';\n"
                "import type { Merge, Option } from './types';\n"
                "export const Select = (props: Option<'a' | 'b'>) => <select />;\n"
                "export const Merged = (props: Merge<{ id: string; size: 1 }, { size?: 2 }>) => <i />;\n"
                "export const Own = <T,>(props: Option<T, number>) => <i />;\n"
                "export const Kept = (props: Omit<ButtonProps & { id: string }, 'id'>) => <i />;\n"
                "export const Chosen = (props: Pick<ButtonProps & { id: string }, 'id' | 'form'>) => <i />;\n"
                "export const Aligned = ({ form = 'a' }: Pick<ButtonProps, 'form' | 'name'>) => <i id={form} />;\n"
                "export const Both = (props: { a?: 1; b?: 1 } & { a: 1 }) => <i />;\n"
                "export const Around = ({ children }: PropsWithChildren) => <i>{children}</i>;\n"
                "export const Typed: FC<{ id: 1 }> & { Item: FC } = (props) => <i {...props} />;\n"
                "export const Cast = Select as <T>(props: { of: T }) => JSX.Element;\n"
            ),
        },
        [
            {
                "name": "Select",
                "props": [
                    {"name": "value", "type": "'a' | 'b'"},
                    {"name": "key", "type": "string"},
                    {"name": "onPick", "type": "(value: 'a' | 'b') => void", "optional": True},
                    {"name": "list", "type": "('a' | 'b')[]"},
                ],
            },
            {
                "name": "Merged",
                "props": [{"name": "id", "type": "string"}, {"name": "size", "type": "2", "optional": True}],
            },
            {
                "name": "Own",
                "props": [
                    {"name": "value", "type": "T"},
                    {"name": "key", "type": "number"},
                    {"name": "onPick", "type": "(value: T) => void", "optional": True},
                    {"name": "list", "type": "T[]"},
                ],
            },
            {"name": "Kept", "props": [], "propsFrom": ["Omit<ButtonProps, 'id'>"]},
            {
                "name": "Chosen",
                "props": [{"name": "id", "type": "string"}, {"name": "form", "type": "", "optional": None}],
                "propsFrom": ["Pick<ButtonProps, 'form'>"],
            },
            {
                "name": "Aligned",
                "props": [
                    {"name": "form", "type": "", "optional": True, "default": "'a'"},
                    {"name": "name", "type": "", "optional": None},
                ],
                "propsFrom": ["Pick<ButtonProps, 'form' | 'name'>"],
            },
            {
                "name": "Both",
                "props": [{"name": "a", "type": "1"}, {"name": "b", "type": "1", "optional": True}],
            },
            {"name": "Around", "props": [{"name": "children", "type": "ReactNode", "optional": True}]},
            {"name": "Typed", "props": [{"name": "id", "type": "1"}]},
            {"name": "Cast", "kind": "alias", "props": [{"name": "of", "type": "T"}]},
        ],
        partial=True,
    ),
    Example(
        "props that a styled component takes by the type arguments before its template",
        {
            "src/styled.tsx": (
                "type Props = { $open?: boolean };\n"
                "const Row = (props: { id: number }) => <tr />;\n"
                "export const Tall = styled(Row)<Props>`height: 1em`;\n"
                "export const Wide = styled(Row)<{ $width: number }>`\n    width: ${(props) => props.$width};\n`;\n"
                "export const Box = styled.div<Props>`color: ${(props) => (props.$open ? 'red' : 'blue')}`;\n"
                "export const Part = styled(Row).attrs({ id: 1 })<Props>`color: red`;\n"
            ),
        },
        [
            {"name": "Row"},
            {
                "name": "Tall",
                "wraps": "src/styled.tsx#Row",
                "props": [
                    {"name": "id", "type": "number"},
                    {"name": "$open", "type": "boolean", "optional": True},
                ],
            },
            {
                "name": "Wide",
                "line": 4,
                "endLine": 6,
                "props": [{"name": "id", "type": "number"}, {"name": "$width", "type": "number"}],
            },
            {
                "name": "Box",
                "props": [{"name": "$open", "type": "boolean", "optional": True}],
                "propsFrom": ["ComponentProps<'div'>"],
            },
            {
                "name": "Part",
                "wraps": "src/styled.tsx#Row",
                "props": [
                    {"name": "id", "type": "number"},
                    {"name": "$open", "type": "boolean", "optional": True},
                ],
            },
        ],
        partial=True,
    ),
    Example(
        "a declared type, or what a wrapper is given, comes before the type of the parameter",
        {
            "src/types.ts": (
                "export interface Cell<Of> { (props: { of: Of }): unknown }\n"
                "export type Page<P> = NextPage<P> & { layout?: string };\n"
                "export type FieldProps<F> = { field: ReturnType<F>; label?: string };\n"
            ),
            "src/trigger.tsx": (
                "import { Cell, FieldProps, Page } from './types';\n"
                "import { Outside } from 'library';\n"
                "type Inner<P> = P & { scope?: string };\n"
                "type Props = Outside & { label: string };\n"
                "type LinkType = React.FC<{ to: string }>;\n"
                "export const Trigger = forwardRef<HTMLElement, Props>((props: Inner<Props>, ref) => {\n"
                "    const { scope, label = 'x', id, ...rest } = props;\n"
                "    return <b ref={ref} id={id} {...rest}>{label}</b>;\n"
                "});\n"
                "export const Title: FC<{ a: 1 }> = (props: Inner<{ a: 1 }>) => <b />;\n"
                "export const Other = (props: ComponentProps<typeof Trigger>) => <Trigger {...props} />;\n"
                "export const Bare = memo(forwardRef<HTMLElement>((_, ref) => <b ref={ref} />));\n"
                "export const NumberCell: Cell<typeof format> = ({ of }) => <b>{of}</b>;\n"
                "export const Home: Page<{ id: string }> = (props) => <b />;\n"
                "export const Field = (props: FieldProps<typeof format>) => <b />;\n"
                "export const Link: LinkType = 'default' in Home ? Home.default : Home;\n"
                "export const Nothing = (props: PropsWithChildren<unknown>) => <b />;\n"
            ),
        },
        [
            {
                "name": "Trigger",
                "props": [
                    {"name": "label", "type": "string", "default": "'x'"},
                    {"name": "id", "type": "", "optional": None},
                ],
                "propsFrom": ["Outside"],
            },
            {"name": "Title", "props": [{"name": "a", "type": "1"}]},
            {"name": "Other", "props": [{"name": "label", "type": "string"}], "propsFrom": ["Outside"]},
            {"name": "Bare", "kind": "memo", "props": []},
            {"name": "NumberCell", "props": [{"name": "of", "type": "typeof format"}]},
            {"name": "Home", "props": [{"name": "id", "type": "string"}]},
            {
                "name": "Field",
                "props": [
                    {"name": "field", "type": "ReturnType<typeof format>"},
                    {"name": "label", "type": "string", "optional": True},
                ],
            },
            {"name": "Link", "kind": "alias", "props": [{"name": "to", "type": "string"}]},
            {"name": "Nothing", "props": [{"name": "children", "type": "ReactNode", "optional": True}]},
        ],
        partial=True,
    ),
    Example(
        "props of what a class extends, of what an indexed access or a record lists, and of what is made of a function",
        {
            "src/base.tsx": (
                "export interface Parts { Badge: { Root: { text: string } }; rows: { id: number }[] }\n"
                "export class View<T> extends React.Component<{ of: T }> { render() { return <b />; } }\n"
                "export function withName<P extends object>(Of: ComponentType<P>): FC<P & { name: string }> {\n"
                "    return (props) => <Of {...props} />;\n"
                "}\n"
                "export const register = (name: string, Of: FC<{ id: string }>) => ({ name, Of });\n"
            ),
            "src/parts.tsx": (
                "import { register, View, withName, type Parts } from './base';\n"
                "export class City extends View<string> { static defaultProps = { of: 'a' }; }\n"
                "export const Badge = (props: Parts['Badge']['Root']) => <b>{props.text}</b>;\n"
                "export const Row = ({ id }: Parts['rows'][number]) => <b>{id}</b>;\n"
                "export const Sized = (props: { [Side in 'width' | 'height']?: number }) => <b {...props} />;\n"
                "export const Named = withName(({ id }: { id: string }) => <b>{id}</b>);\n"
                "export const Registered = register('a', ({ id }) => <b>{id}</b>);\n"
                "export const Cells = [1, 2].map((id) => <td key={id} />);\n"
            ),
        },
        [
            {"name": "View", "props": [{"name": "of", "type": "T"}]},
            {"name": "Badge", "props": [{"name": "text", "type": "string"}]},
            {"name": "Row", "props": [{"name": "id", "type": "number"}]},
            {
                "name": "Sized",
                "props": [
                    {"name": "width", "type": "number", "optional": True},
                    {"name": "height", "type": "number", "optional": True},
                ],
            },
            {"name": "Named", "props": [{"name": "id", "type": "string"}, {"name": "name", "type": "string"}]},
            {"name": "City", "props": [{"name": "of", "type": "string", "optional": True, "default": "'a'"}]},
        ],
        partial=True,
    ),
)
