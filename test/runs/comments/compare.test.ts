import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import type { ReviewFile } from '../../../src/domain/runs/run-shapes.ts';
import { gitProject, handIn, runWithResult } from '../../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const BEN = agent('s2');
const LINES = Array.from({ length: 60 }, (_, i) => `line ${i + 1}`);
const text = (changes: Record<number, string> = {}) => LINES.map((line, i) => `${changes[i + 1] ?? line}\n`).join('');

interface Changes {
  from: string;
  to: string;
  files: { path: string }[];
  rows: { kind: string; new?: number; text: string }[];
  total: number;
}

/** Two attempts at one task: the first with two rounds, the second with one. */
async function attempts(): Promise<{ work: TestWorkspace; first: Run; second: Run; other: Run }> {
  const work = await testWorkspace();
  await gitProject(work, { 'src/a.txt': text(), 'src/b.txt': 'b\n' });
  await work.run('task_add', { description: 'Change a' });
  await work.run('task_add', { description: 'Change b' });
  const one = await runWithResult(work, { 'src/a.txt': text({ 30: 'thirty' }) }, { number: 1 });
  const round = (run: Run, n: number) => ({ n, why: 'start' as const, at: run.at, commit: run.result!.commit });
  const rounds = [round(one, 1)];
  const two = await handIn(work, { ...one, rounds }, { 'src/a.txt': text({ 30: 'THIRTY' }), 'src/b.txt': 'B\n' });
  const first = await stored(work, {
    ...two,
    state: 'discarded',
    rounds: [...rounds, { ...round(two, 2), why: 'changes' }],
  });
  const other = await runWithResult(work, { 'src/a.txt': text({ 30: 'third', 31: '  line 31  ' }) }, { number: 1 });
  return { work, first: one, second: first, other: await stored(work, { ...other, rounds: [round(other, 1)] }) };
}

async function stored(work: TestWorkspace, run: Run): Promise<Run> {
  return work.opened.context(ADA).write('given', (tx) => {
    tx.put('run', run.id, run);
    return run;
  });
}

const changed = (rows: Changes['rows']) =>
  rows.filter(({ kind }) => /[+-]/.test(kind)).map(({ kind, text: of }) => kind + of);

test('any two results of the attempts at a task are compared, by commit or by run; those of another task are not', async () => {
  const { work, first, second, other } = await attempts();
  const ask = (input: object) => work.run<Changes>('run_changes', { run: other.id, ...input });
  const rounds = await ask({ since: first.result!.commit.slice(0, 8), to: second.result!.commit, path: 'src/a.txt' });
  expect(changed(rounds.rows)).toEqual(['-thirty', '+THIRTY']);
  const runs = await ask({ since: second.id });
  expect([runs.from, runs.to]).toEqual([second.result!.commit, other.result!.commit]);
  expect(runs.files.map(({ path }) => path)).toEqual(['src/a.txt', 'src/b.txt']);
  const elsewhere = await runWithResult(work, { 'src/b.txt': 'c\n' }, { number: 2 });
  for (const since of [elsewhere.id, elsewhere.result!.commit])
    expect(await work.refused('run_changes', { run: other.id, since })).toMatchObject({ code: 'not-found' });
  const { results } = await work.run<ReviewFile>('run_show', { run: other.id });
  expect(results.map(({ run, n, commit }) => [run, n, commit])).toEqual([
    ['r1', 1, first.result!.commit],
    ['r1', 2, second.result!.commit],
    ['r2', 1, other.result!.commit],
  ]);
  expect(await work.text('run_show', { run: other.id })).toContain('(r1 round 2)');
});

test('white space is left out by git, and as many lines as wanted are around a change', async () => {
  const { work, other } = await attempts();
  const ask = (input: object) => work.run<Changes>('run_changes', { run: other.id, path: 'src/a.txt', ...input });
  expect(changed((await ask({})).rows)).toEqual(['-line 30', '-line 31', '+third', '+  line 31  ']);
  expect(changed((await ask({ ignore_space: true })).rows)).toEqual(['-line 30', '+third']);
  const numbers = async (context?: number) =>
    (await ask({ context })).rows
      .flatMap((row) => row.new ?? [])
      .filter((_, i, all) => [0, all.length - 1].includes(i));
  expect(await numbers()).toEqual([27, 34]);
  expect(await numbers(23)).toEqual([7, 54]);
  expect(await numbers(9_999_999)).toEqual([1, 60]);
});

test('what changed since my last look is about my own looks, not about those of others', async () => {
  const work = await testWorkspace();
  await gitProject(work, { 'src/a.txt': 'a\n', 'src/b.txt': 'b\n' });
  await work.run('task_add', { description: 'Change both' });
  const run = await runWithResult(work, { 'src/a.txt': 'a1\n' }, { number: 1 });
  const reviewed = async (caller = ADA) => (await work.run<ReviewFile>('run_show', { run: 'r1' }, caller)).reviewed;
  await work.run('review_tick', { run: 'r1', path: 'src/a.txt' }, BEN);
  expect([await reviewed(), await reviewed(BEN)]).toEqual([undefined, undefined]);
  const rounds = [{ n: 1, why: 'start' as const, at: run.at, commit: run.result!.commit }];
  const next = await handIn(work, { ...run, rounds }, { 'src/b.txt': 'b1\n' });
  expect(await reviewed()).toBeUndefined();
  expect(await reviewed(BEN)).toMatchObject({ commit: run.result!.commit, files: ['src/b.txt'] });
  work.pass(60_000);
  await work.run('review_tick', { run: 'r1', path: 'src/b.txt' }, BEN);
  expect(await reviewed(BEN)).toMatchObject({ commit: run.result!.commit, files: ['src/b.txt'] });
  await work.run('review_comment', { run: 'r1', path: 'src/b.txt', line: 1, text: 'Why?' });
  await handIn(work, { ...next, rounds }, { 'src/a.txt': 'a2\n' });
  expect(await reviewed()).toMatchObject({ commit: next.result!.commit, files: ['src/a.txt'] });
  expect(await reviewed(BEN)).toMatchObject({ commit: next.result!.commit, files: ['src/a.txt'] });
  expect(await work.text('run_show', { run: 'r1' })).toContain('changed since your last look: src/a.txt (');
});
