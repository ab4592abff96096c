import { expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { formatLocal } from '../../src/time/index.ts';
import { backlogBoard } from '../../src/web/sdk/client.ts';
import { cli } from '../interfaces/cli/line.ts';
import { connectInside, place } from '../interfaces/mcp/connect.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';
import { logIn, served } from '../web/served.ts';

/** Zones of which the first and the last never have the same day. */
const READERS = ['Pacific/Pago_Pago', 'Europe/London', 'Pacific/Kiritimati'];
const dayIn = (zone: string) => formatLocal(Date.now(), zone).slice(0, 10);

test('the API reads and compares dates in the zone of the request, whatever the zone of the server', async () => {
  const board = await served();
  const shown = await logIn(board.link());
  const queueIn = (zone: string) =>
    backlogBoard({
      ...{ url: board.origin, zone },
      fetch: (path, init) => fetch(path, { ...init, headers: { ...(init?.headers as object), ...shown } }),
    }).workspace(board.uuid).commands;
  const days: string[] = [];
  for (const zone of READERS) {
    const { due } = await queueIn(zone).task_add({ description: zone, due: 'today' });
    expect(due).toBe(dayIn(zone));
    days.push(due!);
  }
  for (const [n, zone] of READERS.entries()) {
    const day = days[n]!;
    const find = async (filter: string) =>
      ((await queueIn(zone).task_list({ filter })).tasks as Task[]).map(({ due }) => due).sort();
    expect(await find('+TODAY')).toEqual(days.filter((each) => each === day));
    expect(await find('due:today')).toEqual(days.filter((each) => each === day));
    expect(await find('+OVERDUE')).toEqual(days.filter((each) => each < day));
    expect(await find('due.before:today')).toEqual(days.filter((each) => each < day));
    expect(await find('due.after:today')).toEqual(days.filter((each) => each > day));
    const calendar = await queueIn(zone).report_calendar({ from: days[0]! });
    expect(calendar.today).toBe(day);
    expect(calendar.due.map(({ date }) => date)).toEqual([...new Set(days)]);
  }
});

test('a request with an unknown zone is refused with the header that is wrong', async () => {
  const board = await served();
  const { status, body } = await board.get(`/api/v1/${board.uuid}/task_list`, { 'backlog-zone': 'Mars/Olympus' });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    error: { code: 'usage', message: 'Backlog-Zone: "Mars/Olympus" is not a known time zone' },
  });
});

test('a cached answer counts only for its zone', async () => {
  const board = await served();
  const { headers } = await board.get(`/api/v1/${board.uuid}/task_list`, { 'backlog-zone': 'Asia/Tokyo' });
  expect(headers.get('vary')).toContain('Backlog-Zone');
});

test('the command line takes the zone of TZ, and prints the same day in every zone', async () => {
  const { cwd, say } = cli({ TZ: 'Pacific/Kiritimati' });
  await say('add Far --due 2030-12-10');
  for (const TZ of ['Pacific/Pago_Pago', 'UTC', 'Asia/Kathmandu']) {
    const { out } = await cli({ TZ }, true, cwd).say('list due:2030-12-10');
    expect(out).toContain('Far');
    const shown = await cli({ TZ }, true, cwd).say('show 1');
    expect(shown.out).toContain('2030-12-10');
    expect(shown.out).not.toMatch(/2030-12-(09|11)|00:00/);
  }
  const { out } = await cli({ TZ: 'UTC' }, true, cwd).say('history 1 --full');
  expect(out).toMatch(/due: 2030-12-10$/m);
});

test('a client of MCP can name the zone of its person with a call', async () => {
  const { call } = await connectInside(place());
  const day = async (meta: Record<string, unknown>) => {
    const { text } = await call('task_add', { description: 'Now', due: 'today' }, meta);
    const id = /\d+/.exec(text)![0];
    const { text: json } = await call('task_info', { id, format: 'json' });
    return (JSON.parse(json) as { record: { due: string } }).record.due;
  };
  const [first, last] = [
    await day({ 'backlog/zone': 'Pacific/Pago_Pago' }),
    await day({ 'openai/userLocation': { timezone: 'Pacific/Kiritimati' } }),
  ];
  expect(Date.parse(last) - Date.parse(first)).toBeGreaterThanOrEqual(86_400_000);
});

test('a task tells models and pipes the time of day of its due date in the zone of the caller, however far it is', async () => {
  const { run, text } = await testWorkspace();
  await run('task_add', { description: 'Deploy', due: '2099-12-24T17:00:00Z' });
  await run('task_add', { description: 'Pack', due: '2099-12-24' });
  const info = (id: string, zone: string) => text('task_info', { id }, { ...ADA, zone });
  expect(await info('1', 'UTC')).toContain('due: 2099-12-24 (2099-12-24 17:00 UTC)');
  expect(await info('1', 'Asia/Kathmandu')).toContain('due: 2099-12-24 (2099-12-24 22:45 +05:45)');
  expect(await info('2', 'Asia/Kathmandu')).not.toContain('due: ');
});
