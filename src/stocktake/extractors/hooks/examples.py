"""Examples of the hooks inventory."""

from __future__ import annotations

from stocktake.extractors.base import Example

EXAMPLES = (
    Example(
        "a hook with typed parameters, defaults and an annotated result",
        {
            "src/useDebounce.ts": (
                "import { useEffect, useState } from 'react';\n"
                "\n"
                "export function useDebounce<T>(value: T, delay = 300, ...rest: string[]): T {\n"
                "    const [debounced, setDebounced] = useState<T>(value);\n"
                "    useEffect(() => {}, [value]);\n"
                "    return debounced; // not useMemo()\n"
                "}\n"
            )
        },
        [
            {
                "name": "useDebounce",
                "file": "src/useDebounce.ts",
                "line": 3,
                "endLine": 7,
                "exports": ["useDebounce"],
                "parameters": [
                    {"name": "value", "type": "T"},
                    {"name": "delay", "optional": True, "default": "300"},
                    {"name": "...rest", "type": "string[]"},
                ],
                "returnType": "T",
                "dependencies": ["useEffect", "useState"],
                "isReact19Action": False,
            }
        ],
    ),
    Example(
        "hooks called through React, with type arguments, and through members count; comments and strings do not",
        {
            "src/useThing.ts": (
                "export const useThing = () => {\n"
                "    const a = React.useRef<HTMLElement>(null);\n"
                "    const b = trpc.posts.useQuery();\n"
                "    const c = use(Things), d = app.use(plugin);\n"
                "    // useComment()\n"
                "    return 'useString()';\n"
                "};\n"
            )
        },
        [
            {
                "name": "useThing",
                "parameters": [],
                "returnType": None,
                "dependencies": ["use", "useQuery", "useRef"],
            }
        ],
        partial=True,
    ),
    Example(
        "overloads are one hook, with the implementation's parameters",
        {
            "src/useValue.ts": (
                "export function useValue(): string;\n"
                "export function useValue(name: string): number;\n"
                "export function useValue(name?: string): unknown {\n"
                "    return useContext(Values)[name];\n"
                "}\n"
                "export default useValue;\n"
            )
        },
        [
            {
                "name": "useValue",
                "line": 1,
                "endLine": 5,
                "exports": ["default", "useValue"],
                "parameters": [{"name": "name", "type": "string", "optional": True}],
                "returnType": "unknown",
                "dependencies": ["useContext"],
            }
        ],
        partial=True,
    ),
    Example(
        "hooks made by a call, destructured, or under another name show no parameters",
        {
            "src/hooks.ts": (
                "export const useStore = create<State>()((set) => ({ set }));\n"
                "export const { useGetTagsQuery, endpoints } = api;\n"
                "export const useLegacy = useStore;\n"
                "export const useCount = create<Count>((set) => ({ set }));\n"
                "export function useCheck(value: unknown): asserts value is string {}\n"
                "export const useFlag = memoize((name: string) => useContext(Flags)[name]);\n"
            )
        },
        [
            {"name": "useStore", "parameters": None, "dependencies": []},
            {"name": "useGetTagsQuery", "parameters": None},
            {"name": "useLegacy", "parameters": None},
            {"name": "useCount", "parameters": None, "returnType": None},
            {"name": "useCheck", "returnType": "asserts value is string"},
            {
                "name": "useFlag",
                "parameters": [{"name": "name", "type": "string"}],
                "dependencies": ["useContext"],
            },
        ],
        partial=True,
    ),
    Example(
        "a function type that a hook is declared with says what it takes and gives",
        {
            "src/hooks.ts": (
                "export const useAppDispatch: () => AppDispatch = useDispatch;\n"
                "export const useLength: (text: string, limit?: number) => number = (text, limit = 9) => limit;\n"
            )
        },
        [
            {"name": "useAppDispatch", "parameters": [], "returnType": "AppDispatch"},
            {
                "name": "useLength",
                "parameters": [
                    {"name": "text", "type": "string"},
                    {"name": "limit", "type": "number", "optional": True, "default": "9"},
                ],
                "returnType": "number",
            },
        ],
        partial=True,
    ),
    Example(
        "an anonymous default export is a hook in a file that is named like one; what is required is none",
        {
            "src/useOnce.ts": (
                "const { useEffect } = require('react');\n"
                "const useQuery = require('./useQuery');\n"
                "export default (run: () => void) => useEffect(run, []);\n"
            ),
            "src/legacy.js": "exports.useLegacy = (name) => useQuery(name);\n",
            "src/other.ts": "import { useMemo } from 'react';\nexport default () => useMemo(f);\n",
        },
        [
            {"name": "useLegacy", "file": "src/legacy.js", "exports": ["useLegacy"], "dependencies": ["useQuery"]},
            {
                "name": "default",
                "file": "src/useOnce.ts",
                "exports": ["default"],
                "parameters": [{"name": "run", "type": "() => void"}],
                "dependencies": ["useEffect"],
            },
        ],
        partial=True,
    ),
    Example(
        "names that only look like hooks, and values that cannot be called, are none",
        {
            "src/flags.ts": (
                "export const useCache = true;\n"
                "export const useSsl = url.startsWith('https:');\n"
                "export const userName = () => 'x';\n"
                "export function used() {}\n"
                "export function use2faCode() { return useFormStatus(); }\n"
            )
        },
        [{"name": "use2faCode", "exports": ["use2faCode"], "isReact19Action": True}],
        partial=True,
    ),
    Example(
        "flags named like hooks are none: by their type, their value, or because a condition uses them uncalled",
        {
            "src/settings.ts": (
                "export const useTls: boolean = read('tls');\n"
                "export let useProxy: string | undefined;\n"
                "export const usePool = options !== undefined && 'pool' in options;\n"
                "export const useMocks = process.env.MOCKS;\n"
                "const useWorker = settings.worker;\n"
                "export const useBatch = read('batch') as unknown;\n"
                "if (useWorker && !useBatch) start();\n"
            ),
            "src/hooks.ts": (
                "export const useAppSelector: TypedUseSelectorHook<State> = useSelector;\n"
                "export const usePosts = api.posts.useQuery;\n"
                "export const useLayout = isServer ? useNothing : useLayoutEffect;\n"
                "export const useMaybe = override ?? useDefault;\n"
                "export let useLater: (() => void) | undefined;\n"
            ),
        },
        [
            {"name": "useAppSelector", "parameters": None},
            {"name": "usePosts", "parameters": None},
            {"name": "useLayout", "parameters": None},
            {"name": "useMaybe", "parameters": None},
            {"name": "useLater", "parameters": None},
        ],
        partial=True,
    ),
)
