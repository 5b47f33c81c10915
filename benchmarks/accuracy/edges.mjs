// Calls, constructions and renders between module-level declarations.
//
// An edge is "direct" where names alone lead to its target: the callee, or what its member is taken from, is an import
// or a declaration of the module. Where only a type leads there (a method of a parameter), it is "typed".
//
// What is called has two honest answers: the declaration that the callee's name leads to, and the declaration whose code
// the resolved signature is (`const api = { save }; api.save()` names `api`, and runs `save`). The second is reported as
// `runs` where it is a function, a constant that is one, or a class at module level: either answer is true. Where the
// signature is that of a dependency (`Item = forwardRef(…)`), `runs` is what the name was set to, by name:
// `Menu = Object.assign(Root, { Item })`, `Menu.Item = Item`, `const Row = Menu.Item`. Where the type of an object hides
// what it holds (`const formats: Record<Kind, Format> = { date: formatDate }`), its literal says what a name leads to.
//
// An edge to a file that is in view but not asked about (generated code, tests) is "skipped".

import ts from 'typescript';
import { isDefaultExpression, unwrapped, wrappedName } from './declarations.mjs';

const CREATES_ELEMENT = new Set(['createElement', 'cloneElement']);
const BLOCKED = ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeParameter;

/**
 * The name of the module-level declaration around a node, "" where it is in none. `isComponent` says of a name that
 * `export default` wraps whether it can be one.
 */
function enclosing(node, isComponent) {
  let statement = node;
  let declarator;
  while (statement.parent && !ts.isSourceFile(statement.parent)) {
    if (ts.isVariableDeclaration(statement) && ts.isVariableStatement(statement.parent.parent)) declarator = statement;
    statement = statement.parent;
  }
  if (ts.isVariableStatement(statement)) return declarator ? boundName(declarator.name, node) : '';
  if (isDefaultExpression(statement)) {
    // `export default memo(Foo)` is Foo; `export default configure(options)` is no part of `options`.
    const wrapped = wrappedName(statement.expression);
    return wrapped !== undefined && /^\p{Lu}/u.test(wrapped.text) && isComponent(wrapped) ? wrapped.text : 'default';
  }
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name?.text ?? 'default';
  if (ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement)) return statement.name.text;
  return ts.isExpressionStatement(statement) ? assigned(statement.expression) : '';
}

/**
 * What a statement gives code to: `module.exports = () => {…}` is the default, `exports.run = …` is `run`, and
 * `Store.prototype.run = function () {…}` and `store.run = () => {…}` are members. Other statements are no declaration.
 */
function assigned(expression) {
  if (!ts.isBinaryExpression(expression) || expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return '';
  const value = unwrapped(expression.right);
  if (!ts.isPropertyAccessExpression(expression.left)) return '';
  const names = expression.left.getText().split('.');
  if (expression.getSourceFile().commonJsModuleIndicator && (names[0] === 'exports' || names[0] === 'module')) {
    const [name, ...rest] = names.slice(names[0] === 'module' ? 2 : 1);
    const holdsCode = ts.isFunctionLike(value) || ts.isClassLike(value) || ts.isObjectLiteralExpression(value);
    return rest.length === 0 && holdsCode ? name ?? 'default' : '';
  }
  const declared = expression.getSourceFile().locals?.get(names[0]);
  const isOwn = declared !== undefined && !(declared.flags & ts.SymbolFlags.Alias);
  const isMember = isOwn && names.filter((name) => name !== 'prototype').length === 2;
  return isMember && (ts.isFunctionLike(value) || ts.isClassLike(value)) ? names[0] : '';
}

function boundName(name, node) {
  if (ts.isIdentifier(name)) return name.text;
  const element = ts.findAncestor(node, (each) => ts.isBindingElement(each) && ts.isIdentifier(each.name));
  return element?.name.text ?? '';
}

export class Edges {
  /** `idOf(sourceFile)`: the path of a file whose declarations edges may lead to, or undefined. */
  constructor(checker, idOf) {
    this.checker = checker;
    this.idOf = idOf;
  }

  #enclosing(node) {
    return enclosing(node, (name) => {
      const type = this.checker.getTypeAtLocation(name);
      const isAny = (type.flags & ts.TypeFlags.Any) !== 0;
      return isAny || type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0;
    });
  }

  /**
   * Calls `report({ node, from, to, runs, type, isDirect, callee, at })` for each edge. `to` and `runs` are both
   * undefined where the callee is `any`; `callee` is then its last name as written, and `at` the path of the file that
   * declares what it is a member of, if that is known.
   */
  of(sourceFile, report) {
    const enter = (node) => {
      if (ts.isCallExpression(node)) this.#call(node, report);
      else if (ts.isTaggedTemplateExpression(node)) this.#edge(node, node.tag, 'call', report);
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
    const from = this.#enclosing(node);
    if (from === '') return;
    const name = nameOf(callee.kind === ts.SyntaxKind.SuperKeyword ? extended(callee) ?? callee : callee);
    const isUntold = this.#isRequired(rootOf(callee));
    const target = isUntold ? undefined : this.#target(callee);
    const code = this.#code(node, type);
    const declaring = code && this.#declaring(code);
    const within = code && !declaring ? this.#within(code) : undefined;
    const runs = declaring ?? within ?? this.#setTo(callee) ?? this.#inLiteral(callee);
    if (target !== undefined) report({ node, from, type, runs, callee: name, ...target });
    else if (runs !== undefined) report({ node, from, type, to: runs, isDirect: false, callee: name });
    else if (isUntold || this.#isAny(callee)) {
      const root = rootOf(callee);
      const holder = root !== callee && ts.isIdentifier(root) ? this.#declaration(this.#symbol(root)) : undefined;
      report({ node, from, type, to: undefined, isDirect: false, callee: name, at: holder?.path });
    }
  }

  /** Whether a name stands for what `require` gives in a TypeScript file, of which the compiler knows nothing. */
  #isRequired(root) {
    if (!ts.isIdentifier(root) || ts.isInJSFile(root)) return false;
    const declared = this.#symbol(root)?.valueDeclaration;
    const holder = declared && ts.findAncestor(declared, ts.isVariableDeclaration);
    const value = holder?.initializer && unwrapped(holder.initializer);
    return value !== undefined && ts.isCallExpression(value) && nameOf(value.expression) === 'require';
  }

  /** The function that the object literal of a constant has under the names of a callee: itself, or by its name. */
  #inLiteral(callee) {
    const names = [];
    let root = callee;
    while (ts.isPropertyAccessExpression(root) || ts.isNonNullExpression(root)) {
      if (ts.isPropertyAccessExpression(root)) names.unshift(root.name.text);
      root = unwrapped(root.expression);
    }
    const declared = names.length > 0 && ts.isIdentifier(root) ? this.#symbol(root)?.valueDeclaration : undefined;
    if (declared === undefined || !ts.isVariableDeclaration(declared) || !isModuleLevel(declared)) return undefined;
    const assigned = names.length === 1 ? assignedMember(declared, names[0]) : undefined;
    if (assigned !== undefined) {
      const behind = ts.isIdentifier(assigned) ? this.#declaration(this.#symbol(assigned)) : undefined;
      return behind?.name && behind.isModuleLevel ? `${behind.path}#${behind.name}` : undefined;
    }
    let holder = declared;
    let value = declared.initializer && unwrapped(declared.initializer);
    let member;
    for (const name of names) {
      if (value !== undefined && ts.isIdentifier(value)) {
        // Another constant, under its name.
        const isShort = ts.isShorthandPropertyAssignment(value.parent);
        const symbol = isShort ? this.checker.getShorthandAssignmentValueSymbol(value.parent) : undefined;
        holder = (isShort ? this.#aliased(symbol) : this.#symbol(value))?.valueDeclaration;
        if (holder === undefined || !ts.isVariableDeclaration(holder) || !isModuleLevel(holder)) return undefined;
        value = holder.initializer && unwrapped(holder.initializer);
      }
      if (value === undefined || !ts.isObjectLiteralExpression(value)) return undefined;
      member = value.properties.find((each) => each.name && !ts.isComputedPropertyName(each.name) && each.name.text === name);
      if (member && ts.isShorthandPropertyAssignment(member)) value = member.name;
      else value = member && ts.isPropertyAssignment(member) ? unwrapped(member.initializer) : undefined;
    }
    if (member === undefined) return undefined;
    const path = this.idOf(holder.getSourceFile());
    if (ts.isMethodDeclaration(member) || (value !== undefined && ts.isFunctionLike(value))) {
      return path && `${path}#${this.#enclosing(holder)}`;
    }
    const named = this.#givenName(member);
    const target = named && this.#declaration(ts.isShorthandPropertyAssignment(member)
      ? this.#aliased(this.checker.getShorthandAssignmentValueSymbol(member)) : this.#symbol(named));
    return target?.name && target.isModuleLevel ? `${target.path}#${target.name}` : undefined;
  }

  /** The function of this repository whose code is run, by the signature that the call resolves to. */
  #code(node, type) {
    if (!ts.isCallLikeExpression(node) || (type === 'render' && ts.isCallExpression(node))) return undefined;
    const code = this.checker.getResolvedSignature(node)?.declaration;
    return code?.body !== undefined && this.idOf(code.getSourceFile()) !== undefined ? code : undefined;
  }

  /** The module-level function, constant or class that some code is, or is a member of. */
  #declaring(code) {
    let holder = ts.isConstructorDeclaration(code) ? code.parent : code;
    while (!ts.isFunctionDeclaration(holder) && !ts.isClassDeclaration(holder) && !ts.isVariableDeclaration(holder)) {
      if (holder !== code && !isPartOfHolder(holder)) return undefined;
      holder = holder.parent;
    }
    return isModuleLevel(holder) ? `${this.idOf(code.getSourceFile())}#${this.#enclosing(code)}` : undefined;
  }

  /** The declaration that made some code and handed it out: `const { toast } = useToast()`. */
  #within(code) {
    const name = this.#enclosing(code);
    return name === '' ? undefined : `${this.idOf(code.getSourceFile())}#${name}`;
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
    if (ts.isBindingElement(declared)) {
      // A name bound by taking something apart is part of that.
      const holder = ts.findAncestor(declared, ts.isVariableDeclaration);
      given = holder && isModuleLevel(holder) ? holder.initializer : undefined;
    } else if (ts.isPropertyAssignment(declared) || ts.isVariableDeclaration(declared)) given = declared.initializer;
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

  #target(callee) {
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
    const base = extended(keyword);
    const name = base && (ts.isIdentifier(base) ? base : nameNode(base));
    const target = name && this.#declaration(this.#symbol(name));
    return target?.name && target.isModuleLevel ? direct(target) : undefined;
  }

  #symbol(node) {
    return this.#aliased(node && this.checker.getSymbolAtLocation(node));
  }

  /** What a symbol is another name of, also by `export default Name as Type`. */
  #aliased(given) {
    if (given === undefined) return undefined;
    const symbol = given.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(given) : given;
    const declared = symbol.valueDeclaration ?? symbol.declarations?.[0];
    const name = declared && ts.isExportAssignment(declared) ? unwrapped(declared.expression) : undefined;
    return name && ts.isIdentifier(name) ? this.#symbol(name) : symbol;
  }

  /** The file and module-level declaration a symbol's value is declared in, if edges may lead there. */
  #declaration(symbol) {
    // Of an overloaded method the first declaration has no body.
    const node = symbol?.declarations?.find((each) => ts.isMethodDeclaration(each) && each.body !== undefined)
      ?? symbol?.valueDeclaration ?? symbol?.declarations?.[0];
    if (node === undefined || isTypeLevel(node) || symbol.flags & BLOCKED & ~ts.SymbolFlags.Value) return undefined;
    const path = this.idOf(node.getSourceFile());
    if (path === undefined || ts.isSourceFile(node)) return undefined;
    return { path, name: this.#enclosing(node), isModuleLevel: isModuleLevel(node) };
  }
}

/** What the class around `super` extends, as an expression. */
function extended(keyword) {
  const clauses = ts.findAncestor(keyword, ts.isClassLike)?.heritageClauses;
  return clauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
}

/** What a statement of its module sets a member of a constant to: `Menu.Item = MenuItem`. */
function assignedMember(declared, name) {
  if (!ts.isIdentifier(declared.name)) return undefined;
  const whole = `${declared.name.text}.${name}`;
  for (const { expression } of declared.getSourceFile().statements) {
    const isAssignment = expression && ts.isBinaryExpression(expression) && ts.isPropertyAccessExpression(expression.left);
    if (isAssignment && expression.left.getText() === whole) return unwrapped(expression.right);
  }
  return undefined;
}

function direct({ path, name }) {
  return { to: `${path}#${name}`, isDirect: true };
}

/** What may be around a function that is a member of a declaration, between the two. */
function isPartOfHolder(node) {
  return (
    ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)
    || ts.isPropertyAssignment(node) || ts.isObjectLiteralExpression(node) || ts.isPropertyDeclaration(node)
    || ts.isClassExpression(node)
  );
}

/** Parameters and members of types: a call through them leads to no code. An abstract method is one of its class. */
function isTypeLevel(node) {
  return (
    ts.isParameter(node) || ts.isPropertySignature(node) || ts.isMethodSignature(node) || ts.isInterfaceDeclaration(node)
    || ts.isTypeAliasDeclaration(node) || ts.isTypeParameterDeclaration(node) || ts.isIndexSignatureDeclaration(node)
    || ts.isCallSignatureDeclaration(node) || ts.isMappedTypeNode(node)
    || (ts.isBindingElement(node) && ts.findAncestor(node, ts.isParameter) !== undefined)
    || (ts.isMethodDeclaration(node) && node.body === undefined && !ts.hasAbstractModifier(node))
    || (ts.isPropertyDeclaration(node) && node.initializer === undefined)
  );
}

/** Whether a declaration is made by a statement of the module itself. */
function isModuleLevel(node) {
  let at = node;
  while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at)) at = at.parent;
  while (ts.isPropertyAccessExpression(at) || ts.isBinaryExpression(at)) at = at.parent;
  if (ts.isVariableDeclaration(at)) at = at.parent.parent;
  if (ts.isExpressionStatement(at)) return ts.isSourceFile(at.parent) && assigned(at.expression) !== '';
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
