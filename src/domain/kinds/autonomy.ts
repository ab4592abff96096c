import { kind } from './row.ts';

/** Id of the only record about autonomy. */
export const AUTONOMY_ID = 'autonomy';

/** Whether rules land results and orchestrators start runs. Without the record, they do. */
export const AUTONOMY = kind({
  doc: 'whether rules may land results, and orchestrators may start runs',
  fields: ({ z, instant }) => ({
    stopped: z.boolean(),
    at: instant(),
    actor: z.string(),
    note: z.string().optional(),
  }),
  undo: 'never',
  historyText: {
    name: () => 'autonomy',
    value: ({ stopped, note }) =>
      stopped === undefined ? undefined : `${stopped ? 'stopped' : 'on'}${note ? `: ${note}` : ''}`,
  },
});
