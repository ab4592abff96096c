import { describe, expect, test } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import { createFacts } from '../../../src/domain/queue/facts.ts';
import { createQueue } from '../../../src/domain/queue/queue.ts';
import type { Claim } from '../../../src/domain/records.ts';
import { unready } from '../../../src/domain/task/readiness.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { isStartable } from '../../../src/domain/urgency/readiness.ts';
import { type ClaimSnapshot, eligibility, type PossibleHolder } from '../../../src/work/claim/eligibility.ts';

const NOW = Date.parse('2026-07-30T14:30:00Z');
const LATER = '2026-07-30T14:40:00Z' as const;
const EARLIER = '2026-06-30T14:30:00Z' as const;

const uuidOf = (id: number) => `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;

function task(id: number, fields: Partial<Task> = {}): Task {
  const blank = { uuid: uuidOf(id), id, description: `Task ${id}`, status: 'pending' as const };
  return { ...blank, entry: EARLIER, modified: EARLIER, ...fields };
}

function claim(holder: string, fields: Partial<Claim> = {}): Claim {
  return { id: `${holder}-claim`, holder, scope: [], since: EARLIER, expires: LATER, fence: 1, ...fields };
}

const SESSION: PossibleHolder = {
  holder: 's1',
  session: 's1',
  actor: 'ai:claude-code',
  names: ['claude-code'],
  how: 'pull',
};
const AGENT: PossibleHolder = { ...SESSION, holder: 's1/dispatch:1', names: ['backlog:tester'], how: 'dispatch' };
const NAMED: PossibleHolder = { ...SESSION, how: 'named' };

function snapshot(tasks: readonly Task[], more: Partial<ClaimSnapshot> = {}): ClaimSnapshot {
  return {
    facts: createFacts({ queue: createQueue(tasks), now: NOW, zone: 'UTC' }),
    repositories: [],
    claims: [],
    now: NOW,
    alive: () => undefined,
    processesOf: () => [],
    caseInsensitive: false,
    claimedFor: ({ scope = [] }) => scope,
    originOf: () => undefined,
    runOf: () => undefined,
    ...more,
  };
}

/** Why each of the tasks is kept from somebody: `''` when it may be had. */
function reasons(who: PossibleHolder, tasks: readonly Task[], more?: Partial<ClaimSnapshot>): string[] {
  return Array.from(eligibility(snapshot(tasks, more), who, tasks), (verdict) =>
    verdict.reasons.map(({ why }) => why).join(' '),
  );
}

const AT = { at: EARLIER, actor: 'ai:claude-code', note: 'half done' };

describe.each([
  // what it is, the task, what is around it, then what keeps it from: a session that pulls, a dispatch, one who names it
  ['free', {}, {}, '', '', ''],
  ['completed', { status: 'completed' }, {}, 'closed', 'closed', 'closed'],
  ['a template', { status: 'recurring', recur: 'daily' }, {}, 'template', 'template', 'template'],
  ['waiting', { wait: LATER }, {}, 'waiting', 'waiting', ''],
  ['scheduled', { scheduled: LATER }, {}, 'scheduled', 'scheduled', ''],
  ['blocked', { depends: [uuidOf(2)] }, {}, 'blocked', 'blocked', 'blocked'],
  ['assigned to another', { agent: 'ada' }, {}, 'assigned', 'assigned', ''],
  ['assigned to the agent type', { agent: 'backlog:tester' }, {}, 'assigned', '', ''],
  ['assigned to the client', { agent: 'claude-code' }, {}, '', 'assigned', ''],
  ['handed off by the session', { handoff: { ...AT, session: 's1' } }, {}, 'handed-off', 'handed-off', ''],
  ['handed off by another session', { handoff: { ...AT, session: 's2' } }, {}, '', 'handed-off', ''],
  ['handed off without a session', { handoff: AT }, {}, '', 'handed-off', ''],
  ['active, held by nobody', { start: EARLIER }, {}, '', 'active', ''],
  ['a step of a session', { source: { kind: 'claude-code', list: 's1', id: '1' } }, {}, 'step', 'step', ''],
  ['held by another', {}, { claims: [claim('s2', { task: uuidOf(1) })] }, 'held', 'held', 'held'],
  ['held by the caller', {}, { claims: [claim('s1', { task: uuidOf(1) })] }, 'held', 'held', ''],
  ['held by its agent', {}, { claims: [claim('s1/a', { task: uuidOf(1) })] }, 'held', 'held', 'held'],
  ['held, long ago', {}, { claims: [claim('s2', { task: uuidOf(1), expires: EARLIER })] }, '', '', ''],
  [
    'of files that another holds',
    { scope: [{ glob: 'src/**' }] },
    { claims: [claim('s2', { scope: [{ glob: 'src/a.ts' }] })] },
    'scope',
    'scope',
    'scope',
  ],
  [
    'waiting, blocked and assigned',
    { wait: LATER, depends: [uuidOf(2)], agent: 'ada' },
    {},
    'blocked waiting assigned',
    'blocked waiting assigned',
    'blocked',
  ],
] as [string, Partial<Task>, Partial<ClaimSnapshot>, string, string, string][])(
  'a task that is %s',
  (_, fields, more, pulled, dispatched, named) => {
    const tasks = [task(1, fields), task(2)];
    test.each([
      ['whoever pulls', SESSION, pulled],
      ['an agent about to start', AGENT, dispatched],
      ['whoever names it', NAMED, named],
    ])('for %s', (_who, who, expected) => {
      expect(reasons(who, tasks, more)[0]).toBe(expected);
    });
  },
);

test('a parent with open subtasks is for nobody; its subtask is', () => {
  const tasks = [task(1), task(2, { parent: uuidOf(1) })];
  expect(reasons(NAMED, tasks)).toEqual(['subtasks', '']);
});

test('whoever has no session knows what it handed off by its name', () => {
  const who = { ...SESSION, session: undefined, actor: 'system:cron' };
  expect(reasons(who, [task(1, { handoff: { ...AT, actor: 'system:cron' } }), task(2, { handoff: AT })])).toEqual([
    'handed-off',
    '',
  ]);
});

test('says who holds the files, what meets, and until when', () => {
  const tasks = [task(1, { scope: [{ glob: 'src/**' }] })];
  const held = claim('s2', { scope: [{ glob: 'src/a.ts' }], label: '#9 Other' });
  const [verdict] = eligibility(snapshot(tasks, { claims: [held] }), SESSION, tasks);
  expect(verdict!.reasons).toMatchObject([
    { why: 'scope', blockers: [{ claim: held, until: LATER, meeting: { witness: 'src/a.ts' } }] },
  ]);
});

test('judges a task only when it is asked for', () => {
  let asked = 0;
  const tasks = [task(1), task(2), task(3)];
  const counting = snapshot(tasks, { runOf: () => void asked++ as undefined });
  for (const { reasons: against } of eligibility(counting, SESSION, tasks)) if (against.length === 0) break;
  expect(asked).toBe(1);
});

test('nothing keeps a task from being ready exactly when it is startable', () => {
  const dates = [undefined, EARLIER, toInstant(NOW), LATER];
  const tasks = [task(900), task(901, { status: 'completed' })];
  let id = 1;
  for (const status of ['pending', 'completed', 'deleted', 'recurring'] as const)
    for (const wait of dates)
      for (const scheduled of dates)
        for (const depends of [undefined, [uuidOf(900)], [uuidOf(901)]])
          for (const start of [undefined, EARLIER]) tasks.push(task(id++, { status, wait, scheduled, depends, start }));
  tasks.push(task(902, { parent: uuidOf(1) }));
  const facts = createFacts({ queue: createQueue(tasks), now: NOW, zone: 'UTC' });
  const wrong = tasks.filter((each) => isStartable(each, facts) !== (unready(each, facts).length === 0));
  expect(wrong).toEqual([]);
});
