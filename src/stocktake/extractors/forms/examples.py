"""Examples of the forms inventory."""

from __future__ import annotations

from stocktake.extractors.base import Example
from stocktake.extractors.forms.component_libraries_examples import EXAMPLES as COMPONENT_LIBRARIES
from stocktake.extractors.forms.details_examples import EXAMPLES as DETAILS
from stocktake.extractors.forms.libraries_examples import EXAMPLES as FURTHER

EXAMPLES = (
    Example(
        "react-hook-form with a schema through the project's own resolver, a field component and an input of its own",
        {
            "src/tags/TagForm.tsx": (
                "import { memo } from 'react';\n"
                "import { useForm } from 'react-hook-form';\n"
                "import { Form, FormField } from '../ui/form';\n"
                "import { Input } from '../ui/input';\n"
                "import { createFormResolver } from '../validation/resolver';\n"
                "import { tagSchema } from '../validation';\n"
                "\n"
                "const DEFAULTS = { name: '', color: 'red' };\n"
                "\n"
                "export const TagForm = memo(({ onSave }: { onSave: (tag: Tag) => void }) => {\n"
                "    const form = useForm<Tag>({\n"
                "        resolver: createFormResolver(tagSchema),\n"
                "        defaultValues: DEFAULTS,\n"
                "        mode: 'onBlur',\n"
                "    });\n"
                "    return (\n"
                "        <Form {...form}>\n"
                "            <form onSubmit={form.handleSubmit(onSave)}>\n"
                '                <FormField name="name" render={({ field }) => <Input {...field} />} />\n'
                "                <input {...form.register('color')} />\n"
                "            </form>\n"
                "        </Form>\n"
                "    );\n"
                "});\n"
                "\n"
                "export const TagPage = () => <TagForm onSave={save} />;\n"
            ),
            "src/ui/form.tsx": (
                "import { Controller, FormProvider } from 'react-hook-form';\n"
                "export const Form = FormProvider;\n"
                "export const FormField = ({ ...props }) => <Controller {...props} />;\n"
            ),
            "src/ui/input.tsx": ("export const Input = (props) => <input {...props} />;\n"),
            "src/validation/resolver.ts": (
                "import { zodResolver } from '@hookform/resolvers/zod';\n"
                "export function createFormResolver<T>(schema: T) {\n"
                "    const resolve = zodResolver(schema);\n"
                "    return async (values, context, options) => resolve(values, context, options);\n"
                "}\n"
            ),
            "src/validation/index.ts": ("export * from './tags';\n"),
            "src/validation/tags.ts": (
                "import { z } from 'zod';\nexport const tagSchema = z.strictObject({ name: z.string() });\n"
            ),
        },
        [
            {
                "name": "TagForm",
                "file": "src/tags/TagForm.tsx",
                "line": 10,
                "endLine": 24,
                "exports": ["TagForm"],
                "formType": "react-hook-form",
                "patterns": ["FormField", "FormProvider", "createFormResolver", "form onSubmit", "register", "useForm"],
                "fields": ["name", "color"],
                "defaultValues": ["name", "color"],
                "inputComponents": ["input", "src/ui/input.tsx#Input"],
                "validationSchemaRef": "src/validation/tags.ts#tagSchema",
                "submitHandler": "onSave",
                "features": {"hasDefaultValues": True, "mode": "onBlur"},
            },
            {
                "name": "FormField",
                "file": "src/ui/form.tsx",
                "line": 3,
                "endLine": 3,
                "exports": ["FormField"],
                "formType": "react-hook-form",
                "patterns": ["Controller"],
                "isPart": True,
            },
        ],
    ),
    Example(
        "schemas through hooks around useForm, resolvers held by constants, derived schemas and alternatives",
        {
            "src/forms.tsx": (
                "import { useForm } from 'react-hook-form';\n"
                "import { zodResolver } from '@hookform/resolvers/zod';\n"
                "import { useZodForm, useTagForm, useReset } from './hooks';\n"
                "import { tagResolver } from './resolvers';\n"
                "import * as schemas from './schemas';\n"
                "export const Given = () => {\n"
                "    const form = useZodForm({ schema: schemas.tag, defaultValues: { name: '' } });\n"
                "    return <form onSubmit={form.handleSubmit(save)} />;\n"
                "};\n"
                "export const Fixed = () => <form onSubmit={useTagForm().handleSubmit(save)} />;\n"
                "export const Held = () => {\n"
                "    const { handleSubmit } = useForm({ resolver: tagResolver });\n"
                "    return <form onSubmit={handleSubmit((values) => save(values))} />;\n"
                "};\n"
                "export const Derived = () => {\n"
                "    const form = useForm({ resolver: zodResolver(schemas.tag.pick({ name: true })) });\n"
                "    return <form />;\n"
                "};\n"
                "export const Either = ({ isNew }) => {\n"
                "    const form = useForm({ resolver: zodResolver(isNew ? schemas.tag : schemas.user) });\n"
                "    return <form />;\n"
                "};\n"
                "export const Local = () => {\n"
                "    const schema = z.object({ confirm: z.literal('yes') });\n"
                "    useForm({ resolver: zodResolver(schema) });\n"
                "    return null;\n"
                "};\n"
                "export const NoForm = () => {\n"
                "    useReset();\n"
                "    return <div />;\n"
                "};\n"
                "function save(values) {}\n"
            ),
            "src/hooks.ts": (
                "import { useForm } from 'react-hook-form';\n"
                "import { zodResolver } from '@hookform/resolvers/zod';\n"
                "import { tag } from './schemas';\n"
                "export function useZodForm({ schema, ...options }) {\n"
                "    const form = useForm({ ...options, resolver: zodResolver(schema) });\n"
                "    return { ...form, isZod: true };\n"
                "}\n"
                "export const useTagForm = () => useZodForm({ schema: tag });\n"
                "export function useReset() {\n"
                "    const form = useForm();\n"
                "    form.reset();\n"
                "}\n"
            ),
            "src/resolvers.ts": (
                "import { zodResolver } from '@hookform/resolvers/zod';\n"
                "import { tag } from './schemas';\n"
                "export const tagResolver = zodResolver(tag);\n"
            ),
            "src/schemas.ts": (
                "import { z } from 'zod';\n"
                "export const tag = z.object({ name: z.string() });\n"
                "export const user = z.object({ email: z.string() });\n"
            ),
        },
        [
            {
                "name": "Given",
                "formType": "react-hook-form",
                "patterns": ["form onSubmit", "useZodForm"],
                "defaultValues": ["name"],
                "validationSchemaRef": "src/schemas.ts#tag",
                "submitHandler": "src/forms.tsx#save",
                "features": {"hasDefaultValues": True},
            },
            {
                "name": "Fixed",
                "formType": "react-hook-form",
                "patterns": ["form onSubmit", "useTagForm"],
                "validationSchemaRef": "src/schemas.ts#tag",
                "submitHandler": "src/forms.tsx#save",
            },
            {
                "name": "Held",
                "formType": "react-hook-form",
                "patterns": ["form onSubmit", "useForm"],
                "validationSchemaRef": "src/schemas.ts#tag",
            },
            {
                "name": "Derived",
                "formType": "react-hook-form",
                "patterns": ["form", "useForm", "zodResolver"],
                "validationSchemaRef": "src/schemas.ts#tag",
            },
            {
                "name": "Either",
                "formType": "react-hook-form",
                "patterns": ["form", "useForm", "zodResolver"],
                "validationSchemaRef": "src/schemas.ts#tag",
                "furtherSchemas": ["src/schemas.ts#user"],
            },
            {
                "name": "Local",
                "formType": "react-hook-form",
                "patterns": ["useForm", "zodResolver"],
                "validationSchemaRef": "schema",
            },
        ],
        partial=True,
    ),
    Example(
        "parts of a react-hook-form form that another component holds",
        {
            "src/parts.tsx": (
                "import { Controller, useFieldArray, useFormContext } from 'react-hook-form';\n"
                "import { Form } from './form';\n"
                "export const Address = ({ form, index }) => (\n"
                "    <>\n"
                "        <input {...form.register('street')} />\n"
                "        <Form.Field name={`addresses.${index}.city`} render={() => <input />} />\n"
                "    </>\n"
                ");\n"
                "export const Rows = () => {\n"
                "    const { control } = useFormContext();\n"
                "    const { fields } = useFieldArray({ control, name: 'rows' });\n"
                "    return fields.map((row) => <Controller name={row.path} control={control} />);\n"
                "};\n"
            ),
            "src/form.tsx": (
                "import { Controller, FormProvider } from 'react-hook-form';\n"
                "const Provider = FormProvider;\n"
                "const Field = (props) => <Controller {...props} />;\n"
                "const Item = (props) => <div {...props} />;\n"
                "const Form = Object.assign(Provider, { Field, Item });\n"
                "export { Form };\n"
            ),
        },
        [
            {"name": "Field", "formType": "react-hook-form", "patterns": ["Controller"], "isPart": True},
            {
                "name": "Address",
                "formType": "react-hook-form",
                "patterns": ["Form.Field", "register"],
                "isPart": True,
                "fields": ["street", "addresses.${index}.city"],
                "inputComponents": ["input"],
            },
            {
                "name": "Rows",
                "formType": "react-hook-form",
                "patterns": ["Controller", "useFieldArray", "useFormContext"],
                "isPart": True,
                "fields": ["rows", "{row.path}"],
                "features": {"hasFieldArray": True},
            },
        ],
        partial=True,
    ),
    Example(
        "react-admin: forms by kind, inputs by their source, entries of an array, a filter, a part",
        {
            "src/posts.tsx": (
                "import { Create, Edit, SimpleForm, TabbedForm, FormTab, List, Filter } from 'react-admin';\n"
                "import { TextInput, ArrayInput, SimpleFormIterator } from 'react-admin';\n"
                "import { ReferenceInput, AutocompleteInput, TextField } from 'react-admin';\n"
                "import { PostInputs } from './PostInputs';\n"
                "export const PostCreate = () => (\n"
                "    <Create>\n"
                "        <SimpleForm defaultValues={{ votes: 0 }} onSubmit={save}>\n"
                '            <TextField source="id" />\n'
                '            <TextInput source="title" />\n'
                '            <ReferenceInput source="author_id" reference="users">\n'
                '                <AutocompleteInput optionText="name" />\n'
                "            </ReferenceInput>\n"
                '            <ArrayInput source="links">\n'
                "                <SimpleFormIterator>\n"
                '                    <TextInput source="url" />\n'
                "                </SimpleFormIterator>\n"
                "            </ArrayInput>\n"
                "        </SimpleForm>\n"
                "    </Create>\n"
                ");\n"
                "export const PostEdit = () => (\n"
                "    <Edit>\n"
                '        <TabbedForm mode="onBlur">\n'
                '            <FormTab label="main">\n'
                "                <PostInputs />\n"
                "            </FormTab>\n"
                "        </TabbedForm>\n"
                "    </Edit>\n"
                ");\n"
                "export const PostFilter = (props) => (\n"
                "    <Filter {...props}>\n"
                '        <TextInput source="q" alwaysOn />\n'
                "    </Filter>\n"
                ");\n"
                "export const PostList = () => (\n"
                "    <List filters={<PostFilter />}>\n"
                '        <TextField source="title" />\n'
                "    </List>\n"
                ");\n"
                "function save() {}\n"
            ),
            "src/PostInputs.tsx": (
                "import { TextInput } from 'react-admin';\n"
                'export const PostInputs = () => <TextInput source="body" />;\n'
            ),
        },
        [
            {
                "name": "PostInputs",
                "formType": "react-admin",
                "patterns": ["source"],
                "isPart": True,
                "fields": ["body"],
                "inputComponents": ["TextInput"],
            },
            {
                "name": "PostCreate",
                "formType": "react-admin-simple",
                "patterns": ["Create", "SimpleForm", "source"],
                "fields": ["title", "author_id", "links", "links[].url"],
                "defaultValues": ["votes"],
                "inputComponents": ["ArrayInput", "AutocompleteInput", "ReferenceInput", "TextInput"],
                "submitHandler": "src/posts.tsx#save",
                "features": {"hasDefaultValues": True, "hasFieldArray": True},
            },
            {
                "name": "PostEdit",
                "formType": "react-admin-tabbed",
                "patterns": ["Edit", "TabbedForm"],
                "features": {"hasTabs": True, "mode": "onBlur"},
            },
            {
                "name": "PostFilter",
                "formType": "react-admin",
                "patterns": ["Filter", "source"],
                "fields": ["q"],
                "inputComponents": ["TextInput"],
            },
        ],
        partial=True,
    ),
    *DETAILS,
    *COMPONENT_LIBRARIES,
    *FURTHER,
)
