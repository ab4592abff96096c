import { describe, expect, test } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { type BurndownPeriod, burndownOf, type Reopened } from '../../src/report/burndown.ts';
import { calendarOf } from '../../src/report/calendar.ts';
import { summaryOfProjects } from '../../src/report/summary.ts';
import { processorMs } from '../support/processor-time.ts';

const NOW = Date.parse('2026-07-30T14:30:00Z');
const UTC = { now: NOW, zone: 'UTC' };
let made = 0;

/** A task that was made on a day of July, or at an instant. */
function task(entry: string, more: Partial<Task> = {}): Task {
  const id = ++made;
  const at = entry.includes('T') ? entry : `2026-07-${entry}T12:00:00Z`;
  return { uuid: `u${id}`, id, description: `Task ${id}`, status: 'pending', entry: at, modified: at, ...more } as Task;
}

const done = (entry: string, end: string, more: Partial<Task> = {}) =>
  task(entry, { status: 'completed', end: toInstant(Date.parse(`2026-07-${end}T12:00:00Z`)), ...more });

describe('a burndown', () => {
  const bars = (
    tasks: Task[],
    more: { reopened?: Reopened[]; period?: BurndownPeriod; zone?: string; shown?: number } = {},
  ) =>
    burndownOf({
      tasks,
      reopened: more.reopened ?? [],
      period: more.period ?? 'daily',
      shown: more.shown ?? 4,
      clock: { now: NOW, zone: more.zone ?? 'UTC' },
    }).bars.map(({ date, open, started, done, added, closed }) =>
      [date.slice(5), open, started, done, `+${added}`, `-${closed}`].join(' '),
    );

  test('counts what stood where at the end of each day, what came and what went', () => {
    const tasks = [
      done('01', '28'),
      done('28', '29', { start: '2026-07-28T13:00:00Z' }),
      task('29', { start: '2026-07-30T10:00:00Z' }),
      task('27', { status: 'deleted', end: '2026-07-30T00:00:00Z' }),
      task('28', { status: 'recurring' }),
    ];
    expect(bars(tasks)).toEqual(['07-27 2 0 0 +1 -0', '07-28 1 1 1 +1 -1', '07-29 2 0 2 +1 -1', '07-30 0 1 2 +0 -1']);
  });

  test('begins with the first task, and has no bars without one', () => {
    expect(bars([task('29')])).toEqual(['07-29 1 0 0 +1 -0', '07-30 1 0 0 +0 -0']);
    expect(bars([])).toEqual([]);
  });

  test('a task that was closed before it came in is closed', () => {
    const early = done('30', '28', { start: '2026-07-27T12:00:00Z' });
    expect(bars([early])).toEqual(['07-27 0 1 0 +1 -0', '07-28 0 0 1 +0 -1', '07-29 0 0 1 +0 -0', '07-30 0 0 1 +0 -0']);
    expect(bars([done('30', '29')])).toEqual(['07-29 0 0 1 +1 -1', '07-30 0 0 1 +0 -0']);
  });

  test('takes as many tasks as there are', () => {
    const many = Array.from({ length: 200_000 }, () => task('29'));
    expect(bars(many)).toEqual(['07-29 200000 0 0 +200000 -0', '07-30 200000 0 0 +0 -0']);
  });

  test('knows that a task was closed before it was opened again', () => {
    const back = task('27');
    const reopened = [
      { task: back.uuid, closed: '2026-07-28T09:00:00Z' as const, at: '2026-07-30T09:00:00Z' as const },
    ];
    expect(bars([back], { reopened })).toEqual([
      '07-27 1 0 0 +1 -0',
      '07-28 0 0 1 +0 -1',
      '07-29 0 0 1 +0 -0',
      '07-30 1 0 0 +1 -0',
    ]);
  });

  test('a task is where it is now in the end: done again with its first end, or at work again since its first start', () => {
    const twice = done('27', '28');
    const again = task('27', { start: '2026-07-27T13:00:00Z' });
    const reopened = [twice, again].map(({ uuid }) => ({
      ...{ task: uuid, closed: '2026-07-28T12:00:00Z' as const, at: '2026-07-29T09:00:00Z' as const },
    }));
    expect(bars([twice, again], { reopened }).at(-1)).toBe('07-30 0 1 1 +0 -0');
  });

  test('takes days, weeks and months of the zone', () => {
    const late = [task('2026-07-29T22:30:00Z')];
    expect(bars(late, { zone: 'UTC' })[0]).toMatch(/^07-29/);
    expect(bars(late, { zone: 'Europe/Berlin' })[0]).toMatch(/^07-30/);
    expect(bars([task('01')], { period: 'weekly', shown: 9 }).map((bar) => bar.slice(0, 5))).toEqual([
      '06-29',
      '07-06',
      '07-13',
      '07-20',
      '07-27',
    ]);
    expect(bars([task('2026-05-31T23:00:00Z')], { period: 'monthly', zone: 'Asia/Tokyo' })[0]).toMatch(/^06-01/);
  });

  test('says when it would be done, as long as more is closed than added', () => {
    const pace = (tasks: Task[]) => burndownOf({ tasks, reopened: [], period: 'daily', shown: 10, clock: UTC });
    const old = '2026-07-01T00:00:00Z';
    const closed = ['22', '23', '24', '25', '26', '27', '28', '29'].map((day) => done(old, day));
    const { rates, expected } = pace([...closed, task(old), task(old)]);
    expect(rates.closed).toBeCloseTo(8 / 9.6, 1);
    expect(expected?.slice(0, 10)).toBe('2026-08-02');
    expect(pace([...closed]).expected).toBeUndefined();
    expect(pace([task('29'), task('29')]).expected).toBeUndefined();
  });

  test('takes ten thousand tasks within a moment', () => {
    const tasks = Array.from({ length: 10_000 }, (_, i) => done('01', String((i % 28) + 2).padStart(2, '0')));
    let last: string | undefined;
    const ms = processorMs(() => {
      last = bars(tasks, { shown: 400 }).at(-1);
    });
    expect(last).toContain(' 10000 ');
    expect(ms).toBeLessThan(1_000);
  });
});

describe('a summary', () => {
  const rows = (tasks: Task[], all = false) =>
    summaryOfProjects(tasks, { now: NOW, all }).map(({ project, depth, open, done, percent, averageAgeMs }) =>
      [`${' '.repeat(depth)}${project}`, open, done, `${percent}%`, averageAgeMs / 86_400_000].join(' | '),
    );
  const at = '2026-07-20T14:30:00Z';

  test('counts for a project what is inside it, and tasks without one last', () => {
    const tasks = [
      task(at, { project: 'web.ui' }),
      task(at, { project: 'web', status: 'completed', end: '2026-07-24T14:30:00Z' }),
      task(at, { project: 'web-api' }),
      task(at),
      task(at, { project: 'web', status: 'deleted', end: at }),
    ];
    expect(rows(tasks)).toEqual([
      'web | 1 | 1 | 50% | 7',
      ' web.ui | 1 | 0 | 0% | 10',
      'web-api | 1 | 0 | 0% | 10',
      ' | 1 | 0 | 0% | 10',
    ]);
  });

  test('leaves out what is finished, unless all is asked for', () => {
    const tasks = [done('01', '02', { project: 'old' }), task(at, { project: 'new' })];
    expect(rows(tasks).map((row) => row.split(' ')[0])).toEqual(['new']);
    expect(rows(tasks, true)[1]).toBe('old | 0 | 1 | 100% | 1');
  });
});

describe('a calendar', () => {
  test('knows how the days of its months lie, and what is due on them in the zone', () => {
    const tasks = [
      task('01', { id: 2, due: '2026-08-01T09:00:00Z' }),
      task('01', { id: 1, due: '2026-07-31T22:00:00Z', project: 'web' }),
      task('01', { id: 3, due: '2026-09-01T00:00:00Z' }),
      task('01', { id: 4 }),
    ];
    const { months, due, today } = calendarOf(tasks, {
      from: NOW,
      count: 2,
      clock: { now: NOW, zone: 'Europe/Berlin' },
    });
    expect(today).toBe('2026-07-30');
    expect(months).toEqual([
      { month: '2026-07', days: 31, first: 2 },
      { month: '2026-08', days: 31, first: 5 },
    ]);
    expect(due.map(({ date, tasks: those }) => [date, ...those.map(({ id }) => id)])).toEqual([['2026-08-01', 1, 2]]);
  });

  test("has 29 days in a leap year's February", () => {
    const [february] = calendarOf([], { from: Date.parse('2028-02-10'), count: 1, clock: UTC }).months;
    expect(february).toEqual({ month: '2028-02', days: 29, first: 1 });
  });
});
