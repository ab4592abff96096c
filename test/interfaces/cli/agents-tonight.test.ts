import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stepLines } from '../../../src/text/runs/run.ts';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { cli, meantIn } from './line.ts';

/** Lines of people who let agents work tonight, and of a team on one database. */
const queue = workspaces(async (work) => {
  await gitProject(work);
  for (const description of ['Fix login', 'Write docs']) await work.run('task_add', { description, project: 'web' });
  await runIn(work, 'review', { number: 1, result: resultOf({ files: 0 }) });
});

const sayIn = ({ folder }: TestWorkspace) =>
  cli({ BACKLOG_DIR: join(folder, 'store') }, true, join(folder, 'project')).say;

describe('a noun alone lists, or shows its status', () => {
  test.each([
    ['agent', 'agent list'],
    ['autonomy', 'autonomy list'],
    ['claim', 'claim list'],
    ['goal', 'goal list'],
    ['pass', 'pass list'],
    ['repo', 'repo list'],
    ['setting --json', 'setting list --json'],
    ['worktree', 'worktree list'],
    ['orchestrator', 'orchestrator status'],
    ['store', 'whoami'],
    ['orchestrator start --agents 3 --dry-run', 'orchestrator simulate --agents 3'],
  ])('%s: %s', async (line, meant) => {
    const say = sayIn(await queue());
    const { code, out } = await say(line);
    expect([code, out]).toEqual([0, (await say(meant)).out]);
  });
});

describe('help of a noun that is a command, too, has all its verbs', () => {
  test.each([
    ['inbox', ['inbox list', 'inbox add', 'inbox accept', 'inbox merge', 'inbox reject']],
    ['config', ['config show', 'config trust']],
    ['queue', ['queue list', 'queue remove']],
    ['archive', ['--before', 'archive list', 'archive restore']],
    ['run', ['--agent', 'run list', 'run ask', 'run revert']],
    ['review', ['--watch', 'review comment', 'review send']],
  ])('%s', async (noun, shown) => {
    const { out } = await sayIn(await queue())(`help ${noun}`);
    for (const each of shown) expect(out).toContain(each);
    expect(out).not.toContain('[object');
  });
});

describe('a suggestion does nothing that the person did not ask for', () => {
  test.each(
    everyNth(3, [
      ['orchestrator start --agents 3 --budget 5 --dry-run', 'orchestrator simulate --agents 3'],
      ['store move s3://bucket/web --dry-run', undefined],
      ['orchestrator stop --preview', undefined],
      ['token move x', undefined],
      ['queue remov x', undefined],
      ['queue remvoe x', 'queue remove x'],
      ['orchestrator start --agents 3 --deadline 7am', 'orchestrator start --agents 3'],
      ['orchestrator stop --after 4h', 'orchestrator stop'],
      ['run stop --all', 'orchestrator stop --runs'],
      ['rules', 'autonomy list'],
      ['question list', 'run list --state asking'],
    ]),
  )('%s: %s', async (line, meant) => {
    const { code, err } = await sayIn(await queue())(line);
    expect([code, meantIn(err)], err).toEqual([2, meant]);
  });

  test('what has no place is named with what does it instead', async () => {
    const say = sayIn(await queue());
    expect((await say('orchestrator start --deadline 7am')).err).toContain('`backlog orchestrator stop --runs`');
    expect((await say('orchestrator stop --after 4h')).err).toContain('It stops at once');
    expect((await say('add Fix --budget 2')).err).toContain('`backlog setting set runs.cost 2`');
    expect((await say('store move local')).err).toContain('`backlog store move disk`');
    expect((await say(['setting', 'set', 'notify.command', 'notify-send Backlog'])).err).toContain(
      `\`backlog setting set notify.command '["notify-send","-a","Backlog"]'\``,
    );
  });
});

test('a verb without its noun names the commands that have it', async () => {
  const say = sayIn(await queue());
  expect((await say(['ask', 'Which name?'])).err).toContain('Commands with this verb: run ask (Ask the reviewer). ');
  expect((await say('trust')).err).toMatch(/: config trust \(.*\), store trust \(.*`backlog config trust --help`/);
  expect((await say('help trust')).err).toContain(', store trust (Agree to what the queue executes). ');
});

test('claim acquire takes no task for a file of this name', async () => {
  const work = await queue();
  const say = sayIn(work);
  const refused = await say('claim acquire 2 --for 2h');
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('2 is a task') });
  expect(refused.err).toMatch(/`backlog start 2`.*`backlog claim acquire \.\/2`/);
  expect(refused.err).not.toContain('--task 2');
  await say('start 2');
  expect((await say('claim acquire 2 --for 2h')).err).toContain('`backlog claim acquire --task 2 --for 2h`');
  for (const file of ['./2', '77']) expect(await say(`claim acquire ${file}`)).toMatchObject({ code: 0 });
  writeFileSync(join(work.folder, 'project', '1'), '');
  expect(await say('claim acquire 1')).toMatchObject({ code: 0 });
});

test('a setting that names an undefined check says so, with the nearest one', async () => {
  const say = sayIn(await queue());
  await say(['setting', 'set', 'checks.unit', 'npm test']);
  for (const name of ['judges', 'fixes', 'checks'])
    expect((await say(`setting set runs.${name} unti`)).out).toContain(
      '(did you mean "unit"?), which no setting defines',
    );
  for (const value of ['unit', 'none', 'all'])
    expect((await say(`setting set runs.checks ${value}`)).out).not.toContain('which no');
});

test('a mistyped check in --by becomes no command: the answer and the task name the defined checks', async () => {
  const say = sayIn(await queue());
  await say(['setting', 'set', 'checks.unit', 'npm test']);
  const unknown = 'no check is called "unti" (did you mean "unit"?), defined: unit';
  expect((await say('modify 1 --criterion fast --by unti')).out).toContain(
    `${unknown}; not run before a person agrees`,
  );
  expect((await say('info 1')).out).toContain(`not run: ${unknown}. To agree: backlog setting set commands.`);
  expect((await say('modify 2 --criterion fast --by make')).out).not.toContain('not run');
});

test('a request to revert says what follows, and a merged run that is to be discarded names it', async () => {
  const work = await queue();
  const run = await runIn(work, 'merged', { number: 2, result: resultOf() });
  const say = sayIn(work);
  await say('done 2');
  expect((await say(`discard ${run.id}`)).err).toContain(`backlog run revert ${run.id}`);
  const revert = { at: run.at, by: 'human:ada' };
  expect(stepLines([{ ...run, revert }], 'cli')).toEqual([
    expect.stringMatching(/reverts it in a few seconds.*which the orchestrator leaves to a person/),
  ]);
  expect(stepLines([{ ...run, revert: { ...revert, failed: 'dirty' } }], 'cli')[0]).not.toContain('reverts it');
});

test('goal move refuses a link that the record has not', async () => {
  const say = sayIn(await queue());
  await say(['goal', 'add', 'Grow', '--why', 'x']);
  await say('goal add --kind outcome Sales');
  for (const from of ['999', 'O-1']) {
    const { code, err } = await say(`goal move I-1 O-1 --from ${from}`);
    expect([code > 0, err]).toEqual([
      true,
      expect.stringMatching(from === '999' ? /no goal I-999/ : /isn't below O-1/),
    ]);
  }
  expect(await say('goal move I-1 O-1')).toMatchObject({ code: 0 });
  expect(await say('goal move I-1 --from O-1')).toMatchObject({ code: 0 });
});
