"""Examples of the components inventory."""

from __future__ import annotations

from stocktake.extractors.base import Example

EXAMPLES = (
    Example(
        "a component with props from a local interface, hooks, and components it renders",
        {
            "src/tags/TagCreate.tsx": (
                "import { useCallback } from 'react';\n"
                "import { Dialog } from '../ui';\n"
                "\n"
                "interface Props {\n"
                "    open?: boolean;\n"
                "    onClose: () => void;\n"
                "}\n"
                "\n"
                "export const TagCreate = ({ open = false, onClose: close }: Props) => {\n"
                "    const form = useFormContext<Tag>();\n"
                "    const handle = useCallback(() => close(), [close]);\n"
                "    return (\n"
                "        <Dialog open={open} onClose={handle}>\n"
                "            <TagFields form={form} />\n"
                "            <p>{[1].map(Dialog => <Dialog.Item />)}</p>\n"
                "        </Dialog>\n"
                "    );\n"
                "};\n"
                "\n"
                "const TagFields = (props: { form: unknown }) => <fieldset {...props} />;\n"
                "export default TagCreate;\n"
            ),
            "src/ui/index.ts": "export * from './Dialog';\n",
            "src/ui/Dialog.tsx": "export function Dialog(props) {\n    return <div>{props.children}</div>;\n}\n",
        },
        [
            {
                "name": "TagCreate",
                "file": "src/tags/TagCreate.tsx",
                "line": 9,
                "endLine": 18,
                "kind": "arrow",
                "exports": ["TagCreate", "default"],
                "type": "presentational",
                "props": [
                    {"name": "open", "type": "boolean", "optional": True, "default": "false"},
                    {"name": "onClose", "type": "() => void"},
                ],
                "hooks": ["useCallback", "useFormContext"],
                "childComponents": ["src/tags/TagCreate.tsx#TagFields", "src/ui/Dialog.tsx#Dialog"],
                "contextDependencies": ["useFormContext"],
                "componentRole": "wrapper",
            },
            {
                "name": "TagFields",
                "file": "src/tags/TagCreate.tsx",
                "line": 20,
                "endLine": 20,
                "kind": "arrow",
                "exports": [],
                "type": "presentational",
                "props": [{"name": "form", "type": "unknown"}],
                "hooks": [],
                "childComponents": [],
                "contextDependencies": [],
                "componentRole": "leaf",
            },
            {
                "name": "Dialog",
                "file": "src/ui/Dialog.tsx",
                "line": 1,
                "endLine": 3,
                "kind": "function",
                "exports": ["Dialog"],
                "type": "presentational",
                "props": [],
                "hooks": [],
                "childComponents": [],
                "contextDependencies": [],
                "componentRole": "leaf",
                "propsFrom": ["any"],
            },
        ],
    ),
    Example(
        "wrapper calls, classes, and what they wrap",
        {
            "src/kinds.tsx": (
                "class Boundary extends React.Component<{ fallback: string }> {\n"
                "    render() { return this.props.children; }\n"
                "}\n"
                "const Row = (props: { id: number }) => <tr />;\n"
                "export const MemoRow = memo(Row);\n"
                "export const Input = forwardRef<HTMLInputElement, { label: string }>(\n"
                "    ({ label }, ref) => <input ref={ref} aria-label={label} />,\n"
                ");\n"
                "export const Page = lazy(() => import('./Page'));\n"
                "export const Title = styled('h1')<{ big?: boolean }>({ color: 'red' });\n"
                "export const Watched = observer(() => <Row id={1} />);\n"
                "export const Routed = withRouter(Row);\n"
                "export const Part = withForm({ render: ({ form }) => <Row of={form} id={1} /> });\n"
                "export default React.memo(Boundary);\n"
            )
        },
        [
            {
                "name": "Boundary",
                "kind": "class",
                "exports": ["default"],
                "props": [{"name": "fallback", "type": "string"}],
            },
            {"name": "Row", "kind": "arrow", "exports": []},
            {"name": "MemoRow", "kind": "memo", "line": 5, "wraps": "src/kinds.tsx#Row"},
            {
                "name": "Input",
                "kind": "forwardRef",
                "line": 6,
                "endLine": 8,
                "props": [{"name": "label", "type": "string"}],
            },
            {"name": "Page", "kind": "lazy"},
            {
                "name": "Title",
                "kind": "styled",
                "props": [{"name": "big", "type": "boolean", "optional": True}],
            },
            {"name": "Watched", "kind": "observer", "childComponents": ["src/kinds.tsx#Row"]},
            {"name": "Routed", "kind": "hoc", "wraps": "src/kinds.tsx#Row"},
            {"name": "Part", "kind": "hoc", "line": 13, "childComponents": ["src/kinds.tsx#Row"]},
        ],
        partial=True,
    ),
    Example(
        "constants, helpers, hooks, factories and configuration are no components; what a factory makes is one",
        {
            "src/not.tsx": (
                "export const CONFIG = { title: <b>x</b> };\n"
                "export const ICON = <svg />;\n"
                "export const Context = createContext(null);\n"
                "export const renderRow = () => <tr />;\n"
                "export const useRow = () => <tr />;\n"
                "export function Format(value: string) { return `#${value}`; }\n"
                "export function Cell(id: string, row: number, column: number) { return <td />; }\n"
                "export const GET = withAuth(async (request) => Response.json({}));\n"
                "export function createIcon(path: string) {\n"
                "    return function Icon() { return <svg d={path} />; };\n"
                "}\n"
            ),
            "src/icons.tsx": (
                "import { createIcon } from './not';\n"
                "export const Home = createIcon('M0');\n"
                "export const Provider = HomeCtx.Provider;\n"
                "export const Nothing = () => null;\n"
                "export const Alias = Home;\n"
            ),
        },
        [
            {"name": "Home", "kind": "hoc"},
            {"name": "Provider", "kind": "alias"},
            {"name": "Nothing", "kind": "arrow"},
            {"name": "Alias", "kind": "alias", "wraps": "src/icons.tsx#Home"},
        ],
        partial=True,
    ),
    Example(
        "parts of compound components are what they stand for; another name for a part is a component too",
        {
            "src/menu.tsx": (
                "const MenuItem = (props: { id: string }) => <li {...props} />;\n"
                "const MenuTitle = () => <h2 />;\n"
                "const Base = (props: { open?: boolean }) => <ul />;\n"
                "export const Menu = Object.assign(Base, { Item: MenuItem });\n"
                "Menu.Title = MenuTitle;\n"
                "Menu.Rule = () => <hr />;\n"
                "export const Parts = { Entry: MenuItem };\n"
            ),
            "src/page.tsx": (
                "import { Menu, Parts } from './menu';\n"
                "const Entry = Menu.Item<string>;\n"
                "const Choice = isTouch ? Menu : Menu.Title;\n"
                "const InDev = isDev ? Menu : () => null;\n"
                "const Limit = isTouch ? Menu : 3;\n"
                'export const Page = () => <Menu><Menu.Item id="a" /><Menu.Title /><Menu.Rule /></Menu>;\n'
                'export const Other = () => <Parts.Entry id="b" />;\n'
            ),
        },
        [
            {"name": "MenuItem"},
            {"name": "MenuTitle"},
            {"name": "Base"},
            {
                "name": "Menu",
                "kind": "hoc",
                "wraps": "src/menu.tsx#Base",
                "props": [{"name": "open", "type": "boolean", "optional": True}],
            },
            {
                "name": "Entry",
                "kind": "alias",
                "wraps": "src/menu.tsx#MenuItem",
                "props": [{"name": "id", "type": "string"}],
            },
            {"name": "Choice", "kind": "alias", "childComponents": ["src/menu.tsx#Menu", "src/menu.tsx#MenuTitle"]},
            {"name": "InDev", "kind": "alias", "childComponents": ["src/menu.tsx#Menu"]},
            {
                "name": "Page",
                "childComponents": ["src/menu.tsx#Menu", "src/menu.tsx#MenuItem", "src/menu.tsx#MenuTitle"],
            },
            {"name": "Other", "childComponents": ["src/menu.tsx#MenuItem"]},
        ],
        partial=True,
    ),
    Example(
        "evidence from other declarations: base classes, functions that give elements, and what is rendered",
        {
            "src/base.tsx": (
                "import { Slot } from 'library';\n"
                "export class Component<P = {}> { readonly props: P; }\n"
                "export class View extends React.Component<{ id: string }> { render() { return <b />; } }\n"
                "export const renderRow = (id: string, row: number) => <tr />;\n"
                "export const renderAll = (id: string, row: number) => renderRow(id, row);\n"
                "export const Unused = Slot;\n"
                "export const Used = Slot;\n"
                "export const Made = createFrom(Slot.root);\n"
                "export const { Header, Footer } = Slot;\n"
            ),
            "src/uses.tsx": (
                "import { Component, View, Used, Made, Header, renderAll } from './base';\n"
                "import * as Popover from 'popover';\n"
                "import { FormProvider } from 'react-hook-form';\n"
                "import { StrictMode } from 'react';\n"
                "export class Entity extends Component<{}> {}\n"
                "export class Special extends View {}\n"
                "export class Failure extends Error {}\n"
                "export class Mail extends Template<Data> { render(data: Data) { return <Made />; } }\n"
                "export function Rows({ id }: { id: string }) { return renderAll(id, 1); }\n"
                "export function Sum({ id }: { id: string }) { return parse(id); }\n"
                "export const PopoverRoot = Popover.Root;\n"
                "export const Form = FormProvider;\n"
                "export const PopoverBody = () => <Popover.Body><Used /><Made /><Header /></Popover.Body>;\n"
                "export const ZTree: z.ZodType<Tree> = z.lazy(() => z.object({ tree: ZTree }));\n"
                "const Wide = 'a', Thin = 'b', Gap = wide ? Wide : Thin;\n"
                "export const Space: string = thin ? Thin : Gap;\n"
                "export const Strict = dev ? StrictMode : undefined;\n"
                "export const Token = Object.assign((name: string) => lookup(name), { key: 1 });\n"
            ),
        },
        [
            {"name": "View", "kind": "class"},
            {"name": "Used", "kind": "alias", "wraps": "Slot", "propsFrom": ["ComponentProps<typeof Slot>"]},
            {"name": "Made", "kind": "hoc", "propsFrom": ["unknown"]},
            {"name": "Header", "kind": "alias", "line": 9, "endLine": 9},
            {"name": "PopoverRoot", "kind": "alias", "wraps": "Popover.Root"},
            {"name": "Form", "kind": "alias", "wraps": "FormProvider"},
            {"name": "PopoverBody"},
            {"name": "Strict", "kind": "alias"},
            {"name": "Special", "kind": "class"},
            {"name": "Rows", "props": [{"name": "id", "type": "string"}]},
        ],
        partial=True,
    ),
    Example(
        "what loads a component, and what gives an object that holds one",
        {
            "src/lazy.ts": (
                "import { lazy } from 'react';\n"
                "export const lazyPage = (load) => lazy(load);\n"
                "export function createLazyPage(load) {\n"
                "    return { Component: lazyPage(load), preload: load };\n"
                "}\n"
            ),
            "src/routes.tsx": (
                "import { lazyPage, createLazyPage as lazy } from './lazy';\n"
                "export const Home = lazyPage(() => import('./Home'));\n"
                "export const Held = lazy(() => import('./Home'));\n"
                "export const Routes = () => <Held.Component />;\n"
            ),
            "src/Home.tsx": "export default function Home() { return <main />; }\n",
        },
        [
            {"name": "Home", "file": "src/Home.tsx"},
            {"name": "Home", "kind": "hoc", "wraps": "src/Home.tsx#Home"},
            {"name": "Routes"},
        ],
        partial=True,
    ),
    Example(
        "functions in an object that another function gives make components, as does a `render` under `withX`",
        {
            "src/parts.tsx": (
                "import { createContext, forwardRef } from 'react';\n"
                "export function createParts(options) {\n"
                "    const Context = createContext({});\n"
                "    const withPart = <T, P>(Tag: React.ElementType) => {\n"
                "        const Styled = forwardRef((props, ref) => <Tag {...props} ref={ref} />);\n"
                "        Styled.displayName = options.name;\n"
                "        return Styled as any;\n"
                "    };\n"
                "    function withOther<P>(Tag): React.FC<P> { return make(Tag); }\n"
                "    return { withPart, withOther, Provider: Context.Provider, useParts: () => options };\n"
                "}\n"
            ),
            "src/badge.tsx": (
                "import { createParts } from './parts';\n"
                "import { withForm } from 'forms';\n"
                "interface BadgeProps { bold: boolean }\n"
                "export const { Provider, withPart, withOther: wrap } = createParts({ name: 'badge' });\n"
                "const parts = createParts({ name: 'other' });\n"
                "export const Badge = withPart<HTMLSpanElement, BadgeProps>('span');\n"
                "export const Tag = wrap<BadgeProps>('b');\n"
                "export const Label = parts.withPart('label');\n"
                "export const Options = parts.useParts();\n"
                "export const BadgeProvider = Provider as React.Provider<BadgeProps>;\n"
                "export const Fields = withForm({ render: ({ form }) => <p>{form.name}</p> });\n"
                "export const Item = createItem('item');\n"
                "function createItem(name) {\n"
                "    const Made = ({ as, children }) => (as ? children(as) : children);\n"
                "    Made.displayName = name;\n"
                "    return Made;\n"
                "}\n"
            ),
        },
        [
            {"name": "Badge", "kind": "hoc", "props": [{"name": "bold", "type": "boolean"}]},
            {"name": "Tag", "kind": "hoc", "props": [{"name": "bold", "type": "boolean"}]},
            {"name": "Label", "kind": "hoc"},
            {"name": "BadgeProvider", "kind": "alias"},
            {"name": "Fields", "kind": "hoc"},
            {
                "name": "Item",
                "kind": "hoc",
                "props": [
                    {"name": "as", "type": "", "optional": None},
                    {"name": "children", "type": "", "optional": None},
                ],
            },
            {"name": "Provider", "kind": "alias"},
        ],
        partial=True,
    ),
    Example(
        "what gives an element of a list of elements is one; what gives booleans or a `render` of its own kind is none",
        {
            "src/icons.tsx": (
                "const icons = Object.freeze({ light: <i />, dark: <b /> } satisfies Icons);\n"
                "export const Icon = ({ theme }) => icons[theme];\n"
                "export const ALWAYS = () => true;\n"
                "export const Never = () => undefined;\n"
                "export const Nothing = () => null;\n"
                "export abstract class Mail { abstract render(): unknown; }\n"
                "export class Welcome extends Mail { render() { return <p />; } }\n"
                "export class View extends Base { render() { return <p />; } }\n"
            ),
        },
        [{"name": "Icon"}, {"name": "Nothing"}, {"name": "View"}],
        partial=True,
    ),
)
