import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { runList } from '../../src/commands/run/list.ts';
import type { Run } from '../../src/domain/records.ts';
import { eventsFile } from '../../src/runs/view/run-view.ts';
import { runIn } from '../support/runs.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

interface Listed {
  runs: { run: Pick<Run, 'id' | 'usage'> }[];
  total: number;
  underWay: number;
}

test('a list of runs is bounded: what waits or is under way first, then the newest of the finished; how many are left out is said', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  for (let n = 0; n < 70; n++) await runIn(work, n === 0 ? 'running' : n === 1 ? 'review' : 'merged', { number: 1 });
  const listed = await work.run<Listed>('run_list', { all: true });
  expect(listed).toMatchObject({ total: 70, underWay: 1 });
  const ids = listed.runs.map(({ run }) => run.id);
  expect([ids.length, ids[0], ids[1], ids[2], ids.at(-1)]).toEqual([50, 'r2', 'r1', 'r23', 'r70']);
  expect(await work.text('run_list', { all: true })).toMatch(/\n1-50 of 70 runs; limit 70 shows more$/);
  expect(await work.text('run_list', { all: true, limit: 70 })).not.toContain('shows more');
  expect((await work.run<Listed>('run_list')).total).toBe(2);
  expect(
    runList.cli?.isFinal?.({ ...listed, runs: [] } as never),
    'one that is left out is under way all the same',
  ).toBe(false);
  expect((await work.run<Listed>('run_list', { all: true, limit: 0 })).runs).toHaveLength(70);
});

test.each([
  ['claude', 'process', { input: 1_200, output: 310, cached: 1_000, turns: 5, costUsd: 0.75 }],
  ['command', 'process', { input: 1_200, output: 310, cached: 1_000, turns: 5, costUsd: 0.75 }],
  ['codex', 'conversation', { input: 1_100, output: 300, cached: 1_000, turns: 5, costUsd: 0.75 }],
] as const)(
  'what an agent of %s uses in the round under way is told before it ends, on top of earlier rounds (it counts the %s), and without a commit',
  async (provider, _, used) => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'First' });
    const usage = { input: 100, output: 10, cached: 0, turns: 3, costUsd: 0.5 };
    const rounds = [
      {
        n: 1,
        why: 'start' as const,
        at: '2026-07-30T14:00:00Z' as const,
        ended: '2026-07-30T14:01:00Z' as const,
        usage,
      },
      { n: 2, why: 'changes' as const, at: '2026-07-30T14:20:00Z' as const },
    ];
    const run = await runIn(work, 'running', { number: 1, provider, usage, rounds });
    const file = eventsFile(work.opened.context(ADA), run);
    mkdirSync(dirname(file), { recursive: true });
    const say = (event: object) =>
      appendFileSync(file, `${JSON.stringify({ at: '2026-07-30T14:21:00Z', ...event })}\n`);
    const shown = async () => (await work.run<{ run: Run }>('run_show', { run: 'r1' })).run.usage;
    say({ type: 'usage', tokens: { input: 9, output: 9, cached: 9 }, turns: 9 });
    say({ type: 'round', n: 2, why: 'changes' });
    expect(await shown()).toEqual(usage);
    const { seq } = work.opened.store.state;
    say({ type: 'usage', tokens: { input: 1_100, output: 300, cached: 1_000 }, turns: 2, costUsd: 0.25 });
    for (let n = 0; n < 40; n++) say({ type: 'text', text: 'x'.repeat(1_000) });
    expect(await shown()).toEqual(used);
    expect((await work.run<Listed>('run_list')).runs[0]?.run.usage).toEqual(used);
    expect(await work.text('run_list')).toMatch(/claude, 11 min, 19 min waiting, \d k tokens, \$0\.75/);
    expect(work.opened.store.state.seq).toBe(seq);
  },
);
