import { expect, test } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { COMMANDS, commandNamed, findCommand } from '../../../src/commands/index.ts';
import { inWordsOfLine } from '../../../src/commands/line-words.ts';
import { render } from '../../../src/commands/render.ts';
import { BacklogError } from '../../../src/domain/errors.ts';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { errorText } from '../../../src/text/error.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { wordsOf } from '../../interfaces/cli/elsewhere-lines.ts';
import { madeOnce } from '../../support/made-once.ts';
import { offeredIn, shapeOf } from '../../support/play-offered.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';
import { RECORDED } from './calls.ts';
import { fewPrograms, finding } from './fixture.ts';
import { fillQueue, openQueue } from './queue.ts';

// Each line that an answer of a command offers is played to its end, in the state that the answer is about.
const copy = madeOnce(async (folder) => {
  const work = await openQueue(folder, 'begin');
  await fillQueue(work);
  await work.opened.close();
  return folder;
});
const programs = fewPrograms();

interface Row {
  input: object;
  as?: Caller;
  before?: readonly (readonly [string, object])[];
  prepare?(work: TestWorkspace): void;
}

/** The calls of a command, with a reader of each answer. A command that reads answers agents, too. */
const CALLS = COMMANDS.flatMap(({ name, access, show }) => {
  const row: Row | readonly object[] | { why: string } = RECORDED[name as keyof typeof RECORDED];
  if ('why' in row || show.verbatim) return [];
  const rows: readonly Row[] = 'input' in row ? [row as Row] : row.map((input) => ({ input }));
  const readers = access.effect === 'read' && access.personAct === undefined ? [ADA, agent('s9')] : [undefined];
  return rows.flatMap((one) => readers.map((reader) => ({ name, row: one, by: reader ?? one.as ?? ADA })));
});

/** Lines that need what a test doesn't have. */
const NOT_PLAYED: readonly (readonly [RegExp, string])[] = [
  [/^backlog config trust/, 'The terminal shows the file and asks: test/interfaces/cli/first-run.test.ts'],
  [/^backlog source (?:pull|sync|push|validate)/, 'It asks a service'],
  [/^backlog resume r/, 'Its start decides whether the agent may still work on the task'],
  [/^backlog webhook test/, 'It asks a server'],
];

type Call = (typeof CALLS)[number];

/** Makes a call. Its text is the answer or the refusal. */
async function answer({ name, row: { input, before = [], prepare }, by }: Call, isFull: boolean) {
  const work = isFull ? await openQueue(await copy(), 'noon') : await testWorkspace();
  if (isFull) prepare?.(work);
  for (const [earlier, given] of isFull ? before : []) await work.run(earlier, given);
  const caller = { ...by, door: 'cli' as const };
  try {
    return { work, caller, text: await render(await execute(work.opened, caller, commandNamed(name), input)) };
  } catch (error) {
    if (!(error instanceof BacklogError) || isFull) throw error;
    return { work, caller, text: errorText(inWordsOfLine(error)) };
  }
}

/** Types a line. @returns the reason if it is refused */
async function refusalOf(line: string, { work, caller }: { work: TestWorkspace; caller: Caller }) {
  try {
    for (const part of line.split(' && ')) {
      const found = meantBy(wordsOf(part).slice(1));
      if (!found) return { code: 'usage', message: 'no command' };
      const { input } = parseArgs(found.command, found.rest);
      const command = findCommand(found.command.name);
      if (command && !command.cli?.editor) await execute(work.opened, caller, command, input);
    }
    return undefined;
  } catch (error) {
    if (error instanceof BacklogError) return error;
    throw error;
  }
}

test.each([true, false])('each line that an answer offers runs; in a full queue: %s', async (isFull) => {
  await copy();
  const wrong: string[] = [];
  const played = new Set<string>();
  for (const call of everyNth(2, CALLS))
    await finding(programs(), async () => {
      const { text } = await answer(call, isFull);
      for (const line of offeredIn(text)) {
        const key = `${call.by.actor.kind} ${call.name} ${shapeOf(line)}`;
        if (played.has(key) || NOT_PLAYED.some(([fits]) => fits.test(line))) continue;
        played.add(key);
        const refusal = await refusalOf(line, await answer(call, isFull));
        const sentence = text.split('\n').find((one) => one.includes(line)) ?? '';
        const isOfPeople = refusal?.code === 'forbidden' && /\bpersons?\b|\bpeople\b/i.test(sentence);
        if (refusal && !isOfPeople) wrong.push(`${key}: ${line}: ${refusal.code}: ${refusal.message}\n  ${sentence}`);
      }
    });
  expect(wrong).toEqual([]);
  expect(played.size).toBeGreaterThan(5);
});
