import { describe, expect, test } from 'vitest';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { gitProject, runIn } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { type TestWorkspace, testWorkspace, workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, meantIn, respelledAtNoon, stillClock } from './line.ts';

/** Two tasks, each with a run: r1 failed, r2 is in review. */
const queue = workspaces(async (work) => {
  await gitProject(work);
  await work.run('task_add', { description: 'Fix login', project: 'web' });
  await work.run('task_add', { description: 'Write docs' });
  await runIn(work, 'failed', { number: 1 });
  await runIn(work, 'review', { number: 2 });
});

const sayIn = ({ folder }: TestWorkspace) =>
  cli({ BACKLOG_DIR: `${folder}/store` }, true, `${folder}/project`, stillClock()).say;

/** The command of a line and its input. */
function inputOf(line: string) {
  const { command, rest } = meantBy(respelledAtNoon(wordsOf(line)))!;
  return { command: command.name, ...parseArgs(command, rest).input };
}

describe('a word that is a value of another field of the command means that field', () => {
  test.each(
    everyNth(3, [
      ['run list failed', 'run list --state failed'],
      ['run list review', 'run list --state review'],
      ['run list failed project:web', 'run list project:web --state failed'],
      ['run list project:web failed', 'run list project:web --state failed'],
      ['run list changes requested', 'run list --state changes_requested'],
      ['run list in review', 'run list --state review'],
      ['run list error', 'run list --state failed'],
      ['run list --state failure', 'run list --state failed'],
      ['run list --state active', 'run list'],
      ['run list active', 'run list'],
      ['run list finished', 'run list --all'],
      ['usage today', 'usage --since today'],
      ['usage this week', 'usage --since sow'],
      ['usage month', 'usage --since som'],
      ['usage 7d', 'usage --since 7d'],
      ['usage last 7 days', 'usage --since 7d'],
      ['usage since monday', 'usage --since monday'],
      ['usage today project:web', 'usage project:web --since today'],
      ['usage by model', 'usage --by model'],
      ['usage model', 'usage --by model'],
      ['usage tasks', 'usage --by task'],
      ['usage daily', 'usage --by day'],
      ['usage this week by task', 'usage --since sow --by task'],
      ['history today', 'history --since today'],
      ['history this week', 'history --since sow'],
      ['goal list bets', 'goal list --kind bet'],
      ['goal list open', 'goal list --state open'],
      ['burndown week', 'burndown weekly'],
    ]),
  )('%s', async (line, meant) => {
    expect(inputOf(line)).toEqual(inputOf(meant));
    const say = sayIn(await queue());
    expect(await say(line)).toEqual(await say(meant));
  });

  test.each([
    ['run list today', 'run results --since today'],
    ['run list last week', 'run results --since sopw'],
    ['run list failed review', 'run list --state failed'],
    ['usage failed', 'run list --state failed'],
    ['usage week', 'usage --by week'],
    ['usage day', 'usage --by day'],
    ['usage yesterday', 'usage --by day --since yesterday'],
    ['usage last week', 'usage --by week --since sopw'],
    ['usage monday', 'usage --by day --since monday'],
    ['history yesterday', 'history --since yesterday --until today'],
  ])('%s could mean two things, so it is refused with %s', async (line, meant) => {
    const say = sayIn(await queue());
    const { code, err, out } = await say(line);
    expect([code, out, meantIn(err)], err).toEqual([2, '', meant]);
    expect((await say(wordsOf(meant))).code).toBe(0);
  });

  test.each([
    ['run list --filter failed', 'No runs.'],
    ['run list docs', /^r2/],
    ['run list docs or failed', /^r2/],
    ['run list -- failed', 'No runs.'],
  ])('%s stays a filter of tasks', async (line, shown) => {
    const { code, out } = await sayIn(await queue())(line);
    expect([code, out]).toEqual([0, typeof shown === 'string' ? shown : expect.stringMatching(shown)]);
  });
});

describe('a word that other tasks have', () => {
  test.each([
    ['docs project:web', 'No tasks.\nTexts have "docs", but no task has all parts of the filter.'],
    ['docs login', 'No tasks.\nTexts have "docs" and "login", but no task has all parts of the filter.'],
    [
      'web docs project:web',
      'No tasks.\nNo text has the word "web". For tasks with this state or name: project:web\nTexts have "docs", but no task has all parts of the filter.',
    ],
    ['nowhere project:web', 'No tasks.\nNo task fits nowhere: description or a note contains "nowhere".'],
  ])('list %s', async (filter, shown) => {
    const work = await queue();
    expect((await sayIn(work)(`list ${filter}`)).out).toBe(shown);
  });

  test('is also a name', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'Mend the web' });
    await work.run('task_add', { description: 'Other', project: 'web' });
    expect(await work.text('task_list', { filter: 'web project:web' })).toBe(
      'No tasks.\nTexts have "web", but no task has all parts of the filter. For tasks with this state or name: project:web',
    );
  });
});
