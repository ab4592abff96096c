import { claimHolder } from '../../claims/index.ts';
import { isClosed } from '../../domain/task/task.ts';
import { anyArchived } from '../archive/is-archived.ts';
import { loadArchive } from '../archive/load-archive.ts';
import { claimsByTask, claimsHeld } from '../claim/claims.ts';
import type { Context } from '../workspace/context.ts';
import type { WorkspaceFinding } from '../workspace/finding.ts';
import { belongings } from './integrity.ts';

/** Returns findings for `doctor` about records whose task isn't in the queue. Lists and exports omit such records. */
export async function orphanFindings(context: Context): Promise<WorkspaceFinding[]> {
  const { state } = context.store;
  const names = new Map<string, string[]>();
  for (const { task, name } of belongings(state, (uuid) => state.get('task', uuid) === undefined))
    if (name !== undefined) names.set(task, [...(names.get(task) ?? []), name]);
  const findings = [...names].map(async ([uuid, left]) => {
    const { where, advice } = await whereabouts(context, uuid);
    return {
      problem: `${left.join(', ')} ${left.length === 1 ? 'has' : 'have'} no task, which ${where}`,
      advice,
    };
  });
  return Promise.all(findings);
}

/** Returns findings for `doctor` about claims on closed tasks. A command that closes a task releases its claims. */
export function closedClaimFindings({ store: { state }, facts }: Pick<Context, 'store' | 'facts'>): WorkspaceFinding[] {
  return [...claimsByTask(claimsHeld(state))].flatMap(([uuid, claims]) => {
    const task = uuid === undefined ? undefined : state.get('task', uuid);
    if (!task || !isClosed(task)) return [];
    const holders = claims.map((claim) => claimHolder(claim, facts())).join(', ');
    return {
      problem: `task ${task.id} is ${task.status}, but still claimed by ${holders}`,
      advice: `Release the claim: \`backlog claim release --task ${task.id}\``,
    };
  });
}

/** Finds out where a missing task is, and which command restores it. */
async function whereabouts({ store }: Context, uuid: string): Promise<{ where: string; advice: string }> {
  if (anyArchived(store)) {
    const { findArchived } = await loadArchive();
    const [found] = await findArchived(store, { uuids: [uuid] });
    if (found)
      return {
        where: `is archived: ${found.task.id}`,
        advice: `Restore it: \`backlog archive restore ${found.task.id}\``,
      };
  }
  for await (const { seq, command, undoes } of store.history({ kind: 'task', id: uuid, reverse: true, limit: 1 })) {
    const again = undoes !== undefined && command === 'task_undo' ? 'redo' : 'undo';
    return { where: `change ${seq} (${command}) removed`, advice: `Restore it: \`backlog ${again} ${seq}\`` };
  }
  return { where: `was never in this queue: ${uuid}`, advice: 'See who added them: `backlog history`' };
}
