// One program over every file asked about, in which each file's imports resolve as its own tsconfig says.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { BASE_OPTIONS } from './configs.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const FALLBACK_TYPES = ['node', 'react/canary', 'react-dom/canary'];
const OF_TESTS = /\/(__tests__|__fixtures__|__mocks__|tests?|fixtures?|mocks?|e2e|spec)\//;
const AMBIENT = /^\s*(declare\s+(global|module)\b|(declare\s+)?(namespace|interface|type|var|const|function)\s)/m;

/** `files`: absolute paths. */
export function createProgram(repository, resolver, files) {
  const options = { ...BASE_OPTIONS, types: FALLBACK_TYPES, typeRoots: [path.join(HERE, 'node_modules/@types')] };
  const view = repository.host(true);
  const host = {
    ...view,
    useCaseSensitiveFileNames: () => true,
    readFile: ts.sys.readFile,
    fileExists: (file) => view.fileExists(file) || (!file.startsWith(repository.root + '/') && ts.sys.fileExists(file)),
    getSourceFile: (file, version) => {
      const text = ts.sys.readFile(file);
      return text === undefined ? undefined : ts.createSourceFile(file, text, version, false);
    },
    getDefaultLibFileName: (given) => path.join(host.getDefaultLibLocation(), ts.getDefaultLibFileName(given)),
    getDefaultLibLocation: () => path.dirname(ts.sys.getExecutingFilePath()),
    getCurrentDirectory: () => repository.root,
    getCanonicalFileName: (file) => file,
    getNewLine: () => '\n',
    writeFile: () => {
      throw new Error('nothing is to be written');
    },
    resolveModuleNameLiterals: (literals, from) =>
      literals.map(({ text }) => {
        const { file, extension } = resolver.resolve(from, text);
        const isExternal = file !== undefined && !repository.isInView(file);
        const found = { resolvedFileName: file, extension, isExternalLibraryImport: isExternal };
        return { resolvedModule: file === undefined ? undefined : found };
      }),
    resolveTypeReferenceDirectiveReferences: (references, from) =>
      references.map((each) => {
        const name = typeof each === 'string' ? each : each.fileName;
        return resolver.resolveTypes(name, FALLBACK_TYPES.includes(name) ? undefined : from);
      }),
  };
  return ts.createProgram([...files, ...ambient(repository, files)], options, host);
}

/** Declaration files that are in force without being imported. Those of tests are for the programs of tests. */
function ambient(repository, files) {
  const asked = new Set(files);
  const isDeclaration = (file) => /\.d\.[mc]?ts$/.test(file) && !asked.has(file);
  return [...repository.files].filter(
    (file) => isDeclaration(file) && !OF_TESTS.test(file) && isAmbient(ts.sys.readFile(file) ?? ''),
  );
}

function isAmbient(text) {
  return AMBIENT.test(text) && (/^\s*declare\s+(global|module)\b/m.test(text) || !/^\s*(import|export)\s/m.test(text));
}
