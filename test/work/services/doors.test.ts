import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveConflicts } from '../../../src/work/services/resolve.ts';
import { findTask } from '../../../src/work/task/find.ts';
import { cli, errorIn } from '../../interfaces/cli/line.ts';
import { connectInside } from '../../interfaces/mcp/connect.ts';
import { tempFolder } from '../../support/folder.ts';
import { gitHubGround } from '../../support/github/ground.ts';
import { fakeInEnvironment } from '../../support/github/with-source.ts';
import { ADA } from '../../support/workspace.ts';

/** A queue with five issues in step. */
async function inStep() {
  const ground = await gitHubGround();
  const { fake, work } = ground;
  for (let i = 1; i <= 5; i++) fake.repository.open(`Issue ${i}`, { body: 'Text' });
  await ground.add();
  await ground.sync({ agree: true });
  fake.repository.pass(5_000);
  const records = (kind: 'linked' | 'sending' | 'conflict') => Array.from(work.opened.store.state.all(kind)).sort();
  return { ...ground, records };
}

test('of two doors that decide one conflict at once, one does, and the other is refused', async () => {
  const { work, fake, sync, records } = await inStep();
  await work.run('task_modify', { filter: '1', description: 'Mine' });
  fake.repository.edit(1, { title: 'Theirs' });
  await sync();
  const context = work.opened.context(ADA);
  const ask = { task: findTask(context.queue, '1'), field: undefined, source: undefined };
  // The other door decides after this one has looked, and before it writes.
  const late: typeof context.write = async (name, fn) => {
    await work.run('source_resolve', { id: '1', side: 'here' });
    return context.write(name, fn);
  };
  await expect(
    resolveConflicts(context, (fn) => late('source_resolve', fn), { ...ask, side: 'there' }),
  ).rejects.toMatchObject({
    code: 'conflict',
    message: 'the conflict of task 1 in description was decided or changed meanwhile',
  });
  expect(records('conflict')).toMatchObject([[expect.anything(), { resolved: { side: 'here' } }]]);
  await sync();
  expect(fake.repository.issues.get(1)!.title).toBe('Mine');
});

test('a source that is disabled while it pushes stops, and what it sent is recognised later', async () => {
  const { work, fake, sync, push, records } = await inStep();
  for (let i = 1; i <= 5; i++) await work.run('task_modify', { filter: String(i), description: `Mine ${i}` });
  let disabled: Promise<unknown> | undefined;
  const act = () => {
    disabled = work.run('source_disable', { name: 'app' });
  };
  fake.late.push({ requests: 3, ms: 1_000_000, act });
  expect((await work.refused('source_push', { name: 'app' })).message).toBe('source app was disabled meanwhile');
  await disabled;
  const mine = () => [...fake.repository.issues.values()].filter(({ title }) => title.startsWith('Mine')).length;
  expect(mine()).toBeLessThan(5);
  await work.run('source_enable', { name: 'app' });
  await sync();
  expect([mine(), records('sending')]).toEqual([5, []]);
  expect(await push()).toMatchObject({ pushed: [], unpushed: [] });
});

test('a source is not removed while it is synchronised; an undo of its removal brings its links back', async () => {
  const { work, fake, sync, tasks, records } = await inStep();
  let removed: Promise<{ message: string; hint?: string }> | undefined;
  const act = () => {
    removed = work.refused('source_remove', { name: 'app' }) as never;
  };
  fake.late.push({ requests: 1, ms: 1_000_000, act });
  await sync();
  expect(await removed).toMatchObject({
    message: 'another process is synchronising app',
    hint: 'Stop it: `backlog source disable app`. Then remove the source.',
  });
  const before = records('linked');
  await work.run('source_remove', { name: 'app' });
  expect(records('linked')).toEqual([]);
  await work.run('task_undo', {});
  expect(records('linked')).toEqual(before);
  await work.run('task_modify', { filter: '1', description: 'Mine' });
  expect(await sync()).toMatchObject({ added: [], pushed: [{ number: 1 }], conflicts: [] });
  expect(await tasks()).toHaveLength(5);
});

test('one repository has one source, however its address is written', async () => {
  const { work, add } = await gitHubGround();
  await add();
  for (const list of [
    'ACME/App',
    'https://github.com/acme/app.git',
    'git@github.com:acme/app.git',
    'ssh://git@github.com/Acme/app',
    'github.com/acme/app/',
  ]) {
    const { message } = await work.refused('source_add', { service: 'github', list, name: 'again' });
    expect(message).toMatch(/^source app already keeps acme\/app in step$/i);
  }
});

test('a repository that has moved has no second source under its new name, and no comment comes twice', async () => {
  const { work, fake, sync, add } = await inStep();
  [fake.formerly, fake.repo] = ['acme/app', 'acme/new'];
  await work.run('source_update', { name: 'app', notes: 'on' });
  await work.run('task_annotate', { id: 1, text: 'A note' });
  await add({ list: 'acme/new', notes: true });
  const message = 'source app already keeps acme/new in step under the name acme/app';
  for (const more of [{ dry_run: true }, { agree: true }])
    expect((await work.refused('source_sync', { name: 'new', ...more })).message).toBe(message);
  const update = { name: 'app', list: 'acme/new' };
  expect((await work.refused('source_update', update)).message).toBe('source new already keeps acme/new in step');
  await work.run('source_remove', { name: 'new' });
  await work.run('source_update', update);
  await sync();
  expect(fake.repository.commentsOf(1)).toHaveLength(1);
});

test('a source of a former name is refused with the name before it reads anything', async () => {
  const { work, fake } = await inStep();
  await work.run('source_remove', { name: 'app' });
  [fake.formerly, fake.repo] = ['acme/app', 'acme/new'];
  await work.run('source_add', { service: 'github', list: 'acme/app', name: 'former' });
  expect((await work.refused('source_pull', { name: 'former' })).hint).toContain(
    'source update former --list acme/new',
  );
  await work.run('source_update', { name: 'former', list: 'acme/new' });
  expect(await work.run('source_pull', { name: 'former' })).toMatchObject({ added: [], refused: [] });
});

test('an undo after a push goes there, too, also into the status comment', async () => {
  const { work, fake, sync } = await inStep();
  await work.run('source_update', { name: 'app', close: 'completed' });
  await work.run('task_done', { id: '1' });
  await sync();
  await work.run('task_undo', {});
  await sync();
  expect(fake.repository.issues.get(1)!.state).toBe('open');
  expect(fake.repository.commentsOf(1).map(({ body }) => body.split('\n')[0])).toEqual([
    '**Backlog**: task 1 is open.',
  ]);
  expect(await sync()).toMatchObject({ changed: [], pushed: [] });
});

test('a task that is deleted here leaves its issue unchanged there; after a purge, a changed issue stays out', async () => {
  const { work, fake, sync, tasks } = await inStep();
  await work.run('task_delete', { id: '1' });
  await work.run('task_delete', { id: '2' });
  await work.run('task_purge', { id: '2' });
  await sync();
  for (const number of [1, 2]) {
    fake.repository.edit(number, { title: `Lives ${number}` });
    fake.repository.comment(number, 'Still here');
  }
  fake.repository.pass(5_000);
  expect(await sync()).toMatchObject({ added: [], changed: [{ id: 1 }], comments: 1, pushed: [] });
  expect([1, 2].map((number) => fake.repository.issues.get(number)!.state)).toEqual(['open', 'open']);
  const lives = (await tasks()).filter(({ description }) => description.startsWith('Lives'));
  expect(lives.map(({ id, status, annotations }) => [id, status, annotations?.length])).toEqual([[1, 'deleted', 1]]);
});

test('a command line and an MCP client bring a purged issue back: JSON says what came, and an agent gets the line for people', async () => {
  const fake = await fakeInEnvironment();
  fake.repository.open('One', { body: 'Text' });
  const project = tempFolder('again');
  const env = { GITHUB_API_URL: fake.api, GITHUB_TOKEN: fake.token };
  const { say } = cli(env, true, project);
  for (const line of ['init', 'source add github acme/app', 'source pull app', 'delete 1', 'purge 1'])
    expect(await say([...line.split(' '), ...(line.startsWith('purge') ? ['--yes'] : [])])).toMatchObject({ code: 0 });
  const served = await connectInside({
    project,
    home: tempFolder('home'),
    env: { ...env, BACKLOG_DIR: join(project, 'store'), BACKLOG_TOOLS: 'all' },
  });
  const asked = await served.call('source_pull', { name: 'app', again: '1' });
  expect([asked.isError, asked.text]).toEqual([true, expect.stringContaining('backlog source pull app --again 1')]);
  const read = ({ out }: { out: string }) => JSON.parse(out);
  const trial = await say('source pull app --again 1 --dry-run --json');
  expect([trial.code, read(trial)]).toMatchObject([0, { dryRun: true, added: [{ description: 'One' }] }]);
  const done = await say('source pull app --again 1 --json');
  expect([done.code, read(done)]).toMatchObject([0, { dryRun: false, added: [{ description: 'One' }], told: [] }]);
  const twice = await say('source pull app --again 1 --json');
  expect([twice.code, errorIn(twice)]).toMatchObject([1, { code: 'nothing-to-do' }]);
  const none = await say('source pull app --again 9 --json');
  expect([none.code, errorIn(none)]).toMatchObject([1, { code: 'not-found' }]);
  // Where a person allows it, an agent's call brings it, too.
  for (const line of ['delete 2', 'setting set purge.agents true']) expect(await say(line)).toMatchObject({ code: 0 });
  expect(await say('purge 2 --yes')).toMatchObject({ code: 0 });
  const again = await served.call('source_pull', { name: 'app', again: '#1' });
  expect([again.isError, again.text]).toEqual([false, expect.stringMatching(/Added to the queue \(1\):\n.*One/)]);
});

test('a terminal and an MCP client each decide a conflict, see both values, and find the loser among the decided ones', async () => {
  const fake = await fakeInEnvironment();
  for (const title of ['One', 'Two']) fake.repository.open(title);
  const project = tempFolder('decided');
  const env = { GITHUB_API_URL: fake.api, GITHUB_TOKEN: fake.token };
  const { say } = cli(env, true, project);
  const lines = ['source sync app --agree', 'modify 1 description:Mine', 'modify 2 description:My'];
  for (const line of ['init', 'source add github acme/app', ...lines])
    expect([line, await say(line.split(' '))]).toMatchObject([line, { code: 0, err: expect.anything() }]);
  fake.repository.pass(5_000);
  fake.repository.edit(1, { title: 'Theirs' });
  fake.repository.edit(2, { title: 'Their' });
  expect((await say('source sync app')).code).toBe(1);
  const served = await connectInside({
    project,
    home: tempFolder('home'),
    env: { ...env, BACKLOG_DIR: join(project, 'store'), BACKLOG_TOOLS: 'all' },
  });
  const listed = (await served.call('source_conflicts', {})).text;
  for (const [n, value] of ['Mine', 'Theirs', 'My', 'Their'].entries())
    expect([n, listed]).toEqual([n, expect.stringContaining(`| ${value}`)]);
  expect(listed).toContain('octocat');
  expect((await served.call('source_resolve', { id: 1, side: 'here' })).isError).toBe(false);
  expect((await say('source resolve 2 there')).code).toBe(0);
  expect((await say('source sync app')).code).toBe(0);
  expect([1, 2].map((number) => fake.repository.issues.get(number)!.title)).toEqual(['Mine', 'Their']);
  const { conflicts } = JSON.parse((await say('source conflicts --all --json')).out) as { conflicts: object[] };
  expect(conflicts).toMatchObject([
    { here: 'Mine', there: 'Theirs', resolved: { side: 'here' } },
    { here: 'My', there: 'Their', resolved: { side: 'there' } },
  ]);
});

test('a pull that lacks comments names them, says when it asks again, and exits with 1; later ones say that an issue lacks some', async () => {
  const fake = await fakeInEnvironment();
  const number = fake.repository.open('One', { labels: ['agent'] }).number;
  fake.repository.comment(number, 'Theirs');
  const { say } = cli({ GITHUB_API_URL: fake.api, GITHUB_TOKEN: fake.token }, true, tempFolder('missing'));
  for (const line of ['init', 'source add github acme/app --filter label:agent'])
    expect(await say(line.split(' '))).toMatchObject({ code: 0 });
  fake.faults.push({ kind: 'status', status: 403, path: /\/issues\/1\/comments/, times: 999 });
  const pulled = async () => {
    const { code, out } = await say('source pull app');
    return [code, out];
  };
  expect(await pulled()).toEqual([1, expect.stringMatching(/Missing here \(1\):\n {2}#1, comments: .*--again 1/)]);
  const lacks = '1 issue lacks comments or blockers here: `backlog source show app`';
  expect(await pulled()).toEqual([0, expect.stringContaining(lacks)]);
  expect((await say('source list')).out).toContain('1 issue not in step');
  expect((await say('source show app')).out).toContain('#1, comments: The service refused to show them');
  fake.faults.length = 0;
  expect((await say('source pull app --again 1')).code).toBe(0);
  expect((await say('source pull app')).code).toBe(0);
});
