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
 * What commands hand back, in the words of all doors: the schemas of `output`. Records are as they are stored, so their schemas
 * are those of the table of kinds; fields of newer versions pass in them, and nowhere else.
 */

export { around as aroundTask, brief, documentChange, keptTasks as kept, stored, task, tasks, wordedTask as record };

/** The fields of a task that were asked for, or all of them. */
export const records = () => z.array(z.union([wordedTask(), z.record(z.string(), z.unknown())]));

/** What a reader should know of a selection besides its tasks. */
export const notes = () => z.array(z.string()).exactOptional();

/** What beside tasks may change the answer: kinds of records, `time`; where any change of a task counts, `task`. */
export const follows = () => z.array(z.string());

/** What became of one record. */
export const change = () =>
  typedAs<Change>(
    z.strictObject({
      kind: z.string(),
      id: z.string(),
      before: z.record(z.string(), z.unknown()).nullable(),
      after: z.record(z.string(), z.unknown()).nullable(),
    }),
  );

/** A commit as history tells it: how many tasks it changed in all, and how many changes are left out here. */
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
