import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import type { Usage } from '../../src/report/runs/usage.ts';
import { eventsFile } from '../../src/runs/view/run-view.ts';
import { runIn } from '../support/runs.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

const AT = '2026-07-30T14:00:00Z';
const used = { input: 100, output: 10, cached: 0, turns: 2, costUsd: 0.5 };
const ended = { n: 1, why: 'start' as const, at: AT, ended: '2026-07-30T14:10:00Z', usage: used };
const open = { n: 2, why: 'changes' as const, at: '2026-07-30T14:20:00Z' };

test.each<Run['state']>(['running', 'interrupted'])(
  'usage counts the cost of the unfinished round of a run that is %s, as it counts its time',
  async (state) => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'First' });
    const run = await runIn(work, state, { number: 1, usage: used, rounds: [ended, open] as never });
    const total = async (by: string) => (await work.run<{ total: Usage; used: Usage[] }>('usage', { by })).total;
    expect(await total('agent')).toMatchObject({ costUsd: 0.5, rounds: 2 });
    const file = eventsFile(work.opened.context(ADA), run);
    mkdirSync(dirname(file), { recursive: true });
    const say = (event: object) => appendFileSync(file, `${JSON.stringify({ at: AT, ...event })}\n`);
    say({ type: 'round', n: 2, why: 'changes' });
    say({ type: 'usage', tokens: { input: 40, output: 4, cached: 0 }, turns: 1, costUsd: 4.25 });
    const { runs } = await work.run<{ runs: { run: Run }[] }>('run_list');
    for (const by of ['agent', 'task', 'day', 'model']) expect((await total(by)).costUsd).toBeCloseTo(0.5 + 4.25);
    if (state === 'running') expect((await total('agent')).costUsd).toBeCloseTo(runs[0]!.run.usage!.costUsd!);
    expect(await total('agent')).toMatchObject({ input: 140, output: 14, turns: 3 });
  },
);
