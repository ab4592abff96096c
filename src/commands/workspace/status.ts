import * as z from 'zod';
import { typedAs } from '../../base/shape.ts';
import { type SessionSummary, sessionSummary, sessionSummaryOf } from '../../report/session-summary.ts';
import { situationIn } from '../../runs/view/situation.ts';
import { sessionSummaryText } from '../../text/session-summary.ts';
import { defineCommand } from '../command.ts';

export const backlogStatus = defineCommand({
  name: 'backlog_status',
  title: 'Show the status',
  summary:
    'Show the queue in under 2 KB: your active tasks, handoffs, the most urgent ready tasks, overdue ones, counts.',
  toolset: 'core',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () =>
    typedAs<SessionSummary & { workspace: string; never?: true }>(
      sessionSummary().extend({
        workspace: z.string(),
        /** Whether the folder can never have a queue, because it is the person's home folder. */
        never: z.literal(true).exactOptional(),
      }),
    ),
  async run(context) {
    const told = sessionSummaryOf(situationIn(context), context.facts(), context.caller.holder);
    return { workspace: context.store.dir, ...(context.workspace().never ? { never: true as const } : {}), ...told };
  },
  show: {
    text: (told, context) =>
      sessionSummaryText(told, context.facts(), {
        door: context.caller.door,
        offers: context.caller.offers,
        repositories: context.repositories,
      }),
    async screen(told, { clock }, screen) {
      const { statusScreen } = await import('../../text/screen/screens.ts');
      return statusScreen(told, { screen, clock, isNone: told.never === true });
    },
  },
  cli: { default: true, acrossQueues: {}, examples: ['status'] },
  mcp: { resources: [{ uri: 'backlog://status', title: 'Status of the queue' }] },
});
