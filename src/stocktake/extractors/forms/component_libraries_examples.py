"""Examples of the forms inventory: forms of component libraries."""

from __future__ import annotations

from stocktake.extractors.base import Example

EXAMPLES = (
    Example(
        "antd: forms under other names or made elsewhere, paths as names, lists, and parts that register alone",
        {
            "src/styles.ts": (
                "import { Form } from 'antd';\n"
                "import styled from 'styled-components';\n"
                "export const Box = styled(Form)`margin: 0`;\n"
                "export const Row = styled(Form.Item)`margin: 0`;\n"
            ),
            "src/login.tsx": (
                "import { Form, Input, InputNumber, Radio, Skeleton, type FormInstance } from 'antd';\n"
                "import { Box, Row } from './styles';\n"
                "export const Login = () => {\n"
                "    const [form] = Form.useForm();\n"
                "    return (\n"
                "        <Box form={form} onFinish={signIn}>\n"
                '            <Box.Item name="email"><Input /></Box.Item>\n'
                "            <Row name={['user', 'password']}><Input.Password /></Row>\n"
                '            <Row name="age"><InputNumber /></Row>\n'
                "            <Address />\n"
                "            <Skeleton.Input />\n"
                "        </Box>\n"
                "    );\n"
                "};\n"
                "export const Settings = ({ form, onSave }: { form: FormInstance; onSave: () => void }) => (\n"
                "    <Box form={form} initialValues={{ theme: 'dark' }} onFinish={onSave}>\n"
                '        <Row name="theme"><Radio.Group /></Row>\n'
                "    </Box>\n"
                ");\n"
                "export const Address = () => (\n"
                "    <Form.List name={['user', 'phones']}>\n"
                "        {(fields) => fields.map((field) => (\n"
                "            <Form.Item key={field.key} name={[field.name, 'number']}><Input /></Form.Item>\n"
                "        ))}\n"
                "    </Form.List>\n"
                ");\n"
                "export const Street = ({ name }) => <Form.Item name={name}><Input /></Form.Item>;\n"
                'export const City = () => <Street name="city" />;\n'
                'export const Layout = () => <Form.Item label="a"><p /></Form.Item>;\n'
                "function signIn() {}\n"
            ),
        },
        [
            {
                "name": "Login",
                "formType": "antd",
                "patterns": ["Form", "Form.Item", "Form.useForm"],
                "fields": ["email", "user.password", "age"],
                "inputComponents": ["Input", "Input.Password", "InputNumber"],
                "submitHandler": "src/login.tsx#signIn",
            },
            {
                "name": "Settings",
                "formType": "antd",
                "patterns": ["Form", "Form.Item"],
                "isPart": True,
                "fields": ["theme"],
                "defaultValues": ["theme"],
                "inputComponents": ["Radio.Group"],
                "submitHandler": "onSave",
                "features": {"hasDefaultValues": True},
            },
            {
                "name": "Address",
                "formType": "antd",
                "patterns": ["Form.Item", "Form.List"],
                "isPart": True,
                "fields": ["user.phones", "user.phones[].number"],
                "inputComponents": ["Input"],
                "features": {"hasFieldArray": True},
            },
            {
                "name": "Street",
                "formType": "antd",
                "patterns": ["Form.Item"],
                "isPart": True,
                "inputComponents": ["Input"],
            },
            {
                "name": "City",
                "formType": "antd",
                "patterns": ["Street"],
                "isPart": True,
                "fields": ["city"],
                "inputComponents": ["src/login.tsx#Street"],
            },
        ],
        partial=True,
    ),
    Example(
        "ariakit: a hook and fields that are parts of a component by a statement, names by the store, its handler",
        {
            "src/form.tsx": (
                "import * as Ariakit from '@ariakit/react';\n"
                "const Input = (props) => <Ariakit.FormInput {...props} />;\n"
                "export const Form = ({ children, ...props }) => <Ariakit.Form {...props}>{children}</Ariakit.Form>;\n"
                "Form.Input = Input;\n"
                "Form.useStore = Ariakit.useFormStore;\n"
                "Form.label = 'form';\n"
            ),
            "src/invite.tsx": (
                "import { Form } from './form';\n"
                "export const Invite = ({ handleSubmit }) => {\n"
                "    const store = Form.useStore({ defaultValues: { user: { email: '' }, note: '' } });\n"
                "    store.useSubmit(send);\n"
                "    return (\n"
                "        <Form store={store}>\n"
                "            <Form.Input\n"
                "                name={\n"
                "                    store\n"
                "                        .names.user.email\n"
                "                }\n"
                "            />\n"
                "            <Form.Input name={store.names.note} />\n"
                "            <a onClick={() => handleSubmit(store.values)} />\n"
                "        </Form>\n"
                "    );\n"
                "};\n"
                "function send() {}\n"
            ),
        },
        [
            {"name": "Input", "formType": "ariakit", "patterns": ["FormInput"], "isPart": True},
            {"name": "Form", "formType": "ariakit", "patterns": ["Form"], "isPart": True},
            {
                "name": "Invite",
                "formType": "ariakit",
                "patterns": ["Form.Input", "useFormStore"],
                "fields": ["user.email", "note"],
                "defaultValues": ["user", "note"],
                "inputComponents": ["Form.Input"],
                "submitHandler": "src/invite.tsx#send",
                "features": {"hasDefaultValues": True},
            },
        ],
        partial=True,
    ),
    Example(
        "a component of the project around a form, and a form of a library that is not known",
        {
            "src/own-form.tsx": (
                "import { useForm } from 'react-hook-form';\n"
                "import { zodResolver } from '@hookform/resolvers/zod';\n"
                "export const OwnForm = ({ schema, onSubmit, children }) => {\n"
                "    const form = useForm({ resolver: zodResolver(schema) });\n"
                "    return <form onSubmit={form.handleSubmit(onSubmit)}>{children(form)}</form>;\n"
                "};\n"
            ),
            "src/pages.tsx": (
                "import { Form, FormField, TextField } from '@acme/ui';\n"
                "import { z } from 'zod';\n"
                "import { OwnForm } from './own-form';\n"
                "const loginSchema = z.object({ email: z.string() });\n"
                "export const Login = ({ onLogin }) => (\n"
                "    <OwnForm schema={loginSchema} onSubmit={onLogin}>\n"
                "        {({ register }) => <input {...register('email')} />}\n"
                "    </OwnForm>\n"
                ");\n"
                "export const Rename = ({ onRename }) => (\n"
                '    <Form onSubmit={onRename}><FormField name="title"><TextField /></FormField></Form>\n'
                ");\n"
                "export const Shown = () => <Form><b>1</b></Form>;\n"
            ),
        },
        [
            {"name": "OwnForm", "formType": "react-hook-form", "validationSchemaRef": "schema"},
            {
                "name": "Login",
                "formType": "react-hook-form",
                "patterns": ["OwnForm", "register"],
                "fields": ["email"],
                "inputComponents": ["input"],
                "validationSchemaRef": "src/pages.tsx#loginSchema",
                "submitHandler": "onLogin",
            },
            {
                "name": "Rename",
                "formType": "other",
                "patterns": ["Form"],
                "fields": ["title"],
                "inputComponents": ["TextField"],
                "submitHandler": "onRename",
            },
        ],
        partial=True,
    ),
)
