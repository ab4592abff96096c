import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import { runIn } from '../../support/runs.ts';
import { ADA, NOON, workspaces } from '../../support/workspace.ts';
import { cli, respelledAtNoon, stillClock } from './line.ts';

const queue = workspaces(async (work) => {
  await work.opened.context(ADA).make();
  for (const input of [
    { description: 'Low', priority: 'L' },
    { description: 'High', priority: 'H' },
    { description: 'None' },
    { description: 'Middle', priority: 'M' },
  ])
    await work.run('task_add', input);
});

async function typed() {
  const work = await queue();
  const { say } = cli({ BACKLOG_DIR: join(work.folder, 'store') }, true, join(work.folder, 'project'), stillClock());
  return { work, say };
}

describe('a number with a dash', () => {
  test.each([
    ['log -5', 'history --limit 5'],
    ['log -n 5', 'history --limit 5'],
    ['list -5', 'list --limit 5'],
    ['history -5', 'history --limit 5'],
    ['list +PENDING -2', 'list +PENDING --limit 2'],
    ['runs -3', 'run list --limit 3'],
  ])('%s is refused with %s, and makes no task', async (line, meant) => {
    const { work, say } = await typed();
    const before = [...work.opened.store.state.all('task')].length;
    const said = await say(line);
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining(`(did you mean \`backlog ${meant}\`?)`) });
    expect((await say(meant)).code).toBe(0);
    expect([...work.opened.store.state.all('task')]).toHaveLength(before);
  });

  test.each(['add -5', 'annotate 1 -5'])('%s', async (line) => {
    const { say } = await typed();
    expect((await say(line)).code).toBe(line.startsWith('add') ? 2 : 0);
  });

  test('after -- it is text', async () => {
    const { say } = await typed();
    expect((await say('add -- -5')).out).toMatch(/^Added 5 - ready -5$/m);
    expect((await say(['add', 'Allow -5 degrees'])).code).toBe(0);
    expect((await say('add From -5 to 5')).code).toBe(0);
  });
});

test.each(['--sort priority', 'sort:priority', '--sort priority-', '--sort pri'])(
  'list %s has the highest priority first',
  async (order) => {
    const { say } = await typed();
    expect((await say(`list ${order}`)).out.match(/^\d/gm)).toEqual(['2', '4', '1', '3']);
  },
);

test.each(['list', 'tree', 'count', 'lint'])('%s of an id that no task has names the id', async (verb) => {
  const { say } = await typed();
  expect((await say(`${verb} TASK-9`)).out).toContain('No task has the id TASK-9');
  expect((await say(`${verb} TASK-2`)).out).not.toContain('No task has');
});

test('explain takes the task as a flag', async () => {
  const { say } = await typed();
  expect(await say('explain --task task_002')).toEqual(await say('explain 2'));
});

test('a second plan of a task replaces no plan: it gets a name of its own, or is said to be an update', async () => {
  const { say } = await typed();
  await say(['plan', 'add', '1', 'First']);
  const { code, err } = await say(['plan', 'add', '1', 'Second']);
  expect([code, err]).toEqual([
    1,
    expect.stringContaining('For a document of its own: `backlog doc write 1 Second --name plan-2`.'),
  ]);
  expect((await say('plan show 1')).out).toContain('First');
  expect((await say(['plan', 'update', '1', 'Third'])).out).toContain('It replaces version 1.');
  expect((await say(['doc', 'write', '1', 'Second', '--name', 'plan-2'])).code).toBe(0);
  expect((await say('doc list 1')).out).toMatch(/^plan version 2[^\n]*\nplan-2 version 1/);
});

describe('an empty list of runs', () => {
  test('names the finished ones', async () => {
    const { work, say } = await typed();
    expect((await say('runs')).out).toBe('No runs.');
    for (const number of [1, 2]) await runIn(work, 'merged', { number });
    for (const line of ['runs', 'runs list', 'run list 1'])
      expect((await say(line)).out, line).toMatch(
        /^No active runs\. (1 finished run|2 finished runs): `backlog run list.* --all`$/,
      );
    expect((await say('runs --all')).out).toContain('merged');
    expect((await say('runs --state failed')).out).toBe('No run failed. r2 is merged: `backlog run show r2`');
  });
});

test('doctor names results that were not sent', async () => {
  const { work, say } = await typed();
  const outgoing = { commit: 'a'.repeat(40), at: toInstant(NOON), next: toInstant(NOON), tries: 2 };
  await runIn(work, 'merged', { number: 1, outgoing });
  expect((await say('doctor')).out).not.toContain("isn't sent");
  await runIn(work, 'merged', { number: 2, outgoing: { ...outgoing, failed: 'no network' } });
  expect((await say('doctor')).out).toContain(
    "The result of run r2 isn't sent after 2 attempts: no network. To try it now: `backlog run push r2`",
  );
});

test('lint --check exits with 1 if there are findings', async () => {
  const { say } = await typed();
  expect((await say('lint')).code).toBe(0);
  expect((await say('lint --check')).code).toBe(1);
  expect((await say('lint --kind duplicate --check')).code).toBe(0);
});

describe('a word alone', () => {
  test.each([
    ['watch', 'run list --watch'],
    ['due', 'list due.any: sort:due+'],
    ['tag', 'tags'],
    ['label', 'tags'],
    ['priority', 'list priority.any: sort:priority-'],
    ['context', 'view list'],
    ['runs all', 'run list --all'],
  ])('%s is %s', async (line, ours) => {
    expect(respelledAtNoon(line.split(' '))).toEqual(ours.split(' '));
    expect(respelledAtNoon([...line.split(' '), '--json'])).toEqual([...ours.split(' '), '--json']);
    const { say } = await typed();
    if (!ours.includes('--watch')) expect((await say(line)).code).toBe(0);
  });

  test.each(['watch 2', 'due 2 friday', 'tag 2 ui', 'priority 2 H'])('but %s is of task 2', (line) => {
    expect(respelledAtNoon(line.split(' '))[1]).toBe('2');
  });
});
