import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SRC = join(ROOT, 'src');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const page = read('docs/contribute/architecture.md');
/** As the check of imports has them, the lowest first. */
const { layers: LAYERS }: { layers: readonly (readonly string[])[] } = await import(
  join(ROOT, 'scripts/layers/rules.mjs')
);

/** The text below a heading, up to the next one of its level. */
function below(heading: string): string {
  const found = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  return found ?? expect.fail(`docs/contribute/architecture.md has no heading "${heading}"`);
}

test('the six invariants come first, and each names its test', () => {
  expect(page.split(/^## /m)[1]).toMatch(/^Invariants\n/);
  const invariants = below('Invariants')
    .split(/^\d\. /m)
    .slice(1);
  expect(invariants).toHaveLength(6);
  for (const invariant of invariants) expect(invariant).toMatch(/\*\*.+\*\*.*Tests?: .*`test\//s);
});

describe('the rooms', () => {
  const rooms = [...below('The rooms').matchAll(/^ ?(\d+) {2}([a-z-]+) +\S/gm)].map(([, layer, room]) => ({
    layer,
    room,
  }));

  test('are the folders of src', () => {
    const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rooms.map(({ room }) => room).sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  test('stand in their layers, the highest first', () => {
    const numbered = LAYERS.flatMap((names, i) => names.map((room) => ({ layer: String(i + 1), room })));
    expect(rooms).toEqual(expect.arrayContaining(numbered));
    expect(rooms.map(({ layer }) => Number(layer))).toEqual(numbered.map(({ layer }) => Number(layer)).reverse());
  });
});

interface Step {
  depth: number;
  /** Does it come by another way than a call of the step above it? */
  arrives: boolean;
  name: string;
  file: string;
  caller?: Step;
}

/** The steps of one way of data, each with the step that calls it. */
function stepsOf(way: string): Step[] {
  const lines = /```\n([\s\S]*?)```/.exec(way)?.[1]?.trimEnd().split('\n') ?? [];
  const above: Step[] = [];
  return lines.map((line) => {
    const [, blanks, arrow, name, path] =
      /^( *)(→ )?(\w+) +(\S+\.tsx?) {2,}\S/.exec(line) ?? expect.fail(`no step: ${line}`);
    const depth = blanks!.length / 2;
    above.length = depth;
    const step: Step = { depth, arrives: arrow !== undefined, name: name!, file: join(SRC, path!) };
    const caller = above.findLast((one) => one !== undefined);
    if (!step.arrives && !caller) expect.fail(`nothing calls ${line}`);
    above[depth] = step;
    return caller ? { ...step, caller } : step;
  });
}

const WAYS = below('Five ways of data')
  .split(/^### /m)
  .slice(1)
  .map((way) => [way.split('\n', 1)[0]!, stepsOf(way)] as const);

test('there are five ways of data', () => {
  expect(WAYS).toHaveLength(5);
  for (const [, steps] of WAYS) expect(steps.length).toBeGreaterThan(10);
});

describe.each(WAYS)('%s', (_, steps) => {
  test.each(steps.map((step) => [step.name, step] as const))('%s is in its file', (name, { file }) => {
    expect(existsSync(file), file).toBe(true);
    expect(namesIn(file)).toContain(name);
  });

  const calls = steps.flatMap((step) =>
    step.arrives || !step.caller ? [] : [[step.caller.name, step.name, step] as const],
  );
  test.each(calls)('%s imports %s by its name', (_caller, name, { file, caller }) => {
    const from = caller!.file;
    if (from === file) return;
    expect(importedBy(from, name), `${from} names no ${name} of another file`).toContain(file);
  });

  const callers = [...new Set(steps.flatMap(({ caller }) => caller ?? []))];
  test.each(callers.map((caller) => [caller.name, caller] as const))(
    '%s calls its steps in this order',
    (_, caller) => {
      const listed = steps.filter((step) => step.caller === caller && !step.arrives).map(({ name }) => name);
      const made = ownNames(caller).filter((name) => listed.includes(name));
      expect([...new Set(made)]).toEqual(listed.filter((name) => made.includes(name)));
    },
  );
});

describe.each(['docs/contribute/architecture.md', 'docs/contribute/extending.md', 'CONTRIBUTING.md'])('%s', (name) => {
  const text = read(name);
  const paths = [...text.matchAll(/`((?:src|test|scripts|docs|plugin|hooks|skills|agents)\/[\w./*-]*)`/g)].map(
    ([, path]) => path!,
  );

  test('names files and folders that exist', () => {
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !path.includes('*') && !existsSync(join(ROOT, path)))).toEqual([]);
  });

  const named = [...text.matchAll(/`(\w+)`(?: in|, in)? \(?`((?:src|test)\/[\w./-]+\.tsx?)`/g)].map(
    ([, what, path]) => [what!, path!] as const,
  );
  test.each(named)('%s is in %s', (what, path) => expect(namesIn(join(ROOT, path))).toContain(what));
});

const parsed = new Map<string, readonly ts.Node[]>();

/** All nodes of a file's syntax tree. */
function nodesOf(file: string): readonly ts.Node[] {
  const known = parsed.get(file);
  if (known) return known;
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node) => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  parsed.set(file, nodes);
  return nodes;
}

/** Functions, constants, types and interfaces that a file declares at any depth. */
function namesIn(file: string): string[] {
  const names: string[] = [];
  for (const node of nodesOf(file)) {
    const isDeclared =
      ts.isFunctionDeclaration(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node);
    if (isDeclared && node.name && ts.isIdentifier(node.name)) names.push(node.name.text);
  }
  return names;
}

/** The names in a function's own statements, in their order: without the names in functions inside of it. */
function ownNames({ file, name }: Step): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isIdentifier(node)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  for (const node of nodesOf(file)) {
    const isIt = (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) && node.name?.getText() === name;
    const made = isIt && ts.isVariableDeclaration(node) ? node.initializer : isIt ? node : undefined;
    if (made && 'body' in made && made.body) ts.forEachChild(made.body as ts.Node, visit);
  }
  return names;
}

/** The files that a name of a file can come from: what it imports, now or later, and what those files export of others. */
function importedBy(file: string, name: string): string[] {
  let isNamed = false;
  const files: string[] = [];
  for (const node of nodesOf(file)) {
    if (ts.isIdentifier(node) && node.text === name) isNamed = true;
    const path = pathIn(node);
    if (path) files.push(...sources(resolve(dirname(file), path), name));
  }
  return isNamed ? files : [];
}

/** The path of an import for code that runs, static or when it is called. */
function pathIn(node: ts.Node): string | undefined {
  const isStatic = ts.isImportDeclaration(node) && !node.importClause?.isTypeOnly;
  const path = isStatic ? node.moduleSpecifier : isImportCall(node) ? node.arguments[0] : undefined;
  return path && ts.isStringLiteral(path) && path.text.startsWith('.') ? path.text : undefined;
}

function isImportCall(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}

/** A file, and the files of which it exports the name. */
function sources(file: string, name: string): string[] {
  const passed: string[] = [];
  if (!existsSync(file)) return passed;
  // Most files don't have the name, and parsing them takes long.
  if (!readFileSync(file, 'utf8').includes(name)) return [file];
  for (const node of nodesOf(file)) {
    const isOurs =
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier !== undefined &&
      node.exportClause !== undefined &&
      ts.isNamedExports(node.exportClause) &&
      node.exportClause.elements.some((element) => element.name.text === name);
    if (isOurs) passed.push(...sources(resolve(dirname(file), (node.moduleSpecifier as ts.StringLiteral).text), name));
  }
  return [file, ...passed];
}
