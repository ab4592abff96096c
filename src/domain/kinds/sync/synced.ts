import { kind } from '../row.ts';

/** A file that is synchronised with the queue. Record id: a digest of its path. */
export const SYNC = kind({
  doc: 'a file that `sync` keeps equal to the queue',
  fields: ({ z, instant }) => ({
    /** Absolute path of the file, with its links resolved. */
    file: z.string().min(1),
    /** The name as a source. Records of earlier programs have none, if nobody gave one. */
    name: z.string().min(1).optional(),
    state: z.literal('disabled').optional(),
    /** Set for a folder, whose files are one list. */
    folder: z.literal(true).optional(),
    /** The field of a column of a table, where a person said so, by the column's name in lower case. */
    map: z.record(z.string(), z.string()).optional(),
    /** Filter of the tasks that are added to the file, `''` for all. */
    only: z.string().optional(),
    /** SHA-256 of the file after the last synchronisation. */
    sum: z.string(),
    at: instant(),
    actor: z.string(),
  }),
  undo: 'never',
});

/**
 * A task of a synchronised file, as file and queue had it after the last synchronisation. Record id: `<id of the
 * sync>/<uuid of the task>`. An undo doesn't change it, so the next synchronisation writes undone values into the file.
 */
export const SYNCED = kind({
  doc: 'a task in a file that `sync` keeps equal to the queue, with what both sides had in each field',
  fields: ({ z, uuid }) => ({
    file: z.string().min(1),
    uuid: uuid(),
    /** The id of the task there, in a folder whose tasks have lasting ids. */
    id: z.string().optional(),
    /** By field: the value of the file and, if it differs, the one of the queue. See `src/work/merge/base.ts`. */
    seen: z.record(z.string(), z.string()),
  }),
  undo: 'never',
});
