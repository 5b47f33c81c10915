"""Examples of the forms inventory: handlers, default values and inputs in the ways they are usually written."""

from __future__ import annotations

from stocktake.extractors.base import Example

EXAMPLES = (
    Example(
        "a handler by the name of handleSubmit, and default values by constants, spreads and choices",
        {
            "src/event.tsx": (
                "import { useForm } from 'react-hook-form';\n"
                "import { EVENT_DEFAULTS } from './defaults';\n"
                "export const EventForm = ({ event, isOnline, handleSubmit }) => {\n"
                "    const { register, handleSubmit: formHandleSubmit } = useForm({\n"
                "        defaultValues: event ?? { ...EVENT_DEFAULTS, ...(isOnline ? { url: '' } : { place: '' }) },\n"
                "    });\n"
                "    return <form onSubmit={formHandleSubmit(handleSubmit)} />;\n"
                "};\n"
                "export const CodeForm = ({ check }) => {\n"
                "    const handleSubmit = async (code) => check(code);\n"
                "    return <form onSubmit={() => handleSubmit(codeInput)} />;\n"
                "};\n"
            ),
            "src/defaults.ts": ("export const EVENT_DEFAULTS = Object.freeze({ title: '', minutes: 30 });\n"),
        },
        [
            {
                "name": "EventForm",
                "formType": "react-hook-form",
                "patterns": ["form onSubmit", "useForm"],
                "defaultValues": ["title", "minutes", "url", "place"],
                "submitHandler": "handleSubmit",
                "features": {"hasDefaultValues": True},
            },
            {"name": "CodeForm", "formType": "html", "patterns": ["form onSubmit"]},
        ],
        partial=True,
    ),
    Example(
        "inputs by what they are imported as, made of or handed by a render prop; counters and route switches",
        {
            "src/guests.tsx": (
                "import { useForm, Controller } from 'react-hook-form';\n"
                "import { Select, Switch as Toggle } from './ui';\n"
                "import { Switch } from 'react-router-dom';\n"
                "import { TagEditor, NumberStepper } from './inputs';\n"
                "export const GuestsForm = ({ view }) => {\n"
                "    const { control } = useForm();\n"
                "    return (\n"
                "        <>\n"
                "            <Controller\n"
                '                name="tags"\n'
                "                control={control}\n"
                "                render={({ field: { onChange, value, name } }) => (\n"
                "                    <TagEditor name={name} tags={value} onChange={(tags) => onChange(tags)} />\n"
                "                )}\n"
                "            />\n"
                '            <Controller name="day" render={({ field }) => <view.Day onSelect={field.onChange} />} />\n'
                '            <Controller name="room" render={({ field }) => <RoomField set={field.onChange} />} />\n'
                "            <NumberStepper min={1} value={count} onChange={setCount} />\n"
                "            <Toggle />\n"
                "            <Select.Root><Select.Value /></Select.Root>\n"
                "            <Switch><Route path='/guests' /></Switch>\n"
                "            <Wide />\n"
                "        </>\n"
                "    );\n"
                "};\n"
                "const RoomField = ({ set }) => <Rooms onPick={set} />;\n"
                "const Wide = styled(Input)`width: 100%;`;\n"
            ),
            "src/inputs.tsx": (
                "export const TagEditor = (props) => <div {...props} />;\n"
                "export const NumberStepper = (props) => <div {...props} />;\n"
            ),
        },
        [
            {
                "name": "GuestsForm",
                "formType": "react-hook-form",
                "patterns": ["Controller", "useForm"],
                "fields": ["tags", "day", "room"],
                "inputComponents": [
                    "Select.Root",
                    "Toggle",
                    "src/guests.tsx#RoomField",
                    "src/guests.tsx#Wide",
                    "src/inputs.tsx#NumberStepper",
                    "src/inputs.tsx#TagEditor",
                ],
            },
        ],
        partial=True,
    ),
    Example(
        "form elements under other names, and parts that are handed what they register with",
        {
            "src/comments.tsx": (
                "import type { UseFormRegister } from 'react-hook-form';\n"
                "import { useFormState } from 'react-hook-form';\n"
                "export const Reply = ({ send }) => <Body onSubmit={send} />;\n"
                'export const Rename = ({ save }) => <Flex as="form" onSubmit={save} />;\n'
                "const Body = styled.form`padding: 8px;`;\n"
                "export const Email = ({ name, register }: { name: string; register: UseFormRegister<Values> }) => (\n"
                "    <Input {...register(name)} />\n"
                ");\n"
                "export const Send = () => <button disabled={useFormState().isSubmitting}>Send</button>;\n"
            ),
        },
        [
            {"name": "Reply", "formType": "html", "patterns": ["form onSubmit"], "submitHandler": "send"},
            {"name": "Rename", "formType": "html", "patterns": ["form onSubmit"], "submitHandler": "save"},
            {
                "name": "Email",
                "formType": "react-hook-form",
                "patterns": ["register"],
                "isPart": True,
                "inputComponents": ["Input"],
            },
            {"name": "Send", "formType": "react-hook-form", "patterns": ["useFormState"], "isPart": True},
        ],
        partial=True,
    ),
    Example(
        "parts by a hook of the project's own around the form; a register that no form gives is none",
        {
            "src/settings.ts": (
                "import { useFormContext } from 'react-hook-form';\n"
                "export const useSettings = () => useFormContext();\n"
            ),
            "src/account.ts": "export const useRegister = () => ({ register: async (data) => post(data) });\n",
            "src/channel.tsx": (
                "import { useSettings } from './settings';\n"
                "export const Channel = () => {\n"
                "    const settings = useSettings();\n"
                "    return <Input {...settings.register('title')} />;\n"
                "};\n"
                "export const Preview = () => {\n"
                "    const { getValues } = useSettings();\n"
                "    return <p>{getValues().title}</p>;\n"
                "};\n"
            ),
            "src/sign-up.tsx": (
                "import { useForm } from 'react-hook-form';\n"
                "import { useRegister } from './account';\n"
                "export const SignUp = () => {\n"
                "    const { register, loading } = useRegister();\n"
                "    const form = useForm();\n"
                "    const save = async (data) => {\n"
                "        await register(data);\n"
                "    };\n"
                "    return <form onSubmit={form.handleSubmit(save)} />;\n"
                "};\n"
            ),
        },
        [
            {
                "name": "Channel",
                "formType": "react-hook-form",
                "patterns": ["register", "useSettings"],
                "isPart": True,
                "fields": ["title"],
                "inputComponents": ["Input"],
            },
            {"name": "Preview", "formType": "react-hook-form", "patterns": ["useSettings"], "isPart": True},
            {
                "name": "SignUp",
                "formType": "react-hook-form",
                "patterns": ["form onSubmit", "useForm"],
                "submitHandler": "save",
            },
        ],
        partial=True,
    ),
    Example(
        "fields and forms that functions of the project make, with the schema that their callers give",
        {
            "src/made.tsx": (
                "import { forwardRef } from 'react';\n"
                "import { useForm, useFormContext, Controller, FormProvider } from 'react-hook-form';\n"
                "import { zodResolver } from '@hookform/resolvers/zod';\n"
                "import { z } from 'zod';\n"
                "const withController = (Base) =>\n"
                "    forwardRef(({ name, ...props }, ref) => {\n"
                "        const { control } = useFormContext();\n"
                "        const render = ({ field }) => <Base {...props} {...field} />;\n"
                "        return <Controller name={name} control={control} render={render} />;\n"
                "    });\n"
                "export const InputText = withController((props) => <input {...props} />);\n"
                "export const useZodForm = (options) => {\n"
                "    const { schema, ...rest } = options ?? {};\n"
                "    return useForm({ resolver: zodResolver(z.object({ ...schema.shape })), ...rest });\n"
                "};\n"
                "export const createReportForm = ({ schema, Body }) => {\n"
                "    function ReportForm() {\n"
                "        const form = useZodForm({ schema });\n"
                "        return <FormProvider {...form}><Body /></FormProvider>;\n"
                "    }\n"
                "    return ReportForm;\n"
                "};\n"
            ),
            "src/report.tsx": (
                "import { InputText, createReportForm, useZodForm } from './made';\n"
                "import { reportSchema } from './schema';\n"
                "const options = { schema: reportSchema, defaultValues: { title: '' } };\n"
                "const Text = () => <InputText name='text' />;\n"
                "export const SpamForm = createReportForm({ schema: reportSchema, Body: Text });\n"
                "export const TitleForm = () => {\n"
                "    const form = useZodForm(options);\n"
                "    return <form onSubmit={form.handleSubmit(save)}><InputText name='title' /></form>;\n"
                "};\n"
                "function save() {}\n"
            ),
            "src/schema.ts": "import { z } from 'zod';\nexport const reportSchema = z.object({ title: z.string() });\n",
        },
        [
            {
                "name": "Text",
                "formType": "react-hook-form",
                "patterns": ["InputText"],
                "isPart": True,
                "fields": ["text"],
                "inputComponents": ["src/made.tsx#InputText"],
            },
            {
                "name": "SpamForm",
                "formType": "react-hook-form",
                "patterns": ["createReportForm"],
                "validationSchemaRef": "src/schema.ts#reportSchema",
            },
            {
                "name": "TitleForm",
                "formType": "react-hook-form",
                "patterns": ["InputText", "form onSubmit", "useZodForm"],
                "fields": ["title"],
                "defaultValues": ["title"],
                "inputComponents": ["src/made.tsx#InputText"],
                "validationSchemaRef": "src/schema.ts#reportSchema",
                "submitHandler": "src/report.tsx#save",
                "features": {"hasDefaultValues": True},
            },
        ],
        partial=True,
    ),
    Example(
        "a component that uses a form that it is handed takes part in it; what its fields are spread into are inputs",
        {
            "src/field.tsx": "export const Field = (props) => <label><input {...props} /></label>;\n",
            "src/order.tsx": (
                "import { useForm, type UseFormReturn } from 'react-hook-form';\n"
                "import { Delay, Size } from './parts';\n"
                "export type OrderForm = UseFormReturn<{ delay: string; size: number }>;\n"
                "export const Order = () => {\n"
                "    const form = useForm();\n"
                "    return <form><Both form={form} /></form>;\n"
                "};\n"
                "const Both = ({ form }: { form: OrderForm }) => <><Delay form={form} /><Size form={form} /></>;\n"
            ),
            "src/parts.tsx": (
                "import { Field } from './field';\n"
                "import type { OrderForm } from './order';\n"
                "export const Delay = ({ form }) => <Field {...form.register('delay')} />;\n"
                "export const Size = ({ form }: { form: OrderForm }) => (\n"
                "    <Field value={form.watch('size')} onChange={(e) => form.setValue('size', e.target.value)} />\n"
                ");\n"
            ),
        },
        [
            {"name": "Order", "formType": "react-hook-form", "patterns": ["form", "useForm"]},
            {
                "name": "Delay",
                "formType": "react-hook-form",
                "patterns": ["register"],
                "isPart": True,
                "fields": ["delay"],
                "inputComponents": ["src/field.tsx#Field"],
            },
            {
                "name": "Size",
                "formType": "react-hook-form",
                "patterns": ["UseFormReturn"],
                "isPart": True,
                "inputComponents": ["src/field.tsx#Field"],
            },
        ],
        partial=True,
    ),
    Example(
        "a name that is chosen, a counter that only reads one, a field of the project's own, an input called tabs",
        {
            "src/reward.tsx": (
                "import { useForm, Controller } from 'react-hook-form';\n"
                "import { ColorField, Counter, StylingTabs } from './fields';\n"
                "export const RewardForm = ({ isFlat }) => {\n"
                "    const { control, register } = useForm();\n"
                "    return (\n"
                "        <form>\n"
                "            <input {...register(isFlat ? 'amount' : 'percentage')} />\n"
                '            <Counter control={control} name="title" />\n'
                '            <ColorField control={control} name="color" />\n'
                "            <Controller\n"
                "                control={control}\n"
                '                name="style"\n'
                "                render={({ field }) => <StylingTabs id={id} onChange={field.onChange} />}\n"
                "            />\n"
                "        </form>\n"
                "    );\n"
                "};\n"
            ),
            "src/fields.tsx": (
                "import { Controller, useWatch } from 'react-hook-form';\n"
                "export const Counter = ({ control, name }) => <b>{useWatch({ control, name }).length}</b>;\n"
                "export const ColorField = ({ control, name }) => (\n"
                "    <Controller\n"
                "        control={control}\n"
                "        name={name}\n"
                "        render={({ field }) => <Palette color={field.value} onPick={field.onChange} />}\n"
                "    />\n"
                ");\n"
                "export const StylingTabs = ({ onChange }) => <div role='radiogroup' onChange={onChange} />;\n"
            ),
        },
        [
            {"name": "Counter", "formType": "react-hook-form", "patterns": ["useWatch"], "isPart": True},
            {
                "name": "ColorField",
                "formType": "react-hook-form",
                "patterns": ["Controller"],
                "isPart": True,
                "inputComponents": ["Palette"],
            },
            {
                "name": "RewardForm",
                "formType": "react-hook-form",
                "patterns": ["ColorField", "Controller", "form", "register", "useForm"],
                "fields": ["amount", "percentage", "color", "style"],
                "inputComponents": ["input", "src/fields.tsx#ColorField", "src/fields.tsx#StylingTabs"],
            },
        ],
        partial=True,
    ),
    Example(
        "functions that draw parts of a form for the component that calls them",
        {
            "src/order.tsx": (
                "import { useForm, Controller } from 'react-hook-form';\n"
                "import { renderNote } from './note';\n"
                "const renderAmount = (name, control) => (\n"
                "    <Controller name={name} control={control} render={({ field }) => <Amount {...field} />} />\n"
                ");\n"
                "export const Order = () => {\n"
                "    const { control, register } = useForm();\n"
                "    return (\n"
                "        <form>\n"
                "            {renderAmount('net', control)}\n"
                "            {renderAmount('gross', control)}\n"
                "            {renderNote({ register })}\n"
                "        </form>\n"
                "    );\n"
                "};\n"
            ),
            "src/note.tsx": "export const renderNote = ({ register }) => <textarea {...register('note')} />;\n",
        },
        [
            {
                "name": "Order",
                "formType": "react-hook-form",
                "patterns": ["Controller", "form", "register", "useForm"],
                "fields": ["net", "gross", "note"],
                "inputComponents": ["Amount", "textarea"],
            },
        ],
        partial=True,
    ),
)
