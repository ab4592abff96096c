import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { type TestWorkspace, testWorkspace, workspaces } from '../../support/workspace.ts';
import { cli, meantIn } from './line.ts';

/** Lines that people typed who let agents work overnight, or share a queue: each has a line that does it. */
const queue = workspaces(async (work) => {
  await gitProject(work);
  for (const description of ['Fix login', 'Write docs']) await work.run('task_add', { description, project: 'web' });
  for (const number of [1, 2]) await runIn(work, 'review', { number, result: resultOf({ files: 0 }) });
});

const sayIn = ({ folder }: TestWorkspace) =>
  cli({ BACKLOG_DIR: join(folder, 'store') }, true, join(folder, 'project')).say;

describe('a refusal has the line', () => {
  test.each([
    ['start orchestrator', 'orchestrator start'],
    ['orchestrator logs', 'orchestrator status'],
    ['overnight', 'night'],
    ['questions', 'run list --state asking'],
    ['serve status', 'serve --status'],
    ['serve stop', 'serve --stop'],
    ['store roles', 'store role list'],
    ['approve r1 --note good', 'approve r1'],
    ['approve run 1', 'approve r1'],
    ['approve run r1', 'approve r1'],
    ['approve r1 and merge', 'approve r1'],
    ['review r1 --comment again', 'request-changes r1 again'],
    ['token add ci write', 'token add ci --rights write'],
    ['token add ci read, review', 'token add ci --rights read,review'],
    ['modify 2 --story-points 5', 'modify 2 --tags +points.5'],
    ['resolve 2 --resolution wontfix', 'annotate 2 wontfix && backlog delete 2'],
    ['backup every day at 3', 'backup'],
    ['sync jira every 10 minutes', 'source sync jira'],
    ['next limit:5', 'list +READY limit:5'],
  ])('%s: %s', async (line, meant) => {
    const { code, err } = await sayIn(await queue())(line);
    expect([code, meantIn(err)], err).toEqual([2, meant]);
  });

  test('other words are named, and nothing is approved without them', async () => {
    const say = sayIn(await queue());
    const { err } = await say('approve r1 because of the colour');
    expect(err).toContain('takes one run, without "because of the colour"');
    expect(err).not.toContain('did you mean');
  });

  test.each(['--for 8h', '--hours 8'])('orchestrator start %s names what ends a night', async (flags) => {
    const { code, err } = await sayIn(await queue())(`orchestrator start ${flags}`);
    expect([code, err]).toEqual([2, expect.stringContaining('`backlog orchestrator stop --runs`')]);
  });
});

test.each([
  ['why 1', 'orchestrator explain 1'],
  ['simulate', 'orchestrator simulate'],
  ['cost', 'usage'],
  ['list --created-by ada', 'list created:ada'],
  ['list --updated-by ada', 'list changed:ada'],
])('%s is %s', async (line, meant) => {
  const say = sayIn(await queue());
  const { code, out } = await say(line);
  expect([code, out]).toEqual([0, (await say(meant)).out]);
});

test.each(['--parallel 2 --max-cost 5', '--jobs 2 --max-budget 5'])('%s limits a night', (flags) => {
  const { command, rest } = meantBy(`orchestrator start ${flags}`.split(' '))!;
  expect(parseArgs(command, rest).input).toEqual({ agents: '2', budget: '5' });
});

describe('claim release', () => {
  test('takes the id of a task, and names the claims of files', async () => {
    const say = sayIn(await queue());
    await say('add Third --scope a.js');
    await say('start 3');
    await say('claim acquire web/page.js');
    for (const file of ['a.js', 'web/page.js']) {
      const { code, err } = await say(`claim release ${file}`);
      const [, line = ''] = /did you mean `backlog ([^`]*)`/.exec(err) ?? [];
      expect([code, line], err).toEqual([1, expect.stringMatching(/^claim release [0-9a-f]{8}$/)]);
      if (file !== 'a.js') expect((await say(line)).out).toBe('Released 1 claim\nweb/page.js');
    }
    expect((await say('claim release b.js')).err).toMatch(
      /^backlog: no claim b\.js\nSee all claims: `backlog claim list`/,
    );
    expect((await say('claim release 3')).out).toMatch(/^Released 1 claim\n#3 Third/);
  });
});

describe('a filter that selects no open task says so', () => {
  /** Starts the orchestrator without its process, and returns what its status says. */
  const started = async (work: TestWorkspace, filter: string) => {
    await work.run('orchestrator_start', { filter });
    return (await sayIn(work)('orchestrator status')).out;
  };

  test.each(['tonight', 'until 7am', 'project:wbe'])('%s', async (filter) => {
    const work = await queue();
    const out = await started(work, filter);
    expect(out).toContain(`No open task matches ${JSON.stringify(filter)}.`);
    expect(out).not.toContain("orchestrator start ''");
  });

  test('names the state or the typo that a word means', async () => {
    const work = await queue();
    expect(await started(work, 'done')).toContain('For tasks with this state or name: +COMPLETED');
    expect(await started(work, 'all')).not.toContain('+ANY');
    expect(await started(work, 'project:wbe')).toContain('did you mean project:web?');
    expect((await sayIn(work)('orchestrator explain r1')).out).toContain('No open task matches "r1".');
    expect(await started(work, 'project:web')).not.toContain('No open task');
  });

  test('but an orchestrator without a filter has nothing to say of it', async () => {
    const work = await testWorkspace();
    expect(await work.text('orchestrator_start')).not.toContain('No open task matches');
    expect(await work.text('orchestrator_start', { filter: 'tonight' })).toContain('No open task matches "tonight".');
  });
});
