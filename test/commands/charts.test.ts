import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { renderScreen } from '../../src/commands/render.ts';
import { cells } from '../../src/text/screen/layout/width.ts';
import { cli } from '../interfaces/cli/line.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const DAY = 86_400_000;

/** Ten days of work: a task each day, every other one done two days later, the first one opened again. */
async function fortnight(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  work.pass(-10 * DAY);
  for (let day = 1; day <= 10; day++) {
    await work.run('task_add', { description: `日本語 ${day}`, project: day % 2 ? '仕事.中' : 'web', due: 'now + 3d' });
    if (day > 2 && day % 2) await work.run('task_done', { id: day - 2 });
    work.pass(DAY);
  }
  await work.run('task_modify', { filter: '1', status: 'pending' });
  await work.run('task_start', { id: 10 });
  return work;
}

async function screen({ opened }: TestWorkspace, name: string, columns: number, input: object = {}): Promise<string[]> {
  const executed = await execute(opened, { ...ADA, door: 'cli' }, commandNamed(name), input);
  const lines = (await renderScreen(executed, { columns, rows: 20, colour: 0 })).split('\n');
  for (const line of lines) expect(cells(line), line).toBeLessThanOrEqual(columns);
  return lines;
}

test('a burndown counts a task that was opened again as done in between', async () => {
  const { bars } = await (await fortnight()).run<{ bars: { date: string; done: number }[] }>('report_burndown_daily');
  expect(bars.map(({ done }) => done)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 3]);
});

describe.each([40, 80, 200])('on %i columns', (columns) => {
  test('a burndown has as many bars as fit, and its legend counts', async () => {
    const lines = await screen(await fortnight(), 'report_burndown_daily', columns);
    const days = lines
      .find((line) => /^ +\d\d( +\d\d)+$/.test(line))!
      .trim()
      .split(/ +/);
    expect(days.at(-1)).toBe('30');
    expect(days).toHaveLength(11);
    expect(lines).toContainEqual(expect.stringMatching(/^█ open 6 {3}▒ started 1 {3}░ done 3$/));
    expect(lines.filter((line) => line.includes('█')).length).toBeGreaterThan(4);
  });

  test('a summary has its columns, and a bar where there is room', async () => {
    const lines = await screen(await fortnight(), 'report_summary', columns);
    expect(lines[0]).toMatch(/^Project +Open +Done/);
    expect(lines[1]).toMatch(/^web +5/);
    expect(lines.some((line) => line.includes('░'))).toBe(columns > 40);
    expect(lines.some((line) => line.startsWith('  仕事.中'))).toBe(true);
  });

  test('a calendar has months side by side, marks and what is due', async () => {
    const lines = await screen(await fortnight(), 'report_calendar', columns);
    const heads = lines.filter((line) => line.includes('Mo Tu We'));
    expect(heads).toHaveLength(columns === 40 ? 3 : 1);
    const july = lines.find((line) => /30#/.test(line))!;
    expect(july).toMatch(/^27 28!29 30#31\*/);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}2026-07-23 +1 .*日本語 1$/));
  });
});

const STEPS = {
  add: ['task_add', { description: 'New' }],
  done: ['task_done', { id: 1 }],
  delete: ['task_delete', { id: 1 }],
  start: ['task_start', { id: 1 }],
  reopen: ['task_modify', { filter: '1', status: 'pending' }],
  undo: ['task_undo', {}],
  redo: ['task_redo', {}],
} as const;

test.each([
  ['add undo', ''],
  ['done undo', ''],
  ['delete undo', ''],
  ['start undo', ''],
  ['done undo redo', 'done'],
  ['done reopen undo', 'done'],
  ['done reopen undo redo', 'done reopen'],
  ['done undo redo undo done', '. . . . done'],
])('a burndown of the days "%s" is that of the days "%s"', async (days, same) => {
  const burndown = async (words: string) => {
    const work = await testWorkspace();
    work.pass(-8 * DAY);
    await work.run('task_add', { description: 'Old' });
    for (const word of [...words.split(' '), ...Array<string>(8).fill('.')].slice(0, 8)) {
      work.pass(DAY);
      const step = Object.entries(STEPS).find(([name]) => name === word)?.[1];
      if (step) await work.run(step[0], step[1]);
    }
    return work.text('report_burndown_daily');
  };
  expect(await burndown(days)).toBe(await burndown(same));
});

test.each([
  ['burndown', 'report_burndown_daily'],
  ['burndown.weekly project:web', 'report_burndown_weekly'],
  ['burndown monthly', 'report_burndown_monthly'],
  ['summary', 'report_summary'],
  ['calendar 8 2026', 'report_calendar'],
])('%s is called as in Taskwarrior', async (line) => {
  const { say } = cli();
  await say('add one project:web due:2026-08-14');
  const { out, code } = await say(line);
  expect(code).toBe(0);
  expect(out).toMatch(/1 open|2026-08-14 1 one \(web\)/);
});

test.each<[Record<string, string>, string, number]>([
  [{}, '2026-07', 3],
  [{ from: '2026' }, '2026-01', 12],
  [{ from: '8 2026' }, '2026-08', 3],
  [{ from: '2026-11', months: '1' }, '2026-11', 1],
  [{ from: 'due' }, '2026-12', 3],
])('a calendar of %j begins in %s and has %i months', async (input, first, count) => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'x', due: '2026-12-24' });
  const { months } = await work.run<{ months: { month: string }[] }>('report_calendar', input);
  expect([months[0]!.month, months.length]).toEqual([first, count]);
});

test('what cannot be read is refused', async () => {
  const { refused } = await testWorkspace();
  expect((await refused('report_calendar', { from: '13 2026' })).message).toMatch(/from/);
  expect((await refused('report_burndown_daily', { periods: 0 })).code).toBe('usage');
  expect((await refused('report_summary', { filter: '((' })).code).toBe('filter');
});
