// The truth about a repository, as the TypeScript compiler and its type checker see it. Read-only.
//
//   node truth.mjs ROOT VIEW FILES > truth.jsonl
//
// ROOT   the repository
// VIEW   a text file: one path a line, relative to ROOT, of every file in view (what git would track)
// FILES  the same, of the files to answer questions about
//
// Every line of the output is one claim: { question, file, line, name, detail, state }.
//   question  imports | resolution | exports | types | hooks | components | schemas | edges
//   name      a specifier, an exported or declared name, or the declaration an edge starts from
//   detail    where the answer has a second half: the file imported, the kind of type, type and target of an edge
//   or        a second detail that is as true, as `runs` in edges.mjs; absent where there is none
//   state     absent where certain; "build" and "unknown" as in resolution.mjs and declarations.mjs; "typed" and
//             "skipped" as in edges.mjs
//
// An unknown edge names what is called, and the file that declares what that is a member of as `path#*`.

import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { Configs } from './configs.mjs';
import { Judge, moduleLevel, unwrapped, wrappedName } from './declarations.mjs';
import { Edges } from './edges.mjs';
import { createProgram } from './program.mjs';
import { Repository } from './repository.mjs';
import { Resolver } from './resolution.mjs';

const QUESTIONS = ['hook', 'component', 'schema'];

class Report {
  lines = [];

  /** `node`: where in `sourceFile`; 0 for the whole file. */
  add(question, sourceFile, file, node, name, detail = '', state = '', or = '') {
    const line = node === 0 ? 1 : sourceFile.getLineAndCharacterOfPosition(node.getStart(sourceFile)).line + 1;
    const claim = { question, file, line, name };
    if (detail !== '') claim.detail = detail;
    if (state !== '') claim.state = state;
    if (or !== '') claim.or = or;
    this.lines.push(JSON.stringify(claim));
  }
}

function main([rootGiven, viewFile, filesFile]) {
  const root = fs.realpathSync(rootGiven);
  const repository = new Repository(root, readLines(viewFile));
  const configs = new Configs(repository);
  const resolver = new Resolver(repository, configs);
  const asked = new Set(readLines(filesFile).map((relative) => path.join(root, relative)));
  const program = createProgram(repository, resolver, [...asked]);
  const checker = program.getTypeChecker();
  const idOf = (sourceFile) => (asked.has(sourceFile.fileName) ? repository.relative(sourceFile.fileName) : undefined);
  const placeOf = (sourceFile) => {
    const isCode = repository.isInView(sourceFile.fileName) && !sourceFile.isDeclarationFile;
    return isCode ? repository.relative(sourceFile.fileName) : undefined;
  };
  const report = new Report();
  const isOurs = (sourceFile) => repository.isInView(sourceFile.fileName);
  const edges = new Edges(checker, placeOf);
  const isAsked = (to) => asked.has(path.join(root, to.slice(0, to.lastIndexOf('#'))));
  const context = { repository, resolver, checker, report, judge: new Judge(checker, isOurs), edges, isAsked };
  let count = 0;
  for (const sourceFile of program.getSourceFiles()) {
    const file = idOf(sourceFile);
    if (file === undefined) continue;
    for (const answer of [answerImports, answerExports, answerDeclarations, answerEdges]) {
      try {
        answer(context, sourceFile, file);
      } catch (error) {
        process.stderr.write(`${file}: ${answer.name}: ${error.stack}\n`);
      }
    }
    count += 1;
    if (count % 500 === 0) process.stderr.write(`truth: ${count} of ${asked.size} files\n`);
  }
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  process.stderr.write(`truth: ${count} of ${asked.size} files, ${report.lines.length} claims, ${megabytes} MB\n`);
  for (let at = 0; at < report.lines.length; at += 10_000) {
    fs.writeSync(1, `${report.lines.slice(at, at + 10_000).join('\n')}\n`);
  }
}

function readLines(file) {
  return fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

function answerImports({ repository, resolver, checker, report }, sourceFile, file) {
  const enter = (node) => {
    const literal = specifierOf(node, checker);
    if (literal !== undefined) {
      const specifier = literal.text;
      report.add('imports', sourceFile, file, literal, specifier);
      const { file: target, how } = resolver.resolve(sourceFile.fileName, specifier);
      const isProject = target !== undefined && repository.isInView(target);
      if (isProject) {
        report.add('resolution', sourceFile, file, literal, specifier, repository.relative(target), how === 'build' ? how : '');
      } else if (how === 'unknown') {
        report.add('resolution', sourceFile, file, literal, specifier, '', how);
      }
    }
    ts.forEachChild(node, enter);
  };
  ts.forEachChild(sourceFile, enter);
}

/** The string literal that names a module in an import of any form, or undefined. */
function specifierOf(node, checker) {
  let found;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    found = node.moduleSpecifier;
  } else if (ts.isExternalModuleReference(node)) {
    found = node.expression;
  } else if (ts.isImportTypeNode(node)) {
    found = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    found = node.arguments[0];
  } else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require') {
    found = node.arguments.length === 1 && isRequire(node.expression, checker) ? node.arguments[0] : undefined;
  }
  return found && ts.isStringLiteralLike(found) ? found : undefined;
}

/** Whether a name means node's `require`: declared in no way in its file, or as `createRequire(…)`. */
function isRequire(identifier, checker) {
  const file = identifier.getSourceFile();
  const declarations = checker.getSymbolAtLocation(identifier)?.declarations ?? [];
  const isMade = (each) => ts.isVariableDeclaration(each) && /^createRequire\b/.test(each.initializer?.getText(file) ?? '');
  return declarations.every((each) => each.getSourceFile() !== file || isMade(each));
}

/** The symbol of a module; of a CommonJS one too, for which the checker gives none. */
function moduleOf(sourceFile, checker) {
  return checker.getSymbolAtLocation(sourceFile) ?? (sourceFile.commonJsModuleIndicator ? sourceFile.symbol : undefined);
}

function answerExports({ repository, checker, report }, sourceFile, file) {
  const module = moduleOf(sourceFile, checker);
  if (module === undefined) return;
  const whole = module.exports?.get('export=');
  if (whole && checker.getTypeOfSymbol(whole).flags & ts.TypeFlags.Any) {
    report.add('exports', sourceFile, file, 0, '*', '', 'unknown');
    return;
  }
  // With the properties of what `module.exports = {…}` gives: they too can be imported by name.
  for (const symbol of checker.getExportsAndPropertiesOfModule(module)) {
    // What a comment alone declares (`@typedef`) is no code, nor is a property of a parameter called `exports` exported.
    const declarations = (symbol.declarations ?? []).filter((each) => !ts.isJSDoc(each.parent ?? each) && !ofParameter(each));
    // What `export *` of a package adds is no name in this repository.
    const isOurs = declarations.some((each) => repository.isInView(each.getSourceFile().fileName));
    if (isOurs && symbol.name !== 'export=') report.add('exports', sourceFile, file, 0, symbol.name);
  }
}

/** Whether an assigned member is one of a parameter: `define(['exports'], (exports) => { exports.run = run; })`. */
function ofParameter(declaration) {
  let root = ts.isBinaryExpression(declaration) ? declaration.left : declaration;
  if (!ts.isPropertyAccessExpression(root)) return false;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  if (!ts.isIdentifier(root)) return false;
  const holder = ts.findAncestor(root, (each) => ts.isFunctionLike(each) && each.parameters.some((one) => one.name.getText() === root.text));
  return holder !== undefined;
}

function answerDeclarations({ checker, judge, report }, sourceFile, file) {
  const module = moduleOf(sourceFile, checker);
  const defaultSymbol = module && defaultExport(module, checker);
  const components = new Set();
  for (const declaration of moduleLevel(sourceFile)) {
    const { name, node, nameNode, kind, isBound } = declaration;
    if (kind !== 'value') {
      report.add('types', sourceFile, file, nameNode, name, kind);
      continue;
    }
    const type = judge.typeOf(declaration);
    const symbol = nameNode && checker.getSymbolAtLocation(nameNode);
    const isDefault = name === 'default' || (symbol !== undefined && symbol === defaultSymbol);
    for (const question of QUESTIONS) {
      let answer = judge[question](declaration, type, isDefault);
      if (question === 'component' && answer === 'yes') {
        // `export default memo(Foo)` is no second component.
        const wrapped = ts.isExportAssignment(node) ? wrappedName(node.expression)?.text : undefined;
        if (wrapped !== undefined && components.has(wrapped)) answer = 'no';
        components.add(name);
      }
      const note = question === 'component' && isBound ? 'bound' : '';
      if (answer === 'yes') report.add(`${question}s`, sourceFile, file, nameNode ?? node, name, '', note);
      else if (answer === 'unknown') report.add(`${question}s`, sourceFile, file, nameNode ?? node, name, '', 'unknown');
    }
  }
}

/** What a module exports as default: the declared symbol, also behind `export default Foo as Type`. */
function defaultExport(module, checker) {
  const exported = checker.getExportsOfModule(module).find((symbol) => symbol.name === 'default');
  if (exported === undefined) return undefined;
  if (exported.flags & ts.SymbolFlags.Alias) return checker.getAliasedSymbol(exported);
  const statement = exported.declarations?.[0];
  const expression = statement && ts.isExportAssignment(statement) ? unwrapped(statement.expression) : undefined;
  return expression && ts.isIdentifier(expression) ? checker.getSymbolAtLocation(expression) : exported;
}

function answerEdges({ edges, report, isAsked }, sourceFile, file) {
  edges.of(sourceFile, ({ node, from, to, runs, type, isDirect, callee, at }) => {
    if (to === undefined) {
      report.add('edges', sourceFile, file, node, from, `${type} ${callee}`, 'unknown');
      if (at !== undefined) report.add('edges', sourceFile, file, node, from, `${type} ${at}#*`, 'unknown');
    } else if (to !== `${file}#${from}`) {
      const or = runs === undefined || runs === to ? '' : `${type} ${runs}`;
      const state = isAsked(to) ? (isDirect ? '' : 'typed') : 'skipped';
      report.add('edges', sourceFile, file, node, from, `${type} ${to}`, state, or);
    }
  });
}

main(process.argv.slice(2));
