// The extractors of the baseline: what a ts-morph program of this kind usually does, one pass over a file for each.

import { Node, SyntaxKind } from 'ts-morph';

const FORM_HOOKS = new Set(['useForm', 'useFormik', 'useAppForm', 'useActionState']);

/** Name, node and callable of every function and variable at module level. */
function* declarations(sourceFile) {
  for (const node of sourceFile.getFunctions()) yield { name: node.getName() ?? 'default', node, callable: node };
  for (const node of sourceFile.getVariableDeclarations()) {
    const value = node.getInitializer();
    const callable = Node.isArrowFunction(value) || Node.isFunctionExpression(value) ? value : undefined;
    yield { name: node.getName(), node, callable, value };
  }
}

function lines(node) {
  return { line: node.getStartLineNumber(), endLine: node.getEndLineNumber() };
}

function calls(node) {
  return node.getDescendantsOfKind(SyntaxKind.CallExpression);
}

function tags(node) {
  const kinds = [SyntaxKind.JsxOpeningElement, SyntaxKind.JsxSelfClosingElement];
  return kinds.flatMap((kind) => node.getDescendantsOfKind(kind)).map((tag) => tag.getTagNameNode().getText());
}

function hooksOf(node) {
  const names = calls(node).map((call) => call.getExpression().getText());
  return [...new Set(names.filter((name) => /^use[A-Z]/.test(name)))];
}

function parameters(callable) {
  return callable.getParameters().map((each) => ({ name: each.getName(), type: each.getType().getText(each) }));
}

function* components(sourceFile) {
  for (const { name, node, callable } of declarations(sourceFile)) {
    if (!/^[A-Z]/.test(name) || callable === undefined) continue;
    const rendered = tags(callable);
    if (rendered.length === 0) continue;
    const props = callable.getParameters()[0]?.getType().getProperties() ?? [];
    const childComponents = [...new Set(rendered.filter((tag) => /^[A-Z]/.test(tag)))];
    yield { name, ...lines(node), props: props.map((each) => each.getName()), hooks: hooksOf(callable), childComponents };
  }
}

function* hooks(sourceFile) {
  for (const { name, node, callable } of declarations(sourceFile)) {
    if (!/^use[A-Z0-9]/.test(name) || callable === undefined) continue;
    const returnType = callable.getReturnType().getText(callable);
    yield { name, ...lines(node), parameters: parameters(callable), returnType, dependencies: hooksOf(callable) };
  }
}

function* schemas(sourceFile) {
  for (const { name, node, value } of declarations(sourceFile)) {
    if (value === undefined || !/^z\s*\./.test(value.getText())) continue;
    const shape = value.getFirstDescendantByKind(SyntaxKind.ObjectLiteralExpression);
    const properties = shape?.getProperties().filter(Node.isPropertyAssignment) ?? [];
    const fields = properties.map((each) => ({ name: each.getName(), zodType: each.getInitializer().getText() }));
    yield { name, ...lines(node), fields };
  }
}

function* types(sourceFile) {
  for (const node of sourceFile.getInterfaces()) {
    const properties = node.getProperties().map((each) => ({ name: each.getName(), type: each.getType().getText(each) }));
    yield { name: node.getName(), ...lines(node), kind: 'interface', properties };
  }
  for (const node of sourceFile.getTypeAliases()) {
    const properties = node.getType().getProperties().map((each) => each.getName());
    yield { name: node.getName(), ...lines(node), kind: 'type', properties, typeExpression: node.getTypeNode().getText() };
  }
  for (const node of sourceFile.getEnums()) {
    yield { name: node.getName(), ...lines(node), kind: 'enum', properties: node.getMembers().map((each) => each.getName()) };
  }
}

function* forms(sourceFile) {
  for (const { name, node, callable } of declarations(sourceFile)) {
    if (callable === undefined) continue;
    const called = calls(callable);
    if (!called.some((call) => FORM_HOOKS.has(call.getExpression().getText())) && !tags(callable).includes('form')) continue;
    const registered = called.filter((call) => /(^|\.)register$/.test(call.getExpression().getText()));
    const fields = registered.map((call) => call.getArguments()[0]?.getText() ?? '');
    yield { name, ...lines(node), fields };
  }
}

function* validationServices(sourceFile) {
  for (const { name, node, callable } of declarations(sourceFile)) {
    if (callable === undefined) continue;
    const parsing = calls(callable).filter((call) => /\.(safeParse|parse)(Async)?$/.test(call.getExpression().getText()));
    if (parsing.length === 0) continue;
    const schema = parsing[0].getExpression().getText().replace(/\.\w+$/, '');
    yield { name, ...lines(node), schemaReference: schema, returnType: callable.getReturnType().getText(callable) };
  }
}

function* callGraph(sourceFile) {
  for (const { name, node, callable } of declarations(sourceFile)) {
    if (callable === undefined) continue;
    const found = new Set();
    for (const call of calls(callable)) {
      const expression = call.getExpression();
      const symbol = Node.isIdentifier(expression) ? expression.getSymbol() : undefined;
      const declared = symbol?.getDeclarations()[0];
      if (declared !== undefined) found.add(`${declared.getSourceFile().getFilePath()}#${symbol.getName()}`);
    }
    for (const tag of tags(callable)) if (/^[A-Z]/.test(tag)) found.add(tag);
    yield { name, ...lines(node), calls: [...found] };
  }
}

export const extract = { components, hooks, schemas, types, forms, validationServices, callGraph };
