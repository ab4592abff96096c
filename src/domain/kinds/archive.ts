import { FOR_GOOD, kind } from './row.ts';

/**
 * One immutable file of archived tasks, all closed in the same quarter. Record id: the name of the file. It says no more of the tasks
 * than how many there are and which numbers they have at most, however many they are.
 */
export const ARCHIVE = kind({
  doc: 'a file of archived tasks that were closed in one quarter',
  fields: (v) => ({
    file: v.z.string().regex(/^\d{4}-Q[1-4]-[0-9a-f]{64}$/, 'expected a quarter and a SHA-256'),
    count: v.z.int().positive(),
    /** The lowest and the highest number of its tasks. */
    from: v.z.int().min(0),
    to: v.z.int().min(0),
    /** Where its tables begin, in bytes, and where the last one ends. */
    tables: v.z.object({
      ids: v.z.int().min(0),
      uuids: v.z.int().min(0),
      sources: v.z.int().min(0),
      blobs: v.z.int().min(0),
      end: v.z.int().min(0),
    }),
    /** When its tasks were archived: the last of them, where files were put together. */
    at: v.instant(),
    /** uuids of its tasks that were restored since: they are in the queue again. */
    out: v.z.array(v.uuid()).optional(),
  }),
  sets: ['out'],
  undo: 'exact',
  stays: FOR_GOOD,
  historyText: {
    name: (id) => `archive ${id.slice(0, 7)}`,
    value: ({ count }) => (count === undefined ? undefined : `${count} task${count === 1 ? '' : 's'}`),
  },
});
