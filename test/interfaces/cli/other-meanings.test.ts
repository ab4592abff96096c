import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFolder } from '../../support/folder.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, meantIn } from './line.ts';

/** Lines that were read as something else than they say, or answered with a line that does nothing. None changes the queue. */

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'meanings-')));
afterAll(() => removeFolder(folder));
const { say } = cli({}, true, folder, () => Date.UTC(2099, 5, 3, 12));

beforeAll(async () => {
  for (const line of ['add Fix login +bug project:web', 'add Write docs', 'add Draft +ui agent:robot']) await say(line);
});

const nearestIn = (err: string) => meantIn(err) ?? /^Nearest lines: `backlog ([^`]*)`/m.exec(err)?.[1];

test.each([
  ['trust config', 'config trust'],
  ['source app pull', 'source pull app'],
  ['conflicts', 'source conflicts'],
  ['report morning', 'morning'],
  ['token show ci', 'token list'],
  ['how many bugs are open', 'count type:bug status:pending'],
  ['please add a task: update the docs', "add 'update the docs'"],
  ['2 undo', 'history 2'],
  ["'what changed since yesterday?'", 'history --since yesterday'],
  ['move 2 to the top', 'move 2 --first'],
  ['move 2 first', 'move 2 --first'],
  ['move 2 to the bottom', 'move 2 --last'],
  ['move 2 above 3', 'move 2 --before 3'],
  ['move 2 to web', 'modify 2 --project web'],
  ['move 2 to done', 'move 2 done'],
  ['move 2 canceled', 'delete 2'],
  ['add tag urgent on 2', 'modify 2 --tags +urgent'],
  ['add a label urgent to task 2', 'modify 2 --tags +urgent'],
  ["add note 'Seen it' to 2", "annotate 2 'Seen it'"],
  ['add dep 3 to 2', 'modify 2 --depends +3'],
  ['add due friday to 3', 'modify 3 --due friday'],
  ['remove tag bug from 1', 'modify 1 --tags -bug'],
  ['night until 7am budget 20', 'night --until 7am --budget 20'],
  ['run 3 tonight', 'night 3 --until 07:00'],
  ['night 22:00-06:00 budget 15', 'night --until 06:00 --budget 15'],
  ['run 2 3 with robot and max 2 dollars', 'run 2,3 --agent robot --cost 2'],
  ['plan add password login', "add 'password login'"],
  ['snooze 2 until next week', 'snooze 2 sonw'],
  ['store init postgres ada@db/work', 'store init postgres://ada@db/work'],
  ['source add jira --url https://acme.atlassian.net --project APP', 'source add jira acme.atlassian.net/APP'],
  ['source add jira APP --url https://acme.atlassian.net/', 'source add jira acme.atlassian.net/APP'],
  ['source add github --owner acme --repo app --filter label:x', 'source add github acme/app --filter label:x'],
  ['source add github --repo acme/app', 'source add github acme/app'],
  ['source add github --url https://github.com/acme/app/issues', 'source add github acme/app'],
  ['source add github --host ghe.acme.dev --repo acme/app', 'source add github ghe.acme.dev/acme/app'],
  ['source add github --owner acme --repo acme/app', 'source add github acme/app'],
  ['source add github --host github.com --repo acme/app', 'source add github acme/app'],
  [
    'source add jira APP --name APP --url https://acme.atlassian.net',
    'source add jira acme.atlassian.net/APP --name APP',
  ],
  ['source add jira --url https://acme.atlassian.net/browse/APP-12', 'source add jira acme.atlassian.net/APP'],
  ['store init s3 s3://bucket', 'store init s3://bucket'],
  ['done 2 by 2099-06-04', 'modify 2 --due 2099-06-04'],
  ['done 2 by 2099-06-02', "annotate 2 'by 2099-06-02' && backlog done 2"],
])('%s is answered with %s', async (line, meant) => {
  const { code, out, err } = await say(wordsOf(line));
  expect([code, out, nearestIn(err)], err).toEqual([2, '', meant]);
});

test('a name of a source that lacks a part of the line says so', async () => {
  const line = 'source add github --url https://github.com/acme/app --project web';
  expect((await say(line)).err).toMatch(/did you mean `backlog source add github acme\/app`.*\nIt leaves out: web\./);
  expect((await say('source add github --url https://github.com/acme/app')).err).not.toContain('leaves out');
});

test.each([
  ['count tasks', '3'],
  ['count the tasks', '3'],
  ['count all of the issues', '3'],
])('%s counts all tasks, and says so', async (line, count) => {
  const { code, out, err } = await say(line);
  expect([code, out, err]).toEqual([0, count, expect.stringMatching(/^backlog: read ".*" as all of these tasks/)]);
});

test.each(['all tasks', 'the issues'])('"%s" as one word searches texts', async (words) => {
  expect((await say(['count', words])).out).toMatch(/^0$/m);
});

test('a list that leaves out an unknown tag says so, with the line that was meant', async () => {
  const err = async (line: string) => (await say(line)).err;
  expect(await err('list -aroot')).toBe(
    'backlog: -aroot leaves out a tag that no task has. As a flag with its value: `backlog list -a root`',
  );
  expect(await err('list -blocked')).toContain('To leave out the state: `backlog list -BLOCKED`');
  expect(await err('list -zebra')).toBe('backlog: -zebra leaves out a tag that no task has.');
  for (const line of ['list -bug', 'list -BLOCKED', 'list -zebra --json', 'list -a root'])
    expect(await err(line), line).not.toContain('leaves out');
});

test('words about dates and pages stay a new task', async () => {
  const { say: sayElsewhere } = cli();
  for (const line of ['add due dates to 3', 'add dark mode to 2', 'add support for 3'])
    expect((await sayElsewhere(line)).code, line).toBe(0);
});

test.each([
  ['move 1,2 --first', [1, 2, 3]],
  ['move 2,1 --first', [2, 1, 3]],
  ['move 1,2 --after 3', [3, 1, 2]],
  ['move 2,3 --before 1', [2, 3, 1]],
  // Below all tasks with a rank, and above those without one.
  ['move 1,3 --last', [1, 3, 2]],
])('%s puts the tasks there in the typed order', async (line, ids) => {
  const own = cli();
  for (const text of ['add A', 'add B', 'add C']) await own.say(text);
  expect((await own.say(line)).code).toBe(0);
  const { out } = await own.say('report board --json');
  expect(JSON.parse(out).cards.map(({ id }: { id: number }) => id)).toEqual(ids);
});
