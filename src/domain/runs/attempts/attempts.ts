import { groupedBy } from '../../../base/iterables.ts';
import type { Run } from '../../records.ts';
import { isLive, isOver, isParked, occupies, type RunState } from '../run-states.ts';

/** The fields that place a run among the attempts at its task. */
export type Attempt = Pick<Run, 'id' | 'attempt' | 'state' | 'group'> & Partial<Pick<Run, 'reverted' | 'checks'>>;

/** Returns the other attempts of a run's group. A run that was started by itself has none. */
export function othersOf<One extends Attempt>({ id, group }: Pick<Run, 'id' | 'group'>, runs: Iterable<One>): One[] {
  return group === undefined ? [] : Array.from(runs).filter((one) => one.group === group && one.id !== id);
}

/** Checks whether a person or a rule kept this attempt: it lands, has landed, or its task was given to a person with it. */
export function isKept({ state, reverted }: Pick<Attempt, 'state' | 'reverted'>): boolean {
  return ['approved', 'merging', 'handed_off'].includes(state) || (state === 'merged' && !reverted);
}

/** Checks whether a result is one of several that can still be kept: nobody has chosen among the attempts. */
export function isUndecided(run: Attempt, runs: Iterable<Attempt>): boolean {
  return run.group !== undefined && !isKept(run) && othersOf(run, runs).some(({ state }) => !isOver(state));
}

/** Counts the attempts at a task among which somebody has to choose; 0 unless there are several. */
export function choiceOf(runs: readonly Attempt[]): number {
  const run = leadingRun(runs);
  if (!run || !isUndecided(run, runs)) return 0;
  return 1 + othersOf(run, runs).filter(({ state }) => !isOver(state)).length;
}

/** Checks whether no attempt of an undecided group goes on, so that they can be compared. */
export function areAtRest(runs: readonly Pick<Run, 'state'>[]): boolean {
  return runs.every(({ state }) => !isLive(state) && state !== 'asking');
}

/**
 * Returns the run that stands for a task in all views: its newest run. Of attempts that were started together, the first
 * of this order stands for all: kept, asking, working, in review (with failed checks last), without a result, over. Of equals, it is the newest.
 */
export function leadingRun<One extends Attempt>(runs: readonly One[]): One | undefined {
  const newest = runs.reduce<One | undefined>(
    (last, run) => (last && last.attempt > run.attempt ? last : run),
    undefined,
  );
  if (newest?.group === undefined) return newest;
  return runs
    .filter(({ group }) => group === newest.group)
    .sort((a, b) => placeOf(a) - placeOf(b) || b.attempt - a.attempt)[0];
}

/** Returns the run that stands for a task. Of several attempts, it is the one that was kept; until then there is none. */
export function decidedRun<One extends Attempt>(runs: readonly One[]): One | undefined {
  const run = leadingRun(runs);
  return run && isUndecided(run, runs) ? undefined : run;
}

/** Returns the runs that have a task, by uuid of the task. */
export function occupiedTasks(runs: Iterable<Run>): Map<string, Run> {
  const byTask = groupedBy(
    Array.from(runs).filter(({ state }) => occupies(state)),
    ({ task }) => task,
  );
  return new Map(Array.from(byTask, ([task, attempts]) => [task, leadingRun(attempts)!]));
}

/** The order of working attempts, the nearest to a result first. */
const WORKING: readonly RunState[] = ['checking', 'running', 'preparing', 'changes_requested', 'queued'];

function placeOf(run: Attempt): number {
  const { state } = run;
  if (isKept(run)) return 0;
  if (state === 'asking') return 1;
  if (isLive(state)) return 2 + WORKING.indexOf(state) / 10;
  if (state === 'review') return run.checks?.some(({ ok }) => !ok) ? 3.5 : 3;
  return isParked(state) ? 4 : 5;
}
