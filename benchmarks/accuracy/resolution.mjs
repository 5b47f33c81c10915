// What a specifier imports, decided by the compiler's own resolution over the virtual repository.
//
// `how` says on whose word: "compiler" (the file is there), "build" (the file would be written by a build, whose source
// it is mapped to), "fallback" (types that this folder brings along), "unknown" (a package of the repository that is
// not built, or a file that no tsconfig includes: nothing decides it), "none".

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { BASE_OPTIONS } from './configs.mjs';
import { packageName } from './repository.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const FALLBACK = path.join(HERE, 'fallback.ts');
const FALLBACK_PACKAGES = new Set(['react', 'react-dom', 'react-hook-form', 'zod', '@types/node']);
const OUTPUT_FOLDERS = new Set(['dist', 'lib', 'build', 'out', 'output', 'esm', 'cjs', 'es', 'types', 'typings', 'dts']);
const BUILT = /(\.d\.ts|\.d\.mts|\.d\.cts|\.js|\.mjs|\.cjs|\.jsx)$/;
const SOURCES = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const UNTYPED = /\.[mc]?jsx?$/;

export class Resolver {
  constructor(repository, configs) {
    this.repository = repository;
    this.configs = configs;
    this.#plain = repository.host(false);
    this.#linked = repository.host(true);
    this.#plainAndBuilt = repository.host(false, (file) => this.sourceOf(file));
    this.#linkedAndBuilt = repository.host(true, (file) => this.sourceOf(file));
  }

  #plain;
  #linked;
  #plainAndBuilt;
  #linkedAndBuilt;
  #found = new Map();
  #caches = new Map();
  #sources = new Map();

  /** → { file, extension, how }; `file` is undefined where nothing is found. */
  resolve(from, specifier) {
    const { options, isIncluded } = this.#options(from);
    const key = `${path.dirname(from)}\0${specifier}\0${this.#number(options)}`;
    if (!this.#found.has(key)) this.#found.set(key, this.#resolve(from, specifier, options, isIncluded));
    return this.#found.get(key);
  }

  #options(from) {
    return this.repository.isInView(from) ? this.configs.governing(from) : { options: BASE_OPTIONS, isIncluded: true };
  }

  #number(options) {
    if (!this.#caches.has(options)) this.#caches.set(options, this.#caches.size);
    return this.#caches.get(options);
  }

  #resolve(from, specifier, options, isIncluded) {
    const isBare = !/^\.{0,2}\//.test(specifier) && specifier !== '.' && specifier !== '..';
    const link = isBare ? this.repository.linked(from, packageName(specifier)) : undefined;
    const host = link ? this.#linked : this.#plain;
    const direct = ts.resolveModuleName(specifier, from, options, host).resolvedModule;
    if (direct && (this.repository.isInView(direct.resolvedFileName) || !UNTYPED.test(direct.extension))) {
      return this.#answer(direct, 'compiler');
    }
    if (!direct && this.repository.isInView(from)) {
      const builtHost = link ? this.#linkedAndBuilt : this.#plainAndBuilt;
      const built = ts.resolveModuleName(specifier, from, options, builtHost).resolvedModule;
      const source = built && this.sourceOf(built.resolvedFileName);
      // Nothing is built of the module that imports it.
      if (source && source !== from) return { file: source, extension: extensionOf(source), how: 'build' };
    }
    const fallback = isBare && link === undefined ? this.#fallback(from, specifier) : undefined;
    if (fallback) return this.#answer(fallback, 'fallback');
    if (direct) return this.#answer(direct, 'compiler');
    return { file: undefined, extension: undefined, how: link || !isIncluded ? 'unknown' : 'none' };
  }

  #answer(found, how) {
    return { file: this.repository.behindSymbolicLink(found.resolvedFileName), extension: found.extension, how };
  }

  #fallback(from, specifier) {
    if (!FALLBACK_PACKAGES.has(packageName(specifier)) && !specifier.startsWith('node:')) return undefined;
    const wanted = specifier === 'zod' && isVersion3(this.repository.wanted(from, 'zod')) ? 'zod/v3' : specifier;
    return ts.resolveModuleName(wanted, FALLBACK, BASE_OPTIONS, ts.sys).resolvedModule;
  }

  /** Resolution of `types` and of triple-slash references: the repository's own types first. */
  resolveTypes(name, from) {
    const containing = from ?? path.join(this.repository.root, 'index.ts');
    const own = ts.resolveTypeReferenceDirective(name, containing, BASE_OPTIONS, this.#linked);
    if (own.resolvedTypeReferenceDirective) return own;
    return ts.resolveTypeReferenceDirective(name, FALLBACK, BASE_OPTIONS, ts.sys);
  }

  /** The source of a file that a build of the package around it would write, or undefined. */
  sourceOf(file) {
    if (!this.#sources.has(file)) this.#sources.set(file, this.#sourceOf(file));
    return this.#sources.get(file);
  }

  #sourceOf(file) {
    if (!BUILT.test(file) || this.repository.isInView(file)) return undefined;
    for (const folder of this.repository.packagesAround(file)) {
      const written = this.configs.outputs(folder).get(file);
      if (written !== undefined && this.repository.isInView(written)) return written;
      return this.#byConvention(folder, path.relative(folder, file));
    }
    return undefined;
  }

  /** `dist/a/b.js` is made from `src/a/b.ts`, or from `a/b.ts`. */
  #byConvention(folder, relative) {
    const parts = relative.split('/');
    if (!OUTPUT_FOLDERS.has(parts[0])) return undefined;
    while (parts.length > 1 && OUTPUT_FOLDERS.has(parts[0])) parts.shift();
    const rest = parts.join('/').replace(BUILT, '').replace(/\.(esm|cjs|min)$/, '');
    const stems = [rest, `src/${rest}`].reverse().map((stem) => path.join(folder, stem));
    const candidates = stems.flatMap((stem) => SOURCES.map((extension) => stem + extension));
    return candidates.find((candidate) => this.repository.isInView(candidate));
  }
}

function extensionOf(file) {
  return /(\.d)?\.[mc]?[jt]sx?$|\.json$/.exec(file)?.[0];
}

function isVersion3(spec) {
  return spec !== undefined && /^\D*3\b/.test(spec);
}
