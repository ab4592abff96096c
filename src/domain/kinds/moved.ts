import { FOR_GOOD, kind } from './row.ts';

/** Where a queue was moved. While this copy of the queue has the record, it is read-only. Record id: `queue`. */
export const MOVED = kind({
  doc: 'the place to which the queue was moved',
  fields: ({ z, instant }) => ({
    /** An address, or a folder with its machine. */
    to: z.string().min(1),
    at: instant(),
    actor: z.string(),
  }),
  undo: 'never',
  terminal: true,
  stays: FOR_GOOD,
  historyText: { name: () => 'the place of the queue', value: ({ to }) => to },
});
