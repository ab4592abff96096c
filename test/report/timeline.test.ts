import { describe, expect, test } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import type { Run } from '../../src/domain/records.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { type PlannedTask, timelineOf } from '../../src/report/timeline.ts';

const NOW = Date.parse('2026-07-30T12:00:00Z');
const HOUR = 3_600_000;
const day = (time: string) => toInstant(Date.parse(`2026-07-30T${time}:00Z`));

const task = (id: number, more: Partial<Task> = {}) =>
  ({ uuid: `u${id}`, id, description: `Task ${id}`, status: 'pending', ...more }) as Task;

let made = 0;
const run = (state: Run['state'], at: string, more: Partial<Run> = {}) =>
  ({ id: `r${++made}`, task: 'u1', attempt: 1, agent: 'claude', state, at, since: at, ...more }) as Run;

function timeline(given: {
  runs?: Run[];
  planned?: PlannedTask[];
  inHand?: { task: Task; by: string }[];
  tasks?: Task[];
  from?: string;
  until?: string;
  most?: number;
}) {
  const {
    runs = [],
    planned = [],
    inHand = [],
    tasks = [],
    from = day('06:00'),
    until = day('18:00'),
    most = 100,
  } = given;
  return timelineOf({
    ...{ from: Date.parse(from), until: Date.parse(until), runs, planned, inHand, tasks, most },
    clock: { now: NOW, zone: 'UTC' },
    taskOf: (uuid) => (uuid === 'u9' ? undefined : task(Number(uuid.slice(1)))),
  });
}

const bar = (one: Run, planned: PlannedTask[] = []) => timeline({ runs: [one], planned }).lanes[0]?.runs[0];

describe('a run', () => {
  const rounds = [
    { n: 1, why: 'start' as const, at: day('09:00'), ended: day('09:30') },
    { n: 2, why: 'changes' as const, at: day('10:00'), ended: day('10:10') },
  ];

  test('at work begins with its first prompt and has no end; when it should end, past runs tell', () => {
    const live = run('running', day('08:59'), { rounds: [rounds[0]!] });
    const planned = [{ task: task(1), agent: 'claude', beginsMs: 0, endsMs: HOUR, by: 'past' as const, run: live.id }];
    expect(bar(live, planned)).toMatchObject({ begins: day('09:00'), expected: day('13:00') });
    expect(bar(live)).not.toHaveProperty('worked');
    expect(bar(live)).not.toHaveProperty('ends');
    expect(timeline({ runs: [live], planned }).lanes[0]!.next).toEqual([]);
  });

  test('in review has worked until its last round ended, and goes on waiting', () => {
    const reviewed = run('review', day('09:00'), { rounds, since: day('10:11') });
    expect(bar(reviewed)).toMatchObject({ begins: day('09:00'), worked: day('10:10') });
    expect(bar(reviewed)).not.toHaveProperty('ends');
  });

  test('that is over, or went no further, ends when it came to that', () => {
    expect(bar(run('merged', day('09:00'), { rounds, since: day('11:00') }))).toMatchObject({
      worked: day('10:10'),
      ends: day('11:00'),
    });
    expect(bar(run('failed', day('09:00'), { since: day('09:05') }))).toMatchObject({
      worked: day('09:05'),
      ends: day('09:05'),
    });
  });

  test('whose task is gone says so', () => {
    expect(bar(run('merged', day('09:00'), { task: 'u9' }))).toMatchObject({
      id: 0,
      description: '(its task no longer exists)',
    });
  });
});

describe('a timeline', () => {
  test('has a lane for each agent, in the order of names, its bars in the order of time', () => {
    const runs = [
      run('merged', day('09:00'), { agent: 'codex', since: day('10:00') }),
      run('merged', day('08:00'), { task: 'u2', since: day('08:30') }),
      run('merged', day('07:00'), { task: 'u3', since: day('07:30') }),
    ];
    const planned = [{ task: task(4), agent: 'zed', beginsMs: 0, endsMs: HOUR, by: 'estimate' as const }];
    expect(timeline({ runs, planned }).lanes.map(({ agent, runs, next }) => [agent, runs.length, next.length])).toEqual(
      [
        ['claude', 2, 0],
        ['codex', 1, 0],
        ['zed', 0, 1],
      ],
    );
    expect(timeline({ runs }).lanes[0]!.runs.map(({ id }) => id)).toEqual([3, 2]);
  });

  test('shows what reaches into its time, and counts what does not', () => {
    const runs = [
      run('merged', '2026-07-29T20:00:00Z', { since: '2026-07-29T21:00:00Z' }),
      run('merged', day('05:00'), { since: day('06:01') }),
      run('review', '2026-07-28T20:00:00Z', { since: '2026-07-28T21:00:00Z' }),
    ];
    const plan = (id: number, hours: number) => ({
      ...{ task: task(id), agent: 'claude', by: 'estimate' as const },
      ...{ beginsMs: hours * HOUR, endsMs: (hours + 1) * HOUR },
    });
    const tasks = [5, 6, 7].map((id) => task(id));
    const { lanes, totals } = timeline({ runs, tasks, planned: [plan(5, 1), plan(6, 6), plan(7, 50)] });
    expect(lanes[0]!.runs.map(({ run }) => run)).toEqual([runs[2]!.id, runs[1]!.id]);
    expect(lanes[0]!.next).toEqual([
      { id: 5, description: 'Task 5', begins: day('13:00'), ends: day('14:00'), by: 'estimate' },
    ]);
    expect(totals).toMatchObject({ earlier: 1, rest: 2 });
  });

  test('has dates that are in it, the first one first; what was overdue before is counted', () => {
    const tasks = [
      task(1, { due: day('17:00'), scheduled: day('07:00') }),
      task(2, { due: day('05:59') }),
      task(3, { due: day('18:00') }),
    ];
    const { marks, totals } = timeline({ tasks });
    expect(marks.map(({ id, what, at }) => [id, what, at])).toEqual([
      [1, 'scheduled', day('07:00')],
      [1, 'due', day('17:00')],
    ]);
    expect(totals.overdue).toBe(1);
  });

  test('counts the due dates of each day, also those that the limit omits, and names the nearest dates outside', () => {
    const tasks = [
      task(1, { due: '2026-07-30' }),
      task(2, { due: '2026-08-14' }),
      ...[3, 4, 5].map((id) => task(id, { due: day('17:00') })),
      task(6, { due: '2026-07-01', scheduled: day('09:00') }),
    ];
    const { marks, days, nearest, totals } = timeline({ tasks, from: '2026-07-30T00:00:00Z', most: 2 });
    expect(marks).toHaveLength(2);
    expect(days).toEqual([{ date: '2026-07-30', due: 4 }]);
    expect(nearest).toEqual({ before: '2026-07-01', after: '2026-08-14' });
    expect(totals.marksLeft).toBe(3);
  });

  test('is bounded: the runs and plans nearest to now stay, and the others are counted', () => {
    const runs = ['07:00', '08:00', '09:00'].map((at) => run('merged', day(at), { since: day('09:30') }));
    const tasks = [1, 2, 3].map((id) => task(id, { due: day('17:00') }));
    const { lanes, marks, totals } = timeline({ runs, tasks, most: 2 });
    expect(lanes[0]!.runs.map(({ begins }) => begins)).toEqual([day('08:00'), day('09:00')]);
    expect([lanes[0]!.left, marks.length, totals.marksLeft]).toEqual([1, 2, 1]);
  });
});

describe('a task that a session has in hand without a run', () => {
  const held = task(1, { start: day('09:00') });
  const inHand = [{ task: held, by: 'claude-code' }];

  test('stands in a lane of that session, from its start on, and counts as told', () => {
    const { lanes, totals } = timeline({ inHand, tasks: [held] });
    expect(lanes).toEqual([
      {
        agent: 'claude-code',
        runs: [],
        held: [{ id: 1, description: 'Task 1', begins: day('09:00') }],
        next: [],
        left: 0,
      },
    ]);
    expect(totals.rest).toBe(0);
  });

  test('shares the lane of an agent of that name', () =>
    expect(timeline({ inHand, runs: [run('running', day('08:00'), { agent: 'claude-code' })] }).lanes).toHaveLength(1));

  test.each([
    ['begins after it', { from: day('06:00'), until: day('08:00') }],
    ['is looked at before its time', { from: day('13:00'), until: day('14:00') }],
  ])('is left out of a time that %s', (_, span) => expect(timeline({ inHand, ...span }).lanes).toEqual([]));
});
