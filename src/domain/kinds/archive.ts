import { counted } from '../../base/amounts.ts';
import { kind } from './row.ts';

/**
 * An immutable file of archived tasks that were closed in the same quarter. Record id: the file name. Only the list of
 * restored tasks makes the record larger.
 */
export const ARCHIVE = kind({
  doc: 'a file of archived tasks that were closed in one quarter',
  fields: (v) => ({
    file: v.z.string().regex(/^\d{4}-Q[1-4]-[0-9a-f]{64}$/, 'expected a quarter and a SHA-256'),
    count: v.z.int().positive(),
    /** The lowest and the highest number of the tasks. */
    from: v.z.int().min(0),
    to: v.z.int().min(0),
    /** Byte offsets of the lookup tables, and of the end of the last table. */
    tables: v.z.object({
      ids: v.z.int().min(0),
      uuids: v.z.int().min(0),
      sources: v.z.int().min(0),
      blobs: v.z.int().min(0),
      end: v.z.int().min(0),
    }),
    /** Time at which the tasks were archived. For merged files, the latest time. */
    at: v.instant(),
    /** uuids of tasks that were restored to the queue. */
    out: v.z.array(v.uuid()).optional(),
  }),
  sets: ['out'],
  undo: 'exact',
  historyText: {
    name: (id) => `archive ${id.slice(0, 7)}`,
    value: ({ count }) => (count === undefined ? undefined : counted(count, 'task')),
  },
});
