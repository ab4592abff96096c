import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Proposal } from '../../../src/domain/records.ts';
import { git } from '../../support/git.ts';
import { gitProject } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { agent, testWorkspace } from '../../support/workspace.ts';

/** What a tool finds: by file, rules with lines and messages. */
type Found = Readonly<Record<string, readonly (readonly [rule: string, line: number, message: string])[]>>;

const each = (found: Found) =>
  Object.entries(found).flatMap(([path, all]) => all.map(([rule, line, message]) => ({ path, rule, line, message })));
const paths = (found: Found) => Object.keys(found);
const json = (value: unknown) => JSON.stringify(value);

/** A report of tests, which are named by attributes. */
const junit = (found: Found, named: (one: ReturnType<typeof each>[number]) => string) =>
  `<testsuites>${each(found)
    .map((one) => `<testcase ${named(one)}><failure message="${one.message}"/></testcase>`)
    .join('')}</testsuites>`;

/** Writes the report of each tool. */
const TOOLS: Readonly<Record<string, (found: Found) => string>> = {
  ESLint: (found) =>
    json(
      Object.entries(found).map(([filePath, all]) => ({
        filePath,
        messages: all.map(([ruleId, line, message]) => ({ ruleId, line, severity: 2, message })),
      })),
    ),
  SARIF: (found) =>
    json({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'CodeQL' } },
          artifacts: paths(found).map((uri) => ({ location: { uri } })),
          results: each(found).map(({ path: uri, rule: ruleId, line: startLine, message: text }) => ({
            ...{ ruleId, message: { text } },
            locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine } } }],
          })),
        },
      ],
    }),
  Semgrep: (found) =>
    json({
      results: each(found).map(({ path, rule: check_id, line, message }) => ({
        ...{ check_id, path, start: { line }, extra: { message, severity: 'ERROR' } },
      })),
      paths: { scanned: paths(found) },
    }),
  JUnit: (found) =>
    junit(found, ({ path, rule, line }) => `classname="${rule}" name="works" file="${path}" line="${line}"`),
  'JUnit of vitest': (found) => junit(found, ({ path, rule }) => `classname="${path}" name="${rule}"`),
  'JUnit of pytest': (found) =>
    junit(found, ({ path, rule, line }) => {
      const module = path.replace(/\.ts$/, '').replaceAll('/', '.');
      return `classname="${module}" name="${rule}" file="${path}" line="${line}"`;
    }),
  coverage: (found) =>
    Object.entries(found)
      .map(([path, all]) => `SF:${path}\nLF:${all.reduce((sum, [, line]) => sum + line, 100)}\nLH:1\nend_of_record\n`)
      .join(''),
  'npm audit': (found) =>
    json({
      auditReportVersion: 2,
      metadata: {},
      vulnerabilities: Object.fromEntries(
        each(found).map(({ path, rule, message: title }) => [
          `${rule}-${path.replaceAll('/', '-')}`,
          { severity: 'high', range: '*', via: [{ title }] },
        ]),
      ),
    }),
};

const BEFORE: Found = {
  'src/a.ts': [
    ['semi', 3, 'Missing semicolon.'],
    ['semi', 9, 'Missing semicolon.'],
    ['unused', 5, "'x' is never used."],
  ],
  'src/b.ts': [
    ['semi', 20, 'Missing semicolon.'],
    ['unused', 7, "'y' is never used."],
  ],
};
const [A, B] = [BEFORE['src/a.ts']!, BEFORE['src/b.ts']!];
const down = (all: Found[string], by: number) =>
  all.map(([rule, line, message]) => [rule, line + by, message] as const);

/** How everything moves at once. A test is named by its class, so a report of tests has each one once. */
const MOVES: readonly [name: string, after: Found, renames: readonly (readonly [string, string])[]][] = [
  ['lines inserted above', { 'src/a.ts': down(A, 40), 'src/b.ts': down(B, 2) }, []],
  [
    'blocks swapped',
    { 'src/a.ts': [...A].reverse().map(([rule, line, message]) => [rule, 30 - line, message]), 'src/b.ts': B },
    [],
  ],
  ['files in another order', { 'src/b.ts': B, 'src/a.ts': A }, []],
  ['one file renamed', { 'src/c.ts': A, 'src/b.ts': B }, [['src/a.ts', 'src/c.ts']]],
  [
    'both files renamed',
    { 'src/c.ts': A, 'src/d.ts': B },
    [
      ['src/a.ts', 'src/c.ts'],
      ['src/b.ts', 'src/d.ts'],
    ],
  ],
  [
    'their folder renamed',
    { 'lib/a.ts': A, 'lib/b.ts': B },
    [
      ['src/a.ts', 'lib/a.ts'],
      ['src/b.ts', 'lib/b.ts'],
    ],
  ],
  [
    'their folder renamed, and lines inserted',
    { 'lib/a.ts': down(A, 4), 'lib/b.ts': down(B, 1) },
    [
      ['src/a.ts', 'lib/a.ts'],
      ['src/b.ts', 'lib/b.ts'],
    ],
  ],
  ['renamed and edited', { 'src/c.ts': down(A.slice(1), 9), 'src/b.ts': B }, [['src/a.ts', 'src/c.ts']]],
];

async function reporter(toReport: (found: Found) => string) {
  const work = await testWorkspace();
  await gitProject(work, { 'src/a.ts': 'a\n', 'src/b.ts': 'b\n' });
  const root = join(work.folder, 'project');
  const report = (found: Found) => {
    writeFileSync(join(root, 'report'), toReport(found));
    return work.run<{ added: Proposal[]; gone: Proposal[]; known: number }>('inbox_report', {
      from: join(root, 'report'),
    });
  };
  const rename = (from: string, to: string) => {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    renameSync(join(root, from), join(root, to));
  };
  const all = () => Array.from(work.opened.store.state.all('proposal'), ([, one]) => one);
  return { work, report, rename, all };
}

test.each(
  everyNth(
    7,
    Object.keys(TOOLS).flatMap((tool) => MOVES.map(([name, after, renames]) => ({ tool, name, after, renames }))),
  ),
)('$tool, $name: each finding keeps its identity', async ({ tool, after, renames }) => {
  // A package and a test have no other file, so nothing of them is renamed.
  const isNamed = tool === 'npm audit';
  const { work, report, rename, all } = await reporter(TOOLS[tool]!);
  const { added } = await report(BEFORE);
  await work.run('inbox_reject', { ids: [added[0]!.id], reason: 'By design' });
  for (const [from, to] of renames) rename(from, to);
  const moved = isNamed && renames.length > 0 ? BEFORE : after;
  const done = await report(moved);
  expect(done.added).toEqual([]);
  expect(done.gone).toEqual([]);
  expect(all()).toHaveLength(added.length);
  const placeOf = new Map(renames);
  for (const one of all()) {
    const before = added.find(({ id }) => id === one.id)!;
    const path = before.found?.path;
    if (!isNamed) expect(one.found?.path).toBe(path === undefined ? undefined : (placeOf.get(path) ?? path));
    if (!tool.startsWith('JUnit of')) expect(one.source.rule).toBe(before.source.rule);
    expect(one.state).toBe(one.id === added[0]!.id ? 'rejected' : 'open');
  }
  expect((await report(moved)).known).toBe(added.length);
});

test('of two renamed files that look the same, none is taken for the other', async () => {
  const { report, rename } = await reporter(TOOLS.ESLint!);
  const same: Found[string] = [['semi', 1, 'Missing semicolon.']];
  await report({ 'src/a.ts': same, 'src/b.ts': same });
  rename('src/a.ts', 'src/c.ts');
  rename('src/b.ts', 'src/d.ts');
  expect(await report({ 'src/c.ts': same, 'src/d.ts': same })).toMatchObject({ added: [{}, {}], gone: [{}, {}] });
});

test('an open finding shows the lines of the last report', async () => {
  const { report, all } = await reporter(TOOLS.ESLint!);
  await report({ 'src/a.ts': A });
  await report({ 'src/a.ts': down(A, 40) });
  expect(all().map(({ found, body }) => [found?.line, body?.split('\n')[1]])).toEqual([
    [43, 'line 43: Missing semicolon.'],
    [45, "'x' is never used."],
  ]);
});

test('what a person rejected stays rejected when an agent finds it in the renamed file, through its history', async () => {
  const work = await testWorkspace();
  await gitProject(work, { 'src/a.ts': 'a\n', 'src/b.ts': 'b\n' });
  const root = join(work.folder, 'project');
  const add = (title: string, found: string) =>
    work.run<{ did: string; proposal: Proposal }>('inbox_add', { title, found }, agent('s1'));
  await add('Test the empty file a.ts', 'src/a.ts:3');
  await work.run('inbox_reject', { ids: 'p1', reason: 'By design' });
  const move = (from: string, to: string) => {
    git(root, 'mv', from, to);
    git(root, 'commit', '-qm', 'Another name');
  };
  move('src/a.ts', 'src/c d.ts');
  expect(await add('Test the empty file c d.ts', 'src/c d.ts:9')).toMatchObject({
    did: 'known',
    proposal: { id: 'p1', state: 'rejected', count: 2, found: { path: 'src/c d.ts', line: 9 } },
  });
  move('src/c d.ts', 'src/e.ts');
  expect(await add('Test the empty file e.ts', 'src/e.ts')).toMatchObject({ did: 'known', proposal: { id: 'p1' } });
  // Another file, and a file that is not in the repository, are no other name of it.
  for (const path of ['src/b.ts', 'src/none.ts'])
    expect(await add(`Test the empty file ${basename(path)}`, path)).toMatchObject({ did: 'added' });
});
