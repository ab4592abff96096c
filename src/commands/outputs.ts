import * as z from 'zod';
import { typedAs } from '../base/shape.ts';
import { stored, task, tasks } from '../domain/kinds/schemas.ts';
import { viewedRun } from '../domain/runs/run-shapes.ts';
import { around, brief } from '../report/brief.ts';
import { documentChange } from '../report/history.ts';
import { type Statement, statement } from '../report/statement/statement.ts';
import { wordedTask } from '../report/task-line.ts';
import { keptTasks } from '../scheduler/answers.ts';
import type { Change, Commit } from '../store/index.ts';

/**
 * Schemas for the outputs of several commands. The schemas of records come from the table of record kinds. Only these
 * accept fields of newer versions.
 */

export { around as aroundTask, brief, documentChange, keptTasks as kept, stored, task, tasks, wordedTask as record };

/** The schema of a list of tasks, each with the requested fields or with all fields. */
export const records = () => z.array(z.union([wordedTask(), z.record(z.string(), z.unknown())]));

/** The schema of notes about a selection. */
export const notes = () => z.array(z.string()).exactOptional();

/** The schema of the queue that belongs to a folder without one: its former queue, or a named one that it must join. */
export const expected = () =>
  z.union([
    z.strictObject({ dir: z.string(), name: z.string(), tasks: z.int() }),
    z.strictObject({ address: z.string(), why: z.string().exactOptional(), by: z.enum(['person', 'team']) }),
  ]);

/** The schema of the number of completed tasks that a list without open tasks leaves out. */
export const completed = () => z.int().exactOptional();

/** The schema of the reasons that blocked tasks which were completed anyway, one sentence each. */
export const despite = () => z.array(z.string()).exactOptional();

/** Returns the part of an output with these reasons. */
export const despiteOf = (reasons: readonly string[]): { despite?: string[] } =>
  reasons.length > 0 ? { despite: [...reasons] } : {};

/**
 * The schema of the changes that can change an answer: kinds of records, and `time`. `task` means that any change of a
 * task can change the answer.
 */
export const follows = () => z.array(z.string());

/** The schema of the change of one record. */
export const change = () =>
  typedAs<Change>(
    z.strictObject({
      kind: z.string(),
      id: z.string(),
      before: z.record(z.string(), z.unknown()).nullable(),
      after: z.record(z.string(), z.unknown()).nullable(),
    }),
  );

const commitFields = () => ({
  seq: z.int().positive(),
  at: z.string(),
  actor: z.looseObject({ kind: z.string(), name: z.string() }),
  command: z.string(),
  changes: z.array(change()),
  tasks: z.int().optional(),
  left: z.int().optional(),
});
export type BoundedCommit = Commit & { tasks?: number; left?: number };

/** The schema of a commit, with the number of changed tasks and the number of omitted changes. */
export const commit = () => typedAs<BoundedCommit>(z.looseObject(commitFields()));

/** The schema of a commit in the history, with what it did. `final`: undo refuses it. */
export const statedCommit = () =>
  typedAs<BoundedCommit & { statement: Statement; final?: true }>(
    z.looseObject({ ...commitFields(), statement: statement(), final: z.literal(true).optional() }),
  );

export { viewedRun as run };
export const runs = () => z.array(viewedRun());
