import { writeSync } from 'node:fs';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { BacklogError } from '../../../src/domain/errors.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import { seeded } from '../../support/random.ts';

/**
 * A process that adds, completes, archives, restores and undoes until it is ended or done: `archiver.child <dir> <seed> <rounds>`.
 * Says `added <uuid>` once a task is there, and `archived`, `restored`, `undone` before each of these, `done` at the end.
 */
const [dir = '', seed = '', rounds = ''] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);
const random = seeded(Number(seed));
const opened = await openWorkspace({
  cwd: dir,
  env: { BACKLOG_DIR: `${dir}/store` },
  store: { validate: validateRecord },
});
const holder = `archiver-${seed}`;
const caller = { actor: { kind: 'ai', name: 'archiver', session: holder } as const, holder };

/** What others did to the same tasks at the same time may refuse it. */
async function tried<T>(name: string, input: object): Promise<T | undefined> {
  try {
    return (await execute(opened, caller, commandNamed(name), input)).output as T;
  } catch (error) {
    if (error instanceof BacklogError && error.code !== 'store') return undefined;
    throw error;
  }
}

const mine: string[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const added = await tried<Task>('task_add', { description: `Task ${round}`, spec: `# ${round}` });
  if (added) {
    mine.push(added.uuid);
    say(`added ${added.uuid}`);
    await tried('task_done', { id: added.uuid });
  }
  const what = random.int(4);
  say(['archived', 'archived', 'restored', 'undone'][what]!);
  if (what < 2) await tried('task_archive', { filter: '+COMPLETED' });
  else if (what === 2) await tried('task_archive_restore', { id: mine[random.int(mine.length)]! });
  else if (await tried('task_archive', { filter: '+COMPLETED' })) await tried('task_undo', {});
  if (round % 7 === 6) await opened.store.maintain({ force: round % 2 === 0 });
}
say('done');
