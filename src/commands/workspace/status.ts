import * as z from 'zod';
import { overviewOf } from '../../report/overview.ts';
import { primeOf } from '../../report/prime.ts';
import { openQuestions, runsIn } from '../../runs/find.ts';
import { primeText } from '../../text/prime.ts';
import type { Screen } from '../../text/screen/screen.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Of each of the five parts, so that all of them are seen at once. */
function rowsFor({ rows = 40 }: Screen): number {
  return Math.max(3, Math.min(10, Math.floor(rows / 5) - 2));
}

export const backlogStatus = defineCommand({
  name: 'backlog_status',
  title: 'Status',
  summary:
    'Where the queue stands in under 2 KB: your work in progress, handoffs, most urgent ready tasks, overdue, counts.',
  toolset: 'core',
  effect: 'read',
  bare: true,
  examples: ['status'],
  resources: [{ uri: 'backlog://status', title: 'Where the queue stands' }],
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
      documents: z.array(z.string()),
      counts: z.record(z.string(), z.number()),
    }),
  async run(context) {
    return {
      workspace: context.store.dir,
      ...primeOf(context.facts(), claimsHeld(context.store.state), context.caller.holder, context.coefficients),
    };
  },
  text: (prime, context) =>
    primeText(prime, context.facts(), {
      door: context.caller.door,
      offers: context.caller.offers,
      repositories: context.repositories,
    }),
  async screen(_, context, screen) {
    const { overviewScreen } = await import('../../text/screen/screens.ts');
    const { state } = context.store;
    const overview = overviewOf({
      facts: context.facts(),
      claims: claimsHeld(state),
      runs: runsIn(state),
      questionOf: (run) => openQuestions(state, run)[0]?.text,
      coefficients: context.coefficients,
      rows: rowsFor(screen),
    });
    const isNone = context.workspace().never === true;
    return overviewScreen(overview, { screen, clock: context.clock, isNone });
  },
});
