import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { dateInput } from '../../domain/calls/inputs.ts';
import { rawTitle } from '../../domain/task/raw-title.ts';
import { titleOf } from '../../domain/task/task.ts';
import type { OutputDoc } from '../../text/doc/doc.ts';
import { readPastDate } from '../../work/task/dates.ts';
import { defineCommand } from '../command.ts';

export const autonomyReplay = defineCommand({
  name: 'autonomy_replay',
  title: 'Replay the rules',
  summary:
    'Apply the present rules to past results: which would have landed without a person, and which of those were reverted or fixed later. Changes nothing.',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({ since: dateInput('Past date: 30d, monday; default: 30d').optional() }),
  output: () =>
    z.strictObject({
      since: z.string(),
      results: z.array(
        z.strictObject({
          run: z.string(),
          id: z.int(),
          ...rawTitle(),
          state: z.string(),
          /** The rule that would have landed it, or why a person would have decided. */
          lands: z.string().exactOptional(),
          asks: z.array(z.string()).exactOptional(),
          /** Who reverted it, or the run that fixed it. */
          later: z.string().exactOptional(),
        }),
      ),
      /** Number of older results that were not read. */
      more: z.int(),
    }),
  async run(context, { since }) {
    const { replayRules } = await import('../on-call.ts');
    const from = await readPastDate(since?.trim() || '30d', 'since', context.clock);
    return { since: from, ...(await replayRules(context, Date.parse(from))) };
  },
  show: {
    rows: { of: 'results', columns: ['run', 'id', 'description', 'state', 'lands', 'later'] },
    doc: ({ results, more }): OutputDoc => {
      const lands = results.filter((one) => one.lands !== undefined);
      const wrong = lands.filter(({ later }) => later !== undefined);
      return {
        sections: [
          {
            noun: 'result',
            empty: 'No results since then.',
            columns: [
              { head: 'Run', kind: 'id' },
              { head: 'Today', kind: 'state' },
              { head: 'Task', kind: 'description' },
              { head: 'Then', kind: 'word' },
              { head: 'Why', kind: 'note' },
            ],
            rows: results.map(({ run, id, state, lands: rule, asks = [], later, ...task }) => [
              run,
              {
                is: 'text',
                text: rule === undefined ? 'asks' : `lands by ${rule}`,
                style: rule === undefined ? undefined : 'good',
              },
              `${id} ${titleOf(task)}`,
              later === undefined ? state : `${state}, ${later}`,
              asks.slice(0, 2).join('; '),
            ]),
          },
        ],
        notes: [
          results.length > 0
            ? `${lands.length} of ${counted(results.length, 'result')} would have landed without a person. ${wrong.length} of them ${wrong.length === 1 ? 'was' : 'were'} reverted or fixed later.`
            : undefined,
          more > 0 ? `${counted(more, 'older result')} not read.` : undefined,
        ],
      };
    },
  },
  cli: { examples: ['autonomy replay', 'autonomy replay --since 30d'] },
});
