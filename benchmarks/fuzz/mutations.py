"""Inputs for the fuzzer: the extractors' own examples to begin with, and changes that keep them close to TypeScript.

Changing bytes alone gives files that the parser refuses; pieces of other files and whole tokens reach further.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from random import Random

from targets import EXTRACTORS, SEPARATOR

TOKENS = (
    *"(){}[]<>=,;:?.`\"'/#",
    *("=>", "...", "${", "/*", "//", "0x", "1n", "\r\n", "\0", "é", "\u2028", "\ufeff", "\\u{41}"),
    *("export ", "default ", "import ", "type ", "from './b';", "from './a';", "from 'zod';", "as ", "* as ns "),
    *("async ", "await ", "function ", "class ", "extends ", "enum ", "namespace ", "declare ", "const ", "typeof "),
    *("useState()", "z.object({", "z.lazy(() => ", ".extend(", ".parse(", "useForm({", "memo(", "forwardRef<"),
    *("<a />", "__proto__", "constructor", "#x", "@dec ", "/** @x */", "satisfies "),
)
_AROUND = (("(", ")"), ("{", "}"), ("[", "]"), ("<a>", "</a>"), ("z.array(", ")"), ("() => ", ""), ("A<", ">"))
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")
_STATEMENT = re.compile(r"(?<=[;}])\n")


def corpus() -> list[bytes]:
    """The files of every example of every built-in extractor, as inputs."""
    names = ("a.tsx", "b.ts", "c.tsx", "d.ts")
    found = []
    for extractor in EXTRACTORS:
        for example in extractor.examples:
            texts = [text.encode() for text in list(example.sources.values())[:4]]
            parts = [b"%b\n%b" % (name.encode(), text) for name, text in zip(names[1:], texts[1:], strict=False)]
            found.append(SEPARATOR.join([texts[0], *parts]))
    settings = json.dumps({"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["./*"]}}, "extends": "./package.json"})
    package = json.dumps({"name": "p", "exports": {".": {"import": "./a.tsx"}}, "workspaces": ["*"]})
    found.append(b"import 'p';" + SEPARATOR + b"tsconfig.json\n%b" % settings.encode())
    found.append(b"import 'p';" + SEPARATOR + b"package.json\n%b" % package.encode())
    found.append(b"" + SEPARATOR + b".gitignore\n**/a*[!b-d]?\\*/\n!*.ts\n")
    return sorted(set(found))


def mutated(data: bytes, others: list[bytes], random: Random) -> bytes:
    """``data`` with one to four changes."""
    text = data.decode("utf-8", "surrogateescape")
    for _ in range(random.randint(1, 4)):
        text = random.choice(_CHANGES)(text, others, random)
    return text.encode("utf-8", "surrogatepass" if random.random() < 0.1 else "surrogateescape")[:20_000]


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(text) or [""]


def _insert(text: str, _others: list[bytes], random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(TOKENS) * random.choice((1, 1, 1, 2, 40)) + text[at:]


def _delete(text: str, _others: list[bytes], random: Random) -> str:
    pieces = _pieces(text)
    at = random.randrange(len(pieces))
    return "".join(pieces[:at] + pieces[at + random.choice((1, 1, 2, 8)) :])


def _swap(text: str, _others: list[bytes], random: Random) -> str:
    pieces = _pieces(text)
    one, two = random.randrange(len(pieces)), random.randrange(len(pieces))
    pieces[one], pieces[two] = pieces[two], pieces[one]
    return "".join(pieces)


def _rename(text: str, _others: list[bytes], random: Random) -> str:
    """One name becomes another one of the same text: references that meet, shadow each other, or go in circles."""
    words = re.findall(r"[A-Za-z_]\w*", text)
    if not words:
        return text
    return re.sub(rf"\b{random.choice(words)}\b", random.choice(words), text, count=random.choice((0, 1)))


def _repeat(text: str, _others: list[bytes], random: Random) -> str:
    start = random.randrange(len(text) + 1)
    part = text[start : start + random.choice((5, 40, 200))]
    at = random.randrange(len(text) + 1)
    return text[:at] + part * random.choice((1, 2, 30)) + text[at:]


def _nest(text: str, _others: list[bytes], random: Random) -> str:
    before, after = random.choice(_AROUND)
    start = random.randrange(len(text) + 1)
    end = min(len(text), start + random.randrange(60))
    times = random.choice((1, 3, 100))
    return text[:start] + before * times + text[start:end] + after * times + text[end:]


def _graft(text: str, others: list[bytes], random: Random) -> str:
    other = _STATEMENT.split(random.choice(others).decode("utf-8", "surrogateescape"))
    statements = _STATEMENT.split(text)
    statements.insert(random.randrange(len(statements) + 1), random.choice(other))
    return "\n".join(statements)


def _byte(text: str, _others: list[bytes], random: Random) -> str:
    data = bytearray(text.encode("utf-8", "surrogateescape") or b" ")
    data[random.randrange(len(data))] = random.randrange(256)
    return bytes(data).decode("utf-8", "surrogateescape")


_CHANGES = (_insert, _insert, _delete, _delete, _swap, _rename, _rename, _repeat, _nest, _graft, _graft, _byte)


def endless(seeds: list[bytes], random: Random) -> Iterator[bytes]:
    """Inputs without end, for a run that no coverage guides."""
    while True:
        yield mutated(random.choice(seeds), seeds, random)
