import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { cli } from '../interfaces/cli/line.ts';
import { gitProject, handIn, runWithResult } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

/** A queue in a folder of its own: an approval at a terminal starts a process that works in it. */
async function reviewed(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  await gitProject(work);
  await runWithResult(work, { 'src/b.txt': 'b\n' }, { number: 1 });
  return work;
}

const stored = ({ opened }: TestWorkspace): Run => opened.store.state.get('run', 'r1')!;
const commitOf = (work: TestWorkspace): string => stored(work).result!.commit;
const terminal = ({ folder }: TestWorkspace) =>
  cli({ BACKLOG_DIR: join(folder, 'store'), USER: 'ada' }, true, join(folder, 'project'));

/**
 * Ends the run's round, and gives it another one with another result. A person could read the first result if the run
 * `rests` with it: not after checks that failed, nor if it `fails`.
 */
async function continueRun(work: TestWorkspace, { rests = true, fails = false } = {}): Promise<void> {
  const { rounds = [], ...run } = stored(work);
  const at = run.since;
  const first = { n: 1, why: 'start' as const, at, commit: run.result!.commit, ...(rests ? { until: at } : {}) };
  const next = { n: rounds.length + 2, why: 'changes' as const, at };
  await handIn(
    work,
    {
      ...run,
      rounds: [...(rounds.length > 0 ? rounds : [first]), next],
      ends: [{ at, ...(fails && { code: 'rate_limited' as const }) }],
    },
    { 'src/b.txt': 'better\n' },
  );
}

/** What happens to the run between the lines that somebody types. */
const ACTS: Readonly<Record<string, { rests?: boolean; fails?: boolean }>> = {
  continue: {},
  rework: { rests: false },
  'fail and continue': { fails: true },
};

/** What happens before `approve r1`, and whether it approves. Lines are typed at a terminal. */
const STORIES: readonly (readonly [name: string, acts: readonly string[], approves: boolean])[] = [
  ['nobody looked', [], true],
  ['its result was shown', ['review r1'], true],
  ['an older result failed its checks', ['rework'], true],
  ['an older result was of an agent that failed', ['fail and continue'], true],
  ['an older result was shown', ['review r1', 'continue'], false],
  ['an older result was shown, which nobody could decide about', ['review r1', 'rework'], false],
  ["an older result's diff was shown", ['diff r1', 'continue'], false],
  ['an older result was in review, perhaps on the board', ['continue'], false],
  ['the new result was shown, too', ['review r1', 'continue', 'review r1'], true],
  ["the new result's diff was shown, too", ['review r1', 'continue', 'diff r1'], true],
  ['a list names the new result', ['review r1', 'continue', 'run list'], false],
];

test.each(STORIES)('at a terminal, `approve r1` after %s', async (_, acts, approves) => {
  const work = await reviewed();
  const { say } = terminal(work);
  for (const act of acts)
    if (act in ACTS) await continueRun(work, ACTS[act]);
    else expect((await say(act)).code).toBe(0);
  const newest = commitOf(work);
  const { code, err } = await say('approve r1');
  await work.opened.store.refresh();
  expect([code, stored(work).verdict?.commit], err).toEqual(approves ? [0, newest] : [1, undefined]);
  if (approves) return;
  // What the refusal offers shows the newer result, with the line that approves it.
  expect(err).toContain(`newer result (${newest.slice(0, 7)})`);
  const { out } = await say(/`backlog ([^`]+)`/.exec(err)![1]!);
  const line = /backlog (approve r1 --commit \w+)/.exec(out)![1]!;
  expect(line).toContain(newest.slice(0, 7));
  expect(await say(line)).toMatchObject({ code: 0 });
});

test('a line that a review offered approves only the result that it showed', async () => {
  const work = await reviewed();
  const { say } = terminal(work);
  const { out } = await say('review r1');
  const offered = /backlog (approve r1[^`]*?--commit \w+)/.exec(out)![1]!;
  await continueRun(work);
  expect(await say('review r1')).toMatchObject({ code: 0 });
  expect(await say(offered)).toMatchObject({ code: 1, err: expect.stringContaining('newer result') });
});

test.each(['review r1', 'run wait r1', 'run list', 'info 1', 'approve r1'])(
  'the approval that `%s` offers accepts what is open, and works',
  async (line) => {
    const work = await reviewed();
    await work.run('task_modify', { filter: '1', acceptance: ['it works'] });
    const { say } = terminal(work);
    const { out, err } = await say(line);
    const [, offered = ''] = /backlog (approve r1(?: --[a-z]+(?: [0-9a-f]{7}\b)?)+)/.exec(out + err) ?? [];
    expect(offered, out + err).toMatch(/^approve r1 --commit \w+ --unmet$/);
    expect(await say(offered)).toMatchObject({ code: 0 });
  },
);

test.each(['run withdraw r1', 'run stop r1', 'run revert r1', 'run resume r1', 'answer r1 yes'])(
  '`%s` offers the review and no approval of a result with an open criterion',
  async (line) => {
    const work = await reviewed();
    await work.run('task_modify', { filter: '1', acceptance: ['it works'] });
    const { err } = await terminal(work).say(line);
    expect(err).toContain('run show r1');
    expect(err).not.toContain('approve r1');
  },
);

test('a pasted line with dots in place of a reason approves nothing', async () => {
  const work = await reviewed();
  const { say } = terminal(work);
  expect(await say(['approve', 'r1', '--override', '…'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('override: expected a text, received "…"'),
  });
  expect(stored(work).verdict).toBeUndefined();
});

test.each(['queued', 'running', 'checking'] as const)(
  'a run that is %s offers to wait for its result',
  async (state) => {
    const work = await reviewed();
    await work.opened.context(ADA).write('given', (tx) => tx.put('run', 'r1', { ...stored(work), state }));
    const { hint } = await work.refused('run_approve', { run: 'r1' });
    expect(hint).toContain('run_wait r1, run_stop r1');
  },
);

test('a person is not answered by what another person or an agent was shown', async () => {
  const work = await reviewed();
  const { say, as } = terminal(work);
  await say('review r1');
  await continueRun(work);
  expect(await say('review r1 --as human:ben')).toMatchObject({ code: 0 });
  const env = { BACKLOG_DIR: join(work.folder, 'store'), CLAUDECODE: '1' };
  expect(await as(env).say('review r1')).toMatchObject({ code: 0 });
  expect(await say('approve r1')).toMatchObject({ code: 1, err: expect.stringContaining('newer result') });
});

test.each(['run_approve', 'run_merge_now'])(
  'a program names the result by %s once it was replaced',
  async (command) => {
    const work = await reviewed();
    await work.run('setting_set', { name: 'review.agents', value: true });
    await continueRun(work);
    for (const caller of [agent('s1'), ADA])
      expect(await work.refused(command, { run: 'r1' }, caller)).toMatchObject({ code: 'conflict' });
    await work.run(command, { run: 'r1', commit: commitOf(work) }, agent('s1'));
    expect(stored(work).verdict?.commit).toBe(commitOf(work));
  },
);
