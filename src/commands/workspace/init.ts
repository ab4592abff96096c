import * as z from 'zod';
import { callOf } from '../../domain/calls/door.ts';
import { FOUND_BY } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import { recordHere } from '../../work/workspace/repositories.ts';
import { defineCommand } from '../command.ts';

export const backlogInit = defineCommand({
  name: 'backlog_init',
  title: 'Create the queue',
  summary:
    'Create the queue of this folder or repository, if there is none, and show its folder. The first write also creates it.',
  toolset: 'admin',
  group: 'admin',
  access: { effect: 'write', idempotent: true },
  input: () => z.strictObject({}),
  output: () =>
    z.strictObject({
      made: z.boolean(),
      dir: z.string(),
      root: z.string(),
      foundBy: z.enum(FOUND_BY),
    }),
  async run(context, _, write) {
    const made = !context.store.exists;
    if (made) await context.make();
    const where = context.workspace();
    // Records the repository, so that the board and other programs can list the workspace by name and folder.
    await write((tx) => recordHere(tx, where));
    const { dir, root, foundBy } = where;
    return { made, dir, root, foundBy };
  },
  show: {
    text: ({ made, dir, root, foundBy }, { caller: { door } }) => {
      const whose = {
        git: 'every worktree of the repository',
        folder: 'this folder and those in it',
        BACKLOG_DIR: 'BACKLOG_DIR',
        BACKLOG_STORE: 'BACKLOG_STORE',
        run: 'a run',
      };
      return [
        `${made ? 'Created a queue' : 'A queue already exists'} for ${oneLine(root)} (${whose[foundBy]}).`,
        `Its folder is ${oneLine(dir)}, outside your checkout.`,
        `Next: ${callOf(door, 'task_add', '"Fix login" due:friday')}, or ${callOf(door, 'task_import', 'FILE')}; ${callOf(door, 'task_list')} lists the tasks.`,
      ].join('\n');
    },
  },
  cli: { examples: ['init'], flagLines: { store: 'store init ADDRESS' } },
});
