import { join } from 'node:path/posix';
import ts from 'typescript';

/** `text`: a text of ours. `list`: several. Otherwise the parameter that it came from, as `path#function#index`. */
export type Labels = ReadonlySet<string>;
export const NONE: Labels = new Set();

/** A node that says something about texts. `leaves`: at the end of a function. */
export interface Step {
  node: ts.Node;
  leaves?: true;
}

/** What is known about all modules. It grows until a round finds nothing new. */
export interface Known {
  functions: Map<string, ts.FunctionDeclaration | ts.ArrowFunction>;
  keys: Map<ts.Node, string>;
  /** Keys of the functions that a module can call, by path and by name there. */
  names: Map<string, Map<string, string>>;
  /** Labels of what a function returns, of the arguments of a parameter, and of the values of a property. */
  returns: Map<string, Labels>;
  given: Map<string, Labels>;
  properties: Map<string, Labels>;
  /** Properties that have other values, too. */
  mixed: Set<string>;
  /** Is called when one of them grew; the argument is a key of {@link readersOf}. */
  grew(what: string): void;
}

/** Returns what the declarations of modules say. */
export function knownOf(files: readonly ts.SourceFile[], grew: Known['grew']): Known {
  const known: Known = {
    functions: new Map(),
    keys: new Map(),
    names: new Map(),
    returns: new Map(),
    given: new Map(),
    properties: new Map(),
    mixed: new Set(),
    grew,
  };
  for (const file of files) declare(file, known);
  for (const [key, node] of known.functions) known.keys.set(node, key);
  return known;
}

/** Notes the functions and imports of a module. */
function declare(file: ts.SourceFile, { functions, names }: Known): void {
  const path = file.fileName;
  const own = new Map<string, string>();
  names.set(path, own);
  const put = (name: string, node: ts.FunctionDeclaration | ts.ArrowFunction) => {
    own.set(name, `${path}#${name}`);
    functions.set(`${path}#${name}`, node);
  };
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) {
      const from = (statement.moduleSpecifier as ts.StringLiteral).text;
      const named = statement.importClause?.namedBindings;
      if (!from.startsWith('.') || !named || !ts.isNamedImports(named)) continue;
      for (const { name, propertyName } of named.elements)
        own.set(name.text, `${join(path, '..', from)}#${(propertyName ?? name).text}`);
    }
    if (ts.isFunctionDeclaration(statement) && statement.name) put(statement.name.text, statement);
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations)
      if (ts.isIdentifier(name) && initializer && ts.isArrowFunction(initializer)) put(name.text, initializer);
  }
}

/** Lists the nodes of a module that {@link readModule} reads, in the order of the text. */
export function stepsOf(file: ts.SourceFile, { keys }: Known): Step[] {
  const steps: Step[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (STEPS.has(node.kind) || ts.isFunctionLike(node)) steps.push({ node });
    ts.forEachChild(node, visit);
    if (keys.has(node)) steps.push({ node, leaves: true });
  };
  visit(file);
  return steps;
}

/** Returns the modules that read something of what is known: returned values, arguments of their functions, properties. */
export function readersOf(files: readonly ts.SourceFile[], known: Known): ReadonlyMap<string, ts.SourceFile[]> {
  const readers = new Map<string, ts.SourceFile[]>();
  for (const file of files)
    for (const what of needsOf(file, known)) {
      const all = readers.get(what);
      if (all) all.push(file);
      else readers.set(what, [file]);
    }
  return readers;
}

function needsOf(file: ts.SourceFile, { names }: Known): ReadonlySet<string> {
  const needs = new Set(Array.from(names.get(file.fileName)!.values(), (key) => `returns ${key}`));
  needs.add(`given ${file.fileName}`);
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isPropertyAccessExpression(node)) needs.add(`property ${node.name.text}`);
    if (ts.isBindingElement(node)) needs.add(`property ${(node.propertyName ?? node.name).getText(file)}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return needs;
}

const STEPS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.VariableDeclaration,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.CallExpression,
  ts.SyntaxKind.BinaryExpression,
  ts.SyntaxKind.PropertyAssignment,
  ts.SyntaxKind.ShorthandPropertyAssignment,
]);

export function union(...all: readonly Labels[]): Labels {
  const some = all.filter(({ size }) => size > 0);
  return some.length < 2 ? (some[0] ?? NONE) : new Set(some.flatMap((one) => [...one]));
}
export const several = (labels: Labels): Labels => mapped(labels, (label) => (label === 'text' ? 'list' : label));
export const each = (labels: Labels): Labels => mapped(labels, (label) => (label === 'list' ? 'text' : label));
const mapped = (labels: Labels, to: (label: string) => string): Labels =>
  labels.size === 0 ? NONE : new Set(Array.from(labels, to));

/** Constants and schemas say nothing about a property of their name. */
export function isConstant(node: ts.Node): boolean {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return true;
  if (ts.isIdentifier(node)) return /^(z|v|undefined)$/.test(node.text);
  return (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) && isConstant(node.expression);
}

/** Returns the expressions that a function returns, without those of the functions in it. */
export function returned({ body }: ts.FunctionDeclaration | ts.ArrowFunction): ts.Expression[] {
  if (!body) return [];
  if (!ts.isBlock(body)) return [body];
  const found: ts.Expression[] = [];
  const search = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, search);
  };
  search(body);
  return found;
}
