import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, meantIn } from './line.ts';

/**
 * Lines that five newcomers typed. Task 1 is ready, task 2 is assigned to a person, task 3 is in work, task 4 has run r1
 * in review with a file out of scope, and task 5 the merged run r2.
 */
const queue = workspaces(async (work) => {
  await gitProject(work, { 'TODO.md': '- [ ] By hand\n' });
  for (const description of ['First', 'Of Carol', 'Started', 'Reviewed', 'Merged'])
    await work.run('task_add', { description });
  await work.run('task_modify', { filter: '2', agent: 'carol' });
  await work.run('task_start', { id: 3 });
  await work.run('agent_add', { name: 'helper', argv: ['sh', '-c', 'true'] });
  const result = resultOf({ files: 1, outside: ['other.txt'] });
  await runIn(work, 'review', { number: 4, result, scope: [{ glob: 'src/**' }] });
  await runIn(work, 'merged', { number: 5 });
});

const sayIn = ({ folder }: TestWorkspace) =>
  cli({ BACKLOG_DIR: join(folder, 'store'), USER: 'ada' }, true, join(folder, 'project')).say;

describe('words in another order, plurals and flags of other programs', () => {
  test.each(
    everyNth(3, [
      ['add "Pay rent" every month on the 1st', "add 'Pay rent' --recur monthly --due 1st"],
      ['add "Write docs" due tomorrow', "add 'Write docs' --due tomorrow"],
      ['add "Write docs" tomorrow project:web', "add 'Write docs' --due tomorrow project:web"],
      ['create "Fix the bug" prio high', "add 'Fix the bug' --priority H"],
      ['done all', undefined],
      ['edit 2 title "Call my bank"', "modify 2 --description 'Call my bank'"],
      ['edit 2 due friday', 'modify 2 --due friday'],
      ['tag 2 add later', 'modify 2 --tags +later'],
      ['filter tag:phone', 'list tag:phone'],
      ['purge completed tasks', 'archive +COMPLETED'],
      ['archive --merged', 'run clean --merged'],
      ['archive --done', 'archive +COMPLETED'],
      ['import from jira', 'import jira.csv'],
      ['import github acme/app', 'source add github acme/app'],
      ['diff TODO.md', 'sync TODO.md --dry-run'],
      ['log --author bob --since yesterday', 'history --actor bob --since yesterday'],
      ['log --oneline -5', 'history --limit 5'],
      ['who is working', 'list +ACTIVE'],
      ['runs failed', 'run list --state failed'],
      ['store backup x.tar', 'backup x.tar'],
      ['permissions', 'store role list'],
      ['run task 1 with helper', 'run 1 --agent helper'],
      ['mark 1 as done', 'done 1'],
      ['modify 3 title=Bread due=friday', 'modify 3 --description Bread --due friday'],
      ['take over 1', 'start 1'],
      ['list for bob', 'list agent:bob'],
      ['runs today', 'run results --since today'],
      ['unlock src/login.js', 'claim list'],
      ['queue switch other', 'list -w other'],
      ['export all to out.json', 'export --to out.json'],
      ['compare TODO.md', 'sync TODO.md --dry-run'],
      ['start 1 --agent helper', 'run 1 --agent helper'],
      ['show 1 --history', 'history 1'],
      ['history --today', 'history --since today'],
      ['list --imported', 'list source.any:'],
      ['providers', 'agent list'],
      ['yolo', 'autonomy list'],
      ['stop server', 'serve --stop'],
      ['start server', 'serve'],
      ['run --dry-run 1', 'orchestrator explain 1'],
    ]),
  )('%s: %s', async (line, meant) => {
    const { code, err } = await sayIn(await queue())(wordsOf(line));
    expect([code, meantIn(err)], err).toEqual([2, meant]);
  });

  test('flags that are a state of runs, or another word for a trial, are read', async () => {
    const say = sayIn(await queue());
    expect((await say('runs --review')).out).toMatch(/r1/);
    expect((await say('runs --failed')).out).toContain('No run failed');
    expect((await say('import TODO.md --preview')).out).toContain('Would import 1 task');
  });

  test('each tag of a list gets the sign', async () => {
    const say = sayIn(await queue());
    expect((await say('tag 1 phone,urgent')).out).toContain('+phone +urgent');
    expect((await say('untag 1 phone,urgent')).out).not.toContain('urgent');
  });
});

test('words that mean exactly one line are that line', async () => {
  const work = await queue();
  const say = sayIn(work);
  await say('modify 1 --due 2099-03-01');
  expect((await say('deadline')).out).toMatch(/First/);
  expect((await say('feed --since 2020-01-01')).out).toMatch(/added: First/);
  expect((await say('agent add fixer command npm')).out).toMatch(/^Added fixer/);
  expect(JSON.parse((await say('agent list --json')).out).agents).toContainEqual(
    expect.objectContaining({ name: 'fixer', provider: 'command', argv: ['npm'] }),
  );
});

test('the address of a server is no client, and people share a queue in a database', async () => {
  const { code, err } = await sayIn(await queue())('connect http://127.0.0.1:7777');
  expect([code, err]).toEqual([2, expect.stringContaining('`backlog store init postgres://db.example.org/backlog`')]);
});

test('each of several imported files says what is wrong in words of the command line', async () => {
  const work = await queue();
  writeFileSync(join(work.folder, 'project', 'old.md'), '- one old thing\n');
  const { out } = await sayIn(work)('import TODO.md old.md');
  expect(out).toContain('`--format markdown`');
});

describe('a refusal has the line', () => {
  test.each(
    everyNth(3, [
      ['unimport TODO.md', 'history --command import'],
      ['notify on', 'notice test'],
      ['store status', 'whoami'],
      ['init --postgres postgres://db/work', 'store init postgres://db/work'],
      ['take 1 --force', 'start 1'],
      ['take 1 --for 2h', 'start 1 && claim acquire --task 1 --for 2h'],
      ['start 1 --for 2h', 'start 1 && claim acquire --task 1 --for 2h'],
      ['review r1 --diff', 'diff r1'],
      ['approve r1 --merge', 'approve r1'],
      ['approve r1 --squash', 'approve r1'],
      ['approve r1 --force', 'approve r1'],
      ['approve r1 --comment lgtm', 'approve r1'],
      ['close 1 -m works', 'annotate 1 works && done 1'],
      ['rm 1 --reason wontfix', 'annotate 1 wontfix && delete 1'],
      ['undo --last 2', 'undo'],
      [`create 'Write README' -p high -d tomorrow`, `add 'Write README' -p high --due tomorrow`],
      [`create 'Write README' -d 'more words'`, `add 'Write README' --spec 'more words'`],
      [`agent add fixer 'echo ok > ok.txt'`, `agent add fixer -- sh -c 'echo ok > ok.txt'`],
      [`agent add fixer 'npm run fix' --slots 2`, `agent add fixer --slots 2 -- sh -c 'npm run fix'`],
      [`agent update helper 'echo ok > ok.txt'`, `agent update helper -- sh -c 'echo ok > ok.txt'`],
    ]),
  )('%s: %s', async (line, meant) => {
    const { code, err } = await sayIn(await queue())(wordsOf(line));
    expect([code, meantIn(err)?.replaceAll('&& backlog ', '&& ')], err).toEqual([2, meant]);
  });

  test('an approval with flags of other programs says what is here instead', async () => {
    const say = sayIn(await queue());
    expect((await say('approve r1 --merge')).err).toContain('The merge queue merges an approved result.');
    expect((await say('approve r1 --comment lgtm')).err).toContain('`--message "…"`');
    await say('add Last');
    expect((await say('undo --last 2')).err).toContain('Each undo is of one change.');
  });

  test('the lines that add an agent work', async () => {
    const say = sayIn(await queue());
    const { err } = await say(wordsOf(`agent add fixer 'echo ok > ok.txt'`));
    expect((await say(wordsOf(meantIn(err)!))).out).toMatch(/^Added fixer/);
    expect(JSON.parse((await say('agent list --json')).out).agents).toContainEqual(
      expect.objectContaining({ name: 'fixer', argv: ['sh', '-c', 'echo ok > ok.txt'] }),
    );
  });
});

test.each([
  ['info', 'info 1'],
  ['run diff', 'diff r2'],
])('%s without a task or run has an example that works here: %s', async (line, example) => {
  const { code, err } = await sayIn(await queue())(line);
  expect([code, /For example: `backlog ([^`]*)`/.exec(err)?.[1]], err).toEqual([2, example]);
});

test.each([
  ['done', 'done'],
  ['stop', 'stop'],
  ['start', 'start'],
  ['run', 'run start'],
  ['run clean', 'run clean'],
])('%s without a task or run changes something, so no example names one', async (line, command) => {
  const { code, err } = await sayIn(await queue())(line);
  expect([code, err]).toEqual([2, expect.stringContaining(`See its usage: \`backlog ${command} --help\``)]);
  expect(err).not.toMatch(/`backlog [^`]*\d/);
});

test('an example that ends work, or of an empty queue, names nobody’s', async () => {
  expect((await sayIn(await queue())('delete')).err).toContain('See what there is: `backlog list`');
  expect((await cli().say('done')).err).toContain('See what there is: `backlog list`');
});

test.each(['run 2', 'run 1 --agent nobody'])('%s names the line with an agent that can run', async (line) => {
  const { code, err } = await sayIn(await queue())(line);
  expect([code, err]).toEqual([1, expect.stringMatching(new RegExp(`\`backlog run ${line[4]} --agent helper\``))]);
});

test('a refused approval has the whole line', async () => {
  const { code, err } = await sayIn(await queue())('approve r1');
  expect([code, err]).toEqual([1, expect.stringMatching(/`backlog approve r1 --commit \w+ --outside`/)]);
});

test('an export over a list by hand names the line that keeps it equal to the queue', async () => {
  const work = await queue();
  const { code, err } = await sayIn(work)('export --to TODO.md');
  expect([code, err]).toEqual([1, expect.stringContaining('`backlog sync TODO.md`')]);
  writeFileSync(join(work.folder, 'project', 'notes.csv'), 'mine\n');
  expect((await sayIn(work)('export --format csv --to notes.csv')).err).not.toContain('sync');
});

test('orchestrator run starts it, with its limits', async () => {
  const { code, err } = await sayIn(await queue())('orchestrator run --agents 0');
  expect([code, err]).toEqual([2, expect.not.stringContaining('unknown flag')]);
});

test('a file of a new task is its scope, and a subtask names its whole', async () => {
  const say = sayIn(await queue());
  expect((await say('add Imprint --files imprint.md --json')).out).toContain('"imprint.md"');
  expect((await say(wordsOf(`subtask add 1 'A test'`))).out).toMatch(/^part of #1 First$/m);
  expect((await say('add Alone')).out).not.toContain('part of');
});

test('who assigns a task to themselves reads how to begin it, not how to add an agent', async () => {
  const { out } = await sayIn(await queue())('assign 1 me');
  expect(out).toContain('To begin: `backlog start 1`');
  expect(out).not.toContain('agent add');
});

test('an import says why it skips a list item, and what makes it a task', async () => {
  const work = await queue();
  writeFileSync(join(work.folder, 'project', 'PLAN.md'), '- [ ] With a box\n- Without one\nText\n');
  const { out } = await sayIn(work)('import PLAN.md');
  expect(out).toContain('line 2: - Without one\nline 3: Text\nBeside items with a box, others are no tasks.');
});

test('a task in an empty queue names the line that shows where the queue is', async () => {
  expect((await cli().say('start 1')).err).toContain('See its queue: `backlog whoami`');
});
