import * as z from 'zod';
import { type Prime, primeOf } from '../../report/prime.ts';
import { situationIn } from '../../runs/view/situation.ts';
import { primeText } from '../../text/prime.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

const records = () => z.array(outputs.record());

export const backlogStatus = defineCommand({
  name: 'backlog_status',
  title: 'Status',
  summary:
    'Where the queue stands in under 2 KB: your work in progress, handoffs, most urgent ready tasks, overdue, counts.',
  toolset: 'core',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () =>
    z.looseObject({
      workspace: z.string(),
      /** There can be no queue here: it is the person's home folder itself. */
      never: z.literal(true).optional(),
      mine: records(),
      attention: z.array(outputs.attention(outputs.record())),
      handoffs: records(),
      reviews: records(),
      working: z.array(
        z.strictObject({
          task: outputs.record(),
          run: z.string().optional(),
          by: z.string().optional(),
          since: z.string(),
        }),
      ),
      ready: records(),
      overdue: records(),
      blocked: z.array(
        z.strictObject({
          task: outputs.record(),
          by: z.array(z.strictObject({ id: z.int(), description: z.string() })),
        }),
      ),
      held: z.array(z.strictObject({ task: outputs.record(), claim: outputs.stored('claim') })),
      documents: z.array(z.string()),
      counts: z.record(z.string(), z.number()),
    }),
  async run(context): Promise<Prime & { workspace: string; never?: true }> {
    const prime = primeOf(situationIn(context), context.facts(), context.caller.holder);
    return { workspace: context.store.dir, ...(context.workspace().never ? { never: true } : {}), ...prime };
  },
  show: {
    text: (prime, context) =>
      primeText(prime, context.facts(), {
        door: context.caller.door,
        offers: context.caller.offers,
        repositories: context.repositories,
      }),
    async screen(prime, { clock }, screen) {
      const { statusScreen } = await import('../../text/screen/screens.ts');
      return statusScreen(prime, { screen, clock, isNone: prime.never === true });
    },
  },
  cli: { default: true, examples: ['status'] },
  mcp: { resources: [{ uri: 'backlog://status', title: 'Where the queue stands' }] },
});
