"""Which compiler options a file is resolved with.

An editor's language server decides it so: the nearest tsconfig.json (or jsconfig.json) upwards if it includes the
file, else the project it references that does. Files that no project includes (configuration of build tools, scripts,
excluded folders) are resolved with the nearest config's options all the same, then with those of the next one
upwards that does include them: a bundler or test runner that reads aliases from a tsconfig reads one of these.
"""

from __future__ import annotations

from stocktake.resolve.tree import ancestors, parent
from stocktake.resolve.tsconfig import PLAIN, Config, Configs, Options

_MAIN = ("tsconfig.json", "jsconfig.json")


class Governing:
    """Options by file, computed once per file asked for; equal results are the same object."""

    def __init__(self, configs: Configs) -> None:
        self._configs = configs.by_path
        self._siblings: dict[str, list[Config]] = {}
        for config in self._configs.values():
            if config.path.rpartition("/")[2] not in _MAIN:
                self._siblings.setdefault(config.folder, []).append(config)
        self._chains: dict[str, tuple[_Project, ...]] = {}
        self._interned: dict[tuple[int, ...], tuple[Options, ...]] = {}

    def options(self, path: str) -> tuple[Options, ...]:
        """The options to resolve the file's imports with, best first; never empty."""
        folder = parent(path)
        chain = self._chains.get(folder)
        if chain is None:
            chain = self._above(folder)
        if chain and (main := chain[0].main) and main.includes(path):
            return chain[0].main_options
        chosen = [config.options for config in self._chosen(path)]
        distinct = list(dict.fromkeys(options for at, options in enumerate(chosen) if at == 0 or options is not PLAIN))
        return self._intern(tuple(distinct))

    def _intern(self, choices: tuple[Options, ...]) -> tuple[Options, ...]:
        return self._interned.setdefault(tuple(id(options) for options in choices), choices or (PLAIN,))

    def _chosen(self, path: str) -> list[Config]:
        fallbacks: list[Config] = []
        for project in self._above(parent(path)):
            found = project.including(path)
            if found is not None:
                return [*fallbacks[:1], found, *fallbacks[1:]]
            if not fallbacks:
                fallbacks = [*([project.main] if project.main else ()), *project.alternatives]
        return fallbacks

    def _above(self, folder: str) -> tuple[_Project, ...]:
        """The folders with a config around ``folder``, nearest first."""
        pending = []
        chain: tuple[_Project, ...] = ()
        for ancestor in ancestors(folder):
            if ancestor in self._chains:
                chain = self._chains[ancestor]
                break
            pending.append(ancestor)
        for ancestor in reversed(pending):
            project = self._project(ancestor)
            self._chains[ancestor] = chain = chain if project is None else (project, *chain)
        return chain

    def _project(self, folder: str) -> _Project | None:
        prefix = f"{folder}/" if folder else ""
        main = next((self._configs[prefix + name] for name in _MAIN if prefix + name in self._configs), None)
        siblings = [config for config in self._siblings.get(folder, ()) if config.options is not PLAIN]
        if main is None and not siblings:
            return None
        project = _Project(main, self._referenced(main) if main else (), siblings)
        project.main_options = self._intern(project.main_options)
        return project

    def _referenced(self, main: Config) -> tuple[Config, ...]:
        """Every project reachable by ``references``, breadth first."""
        order = {main.path: main}
        queue = [main]
        for config in queue:
            for target in config.references:
                if target in self._configs and target not in order:
                    order[target] = self._configs[target]
                    queue.append(self._configs[target])
        return tuple(order.values())[1:]


class _Project:
    """The configs of one folder: the main one, the projects it references, and other tsconfig.*.json beside it."""

    def __init__(self, main: Config | None, referenced: tuple[Config, ...], siblings: list[Config]) -> None:
        self.main = main
        self.main_options: tuple[Options, ...] = (main.options,) if main else ()
        self._included = [*([main] if main else ()), *referenced, *siblings]
        self.alternatives = [config for config in (*referenced, *siblings) if config.options is not PLAIN]

    def including(self, path: str) -> Config | None:
        """The first config that includes the file."""
        return next((config for config in self._included if config.includes(path)), None)
