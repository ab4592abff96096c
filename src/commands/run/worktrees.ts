import * as z from 'zod';
import { sizeText } from '../../base/amounts.ts';
import { flagInput } from '../../domain/calls/inputs.ts';
import { RUN_STATE_NAMES } from '../../domain/runs/run-states.ts';
import { stateLabel } from '../../domain/state-words.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';

export const worktreeList = defineCommand({
  name: 'worktree_list',
  title: 'List worktrees',
  summary: 'List the worktrees of runs with branch, state and disk use. `measure: true` reads the size of every file.',
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({ measure: flagInput().describe('Read the size of every file').optional() }),
  output: () =>
    z.strictObject({
      worktrees: z.array(
        z.strictObject({
          id: z.string(),
          folder: z.string(),
          branch: z.string().nullable(),
          state: z.enum(RUN_STATE_NAMES).nullable(),
          bytes: z.number(),
          measured: z.boolean(),
        }),
      ),
      bytes: z.number(),
    }),
  async run(context, { measure }) {
    const { worktreesOf } = await import('../on-call.ts');
    const worktrees = await worktreesOf(context, measure ?? false);
    return { worktrees, bytes: worktrees.reduce((sum, { bytes }) => sum + bytes, 0) };
  },
  show: {
    rows: { of: 'worktrees', columns: ['id', 'state', 'branch', 'bytes', 'folder'] },
    text: ({ worktrees, bytes }) =>
      worktrees.length === 0
        ? 'No worktrees.'
        : [
            ...worktrees.map(
              ({ id, state, branch, bytes: own, measured, folder }) =>
                `${id} ${state === null ? 'unknown run' : stateLabel(state)} ${branch ?? '-'} ${measured ? '' : '~'}${sizeText(own)} ${oneLine(folder)}`,
            ),
            `${sizeText(bytes)} in total`,
          ].join('\n'),
  },
  cli: { examples: ['worktree list', 'worktree list --measure'] },
});
