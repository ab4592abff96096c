import * as z from 'zod';
import { type Actor, namedAuthor } from '../../domain/actor.ts';
import { dateInput, flagInput } from '../../domain/calls/inputs.ts';
import { type Instant, toInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import { planOf } from '../../goals/plan.ts';
import { doneByOutcome } from '../../report/goals/done-by-outcome.ts';
import { lastWorkingDay, standup, standupOf } from '../../report/standup.ts';
import { situationIn } from '../../runs/view/situation.ts';
import type { Commit } from '../../store/index.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { readPastDate } from '../../work/task/dates.ts';
import { uuidsOfAnyStatus } from '../../work/task/select.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';

export const reportStandup = defineCommand({
  name: 'report_standup',
  title: 'Show the standup',
  summary:
    'Report since the last working day: tasks done and by whom, active, with a handoff, blocked and why, and next.',
  toolset: 'plan',
  group: 'team',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      since: dateInput('Past date: monday, 3d; default: last working day').optional(),
      by: z.string().describe('Author: human:ada, claude-code, a session').optional(),
      filter: z.string().describe('Only these tasks').optional(),
      markdown: flagInput().describe('Format as Markdown').optional(),
    }),
  output: () => standup().extend({ by: z.string().exactOptional(), markdown: z.boolean() }),
  async run(context, { since, by: author, filter, markdown }) {
    const by = author && namedAuthor(author, context.caller.actor);
    const from = since?.trim()
      ? await readPastDate(since, 'since', context.clock)
      : toInstant(lastWorkingDay(context.clock));
    const holders = await startersOf(context);
    const told = standupOf({
      situation: situationIn(context),
      queue: context.queue,
      since: from,
      commits: await madeSince(context, from),
      holderOf: ({ uuid }) => holders.get(uuid),
      by,
      // Closed tasks are included, because a standup lists finished work.
      outcomesOf: (done) => doneByOutcome(done, planOf(context.store.state), context.facts()),
      wanted: filter?.trim() ? await uuidsOfAnyStatus(context, filter) : undefined,
    });
    return { ...told, ...(by ? { by } : {}), markdown: markdown ?? false };
  },
  show: {
    async doc({ by, markdown: _, ...told }, context) {
      const { standupDoc } = await import('../../text/standup.ts');
      return standupDoc(told, { facts: context.facts(), reader: context.caller, by });
    },
  },
  cli: { aliases: ['standup'], positional: ['since'], examples: ['standup', 'standup monday --by ada --markdown'] },
  mcp: { unlisted: { filter: '', markdown: 'true' } },
});

/**
 * Returns the commits since `since` that change a task, oldest first. Parses all of them and keeps them in memory,
 * because a later commit can undo an earlier one. The cost grows with the period, not with the whole history.
 */
async function madeSince({ store }: Context, since: Instant): Promise<Commit[]> {
  const commits: Commit[] = [];
  for await (const commit of store.history({ kind: 'task', reverse: true, since })) commits.push(commit);
  return commits.reverse();
}

/** Returns the author who claimed each started task, by uuid of the task. */
async function startersOf({ store, queue }: Context): Promise<ReadonlyMap<Task['uuid'], Actor>> {
  const found = new Map<string, Actor>();
  for (const { task, fence } of claimsHeld(store.state)) {
    if (task === undefined || !queue.get(task)?.start) continue;
    for await (const { actor: who } of store.history({ from: fence, to: fence })) found.set(task, who);
  }
  return found;
}
