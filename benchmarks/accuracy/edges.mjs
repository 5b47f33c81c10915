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
// what it holds (`const formats: Record<Kind, Format> = { date: formatDate }`), its literal says what a name leads to. What
// a constant takes of something, as `const { Title } = Typography` or `const Icon = ICONS['mail']`, is what that has there.
// `f.call(…)` and `f.apply(…)` are calls of f, and so is one of `const g = f.bind(…)`.
//
// An edge to a file that is in view but not asked about (generated code, tests) is "skipped".

import ts from 'typescript';
import { isDefaultExpression, unwrapped, wrappedName } from './declarations.mjs';

const CREATES_ELEMENT = new Set(['createElement', 'cloneElement']);
const APPLIES = new Set(['call', 'apply']);
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

/** The names that a pattern at module level binds, where a node is in its declaration: one code makes them all. */
function boundTogether(node) {
  const isDeclared = (each) => ts.isVariableDeclaration(each) && isModuleLevel(each);
  const declarator = ts.findAncestor(node, isDeclared);
  const names = [];
  const enter = (name) => {
    if (ts.isIdentifier(name)) names.push(name.text);
    else for (const each of name.elements) if (ts.isBindingElement(each)) enter(each.name);
  };
  if (declarator !== undefined && !ts.isIdentifier(declarator.name)) enter(declarator.name);
  return names;
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
    this.sourceFile = sourceFile;
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
    const together = boundTogether(node);
    for (const from of together.length > 0 ? together : [this.#enclosing(node)]) {
      if (from !== '') this.#edgeOf(from, node, given, type, report);
    }
  }

  #edgeOf(from, node, given, type, report) {
    const callee = this.#applied(unwrapped(given));
    const name = nameOf(callee.kind === ts.SyntaxKind.SuperKeyword ? extended(callee) ?? callee : callee);
    const isUntold = this.#isRequired(rootOf(callee));
    const target = isUntold ? undefined : this.#target(callee);
    const code = this.#code(node, type);
    const declaring = code && this.#declaring(code);
    const within = code && !declaring ? this.#within(code) : undefined;
    const runs = declaring ?? this.#taken(callee) ?? within ?? this.#setTo(callee) ?? this.#inLiteral(callee);
    if (target !== undefined) report({ node, from, type, runs, callee: name, ...target });
    else if (runs !== undefined) report({ node, from, type, to: runs, isDirect: false, callee: name });
    else if (isUntold || this.#isAny(callee)) {
      const root = rootOf(callee);
      const holder = root !== callee && ts.isIdentifier(root) ? this.#declaration(this.#symbol(root)) : undefined;
      report({ node, from, type, to: undefined, isDirect: false, callee: name, at: holder?.path });
      for (const each of this.#origins(root)) {
        const at = this.#declaration(this.#symbol(each))?.path;
        report({ node, from, type, to: undefined, isDirect: false, callee: each.text, at });
      }
    }
  }

  /** The names in what a local constant is set to, and the name that an import gives another: what `any` may stand for. */
  #origins(root) {
    const declared = ts.isIdentifier(root) ? this.checker.getSymbolAtLocation(root)?.declarations?.[0] : undefined;
    if (declared === undefined) return [];
    if (ts.isImportSpecifier(declared)) return declared.propertyName && ts.isIdentifier(declared.propertyName) ? [declared.propertyName] : [];
    const holder = ts.findAncestor(declared, (each) => ts.isVariableDeclaration(each) || ts.isStatement(each));
    if (holder === undefined || !ts.isVariableDeclaration(holder) || isModuleLevel(holder)) return [];
    const found = [];
    const enter = (node) => {
      if (ts.isIdentifier(node)) found.push(node);
      else if (!ts.isFunctionLike(node)) ts.forEachChild(node, enter);
    };
    if (holder.initializer) enter(holder.initializer);
    return found;
  }

  /** `f` of `f.call(…)` and `f.apply(…)`, where those are what every function has. */
  #applied(callee) {
    if (!ts.isPropertyAccessExpression(callee) || !APPLIES.has(callee.name.text)) return callee;
    const declared = this.#symbol(callee.name)?.declarations?.[0];
    const isLib = declared !== undefined && /^(Callable|Newable)?Function$/.test(declared.parent?.name?.text ?? '');
    return isLib ? unwrapped(callee.expression) : callee;
  }

  /**
   * What a constant takes: the names of `callee` from where they lead to, through constants that are set to a name, to
   * a member by name, or to `f.bind(…)`, and through patterns. Undefined where there is no such constant.
   */
  #path(callee) {
    const names = [];
    let root = callee;
    let steps = 0;
    while (steps < 8) {
      while (isMember(root) || ts.isNonNullExpression(root)) {
        if (!ts.isNonNullExpression(root)) names.unshift(memberName(root));
        root = unwrapped(root.expression);
      }
      const declared = ts.isIdentifier(root) ? this.#symbol(root)?.valueDeclaration : undefined;
      const holder = declared && ts.isBindingElement(declared) ? ts.findAncestor(declared, ts.isVariableDeclaration) : declared;
      if (holder === undefined || !ts.isVariableDeclaration(holder) || !holder.initializer || !isConstant(holder)) break;
      const value = unwrapped(holder.initializer);
      const bound = ts.isCallExpression(value) && nameOf(value.expression).endsWith('bind') ? this.#bound(value.expression) : undefined;
      if (ts.isBindingElement(declared)) {
        const keys = keysOf(declared);
        if (keys === undefined || !(ts.isIdentifier(value) || isMember(value))) break;
        names.unshift(...keys);
      } else if (bound === undefined && !isMember(value) && (isModuleLevel(holder) || !ts.isIdentifier(value))) break;
      root = bound ?? value;
      steps += 1;
    }
    return steps > 0 ? { root, names } : undefined;
  }

  #bound(callee) {
    return ts.isPropertyAccessExpression(callee) && callee.name.text === 'bind' ? unwrapped(callee.expression) : undefined;
  }

  /** What a constant takes of something (see #path), as a declaration of a module. */
  #taken(callee) {
    const path = this.#path(callee);
    if (path === undefined || !ts.isIdentifier(path.root)) return undefined;
    const { root, names } = path;
    const symbol = this.#symbol(root);
    if (symbol === undefined) return undefined;
    if (names.length > 0 && symbol.flags & ts.SymbolFlags.Module) {
      const exported = this.checker.getExportsOfModule(symbol).find((each) => each.name === names[0]);
      return names.length === 1 ? this.#named(this.#aliased(exported)) : undefined;
    }
    return names.length === 0 ? this.#named(symbol) : this.#member(symbol, names) ?? this.#named(symbol);
  }

  #named(symbol) {
    const target = this.#declaration(symbol);
    return target?.name && target.isModuleLevel ? `${target.path}#${target.name}` : undefined;
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
    while (isMember(root) || ts.isNonNullExpression(root)) {
      if (!ts.isNonNullExpression(root)) names.unshift(memberName(root));
      root = unwrapped(root.expression);
    }
    const symbol = names.length > 0 && ts.isIdentifier(root) ? this.#symbol(root) : undefined;
    return symbol && this.#member(symbol, names);
  }

  /** What a module-level declaration has under these names: what it was assigned, or what its object literal has. */
  #member(symbol, names, depth = 0) {
    const declared = symbol?.valueDeclaration;
    if (declared?.parent === undefined || !isModuleLevel(declared)) return undefined;
    const assigned = names.length === 1 ? assignedMember(declared, names[0]) : undefined;
    if (assigned !== undefined) {
      if (ts.isFunctionLike(assigned)) return this.#named(symbol);
      return ts.isIdentifier(assigned) ? this.#named(this.#symbol(assigned)) : undefined;
    }
    if (!ts.isVariableDeclaration(declared)) return undefined;
    let holder = declared;
    let value = declared.initializer && literalOf(declared.initializer);
    if (names.length === 1 && value !== undefined && ts.isIdentifier(value) && depth < 8) {
      // `const Menu = OwnMenu`, which has been assigned the member.
      return this.#member(this.#symbol(value), names, depth + 1);
    }
    let member;
    for (const name of names) {
      if (value !== undefined && ts.isIdentifier(value)) {
        // Another constant, under its name.
        const isShort = ts.isShorthandPropertyAssignment(value.parent);
        const other = isShort ? this.checker.getShorthandAssignmentValueSymbol(value.parent) : undefined;
        holder = (isShort ? this.#aliased(other) : this.#symbol(value))?.valueDeclaration;
        if (holder === undefined || !ts.isVariableDeclaration(holder) || !isModuleLevel(holder)) return undefined;
        value = holder.initializer && literalOf(holder.initializer);
      }
      if (value === undefined || !ts.isObjectLiteralExpression(value)) return undefined;
      member = value.properties.find((each) => each.name && !ts.isComputedPropertyName(each.name) && each.name.text === name);
      if (member && ts.isShorthandPropertyAssignment(member)) value = member.name;
      else value = member && ts.isPropertyAssignment(member) ? literalOf(member.initializer) : undefined;
    }
    if (member === undefined) return undefined;
    const path = this.idOf(holder.getSourceFile());
    if (ts.isMethodDeclaration(member) || (value !== undefined && ts.isFunctionLike(value))) {
      return path && `${path}#${this.#enclosing(holder)}`;
    }
    const named = this.#givenName(member);
    return named && this.#named(ts.isShorthandPropertyAssignment(member)
      ? this.#aliased(this.checker.getShorthandAssignmentValueSymbol(member)) : this.#symbol(named));
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
    let symbol = given.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(given) : given;
    // `export { Handle } from './handle'; export type Handle = …` are one symbol: its value is what is re-exported.
    const specifier = symbol.flags & ts.SymbolFlags.Alias ? symbol.declarations?.find(ts.isExportSpecifier) : undefined;
    const local = specifier && this.checker.getExportSpecifierLocalTargetSymbol(specifier);
    if (local) symbol = local.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(local) : local;
    const declared = symbol.valueDeclaration ?? symbol.declarations?.[0];
    const name = declared && ts.isExportAssignment(declared) ? unwrapped(declared.expression) : undefined;
    return name && ts.isIdentifier(name) ? this.#symbol(name) : symbol;
  }

  /** The file and module-level declaration a symbol's value is declared in, if edges may lead there. */
  #declaration(symbol) {
    // Of an overloaded method the first declaration has no body. Of the scripts that declare a global of the same name,
    // one that is looked at means its own.
    const node = symbol?.declarations?.find((each) => ts.isMethodDeclaration(each) && each.body !== undefined)
      ?? symbol?.declarations?.find((each) => ts.isFunctionDeclaration(each) && each.getSourceFile() === this.sourceFile)
      ?? symbol?.valueDeclaration ?? symbol?.declarations?.[0];
    const isOnlyType = (symbol?.flags & BLOCKED) !== 0 && !(symbol.flags & ts.SymbolFlags.Value);
    if (node === undefined || isTypeLevel(node) || isOnlyType) return undefined;
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
  if (!declared.name || !ts.isIdentifier(declared.name)) return undefined;
  const whole = `${declared.name.text}.${name}`;
  for (const { expression } of declared.getSourceFile().statements) {
    const isAssignment = expression && ts.isBinaryExpression(expression) && ts.isPropertyAccessExpression(expression.left);
    if (isAssignment && expression.left.getText() === whole) return unwrapped(expression.right);
  }
  return undefined;
}

/** `a.b` and `a['b']`. */
function isMember(node) {
  const isNamed = ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression);
  return isNamed || ts.isPropertyAccessExpression(node);
}

function memberName(node) {
  return ts.isPropertyAccessExpression(node) ? node.name.text : node.argumentExpression.text;
}

/** The names by which a pattern takes a name, undefined where one is computed or the pattern is of an array. */
function keysOf(element) {
  const keys = [];
  for (let at = element; ts.isBindingElement(at); at = at.parent.parent) {
    const key = at.propertyName ?? at.name;
    if (!ts.isObjectBindingPattern(at.parent) || at.dotDotDotToken || !ts.isIdentifier(key)) return undefined;
    keys.unshift(key.text);
  }
  return keys;
}

function isConstant(declaration) {
  return (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
}

/** An expression without what is around it, `Object.freeze` included. */
function literalOf(expression) {
  const inner = unwrapped(expression);
  const isFrozen = ts.isCallExpression(inner) && /^Object\.(freeze|seal)$/.test(inner.expression.getText());
  return isFrozen && inner.arguments.length > 0 ? unwrapped(inner.arguments[0]) : inner;
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
