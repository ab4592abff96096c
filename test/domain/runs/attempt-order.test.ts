import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { choiceOf, leadingRun } from '../../../src/domain/runs/attempts/attempts.ts';
import { ATTEMPT_ORDER, bestOf, type ComparedAttempt } from '../../../src/domain/runs/attempts/order.ts';
import { doubtAbout } from '../../../src/runs/attempts/read-attempts.ts';
import { testWorkspace } from '../../support/workspace.ts';

const one = (run: string, more: Partial<ComparedAttempt> = {}): ComparedAttempt => ({
  ...{ run, agent: 'a', state: 'review', inReview: true, objections: 0, passed: ['unit'], failed: [] },
  ...{ workedMs: 1, waitedMs: 0, rounds: 1 },
  ...{ risk: 'low', size: { files: 1, added: 1, deleted: 0 } },
  ...more,
});
const size = (lines: number) => ({ files: 1, added: lines, deleted: 0 });

test.each<[what: string, a: Partial<ComparedAttempt>, b: Partial<ComparedAttempt>, expected: string]>([
  ['equal', {}, {}, 'nobody: r1 and r2 are equal'],
  ['a failed check beats all else', { failed: ['unit'], size: size(1) }, { size: size(99) }, 'r2: fewer failed checks'],
  ['unmet criteria', { met: [1, 2] }, { met: [2, 2], risk: 'medium' }, 'r2: fewer unmet criteria'],
  ['the goal', { goal: 'moves' }, { goal: 'breaks' }, 'r1: a better answer about the goal'],
  [
    'verdicts',
    { judged: { accepted: 1, rejected: 0, unclear: 1 } },
    { judged: { accepted: 2, rejected: 0, unclear: 0 } },
    'r2: better answers of judges',
  ],
  ['evidence', { grade: 'checked' }, { grade: 'claimed', size: size(0) }, 'r1: better evidence'],
  ['risk', { risk: 'high', size: size(0) }, {}, 'r2: a lower risk'],
  ['an unknown risk', { risk: undefined as never }, {}, 'nobody: the risk of r1 is not known'],
  ['size', { size: size(3) }, { size: size(2) }, 'r2: fewer changed lines'],
  ['cost', { costUsd: 2 }, { costUsd: 1 }, 'r2: a lower cost'],
  ['one unknown cost', { costUsd: 2 }, {}, 'nobody: the cost of r2 is not known'],
  ['only one in review', { inReview: undefined as never }, {}, 'r2: the only attempt with a result in review'],
])('the best of two attempts by the fixed order: %s', (_, a, b, expected) => {
  const { run = 'nobody', why } = bestOf([one('r1', a), one('r2', b)]);
  expect(`${run}: ${why}`).toBe(expected);
  expect(bestOf([one('r2', b), one('r1', a)]).run ?? 'nobody').toBe(run);
});

test('each row of the order has a case above', () => expect(ATTEMPT_ORDER).toHaveLength(8));

const run = (task: string, more: Partial<Run> = {}) =>
  ({ id: `r${task}`, task, attempt: 1, agent: 'claude', state: 'merged', ...more }) as Run;
const doubt = (runs: readonly Run[]) => doubtAbout(runs, { agent: 'claude', type: 'bug' }, () => 'bug');

test('the history speaks against several attempts when first attempts were accepted in most cases', () => {
  const merged = ['1', '2', '3', '4'].map((task) => run(task));
  expect(doubt(merged)).toBeUndefined();
  expect(doubt([...merged, run('5', { state: 'discarded' })])).toBe(
    'More attempts rarely pay here: 4 of 5 first attempts of claude at tasks of type bug were accepted.',
  );
  const asked = [{ id: 'n', at: '2026-07-30T14:30:00Z' as const, actor: 'human:ada', text: 'Again' }];
  expect(doubt([...merged.slice(1), run('5', { state: 'discarded' }), run('6', { notes: asked })])).toBeUndefined();
  expect(doubt([...merged, run('5', { agent: 'codex' })])).toBeUndefined();
});

test('the history speaks against them when the first of several was kept each time', () => {
  const group = (n: number, kept: number) =>
    [1, 2].map((attempt) =>
      run(String(n), {
        ...{ id: `r${n}${attempt}`, group: `r${n}1`, attempt, state: attempt === kept ? 'merged' : 'discarded' },
      }),
    );
  expect(doubt([...group(1, 1), ...group(2, 1)])).toBeUndefined();
  expect(doubt([...group(1, 1), ...group(2, 1), ...group(3, 1)])).toContain('the first attempt was kept each time');
  expect(doubt([...group(1, 1), ...group(2, 1), ...group(3, 2)])).toBeUndefined();
});

test('of attempts, the one that stands for the task never depends on the order of the records', () => {
  const states = ['failed', 'review', 'running', 'asking', 'approved', 'discarded'] as const;
  const runs = states.map((state, i) => run('1', { id: `r${i}`, group: 'r0', attempt: i + 1, state }));
  expect(leadingRun(runs)!.state).toBe('approved');
  expect(leadingRun(runs.toReversed())!.state).toBe('approved');
  expect(leadingRun([...runs, run('1', { id: 'r9', attempt: 9, state: 'queued' })])!.id).toBe('r9');
});

test('an attempt whose task was given to a person stands for it while the agents of the others are stopped', () => {
  const states = ['handed_off', 'running', 'discarded'] as const;
  const runs = states.map((state, i) => run('1', { id: `r${i}`, group: 'r0', attempt: i + 1, state }));
  expect(leadingRun(runs)!.id).toBe('r0');
  expect(choiceOf(runs)).toBe(0);
});

test.each([
  [
    { attempts: 6 },
    'attempts: expected a whole number from 1 to 5, received 6 (the setting runs.mostAttempts allows at most 5)',
  ],
  [
    { attempts: 0 },
    'attempts: expected a whole number from 1 to 5, received 0 (the setting runs.mostAttempts allows at most 5)',
  ],
  [{ attempts: 1.5 }, 'attempts: expected a whole number from 1 to 5'],
  [{ attempts: 1, agents: 'claude,codex' }, '1 attempts are too few for 2 agents'],
  [{ agents: 'claude,nobody' }, 'nobody'],
  [{ agents: 'claude', agent: 'codex' }, 'agent and agents cannot be combined'],
  [{ agents: 'claude,codex', model: 'x' }, 'one model cannot be that of several agents'],
])('%j starts nothing', async (input, message) => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Make it' });
  expect((await work.refused('run_start', { filter: '1', ...input })).message).toContain(message);
  expect([...work.opened.store.state.all('run')]).toEqual([]);
});
