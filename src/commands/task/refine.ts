import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { inDoorWords } from '../../domain/calls/door.ts';
import { flagInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { propose } from '../../work/inbox/propose.ts';
import { acceptedOf } from '../../work/passes/known-passes.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import { selectNoted } from '../../work/task/selection.ts';
import { tried } from '../../work/workspace/dry-run.ts';
import { defineCommand } from '../command.ts';
import { proposalText, tasksOfProposal } from '../inbox/outputs.ts';
import * as outputs from '../outputs.ts';

/** The name under which the proposals of this command count. */
const SOURCE = { kind: 'pass', name: 'refine' } as const;
/** Maximum number of new proposals of one call. */
const MOST = 20;

export const taskRefine = defineCommand({
  name: 'task_refine',
  title: 'Propose better tasks',
  summary:
    'Propose changes of vague, failed, large and stale tasks in the inbox: scope, checks, criteria, a split. Learns from merged runs. Changes no task.',
  group: 'plan',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Only these tasks').optional(),
      dry_run: flagInput().describe('Only show the proposals').optional(),
      anyway: flagInput().describe('Propose although people accepted few of its proposals').optional(),
    }),
  output: () =>
    z.strictObject({
      /** Candidates that the inbox knew before. */
      known: z.int(),
      /** Candidates without room: of this call, or in the inbox. */
      full: z.int(),
      proposals: z.array(outputs.stored('proposal')),
      notes: outputs.notes(),
    }),
  async run(context, { filter, dry_run: dryRun = false, anyway = false }, write) {
    const { paused, accepted, decided } = acceptedOf(context.store.state.all('proposal'), SOURCE.name);
    if (paused && !anyway && !dryRun)
      refuse('conflict', `refine pauses itself: people accepted ${accepted} of its last ${decided} proposals`, {
        hint: 'To propose anyway: `backlog refine --anyway`',
      });
    const { refineFacts, refineTasks } = await import('../on-call.ts');
    const selection = filter?.trim() ? selectNoted(context, await compileContextFilter(context, filter)) : undefined;
    const wanted = selection && new Set(selection.tasks.map(({ uuid }) => uuid));
    const candidates = refineTasks(refineFacts(context), wanted);
    const notes = selection?.notes ?? [];
    const proposed = await tried(write, dryRun, (tx) =>
      propose(tx, context, candidates, { source: SOURCE, most: MOST }),
    );
    const did = (what: string) => proposed.filter((one) => one.did === what);
    return {
      ...{ known: did('known').length, full: did('full').length },
      proposals: did('added').flatMap(({ proposal }) => proposal ?? []),
      ...present({ notes: notes.length > 0 ? [...notes] : undefined }),
    };
  },
  show: {
    text({ proposals, known, full, notes = [] }, context) {
      const { caller } = context;
      const more = [...(known > 0 ? [`${known} known before`] : []), ...(full > 0 ? [`${full} without room`] : [])];
      return [
        `${counted(proposals.length, 'new proposal')}${more.length > 0 ? `, ${more.join(', ')}` : ''}.`,
        ...proposals.map((one) => `\n${proposalText(one, tasksOfProposal(one, context))}`),
        ...(proposals.length > 0 ? ['', inDoorWords(caller, 'A person decides: `inbox_list`')] : []),
        ...notes,
      ].join('\n');
    },
  },
  cli: { positional: ['filter'], aliases: ['refine'], examples: ['task refine', 'task refine project:web --dry-run'] },
});
