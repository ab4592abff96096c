import * as z from 'zod';
import { present } from '../../base/present.ts';
import { typedAs } from '../../base/shape.ts';
import { type SessionSummary, sessionSummary, sessionSummaryOf } from '../../report/session-summary.ts';
import { autonomyStop } from '../../runs/autonomy/rules-in.ts';
import { situationIn } from '../../runs/view/situation.ts';
import { oneLine } from '../../text/safe.ts';
import { sessionSummaryText } from '../../text/session-summary.ts';
import { planHeadOf } from '../../work/goals/plan-head.ts';
import { unlinkedLine, unlinkedRepositories } from '../../work/repo/findings.ts';
import { type FormerQueue, formerHeadline } from '../../work/repo/former-queue.ts';
import { stoppedLine } from '../autonomy/stop.ts';
import { defineCommand } from '../command.ts';
import { configNotesIn } from '../config/fields.ts';

export const backlogStatus = defineCommand({
  name: 'backlog_status',
  title: 'Show the status',
  elsewhere: 'prime, onboard',
  summary:
    'Show the queue in under 2 KB: your active tasks, handoffs, the most urgent ready tasks, overdue ones, counts.',
  toolset: 'core',
  group: 'daily',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () =>
    typedAs<
      SessionSummary & { workspace: string; address?: string; never?: true; former?: FormerQueue; notes?: string[] }
    >(
      sessionSummary().extend({
        workspace: z.string(),
        /** Where the queue is on a server. It contains no password. */
        address: z.string().exactOptional(),
        /** Whether the folder can never have a queue, because it is the person's home folder. */
        never: z.literal(true).exactOptional(),
        /** The former queue of a repository without a queue, which `queue link` links again. */
        former: z.strictObject({ dir: z.string(), name: z.string(), tasks: z.int() }).exactOptional(),
        /** Repositories that no longer use the queue, and config files that a person must agree to or fix, with the next command. */
        notes: z.array(z.string()).exactOptional(),
      }),
    ),
  async run(context) {
    const told = sessionSummaryOf(situationIn(context), context.facts(), context.caller.holder, planHeadOf(context));
    const stopped = context.store.exists ? autonomyStop(context.store.state) : undefined;
    const notes = [
      ...(stopped ? [stoppedLine(stopped)] : []),
      ...unlinkedRepositories(context).map(unlinkedLine),
      ...configNotesIn(context),
    ];
    return {
      workspace: context.store.dir,
      ...present({ address: context.store.address, former: context.former }),
      ...(context.workspace().never ? { never: true as const } : {}),
      ...(notes.length > 0 ? { notes } : {}),
      ...told,
    };
  },
  show: {
    text: (told, context) =>
      [
        ...(context.former ? [formerHeadline(context.former.name)] : []),
        sessionSummaryText(told, context.facts(), {
          door: context.caller.door,
          offers: context.caller.offers,
          repositories: context.repositories,
        }),
        ...besides(told),
      ].join('\n'),
    async screen(told, { clock }, screen) {
      const { docScreen, statusDoc } = await import('../../text/screen/screens.ts');
      const former = told.former && formerHeadline(told.former.name);
      const shown = docScreen(statusDoc(told, { clock, isNone: told.never === true, former }), { screen, clock });
      return [shown, ...besides(told)].join('\n');
    },
  },
  cli: { default: true, acrossQueues: {}, examples: ['status'] },
  mcp: { resources: [{ uri: 'backlog://status', title: 'Status of the queue' }] },
});

/** Returns the lines after the tasks: where a queue on a server is, and config files that need a person. */
function besides({ address, notes = [] }: { address?: string; notes?: readonly string[] }): string[] {
  return [...(address === undefined ? [] : [oneLine(`The queue is in ${address}`)]), ...notes];
}
