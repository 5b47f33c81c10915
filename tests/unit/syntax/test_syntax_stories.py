"""Which files hold stories, by what they import of Storybook and what they export."""

from __future__ import annotations

import pytest

from stocktake.syntax.parser import parse
from stocktake.syntax.stories import stories_of

TYPES = 'import type { Meta, StoryObj } from "@storybook/react";\nimport { Slider } from "./index";\n'


@pytest.mark.parametrize(
    ("code", "package"),
    [
        (TYPES + "const meta: Meta<typeof Slider> = {};\nexport default meta;\n", "@storybook/react"),
        (TYPES + "const meta = {} satisfies Meta<typeof Slider>;\nexport default meta;\n", "@storybook/react"),
        (TYPES + "const meta = { a: 1 } as Meta;\nexport { meta as default };\n", "@storybook/react"),
        (TYPES + "export default { component: Slider } as Meta;\n", "@storybook/react"),
        (TYPES + "export default { title: 'Slider' };\n", "@storybook/react"),
        (TYPES + "const meta = {};\nexport default meta as Meta;\n", "@storybook/react"),
        (TYPES + "export default (make({}) satisfies Meta<typeof Slider>);\n", "@storybook/react"),
        (
            "import { Story, Meta as Head } from '@storybook/react/types-6-0';\n"
            "export default { a: 1 } as Head;\nexport const Basic: Story = () => <p/>;\n",
            "@storybook/react/types-6-0",
        ),
        (
            "import type * as S from '@storybook/nextjs';\nconst m: S.Meta<typeof A> = {};\nexport default m;\n",
            "@storybook/nextjs",
        ),
        (
            "import { ComponentMeta } from '@storybook/vue3';\nexport default {} as ComponentMeta<typeof A>;\n",
            "@storybook/vue3",
        ),
        ("import type { Meta } from 'storybook-solidjs-vite';\nexport default {} as Meta;\n", "storybook-solidjs-vite"),
        ("import { fn } from 'storybook/test';\nexport default { component: A };\n", "storybook/test"),
        (
            "import { action } from '@storybook/addon-actions';\nconst h = { 'title': 'A' };\nexport default h;\n",
            "@storybook/addon-actions",
        ),
        (
            "/** @type { import('@storybook/react').Meta<typeof A> } */\nconst meta = {};\nexport default meta;\n",
            "@storybook/react",
        ),
        ("import { storiesOf } from '@storybook/react';\nstoriesOf('A', module).add('b', f);\n", "@storybook/react"),
        (
            "const { storiesOf } = require('@storybook/react');\nstoriesOf('A', module).add('b', f);\n",
            "@storybook/react",
        ),
        (
            "import preview from '../.storybook/preview';\nconst meta = preview.meta({ component: A });\n"
            "export const Main = meta.story();\n",
            "../.storybook/preview",
        ),
        (
            "import config from '#.storybook/preview.tsx';\n"
            "const meta = config\n  .type<{ args: A }>()\n  .meta({});\nexport const Main = meta.story();\n",
            "#.storybook/preview.tsx",
        ),
        ("import type { Story } from '@ladle/react';\nexport const A: Story = () => <p/>;\n", "@ladle/react"),
        (
            "import type { StoryDefault } from '@ladle/react';\nexport default { a: 1 } satisfies StoryDefault;\n",
            "@ladle/react",
        ),
    ],
)
def test_stories(code: str, package: str) -> None:
    assert stories_of(parse(code.encode(), "tsx")) == package


@pytest.mark.parametrize(
    "code",
    [
        "export interface Story { title: string }\nexport default { title: 'Stories', component: List };\n",
        "import { Meta, Story } from './stories';\nexport const a: Story = {};\nexport default {} as Meta;\n",
        "// as in storybook\nimport type { Meta } from '@remix-run/react';\nexport default {} as Meta;\n",
        "import type { StorybookConfig } from '@storybook/react-vite';\n"
        "const config: StorybookConfig = { stories: [] };\nexport default config;\n",
        "import type { Preview } from '@storybook/react';\nexport default { parameters: {} } satisfies Preview;\n",
        "import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';\nexport default defineConfig({});\n",
        "import storybook from 'eslint-plugin-storybook';\nexport default [...storybook.configs.a];\n",
        "import type { Decorator, StoryFn } from '@storybook/react';\n"
        "const withTheme: Decorator = (Story: StoryFn) => <Story/>;\nexport default withTheme;\n",
        "import type { Meta } from '@storybook/react';\nexport const A = () => <p/>;\nexport const m: Meta = {};\n",
        "import type { Meta } from 'storybook/internal/types';\nexport default {} as Meta;\n",
        "import { Meta } from '@storybook/blocks';\nexport default function Page() { return <Meta title='a'/>; }\n",
        "export const text = `import type { Meta } from '@storybook/react';\nexport default {} as Meta;`;\n",
        "import preview from '../storybook/preview';\nexport const a = other.meta({}), b = preview.metadata({});\n",
        "import type { Story } from '@ladle/react';\nexport const all = (stories: Story[]) => stories;\n",
        "const { action } = require('@storybook/addon-actions');\nmodule.exports = { action };\n",
    ],
)
def test_what_is_no_story(code: str) -> None:
    assert stories_of(parse(code.encode(), "tsx")) == ""
