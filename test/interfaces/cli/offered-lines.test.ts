import { expect, test } from 'vitest';
import { commandNamed } from '../../../src/commands/index.ts';
import { isFileName } from '../../../src/interfaces/cli/words/spellings/file-name.ts';
import { processorMs } from '../../support/processor-time.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli } from './line.ts';

/** A queue with projects, tags and a run's words, at a terminal. */
async function queue() {
  const line = cli({ USER: 'ada' });
  for (const words of ['add First project:web +x', 'add Second project:api', 'add Third'])
    expect((await line.say(words)).code).toBe(0);
  return line;
}

const linesIn = (text: string) => Array.from(text.matchAll(/`backlog ([^`]*)`/g), ([, line = '']) => line);

/** Lines that no table has, one for each kind of word, with the offered line that does what they mean. */
const LINES: readonly (readonly [typed: string, meant: string])[] = [
  // Ids
  ['kindly mark 2 and 3 as finished', 'done 2 3'],
  ['how could I finish task 2', 'done 2'],
  ['which ones are late', 'list +OVERDUE'],
  // Another task
  ['hang 3 under 1', 'modify 3 --parent 1'],
  ['3 is dependent from 2', 'modify 3 --depends +2'],
  // Dates
  ['deadline 3 2099-12-24', 'modify 3 --due 2099-12-24'],
  ['would you remind me about 3 on monday', 'snooze 3 monday'],
  // Texts
  ['kindly add a task to update the changelog', "add 'update the changelog'"],
  ['link https://example.com/x to 3', "annotate 3 'https://example.com/x to 3'"],
  // Words of the queue
  ['could you list the tasks for web', 'list project:web'],
  // A field and a priority
  ['kindly sort the list by due date', 'list sort:due+'],
  // Consonants
  ['dn 2', 'done 2'],
];

test.each(LINES)('%s is refused with a line that does it', async (typed, meant) => {
  const { say } = await queue();
  const { code, err } = await say(wordsOf(typed));
  expect([code, linesIn(err).slice(0, 3)], err).toEqual([2, expect.arrayContaining([meant])]);
  expect((await say(wordsOf(meant))).err).not.toMatch(/did you mean|no command/);
});

test('a number of parts, or a path of an API, is no task', async () => {
  const { say } = await queue();
  const counted = (await say(wordsOf('expand --num 3'))).err;
  expect(linesIn(counted)).not.toContain("add '…' --parent 3");
  expect(counted).toContain('It leaves out: --num 3.');
  expect(linesIn((await say(wordsOf('expand 2 --num 3'))).err)[0]).toBe("add '…' --parent 2");
  expect(linesIn((await cli({ USER: 'ada' }).say(wordsOf('api /tasks'))).err)[0]).toBe('serve');
  expect(linesIn((await say(wordsOf('scale agents 3'))).err)[0]).toBe('orchestrator start --agents 3');
  expect(linesIn((await say(wordsOf('scale agent'))).err)[0]).toBe('orchestrator status');
});

test('several tasks get no line that ends them without its verb', async () => {
  const { say } = await queue();
  expect((await say(wordsOf('erase 2 and 3 quickly'))).err).not.toMatch(/backlog (?:delete|purge|archive)/);
});

test('a line that ends work is not the first without its verb, and keeps every id', async () => {
  const { say } = await queue();
  for (const typed of ['kindly wipe 2', 'erase number 3']) {
    const lines = linesIn((await say(wordsOf(typed))).err).filter((line) => !line.startsWith('help'));
    expect(lines[0], typed).not.toMatch(/^(?:delete|purge|archive)/);
    for (const id of typed.match(/\d/g)!) for (const line of lines) expect(line, typed).toContain(id);
  }
  const { err } = await say('kindly delete 2');
  expect(linesIn(err)[0]).toBe('delete 2');
});

test('a word that is no progress is in no report of it', async () => {
  const { say } = await queue();
  expect((await say('report goals 3')).err).not.toContain('--progress goals');
});

test('a progress with many spaces is refused at once', () => {
  const progress = `20min${' '.repeat(100_000)}x`;
  const input = commandNamed('task_annotate')!.input();
  expect(processorMs(() => input.safeParse({ id: '3', text: 'Parser', progress }))).toBeLessThan(1_000);
});

test('words that hold a line back are in each offered line', async () => {
  const { say } = await queue();
  const { err } = await say(wordsOf('kindly finish 2 if the tests pass'));
  for (const line of linesIn(err)) expect(line).not.toMatch(/^done 2$/);
});

test('a suggestion that lacks a typed file gives way to a line with it', async () => {
  const { say } = await queue();
  expect(linesIn((await say('apply -f tasks.yaml')).err)[0]).toBe('import tasks.yaml');
  expect(linesIn((await say('create -f plan.md')).err)[0]).toBe('import plan.md');
});

test('a setting is no file', () => {
  expect(['plan.md', 'src/login.js', 'runs.agent'].filter(isFileName)).toEqual(['plan.md', 'src/login.js']);
});

test('a question without an id or a command is offered lines that read', async () => {
  const { say } = await queue();
  const { err } = await say(wordsOf('is the orchestrator running'));
  expect(err).toContain('A question changes nothing.');
  expect(linesIn(err)[0]).toBe('orchestrator status');
});

test('no flag of every command is suggested where it has no use', async () => {
  const { say } = await queue();
  expect((await say('purge --all')).err).not.toContain('--all-queues');
});

test('the number of a task is no number of a change', async () => {
  const { say } = await queue();
  const { err } = await say('undo task 2');
  expect(linesIn(err)[0]).toBe('history 2');
  expect(err).not.toContain('undo 2');
});

test('the number of a task is no proposal of the inbox', async () => {
  const { say } = await queue();
  const { err } = await say('send 3 to review');
  expect(linesIn(err)[0]).toBe('move 3 review');
  expect(err).not.toContain('inbox');
});

test.each([
  ["add -s 'Broken link' -y High", "add 'Broken link' --priority High"],
  ["add -n 'Broken link'", "add 'Broken link'"],
  ['how many bugs are left?', 'count type:bug'],
  ['show only bugs', 'list type:bug'],
  ['import everything from README.md', 'import README.md'],
  ['get runs -o wide', 'run list'],
  ['which tasks have no criteria', 'lint --kind no-criteria'],
  ['disable night', 'night stop'],
  ['remote add origin git@github.com:acme/app.git', 'source add github git@github.com:acme/app.git'],
  ['clone https://github.com/acme/app', 'source add github https://github.com/acme/app'],
  ['stale --days 14', 'list modified.before:-14d sort:modified+'],
])('%s: %s', async (typed, meant) => {
  const { say } = await queue();
  expect(linesIn((await say(wordsOf(typed))).err)[0]).toBe(meant);
});

test('words that mean nothing here get no line', async () => {
  const { say } = await queue();
  expect(linesIn((await say('xyzzy plugh')).err)).toEqual(['help']);
});

test('a line with a long text gets no other lines, each of which would be read with it', async () => {
  const { say } = await queue();
  expect(linesIn((await say(['kindly', 'add', 'milk '.repeat(10)])).err)[0]).toMatch(/^add /);
  expect(linesIn((await say(['kindly', 'add', 'milk '.repeat(1_000)])).err)).toEqual(['help']);
});

test('a flag that is a unit becomes the date of its command', async () => {
  const { say } = await queue();
  expect(linesIn((await say('snooze 2 --days 3')).err)[0]).toBe('snooze 2 --until 3d');
  expect(linesIn((await say('snooze 2 --weeks=2')).err)[0]).toBe('snooze 2 --until 2w');
});

test("a link in Jira's order has the task that waits first", async () => {
  const { say } = await queue();
  expect(linesIn((await say('link 3 2 Blocks')).err)[0]).toBe('modify 2 --depends +3');
});

test('a passed date is no due date', async () => {
  const { say } = await queue();
  const lines = linesIn((await say('done 2 by 2026-02-03')).err);
  expect(lines.some((line) => line.includes('--due'))).toBe(false);
  expect(linesIn((await say('done 2 by 2099-02-03')).err)[0]).toBe('modify 2 --due 2099-02-03');
});
