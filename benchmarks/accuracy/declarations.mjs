// Module-level declarations of a file, and what the checker says they are.
//
// A judgement is "yes", "no", or "unknown": the type is `any`, as it is where a dependency's types are not installed.

import { basename } from 'node:path';
import ts from 'typescript';

const HOOK_NAME = /^use[A-Z0-9]/;
const COMPONENT_NAME = /^[_$]*\p{Lu}/u;
const ELEMENT_NAMES = new Set([
  'ReactElement', 'ReactNode', 'ReactPortal', 'ReactChild', 'ReactFragment',
  // What createElement gives.
  'FunctionComponentElement', 'ComponentElement', 'DOMElement', 'DetailedReactHTMLElement', 'ReactHTMLElement', 'ReactSVGElement',
]);
const EXOTIC = /ExoticComponent$|^Provider$|^Consumer$/;
const NOTHING = ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void | ts.TypeFlags.BooleanLike;
const NEVER_PROPS =
  ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.BigIntLike |
  ts.TypeFlags.ESSymbolLike;
const MAX_DEPTH = 5;

/** { name, node, nameNode, kind: "value" | "interface" | "type_alias" | "enum" } of each, in source order. */
export function moduleLevel(sourceFile) {
  const found = [];
  for (const statement of sourceFile.statements) {
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      found.push(declared(statement, statement.name, 'value'));
    } else if (ts.isVariableStatement(statement)) {
      for (const each of statement.declarationList.declarations) addBound(each.name, each, found);
    } else if (ts.isInterfaceDeclaration(statement)) {
      found.push(declared(statement, statement.name, 'interface'));
    } else if (ts.isTypeAliasDeclaration(statement)) {
      found.push(declared(statement, statement.name, 'type_alias'));
    } else if (ts.isEnumDeclaration(statement)) {
      found.push(declared(statement, statement.name, 'enum'));
    } else if (isDefaultExpression(statement)) {
      found.push({ name: 'default', node: statement, nameNode: undefined, kind: 'value' });
    }
  }
  return found;
}

/** `export default` of anything but a name. */
export function isDefaultExpression(statement) {
  return ts.isExportAssignment(statement) && !statement.isExportEquals && !ts.isIdentifier(unwrapped(statement.expression));
}

/** An expression without parentheses and assertions around it. */
export function unwrapped(expression) {
  let inner = expression;
  while (
    ts.isParenthesizedExpression(inner) || ts.isAsExpression(inner) || ts.isNonNullExpression(inner)
    || ts.isSatisfiesExpression(inner) || ts.isTypeAssertionExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

function declared(node, nameNode, kind) {
  return { name: nameNode?.text ?? 'default', node, nameNode, kind };
}

function addBound(name, node, found) {
  if (ts.isIdentifier(name)) {
    found.push({ name: name.text, node, nameNode: name, kind: 'value', isBound: !ts.isVariableDeclaration(name.parent) });
    return;
  }
  for (const element of name.elements) {
    if (ts.isBindingElement(element)) addBound(element.name, node, found);
  }
}

/** The local declaration that `export default memo(Foo)` exports under wrappers, as an identifier; or undefined. */
export function wrappedName(expression) {
  let inner = unwrapped(expression);
  let isWrapped = false;
  while (ts.isCallExpression(inner)) {
    inner = inner.arguments.map(unwrapped).find((each) => ts.isIdentifier(each) || ts.isCallExpression(each));
    if (inner === undefined) return undefined;
    isWrapped = true;
  }
  if (!isWrapped || !ts.isIdentifier(inner)) return undefined;
  // What is imported is no declaration of this module that could be exported in a wrapper.
  const declared = inner.getSourceFile().locals?.get(inner.text);
  return declared !== undefined && !(declared.flags & ts.SymbolFlags.Alias) ? inner : undefined;
}

export class Judge {
  /** `isOurs(sourceFile)`: whether a file is one of the repository's. */
  constructor(checker, isOurs) {
    this.checker = checker;
    this.isOurs = isOurs;
  }

  /** The type of a module-level value. */
  typeOf({ node, nameNode }) {
    if (ts.isExportAssignment(node)) return this.checker.getTypeAtLocation(node.expression);
    const symbol = nameNode ? this.checker.getSymbolAtLocation(nameNode) : node.symbol;
    return symbol && this.checker.getTypeOfSymbolAtLocation(symbol, node);
  }

  hook({ name, node }, type) {
    // `export default () => …` has the name of its file, and is a hook unless it is a component that shows one.
    const isOfFile = name === 'default' && HOOK_NAME.test(basename(node.getSourceFile().fileName));
    if (!isOfFile && !HOOK_NAME.test(name)) return 'no';
    if (isAny(type)) return 'unknown';
    if (isOfFile && this.component({ name, node }, type, true) === 'yes') return 'no';
    const parts = constituents(this.checker.getNonNullableType(type));
    return parts.some((part) => part.getCallSignatures().length > 0) ? 'yes' : 'no';
  }

  component({ name, node }, type, isDefault) {
    const isNamed = COMPONENT_NAME.test(name) || name === 'default';
    if ((!isNamed && !isDefault) || HOOK_NAME.test(name)) return 'no';
    if (isAny(type)) return 'unknown';
    if (ts.isClassDeclaration(node) && this.#extendsUnknown(node)) return 'unknown';
    const answers = constituents(this.checker.getNonNullableType(type)).map((part) => this.#componentType(part, isNamed));
    return strongest(answers);
  }

  #extendsUnknown(node) {
    const base = ts.getEffectiveBaseTypeNode(node);
    return base !== undefined && isAny(this.checker.getTypeAtLocation(base.expression));
  }

  #componentType(type, isNamed) {
    // A context is callable since React 19, and still no component that anybody declares.
    if (type.symbol?.name === 'Context') return 'no';
    if (EXOTIC.test(type.symbol?.name ?? '') && !this.#isDeclaredHere(type.symbol)) return 'yes';
    const answers = type.getCallSignatures().map((signature) => this.#signature(signature, isNamed));
    for (const signature of type.getConstructSignatures()) {
      const made = signature.getReturnType();
      if (made.getProperty('render') && made.getProperty('setState')) answers.push('yes');
    }
    return strongest(answers);
  }

  #isDeclaredHere(symbol) {
    return (symbol.declarations ?? []).some((each) => this.isOurs(each.getSourceFile()));
  }

  #signature(signature, isNamed) {
    if (signature.parameters.length > 2 || !this.#takesProps(signature)) return 'no';
    const given = this.#element(signature.getReturnType(), 0);
    return given === 'null' ? (isNamed ? 'yes' : 'no') : given;
  }

  #takesProps(signature) {
    const first = signature.parameters[0];
    const declaration = first?.valueDeclaration;
    if (declaration === undefined) return true;
    if (ts.isParameter(declaration) && declaration.dotDotDotToken) return false;
    const type = this.checker.getNonNullableType(this.checker.getTypeOfSymbolAtLocation(first, declaration));
    const isProps = (part) =>
      !(part.flags & NEVER_PROPS) && !this.#isList(part) && part.getCallSignatures().length === 0;
    return isAny(type) || constituents(type).some(isProps);
  }

  #isList(type) {
    return this.checker.isArrayType(type) || this.checker.isTupleType(type);
  }

  /** Whether a type is of React elements; "null" where it is null alone. */
  #element(type, depth) {
    if (depth > MAX_DEPTH) return 'no';
    if (isAny(type)) return 'unknown';
    if (ELEMENT_NAMES.has(type.aliasSymbol?.name) || isElementSymbol(type.symbol)) return 'yes';
    if (type.isUnion()) {
      const parts = type.types.filter((part) => !(part.flags & NOTHING));
      if (parts.length === 0) return type.types.some((part) => part.flags & ts.TypeFlags.Null) ? 'null' : 'no';
      return strongest(parts.map((part) => this.#element(part, depth + 1)));
    }
    if (type.isIntersection()) return strongest(type.types.map((part) => this.#element(part, depth + 1)));
    if (type.flags & ts.TypeFlags.Null) return 'null';
    if (type.symbol?.name === 'Promise' || this.#isList(type)) {
      const [inner] = this.checker.getTypeArguments(type);
      return inner === undefined ? 'no' : this.#element(inner, depth + 1);
    }
    const constraint = type.flags & ts.TypeFlags.TypeParameter ? this.checker.getBaseConstraintOfType(type) : undefined;
    return constraint === undefined ? 'no' : this.#element(constraint, depth + 1);
  }

  schema(_declaration, type) {
    if (isAny(type)) return 'unknown';
    const parts = constituents(this.checker.getNonNullableType(type));
    const isSchema = (part) => part.getProperty('safeParse') && (part.getProperty('_def') || part.getProperty('_zod'));
    return parts.every(isSchema) && parts.length > 0 ? 'yes' : 'no';
  }
}

function constituents(type) {
  return type.isUnion() ? type.types : [type];
}

function isAny(type) {
  return type === undefined || (type.flags & ts.TypeFlags.Any) !== 0;
}

function isElementSymbol(symbol) {
  if (symbol === undefined) return false;
  return symbol.name === 'Element' ? symbol.parent?.name === 'JSX' : ELEMENT_NAMES.has(symbol.name);
}

function strongest(answers) {
  return ['yes', 'unknown', 'null'].find((answer) => answers.includes(answer)) ?? 'no';
}
