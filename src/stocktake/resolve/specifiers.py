"""What the text of an import specifier says by itself, before any lookup."""

from __future__ import annotations

import re

_NODE_MODULES = (
    "assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel "
    "dns dns/promises domain events fs fs/promises http http2 https inspector inspector/promises module net os path "
    "path/posix path/win32 perf_hooks process punycode querystring readline readline/promises repl stream "
    "stream/consumers stream/promises stream/web string_decoder sys timers timers/promises tls trace_events tty url "
    "util util/types v8 vm wasi worker_threads zlib"
)
NODE_MODULES = frozenset(_NODE_MODULES.split())
"""Modules of Node that can be imported without ``node:``."""

_ASSETS = (
    "css scss sass less styl stylus pcss postcss svg png jpg jpeg gif webp avif ico bmp tiff woff woff2 ttf otf eot "
    "mp3 mp4 m4a webm ogg wav flac aac mov pdf txt md mdx html htm xml csv tsv yaml yml toml graphql gql wasm glsl "
    "vert frag wgsl json5 jsonc zip gz lottie riv glb gltf hdr obj fbx ejs hbs pug njk sql proto po ftl vtt webmanifest"
)
ASSET_EXTENSIONS = frozenset("." + extension for extension in _ASSETS.split())
"""Extensions of files that only a bundler can import."""

_PACKAGE_NAME = re.compile(r"(?:@[A-Za-z0-9][\w.~-]*/)?[A-Za-z0-9_][\w.~-]*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


def is_relative(specifier: str) -> bool:
    """Whether the specifier starts at the importing file's folder."""
    return specifier.startswith(("./", "../", ".\\", "..\\")) or specifier in (".", "..")


def without_query(specifier: str) -> tuple[str, str]:
    """The specifier without a bundler's query (``?raw``, ``?url``), and the query ("" for none)."""
    path, mark, query = specifier.partition("?")
    return path, mark + query


def is_asset(specifier: str) -> bool:
    """Whether only a bundler can import it, by its extension."""
    name = specifier.rpartition("/")[2]
    return "." in name and "." + name.rpartition(".")[2].lower() in ASSET_EXTENSIONS


def is_package_name(name: str) -> bool:
    """Whether npm could install a package of that name."""
    return _PACKAGE_NAME.fullmatch(name) is not None


def special(specifier: str) -> tuple[str, str] | None:
    """(package, "") of a module that the runtime or platform brings, ("", reason) of one that is no file at all, None
    for every other specifier."""
    if specifier in NODE_MODULES:
        return f"node:{specifier}", ""
    if not specifier:
        return "", "empty specifier"
    if "!" in specifier:
        return "", "inline loader"
    if specifier.startswith(("data:", "http:", "https:", "blob:", "file:", "//")):
        return "", "URL"
    if specifier.startswith(("virtual:", "\0", "/@")) or (specifier[0] == "~" and specifier[1:2] not in ("", "/")):
        return "", "virtual module"
    if _SCHEME.match(specifier):
        return specifier, ""
    return None
