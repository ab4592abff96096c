import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { flakyIn, leftOver } from '../../../src/runs/passes/find-built-in.ts';
import { problemsIn } from '../../../src/runs/passes/problem-lines.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { field } from '../support/field.ts';
import type { Ran } from './placed.ts';

const plugin = builtPlugin();

test.each<[printed: string, title: string | undefined, path?: string, line?: number]>([
  ['src/a.ts(3,5): error TS2322: Type is wrong.', 'Fix TS2322 in src/a.ts', 'src/a.ts', 3],
  ['src/a.py:3: error: Returning Any [no-any-return]', 'Fix no-any-return in src/a.py', 'src/a.py', 3],
  ['src/a.py:3:5: F401 [*] `os` imported but unused', 'Fix F401 in src/a.py', 'src/a.py', 3],
  ['src/a.ts:3:5 lint/style/useConst  FIXABLE ━━━', 'Fix lint/style/useConst in src/a.ts', 'src/a.ts', 3],
  ['/tree/a.go:7:2: undefined: x', 'undefined: x in a.go', 'a.go', 7],
  ['/tree/src/b.js\n  12:5  error  Unexpected var  no-var', 'Fix no-var in src/b.js', 'src/b.js', 12],
  ['\u001b[31msrc/a.ts\u001b[0m:3:5: wrong', 'wrong in src/a.ts', 'src/a.ts', 3],
  ['at run (/elsewhere/x.js:1:2)', undefined],
  ['../x.ts:1:2: out', undefined],
  ['2026-01-01T10:00:00 started', undefined],
])('%j is a problem: %s', (printed, title, path, line) => {
  const found = problemsIn('types', printed, '/tree');
  expect(found.map((one) => [one.title, one.found?.path, one.found?.line])).toEqual(
    title === undefined ? [] : [[title, path, line]],
  );
});

test('problems of one rule in one file are one candidate, and a flood is bounded', () => {
  const lines = Array.from({ length: 30 }, (_, i) => `src/a.ts(${i + 1},1): error TS1: no ${i}`);
  const [one, ...more] = problemsIn('types', lines.join('\n'), '/tree');
  expect(more).toEqual([]);
  expect(one?.body?.split('\n')).toHaveLength(12);
  const flood = Array.from({ length: 50_000 }, (_, i) => `src/f${i}.ts(1,1): error TS1: no`).join('\n');
  expect(problemsIn('types', flood, '/tree')).toHaveLength(200);
  expect(problemsIn('types', `${'a'.repeat(4_000_000)}.ts:1:1: x`, '/tree')).toEqual([]);
});

test('a check with both outcomes is flaky, or the test that its output names', () => {
  const check = (name: string, ok: boolean) => ({ name, ok, why: '', ms: 1, output: ok ? '' : 'boom', commit: 'c' });
  const round = (ok: boolean, outcome?: 'passed' | 'failed') => ({
    checks: [check('unit', ok), check('lint', false), check('types', true)],
    outcomes: new Map(outcome ? [['unit', new Map([['adds', outcome] as const])]] : []),
  });
  expect(flakyIn([round(true), round(false), round(true)])).toMatchObject([{ title: 'Fix the flaky check unit' }]);
  expect(flakyIn([round(true, 'passed'), round(false, 'failed')])).toMatchObject([
    { title: 'Fix the flaky test adds', checks: ['unit'] },
  ]);
  expect(flakyIn([round(false, 'failed'), round(false, 'failed')])).toEqual([]);
});

test('the passes flaky and lint run the checks of the queue', async () => {
  const place = await field({ supervisor: '', files: { 'src/a.ts': 'x\n', '.gitignore': '*.log\n' } });
  const state = join(place.root, 'count');
  await place.run('setting_set', {
    name: 'checks.unit',
    value: `echo x >> ${state}; test $(wc -l < ${state}) -ne 2 || { echo "1 failing"; exit 1; }`,
  });
  expect((await place.run<Ran>('pass_run', { name: 'flaky' })).added.map(({ title }) => title)).toEqual([
    'Fix the flaky check unit',
  ]);
  await place.run('setting_set', { name: 'checks.types', value: 'echo "$PWD/src/a.ts:1:1: wrong type [bad]"; exit 1' });
  const { added } = await place.run<Ran>('pass_run', { name: 'lint' });
  expect(added).toMatchObject([
    { title: 'Fix bad in src/a.ts', found: { path: 'src/a.ts', line: 1 }, checks: ['types'] },
  ]);
  expect(place.processes()).toEqual([]);
});

test('a comment is left over while its lines are on the branch', () => {
  const comment = {
    ...{
      id: 'c',
      run: 'r1',
      task: 't',
      text: 'Name it\nplease',
      at: '2026-07-30T14:30:00Z' as const,
      actor: 'human:ada',
    },
    anchor: {
      commit: 'c',
      path: 'src/[a].ts',
      side: 'new' as const,
      from: 9,
      to: 9,
      lines: ['  x = 1'],
      before: '',
      after: '',
    },
  };
  const run = { id: 'r1', task: 't' };
  expect(leftOver(comment, run, 'a\nb\n  x = 1\n')).toMatchObject([
    { title: 'Review comment left open: Name it', found: { path: 'src/[a].ts', line: 3, run: 'r1', task: 't' } },
  ]);
  expect(leftOver(comment, run, 'a\nb\n  y = 1\n')).toEqual([]);
  expect(leftOver(comment, run)).toEqual([]);
});

test('documents and reviews find nothing in a queue without them', async () => {
  const place = await field({ supervisor: '' });
  for (const name of ['documents', 'reviews'])
    expect((await place.run<Ran>('pass_run', { name })).run).toMatchObject({ found: 0, added: 0 });
});

soak('a document whose files moved, and a comment on lines that were merged as they were, are found', async () => {
  const place = await field({ ...plugin, files: { 'src/a.txt': 'a\n', 'docs/src.md': 'It is a.\n' } });
  const { run, becomes, until, user } = place;
  await run('setting_set', { name: 'runs.documents.src/', value: 'docs/src.md' });
  await place.agent(
    'writer',
    `import { appendFileSync } from 'node:fs';
    appendFileSync('src/a.txt', process.env.BACKLOG_ROUND === '1' ? 'const x = 1;\\n' : 'const y = 2;\\n');
    console.log(JSON.stringify({ backlog: 'summary', text: 'Document docs/src.md: none, only a line' }));`,
  );
  const id = await place.start(await place.task({ description: 'Write', scope: 'src/**' }), 'writer');
  await becomes(id, 'review');
  await run('review_comment', { run: id, path: 'src/a.txt', line: 2, text: 'Name it' });
  await run('review_send', { run: id });
  await until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  const found = async (name: string) => (await run<Ran>('pass_run', { name })).added;
  expect([await found('reviews'), await found('documents')]).toEqual([[], []]);
  await run('run_approve', { run: id });
  await becomes(id, 'merged');
  writeFiles(user, { 'src/a.txt': '\na\nconst x = 1;\nconst y = 2;\n' });
  git(user, 'commit', '-qam', 'Move');
  expect(await found('reviews')).toMatchObject([
    { title: 'Review comment left open: Name it', found: { path: 'src/a.txt', line: 3, run: id } },
  ]);
  expect(await found('documents')).toMatchObject([
    { title: 'Compare docs/src.md with the files that it describes', found: { path: 'docs/src.md' } },
  ]);
  expect([await found('reviews'), await found('documents')]).toEqual([[], []]);
});

soak('outdated proposes what is older than a week, by a real npm and a registry of its own', async () => {
  const day = 24 * 3_600_000;
  const ago = (days: number) => new Date(Date.now() - days * day).toISOString();
  const packages: Record<string, string> = { 'old-one': ago(30), 'new-one': ago(1) };
  const server = createServer((request, response) => {
    const name = decodeURIComponent(request.url?.slice(1) ?? '');
    const at = packages[name];
    response.writeHead(at === undefined ? 404 : 200, { 'content-type': 'application/json' });
    const version = (v: string) => ({ name, version: v, dist: { tarball: 'http://127.0.0.1:9/x.tgz', shasum: '0' } });
    response.end(
      JSON.stringify(
        at === undefined
          ? { error: 'none' }
          : {
              ...{
                name,
                'dist-tags': { latest: '2.0.0' },
                versions: { '1.0.0': version('1.0.0'), '2.0.0': version('2.0.0') },
              },
              time: { created: ago(90), modified: at, '1.0.0': ago(90), '2.0.0': at },
            },
      ),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const place = await field({
    supervisor: '',
    files: {
      '.npmrc': `registry=http://127.0.0.1:${port}/\n`,
      'package.json': JSON.stringify({
        name: 'x',
        version: '1.0.0',
        dependencies: { 'old-one': '^1.0.0', 'new-one': '^1.0.0' },
      }),
    },
  });
  const { run, added } = await place.run<Ran>('pass_run', { name: 'outdated' });
  expect([added.map(({ title }) => title), run.why]).toEqual([['Update old-one to 2.0.0'], undefined]);
  expect(added[0]?.body).toContain('Its newest version came out on');
});
