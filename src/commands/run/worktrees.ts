import * as z from 'zod';
import { counted, sizeText } from '../../base/amounts.ts';
import { inputOf } from '../../domain/calls/door.ts';
import { flagInput, listInput, runInput } from '../../domain/calls/inputs.ts';
import { RUN_STATE_NAMES, type RunState } from '../../domain/runs/run-states.ts';
import { NO_TASK, stateLabel } from '../../domain/state-words.ts';
import type { Task } from '../../domain/task/task.ts';
import { nameText } from '../../text/row.ts';
import { oneLine } from '../../text/safe.ts';
import { tasksOfRuns } from '../../work/archive/tasks-of.ts';
import { lengthInput } from '../../work/task/dates.ts';
import { defineCommand } from '../command.ts';

export const worktreeList = defineCommand({
  name: 'worktree_list',
  title: 'List worktrees',
  summary: 'List the worktrees of runs with branch, state and disk use. `measure: true` reads the size of every file.',
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

/** Maximum number of shown paths. */
const PATHS = 100;

export const worktreeShow = defineCommand({
  name: 'worktree_show',
  title: 'Show a worktree',
  elsewhere: 'run checkout',
  summary:
    'Show the worktree of a run before you remove it: disk use, work that is in no result, and reasons to keep it.',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({ run: runInput() }),
  output: () =>
    z.strictObject({
      id: z.string(),
      folder: z.string(),
      bytes: z.number(),
      /** Files whose content is in no result. A clean-up keeps them under rescue refs. `total` is their number. */
      unsaved: z.array(z.string()),
      total: z.int(),
      /** Nested repositories in the worktree, and files in submodules and further worktrees. */
      nested: z.array(z.string()),
      /** The reason why a clean-up without force keeps the worktree. Absent if it would remove the worktree. */
      keeps: z
        .strictObject({ text: z.string(), hint: z.string().exactOptional(), forced: z.boolean() })
        .exactOptional(),
    }),
  async run(context, { run }) {
    const { previewClean } = await import('../on-call.ts');
    const { unsaved, nested, ...preview } = await previewClean(context, run);
    return {
      ...preview,
      unsaved: unsaved.slice(0, PATHS),
      total: unsaved.length,
      nested: nested.slice(0, PATHS),
    };
  },
  show: {
    text: ({ id, folder, bytes, unsaved, total, nested, keeps }, { caller }) =>
      [
        `${id} ${sizeText(bytes)} ${oneLine(folder)}`,
        total === 0 ? 'The result has all of its files.' : `The result doesn't have ${counted(total, 'file')}:`,
        ...unsaved.map((path) => `  ${oneLine(path)}`),
        ...(total > unsaved.length ? [`  … and ${total - unsaved.length} more`] : []),
        ...nested.map(
          (path) => `in a nested repository, a submodule or a further worktree, so not in the result: ${oneLine(path)}`,
        ),
        ...(keeps
          ? [
              `A deletion is refused now: ${keeps.text}${keeps.forced ? `; with \`${inputOf(caller.door, 'force')}\`, a person can delete it anyway` : ''}`,
            ]
          : []),
      ].join('\n'),
  },
  cli: { positional: ['run'], examples: ['worktree show r7'] },
});

export const worktreeClean = defineCommand({
  name: 'worktree_clean',
  title: 'Clean up worktrees',
  summary:
    'Delete the worktrees of merged and discarded runs, after saving their content under rescue refs. Keeps each worktree with work that is in no result.',
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
    const taskOf = await tasksOfRuns(
      context,
      [...cleaned, ...kept].map(({ run }) => run),
    );
    return {
      cleaned: cleaned.map(({ run, bytes }) => ({
        ...{ id: run.id, state: run.state, task: taskName(taskOf(run.task)), since: run.since },
        bytes,
      })),
      kept: kept.map(({ run, why }) => ({ id: run.id, task: taskName(taskOf(run.task)), why })),
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

function taskName(task: Task | undefined): string {
  return task ? nameText(task) : NO_TASK;
}
