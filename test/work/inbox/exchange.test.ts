import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Proposal } from '../../../src/domain/records.ts';
import { readRunnerLines } from '../../../src/sources/backlog-runner-inbox.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

interface Answer {
  added: Proposal[];
  known: number;
  full: number;
  bad: { line: number; why: string }[];
}

async function given(work: TestWorkspace, text: string | Buffer, caller = ADA): Promise<Answer> {
  writeFileSync(join(work.folder, 'project', 'inbox.jsonl'), text);
  return work.run<Answer>('inbox_import', { from: 'inbox.jsonl' }, { ...caller, door: 'cli' });
}

const ONE = {
  ...{ title: 'Test the empty file', touch_paths: ['src/parse', 'src/a.ts'], acceptance_criteria: ['It fails first'] },
  ...{ source: { type: 'pass', pass_id: 'backend' }, task_kind: 'implementation', context: 'None does' },
};
const REJECTED = {
  ...{ recorded_at: '2026-01-01T00:00:00Z', stage: 'materialize', reason: 'unknown validation profile "x"' },
  raw_line: JSON.stringify({ ...ONE, title: 'Sell the house' }),
};

test('candidates and rejections come in, go out as they came, and are known the second time', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Something' });
  const text = [ONE, REJECTED].map((line) => JSON.stringify(line)).join('\n');
  const { added } = await given(work, text);
  expect(added.map(({ state, reason, source }) => [state, reason, source.kind])).toEqual([
    ['open', undefined, 'import'],
    ['rejected', 'materialize: unknown validation profile "x"', 'import'],
  ]);
  expect(added[0]?.scope).toEqual([{ glob: 'src/parse' }, { glob: 'src/parse/**' }, { glob: 'src/a.ts' }]);
  expect(await given(work, text)).toMatchObject({ added: [], known: 2 });
  const out = async (state: string) => (await work.run<{ lines: object[] }>('inbox_export', { state })).lines;
  expect(await out('open')).toEqual([{ ...ONE, source: { type: 'task-followup' } }]);
  expect(await out('rejected')).toMatchObject([{ stage: 'review', reason: added[1]?.reason }]);
  // What went out comes in again elsewhere.
  const other = await testWorkspace();
  await other.run('task_add', { description: 'Something' });
  const lines = [...(await out('open')), ...(await out('rejected'))].map((line) => JSON.stringify(line)).join('\n');
  expect((await given(other, lines)).added.map(({ title, state }) => [title, state])).toEqual([
    ['Test the empty file', 'open'],
    ['Sell the house', 'rejected'],
  ]);
});

test('what goes out comes in and goes out as it was, with each scope and reason', async () => {
  const [from, to] = [await testWorkspace(), await testWorkspace()];
  const scopes = ['**', '**/*.ts', 'src/*.ts', 'src/{a,b}/**', 'v1.2/**', 'src/a.ts', 'docs/[[]id]/(a)/**'];
  for (const [n, scope] of scopes.entries()) await from.run('inbox_add', { title: `${'abcdefg'[n]}ways`, scope });
  await from.run('inbox_reject', { ids: 'p1,p4', reason: 'No: "never"\nagain' }, ADA);
  const linesOf = async (work: TestWorkspace, state: string) =>
    (await work.run<{ lines: Record<string, unknown>[] }>('inbox_export', { state })).lines.map(
      ({ recorded_at: _, ...line }) => line,
    );
  const all = async (work: TestWorkspace) => [...(await linesOf(work, 'open')), ...(await linesOf(work, 'rejected'))];
  const lines = await all(from);
  expect(lines.map(({ candidate, touch_paths }) => touch_paths ?? (candidate as typeof ONE).touch_paths)).toEqual([
    ...[['.'], ['src'], ['v1.2/'], ['src/a.ts'], ['docs/[id]/(a)']],
    ...[['.'], ['src']],
  ]);
  await to.run('task_add', { description: 'Something' });
  await given(to, lines.map((line) => JSON.stringify(line)).join('\n'));
  expect(await all(to)).toEqual(lines);
});

test('a proposal without a scope, and a rejected one, come back without one', async () => {
  const [from, to] = [await testWorkspace(), await testWorkspace()];
  for (const title of ['Anywhere', 'Never']) await from.run('inbox_add', { title });
  await from.run('inbox_reject', { ids: 'p2', reason: 'No' }, ADA);
  await to.run('task_add', { description: 'Something' });
  for (const state of ['rejected', 'open']) {
    const { lines } = await from.run<{ lines: object[] }>('inbox_export', { state });
    const { added } = await given(to, lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(added.map(({ scope }) => scope)).toEqual([undefined]);
  }
  expect(await to.run('inbox_add', { title: 'Never' })).toMatchObject({
    did: 'known',
    proposal: { state: 'rejected' },
  });
});

test('bad lines are named, hostile ones are data, and agents may not import', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Something' });
  const deep = '['.repeat(100_000);
  const { added, bad } = await given(
    work,
    ['no', deep, '{"title":7}', JSON.stringify(ONE), '[]', '{"stage":"parse","reason":"x"}'].join('\n'),
  );
  expect(added).toHaveLength(1);
  expect(bad.map(({ line }) => line)).toEqual([1, 2, 3, 5, 6]);
  await expect(given(work, '', agent('s1'))).rejects.toMatchObject({ code: 'forbidden' });
});

test('a file is read in the encodings of other imports, and one in another encoding changes nothing', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Something' });
  const line = (title: string) => `\ufeff${JSON.stringify({ title })}\r\n`;
  expect((await given(work, line('Translate Größe'))).added).toMatchObject([{ title: 'Translate Größe' }]);
  const wide = Buffer.from(line('Measure the Höhe'), 'utf16le');
  expect((await given(work, wide)).added).toMatchObject([{ title: 'Measure the Höhe' }]);
  await expect(given(work, Buffer.from('{"title":"Mind the Lücke"}', 'latin1'))).rejects.toThrow(/expected UTF-8 text/);
});

test('a flood stays within the inbox', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Something' });
  const flood = Array.from({ length: 3_000 }, (_, i) => JSON.stringify({ title: `Fix module${i} part${i}` })).join(
    '\n',
  );
  const { added, full } = await given(work, flood);
  expect([added.length, full]).toEqual([200, 2_800]);
});

test("every line of backlog-runner's own inbox is read", () => {
  const file = new URL('../../fixtures/formats/backlog-runner/small/backlog/inbox.jsonl', import.meta.url);
  const text = readFileSync(file, 'utf8');
  expect(readRunnerLines(text)).toMatchObject({ lines: { length: text.trim().split('\n').length }, bad: [] });
  const rejections = new URL(
    '../../fixtures/formats/backlog-runner/small/.backlog-runner/candidate-rejections.jsonl',
    import.meta.url,
  );
  const { lines, bad } = readRunnerLines(readFileSync(rejections, 'utf8'));
  expect(lines.every(({ rejected }) => rejected !== undefined)).toBe(true);
  expect(lines.length + bad.length).toBe(readFileSync(rejections, 'utf8').trim().split('\n').length);
});
