import * as z from 'zod';
import { present } from '../../base/present.ts';
import { typedAs } from '../../base/shape.ts';
import { type SessionSummary, sessionSummary, sessionSummaryOf } from '../../report/session-summary.ts';
import { presentStop } from '../../runs/autonomy/rules-in.ts';
import { situationIn } from '../../runs/view/situation.ts';
import { oneLine } from '../../text/safe.ts';
import { statusDoc } from '../../text/status.ts';
import { planHeadOf } from '../../work/goals/plan-head.ts';
import { type ExpectedQueue, expectedHeadline } from '../../work/repo/expected-queue.ts';
import { unlinkedLine, unlinkedRepositories } from '../../work/repo/findings.ts';
import { stoppedLine } from '../autonomy/stop.ts';
import { defineCommand } from '../command.ts';
import { configNotesIn } from '../config/fields.ts';
import * as outputs from '../outputs.ts';
import { sourceNotes } from '../source/notes.ts';

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
      SessionSummary & { workspace: string; address?: string; never?: true; expected?: ExpectedQueue; notes?: string[] }
    >(
      sessionSummary().extend({
        workspace: z.string(),
        /** Where the queue is on a server. It contains no password. */
        address: z.string().exactOptional(),
        /** Whether the folder can never have a queue, because it is the person's home folder. */
        never: z.literal(true).exactOptional(),
        /** The queue that belongs to a folder without one. */
        expected: outputs.expected().exactOptional(),
        /** Repositories that no longer use the queue, config files that a person must agree to or fix, and sources with conflicts or little quota, with the next command. */
        notes: z.array(z.string()).exactOptional(),
      }),
    ),
  async run(context) {
    const told = sessionSummaryOf(situationIn(context), context.facts(), context.caller.holder, planHeadOf(context));
    const stopped = context.store.exists ? presentStop(context.store.state) : undefined;
    const notes = [
      ...(stopped ? [stoppedLine(stopped)] : []),
      ...unlinkedRepositories(context).map(unlinkedLine),
      ...configNotesIn(context),
      ...sourceNotes(context),
    ];
    return {
      workspace: context.store.dir,
      ...present({ address: context.store.address, expected: context.expected }),
      ...(context.workspace().never ? { never: true as const } : {}),
      ...(notes.length > 0 ? { notes } : {}),
      ...told,
    };
  },
  show: {
    doc: ({ address, notes = [], never, expected, ...told }, { clock, caller, repositories }) =>
      statusDoc(told, {
        ...{ clock, repositories, door: caller.door, offers: caller.offers },
        instead: never ? NONE : expected && expectedHeadline(expected),
        notes: [...(address === undefined ? [] : [oneLine(`The queue is in ${address}`)]), ...notes],
      }),
  },
  cli: { default: true, acrossQueues: {}, examples: ['status'] },
  mcp: { resources: [{ uri: 'backlog://status', title: 'Status of the queue' }] },
});

const NONE =
  'Your home folder has no queue. Go to the folder of a project first. There, `backlog add Fix login due:friday` adds a task.';
