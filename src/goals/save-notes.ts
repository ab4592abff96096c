import type { Reader } from '../domain/calls/door.ts';
import { isClosedGoal } from '../domain/goals/words.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Bet, Goal } from '../domain/records.ts';
import { fixText, type GoalFinding } from './finding.ts';
import { healthOf } from './health.ts';
import type { HealthLimits } from './limits.ts';
import { lastReading } from './measure.ts';
import { isOfKind, type Plan, type PlanRecord } from './plan.ts';
import { countTasks } from './progress.ts';

interface Saved {
  record: PlanRecord;
  did: 'created' | 'changed' | 'unchanged';
  changed: Readonly<Record<string, unknown>>;
}

/**
 * Returns sentences about the saved records: what is unusual, and the next step for a new goal. They block nothing.
 * Calls in them are names of commands, with ids and flags.
 */
export function saveNotes(
  saved: readonly Saved[],
  plan: Plan,
  queue: Pick<TaskQueue, 'get' | 'byGoal' | 'children'>,
): string[] {
  return saved.flatMap(({ record, did, changed }) => {
    const entered = did === 'created' || 'state' in changed;
    if (isOfKind('goal', record)) {
      if (did === 'created') return newGoal(record);
      return entered && isClosedGoal(record) ? closedGoal(record, queue) : [];
    }
    return isOfKind('bet', record) && entered && record.state === 'won' ? wonBet(record, plan) : [];
  });
}

/** Maximum number of findings that a save tells. */
const MOST_FINDINGS = 3;

/**
 * Returns sentences about problems of the saved records, each with the call that fixes it. A save tells only these; the
 * plan's health has all. `task_add` is left out, because the notes of a new goal have it.
 */
export function findingNotes(
  saved: readonly Saved[],
  plan: Plan,
  {
    queue,
    now,
    limits,
    reader,
  }: { queue: Parameters<typeof healthOf>[1]; now: number; limits: HealthLimits; reader: Reader },
): string[] {
  const ids = new Set(saved.flatMap(({ record, did }) => (did === 'unchanged' ? [] : [record.id])));
  if (ids.size === 0) return [];
  const isAbout = ({ code, ids: [first = '', ...others] }: GoalFinding) =>
    ids.has(first) || (code === 'bet.too_many_now' && others.some((id) => ids.has(id)));
  return healthOf(plan, queue, now, limits)
    .filter((each) => each.level !== 'info' && isAbout(each) && each.fix.command !== 'task_add')
    .slice(0, MOST_FINDINGS)
    .map(({ why, fix }) => `${why}: \`${fixText(reader, fix)}\``);
}

function newGoal({ id, why, measure }: Goal): string[] {
  const missing = [why === undefined && '--why "…"', measure === undefined && '--measure "…"'].filter(Boolean);
  const more = missing.length === 0 ? [] : [`To say more: \`goal_modify ${id} ${missing.join(' ')}\``];
  return [`Add its first task: \`task_add "…" --goal ${id}\``, ...more];
}

function closedGoal({ id }: Goal, queue: Parameters<typeof countTasks>[1]): string[] {
  const { open } = countTasks(id, queue);
  if (open === 0) return [];
  return [`${open === 1 ? '1 task of it is' : `${open} tasks of it are`} open: \`task_list goal:${id}\``];
}

/** A bet that is won without a number since its start is only said to be won. */
function wonBet({ id, outcomes = [], started }: Bet, plan: Plan): string[] {
  const moved = outcomes.some((outcome) => {
    const last = lastReading(plan.get('outcome', outcome) ?? {});
    return last !== undefined && (started === undefined || last.at >= started);
  });
  if (moved) return [];
  const [outcome = 'O-1'] = outcomes;
  return [`No outcome of ${id} has a reading since it began: \`goal_modify ${outcome} --reading 41\``];
}
