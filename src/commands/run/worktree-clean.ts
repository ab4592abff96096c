import * as z from 'zod';
import { counted, sizeText } from '../../base/amounts.ts';
import { flagInput, listInput } from '../../domain/calls/inputs.ts';
import type { Run } from '../../domain/records.ts';
import type { RunState } from '../../domain/runs/run-states.ts';
import { nameText } from '../../text/row.ts';
import { lengthInput } from '../../work/task/dates.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';

export const worktreeClean = defineCommand({
  name: 'worktree_clean',
  title: 'Clean up worktrees',
  summary:
    'Delete the worktrees of merged and discarded runs, after saving their content under rescue refs. Keeps each worktree with work that is in no result.',
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'destructive' },
  input: () =>
    z.strictObject({
      merged: flagInput().describe('Merged runs').optional(),
      discarded: flagInput().describe('Discarded runs').optional(),
      runs: listInput().describe('Only these runs: r1,r3').optional(),
      older: z.string().describe('Minimum time since then: 7d').optional(),
      dry_run: flagInput().describe('Only list them, with their disk use').optional(),
    }),
  output: () =>
    z.strictObject({
      cleaned: z.array(
        z.strictObject({ id: z.string(), state: z.string(), task: z.string(), since: z.string(), bytes: z.number() }),
      ),
      kept: z.array(z.strictObject({ id: z.string(), task: z.string(), why: z.string() })),
      bytes: z.number(),
      dry_run: z.boolean(),
    }),
  async run(context, { merged = false, discarded = false, runs, older, dry_run = false }, write) {
    const olderMs = older === undefined ? 0 : lengthInput(older, 'older');
    const wanted: [RunState, boolean][] = [
      ['merged', merged || !discarded],
      ['discarded', discarded || !merged],
    ];
    const states = wanted.flatMap(([state, asked]) => (asked ? [state] : []));
    const { cleanMany } = await import('../on-call.ts');
    const { cleaned, kept } = await cleanMany(context, write, { states, olderMs, named: runs }, dry_run);
    return {
      cleaned: cleaned.map(({ run, bytes }) => ({
        ...{ id: run.id, state: run.state, task: taskName(context, run), since: run.since },
        bytes,
      })),
      kept: kept.map(({ run, why }) => ({ id: run.id, task: taskName(context, run), why })),
      bytes: cleaned.reduce((sum, { bytes }) => sum + bytes, 0),
      dry_run,
    };
  },
  show: {
    rows: { of: 'cleaned', columns: ['id', 'state', 'task', 'bytes'] },
    text({ cleaned, kept, bytes, dry_run }) {
      if (cleaned.length + kept.length === 0) return 'No worktrees to clean up.';
      const head = `${dry_run ? 'Would delete' : 'Deleted'} ${counted(cleaned.length, 'worktree')}, ${sizeText(bytes)}`;
      return [
        head,
        ...cleaned.map(({ id, state, task, bytes: own }) => `  ${id} ${state} ${task}, ${sizeText(own)}`),
        ...(kept.length > 0 ? [`Kept ${counted(kept.length, 'worktree')}`] : []),
        ...kept.map(({ id, task, why }) => `  ${id} ${task}: ${why}`),
      ].join('\n');
    },
  },
  cli: {
    positional: ['runs'],
    examples: ['worktree clean --dry-run', 'worktree clean r1 r3', 'run clean --merged --older 7d --dry-run'],
    foundNothing: ({ cleaned, kept }) => cleaned.length + kept.length === 0,
  },
});

function taskName({ queue }: Context, run: Run): string {
  const task = queue.get(run.task);
  return task ? nameText(task) : '(its task no longer exists)';
}
