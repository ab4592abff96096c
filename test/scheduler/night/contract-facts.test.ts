import { afterEach, describe, expect, test, vi } from 'vitest';
import { canContain } from '../../../src/runs/sandbox/machine.ts';
import type { ForeseenNight } from '../../../src/scheduler/answers.ts';
import { unless } from '../../support/needs.ts';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

/** A queue with an agent that needs no program beside this one. */
async function queue(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('agent_update', { name: 'claude', binary: process.execPath });
  await work.run('setting_set', { name: 'runs.agent', value: 'claude' });
  return work;
}

afterEach(() => vi.unstubAllEnvs());

const set = (name: string, value: unknown) => (work: TestWorkspace) => work.run('setting_set', { name, value });
const add =
  (description: string, more: object = {}) =>
  ({ run }: TestWorkspace) =>
    run('task_add', { description, ...more });
const usage = (costUsd: number) => ({ input: 1, output: 1, cached: 0, turns: 1, costUsd });
const round = (n: number, cost: number) => ({
  ...{ n, why: 'start' as const, at: '2026-07-30T10:00:00Z' as const, ended: '2026-07-30T10:10:00Z' as const },
  ...{ outcome: 'done', usage: usage(cost) },
});

type Step = (work: TestWorkspace) => Promise<unknown>;

/** What holds before the yes, the term of the contract that says it, its words, and the values. */
const FACTS: [string, Step[], string, RegExp, object][] = [
  [
    'an empty queue',
    [],
    'Starts',
    /^no task can start\. No open task without a run matches\.$/,
    { starts: 0, others: 0 },
  ],
  [
    'two tasks that agents added, and one that is blocked by them',
    [
      ({ run }) => run('task_add', { description: 'A' }, agent('s1')),
      ({ run }) => run('task_add', { description: 'B' }, agent('s1')),
      add('C', { depends: '1' }),
    ],
    'Starts',
    /^no task can start\. 3 tasks would not: 2, such as 1: it was added by .*; task 3: it is blocked by #1 A$/,
    { starts: 0, others: 3, reasons: [{ tasks: 2 }, { tasks: 1 }] },
  ],
  [
    'two tasks of which one needs the result of the other',
    [add('A', { scope: 'a/**' }), add('B', { scope: 'b/**', depends: '1' })],
    'Starts',
    /^1 task, as far as it is foreseen\. 1 would not: task 2: it needs the result of #1 A$/,
    { starts: 1, others: 1 },
  ],
  [
    'rules that land and one that only asks',
    [
      set('autonomy.docs.then', 'land'),
      set('autonomy.docs.path', 'docs/**'),
      set('autonomy.docs.lines', 200),
      set('autonomy.law.then', 'ask'),
    ],
    'Rules',
    /^docs \(docs\/\*\*; risk up to low; at most 200 lines\)$/,
    { rules: [{ name: 'docs', when: 'docs/**; risk up to low; at most 200 lines' }] },
  ],
  ['no check', [], 'Checks', /^none: no check runs on a result$/, { checks: [] }],
  [
    'a check of every result and one of a path',
    [set('checks.unit', 'true'), set('checks.api', 'true'), set('runs.checks.api', 'api')],
    'Checks',
    /^unit, api \(api\)$/,
    { checks: ['unit', 'api (api)'] },
  ],
  ['no sandbox', [], 'Sandbox', /^open: /, { sandbox: { isOpen: true } }],
  [
    'a sandbox',
    [set('runs.sandbox', 'worktree')],
    'Sandbox',
    /^(contained|runs are refused): /,
    { sandbox: { isOpen: false } },
  ],
  [
    'a command agent that never reported a cost',
    [({ run }) => run('agent_add', { name: 'fixer', argv: ['./fix.sh'] })],
    'No cost',
    /^fixer: it reports none, so no budget counts it$/,
    { unpriced: ['fixer'] },
  ],
  [
    'a client without costs that only a setting names',
    [set('runs.agent', 'codex')],
    'No cost',
    /^codex: /,
    { unpriced: ['codex'] },
  ],
  [
    'a client without costs that only a task names',
    [add('A', { agent: 'codex' })],
    'No cost',
    /^codex: /,
    { unpriced: ['codex'] },
  ],
  ['a budget, and no cost so far', [], 'Money', /can exceed it by an unknown amount: no agent has/, {}],
  [
    'a budget, and rounds that cost $2 and $7',
    [
      add('A'),
      async (work) => {
        const rounds = [round(1, 2), round(2, 7)];
        await runIn(work, 'review', { number: 1, result: resultOf(), usage: usage(9), rounds });
      },
    ],
    'Money',
    /^\$5\.00, .*can exceed it by about \$14\.00: 2 runs at once, and the largest round so far cost \$7\.00\.$/,
    { roundUsd: 7 },
  ],
  ['nothing that restarts a process', [], 'Restart', /starts (the orchestrator's process|it) again/, {}],
];

const TERMS = { until: '8h', budget: 5, agents: 2 };

describe.each(FACTS)('with %s, the contract before the yes', (_, steps, term, words, facts) => {
  test('says it, in words and as values', async () => {
    const work = await queue();
    for (const step of steps) await step(work);
    const told = await work.run<ForeseenNight>('night_simulate', TERMS);
    expect(told.contract.find((one) => one.term === term)?.text).toMatch(words);
    expect(told.facts).toMatchObject(facts);
    const begun = await work.run<Pick<ForeseenNight, 'contract' | 'facts'>>('night_start', TERMS);
    expect({ contract: begun.contract, facts: begun.facts }).toEqual({ contract: told.contract, facts: told.facts });
  });
});

test('first comes that no task can start, then that nothing is contained, then the terms', async () => {
  const work = await queue();
  const order = async () => {
    const { contract } = await work.run<ForeseenNight>('night_simulate', TERMS);
    return contract.map(({ term }) => term).slice(0, 4);
  };
  expect(await order()).toEqual(['Starts', 'Sandbox', 'Tasks', 'Runs']);
  await work.run('task_add', { description: 'A' });
  expect(await order()).toEqual(['Sandbox', 'Tasks', 'Starts', 'Runs']);
  await work.run('setting_set', { name: 'runs.sandbox', value: 'worktree' });
  expect((await order()).filter((term) => term !== 'Sandbox').slice(0, 3)).toEqual(['Tasks', 'Starts', 'Runs']);
});

test(
  'on a machine that cannot contain an agent, the contract says first that runs are refused',
  unless(process.platform === 'linux' ? undefined : 'only Linux has bubblewrap'),
  async () => {
    const work = await queue();
    await work.run('task_add', { description: 'A' });
    await work.run('setting_set', { name: 'runs.sandbox', value: 'worktree' });
    vi.stubEnv('PATH', '/nowhere');
    const { contract } = await work.run<ForeseenNight>('night_simulate', TERMS);
    expect(contract[0]).toMatchObject({
      term: 'Sandbox',
      text: expect.stringMatching(/^runs are refused: agent .*bwrap/),
    });
  },
);

test('if this machine can contain agents, no rule is foreseen to land results of open ones', async () => {
  const work = await queue();
  await work.run('task_add', { description: 'A' });
  await work.run('setting_set', { name: 'autonomy.docs.then', value: 'land' });
  const lands = async () => {
    const { assumed } = await work.run<ForeseenNight>('night_simulate', TERMS);
    return assumed.some((text) => text.includes('rules land each result'));
  };
  expect(await lands()).toBe(!(await canContain(process.cwd())));
  await work.run('setting_set', { name: 'runs.sandbox', value: 'worktree' });
  expect(await lands()).toBe(true);
});
