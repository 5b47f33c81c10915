// Which tsconfig governs a file, as an editor decides it, and what the compilers of a package would write where.

import path from 'node:path';
import ts from 'typescript';

const MAIN = ['tsconfig.json', 'jsconfig.json'];
const CONFIG = /^[tj]sconfig(\..*)?\.json$/;

// Options by which imports resolve; everything else is the same for every file, so that one program can hold them all.
const RESOLUTION_OPTIONS = ['baseUrl', 'paths', 'pathsBasePath', 'rootDirs', 'moduleSuffixes', 'customConditions'];

export const BASE_OPTIONS = {
  allowJs: true,
  allowImportingTsExtensions: true,
  esModuleInterop: true,
  experimentalDecorators: true,
  jsx: ts.JsxEmit.ReactJSX,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  noEmit: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  strict: true,
  target: ts.ScriptTarget.ESNext,
};

export class Configs {
  constructor(repository) {
    this.repository = repository;
    const host = repository.host(true);
    this.#host = {
      ...host,
      readDirectory: (...given) => repository.readDirectory(...given),
      getCurrentDirectory: () => repository.root,
    };
  }

  #host;
  #parsed = new Map();
  #governing = new Map();
  #byFolder = new Map();

  /** The parsed config file with what it extends, and `included`, the files that belong to it. */
  parse(file) {
    if (!this.#parsed.has(file)) {
      const { config } = ts.readConfigFile(file, this.#host.readFile);
      const folder = path.dirname(file);
      const parsed = ts.parseJsonConfigFileContent(config ?? {}, this.#host, folder, { allowJs: true }, file);
      parsed.included = new Set(parsed.fileNames);
      parsed.resolution = { ...BASE_OPTIONS };
      for (const name of RESOLUTION_OPTIONS) {
        if (parsed.options[name] !== undefined) parsed.resolution[name] = parsed.options[name];
      }
      this.#parsed.set(file, parsed);
    }
    return this.#parsed.get(file);
  }

  /** Options to resolve the imports of a file with, and whether a project includes it. */
  governing(file) {
    if (!this.#governing.has(file)) this.#governing.set(file, this.#choose(file));
    return this.#governing.get(file);
  }

  #choose(file) {
    let nearest;
    for (const folder of this.#foldersAround(file)) {
      const main = MAIN.map((name) => path.join(folder, name)).find((each) => this.repository.isInView(each));
      if (main === undefined) continue;
      const config = this.parse(main);
      const owner = config.included.has(file) ? config : this.#referenced(config, file, new Set([main]));
      if (owner !== undefined) return { options: owner.resolution, isIncluded: true };
      nearest ??= config;
    }
    return { options: nearest?.resolution ?? BASE_OPTIONS, isIncluded: false };
  }

  #referenced(config, file, seen) {
    for (const reference of config.projectReferences ?? []) {
      const target = ts.resolveProjectReferencePath(reference);
      if (seen.has(target) || !this.repository.isInView(target)) continue;
      seen.add(target);
      const project = this.parse(target);
      const owner = project.included.has(file) ? project : this.#referenced(project, file, seen);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  *#foldersAround(file) {
    for (let folder = path.dirname(file); folder.startsWith(this.repository.root); folder = path.dirname(folder)) {
      yield folder;
      if (folder === this.repository.root) return;
    }
  }

  /** What the compiler would write for the configs in a folder: path of the output → path of the source. */
  outputs(folder) {
    if (!this.#byFolder.has(folder)) {
      const found = new Map();
      const names = (this.repository.folders.get(folder)?.files ?? []).filter((name) => CONFIG.test(name));
      // Several may claim the same output: those that the package's scripts name are what a build runs.
      const scripts = Object.values(this.repository.packages.get(folder)?.scripts ?? {}).join('\n');
      const isNamed = (name) => scripts.includes(name);
      for (const name of [...names.filter(isNamed), ...names.filter((each) => !isNamed(each))]) {
        addOutputs(this.parse(path.join(folder, name)), found);
      }
      this.#byFolder.set(folder, found);
    }
    return this.#byFolder.get(folder);
  }
}

function addOutputs(config, found) {
  const { outDir, declarationDir, noEmit } = config.options;
  if (noEmit || (outDir === undefined && declarationDir === undefined)) return;
  const declaring = { ...config, options: { ...config.options, declaration: true } };
  for (const source of config.fileNames) {
    if (/\.d\.[mc]?ts$/.test(source)) continue;
    let outputs = [];
    try {
      outputs = ts.getOutputFileNames(declaring, source, false);
    } catch {
      continue; // a combination of options that the compiler refuses
    }
    for (const output of outputs) {
      if (!found.has(output)) found.set(output, source);
    }
  }
}
