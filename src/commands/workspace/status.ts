import * as z from 'zod';
import { primeOf } from '../../report/prime.ts';
import { primeText } from '../../text/prime.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const backlogStatus = defineCommand({
  name: 'backlog_status',
  title: 'Status',
  summary:
    'Where the queue stands in under 2 KB: your work in progress, handoffs, most urgent ready tasks, overdue, counts.',
  toolset: 'core',
  effect: 'read',
  examples: ['status'],
  input: () => z.strictObject({}),
  output: () =>
    z.looseObject({
      workspace: z.string(),
      mine: outputs.tasks(),
      ready: outputs.tasks(),
      overdue: outputs.tasks(),
      handoffs: outputs.tasks(),
      reviews: outputs.tasks(),
      held: z.array(z.strictObject({ task: outputs.task(), claim: outputs.stored('claim') })),
      counts: z.record(z.string(), z.number()),
    }),
  async run(context) {
    return {
      workspace: context.store.dir,
      ...primeOf(context.facts(), claimsHeld(context.store.state), context.caller.holder, context.coefficients),
    };
  },
  text: (prime, context) =>
    primeText(prime, context.facts(), { door: context.caller.door, repositories: context.repositories }),
});
