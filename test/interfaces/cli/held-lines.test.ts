import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli } from './line.ts';
import { rightLine, TYPED } from './wrong-lines.ts';

/** Task 1 has run r1, which is in review. */
const queue = workspaces(async (work) => {
  await gitProject(work);
  await work.opened.context(ADA).make();
  for (const description of ['Fix login', 'Write docs', 'Third', 'Fourth'])
    await work.run('task_add', { description, project: 'web' });
  await runIn(work, 'review', { number: 1, result: resultOf({ files: 0 }) });
});

const storeOf = ({ opened }: TestWorkspace) => opened.store;

const sayIn = ({ folder }: TestWorkspace) =>
  cli({ BACKLOG_DIR: join(folder, 'store') }, true, join(folder, 'project')).say;

/** Returns the lines of a refusal that act. Those that are possible with a run are no reading of the words. */
const actsIn = (err: string): string[] =>
  Array.from(err.replace(/(?:Possible now|To make \d).*/g, '').matchAll(/`backlog ([^`]+)`/g), ([, line = '']) => line)
    .filter((line) => !/^help\b| --help$/.test(line))
    .filter((line) => line.split(' && backlog ').some((one) => acts(wordsOf(one))));

const acts = (words: readonly string[]) => (meantBy(words)?.command.access.effect ?? 'read') !== 'read';

const ACTS = TYPED.filter(({ access, where }) => access.effect !== 'read' && where !== 'machine');

/** Commands whose words are ids, a filter or a run, without a text behind them. */
const SELECTING = ACTS.filter(
  ({ cli: { positional = [] } = {} }) => positional.length === 1 && /^(?:id|filter|run|runs)$/.test(positional[0]!),
);

const asked = (line: readonly string[]) => [...line.slice(0, -1), `${line.at(-1)}?`];

/** Words that make an order something else, with the commands that have no text at their place. */
const FORMS: Readonly<
  Record<string, readonly [form: (line: readonly string[]) => readonly string[], rows: typeof ACTS]>
> = {
  never: [(line) => ['never', ...line], ACTS],
  "don't": [(line) => ["don't", ...line], ACTS],
  'please do not': [(line) => ['please', 'do', 'not', ...line], ACTS],
  'what would': [(line) => ['what', 'would', ...line, 'do'], ACTS],
  'should I': [(line) => ['should', 'I', ...line], ACTS],
  'is it safe to': [(line) => ['is', 'it', 'safe', 'to', ...line], ACTS],
  'what happens if I': [(line) => ['what', 'happens', 'if', 'I', ...line], ACTS],
  if: [(line) => [...line, 'if', 'the', 'tests', 'pass'], SELECTING],
  unless: [(line) => [...line, 'unless', 'ben', 'objects'], SELECTING],
  until: [(line) => [...line, 'once', '2', 'is', 'done'], SELECTING],
  not: [(line) => [...line, 'not', '3'], SELECTING],
  '?': [
    (line) =>
      asked(line.slice(0, line.findIndex((_, at) => at === line.length - 1 || line[at + 1]!.startsWith('-')) + 1)),
    SELECTING,
  ],
};

describe.each(Object.entries(FORMS))('a line with "%s" is no order', (_, [form, rows]) => {
  test('it changes nothing, and its refusal names no line that acts', async () => {
    const work = await queue();
    const wrong: string[] = [];
    for (const row of everyNth(60, rows)) {
      const { seq } = storeOf(work).state;
      const words = form(rightLine(row));
      const { code, err } = await sayIn(work)(words);
      await storeOf(work).refresh();
      const told = actsIn(err);
      if (code === 0 || storeOf(work).state.seq !== seq || told.length > 0)
        wrong.push(`${words.join(' ')}: ${code} ${err}`);
    }
    expect(wrong).toEqual([]);
  });
});

test.each([
  ['never delete 1', 'info 1'],
  ['run 2 not 3', 'info 2 3'],
  ['delete 3 if it is done', 'info 3'],
  ['done 3 when tests pass', 'info 3'],
  ['can I undo a merge', 'help undo'],
  ['do not archive project web', 'list project:web'],
  ['merge r1 if green', 'run show r1'],
])('%s gets a line that reads: %s', async (line, meant) => {
  const { code, err } = await sayIn(await queue())(wordsOf(line));
  expect([code, /only reads: `backlog ([^`]+)`/.exec(err)?.[1]], err).toEqual([2, meant]);
});

test('a condition with another task is a dependency', async () => {
  const { err } = await sayIn(await queue())('run 4 after 3 is done');
  expect(err).toContain('To make 4 depend on 3: `backlog modify 4 --depends +3`.');
});

test('the words of a text are no order', async () => {
  const say = sayIn(await queue());
  for (const line of [
    ['add', "don't", 'forget', 'the', 'milk'],
    ['add', 'should we deploy?'],
    ['create', 'what', 'if', 'it', 'fails?'],
    ['annotate', '3', 'do', 'not', 'merge', 'before', 'it', 'is', 'done'],
    ['block', '3', 'not before ben is back'],
    ['modify', '3', '--description', 'Never again'],
    ['done', '+READY', 'not', '+docs', '--yes'],
  ])
    expect((await say(line)).code, line.join(' ')).toBe(0);
});

test('the value of a flag is no order, also in one word with it', async () => {
  const say = sayIn(await queue());
  for (const words of [
    ['add', 'Fix it', '--project', 'why?'],
    ['add', 'Fix it', '--project=why?'],
    ['modify', '1', '--project=not?'],
    ['claim', 'release', '--claim=why?'],
  ])
    expect((await say(words)).err, words.join(' ')).not.toContain("can't read");
});

test('a word beside the ids of what ends is refused, also if a text of the task has it', async () => {
  const { code, err } = await sayIn(await queue())('delete 3 third');
  expect([code, err]).toEqual([2, expect.stringContaining('delete: unexpected "third"')]);
});

test('a refused handoff has its note in the line that does it', async () => {
  const say = sayIn(await queue());
  expect((await say(['handoff', '1', 'The form waits'])).err).toContain(
    '`backlog run handoff r1 --note "The form waits"`',
  );
  expect((await say('stop 1')).err).toContain('`backlog run handoff r1 --note "…"`');
  // A text that a shell reads otherwise stays out.
  expect((await say(['handoff', '1', 'Costs $5'])).err).toContain('`backlog run handoff r1 --note "…"`');
});
