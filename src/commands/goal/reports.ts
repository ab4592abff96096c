import * as z from 'zod';
import { dollars } from '../../base/amounts.ts';
import { dateInput } from '../../domain/calls/inputs.ts';
import { goalTree } from '../../report/goals/goal-node.ts';
import { outcomeRow, outcomesOf } from '../../report/goals/outcomes.ts';
import { runsIn } from '../../runs/find-run.ts';
import { goalTreeText } from '../../text/goals.ts';
import { oneLine } from '../../text/safe.ts';
import { readPastDate } from '../../work/task/dates.ts';
import { defineCommand } from '../command.ts';
import { planIn } from './fields.ts';

export const reportOutcomes = defineCommand({
  name: 'report_outcomes',
  title: 'Report outcomes',
  summary:
    'Report for each outcome, or goal without one: its measure, open and done tasks, merged and reverted runs, cost.',
  toolset: 'admin',
  group: 'plan',
  access: { effect: 'read' },
  input: () => z.strictObject({ since: dateInput('Past date; default: from the beginning').optional() }),
  output: () => z.strictObject({ outcomes: z.array(outcomeRow()) }),
  async run(context, { since }) {
    const from = since?.trim() ? await readPastDate(since, 'since', context.clock) : undefined;
    return { outcomes: outcomesOf(planIn(context), context.queue, runsIn(context.store.state), from) };
  },
  show: {
    rows: { of: 'outcomes', columns: ['id', 'title', 'measure', 'open', 'done', 'merged', 'reverted', 'costUsd'] },
    text: ({ outcomes }) =>
      outcomes
        .map(({ id, title, measure, open, done, merged, reverted, costUsd }) => {
          const runs = `${merged} merged${reverted > 0 ? `, ${reverted} reverted` : ''}, ${dollars(costUsd)}`;
          return `${id} ${oneLine(title, 80)}${measure ? ` (${oneLine(measure, 80)})` : ''}: ${open} open, ${done} done; ${runs}`;
        })
        .join('\n'),
  },
  cli: { positional: ['since'], examples: ['report outcomes', 'report outcomes monday'] },
});

export const reportGoals = defineCommand({
  name: 'report_goals',
  title: 'Show the tree of goals',
  summary: 'Show the tree from the vision down to goals, with measures, tasks and gaps.',
  toolset: 'admin',
  group: 'plan',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: goalTree,
  async run(context) {
    const { goalTreeOf, limitsIn } = await import('./goal-rules.ts');
    return goalTreeOf(planIn(context), context.queue, context.clock.now, limitsIn(context));
  },
  show: {
    rows: { of: 'nodes', columns: ['id', 'kind', 'state', 'title', 'open', 'done', 'measure'] },
    text: (value, { caller }) => goalTreeText(value, caller),
  },
  cli: { examples: ['report goals'] },
});
