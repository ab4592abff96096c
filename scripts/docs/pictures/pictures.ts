import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PROGRAM from '../../../package.json' with { type: 'json' };
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { renderScreen } from '../../../src/commands/render.ts';
import { fitted } from '../../../src/interfaces/cli/help/fitted.ts';
import { overview } from '../../../src/interfaces/cli/help/overview.ts';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { verbFirst } from '../../../src/interfaces/cli/words/global-flags.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { type Opened, openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import { terminalSvg } from './svg.ts';
import { TASKS } from './tasks.ts';

const COLUMNS = 88;
const DAY = 86_400_000;
/** The time in every picture: a Thursday afternoon. */
const NOON = Date.parse('2026-07-30T14:30:00Z');
const ADA: Caller = { actor: { kind: 'human', name: 'ada' }, holder: 'human:ada', door: 'cli' };
const AGENT: Caller = { actor: { kind: 'ai', name: 'claude-code', session: 's1' }, holder: 's1', door: 'cli' };

/** Title and typed lines of each picture, by file. */
const PICTURES: Readonly<Record<string, { title: string; lines: readonly string[] }>> = {
  'docs/pictures/queue.svg': { title: 'The queue on one page', lines: ['backlog'] },
  'docs/pictures/help.svg': { title: 'The commands that you need first', lines: ['backlog help'] },
  'docs/pictures/list.svg': {
    title: 'A list, and what can begin when',
    lines: ['backlog list due.before:eom or +ACTIVE', 'backlog list --graph project:shop'],
  },
  'docs/pictures/task.svg': {
    title: 'One task, and why it is where it is',
    lines: ['backlog info 3', 'backlog explain 5'],
  },
};

/** Draws the pictures of the terminal: the program's own output for a small queue. @returns the pictures by file */
export async function pictures(): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
  try {
    const opened = await queueIn(folder);
    const made: Record<string, string> = {};
    for (const [file, { title, lines }] of Object.entries(PICTURES)) {
      const said: { typed: string; said: string }[] = [];
      for (const typed of lines) said.push({ typed, said: await screenOf(opened, typed) });
      made[file] = terminalSvg(title, said, COLUMNS);
    }
    await opened.close();
    return made;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function queueIn(folder: string): Promise<Opened> {
  const project = join(folder, 'shop');
  mkdirSync(project);
  let now = NOON - 3 * DAY;
  const opened = await openWorkspace({
    cwd: project,
    env: { BACKLOG_DIR: join(folder, 'store') },
    now: () => now,
    zone: 'UTC',
    start: () => undefined,
    store: { validate: validateRecord },
  });
  const run = (name: string, input: object, caller = ADA) => execute(opened, caller, commandNamed(name), input);
  await run('task_import', { tasks: TASKS });
  await run('task_done', { id: 1, force: true });
  now = NOON - 300_000;
  await run('task_start', { id: 3 }, AGENT);
  await run('task_annotate', { id: 3, criterion: 1, text: 'npm test: 41 passed' }, AGENT);
  now = NOON;
  return opened;
}

async function screenOf(opened: Opened, line: string): Promise<string> {
  const words = verbFirst(line.split(' ').slice(1));
  if (line === 'backlog help') return fitted(overview(PROGRAM.version), COLUMNS);
  const { command, rest } = meantBy(words)!;
  const { input } = parseArgs(command, rest);
  if (command.where === 'machine') throw new Error(`${line} is no command of a queue`);
  const executed = await execute(opened, ADA, command, input);
  return renderScreen(executed, { columns: COLUMNS, colour: 16 });
}
