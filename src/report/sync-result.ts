import * as z from 'zod';
import type { Shape } from '../base/shape.ts';

/** What a synchronisation leaves to the caller, because it would lose or double something. */
export const UNDECIDED = [
  'field',
  'removed',
  'gone',
  'twice',
  'ambiguous',
  'refused',
  'evidence',
  'unwritten',
] as const;

export const undecided = () =>
  z.strictObject({
    kind: z.enum(UNDECIDED),
    id: z.int().exactOptional(),
    /** Position of the row in the file, from 0. */
    row: z.int().exactOptional(),
    line: z.int().exactOptional(),
    description: z.string(),
    field: z.string().exactOptional(),
    /** The value of the queue and that of the file. */
    queue: z.unknown().optional(),
    file: z.unknown().optional(),
    message: z.string(),
    /** What to type or to do. */
    say: z.array(z.string()),
  });
export type Undecided = Shape<typeof undecided>;

/** A change of one side by the other. */
export const synced = () =>
  z.strictObject({
    id: z.int().exactOptional(),
    line: z.int().exactOptional(),
    description: z.string(),
    /** `new` for a new task or line, `gone` for a deleted task or line, `linked` for a line that belongs to a task. */
    how: z.enum(['new', 'changed', 'gone', 'linked']),
    fields: z.array(z.string()),
  });
export type Synced = Shape<typeof synced>;

export const syncResult = () =>
  z.strictObject({
    file: z.string(),
    dryRun: z.boolean(),
    only: z.string().exactOptional(),
    /** Whether the file was written, or would be. */
    written: z.boolean(),
    /** Set if there was no file. */
    made: z.literal(true).exactOptional(),
    toQueue: z.array(synced()),
    toFile: z.array(synced()),
    /** Number of lines that change in the file. */
    lines: z.int(),
    /** Number of lines that get the uuid of their task. */
    marked: z.int(),
    undecided: z.array(undecided()),
    /** The reasons that blocked tasks which the file completed, one sentence each. */
    despite: z.array(z.string()).exactOptional(),
  });
export type SyncResult = Shape<typeof syncResult>;
