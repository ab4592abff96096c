import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import type { Task } from '../../src/domain/task/task.ts';
import type { Card } from '../../src/report/cards.ts';
import type { WaitingRow } from '../../src/report/now/now.ts';
import type { Outputs } from '../../src/web/sdk/calls.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { askedBy, runIn } from '../support/runs.ts';
import { ADA, agent, NOON, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

/** Tasks 1, 2, 3, …, the most urgent first. */
async function withTasks(count: number): Promise<TestWorkspace> {
  const work = await testWorkspace();
  for (let i = 1; i <= count; i++) await work.run('task_add', { description: `Task ${i}` });
  return work;
}

async function order({ run }: TestWorkspace, column = 'todo'): Promise<number[]> {
  const { cards } = await run<{ cards: Card[] }>('report_board');
  return cards.filter((card) => card.column === column).map(({ id }) => id);
}

test('a task is put before another one, and nobody else changes places', async () => {
  const work = await withTasks(4);
  await work.run('task_move', { id: 4, before: 2 });
  expect(await order(work)).toEqual([1, 4, 2, 3]);
  await work.run('task_move', { id: 3, before: 1 });
  expect(await order(work)).toEqual([3, 1, 4, 2]);
  await work.run('task_move', { id: 3, last: true });
  expect(await order(work)).toEqual([1, 4, 3, 2]);
  await work.run('task_move', { id: 1, after: 2 });
  expect(await order(work)).toEqual([4, 3, 2, 1]);
  await work.run('task_move', { id: 4, after: 3 });
  expect(await order(work)).toEqual([3, 4, 2, 1]);
  await work.run('task_move', { id: 4, after: 4 });
  expect(await order(work)).toEqual([3, 4, 2, 1]);
  await work.run('task_move', { id: 2, first: true });
  expect(await order(work)).toEqual([2, 3, 4, 1]);
  await work.run('task_move', { id: 2, first: true });
  expect(await order(work)).toEqual([2, 3, 4, 1]);
});

test.each([
  [{ first: true, last: true }, 'last and another place exclude each other: give one of them'],
  [{ before: 2, first: true }, 'first and another place exclude each other: give one of them'],
  [{ after: 2, last: true }, 'last and another place exclude each other: give one of them'],
])('a task gets one place: %j', async (places, message) => {
  const work = await withTasks(3);
  const was = await order(work);
  expect((await work.refused('task_move', { id: 3, ...places })).message).toBe(message);
  expect(await order(work)).toEqual(was);
});

test('a task goes to another column, lane and place as one change, which one undo takes back', async () => {
  const work = await withTasks(3);
  await work.run('task_modify', { filter: '1', project: 'api', agent: 'ada' });
  await work.run('task_start', { id: 2 });
  const shown = async () => (await work.run<{ tasks: Task[] }>('task_list', { filter: '1' })).tasks[0]!;
  const before = work.opened.store.state.seq;
  const was = await shown();
  await work.run('task_move', { id: 1, to: 'progress', before: 2, project: 'web', agent: '', priority: 'H' });
  expect(work.opened.store.state.seq).toBe(before + 1);
  expect(await shown()).toMatchObject({ project: 'web', priority: 'H', start: expect.any(String) });
  expect((await shown()).agent).toBeUndefined();
  expect(await order(work, 'progress')).toEqual([1, 2]);
  await work.run('task_undo', {});
  expect({ ...(await shown()), modified: '' }).toEqual({ ...was, modified: '' });
  expect(await order(work, 'progress')).toEqual([2]);
  await work.run('task_move', { id: 1, project: 'web' });
  expect(await shown()).toMatchObject({ project: 'web', agent: 'ada' });
});

test('a drag gives one rank, wherever it ends and whatever urgency the others have, and the order is had by sort:rank', async () => {
  const work = await withTasks(14);
  const ranked = async () =>
    (await work.run<{ tasks: { id: number }[] }>('task_list', { filter: 'rank.any:', fields: 'id' })).tasks.length;
  await work.run('task_move', { id: 14, before: 11 });
  expect(await order(work)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 11, 12, 13]);
  expect(await ranked()).toBe(1);
  for (const [id, before] of [
    [13, 12],
    [2, 9],
    [12, 1],
  ])
    await work.run('task_move', { id, before });
  expect(await ranked()).toBe(4);
  const shown = [12, 1, 3, 4, 5, 6, 7, 8, 2, 9, 10, 14, 11, 13];
  expect(await order(work)).toEqual(shown);
  const { tasks } = await work.run<{ tasks: { id: number }[] }>('task_list', { sort: 'rank', fields: 'id' });
  expect(tasks.map(({ id }) => id)).toEqual(shown);
  // Time alone moves nobody: neither in parts of a day nor in many of them.
  for (const hours of [1 / 3_600, 1, 11, 12, 23, 40 * 24]) {
    work.pass(hours * 3_600_000);
    expect(await order(work)).toEqual(shown);
  }
  // Where no number is left between two, their neighbours make room.
  for (let i = 0; i < 40; i++) await work.run('task_move', { id: i % 2 ? 5 : 6, before: i % 2 ? 6 : 5 });
  expect((await order(work)).filter((id) => id !== 5 && id !== 6)).toEqual(shown.filter((id) => id !== 5 && id !== 6));
});

test('a card keeps its place between two that inherit their urgency as the day goes on', async () => {
  const work = await testWorkspace();
  await work.run('setting_set', { name: 'urgency.inherit', value: true });
  await work.run('task_add', { description: 'Goal', priority: 'H' });
  work.pass(7 * 3_600_000);
  for (const description of ['One', 'Two', 'Three']) await work.run('task_add', { description });
  await work.run('task_modify', { filter: '1', depends: '+2,+3,+4' });
  await work.run('task_move', { id: 2, before: 4 });
  for (const hours of [1 / 3_600, 11, 12, 7, 23, 40 * 24]) {
    work.pass(hours * 3_600_000);
    expect(await order(work)).toEqual([3, 2, 4, 1]);
  }
});

test('a move to another column starts, stops, completes or reopens the task, in one commit', async () => {
  const work = await withTasks(2);
  const seq = work.opened.store.state.seq;
  for (const [to, state] of [
    ['progress', 'active'],
    ['todo', 'ready'],
    ['done', 'completed'],
    ['progress', 'active'],
  ])
    expect(await work.run<Card>('task_move', { id: 1, to })).toMatchObject({ column: to, state });
  expect(work.opened.store.state.seq).toBe(seq + 4);
});

test('a move of a task that somebody changed since is refused with what it is now', async () => {
  const work = await withTasks(1);
  const { version } = (await work.run<{ cards: Card[] }>('report_board')).cards[0]!;
  await work.run('task_start', { id: 1 }, agent('s1'));
  const { code, data } = await work.refused('task_move', { id: 1, to: 'done', seen: version });
  expect({ code, data }).toMatchObject({
    code: 'conflict',
    data: { card: { column: 'progress', by: expect.any(String) } },
  });
});

test('of two who saw the same and change it in the same second, the second is refused; each goes on from what the first left', async () => {
  const work = await withTasks(1);
  const other = await openWorkspace({
    cwd: join(work.folder, 'project'),
    env: { BACKLOG_DIR: join(work.folder, 'store') },
    ...{ now: () => NOON, zone: 'UTC', store: { validate: validateRecord } },
  });
  onTestFinished(() => other.close());
  const mine = work.run;
  const theirs = async (name: string, input: object) => (await execute(other, ADA, commandNamed(name), input)).output;
  const {
    cards: [card],
  } = (await theirs('report_board', {})) as { cards: Card[] };
  await mine('task_modify', { filter: '1', tags: 'a' });
  await expect(theirs('task_move', { id: 1, to: 'progress', seen: card!.version })).rejects.toMatchObject({
    code: 'conflict',
  });
  const was = { [card!.uuid]: { priority: null } };
  await mine('task_modify', { filter: '1', priority: 'H', was });
  await expect(theirs('task_modify', { filter: '1', priority: 'L', was })).rejects.toMatchObject({ code: 'conflict' });
  const {
    cards: [newer],
  } = await mine<{ cards: Card[] }>('report_board');
  expect(await theirs('task_move', { id: 1, to: 'progress', seen: newer!.version })).toMatchObject({
    column: 'progress',
  });
});

test('what is in review is decided about, not moved', async () => {
  const work = await withTasks(1);
  await runIn(work, 'review', { number: 1 });
  expect(await order(work, 'review')).toEqual([1]);
  for (const to of ['todo', 'progress', 'done'])
    expect((await work.refused('task_move', { id: 1, to })).hint).toContain('run_approve');
});

describe('what commits have changed since', () => {
  interface Since {
    cards: Card[];
    gone: string[] | null;
  }
  const since = async (work: TestWorkspace, change: () => Promise<unknown>, filter = '') => {
    const before = work.opened.store.state.seq;
    const { cards } = await work.run<Since>('report_board', { filter: '+ANY' });
    const ids = new Map(cards.map(({ uuid, id }) => [uuid, id]));
    await change();
    const answer = await work.run<Since>('report_board', { since: before, filter });
    return [answer.cards.map(({ id }) => id).sort(), answer.gone?.map((uuid) => ids.get(uuid)).sort() ?? null];
  };

  test('is told with those that a relation tied to it before or after, and with what is not shown any more', async () => {
    const work = await withTasks(5);
    await work.run('task_modify', { filter: '2', depends: 1 });
    await work.run('task_modify', { filter: '4', parent: 3 });
    expect(await since(work, () => work.run('task_modify', { filter: '2', depends: '-1' }))).toEqual([[1, 2], []]);
    expect(await since(work, () => work.run('task_modify', { filter: '4', parent: 5 }))).toEqual([[3, 4, 5], []]);
    expect(await since(work, () => work.run('task_delete', { id: 4 }))).toEqual([[5], [4]]);
    expect(await since(work, () => work.run('task_annotate', { id: 1, text: 'Seen' }), '2,3')).toEqual([[], [1]]);
  });

  test('is every card where a setting may have changed them all, or a filter asks of others', async () => {
    const work = await withTasks(2);
    const weight = () => work.run('setting_set', { name: 'urgency.age.coefficient', value: '3' });
    expect(await since(work, weight)).toEqual([[1, 2], null]);
    expect(await since(work, () => work.run('task_done', { id: 2 }), '+LATEST or 1')).toEqual([[1, 2], null]);
  });
});

test('what waits for a person stands in the order in which it holds others up', async () => {
  const work = await withTasks(6);
  await work.run('task_modify', { filter: '4', depends: 1 });
  await work.run('task_modify', { filter: '5', depends: 4 });
  await work.run('task_modify', { filter: '6', depends: 2 });
  await askedBy(work, await runIn(work, 'asking', { number: 3 }), 'Which?');
  await runIn(work, 'review', { number: 2 });
  await runIn(work, 'failed', { number: 1, reason: { code: 'crashed', text: 'exit 1' } });
  const { waiting } = await work.run<{ waiting: WaitingRow[] }>('report_now');
  expect(waiting.map(({ what, card, holdsUp }) => [what, card.id, holdsUp])).toEqual([
    ['failure', 1, 2],
    ['review', 2, 1],
    ['question', 3, 0],
  ]);
});

test('a run that failed waits for nobody once its task is done without it', async () => {
  const work = await withTasks(2);
  await work.run('task_modify', { filter: '2', depends: 1 });
  await runIn(work, 'failed', { number: 1, reason: { code: 'crashed', text: 'exit 1' } });
  await work.run('task_done', { id: 1 });
  expect(await work.run('report_now')).toMatchObject({ waiting: [], totals: { waiting: 0 } });
});

test('a card is in the first of the rows that selects it; a wrong row is named by its number', async () => {
  const { run, refused } = await withTasks(4);
  await run('task_modify', { filter: '1,2', project: 'api' });
  await run('task_modify', { filter: '2,3', priority: 'H' });
  await run('view_set', { name: 'urgent', filter: 'priority:H' });
  const rowsOf = async (rows: string[]) =>
    (await run<{ cards: Card[] }>('report_board', { rows })).cards.map(({ id, row }) => [id, row]).sort();
  expect(await rowsOf(['project:api', '@urgent'])).toEqual([
    [1, 0],
    [2, 0],
    [3, 1],
    [4, undefined],
  ]);
  expect(await rowsOf(['@urgent', 'project:api'])).toEqual([
    [1, 1],
    [2, 0],
    [3, 0],
    [4, undefined],
  ]);
  expect(await refused('report_board', { rows: ['project:api', 'projct:x'] })).toMatchObject({
    ...{ code: 'filter', message: expect.stringMatching(/^row 2: /) },
    data: { row: 1 },
  });
});

test('tasks are changed by one line in the words of the terminal, all of them in one commit, or none', async () => {
  const { run, refused, opened } = await withTasks(3);
  const seq = opened.store.state.seq;
  await run('task_modify', { filter: '1,2', line: '+web +ui pri:H due:"next friday" proj:api' });
  expect(opened.store.state.seq).toBe(seq + 1);
  await run('task_modify', { filter: '2', line: '-ui proj: after:1' });
  const { tasks } = await run<{ tasks: object[] }>('task_list', { format: 'json' });
  expect(tasks).toMatchObject([
    { id: 1, tags: ['web', 'ui'], priority: 'H', project: 'api', due: expect.any(String) },
    { id: 2, tags: ['web'], priority: 'H', depends: [expect.any(String)] },
    { id: 3 },
  ]);
  expect(tasks[1]).not.toHaveProperty('project');
  expect(await refused('task_modify', { filter: '3', line: '+web and more' })).toMatchObject({
    message: '"and" sets no field',
  });
  for (const twice of [{ line: 'pri:H pri:L' }, { line: 'pri:H', priority: 'L' }])
    expect(await refused('task_modify', { filter: '3', ...twice })).toMatchObject({ code: 'usage' });
});

test('a line is refused for all tasks when a field that it sets is another one by now than its writer saw; what is added overwrites nothing', async () => {
  const { run, refused } = await withTasks(2);
  const [first, second] = (await run<{ tasks: { uuid: string }[] }>('task_list', { format: 'json' })).tasks.map(
    ({ uuid }) => uuid,
  ) as [string, string];
  const was = { [first]: { priority: null, project: null, tags: null }, [second]: { priority: null } };
  await run('task_modify', { filter: '1', priority: 'L', tags: 'theirs' });
  expect(await refused('task_modify', { filter: '1,2', line: 'pri:H', was })).toMatchObject({
    ...{ code: 'conflict', message: 'priority of task 1 was changed meanwhile' },
    data: { field: 'priority', now: 'L' },
  });
  expect(await refused('task_modify', { filter: '1,2', line: 'tags:mine', was })).toMatchObject({ code: 'conflict' });
  await run('task_modify', { filter: '1,2', line: '+mine project:web', was });
  const { tasks } = await run<{ tasks: object[] }>('task_list', { format: 'json' });
  expect(tasks).toMatchObject([{ priority: 'L', tags: ['theirs', 'mine'], project: 'web' }, { tags: ['mine'] }]);
});

test('cards in progress have their remaining time, and the board has the sum for what the filter selects', async () => {
  const work = await withTasks(3);
  await work.run('task_modify', { filter: '1-3', estimate: '2h' });
  await work.run('task_modify', { filter: '1,2', project: 'web' });
  for (const id of [1, 3]) await work.run('task_start', { id });
  const read = (filter = '') => work.run<Outputs['report_board']>('report_board', { filter });
  const { cards, left } = await read();
  const hours = (ms = 0) => Math.round(ms / 3_600_000);
  expect(cards.map(({ id, left }) => [id, hours(left?.ms), left?.by])).toEqual([
    [2, 0, undefined],
    [1, 2, 'estimate'],
    [3, 2, 'estimate'],
  ]);
  expect([hours(left?.ms), left?.known]).toEqual([4, 2]);
  expect(cards.map(({ left }) => left?.now)).toEqual([undefined, NOON, NOON]);
  expect((await read('project:web')).left).toMatchObject({ known: 1, unknown: 0 });
  expect((await read()).todo).toEqual({ ms: 2 * 3_600_000, known: 1, unknown: 0 });
  await work.run('task_modify', { filter: '1,2', estimate: null });
  expect((await read()).left).toMatchObject({ known: 1, unknown: 1 });
  expect(await read()).not.toHaveProperty('todo');
  expect(await work.text('report_board')).toContain('about 2 h 0 min left in 1 task, unknown for 1');
  await work.run('task_modify', { filter: '1,2', estimate: '2h' });
  expect(await read('id:2')).not.toHaveProperty('left');
  expect(await work.text('report_board')).toContain('about 4 h 0 min left in 2 tasks');
});

test('a column with a limit has its number of tasks, also of those that the filter excludes', async () => {
  const work = await withTasks(3);
  for (const id of [1, 2]) await work.run('task_start', { id });
  const limits = async (filter = '') => (await work.run<Outputs['report_board']>('report_board', { filter })).limits;
  expect(await limits()).toBeUndefined();
  await work.run('setting_set', { name: 'board.limit.progress', value: 1 });
  expect(await limits('id:3')).toEqual({ progress: { most: 1, tasks: 2 } });
  expect(await work.text('report_board')).toContain('In progress (2 of at most 1)');
  await work.run('setting_set', { name: 'board.limit.progress', value: 0 });
  expect(await limits()).toBeUndefined();
});
