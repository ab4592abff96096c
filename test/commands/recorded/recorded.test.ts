import { readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { COMMANDS, commandNamed } from '../../../src/commands/index.ts';
import { wantsValue } from '../../../src/commands/render.ts';
import type { OutputDoc } from '../../../src/text/doc/doc.ts';
import { docLines } from '../../../src/text/doc/lines.ts';
import { docScreen } from '../../../src/text/doc/screen.ts';
import type { Caller, Context } from '../../../src/work/workspace/context.ts';
import { madeOnce } from '../../support/made-once.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, type TestWorkspace } from '../../support/workspace.ts';
import { RECORDED } from './calls.ts';
import { compare, FOLDER, fewPrograms, finding, recording } from './fixture.ts';
import { formsOf, maskOf } from './forms.ts';
import { fillQueue, openQueue } from './queue.ts';

// What each command prints for each reader in one fixed queue: a change of a text or a layout shows as a difference of these
// files. `BACKLOG_RECORD=1 npx vitest run test/commands/recorded` writes them; read the difference before you commit it.
const copy = madeOnce(async (folder) => {
  const work = await openQueue(folder, 'begin');
  await fillQueue(work);
  await work.opened.close();
  return folder;
});

const programs = fewPrograms();

async function recordedOf(work: TestWorkspace, name: string, input: object, caller: Caller = ADA): Promise<string> {
  const call = { ...caller, door: 'cli' as const };
  const mask = maskOf(
    [
      [work.folder, '/queue'],
      [dirname(work.folder), '/site'],
      [programs(), '/bin'],
      [hostname(), 'host'],
    ],
    { sizes: name.startsWith('worktree_') },
  );
  return finding(programs(), async () => {
    const executed = await execute(work.opened, call, commandNamed(name), input);
    const { command, context, output } = executed;
    const doc = wantsValue(executed.input) ? undefined : await command.show.doc?.(output, context);
    if (doc) expectPlain(doc, context);
    return `=== ${name} ${JSON.stringify(input)}\n${await formsOf(executed, mask)}\n`;
  });
}

/** Expects that a document prints the same after a way through JSON. */
function expectPlain(doc: OutputDoc, { clock }: Context): void {
  const sent = JSON.parse(JSON.stringify(doc)) as OutputDoc;
  const look = { clock, screen: { columns: 120, colour: 16 as const } };
  expect(docLines(sent, { clock, door: 'mcp' })).toBe(docLines(doc, { clock, door: 'mcp' }));
  expect(docScreen(sent, look)).toBe(docScreen(doc, look));
}

const rows = COMMANDS.flatMap((command) => {
  const row = RECORDED[command.name as keyof typeof RECORDED];
  return row === undefined || 'why' in row ? [] : [[command.name, row] as const];
});
interface WriteRow {
  input: object;
  as?: Caller;
  before?: [string, object][];
  prepare?(work: TestWorkspace): void;
}

const reading = rows.filter(([name]) => commandNamed(name).access.effect === 'read');
const writing = rows.filter(([name]) => commandNamed(name).access.effect !== 'read');

test('each command that reads prints what is recorded', async () => {
  const work = await openQueue(await copy(), 'noon');
  for (const [name, inputs] of recording ? reading : everyNth(2, reading)) {
    const parts: string[] = [];
    for (const input of inputs as object[]) parts.push(await recordedOf(work, name, input));
    compare(name, parts.join('\n'));
  }
});

describe('a command that writes prints what is recorded', () => {
  test.each(recording ? writing : everyNth(4, writing))('%s', async (name, row) => {
    const work = await openQueue(await copy(), 'noon');
    const { input, as, before = [], prepare } = row as WriteRow;
    prepare?.(work);
    for (const [earlier, given] of before) await work.run(earlier, given);
    compare(name, await recordedOf(work, name, input, as));
  });
});

// Last, since the tests before write the files of new rows.
test('each command has a row, and each row with calls a file', () => {
  expect(COMMANDS.filter(({ name }) => !Object.hasOwn(RECORDED, name)).map(({ name }) => name)).toEqual([]);
  expect(
    readdirSync(FOLDER)
      .filter((name) => name.endsWith('.txt'))
      .sort(),
  ).toEqual(rows.map(([name]) => `${name}.txt`).sort());
});
