import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/base/day.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { dayStart, formatLocal } from '../../src/time/index.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, NOON, testWorkspace } from '../support/workspace.ts';
import { PAIRS } from './pairs.ts';

const FIELDS = ['due', 'scheduled', 'wait', 'until'] as const;
/** A day of winter, of summer, with clocks that are set forward or back in some zone, and the edges of a year. */
const DAYS = ['2026-12-10', '2026-08-01', '2027-03-28', '2026-11-01', '2026-12-31', '2027-01-01', '2028-02-29'];
const AT = '2026-12-10T09:30:00Z';

const today = (zone: string) => formatLocal(NOON, zone).slice(0, 10);
const later = (day: string, days: number) => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
const named = ({ tasks }: { tasks: { description: string }[] }) => tasks.map(({ description }) => description).sort();

describe('a day stays this day', () => {
  test.each(everyNth(640, PAIRS))(
    '$writer to $reader: stored, listed, selected, edited, exported and imported',
    async ({ writer, reader }) => {
      const work = await testWorkspace({ zone: 'UTC' });
      const [from, to] = [
        { ...ADA, zone: writer },
        { ...ADA, zone: reader },
      ];
      const find = async (filter: string, zone = to) => named(await work.run('task_list', { filter }, zone));
      for (const [n, day] of DAYS.entries()) {
        const dates = Object.fromEntries(FIELDS.map((field) => [field, day]));
        await work.run('task_add', { description: day, ...dates }, from);
        const { record } = await work.run<{ record: Task }>('task_info', { id: String(n + 1) }, to);
        expect(record).toMatchObject(dates);
        for (const field of FIELDS) {
          const of = `+ANY id:${n + 1} ${field}`;
          expect(await find(`${of}:${day}`), field).toEqual([day]);
          expect(await find(`${of}.before:${day}`)).toEqual([]);
          expect(await find(`${of}.after:${day}`)).toEqual([]);
          expect(await find(`${of}.before:${later(day, 1)}`)).toEqual([day]);
          expect(await find(`${of}.after:${later(day, -1)}`)).toEqual([day]);
          expect(await find(`${of}:${later(day, 1)}`)).toEqual([]);
          expect(await find(`${of}:${later(day, -1)}`)).toEqual([]);
        }
      }
      const instants = { due: AT, scheduled: AT, wait: AT, until: AT };
      await work.run('task_add', { description: 'instants', ...instants }, from);
      expect(await work.run('task_info', { id: String(DAYS.length + 1) }, to)).toMatchObject({ record: instants });
    },
  );

  test.each(everyNth(160, PAIRS))(
    '$writer to $reader: words mean the days of their writer, and late is late for the reader',
    async ({ writer, reader }) => {
      const work = await testWorkspace({ zone: 'UTC' });
      const [from, to] = [
        { ...ADA, zone: writer },
        { ...ADA, zone: reader },
      ];
      for (const word of ['yesterday', 'today', 'tomorrow'])
        await work.run('task_add', { description: word, due: word }, from);
      const days = [-1, 0, 1].map((n) => later(today(writer), n));
      const { tasks } = await work.run<{ tasks: Task[] }>('task_list', { filter: 'sort:id' }, to);
      expect(tasks.map(({ due }) => due)).toEqual(days);
      const daysWhere = (fits: (day: string) => boolean) =>
        ['yesterday', 'today', 'tomorrow'].filter((_, n) => fits(days[n]!)).sort();
      const find = async (filter: string) => named(await work.run('task_list', { filter }, to));
      expect(await find('+OVERDUE')).toEqual(daysWhere((day) => day < today(reader)));
      expect(await find('+TODAY')).toEqual(daysWhere((day) => day === today(reader)));
      expect(await find('+TOMORROW')).toEqual(daysWhere((day) => day === later(today(reader), 1)));
      expect(await find('due:today')).toEqual(daysWhere((day) => day === today(reader)));
      expect(await find('due.before:today')).toEqual(daysWhere((day) => day < today(reader)));
      expect(await find('due.before:tomorrow')).toEqual(daysWhere((day) => day <= today(reader)));
      const status = await work.run<{ overdue: Task[] }>('backlog_status', {}, to);
      expect(status.overdue.map(({ description }) => description).sort()).toEqual(
        daysWhere((day) => day < today(reader)),
      );
      const text = await work.text('task_list', { filter: 'description:tomorrow' }, { ...to, door: 'cli' });
      const shown = { [-1]: '-1d', 0: 'today', 1: 'tomorrow', 2: '' }[
        (Date.parse(days[2]!) - Date.parse(today(reader))) / DAY_MS
      ];
      expect(text).toContain(`due:${shown || ''}`);
    },
  );

  test.each(everyNth(160, PAIRS))(
    '$writer to $reader: hidden and scheduled until the reader has this day',
    async ({ writer, reader }) => {
      const work = await testWorkspace({ zone: 'UTC' });
      const [from, to] = [
        { ...ADA, zone: writer },
        { ...ADA, zone: reader },
      ];
      const day = '2026-08-15';
      await work.run('task_add', { description: 'hidden', wait: day }, from);
      await work.run('task_add', { description: 'planned', scheduled: day }, from);
      const ready = async () => named(await work.run('task_list', { filter: '+READY' }, to));
      work.pass(dayStart(Date.parse(day), reader) - 1000 - NOON);
      expect(await ready()).toEqual([]);
      work.pass(1000);
      expect(await ready()).toEqual(['hidden', 'planned']);
    },
  );

  test.each(
    everyNth(3, ['backlog', 'ndjson', 'csv', 'markdown', 'taskwarrior']).flatMap((format) =>
      everyNth(160, PAIRS).map((pair) => ({ format, ...pair })),
    ),
  )('$format from $writer to $reader: an export and its import', async ({ format, writer, reader }) => {
    const [here, there] = [await testWorkspace({ zone: writer }), await testWorkspace({ zone: reader })];
    for (const day of DAYS)
      await here.run('task_add', { description: day, due: day, scheduled: day, wait: day, until: day });
    await here.run('task_add', { description: 'instant', due: AT });
    const path = `exported.${format}`;
    await here.run('task_export', { format, to: path });
    await there.run('task_import', { from: join(here.folder, 'project', path), format });
    const { tasks } = await there.run<{ tasks: Task[] }>('task_export', {});
    expect(tasks).toHaveLength(DAYS.length + 1);
    for (const { description, due, scheduled, wait, until } of tasks)
      if (description === 'instant') expect(due).toBe(AT);
      else expect([due, scheduled, wait, until]).toEqual(Array.from({ length: 4 }, () => description));
  });
});
