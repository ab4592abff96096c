import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { putDesiredState } from '../../src/scheduler/loop/desired-state.ts';
import { combined } from '../../src/scheduler/notices/combine.ts';
import { isQuietNow } from '../../src/scheduler/notices/take-notices.ts';
import { commandIn, isQuiet } from '../../src/work/settings/notify-settings.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { finishedLines } from '../support/files.ts';
import { askedBy, resultOf, runIn } from '../support/runs.ts';
import { DEADLINE_MS, runs } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';
import { shellAgent } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

test('quiet hours may pass midnight, and their end is not quiet', () => {
  const at = (hours: string, ...times: string[]) => times.map((time) => isQuiet(hours, time));
  expect(at('22:00-07:00', '21:59', '22:00', '23:59', '00:00', '06:59', '07:00')).toEqual([
    ...[false, true, true, true, true, false],
  ]);
  expect(at('12:00-13:30', '11:59', '12:00', '13:29', '13:30')).toEqual([false, true, true, false]);
  expect(at('', '12:00')).toEqual([false]);
});

test.each(['notify-send', '[]', '[1]', '[""]', '{"a":1}', '["a\\u0000b"]', '[["a"]]', 'null'])(
  'is no command of a person: %s',
  (text) => expect(commandIn(text)).toBeUndefined(),
);

test('more than three notices at once are one that names all', () => {
  const notices = ['r1', 'r2', 'r3', 'r4'].map((run) => ({ title: `${run} failed`, text: 'x' }));
  expect(combined(notices.slice(1))).toEqual(notices.slice(1));
  expect(combined(notices)).toEqual([{ title: '4 notices', text: 'r1 failed, r2 failed, r3 failed, r4 failed' }]);
});

test('a question, a result and a failure are taken once, by a person only; what a person stopped is none', async () => {
  const work = await testWorkspace();
  for (const description of ['A', 'B', 'C', 'D', 'E\u202Ee']) await work.run('task_add', { description });
  await askedBy(work, await runIn(work, 'asking', { number: 1 }), 'Which\u001B[2J one?');
  await runIn(work, 'review', { number: 2, result: resultOf() });
  await runIn(work, 'failed', { number: 3, reason: { code: 'crashed', text: 'exit 1' } });
  await runIn(work, 'stopped', { number: 4, reason: { code: 'asked', text: 'stopped by ada' } });
  await runIn(work, 'running', { number: 5 });
  const take = async () => (await work.run<{ notices: { title: string; text: string }[] }>('notice_take')).notices;
  await work.run('setting_set', { name: 'notify.quiet', value: '14:00-17:00' });
  expect(await take()).toEqual([]);
  await work.run('setting_set', { name: 'notify.quiet', value: '17:00-14:00' });
  expect(await take()).toMatchObject([
    { what: 'question', run: 'r1', task: 1, title: 'r1 is asking a question', text: '#1 A: Which␛[2J one?' },
    { what: 'review', run: 'r2', task: 2, title: 'r2 is in review' },
    { what: 'failure', run: 'r3', task: 3, title: 'r3 failed', text: '#3 C: exit 1' },
  ]);
  expect(await take()).toEqual([]);
  await expect(work.run('notice_take', {}, { actor: { kind: 'ai', name: 'x' }, holder: 'x' })).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('quiet hours of a zone that this computer does not know are those of the computer', async () => {
  const work = await testWorkspace();
  await work.run('setting_set', { name: 'notify.quiet', value: '22:00-07:00' });
  const context = work.opened.context(ADA);
  const row = context.store.state.get('setting', 'notify.quiet')!;
  await context.write('setting_set', (tx) => tx.put('setting', 'notify.quiet', { ...row, zone: 'America/Newtown' }));
  expect(isQuietNow(work.opened.context(ADA))).toBe(false);
});

test('quiet hours are those of the zone in which a person set them, whoever asks', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'A' });
  await runIn(work, 'review', { number: 1, result: resultOf() });
  const inZone = (zone: string) => ({ ...ADA, zone });
  const take = async (zone: string) =>
    (await work.run<{ notices: unknown[] }>('notice_take', {}, inZone(zone))).notices.length;
  // It is 14:30 in UTC, 23:30 in Tokyo.
  await work.run('setting_set', { name: 'notify.quiet', value: '22:00-07:00' }, inZone('Asia/Tokyo'));
  expect(await work.run('setting_get', { name: 'notify.quiet' })).toMatchObject({ zone: 'Asia/Tokyo' });
  expect(await take('UTC')).toBe(0);
  await work.run('setting_set', { name: 'notify.quiet', value: '22:00-07:00' }, inZone('UTC'));
  expect(await take('Asia/Tokyo')).toBe(1);
});

test('of a series of attempts by the orchestrator, only the last failure is notified, or one without a next attempt', async () => {
  const work = await testWorkspace();
  for (const description of ['A', 'B', 'C']) await work.run('task_add', { description });
  const code = 'agent_failed';
  const first = await runIn(work, 'failed', { number: 1, by: 'system:scheduler', reason: { code, text: 'exit 1' } });
  await runIn(work, 'failed', { number: 2, reason: { code, text: 'exit 2' } });
  const rounds = (['start', 'resume', 'resume'] as const).map((why, at) => ({ n: at + 1, why, at: first.at }));
  const ends = rounds.map(({ at }) => ({ at, code }) as const);
  await runIn(work, 'failed', { number: 3, by: 'system:scheduler', rounds, ends, reason: { code, text: 'exit 3' } });
  const take = async () =>
    // The orchestrator has no process here, of which another notice tells.
    (await work.run<{ notices: { run?: string }[] }>('notice_take')).notices.flatMap(({ run }) => run ?? []);
  await work.opened.store.write({ command: 'given', actor: ADA.actor }, (tx) =>
    putDesiredState(tx, work.opened.context(ADA), 'running', { attempts: 3, backoffMs: 60_000 }),
  );
  expect(await take()).toEqual(['r2', 'r3']);
  work.pass(100_000);
  expect(await take()).toEqual([]);
  // The next attempt did not begin in time.
  work.pass(30_000);
  expect(await take()).toEqual(['r1']);
});

test('a clock that was set back by a day delays no notice', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'A' });
  work.pass(-24 * 60 * 60_000);
  await runIn(work, 'review', { number: 1, result: resultOf() });
  const take = () => work.run<{ notices: object[] }>('notice_take');
  expect((await take()).notices).toMatchObject([{ run: 'r1', what: 'review' }]);
  expect((await take()).notices).toEqual([]);
});

test('only a terminal sets the program, and only a JSON array is one', async () => {
  const work = await testWorkspace();
  const set = (value: string, door: 'web' | 'cli') =>
    execute(work.opened, { ...ADA, door }, commandNamed('setting_set'), { name: 'notify.command', value });
  await expect(set('["true"]', 'web')).rejects.toMatchObject({ code: 'forbidden' });
  await expect(set('notify-send', 'cli')).rejects.toMatchObject({ code: 'invalid' });
  await set('["true"]', 'cli');
});

/** A program that writes its arguments as one line of a file. */
async function notified(place: Field) {
  const [script, file] = [join(place.root, 'notify.mjs'), join(place.root, 'notified')];
  writeFileSync(
    script,
    `import { appendFileSync } from 'node:fs';
appendFileSync(process.argv[2], JSON.stringify([process.env.BACKLOG_NOTICE, ...process.argv.slice(3)]) + '\\n');`,
  );
  await place.run('setting_set', {
    name: 'notify.command',
    value: JSON.stringify([process.execPath, script, file]),
  });
  const lines = () => finishedLines(file).map((line) => JSON.parse(line));
  const become = async (count: number) => {
    for (const late = Date.now() + DEADLINE_MS; lines().length < count && Date.now() < late; ) await wait(25);
    return lines();
  };
  return { lines, become };
}

const cli = (place: Field, ...words: string[]) =>
  promisify(execFile)(process.execPath, [plugin.cli, ...words], {
    cwd: place.user,
    env: { ...ENVIRONMENT, HOME: place.root, BACKLOG_DIR: place.store },
  });

/** Processes that look for events at the same time. */
const AT_ONCE = runs(3, 8);

soak(
  'the process of a run starts the program once; other processes at once and a restart start it no more',
  async () => {
    const place = await field(plugin);
    const { lines, become } = await notified(place);
    await shellAgent(place, 'worker', 'echo b >> src/a.txt');
    const id = await place.start(await place.task({ description: 'Change $(a) "b"' }), 'worker');
    await place.becomes(id, 'review');
    expect(await become(1)).toEqual([
      ['review', `${id} is in review`, expect.stringMatching(/^#1 Change \$\(a\) "b"/)],
    ]);
    await Promise.all(Array.from({ length: AT_ONCE }, () => cli(place, 'list')));
    expect(lines()).toHaveLength(1);
  },
);

soak('of processes that find the same event at once, one starts the program', async () => {
  const place = await field(plugin);
  await shellAgent(place, 'worker', 'exit 3');
  const id = await place.start(await place.task({ description: 'Fails' }), 'worker');
  await place.becomes(id, 'failed');
  const { lines, become } = await notified(place);
  // Older than the time that a page has.
  await place.opened.store.write({ command: 'given', actor: ADA.actor }, (tx) => {
    tx.put('run', id, { ...tx.get('run', id)!, since: '2026-01-01T00:00:00Z' });
  });
  await Promise.all(Array.from({ length: AT_ONCE }, () => cli(place, 'list')));
  expect(await become(1)).toEqual([['failure', `${id} failed`, expect.stringContaining('#1 Fails')]]);
  await cli(place, 'list');
  expect(lines()).toHaveLength(1);
});

soak('the end of the orchestrator is one notice with a summary', async () => {
  const place = await field(plugin);
  const { become } = await notified(place);
  await shellAgent(place, 'worker', 'echo "$BACKLOG_TASK_ID" >> "src/$BACKLOG_TASK_ID.txt"');
  for (const n of [1, 2]) await place.task({ description: `Task ${n}`, agent: 'worker', scope: [`src/${n}.txt`] });
  await place.run('orchestrator_start', { agents: 2 });
  const told = await become(3);
  expect(told.map(([what]) => what).sort()).toEqual(['end', 'review', 'review']);
  expect(told.find(([what]) => what === 'end')).toEqual([
    'end',
    'The orchestrator has nothing left to start',
    '2 runs: 2 review',
  ]);
  await place.run('orchestrator_stop');
});

test('notice test runs the program once and shows why it failed', async () => {
  const place = await field(plugin);
  expect(await place.text('notice_test')).toContain('No program sends notices');
  const { lines } = await notified(place);
  await execute(place.opened, { ...ADA, door: 'cli' }, commandNamed('notice_test'), {});
  expect(lines()).toEqual([['review', 'Test of Backlog', 'A notice has this form.']]);
  await place.run('setting_set', { name: 'notify.command', value: '["/no/such/program"]' });
  expect((await place.refused('notice_test')).message).toContain('/no/such/program');
});
