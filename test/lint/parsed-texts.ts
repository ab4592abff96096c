import ts from 'typescript';
import {
  each,
  isConstant,
  type Known,
  knownOf,
  type Labels,
  NONE,
  readersOf,
  returned,
  type Step,
  several,
  stepsOf,
  union,
} from './text-modules.ts';

/**
 * Finds code that takes a text of ours apart: a text that a template composes of words and values meets a pattern, a
 * comparison or a cut. What another part needs to know is a value, because words change, and values can contain words.
 */

export interface Parsed {
  path: string;
  line: number;
  code: string;
}

/** @param modules sources by path, relative to one folder */
export function parsedTexts(modules: ReadonlyMap<string, string>): Parsed[] {
  // Parsing comments as JSDoc would take half of the time.
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  const files = Array.from(modules, ([path, text]) => ts.createSourceFile(path, text, options));
  const waiting = new Set(files);
  const known = knownOf(files, (what) => {
    for (const reader of readers.get(what) ?? []) waiting.add(reader);
  });
  const readers = readersOf(files, known);
  const read = files.map((file) => ({ file, steps: stepsOf(file, known), found: [] as Parsed[] }));
  // A module is read again only when something grew that it reads: most are read once or twice.
  while (waiting.size > 0)
    for (const module of read)
      if (waiting.delete(module.file)) module.found = readModule(module.file, module.steps, known);
  return read.flatMap(({ found }) => found);
}

/** Methods whose result has the text of their receiver, and methods whose callback gets its elements. */
const PASSES =
  /^(trim|trimEnd|trimStart|slice|padStart|padEnd|toLowerCase|toUpperCase|replace|replaceAll|concat|filter|flat|with|sort|toSorted|reverse|toReversed)$/;
const EACH = /^(map|flatMap|filter|forEach|some|every|find|findLast|findIndex)$/;
const CUTS =
  /^(match|matchAll|search|split|startsWith|endsWith|includes|indexOf|lastIndexOf|replace|replaceAll|slice|substring|charAt)$/;
const JOINS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.PlusToken,
]);
const EQUALS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
/** Lines and the beginning of a text are layout. A word like `<run>` is a placeholder of a template. */
const LAYOUT = /^(0|['"`/](\\[nrs]|[|+*()^$[\]])*['"`/][gmsu]*|'<[a-z]+>')$/;

/** Reads a module with what is known. @returns the places that take a text of ours apart */
function readModule(file: ts.SourceFile, steps: readonly Step[], known: Known): Parsed[] {
  const path = file.fileName;
  const names = new Map<string, Labels>();
  const callbacks = new Set<ts.Node>();
  const found: Parsed[] = [];

  const called = known.names.get(path)!;
  const keyOf = (callee: ts.Node) => (ts.isIdentifier(callee) ? called.get(callee.text) : undefined);
  const isText = (labels: Labels): boolean =>
    labels.has('text') || [...labels].some((label) => known.given.get(label)?.has('text'));
  const isList = (labels: Labels): boolean =>
    labels.has('list') || [...labels].some((label) => known.given.get(label)?.has('list'));

  function labelsOf(node: ts.Node | undefined): Labels {
    if (!node) return NONE;
    if (ts.isIdentifier(node)) return names.get(node.text) ?? NONE;
    if (ts.isTemplateExpression(node)) return templateLabels(node);
    if (ts.isConditionalExpression(node)) return union(labelsOf(node.whenTrue), labelsOf(node.whenFalse));
    if (ts.isArrayLiteralExpression(node)) return several(union(...node.elements.map(labelsOf)));
    if (ts.isSpreadElement(node)) return each(labelsOf(node.expression));
    if (ts.isCallExpression(node)) return callLabels(node);
    if (ts.isPropertyAccessExpression(node)) return propertyLabels(node.name.text);
    if (ts.isElementAccessExpression(node)) return each(labelsOf(node.expression));
    if (ts.isBinaryExpression(node))
      return JOINS.has(node.operatorToken.kind) ? union(labelsOf(node.left), labelsOf(node.right)) : NONE;
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isAwaitExpression(node)
    )
      return labelsOf(node.expression);
    return NONE;
  }

  /** A template with a blank between words or values is a text for people. Keys and paths have none. */
  function templateLabels({ head, templateSpans }: ts.TemplateExpression): Labels {
    const words = [head.text, ...templateSpans.map(({ literal }) => literal.text)];
    if (words.some((word) => word.includes(' '))) return new Set(['text']);
    return each(union(...templateSpans.map(({ expression }) => labelsOf(expression))));
  }

  const propertyLabels = (name: string): Labels =>
    known.mixed.has(name) ? NONE : (known.properties.get(name) ?? NONE);

  function callLabels({ expression: callee, arguments: given }: ts.CallExpression): Labels {
    if (ts.isPropertyAccessExpression(callee)) {
      const method = callee.name.text;
      const receiver = labelsOf(callee.expression);
      if (method === 'map' || method === 'flatMap') return several(callbackLabels(given[0], each(receiver)));
      if (method === 'join' || method === 'at' || method === 'find') return each(receiver);
      if (method === 'split') return several(receiver);
      return PASSES.test(method) ? receiver : NONE;
    }
    return passed(keyOf(callee), given.map(labelsOf));
  }

  /** Returns the labels of a call: those of the function, and those of the arguments that it returns. */
  function passed(key: string | undefined, given: readonly Labels[]): Labels {
    const returns = key === undefined ? undefined : known.returns.get(key);
    if (!returns) return NONE;
    return union(
      ...Array.from(returns, (label) =>
        label.startsWith(`${key}#`)
          ? (given[Number(label.slice(key!.length + 1))] ?? NONE)
          : new Set(label.includes('#') ? [] : [label]),
      ),
    );
  }

  function callbackLabels(callback: ts.Node | undefined, element: Labels): Labels {
    if (!callback) return NONE;
    if (!ts.isArrowFunction(callback)) return passed(keyOf(callback), [element]);
    bindCallback(callback, element);
    return union(...returned(callback).map(labelsOf));
  }

  function bindCallback(callback: ts.ArrowFunction, element: Labels): void {
    callbacks.add(callback);
    for (const [i, { name }] of callback.parameters.entries()) bind(name, i === 0 ? element : NONE);
  }

  function bind(name: ts.BindingName, labels: Labels): void {
    if (ts.isIdentifier(name)) names.set(name.text, labels);
    else
      for (const element of name.elements) {
        if (!ts.isBindingElement(element)) continue;
        const property = ts.isObjectBindingPattern(name)
          ? (element.propertyName ?? element.name).getText(file)
          : undefined;
        bind(element.name, property === undefined ? each(labels) : propertyLabels(property));
      }
  }

  function grow(map: Map<string, Labels>, key: string, labels: Labels, what: string): void {
    const before = map.get(key) ?? NONE;
    const after = union(before, labels);
    if (after.size === before.size) return;
    map.set(key, after);
    known.grew(what);
  }

  /** Keeps only what is known of all modules: labels of parameters are those of their arguments. */
  const resolved = (labels: Labels): Labels =>
    labels.size === 0 ? NONE : new Set([...(isText(labels) ? ['text'] : []), ...(isList(labels) ? ['list'] : [])]);

  function property(name: string, value: ts.Node): void {
    const labels = resolved(labelsOf(value));
    if (labels.size > 0) grow(known.properties, name, labels, `property ${name}`);
    else if (!isConstant(value) && !known.mixed.has(name)) {
      known.mixed.add(name);
      known.grew(`property ${name}`);
    }
  }

  function note(node: ts.Node): void {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.push({ path, line: line + 1, code: node.getText(file).replace(/\s+/g, ' ').slice(0, 100) });
  }

  const pass = (key: string, i: number, labels: Labels) =>
    grow(known.given, `${key}#${i}`, resolved(labels), `given ${key.split('#')[0]}`);

  function visitCall(node: ts.CallExpression): void {
    const { expression: callee, arguments: given } = node;
    const key = keyOf(callee);
    if (key !== undefined) for (const [i, argument] of given.entries()) pass(key, i, labelsOf(argument));
    if (!ts.isPropertyAccessExpression(callee)) return;
    const method = callee.name.text;
    const receiver = labelsOf(callee.expression);
    const [first] = given;
    if (EACH.test(method) && first) {
      if (ts.isArrowFunction(first)) bindCallback(first, each(receiver));
      const called = keyOf(first);
      if (called !== undefined) pass(called, 0, each(receiver));
    }
    const isCut = CUTS.test(method) && isText(receiver) && !isList(receiver);
    const isAsked =
      /^(test|exec)$/.test(method) || (method === 'has' && /^[A-Z_]+$/.test(callee.expression.getText(file)));
    const pattern = isAsked ? callee.expression : first;
    if (!isCut && !(isAsked && first && isText(labelsOf(first)))) return;
    if (!pattern || !LAYOUT.test(pattern.getText(file))) note(node);
  }

  function visitComparison({ left, operatorToken, right }: ts.BinaryExpression): boolean {
    if (!EQUALS.has(operatorToken.kind)) return false;
    const [text, literal] = ts.isStringLiteral(left) ? [right, left] : [left, right];
    return ts.isStringLiteral(literal) && literal.text !== '' && isText(labelsOf(text));
  }

  function enter(node: ts.SignatureDeclaration): void {
    const key = known.keys.get(node);
    if (key === undefined && callbacks.has(node)) return;
    for (const [i, { name }] of node.parameters.entries())
      bind(name as ts.BindingName, key === undefined ? NONE : new Set([`${key}#${i}`]));
  }

  function leave(node: ts.Node): void {
    const key = known.keys.get(node)!;
    grow(known.returns, key, union(...returned(node as ts.ArrowFunction).map(labelsOf)), `returns ${key}`);
  }

  function visit(node: ts.Node): void {
    if (ts.isFunctionLike(node)) enter(node);
    else if (ts.isVariableDeclaration(node)) bind(node.name, labelsOf(node.initializer));
    else if (ts.isCallExpression(node)) visitCall(node);
    else if (ts.isBinaryExpression(node) && visitComparison(node)) note(node);
    else if (ts.isPropertyAssignment(node)) property(node.name.getText(file), node.initializer);
    else if (ts.isShorthandPropertyAssignment(node)) property(node.name.text, node.name);
    else if (ts.isForOfStatement(node) && ts.isVariableDeclarationList(node.initializer))
      bind(node.initializer.declarations[0]!.name, each(labelsOf(node.expression)));
  }

  for (const { node, leaves } of steps) {
    if (leaves) leave(node);
    else visit(node);
  }
  return found;
}
