"""Further examples of the components inventory: what components render, read, are wrapped in, and are made by."""

from __future__ import annotations

from stocktake.extractors.base import Example

FURTHER_EXAMPLES = (
    Example(
        "what a local variable, a fallback or a default chooses is rendered",
        {
            "src/slider.tsx": (
                "import { Slot, SLOT_NAME } from './slot';\n"
                "const Wide = () => <i />;\n"
                "const Tall = () => <b />;\n"
                "export function Slider({ isWide, as: Tag = Slot.Root }) {\n"
                "    const Chosen = isWide ? Wide : Tall;\n"
                "    const Same = Chosen;\n"
                "    return <Tag><Same /></Tag>;\n"
                "}\n"
                "export function Track(props) {\n"
                "    const Bar = props.bar ?? Wide;\n"
                "    const Name = props.name ? SLOT_NAME : 'b';\n"
                "    return createElement(Bar, {}, <Name />);\n"
                "}\n"
                "export function Thumb({ Wide }) {\n"
                "    const Other = Wide;\n"
                "    const Mapped = sizes[Wide];\n"
                "    return <Other><Mapped /></Other>;\n"
                "}\n"
            ),
            "src/slot.tsx": (
                "const SlotRoot = () => <span />;\n"
                "export const Slot = { Root: SlotRoot };\n"
                "export const SLOT_NAME = 'a';\n"
            ),
        },
        [
            {"name": "Wide"},
            {"name": "Tall"},
            {
                "name": "Slider",
                "childComponents": ["src/slider.tsx#Tall", "src/slider.tsx#Wide", "src/slot.tsx#SlotRoot"],
                "componentRole": "wrapper",
            },
            {"name": "Track", "childComponents": ["src/slider.tsx#Wide"]},
            {"name": "Thumb", "childComponents": [], "componentRole": "leaf"},
            {"name": "SlotRoot"},
        ],
        partial=True,
    ),
    Example(
        "what is given a form by its control reads no context",
        {
            "src/form.tsx": (
                "import { useController, useFieldArray, useFormContext, useWatch } from 'react-hook-form';\n"
                "export const Total = () => <b>{useWatch({ name: 'total' })}</b>;\n"
                "export const Price = ({ control }) => <b>{useWatch({ control, name: 'price' })}</b>;\n"
                "export const Rows = ({ form }) => <ul>{useFieldArray<Row>({ control: form.control }).fields}</ul>;\n"
                "export const Field = (props) => <input {...useController(props).field} />;\n"
                "export const Both = ({ control }) => <b>{[useWatch({ control }), useWatch()]}</b>;\n"
                "export const Given = () => <b>{useWatch({ control: useFormContext().control })}</b>;\n"
            )
        },
        [
            {"name": "Total", "contextDependencies": ["useWatch"]},
            {"name": "Price", "contextDependencies": []},
            {"name": "Rows", "contextDependencies": []},
            {"name": "Field", "contextDependencies": []},
            {"name": "Both", "contextDependencies": ["useWatch"]},
            {"name": "Given", "contextDependencies": ["useFormContext"]},
        ],
        partial=True,
    ),
    Example(
        "contexts are read, also by their consumers; one that is rendered is no component",
        {
            "src/group.tsx": (
                "import { createContext, use, useContext } from 'react';\n"
                "import { SizeContext } from './size';\n"
                "export const GroupContext = createContext(null);\n"
                "export const Group = ({ children }) => <GroupContext value={1}>{children}</GroupContext>;\n"
                "export const Sized = ({ children }) => <SizeContext value={1}>{children}</SizeContext>;\n"
                "export const Label = () => <GroupContext.Consumer>{(id) => <b>{id}</b>}</GroupContext.Consumer>;\n"
                "export const Item = () => <i title={use(GroupContext)}>{useContext(SizeContext)}</i>;\n"
                "export const Text = () => <i>{i18n.use(Plugin).t('text')}</i>;\n"
            ),
            "src/size.ts": "export const SizeContext = React.createContext<number>(1);\n",
        },
        [
            {"name": "Group", "childComponents": [], "contextDependencies": [], "componentRole": "leaf"},
            {"name": "Sized", "childComponents": [], "componentRole": "leaf"},
            {"name": "Label", "childComponents": [], "contextDependencies": ["GroupContext"]},
            {"name": "Item", "contextDependencies": ["GroupContext", "SizeContext"]},
            {"name": "Text", "contextDependencies": []},
        ],
        partial=True,
    ),
    Example(
        "what is required is an import",
        {
            "src/email.jsx": (
                "const { Html, Button: Link } = require('emails');\n"
                "const { Row } = require('./row');\n"
                "const Cell = require('./row').Cell;\n"
                "const Head = require('./head');\n"
                "const Email = () => <Html><Head /><Row /><Cell /><Link /></Html>;\n"
                "module.exports = Email;\n"
            ),
            "src/row.jsx": (
                "const Row = () => <tr />;\nconst Cell = wrapCell(Row);\nmodule.exports = { Row, Cell };\n"
            ),
            "src/head.jsx": "function Head() { return <head />; }\nmodule.exports = Head;\n",
        },
        [
            {
                "name": "Email",
                "childComponents": ["src/head.jsx#Head", "src/row.jsx#Cell", "src/row.jsx#Row"],
            },
            {"name": "Head"},
            {"name": "Row"},
            {"name": "Cell", "wraps": "src/row.jsx#Row"},
        ],
        partial=True,
    ),
    Example(
        "what a static method of a class makes of a function that renders is an object of it",
        {
            "src/node.ts": (
                "import { Base } from 'editor';\n"
                "export class Node extends Base { static from(of, render): Node { return new Node(of, render); } }\n"
                "export class Mark { static from(render): Mark { return new Mark(render); } }\n"
            ),
            "src/nodes.tsx": (
                "import { Mark, type Node as NodeType, Node } from './node';\n"
                "export const Paragraph = Node.from({}, ({ children }) => <p>{children}</p>);\n"
                "export const Heading: NodeType<H> = createNode(({ children }) => <h1>{children}</h1>);\n"
                "export const Bold = Mark.from(({ children }) => <b>{children}</b>);\n"
                "export const Italic = Mark.from(({ children }) => <i>{children}</i>);\n"
                "export const Text = Outside.from(({ children }) => <i>{children}</i>);\n"
                "export const All = () => <Italic />;\n"
            ),
        },
        [{"name": "Italic"}, {"name": "Text"}, {"name": "All"}],
        partial=True,
    ),
    Example(
        "what a call is around, and where a name of what is taken apart is",
        {
            "src/parts.tsx": (
                "import { m } from 'motion';\n"
                "import { NAME } from './names';\n"
                "const VIEWPORT = 'viewport';\n"
                "export const Frame = styled(m.div)`color: red`;\n"
                "export const Slot = createSlot(NAME.SLOT_NAME);\n"
                "export const Port = createSlot(VIEWPORT);\n"
                "export const [Provider, useValue] =\n"
                "    createParts('value');\n"
                "export const All = () => <Provider><Slot /><Port /></Provider>;\n"
                "export default function list(of: Of): React.ReactNode[] { return of.map((each) => <b>{each}</b>); }\n"
            )
        },
        [
            {
                "name": "Frame",
                "kind": "styled",
                "props": [],
                "propsFrom": ["ComponentProps<typeof m.div>"],
                "wraps": "m.div",
            },
            {"name": "Slot", "kind": "hoc", "props": [], "propsFrom": ["unknown"]},
            {"name": "Port", "kind": "hoc", "props": [], "propsFrom": ["unknown"]},
            {"name": "Provider", "kind": "alias", "line": 7, "endLine": 7},
            {"name": "All"},
        ],
        partial=True,
    ),
    Example(
        "what is taken of a component that a function makes, or gives away with the rest",
        {
            "src/button.tsx": (
                "interface Props { size?: number }\n"
                "const createSlot = (name) => forwardRef<any, Props>(({ size, ...rest }, ref) => <b {...rest} />);\n"
                "const createBox = (name) => ({ size, ...rest }) => <b {...rest} />;\n"
                "export const Button = forwardRefAs<'button', Props>(({ as: Tag = 'button', ...rest }, ref) => (\n"
                "    <b {...rest} />\n"
                "));\n"
                "export const Named = forwardRefAs(({ as: Tag = 'b', ...rest }, ref) => <b {...rest} />);\n"
                "export const Slot = createSlot('Slot');\n"
                "export const Box = createBox('Box');\n"
                "export function createRow<E = HTMLElement, P extends object = HTMLAttributes<E>>() {\n"
                "    return forwardRef<E, P & { row?: E }>((props, ref) => <b {...props} />);\n"
                "}\n"
                "export const Row = createRow();\n"
                "export const Rows = (props: ComponentProps<typeof Row>) => <Row {...props} />;\n"
                "interface Tile { wide: boolean }\n"
                "export const Tile = (props: Tile) => <b />;\n"
                "export const Tiles = (props: ComponentProps<typeof Tile>) => <Tile {...props} />;\n"
                "export const Plain = ({ id, ...rest }) => <b {...rest} />;\n"
                "export const Around = (props: ComponentProps<typeof Plain>) => <Plain {...props} />;\n"
            )
        },
        [
            {
                "name": "Button",
                "kind": "hoc",
                "props": [
                    {"name": "size", "type": "number", "optional": True},
                    {"name": "as", "type": "", "optional": True, "default": "'button'"},
                ],
                "propsFrom": ["unknown"],
            },
            {
                "name": "Named",
                "props": [{"name": "as", "type": "", "optional": True, "default": "'b'"}],
                "propsFrom": ["unknown"],
            },
            {"name": "Slot", "props": [{"name": "size", "type": "number", "optional": True}]},
            {"name": "Box", "props": [{"name": "size", "type": "", "optional": None}], "propsFrom": ["unknown"]},
            {
                "name": "Row",
                "props": [{"name": "row", "type": "HTMLElement", "optional": True}],
                "propsFrom": ["HTMLAttributes<HTMLElement>"],
            },
            {
                "name": "Rows",
                "props": [{"name": "row", "type": "HTMLElement", "optional": True}],
                "propsFrom": ["HTMLAttributes<HTMLElement>"],
            },
            {"name": "Tile", "props": [{"name": "wide", "type": "boolean"}]},
            {"name": "Tiles", "props": [{"name": "wide", "type": "boolean"}]},
            {"name": "Plain", "props": [{"name": "id", "type": "", "optional": None}], "propsFrom": ["any"]},
            {"name": "Around", "props": [{"name": "id", "type": "", "optional": None}], "propsFrom": ["any"]},
        ],
        partial=True,
    ),
    Example(
        "a component that is taken of an object by key: each that the object holds is rendered",
        {
            "src/forms.tsx": (
                "export const Text = () => <input />;\n"
                "export const Choice = () => <select />;\n"
                "export const FORMS = { [Kind.Text]: Text, 'single-choice': Choice };\n"
            ),
            "src/card.tsx": (
                "import { Text, Choice, FORMS } from './forms';\n"
                "const ICONS = { text: { icon: Text }, choice: { icon: Choice } };\n"
                "export const Card = ({ kind }) => {\n"
                "    const Form = FORMS[kind];\n"
                "    return <Form />;\n"
                "};\n"
                "export const Icon = ({ kind }) => {\n"
                "    const { icon: Found } = ICONS[kind];\n"
                "    return <Found />;\n"
                "};\n"
            ),
        },
        [
            {"name": "Card", "childComponents": ["src/forms.tsx#Choice", "src/forms.tsx#Text"]},
            {"name": "Icon", "childComponents": ["src/forms.tsx#Choice", "src/forms.tsx#Text"]},
            {"name": "Text"},
            {"name": "Choice"},
        ],
        partial=True,
    ),
    Example(
        "what is loaded under a condition, or is null; what is given a text or a number is none",
        {
            "src/tools.tsx": (
                "export default function Tools({ id }: { id: string }) {\n    return <i id={id} />;\n}\n"
            ),
            "src/panel.tsx": (
                "import { lazy, memo } from 'react';\n"
                "import { isDev, load } from './env';\n"
                "const Tools = isDev ? lazy(() => import('./tools')) : null;\n"
                "const Config = isDev ? load('config') : null;\n"
                "function Cell(value: string | number) {\n    return <td>{value}</td>;\n}\n"
                "function Row(props: { id: string } | null) {\n    return <tr />;\n}\n"
                "export const Panel = () => <>{Tools && <Tools id={Config} />}{Cell(1)}</>;\n"
            ),
        },
        [
            {
                "name": "Tools",
                "kind": "lazy",
                "props": [{"name": "id", "type": "string"}],
                "wraps": "src/tools.tsx#Tools",
            },
            {"name": "Row"},
            {"name": "Panel", "childComponents": ["src/panel.tsx#Tools"]},
            {"name": "Tools", "file": "src/tools.tsx"},
        ],
        partial=True,
    ),
    Example(
        "what a call makes of something outside the project is one where it is rendered, or all that a module gives",
        {
            "src/params.tsx": (
                "import { withDefault, NumberParam } from 'query-params';\n"
                "import { withTracing, Route as BaseRoute } from 'router';\n"
                "export const PageParam = withDefault(NumberParam, 1);\n"
                "export const Route = withTracing(BaseRoute);\n"
                "export default withTracing(BaseRoute);\n"
            ),
            "src/app.tsx": ("import { Route } from './params';\nexport const App = () => <Route path=\"/\" />;\n"),
        },
        [
            {"name": "App", "childComponents": ["src/params.tsx#Route"]},
            {"name": "Route", "kind": "hoc", "wraps": "BaseRoute"},
            {"name": "default", "kind": "hoc", "wraps": "BaseRoute"},
        ],
        partial=True,
    ),
    Example(
        "defaults, types of props and contexts that are set on a component",
        {
            "src/boxes.tsx": (
                "import React from 'react';\n"
                "import type { Outside } from 'library';\n"
                "import { SizeContext, ThemeContext } from './contexts';\n"
                "interface Props { size?: number; label: string; wide: boolean }\n"
                "export function Box({ size, label = 'a', wide }: Props) {\n    return <b>{label}</b>;\n}\n"
                "Box.defaultProps = { size: 1, wide: false } as Partial<Props>;\n"
                "export const Bar = (props: Outside) => <b {...props} />;\n"
                "const DEFAULTS = { color: 'red' };\n"
                "Bar.defaultProps = DEFAULTS;\n"
                "export class View extends React.Component<Props> {\n"
                "    static contextType = ThemeContext;\n"
                "    render() { return <b>{this.context}</b>; }\n"
                "}\n"
                "View.defaultProps = { wide: true };\n"
            ),
            "src/old.jsx": (
                "export class Old extends Component {\n"
                "    contextType = 'none';\n"
                "    render() { return <b>{this.context}</b>; }\n"
                "}\n"
                "Old.contextType = SizeContext;\n"
                "export const Plain = (props) => <b title={Old.contextType}>{props.id}</b>;\n"
                "Plain.defaultProps = { id: 1 };\n"
                "export const Checked = ({ id, size = 1 }) => <b title={id}>{size}</b>;\n"
                "Checked.propTypes = { id: PropTypes.string.isRequired, size: PropTypes.oneOf([1, 2]) };\n"
            ),
        },
        [
            {
                "name": "Box",
                "props": [
                    {"name": "size", "type": "number", "optional": True, "default": "1"},
                    {"name": "label", "type": "string", "default": "'a'"},
                    {"name": "wide", "type": "boolean", "optional": True, "default": "false"},
                ],
                "contextDependencies": [],
            },
            {
                "name": "Bar",
                "props": [{"name": "color", "type": "", "optional": True, "default": "'red'"}],
                "propsFrom": ["Outside"],
            },
            {
                "name": "View",
                "props": [
                    {"name": "size", "type": "number", "optional": True},
                    {"name": "label", "type": "string"},
                    {"name": "wide", "type": "boolean", "optional": True, "default": "true"},
                ],
                "contextDependencies": ["ThemeContext"],
            },
            {"name": "Old", "contextDependencies": ["SizeContext"]},
            {
                "name": "Plain",
                "props": [{"name": "id", "type": "", "optional": True, "default": "1"}],
                "propsFrom": ["any"],
                "contextDependencies": [],
            },
            {
                "name": "Checked",
                "props": [
                    {"name": "id", "type": "PropTypes.string"},
                    {"name": "size", "type": "PropTypes.oneOf([1, 2])", "optional": True, "default": "1"},
                ],
            },
        ],
        partial=True,
    ),
)
