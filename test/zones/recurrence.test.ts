import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/base/day.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { dayStart } from '../../src/time/index.ts';
import { spawnInstances } from '../../src/work/recurrence/recurrence.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, NOON, testWorkspace } from '../support/workspace.ts';
import { PAIRS } from './pairs.ts';

const day = (n: number) => new Date(Date.parse('2026-07-30') + n * DAY_MS).toISOString().slice(0, 10);

describe('a series of days', () => {
  test.each(everyNth(40, PAIRS))(
    'of $writer keeps its days for $reader, also where clocks change',
    async ({ writer, reader }) => {
      const work = await testWorkspace({ zone: reader });
      const from = { ...ADA, zone: writer };
      const dates = { due: day(1), wait: day(0), scheduled: day(-1), recur: 'daily', until: day(120) };
      await work.run('task_add', { description: 'Water', ...dates }, from);
      const seen = new Set<string>();
      for (let n = 0; n < 120; n += 20) {
        await spawnInstances(work.opened.context({ ...ADA, zone: reader }));
        const { tasks } = await work.run<{ tasks: Task[] }>('task_export', { filter: '+INSTANCE' });
        for (const { due, wait, scheduled } of tasks) {
          expect(due).toMatch(/^\d{4}-\d\d-\d\d$/);
          expect(Date.parse(due!) - Date.parse(wait!)).toBe(DAY_MS);
          expect(Date.parse(due!) - Date.parse(scheduled!)).toBe(2 * DAY_MS);
          seen.add(due!);
        }
        const next = tasks
          .map(({ due }) => due!)
          .sort()
          .at(-1)!;
        // The next date is the first that begins after now in the zone of the series.
        const now = NOON + n * DAY_MS;
        expect(dayStart(Date.parse(next), writer)).toBeGreaterThan(now);
        expect(dayStart(Date.parse(next) - DAY_MS, writer)).toBeLessThanOrEqual(now);
        work.pass(20 * DAY_MS);
      }
      expect(seen.size).toBeGreaterThan(5);
      const { tasks } = await work.run<{ tasks: Task[] }>('task_export', { filter: 'status:recurring' });
      expect(tasks[0]).toMatchObject({ due: day(1), series: { zone: writer } });
    },
  );

  test('of six hours begins with the first second of its day, and has instants', async () => {
    const work = await testWorkspace({ zone: 'Asia/Kathmandu' });
    await work.run('task_add', { description: 'Look', due: day(1), recur: 'PT6H' });
    await spawnInstances(work.opened.context(ADA));
    const { tasks } = await work.run<{ tasks: Task[] }>('task_export', { filter: '+INSTANCE' });
    expect(tasks.map(({ due }) => due)).toEqual(['2026-07-30T18:15:00Z']);
  });
});

test('a task with an until day is deleted when the day is over everywhere, whoever looks', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Offer', until: day(1) }, { ...ADA, zone: 'Pacific/Pago_Pago' });
  const open = async (zone: string) =>
    (await work.run<{ tasks: Task[] }>('task_list', { filter: 'status:pending' }, { ...ADA, zone })).tasks.length;
  work.pass(Date.parse('2026-08-01T11:59:59Z') - NOON);
  for (const zone of ['Pacific/Kiritimati', 'UTC', 'Pacific/Pago_Pago']) expect(await open(zone)).toBe(1);
  work.pass(3_000);
  for (const zone of ['Pacific/Kiritimati', 'UTC', 'Pacific/Pago_Pago']) expect(await open(zone)).toBe(0);
  const { message } = await work.refused('task_add', { description: 'Late', until: '2026-07-31' });
  expect(message).toContain('is in the past');
});

test('records of earlier versions keep their instants, and show as days only where they were written', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Old', due: '2026-12-09T23:00:00Z' });
  const find = async (filter: string, zone: string) =>
    (await work.run<{ tasks: Task[] }>('task_list', { filter }, { ...ADA, zone })).tasks.length;
  expect(await find('due:2026-12-10', 'Europe/Berlin')).toBe(1);
  expect(await find('due:2026-12-09', 'UTC')).toBe(1);
});
