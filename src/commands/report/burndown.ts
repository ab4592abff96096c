import * as z from 'zod';
import { countInput } from '../../domain/calls/inputs.ts';
import { toInstant } from '../../domain/instant.ts';
import {
  BURNDOWNS,
  type BurndownPeriod,
  burndown,
  burndownOf,
  burndownStart,
  type Reopened,
} from '../../report/burndown.ts';
import { burndownText } from '../../text/report.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { archivedInput, selectedEver } from './selected.ts';

/** Maximum number of periods in a report. */
const MOST = 400;

/** The three reports: daily `burndown`, weekly and monthly. */
export const REPORT_BURNDOWNS = (Object.keys(BURNDOWNS) as BurndownPeriod[]).map((period) => {
  const { title, shown } = BURNDOWNS[period];
  return defineCommand({
    name: `report_burndown_${period}`,
    title: `Show the burndown ${title}`,
    summary: `Show the number of open, active and done tasks ${title}, the tasks added and closed, and a forecast of the end.`,
    toolset: 'admin',
    group: 'plan',
    access: { effect: 'read' },
    input: () =>
      z.strictObject({
        filter: z.string().describe('Filter; default: all tasks').default(''),
        periods: countInput()
          .refine((periods) => periods > 0 && periods <= MOST, `expected 1 to ${MOST}`)
          .describe(`Number of periods (default ${shown})`)
          .optional(),
        archived: archivedInput(),
      }),
    output: () => burndown().extend({ notes: outputs.notes() }),
    async run(context, { filter, periods = shown, archived }) {
      const { tasks, notes } = await selectedEver(context, filter, archived);
      const since = toInstant(burndownStart(period, periods, context.clock));
      const reopened = await reopenedSince(context, since);
      const drawn = burndownOf({ tasks, reopened, period, shown: periods, clock: context.clock });
      return { ...drawn, ...(notes.length > 0 ? { notes } : {}) };
    },
    show: {
      rows: { of: 'bars', columns: ['date', 'open', 'started', 'done', 'added', 'closed'] },
      text: (drawn, { clock }) => burndownText(drawn, clock),
      async screen(drawn, { clock }, screen) {
        const { burndownScreen } = await import('../../text/screen/screens.ts');
        return burndownScreen(drawn, { screen, clock });
      },
    },
    cli: {
      positional: ['filter'],
      aliases: [...(period === 'daily' ? ['burndown'] : []), `burndown ${period}`],
      examples: [`burndown ${period}`, `burndown ${period} project:web --format csv`],
    },
  });
});

/** Texts in the JSON of every commit that reopens a task. */
const REOPENED = ['"end":"', '"status":"pending"'];

/**
 * Returns the times at which tasks were reopened since `since`, except by undo: an undone closing doesn't count, nor does
 * an undone reopening. A record has only its latest end, so this reads the log backwards. Parses only commits that contain both texts. The cost grows with the period, not with the whole history.
 */
async function reopenedSince({ store }: Context, since: string): Promise<Reopened[]> {
  const found: Reopened[] = [];
  const undone = new Set<number>();
  for await (const commit of store.history({ kind: 'task', reverse: true, since, mentioning: REOPENED })) {
    const { seq, at, changes, undoes } = commit;
    if (undone.has(seq)) continue;
    if (undoes !== undefined) {
      undone.add(undoes);
      continue;
    }
    for (const { kind, id, before, after } of changes)
      if (kind === 'task' && typeof before?.end === 'string' && after?.status === 'pending')
        found.push({ task: id, closed: before.end, at });
  }
  return found;
}
