import * as z from 'zod';
import { goalTree } from '../../report/goals/goal-node.ts';
import { goalTreeText } from '../../text/goals.ts';
import { defineCommand } from '../command.ts';
import { planIn } from './fields.ts';

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
