import { expect, test } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import type { Claim } from '../../src/domain/records.ts';
import { occupies, RUN_STATE_NAMES, type RunState } from '../../src/domain/runs/run-states.ts';
import type { Task } from '../../src/domain/task/task.ts';
import type { Card } from '../../src/report/cards.ts';
import type { Now } from '../../src/report/now/now.ts';
import type { SessionSummary } from '../../src/report/session-summary.ts';
import { situationIn } from '../../src/runs/view/situation.ts';
import { decideNow } from '../../src/scheduler/explain.ts';
import { askedBy, resultOf, runIn } from '../support/runs.ts';
import { ADA, agent, NOON, testWorkspace } from '../support/workspace.ts';

const uuidOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const at = (hours: number) => toInstant(NOON + hours * 3_600_000);
const note = { at: at(-2), actor: 'human:ada', note: 'Left' };

interface State {
  task?: Partial<Task>;
  runs?: readonly RunState[];
  claim?: Partial<Claim>;
  isReady: boolean;
  /** Set if the views show the task in another list than the ready ones, though it can be started. */
  listed?: 'elsewhere';
}

const started = { start: at(-1) };

/** The states of a task, with the answer of a person who reads "can be started now". */
const STATES: Record<string, State> = {
  free: { isReady: true },
  'due long ago': { task: { due: at(-100) }, isReady: true },
  waiting: { task: { wait: at(2) }, isReady: false },
  'waited before': { task: { wait: at(-2) }, isReady: true },
  scheduled: { task: { scheduled: at(2) }, isReady: false },
  blocked: { task: { depends: [uuidOf(1)] }, isReady: false },
  'with a reason against it': { task: { obstacle: note }, isReady: false },
  completed: { task: { status: 'completed', end: at(-1) }, isReady: false },
  deleted: { task: { status: 'deleted', end: at(-1) }, isReady: false },
  'handed off': { task: { handoff: note }, isReady: true, listed: 'elsewhere' },
  'taken in another tool': { task: { handoff: { ...note, elsewhere: true } }, isReady: false },
  'started, claimed by nobody': { task: started, isReady: true, listed: 'elsewhere' },
  'claimed by a session': { task: started, claim: { holder: 's1' }, isReady: false },
  'claimed by the reader': { task: started, claim: { holder: ADA.holder }, isReady: false },
  'claimed, then lapsed': {
    ...{ task: started, claim: { holder: 's1', expires: at(-0.5) } },
    ...{ isReady: true, listed: 'elsewhere' },
  },
  ...Object.fromEntries(
    RUN_STATE_NAMES.map((state): [string, State] => [
      `with a run that is ${state}`,
      occupies(state)
        ? { task: started, runs: [state], isReady: false }
        : { runs: [state], isReady: true, ...(/failed|stopped|interr/.test(state) ? { listed: 'elsewhere' } : {}) },
    ]),
  ),
  'with a result in review and a later run that failed': {
    ...{ task: started, runs: ['review', 'failed'], isReady: false },
  },
};

test('+READY, next, scheduler, counts, status, board and the first message agree about each state of a task', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Blocks', wait: '2027-01-01' });
  const first = work.opened.context(ADA).queue.byId(1)!;
  const rows = Object.entries(STATES).map(([name, state], n) => ({ ...state, name, n: n + 2, uuid: uuidOf(n + 2) }));
  await work.opened.context(ADA).write('given', (tx) => {
    for (const { name, n, uuid, task, claim } of rows) {
      const depends = task?.depends ? { depends: [first.uuid] } : {};
      tx.put('task', uuid, {
        ...{ uuid, id: n, description: name, status: 'pending', entry: at(-100), modified: at(-100) },
        ...{ ...task, ...depends },
      });
      if (claim)
        tx.put('claim', uuidOf(300 + n), {
          ...{ id: uuidOf(300 + n), holder: 's1', task: uuid, scope: [], since: at(-1), fence: 1, expires: at(1) },
          ...claim,
        });
    }
  });
  for (const { n, runs = [] } of rows) {
    for (const [i, state] of runs.entries()) {
      const run = await runIn(work, state, { number: n, attempt: i + 1, result: resultOf() });
      if (state === 'asking') await askedBy(work, run);
    }
  }
  const reader = agent('fresh');
  const context = work.opened.context(reader);
  const named = (among: Iterable<{ description: string }>) => Array.from(among, (each) => each.description).sort();
  const expected = named(rows.filter(({ isReady }) => isReady).map(({ name }) => ({ description: name })));

  const list = await work.run<{ tasks: Task[] }>('task_list', { filter: '+READY', limit: 0 }, reader);
  expect(named(list.tasks)).toEqual(expected);
  expect(await work.run('task_count', { filter: '+READY' }, reader)).toEqual({ count: expected.length });
  const summary = await work.run<SessionSummary>('backlog_status', {}, reader);
  expect(summary.counts.ready).toBe(expected.length);
  expect(Object.values(summary.groups).reduce((sum, count) => sum + count)).toBe(summary.counts.open);

  // `next` gives each of them, and no other.
  for (const { name, n, isReady } of rows) {
    const { peek } = await work.run<{ peek: Task[] }>('task_next', { filter: `id:${n}`, peek: true }, reader);
    expect([name, peek.length]).toEqual([name, isReady ? 1 : 0]);
  }

  // The orchestrator has no reason of the task's own against them, except that it takes nothing over.
  const { decision } = await decideNow(context);
  const own = ['closed', 'template', 'blocked', 'obstacle', 'subtasks', 'waiting', 'scheduled', 'held', 'run'];
  for (const { name, uuid, isReady, task } of rows) {
    if (task?.handoff) continue;
    const against = (decision.holds.get(uuid) ?? []).filter(({ why }) => own.includes(why));
    const isOpen = context.queue.get(uuid)?.status === 'pending';
    if (isOpen) expect([name, against.length === 0]).toEqual([name, isReady]);
  }

  // What is shown as ready is what can be started, without what other lists show.
  const shown = named(
    rows.filter(({ isReady, listed }) => isReady && !listed).map(({ name }) => ({ description: name })),
  );
  expect(named(situationIn(context).ready)).toEqual(shown);
  expect(summary.counts.next).toBe(shown.length);
  const now = await work.run<Now>('report_now', {}, reader);
  expect(now.totals.next).toBe(shown.length);
  const { cards } = await work.run<{ cards: Card[] }>('report_board', { filter: '+ANY' }, reader);
  expect(named(cards.filter(({ state }) => state === 'ready'))).toEqual(shown);
  expect(await work.text('backlog_status', {}, reader)).toContain(`${shown.length} ready`);
});
