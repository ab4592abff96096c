import { capital } from '../../base/quote.ts';
import { refuse } from '../../domain/errors.ts';
import { GOAL_KINDS, type GoalKind, kindOfId, placeKinds } from '../../domain/goals/words.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import { checkPlan } from '../../goals/check.ts';
import { linkersTo, namedAbove, withoutLinks } from '../../goals/links.ts';
import { isOfKind, type PlanRecord, planOf } from '../../goals/plan.ts';
import type { Tx } from '../../store/index.ts';
import { putTask, without } from '../task/put-task.ts';
import { aKind, findGoalRecord } from './find-goal.ts';
import { capCounts, type GoalInput, type SavedGoal, saveGoals } from './save-goals.ts';

/** The new place of a record in the tree of the plan. */
export interface GoalMove {
  id: string;
  /** The record above it; that of the vision, or undefined, for the top. */
  under?: string | undefined;
  /** The record above it whose link is replaced. Without it, all links to records of that kind are. */
  from?: string | undefined;
  /** The version of the record that the caller saw. */
  seen?: string | undefined;
}

/**
 * Moves a record below another one in the tree of the plan: changes the field that names it. A goal that moves to a bet
 * keeps its outcome only if the bet moves it, too.
 * @throws BacklogError `invalid` for a kind that can't be above it
 */
export function moveGoal(tx: Tx, { id, under, from, seen }: GoalMove, actor: string): SavedGoal {
  const record = findGoalRecord(tx, id, GOAL_KINDS);
  const above = under === undefined ? undefined : findGoalRecord(tx, under, GOAL_KINDS);
  const kind = kindOfId(record.id)!;
  const to = above ? kindOfId(above.id)! : 'vision';
  if (!placeKinds(kind).includes(to)) refusePlace(record, kind, above);
  const [saved] = saveGoals(tx, [{ id: record.id, seen, ...linksFor(tx, record, above, from) }], actor);
  return saved!;
}

function refusePlace(record: PlanRecord, kind: GoalKind, above: PlanRecord | undefined): never {
  const places = placeKinds(kind);
  const target = above ? `${above.id} ${above.title}` : 'the top';
  return refuse('invalid', `${record.id} is ${aKind(kind)} and can't be below ${target}`, {
    hint:
      places.length === 0
        ? `${capital(kind)}s have no place in the tree to choose.`
        : `Move it below ${places.map((each) => (each === 'vision' ? 'the vision' : aKind(each))).join(' or ')}.`,
    data: { field: 'under' },
  });
}

/** Checks whether a record is below the one whose link a move replaces. */
function checkFrom(tx: Tx, record: PlanRecord, text: string): void {
  const { id, title } = findGoalRecord(tx, text, GOAL_KINDS);
  const above = (['bet', 'outcome', 'pillar'] as const).flatMap((kind) => namedAbove(record, kind));
  if (above.includes(id)) return;
  refuse('invalid', `${record.id} isn't below ${id} ${title}`, {
    hint: `${above.length === 0 ? `${record.id} is below no record` : `It is below ${above.join(', ')}`}. Without \`from\`, the move replaces all links.`,
    data: { field: 'from', received: text },
  });
}

/** Returns the fields that a move changes. */
function linksFor(
  tx: Tx,
  record: PlanRecord,
  above: PlanRecord | undefined,
  from: string | undefined,
): Partial<GoalInput> {
  const kind = kindOfId(record.id)!;
  const to = above && kindOfId(above.id) !== 'vision' ? above.id : undefined;
  if (from !== undefined) checkFrom(tx, record, from);
  if (isOfKind('goal', record)) {
    const { outcome } = record;
    if (to === undefined) return { bet: null, outcome: null };
    if (kindOfId(to) === 'outcome') return { bet: null, outcome: to };
    const moves = planOf(tx).get('bet', to)?.outcomes ?? [];
    return { bet: to, ...(outcome === undefined || moves.includes(outcome) ? {} : { outcome: null }) };
  }
  const replaced = from === undefined ? undefined : findGoalRecord(tx, from, GOAL_KINDS).id;
  const named = namedAbove(record, kind === 'bet' ? 'outcome' : 'pillar');
  const kept = replaced === undefined ? [] : named.filter((each) => each !== replaced);
  const list = [...new Set([...kept, ...(to === undefined ? [] : [to])])];
  return kind === 'bet' ? { outcomes: list } : { pillars: list };
}

/** The new place of a record among the live records of its kind: before or after another one, or at an end. */
interface GoalPlace {
  before?: string | undefined;
  after?: string | undefined;
  to?: 'top' | 'bottom' | undefined;
}

/**
 * Moves a record in the order of its kind. Changes only this record, unless two neighbours leave no number between them.
 * @returns the live records of the kind in the new order, and the record's position among them, counted from 0
 */
export function rankGoal(tx: Tx, text: string, place: GoalPlace): { order: PlanRecord[]; at: number } {
  const record = findGoalRecord(tx, text, GOAL_KINDS);
  const kind = kindOfId(record.id)!;
  const named = place.before ?? place.after;
  const present: PlanRecord[] = planOf(tx).live(kind);
  const others = present.filter(({ id }) => id !== record.id);
  const beside = named === undefined ? undefined : findGoalRecord(tx, named, [kind]);
  const found = beside ? others.findIndex(({ id }) => id === beside.id) : -1;
  if (beside && found < 0)
    refuse('invalid', `${beside.id} has no place besides ${record.id}: name another live ${kind}`);
  const at = beside ? found + (place.before === undefined ? 1 : 0) : place.to === 'bottom' ? others.length : 0;
  const order = [...others.slice(0, at), record, ...others.slice(at)];
  const [above, below] = [others[at - 1]?.rank, others[at]?.rank];
  const rank = between(above, below);
  if (rank === undefined) for (const [i, each] of order.entries()) put(tx, each, i + 1);
  else if (order.some(({ id }, i) => id !== present[i]?.id)) put(tx, record, rank);
  return { order: planOf(tx).live(kind), at };
}

function put(tx: Tx, record: PlanRecord, rank: number): void {
  if (record.rank !== rank) tx.put<string>(kindOfId(record.id)!, record.id, { ...record, rank, modified: tx.at });
}

/** Returns a number between two ranks; undefined if there is none. */
function between(above: number | undefined, below: number | undefined): number | undefined {
  if (above === undefined) return below === undefined ? 1 : below - 1;
  if (below === undefined) return above + 1;
  const middle = (above + below) / 2;
  return above < middle && middle < below ? middle : undefined;
}

interface ArchiveGoals {
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
  for (const task of tasks) putTask(tx, without(task, 'goal'));
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
