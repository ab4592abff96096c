import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test, vi } from 'vitest';
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
import { formsOf, maskOf } from './forms.ts';
import { fillQueue, openQueue } from './queue.ts';

// What each command prints for each reader in one fixed queue: a change of a text or a layout shows as a difference of these
// files. `BACKLOG_RECORD=1 npx vitest run test/commands/recorded` writes them; read the difference before you commit it.
const FOLDER = fileURLToPath(new URL('../../fixtures/recorded-outputs/', import.meta.url));
const recording = process.env.BACKLOG_RECORD !== undefined;

const copy = madeOnce(async (folder) => {
  const work = await openQueue(folder, 'begin');
  await fillQueue(work);
  await work.opened.close();
  return folder;
});

/** A folder with the only programs that the calls find, so that no client of the machine is among them. */
let programs = '';
const PATH = process.env.PATH ?? '';

beforeAll(() => {
  programs = realpathSync(mkdtempSync(join(tmpdir(), 'programs-')));
  for (const name of ['git', 'node', 'sh']) {
    const found = PATH.split(':').find((folder) => existsSync(join(folder, name)));
    if (found) symlinkSync(join(found, name), join(programs, name));
  }
  vi.stubEnv('GIT_AUTHOR_DATE', '2026-07-30T12:00:00Z');
  vi.stubEnv('GIT_COMMITTER_DATE', '2026-07-30T12:00:00Z');
  return () => {
    vi.unstubAllEnvs();
    rmSync(programs, { recursive: true });
  };
});

async function recordedOf(work: TestWorkspace, name: string, input: object, caller: Caller = ADA): Promise<string> {
  const call = { ...caller, door: 'cli' as const };
  const mask = maskOf(
    [
      [work.folder, '/queue'],
      [dirname(work.folder), '/site'],
      [programs, '/bin'],
      [hostname(), 'host'],
    ],
    { sizes: name.startsWith('worktree_') },
  );
  vi.stubEnv('PATH', programs);
  try {
    const executed = await execute(work.opened, call, commandNamed(name), input);
    const { command, context, output } = executed;
    const doc = wantsValue(executed.input) ? undefined : await command.show.doc?.(output, context);
    if (doc) expectPlain(doc, context);
    return `=== ${name} ${JSON.stringify(input)}\n${await formsOf(executed, mask)}\n`;
  } finally {
    vi.stubEnv('PATH', PATH);
  }
}

/** Expects that a document prints the same after a way through JSON. */
function expectPlain(doc: OutputDoc, { clock }: Context): void {
  const sent = JSON.parse(JSON.stringify(doc)) as OutputDoc;
  const look = { clock, screen: { columns: 120, colour: 16 as const } };
  expect(docLines(sent, { clock, door: 'mcp' })).toBe(docLines(doc, { clock, door: 'mcp' }));
  expect(docScreen(sent, look)).toBe(docScreen(doc, look));
}

function compare(name: string, said: string): void {
  const file = join(FOLDER, `${name}.txt`);
  if (recording) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, said);
  }
  const known = existsSync(file) ? readFileSync(file, 'utf8') : '';
  expect
    .soft(said, `the bytes of ${name} changed: BACKLOG_RECORD=1 npx vitest run test/commands/recorded -t ${name}`)
    .toBe(known);
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
  expect(readdirSync(FOLDER).sort()).toEqual(rows.map(([name]) => `${name}.txt`).sort());
});
