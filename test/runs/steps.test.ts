import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { claude } from '../../src/runs/providers/claude.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const AT = '2026-07-30T14:31:00.000Z';

/** Adds lines to the log of `r1`, as a supervisor writes them. */
function logged({ opened }: TestWorkspace, ...events: object[]): void {
  const file = join(opened.store.dir, 'runs/r1/events.ndjson');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, events.map((event) => `${JSON.stringify({ at: AT, ...event })}\n`).join(''), { flag: 'a' });
}

/** The events that Claude's reader makes of a message with these blocks. */
function said(...content: object[]): object[] {
  const message = { id: 'm1', role: 'assistant', model: 'opus', content, usage: {} };
  return claude.reader().line(JSON.stringify({ type: 'assistant', message }));
}

const edit = (id: string, path: string, text: string) => ({
  ...{ type: 'tool_use', id, name: 'Edit' },
  input: { file_path: `/store/runs/r1/tree/${path}`, old_string: 'a', new_string: text },
});

async function written(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work, { 'src/a.txt': 'a\nb\nc\n', 'lib/src/a.txt': 'other\n' });
  await work.run('task_add', { description: 'Change a' });
  const text = 'one\n{\ntwo\nb\nthree\nunknown\n';
  await runWithResult(work, { 'src/a.txt': text, 'lib/src/a.txt': 'another\n' }, { number: 1 });
  return work;
}

interface Steps {
  steps: { round: number; call: string; said?: string; ranges: { from: number; to: number }[] }[];
}

test("each line of a result belongs to the last call that wrote it, with the agent's words before", async () => {
  const work = await written();
  logged(
    work,
    { type: 'round', n: 1, why: 'start' },
    ...said({ type: 'text', text: 'First **the** beginning' }, edit('t1', 'src/a.txt', 'one\n{\n  two\n')),
    ...said({ type: 'text', text: 'That went wrong' }, edit('t2', 'src/a.txt', 'three')),
    { type: 'tool_end', id: 't2', ok: false, summary: 'no such text' },
    { type: 'round', n: 2, why: 'changes' },
    ...said(edit('t3', 'src/a.txt', 'three')),
  );
  const { steps } = await work.run<Steps>('run_steps', { run: 'r1', paths: ['src/a.txt'] });
  expect(steps.map(({ round, call, said: words, ranges }) => [round, call, words, ranges])).toEqual([
    [1, 'Edit src/a.txt', 'First **the** beginning', [{ from: 1, to: 3 }]],
    [2, 'Edit src/a.txt', undefined, [{ from: 5, to: 5 }]],
  ]);
  expect(await work.text('run_steps', { run: 'r1', paths: ['src/a.txt'] })).toBe(
    '14:31:00 round 1: Edit src/a.txt (lines 1-3): First **the** beginning\n14:31:00 round 2: Edit src/a.txt (lines 5)',
  );
});

test('a program that reports only names gives its last step all lines; a damaged log gives none', async () => {
  const work = await written();
  for (const wrote of ['src/a.txt', [null, 3, { path: 7 }, { path: 'src/a.txt', lines: 'one' }], 12])
    logged(work, { type: 'tool', id: 'x', name: 'Write', summary: '', wrote });
  logged(work, { type: 'tool', id: 'y', name: 'file_change', summary: '', wrote: [{ path: 'src/a.txt' }] });
  const { steps } = await work.run<Steps>('run_steps', { run: 'r1', paths: ['src/a.txt'] });
  expect(steps.map(({ call, ranges }) => [call, ranges])).toEqual([
    ['Write src/a.txt', []],
    [
      'file_change src/a.txt',
      [
        { from: 1, to: 3 },
        { from: 5, to: 6 },
      ],
    ],
  ]);
  expect(await work.refused('run_steps', { run: 'r1', paths: ['nowhere.txt'] })).toMatchObject({ code: 'not-found' });
});

test('the recorded output of Claude Code has the files that its calls wrote', () => {
  const file = join(import.meta.dirname, '../fixtures/headless/claude-2.1.328-tools-denials-background-agent.ndjson');
  const reader = claude.reader();
  const events = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => reader.line(line));
  const wrote = events.flatMap((event) => (event.type === 'tool' && event.wrote ? [[event.name, event.wrote]] : []));
  expect(wrote).toContainEqual(['Write', [{ path: '/repo/src/new.ts', lines: ['new'] }]]);
});
