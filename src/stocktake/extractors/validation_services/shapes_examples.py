"""Examples of the validation services inventory: other libraries, and validators without a schema."""

from __future__ import annotations

from stocktake.extractors.base import Example

EXAMPLES = (
    Example(
        "functions that take the schema, and other libraries",
        {
            "src/libraries.ts": (
                "import * as v from 'valibot';\n"
                "import { object, string, safeParse } from 'valibot';\n"
                "import { z } from 'zod/mini';\n"
                "import * as yup from 'yup';\n"
                "import Ajv from 'ajv';\n"
                "import Joi from 'joi';\n"
                "import { assert, object as struct } from 'superstruct';\n"
                "import * as s from 'superstruct';\n"
                "const Login = v.object({ email: v.string() });\n"
                "const Named = object({ name: string() });\n"
                "const Person = yup.object({ name: yup.string() });\n"
                "const Point = struct({});\n"
                "const Limits = Joi.object({});\n"
                "const ajv = new Ajv();\n"
                "export const compiled = ajv.compile(limitSchema);\n"
                "export const login = (input) => v.parse(Login, input);\n"
                "export const named = (input) => safeParse(Named, input);\n"
                "export const mini = (input) => z.safeParse(Login, input);\n"
                "export const person = async (input) => Person.validate(input, { abortEarly: false });\n"
                "export const point = (input) => assert(input, Point);\n"
                "export const pointed = (input) => s.validate(input, Point);\n"
                "export const masked = (input) => s.mask(input, Point);\n"
                "export const limits = (input) => Limits.validate(input);\n"
                "export const listed = (input) => ajv.validate(limitSchema, input);\n"
                "export const other = (form) => form.validate();\n"
                "const limitSchema = { type: 'object' };\n"
            ),
        },
        [
            {
                "name": "compiled",
                "type": "validator",
                "schemaReference": "src/libraries.ts#limitSchema",
                "method": "compile",
            },
            {
                "name": "login",
                "type": "validator",
                "schemaReference": "src/libraries.ts#Login",
                "method": "parse",
                "throws": True,
            },
            {
                "name": "named",
                "type": "validator",
                "schemaReference": "src/libraries.ts#Named",
                "method": "safeParse",
            },
            {
                "name": "mini",
                "type": "validator",
                "schemaReference": "src/libraries.ts#Login",
                "method": "safeParse",
            },
            {
                "name": "person",
                "type": "validator",
                "schemaReference": "src/libraries.ts#Person",
                "method": "validate",
                "isAsync": True,
                "throws": True,
            },
            {
                "name": "point",
                "type": "validator",
                "schemaReference": "src/libraries.ts#Point",
                "method": "assert",
                "throws": True,
            },
            {
                "name": "pointed",
                "type": "validator",
                "schemaReference": "src/libraries.ts#Point",
                "method": "validate",
            },
            {
                "name": "masked",
                "type": "validator",
                "schemaReference": "src/libraries.ts#Point",
                "method": "mask",
                "throws": True,
            },
            {
                "name": "limits",
                "type": "validator",
                "schemaReference": "src/libraries.ts#Limits",
                "method": "validate",
            },
            {
                "name": "listed",
                "type": "validator",
                "schemaReference": "src/libraries.ts#limitSchema",
                "method": "validate",
            },
        ],
        partial=True,
    ),
    Example(
        "validators by name and shape",
        {
            "src/rules.ts": (
                "export const isLinkedinUrl = (url: string) => /linkedin/.test(url);\n"
                "export const isHTTPURL = (text: string) => /^https?:/.test(text);\n"
                "export function isRecord(value: unknown): value is object { return typeof value === 'object'; }\n"
                "export function assertUser(value): asserts value is User { if (!value) throw new Error('no'); }\n"
                "export function validateEmail(value: string): string | undefined {\n"
                "    return value.includes('@') ? undefined : 'Invalid';\n"
                "}\n"
                "export const validateDueDate = (value) => (value ? undefined : 'Required');\n"
                "export const validateAll = async (values): Promise<boolean> => values.every(Boolean);\n"
                "export const checkTags = (values) => {\n"
                "    const errors = {};\n"
                "    if (!values.tags) errors.tags = 'x';\n"
                "    return errors;\n"
                "};\n"
                "export const checkResult = (value): ValidationResult => compute(value);\n"
                "export const checkName = (name: string): { valid: boolean; reason?: string } => judge(name);\n"
                "export const checkPort = (port: number): PortState | undefined => {\n"
                "    if (port < 1024) return 'reserved';\n"
                "};\n"
                "export const validatePlan = (plan) => { if (!plan) { throw new Error('x'); } return true; };\n"
                "export async function ensureAccess(user) { if (!user) { throw new Error('x'); } return user; }\n"
                "export const ensureFree = async (id) => {\n"
                "    await withLock(id, async () => { if (await isTaken(id)) throw new Error('taken'); });\n"
                "};\n"
                "export function validateRange(value: Range, ctx: z.RefinementCtx) {\n"
                "    if (value.max < value.min) ctx.addIssue({ code: 'custom', message: 'max' });\n"
                "}\n"
                "export const validateKey = (key: string, issues: Issue[]) => { if (!key) issues.push({ key }); };\n"
                "export const validateKeys = (keys: string[], issues: Issue[]) => {\n"
                "    keys.forEach((key) => validateKey(key, issues));\n"
                "};\n"
                "export const validateTeam = (id) => { if (!id) return err('no team'); return ok(id); };\n"
                "export const validateUser = (user) => (user ? { user } : { error: 'no user' });\n"
                "export const validateCity = (_, city: string): Promise<void> => {\n"
                "    return city ? Promise.resolve() : Promise.reject(new Error('no city'));\n"
                "};\n"
                "export const rules = { isUUID: (id) => pattern.test(id) && id.length === 36 };\n"
            ),
        },
        [
            {"name": "isLinkedinUrl", "type": "predicate", "pattern": "linkedin-url"},
            {"name": "isHTTPURL", "type": "predicate", "pattern": "url"},
            {"name": "isRecord", "type": "guard"},
            {"name": "assertUser", "type": "assertion", "throws": True},
            {"name": "validateEmail", "type": "check", "pattern": "email"},
            {"name": "validateDueDate", "type": "check", "pattern": "date"},
            {"name": "validateAll", "type": "predicate", "isAsync": True},
            {"name": "checkTags", "type": "check"},
            {"name": "checkResult", "type": "check"},
            {"name": "checkName", "type": "check"},
            {"name": "checkPort", "type": "check"},
            {"name": "validatePlan", "type": "assertion", "throws": True},
            {"name": "ensureAccess", "type": "assertion", "isAsync": True, "throws": True},
            {"name": "ensureFree", "type": "assertion", "isAsync": True, "throws": True},
            {"name": "validateRange", "type": "check"},
            {"name": "validateKey", "type": "check"},
            {"name": "validateKeys", "type": "check"},
            {"name": "validateTeam", "type": "check"},
            {"name": "validateUser", "type": "check"},
            {"name": "validateCity", "type": "assertion", "isAsync": True, "throws": True},
            {"name": "rules.isUUID", "type": "predicate", "pattern": "uuid"},
        ],
        partial=True,
    ),
    Example(
        "assertions by their type, and by another assertion that they call",
        {
            "src/assert-that.ts": (
                "type Assert = (value: unknown, message: string) => asserts value;\n"
                "export const assertThat: Assert = (value, message) => fail(value, message);\n"
            ),
            "src/fields.ts": (
                "import { assertThat } from './assert-that';\n"
                "export const validateName = (name: string) => { assertThat(name, 'no name'); };\n"
                "export const ensureFields = (fields) => fields.forEach((field) => validateName(field.name));\n"
                "export const checkTitle = (title) => { try { assertThat(title, 'no title'); } catch { warn(); } };\n"
                "export const describe = (name) => { assertThat(name, 'no name'); return name; };\n"
            ),
        },
        [
            {"name": "assertThat", "type": "assertion", "throws": True},
            {"name": "validateName", "type": "assertion", "throws": True},
            {"name": "ensureFields", "type": "assertion", "throws": True},
        ],
        partial=True,
    ),
    Example(
        "neither by name alone nor by shape alone",
        {
            "src/not.ts": (
                "export function validate(value) { return !!value; }\n"
                "export function isolate(value): boolean { return true; }\n"
                "export function tidy(value): boolean { return true; }\n"
                "export const isLoading = true;\n"
                "export const isOpen = () => state;\n"
                "export const isThrown = () => { throw new Error('x'); };\n"
                "export const checkSeat = (seat) => { if (!seat) throw new Error('x'); return { row: seat.row }; };\n"
                "export const checkResults = async () => { if (!(await load())) throw new Error('x'); };\n"
                "export const checkIn = (room) => { book(room); };\n"
                "export const validateName = (name: string | null): string | null => (name?.trim() ? name : null);\n"
                "export const checkScope = (scope) => { if (!scope) { return []; } return known ? scope : false; };\n"
                "export const checkAll = (text: string): string => setMarks(text, true);\n"
                "export const checkState = async (id): Promise<'done' | 'busy'> => (await load(id)).state;\n"
                "export const checkFile = (path): string | null => (has(`${path}.ts`) ? `${path}.ts` : null);\n"
                "export const ensureArray = (value) => [value].flat();\n"
                "export const ensureSlash = (path) => `${path}/`;\n"
                "export const ensureJob = async (id) => { try { await run(id); } catch (error) { throw error; } };\n"
                "export const validateSoon = (value) => { save(value).catch(() => Promise.reject(value)); };\n"
                "export const ensureSoon = async (id) => { await on(id, async () => { throw new Error('x'); }); };\n"
                "export const validateLater = () => () => { throw new Error('x'); };\n"
            ),
        },
        [],
        partial=True,
    ),
)
