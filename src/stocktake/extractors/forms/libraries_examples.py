"""Examples of the forms inventory: form libraries of every kind, and plain forms."""

from __future__ import annotations

from stocktake.extractors.base import Example

EXAMPLES = (
    Example(
        "a project's own SimpleForm around ra-core's Form",
        {
            "src/admin/simple-form.tsx": (
                "import { Form } from 'ra-core';\n"
                "export const SimpleForm = ({ children, ...rest }) => <Form {...rest}>{children}</Form>;\n"
            ),
            "src/TagEdit.tsx": (
                "import { EditBase } from 'ra-core';\n"
                "import { SimpleForm } from './admin/simple-form';\n"
                "import { TextInput } from './admin/text-input';\n"
                "export const TagEdit = () => (\n"
                "    <EditBase>\n"
                "        <SimpleForm>\n"
                '            <TextInput source="name" />\n'
                "        </SimpleForm>\n"
                "    </EditBase>\n"
                ");\n"
            ),
            "src/admin/text-input.tsx": (
                "import { useInput } from 'ra-core';\n"
                "export const TextInput = (props) => {\n"
                "    const { field } = useInput(props);\n"
                "    return <input {...field} />;\n"
                "};\n"
            ),
        },
        [
            {
                "name": "TagEdit",
                "formType": "react-admin-simple",
                "patterns": ["EditBase", "SimpleForm", "source"],
                "fields": ["name"],
                "inputComponents": ["src/admin/text-input.tsx#TextInput"],
            },
            {"name": "SimpleForm", "formType": "react-admin", "patterns": ["Form"]},
        ],
        partial=True,
    ),
    Example(
        "Formik: hook, component, higher-order component, parts",
        {
            "src/login.tsx": (
                "import { Formik, Form, Field, FieldArray, useFormik, useField, withFormik } from 'formik';\n"
                "import { loginSchema } from './schema';\n"
                "export const Login = () => {\n"
                "    const formik = useFormik({\n"
                "        initialValues: { email: '' },\n"
                "        validationSchema: loginSchema,\n"
                "        onSubmit: login,\n"
                "    });\n"
                "    return (\n"
                "        <form onSubmit={formik.handleSubmit}>\n"
                '            <input name="email" onChange={formik.handleChange} />\n'
                "        </form>\n"
                "    );\n"
                "};\n"
                "export const Invite = () => (\n"
                "    <Formik initialValues={{ people: [] }} validationSchema={loginSchema} onSubmit={login}>\n"
                "        <Form>\n"
                '            <Field name="message" as="textarea" />\n'
                '            <FieldArray name="people" />\n'
                '            <Zip name="zip" />\n'
                "        </Form>\n"
                "    </Formik>\n"
                ");\n"
                "const Zip = ({ name }) => {\n"
                "    const [field] = useField(name);\n"
                "    return <input {...field} />;\n"
                "};\n"
                "export const Enhanced = withFormik({ validationSchema: loginSchema })(Inner);\n"
                "function Inner() {\n"
                "    return <Form />;\n"
                "}\n"
                "function login() {}\n"
            ),
            "src/schema.ts": (
                "import * as yup from 'yup';\nexport const loginSchema = yup.object({ email: yup.string().email() });\n"
            ),
        },
        [
            {
                "name": "Login",
                "formType": "formik",
                "patterns": ["form onSubmit", "useFormik"],
                "fields": ["email"],
                "defaultValues": ["email"],
                "inputComponents": ["input"],
                "validationSchemaRef": "src/schema.ts#loginSchema",
                "submitHandler": "src/login.tsx#login",
                "features": {"hasDefaultValues": True},
            },
            {
                "name": "Invite",
                "formType": "formik",
                "patterns": ["Field", "FieldArray", "Form", "Formik", "Zip"],
                "fields": ["message", "people", "zip"],
                "defaultValues": ["people"],
                "validationSchemaRef": "src/schema.ts#loginSchema",
                "submitHandler": "src/login.tsx#login",
                "features": {"hasDefaultValues": True, "hasFieldArray": True},
            },
            {
                "name": "Zip",
                "formType": "formik",
                "patterns": ["useField"],
                "isPart": True,
                "inputComponents": ["input"],
            },
            {
                "name": "Enhanced",
                "formType": "formik",
                "patterns": ["withFormik"],
                "validationSchemaRef": "src/schema.ts#loginSchema",
            },
            {"name": "Inner", "formType": "formik", "patterns": ["Form"], "isPart": True},
        ],
        partial=True,
    ),
    Example(
        "TanStack Form, with a hook made by createFormHook",
        {
            "src/people.tsx": (
                "import { useForm } from '@tanstack/react-form';\n"
                "import { useAppForm, useFormContext, withForm } from './form';\n"
                "import { personSchema } from './schema';\n"
                "export function Person() {\n"
                "    const form = useForm({ defaultValues: { first: '' }, validators: { onChange: personSchema } });\n"
                "    return (\n"
                "        <form onSubmit={(event) => form.handleSubmit()}>\n"
                '            <form.Field name="first" validators={{ onBlur: short }} children={Input} />\n'
                '            <form.Field name="tags" mode="array" />\n'
                "        </form>\n"
                "    );\n"
                "}\n"
                "export const Team = () => {\n"
                "    const team = useAppForm({ defaultValues: { title: '' } });\n"
                '    return <team.AppField name="title" />;\n'
                "};\n"
                "export const Address = withForm({\n"
                "    defaultValues: { city: '' },\n"
                '    render: ({ form }) => <form.AppField name="city">{(field) => <field.Text />}</form.AppField>,\n'
                "});\n"
                "export const Send = () => <button disabled={useFormContext().state.isSubmitting}>Send</button>;\n"
            ),
            "src/form.ts": (
                "import { createFormHook, createFormHookContexts } from '@tanstack/react-form';\n"
                "export const { fieldContext, formContext, useFormContext } = createFormHookContexts();\n"
                "export const { useAppForm, withForm } = createFormHook({ fieldContext, formContext });\n"
            ),
            "src/schema.ts": (
                "import { z } from 'zod';\nexport const personSchema = z.object({ first: z.string() });\n"
            ),
        },
        [
            {
                "name": "Person",
                "formType": "tanstack-form",
                "patterns": ["form onSubmit", "useForm"],
                "fields": ["first", "tags"],
                "defaultValues": ["first"],
                "validationSchemaRef": "src/schema.ts#personSchema",
                "features": {"hasDefaultValues": True, "hasFieldArray": True},
            },
            {
                "name": "Team",
                "formType": "tanstack-form",
                "patterns": ["useAppForm"],
                "fields": ["title"],
                "defaultValues": ["title"],
                "features": {"hasDefaultValues": True},
            },
            {
                "name": "Address",
                "formType": "tanstack-form",
                "patterns": ["withForm"],
                "isPart": True,
                "fields": ["city"],
            },
            {"name": "Send", "formType": "tanstack-form", "patterns": ["useFormContext"], "isPart": True},
        ],
        partial=True,
    ),
    Example(
        "React 19 actions, server actions, router forms and plain forms",
        {
            "src/actions.ts": ("'use server';\nexport async function create(state, data) {}\n"),
            "src/forms.tsx": (
                "import { useActionState, forwardRef } from 'react';\n"
                "import { useFormStatus } from 'react-dom';\n"
                "import { Form, useFetcher } from 'react-router';\n"
                "import { create } from './actions';\n"
                "export function WithState() {\n"
                "    const [state, action] = useActionState(create, null);\n"
                "    return (\n"
                "        <form action={action}>\n"
                '            <input name="email" />\n'
                "            <Submit />\n"
                "        </form>\n"
                "    );\n"
                "}\n"
                "function Submit() {\n"
                "    return <button disabled={useFormStatus().pending} />;\n"
                "}\n"
                'export const OnServer = () => <form action={create}><select name="role" /></form>;\n'
                "export const Inline = () => <form action={async () => { 'use server'; }} />;\n"
                'export const InBrowser = () => <form action={(data) => search(data)}><input name="q" /></form>;\n'
                'export const Routed = () => <Form method="post"><textarea name="body" /></Form>;\n'
                "export const Fetched = () => {\n"
                "    const fetcher = useFetcher();\n"
                '    return <fetcher.Form><input type="hidden" name="id" /></fetcher.Form>;\n'
                "};\n"
                "export const Loaded = () => <p>{useFetcher().state}</p>;\n"
                "export const Plain = forwardRef((props, ref) => (\n"
                "    <form ref={ref} onSubmit={props.onSubmit}>\n"
                '        <input name="q" />\n'
                "    </form>\n"
                "));\n"
                "export class Search extends React.Component {\n"
                "    render() {\n"
                "        return <form onSubmit={this.handleSubmit} />;\n"
                "    }\n"
                "}\n"
                "export const Only = () => <Plain onSubmit={search} />;\n"
            ),
        },
        [
            {
                "name": "WithState",
                "formType": "react-action",
                "patterns": ["form action", "useActionState"],
                "fields": ["email"],
                "inputComponents": ["input"],
                "submitHandler": "src/actions.ts#create",
            },
            {"name": "Submit", "formType": "react-action", "patterns": ["useFormStatus"], "isPart": True},
            {
                "name": "OnServer",
                "formType": "server-action",
                "patterns": ["form action"],
                "fields": ["role"],
                "inputComponents": ["select"],
                "submitHandler": "src/actions.ts#create",
            },
            {"name": "Inline", "formType": "server-action", "patterns": ["form action"]},
            {
                "name": "InBrowser",
                "formType": "react-action",
                "patterns": ["form action"],
                "fields": ["q"],
                "inputComponents": ["input"],
            },
            {
                "name": "Routed",
                "formType": "router",
                "patterns": ["Form"],
                "fields": ["body"],
                "inputComponents": ["textarea"],
            },
            {
                "name": "Fetched",
                "formType": "router",
                "patterns": ["fetcher.Form"],
                "fields": ["id"],
                "inputComponents": ["input"],
            },
            {
                "name": "Plain",
                "formType": "html",
                "patterns": ["form onSubmit"],
                "fields": ["q"],
                "inputComponents": ["input"],
                "submitHandler": "props.onSubmit",
            },
            {
                "name": "Search",
                "formType": "html",
                "patterns": ["form onSubmit"],
                "submitHandler": "this.handleSubmit",
            },
        ],
        partial=True,
    ),
    Example(
        "steps, tabs and other libraries, under other names",
        {
            "src/wizards.tsx": (
                "import { useState } from 'react';\n"
                "import { useForm as useRHF } from 'react-hook-form';\n"
                "import { Form as FinalForm, Field as FinalField } from 'react-final-form';\n"
                "import { useForm } from '@mantine/form';\n"
                "import { Form } from 'antd';\n"
                "export const Steps = () => {\n"
                "    const [currentStep, setCurrentStep] = useState(0);\n"
                "    const form = useRHF();\n"
                "    return <Tabs><FormProgressBar /><form /></Tabs>;\n"
                "};\n"
                "export const Wizard = () => <FormWizard><form /></FormWizard>;\n"
                'export const Final = () => <FinalForm onSubmit={send} render={() => <FinalField name="bio" />} />;\n'
                "export const Mantine = () => {\n"
                "    const form = useForm({ initialValues: { terms: false } });\n"
                "    return <Checkbox {...form.getInputProps('terms', { type: 'checkbox' })} />;\n"
                "};\n"
                'export const Antd = () => <Form><Form.Item name="user"><Input /></Form.Item></Form>;\n'
            ),
        },
        [
            {
                "name": "Steps",
                "formType": "react-hook-form",
                "patterns": ["form", "useForm"],
                "features": {"hasProgress": True, "hasTabs": True, "isMultiStep": True},
            },
            {
                "name": "Wizard",
                "formType": "html",
                "patterns": ["form"],
                "features": {"hasWizard": True, "isMultiStep": True},
            },
            {
                "name": "Final",
                "formType": "final-form",
                "patterns": ["Field", "Form"],
                "fields": ["bio"],
                "submitHandler": "send",
            },
            {
                "name": "Mantine",
                "formType": "mantine-form",
                "patterns": ["useForm"],
                "fields": ["terms"],
                "defaultValues": ["terms"],
                "inputComponents": ["Checkbox"],
                "features": {"hasDefaultValues": True},
            },
            {
                "name": "Antd",
                "formType": "antd",
                "patterns": ["Form", "Form.Item"],
                "fields": ["user"],
                "inputComponents": ["Input"],
            },
        ],
        partial=True,
    ),
    Example(
        "hooks, functions and namesakes from elsewhere hold no form",
        {
            "src/not.tsx": (
                "import { useForm, Form } from './game';\n"
                "import { register } from './workers';\n"
                "export const Board = () => {\n"
                "    useForm();\n"
                "    register('/worker.js');\n"
                '    return <Form><Board.Field name="a1" /></Form>;\n'
                "};\n"
                "export function useLoginForm() {\n"
                "    return 1;\n"
                "}\n"
                "export const CONFIG = { form: true };\n"
            ),
            "src/game.tsx": (
                "export const useForm = () => 1;\nexport const Form = ({ children }) => <div>{children}</div>;\n"
            ),
            "src/workers.ts": ("export function register(path) {}\n"),
        },
        [],
        partial=True,
    ),
)
