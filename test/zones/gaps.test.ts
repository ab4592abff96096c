import { expect, test } from 'vitest';
import { groupedBy } from '../../src/base/iterables.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { formatLocal } from '../../src/time/index.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { ZONES } from './pairs.ts';

const MORE = [
  ...['Africa/Casablanca', 'America/Asuncion', 'America/Santiago', 'America/Scoresbysund', 'America/Nuuk'],
  ...['Antarctica/Troll', 'Asia/Jerusalem', 'Australia/Adelaide', 'Europe/Chisinau', 'Pacific/Easter'],
];

const HOUR = 3_600_000;
const START = Date.parse('2026-01-01T00:00:00Z');

/** Returns the instants of 2026 and 2027 at which the clocks of a zone are set. */
function switches(zone: string): number[] {
  const offset = (ms: number) => Date.parse(`${formatLocal(ms, zone)}Z`) - ms;
  const hours = Array.from({ length: 365 * 24 * 2 }, (_, n) => START + n * HOUR);
  const days = hours.filter((_, n) => n % 24 === 0).filter((ms) => offset(ms) !== offset(ms + 24 * HOUR));
  return days.map((day) => {
    let [before, after] = [day, day + 24 * HOUR];
    while (after - before > 1000) {
      const middle = Math.floor((before + after) / 2000) * 1000;
      if (offset(middle) === offset(before)) before = middle;
      else after = middle;
    }
    return after;
  });
}

const CASES = [...ZONES, ...MORE].flatMap((zone) => switches(zone).map((at) => [zone, at] as const));

const FIELDS = ['due', 'scheduled', 'wait', 'until'] as const;
const local = (ms: number, zone: string) => formatLocal(ms, zone);

/** The words of dates around an instant, as people type them. */
function words(at: number, zone: string): string[] {
  const [day, next] = [at, at + 24 * HOUR].map((ms) => local(ms, zone).slice(0, 10));
  const walls = [-90, -30, 0, 15, 30, 60, 90].map((minutes) => local(at + minutes * 60_000, zone).slice(0, 16));
  return [
    ...['today', 'tomorrow', 'eod', 'sond', '0:00', '0:30', '2:30', '23:59', 'tomorrow 2:30', '12h', '1d'],
    ...[day!, next!, `${day}T00:00`, `${day}T02:30`, `${day}T03:00`, `${day}T23:59`, ...walls],
  ];
}

async function exported({ run }: TestWorkspace): Promise<Map<string, Task>> {
  const { tasks } = await run<{ tasks: Task[] }>('task_export', { filter: '+ANY' });
  return new Map(tasks.map((task) => [task.description, task]));
}

const datesOf = (tasks: Map<string, Task>) =>
  Object.fromEntries([...tasks].map(([name, task]) => [name, FIELDS.map((field) => task[field])]).sort());

test.each(everyNth(84, CASES))('%s at %i: dates around the switch go through every door', async (zone, at) => {
  const now = at - 26 * HOUR;
  const work = await testWorkspace({ zone, now });
  for (const word of words(at, zone)) {
    for (const field of FIELDS) {
      const added = await work
        .run<Task>('task_add', { description: `${field} ${word}`, [field]: word })
        .catch((error) => {
          // What ends before it begins is refused, as is a deadline in the past.
          expect(String(error.message), `${field} ${word}`).toMatch(/past|before/);
        });
      if (!added) continue;
      const stored = added[field]!;
      // A day stays a day, and a typed local time stays that time unless no clock shows it.
      if (/^\d{4}-\d\d-\d\d$/.test(word)) expect(stored).toBe(word);
      if (/^\d{4}-\d\d-\d\dT/.test(word)) {
        const shown = local(Date.parse(stored), zone).slice(0, 16);
        if (shown !== word) {
          expect(shown > word, `${word} is ${shown}`).toBe(true);
          expect(Date.parse(`${shown}Z`) - Date.parse(`${word}Z`)).toBeLessThanOrEqual(2 * HOUR);
        }
      }
      // An edit without a change changes nothing; of the description, only that.
      const found = await work.run<{ tasks: Task[] }>('task_list', { filter: `${added.id} ${field}:${stored}` });
      expect(found.tasks.length, `${field}:${stored} finds ${word}`).toBe(1);
    }
  }
  const all = await exported(work);
  for (const format of ['backlog', 'ndjson', 'csv', 'markdown', 'taskwarrior']) {
    const to = `${work.folder}/project/out.${format}`;
    await work.run('task_export', { filter: '+ANY', format, to }).catch(() => undefined);
    const other = await testWorkspace({ zone, now });
    const read = await other
      .run<{ bad: unknown[] }>('task_import', { from: to, format })
      .catch((error) => ({ bad: [String(error)] }));
    expect({ format, bad: read.bad }).toEqual({ format, bad: [] });
    expect({ format, dates: datesOf(await exported(other)) }).toEqual({ format, dates: datesOf(all) });
  }
});

test.each(everyNth(84, CASES))('%s at %i: a daily task has one instance a day', async (zone, at) => {
  const begin = at - 50 * HOUR;
  const day = local(begin + 24 * HOUR, zone).slice(0, 10);
  const work = await testWorkspace({ zone, now: begin });
  for (const due of [day, `${day}T00:00`, `${day}T00:30`, `${day}T01:30`, `${day}T02:30`, `${day}T23:30`])
    await work.run('task_add', { description: due, due, recur: 'daily' });
  for (let hour = 0; hour < 110; hour++) {
    work.pass(HOUR);
    await work.run('task_list', {}, { ...ADA, zone: hour % 2 ? 'Pacific/Kiritimati' : 'Pacific/Pago_Pago' });
  }
  const { tasks } = await work.run<{ tasks: Task[] }>('task_export', { filter: '+ANY' });
  for (const [name, some] of groupedBy(tasks, ({ description }) => description)) {
    const days = some
      .filter(({ template }) => template)
      .map(({ due }) => (due!.length === 10 ? due! : local(Date.parse(due!), zone).slice(0, 10)));
    // A time that no clock shows is an hour later, which can be on the next day.
    const most = name.length === 10 ? 0 : 1;
    expect(days.length - new Set(days).size, `${name}: ${days}`).toBeLessThanOrEqual(most);
    expect(days.length, `${name}: ${days}`).toBeGreaterThanOrEqual(4);
  }
});
