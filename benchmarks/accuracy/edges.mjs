// Calls, constructions and renders between module-level declarations.
//
// An edge is "direct" where names alone lead to its target: the callee, or what its member is taken from, is an import
// or a declaration of the module. Where only a type leads there (a method of a parameter), it is "typed".
//
// What is called has two honest answers: the declaration that the callee's name leads to, and the declaration whose code
// the resolved signature is (`const api = { save }; api.save()` names `api`, and runs `save`). The second is reported as
// `runs` where it is a function, a constant that is one, or a class at module level: either answer is true. Where the
// signature is that of a dependency (`Item = forwardRef(…)`), `runs` is what the name was set to, by name:
// `Menu = Object.assign(Root, { Item })`, `Menu.Item = Item`, `const Row = Menu.Item`.

import ts from 'typescript';
import { isDefaultExpression, unwrapped, wrappedName } from './declarations.mjs';

const CREATES_ELEMENT = new Set(['createElement', 'cloneElement']);
const BLOCKED = ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeParameter;

/** The name of the module-level declaration around a node, "" where it is in none. */
export function enclosing(node) {
  let statement = node;
  let declarator;
  while (statement.parent && !ts.isSourceFile(statement.parent)) {
    if (ts.isVariableDeclaration(statement) && ts.isVariableStatement(statement.parent.parent)) declarator = statement;
    statement = statement.parent;
  }
  if (ts.isVariableStatement(statement)) return declarator ? boundName(declarator.name, node) : '';
  if (isDefaultExpression(statement)) {
    // `export default memo(Foo)` is Foo; `export default configure(options)` is no part of `options`.
    const wrapped = wrappedName(statement.expression)?.text;
    return wrapped !== undefined && /^\p{Lu}/u.test(wrapped) ? wrapped : 'default';
  }
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name?.text ?? 'default';
  if (ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement)) return statement.name.text;
  return '';
}

function boundName(name, node) {
  if (ts.isIdentifier(name)) return name.text;
  const element = ts.findAncestor(node, (each) => ts.isBindingElement(each) && ts.isIdentifier(each.name));
  return element?.name.text ?? '';
}

export class Edges {
  /** `idOf(sourceFile)`: the path of a file that is asked about, or undefined. */
  constructor(checker, idOf) {
    this.checker = checker;
    this.idOf = idOf;
  }

  /**
   * Calls `report({ node, from, to, runs, type, isDirect, callee })` for each edge. `to` and `runs` are both undefined
   * where the callee is `any`; `callee` is its last name as written.
   */
  of(sourceFile, report) {
    const enter = (node) => {
      if (ts.isCallExpression(node)) this.#call(node, report);
      else if (ts.isNewExpression(node)) this.#edge(node, node.expression, 'new', report);
      else if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) this.#tag(node, node.tagName, report);
      ts.forEachChild(node, enter);
    };
    ts.forEachChild(sourceFile, enter);
  }

  #call(node, report) {
    const callee = unwrapped(node.expression);
    if (callee.kind === ts.SyntaxKind.ImportKeyword) return;
    this.#edge(node, callee, 'call', report);
    const first = node.arguments[0];
    if (CREATES_ELEMENT.has(nameOf(callee)) && first && (ts.isIdentifier(first) || ts.isPropertyAccessExpression(first))) {
      this.#tag(node, first, report);
    }
  }

  #tag(node, tag, report) {
    if (ts.isIdentifier(tag) && /^[a-z]/.test(tag.text) && !ts.isCallExpression(node)) return;
    this.#edge(node, tag, 'render', report);
  }

  #edge(node, given, type, report) {
    const callee = unwrapped(given);
    const from = enclosing(node);
    if (from === '') return;
    const target = this.#target(callee, type);
    const runs = this.#runs(node, type) ?? this.#setTo(callee);
    const name = callee.kind === ts.SyntaxKind.SuperKeyword ? 'super' : nameOf(callee);
    if (target !== undefined) report({ node, from, type, runs, callee: name, ...target });
    else if (runs !== undefined) report({ node, from, type, to: runs, isDirect: false, callee: name });
    else if (this.#isAny(callee)) report({ node, from, type, to: undefined, isDirect: false, callee: name });
  }

  /** The module-level function, constant or class whose code is run, by the signature that the call resolves to. */
  #runs(node, type) {
    if (!ts.isCallLikeExpression(node) || (type === 'render' && ts.isCallExpression(node))) return undefined;
    const code = this.checker.getResolvedSignature(node)?.declaration;
    if (code === undefined || code.body === undefined) return undefined;
    const path = this.idOf(code.getSourceFile());
    if (path === undefined) return undefined;
    let holder = ts.isConstructorDeclaration(code) ? code.parent : code;
    if (!ts.isFunctionDeclaration(holder) && !ts.isClassDeclaration(holder)) {
      holder = holder.parent;
      while (ts.isParenthesizedExpression(holder) || ts.isAsExpression(holder) || ts.isSatisfiesExpression(holder)) {
        holder = holder.parent;
      }
      if (!ts.isVariableDeclaration(holder)) return undefined;
    }
    return isModuleLevel(holder) ? `${path}#${enclosing(code)}` : undefined;
  }

  /** The module-level declaration that the callee's name was set to by other names. */
  #setTo(callee) {
    let node = ts.isIdentifier(callee) ? callee : nameNode(callee);
    let found;
    for (let step = 0; node !== undefined && step < 8; step += 1) {
      const declared = (step === 0 ? this.#symbol(node) : this.#symbol(ts.isIdentifier(node) ? node : nameNode(node)))
        ?.valueDeclaration;
      if (declared === undefined) break;
      if (step > 0) found = declared;
      node = this.#givenName(declared);
    }
    const target = found && this.#declaration({ valueDeclaration: found, flags: ts.SymbolFlags.Value });
    return target?.name && target.isModuleLevel ? `${target.path}#${target.name}` : undefined;
  }

  /** The name that a property or constant is set to, where it is set to one. */
  #givenName(declared) {
    if (ts.isShorthandPropertyAssignment(declared)) {
      const value = this.checker.getShorthandAssignmentValueSymbol(declared);
      const source = value && value.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(value) : value;
      return source?.valueDeclaration?.name;
    }
    let given;
    if (ts.isPropertyAssignment(declared) || ts.isVariableDeclaration(declared)) given = declared.initializer;
    else if (declared.parent && ts.isBinaryExpression(declared.parent)) given = declared.parent.right;
    else if (ts.isPropertySignature(declared) && declared.type && ts.isTypeQueryNode(declared.type)) {
      const name = declared.type.exprName;
      return ts.isIdentifier(name) ? name : name.right;
    }
    if (given === undefined) return undefined;
    given = unwrapped(given);
    if (ts.isExpressionWithTypeArguments(given)) given = unwrapped(given.expression);
    return ts.isIdentifier(given) || ts.isPropertyAccessExpression(given) ? given : undefined;
  }

  #isAny(callee) {
    const type = this.checker.getTypeAtLocation(callee);
    return (type.flags & ts.TypeFlags.Any) !== 0;
  }

  #target(callee, type) {
    const root = rootOf(callee);
    const rootTarget = ts.isIdentifier(root) ? this.#declaration(this.#symbol(root)) : undefined;
    if (callee.kind === ts.SyntaxKind.SuperKeyword) return this.#superclass(callee);
    if (callee === root) return rootTarget?.name && rootTarget.isModuleLevel ? direct(rootTarget) : undefined;
    const rootSymbol = ts.isIdentifier(root) ? this.#symbol(root) : undefined;
    const isNamespace = rootSymbol !== undefined && (rootSymbol.flags & ts.SymbolFlags.Module) !== 0;
    const target = this.#declaration(this.#symbol(nameNode(callee)));
    if (target === undefined || target.name === '') return undefined;
    const isSame = rootTarget?.isModuleLevel && rootTarget.path === target.path && rootTarget.name === target.name;
    return isNamespace || isSame ? direct(target) : { to: `${target.path}#${target.name}`, isDirect: false };
  }

  /** `super(…)` runs the constructor of the class that is extended. */
  #superclass(keyword) {
    const extended = ts.findAncestor(keyword, ts.isClassLike)?.heritageClauses?.find(
      (clause) => clause.token === ts.SyntaxKind.ExtendsKeyword,
    )?.types[0]?.expression;
    const name = extended && (ts.isIdentifier(extended) ? extended : nameNode(extended));
    const target = name && this.#declaration(this.#symbol(name));
    return target?.name && target.isModuleLevel ? direct(target) : undefined;
  }

  #symbol(node) {
    const symbol = node && this.checker.getSymbolAtLocation(node);
    if (symbol === undefined) return undefined;
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }

  /** The file and module-level declaration a symbol's value is declared in, if that is asked about. */
  #declaration(symbol) {
    // Of an overloaded method the first declaration has no body.
    const node = symbol?.declarations?.find((each) => ts.isMethodDeclaration(each) && each.body !== undefined)
      ?? symbol?.valueDeclaration ?? symbol?.declarations?.[0];
    if (node === undefined || isTypeLevel(node) || symbol.flags & BLOCKED & ~ts.SymbolFlags.Value) return undefined;
    const path = this.idOf(node.getSourceFile());
    if (path === undefined || ts.isSourceFile(node)) return undefined;
    return { path, name: enclosing(node), isModuleLevel: isModuleLevel(node) };
  }
}

function direct({ path, name }) {
  return { to: `${path}#${name}`, isDirect: true };
}

/** Parameters and members of types: a call through them leads to no code. */
function isTypeLevel(node) {
  return (
    ts.isParameter(node) || ts.isPropertySignature(node) || ts.isMethodSignature(node) || ts.isInterfaceDeclaration(node)
    || ts.isTypeAliasDeclaration(node) || ts.isTypeParameterDeclaration(node) || ts.isIndexSignatureDeclaration(node)
    || ts.isCallSignatureDeclaration(node) || ts.isMappedTypeNode(node)
    || (ts.isBindingElement(node) && ts.findAncestor(node, ts.isParameter) !== undefined)
    || (ts.isMethodDeclaration(node) && node.body === undefined)
    || (ts.isPropertyDeclaration(node) && node.initializer === undefined)
  );
}

/** Whether a declaration is made by a statement of the module itself. */
function isModuleLevel(node) {
  let at = node;
  while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at)) at = at.parent;
  if (ts.isVariableDeclaration(at)) at = at.parent.parent;
  return ts.isSourceFile(at.parent) && !ts.isBlock(at);
}

function rootOf(node) {
  let inner = unwrapped(node);
  while (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) inner = unwrapped(inner.expression);
  return inner;
}

function nameNode(node) {
  if (ts.isPropertyAccessExpression(node)) return node.name;
  return ts.isElementAccessExpression(node) ? node.argumentExpression : undefined;
}

function nameOf(node) {
  return ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : '';
}
