import { refuse } from '../../domain/errors.ts';
import { GOAL_KINDS, kindOfId } from '../../domain/goals/words.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Task } from '../../domain/task/task.ts';
import { checkPlan } from '../../goals/check.ts';
import { linkersTo, withoutLinks } from '../../goals/links.ts';
import { type PlanRecord, planOf } from '../../goals/plan.ts';
import type { Tx } from '../../store/index.ts';
import { putTask, without } from '../task/put-task.ts';
import { findGoalRecord } from './find-goal.ts';
import { capCounts } from './save-goals.ts';

export interface ArchiveGoals {
  /** Removes the records instead of archiving them. */
  hard?: boolean | undefined;
  /** Removes links to them, too. */
  detach?: boolean | undefined;
  /** Restores archived records. */
  restore?: boolean | undefined;
}

/**
 * Archives, restores or deletes records. A delete leaves no link to a missing record.
 * @returns the records as they were, and the ids of the records and tasks that lost a link
 * @throws BacklogError `referenced` for a delete, with the referrers; `conflict` for a restored name or kind
 */
export function archiveGoals(
  tx: Tx,
  queue: Pick<TaskQueue, 'byGoal' | 'get'>,
  ids: readonly string[],
  { hard = false, detach = false, restore = false }: ArchiveGoals,
): { records: PlanRecord[]; detached: string[] } {
  const counts = capCounts(planOf(tx));
  const records = [
    ...new Map(ids.map((id) => findGoalRecord(tx, id, GOAL_KINDS)).map((one) => [one.id, one])).values(),
  ];
  const gone = new Set(records.map(({ id }) => id));
  if (!hard) {
    for (const record of records) putArchived(tx, record, !restore);
    checkPlan(planOf(tx), [...gone], counts);
    return { records, detached: [] };
  }
  const linkers = records.flatMap(({ id }) => linkersTo(id, planOf(tx))).filter(({ id }) => !gone.has(id));
  const tasks = records.flatMap(({ id }) => [...queue.byGoal(id)].map((uuid) => queue.get(uuid)!));
  const referrers = [...new Set([...linkers.map(({ id }) => id), ...tasks.map(({ id }) => String(id))])];
  if (referrers.length > 0 && !detach) refuseReferenced(records, referrers);
  for (const linker of new Map(linkers.map((one) => [one.id, one])).values())
    tx.put<string>(kindOfId(linker.id)!, linker.id, { ...withoutLinks(linker, gone), modified: tx.at });
  for (const task of tasks) putTask(tx, without(task, 'goal') as Task);
  for (const { id } of records) tx.remove(kindOfId(id)!, id);
  return { records, detached: referrers };
}

function putArchived(tx: Tx, record: PlanRecord, archive: boolean): void {
  if ((record.archived !== undefined) === archive) return;
  const { archived: _, ...live } = record;
  const next = archive ? { ...record, archived: tx.at } : live;
  tx.put<string>(kindOfId(record.id)!, record.id, { ...next, modified: tx.at });
}

function refuseReferenced(records: readonly PlanRecord[], referrers: readonly string[]): never {
  const ids = records.map(({ id }) => id).join(',');
  return refuse('referenced', `${referrers.join(', ')} ${referrers.length === 1 ? 'refers' : 'refer'} to ${ids}`, {
    hint: `Archive it instead: goal_archive ${ids}. Or remove these links, too: \`goal_archive ${ids} --hard --detach\``,
    data: { referrers },
  });
}
