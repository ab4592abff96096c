import { groupedBy } from '../base/iterables.ts';
import { refuse } from '../domain/errors.ts';
import { GOAL_CAPS, type GoalKind, isClosedGoal, kindOfId } from '../domain/goals/words.ts';
import { findAnyCycle } from '../domain/queue/graph.ts';
import { linksFrom } from './links.ts';
import { goalStateOf, type Plan, type PlanRecord } from './plan.ts';

/** Returns the live records of a kind that count for its maximum: for bets, those in `now`. */
export function countedForCap(kind: GoalKind, plan: Plan): PlanRecord[] {
  return plan.live(kind).filter((record) => kind !== 'bet' || goalStateOf(record) === 'now');
}

/**
 * Checks what must be true of the plan after a change: links name existing records, names are unique, no more records
 * are live than allowed, a closed goal has a lesson, and goals don't depend on themselves.
 * @param changed ids of the changed records
 * @param counts the number of counted records per kind before the change; a change that doesn't raise it is allowed
 * @throws BacklogError with the record and the limit
 */
export function checkPlan(plan: Plan, changed: readonly string[], counts: Readonly<Record<string, number>>): void {
  const records = changed.map((id) => plan.find(id)).filter((record) => record !== undefined);
  const names = new Map<GoalKind, Map<string, PlanRecord[]>>();
  for (const record of records) {
    checkLinks(record, plan);
    const kind = kindOfId(record.id)!;
    const named = names.get(kind) ?? groupedBy<string, PlanRecord>(plan.live(kind), ({ title }) => sameName(title));
    checkName(record, named);
    names.set(kind, named);
    checkLesson(record);
  }
  for (const kind of new Set(records.map(({ id }) => kindOfId(id)!)))
    checkCap(kind, plan, counts[kind] ?? 0, new Set(changed));
  const cycle = findAnyCycle(
    records.map(({ id }) => id),
    (id) => plan.get('goal', id)?.depends ?? [],
  );
  if (cycle)
    refuse('cycle', `depends: these goals would block each other: ${cycle.join(' -> ')}`, {
      hint: 'Remove one of these dependencies first.',
      data: { field: 'depends', cycle },
    });
}

function checkLinks(record: PlanRecord, plan: Plan): void {
  for (const { field, to } of linksFrom(record))
    if (!plan.find(to))
      refuse('referenced', `${record.id} would name ${to} in ${field}, which doesn't exist`, {
        hint: `Remove it from ${field}, or restore ${to}.`,
        data: { field, received: to },
      });
}

/** @param named the live records of the kind by their names */
function checkName(record: PlanRecord, named: ReadonlyMap<string, readonly PlanRecord[]>): void {
  if (record.archived !== undefined) return;
  const other = named.get(sameName(record.title))?.find(({ id }) => id !== record.id);
  if (other)
    refuse('conflict', `title: ${other.id} is a ${kindOfId(record.id)} with this name: "${record.title}"`, {
      hint: `Choose another name, or change ${other.id}.`,
      data: { field: 'title', received: record.title },
    });
}

/** The form of a name in which two names are compared. */
export const sameName = (title: string) => title.trim().toLowerCase();

function checkLesson(record: PlanRecord): void {
  const { id, state, learned } = record as { id: string; state?: 'won'; learned?: string };
  if (isClosedGoal({ state }) && learned === undefined)
    refuse('invalid', `learned: ${id} becomes ${state} without a lesson`, {
      hint: 'Say in a sentence what was learned: `learned: "…"`',
      data: { field: 'learned' },
    });
}

function checkCap(kind: GoalKind, plan: Plan, before: number, changed: ReadonlySet<string>): void {
  const most = GOAL_CAPS[kind];
  const counted = countedForCap(kind, plan);
  if (most === undefined || counted.length <= most || counted.length <= before) return;
  // The advice is about records that exist already, so that it can be followed.
  const others = counted.filter(({ id }) => !changed.has(id));
  const [first, last] = [others[0] ?? counted[0]!, others.at(-1) ?? counted.at(-1)!];
  const where = kind === 'bet' ? ' in now' : '';
  refuse(
    'conflict',
    `at most ${most} ${kind === 'vision' ? 'vision' : `${kind}s`}${where}, and this would be ${counted.length}`,
    {
      hint:
        kind === 'bet'
          ? `Move one to next: \`goal_modify ${last.id} --state next\`. Or close one with what you learned: \`goal_close ${first.id} "…" --state won\``
          : kind === 'vision'
            ? `Change it instead: goal_modify ${first.id} --title "…"`
            : `Archive one first: goal_archive ${last.id}`,
      data: { kind, limit: most, count: counted.length },
    },
  );
}
