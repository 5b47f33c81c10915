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
                "export const Provider = HomeContext.Provider;\n"
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
        },
        [
            {
                "name": "Button",
                "props": [
                    {"name": "id", "type": "string"},
                    {"name": "label", "type": "string", "optional": True},
                    {"name": "size", "type": "'small' | 'large'", "optional": True, "default": "'small'"},
                    {"name": "disabled", "type": ""},
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
        ],
        partial=True,
    ),
)
