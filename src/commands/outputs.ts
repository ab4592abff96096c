import * as z from 'zod';
import { typedAs } from '../base/shape.ts';
import { stored, task, tasks } from '../domain/kinds/schemas.ts';
import { viewedRun } from '../domain/runs/run-shapes.ts';
import { around, brief } from '../report/brief.ts';
import { documentChange } from '../report/history.ts';
import { wordedTask } from '../report/task-line.ts';
import { keptTasks } from '../scheduler/answers.ts';
import type { Change, Commit } from '../store/index.ts';

/**
 * Schemas that the outputs of commands share. Records have the schemas of the table of kinds. Only records let fields
 * of newer versions pass.
 */

export { around as aroundTask, brief, documentChange, keptTasks as kept, stored, task, tasks, wordedTask as record };

/** The requested fields of a task, or all of them. */
export const records = () => z.array(z.union([wordedTask(), z.record(z.string(), z.unknown())]));

/** Remarks on a selection, for the reader. */
export const notes = () => z.array(z.string()).exactOptional();

/** Kinds of records besides tasks that can change the answer, and `time`. `task` if any change of a task counts. */
export const follows = () => z.array(z.string());

/** The change of one record. */
export const change = () =>
  typedAs<Change>(
    z.strictObject({
      kind: z.string(),
      id: z.string(),
      before: z.record(z.string(), z.unknown()).nullable(),
      after: z.record(z.string(), z.unknown()).nullable(),
    }),
  );

/** A change of the history, with the number of tasks that it changed and the number of changes that are left out. */
export const commit = () =>
  typedAs<Commit & { tasks?: number; left?: number }>(
    z.looseObject({
      seq: z.int().positive(),
      at: z.string(),
      actor: z.looseObject({ kind: z.string(), name: z.string() }),
      command: z.string(),
      changes: z.array(change()),
      tasks: z.int().optional(),
      left: z.int().optional(),
    }),
  );

export { viewedRun as run };
export const runs = () => z.array(viewedRun());
