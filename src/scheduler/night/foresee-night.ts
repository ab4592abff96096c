import { counted, dollars } from '../../base/amounts.ts';
import { groupedBy } from '../../base/iterables.ts';
import { scopesMeet } from '../../claims/index.ts';
import { fromInstant, type Instant } from '../../domain/instant.ts';
import { known, unmetDependencies, waitsFor } from '../../domain/queue/graph.ts';
import type { NightTerms, Run } from '../../domain/records.ts';
import { decidedRun } from '../../domain/runs/attempts/attempts.ts';
import { isLive, needsPerson } from '../../domain/runs/run-states.ts';
import { canStackOn, idsBelow, type RunsByTask, standingOf } from '../../domain/runs/stack.ts';
import { holdsDependents, type Task, taskName } from '../../domain/task/task.ts';
import type { ForeseenNight } from '../answers.ts';
import type { Forecast } from '../forecast/forecast.ts';
import type { Decision, SchedulerSnapshot } from '../snapshot-types.ts';

/** Which term keeps a task from starting, and the same in words. */
interface Kept {
  term: NonNullable<ForeseenNight['tasks'][number]['term']>;
  text: string;
}

interface Foreseen {
  snapshot: SchedulerSnapshot;
  terms: NightTerms;
  told: Forecast;
  /** The reasons against starts now, of which the forecast assumes that they pass. */
  holds: Decision['holds'];
  /** Results that wait for review now, and whether some rule lands results. */
  waiting: number;
  lands: boolean;
}

/**
 * Tells which tasks would start in a night, and which term keeps each other one of the forecast from it. A pure function.
 * If no rule lands results, all of them wait for a person: what needs their files or their work does not start.
 */
export function foreseeNight({
  snapshot,
  terms,
  told,
  holds,
  waiting,
  lands,
}: Foreseen): Pick<ForeseenNight, 'tasks' | 'assumed'> {
  const { queue } = snapshot.facts;
  const leftMs = fromInstant(terms.until) - snapshot.now;
  const usual = usualCost(snapshot.runs);
  const { review: there = 0, active = 0 } = snapshot.runsElsewhere ?? {};
  const started: ForeseenNight['tasks'] = [];
  const runsOf = (rows: ForeseenNight['tasks']) =>
    rows.reduce((sum, { task, run }) => sum + (run ? 1 : (snapshot.attemptsAt?.(task) ?? 1)), 0);
  const planned = told.waves.flatMap(({ tasks }) => tasks).sort((a, b) => a.beginsMs - b.beginsMs);
  const inReview = snapshot.runs.filter(({ state }) => needsPerson(state));
  const stacks = foreseenStacks(snapshot);
  let isStacked = false;
  const mine = new Set([...planned.map(({ task }) => task.uuid), ...inReview.map(({ task }) => task)]);
  const tasks = planned.map((one): ForeseenNight['tasks'][number] => {
    const { task, agent, beginsMs, endsMs, by, run } = one;
    const row = { task, agent, beginsMs, endsMs, by, ...(run ? { run } : {}) };
    const kept = run ? undefined : keptBy(one);
    if (kept) return { ...row, because: kept.text, term: kept.term };
    if (!lands && !run) {
      const under = stacks.under(task);
      isStacked ||= under !== undefined;
      stacks.add(task, under);
    }
    started.push(row);
    return row;
  });
  return {
    tasks,
    assumed: [
      ...told.assumed.filter((text) => lands || !text.includes('merged at once')),
      ...(lands
        ? ['Assumed: rules land each result at once. Results in review block their dependents.']
        : [
            isStacked
              ? 'No rule lands results, so each stays in review. Tasks that need its work start on it; those that need only its files do not.'
              : 'No rule lands results, so each stays in review: tasks that need its files or its work do not start.',
          ]),
      ...(terms.budgetUsd !== undefined && usual === undefined
        ? ['No past run reported its cost, so the budget is not foreseen.']
        : []),
    ],
  };

  /** A task with open subtasks waits until they are completed. */
  function hasOpenParts({ uuid }: Task): boolean {
    return [...queue.children(uuid)].some((child) => mine.has(child));
  }

  function keptBy({ task, beginsMs, endsMs, by }: (typeof planned)[number]): Kept | undefined {
    if (beginsMs >= leftMs) return { term: 'deadline', text: 'it could only start after the deadline' };
    if (by !== 'guess' && endsMs > leftMs) return { term: 'deadline', text: 'it would usually end after the deadline' };
    if (!lands) {
      const after = waitsFor(queue, task.uuid).find((uuid) => mine.has(uuid));
      const under = after === undefined || hasOpenParts(task) ? undefined : stacks.under(task);
      if (after !== undefined && !under)
        return { term: 'result', text: `it needs the result of ${taskName(queue.get(after)!)}` };
      const unmerged = (holds.get(task.uuid) ?? []).find(
        (hold) => hold.why === 'unmerged' && needsPerson(hold.run.state) && !under?.tasks.has(hold.run.task),
      );
      if (unmerged?.why === 'unmerged')
        return { term: 'overlap', text: `its files overlap the result of run ${unmerged.run.id}` };
      const scope = snapshot.claimedFor(task);
      const met = started.find(
        (other) => !under?.tasks.has(other.task.uuid) && scopesMeet(scope, snapshot.claimedFor(other.task), snapshot),
      );
      if (met) return { term: 'overlap', text: `its files overlap the result of ${taskName(met.task)}` };
      if (terms.unreviewed !== undefined && waiting + there + active + started.length >= terms.unreviewed)
        return { term: 'review', text: `${counted(terms.unreviewed, 'result')} would be in review` };
    }
    if (terms.budgetUsd !== undefined && usual !== undefined && runsOf(started) * usual >= terms.budgetUsd)
      return { term: 'budget', text: `the budget would be spent, at ${dollars(usual)} for a usual run` };
    return undefined;
  }
}

/** Returns the mean cost of the runs that reported one, in US dollars. */
function usualCost(runs: readonly Run[]): number | undefined {
  const costs = runs.flatMap(({ usage }) => usage?.costUsd ?? []);
  return costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
}

/** A result on which a run could start: the tasks whose work it has. `since`: the start of its lowest run. */
interface ForeseenResult {
  tasks: ReadonlySet<string>;
  since?: Instant;
  repository: string | undefined;
}

/** The results that a night is expected to have, by task, where no rule lands them. */
interface ForeseenStacks {
  /** Returns the result on which a task could start, as `stackFor` finds it later. Undefined if it has to wait. */
  under(task: Task): ForeseenResult | undefined;
  /** Adds the result of a task that starts, on another one or on its own. */
  add(task: Task, under: ForeseenResult | undefined): void;
}

/** Begins with the results that exist, and those of active runs. A setting has to allow stacks. */
function foreseenStacks(snapshot: SchedulerSnapshot): ForeseenStacks {
  const { queue } = snapshot.facts;
  const byId = new Map(snapshot.runs.map((run) => [run.id, run]));
  const byTask = groupedBy(snapshot.runs, (run) => run.task);
  const runs: RunsByTask = {
    get: (id) => byId.get(id),
    decided: (task) => decidedRun(byTask.get(task) ?? []),
    isClosed: (task) => queue.get(task)?.status !== 'pending',
  };
  const homeOf = (task: Task) => {
    const home = snapshot.home(task);
    return 'repository' in home ? home.repository : undefined;
  };
  const results = new Map<string, ForeseenResult>();
  for (const task of byTask.keys()) {
    const run = runs.decided(task);
    if (!run || snapshot.elsewhere?.(run) !== undefined) continue;
    const standing = standingOf(run, runs);
    const isSteady = standing !== 'moved' && standing !== 'gone';
    if (isSteady && (isLive(run.state) || canStackOn(run))) results.set(task, resultOf(run, runs));
  }
  return {
    under(task) {
      if (task.obstacle || !snapshot.stacks?.(task)) return undefined;
      const home = homeOf(task);
      const open = unmetDependencies(queue, task);
      const closed = known(queue, task.depends ?? []).filter((one) => !holdsDependents(one));
      const isWhole = ({ tasks, since, repository }: ForeseenResult) =>
        (home === '' || home === repository) &&
        open.every(({ uuid }) => tasks.has(uuid)) &&
        closed.every(({ uuid, end = '' }) => tasks.has(uuid) || since === undefined || end <= since);
      return open.flatMap(({ uuid }) => results.get(uuid) ?? []).find(isWhole);
    },
    add(task, under) {
      // Of several attempts, a person chooses one first.
      if ((snapshot.attemptsAt?.(task) ?? 1) > 1) return;
      const tasks = new Set([...(under?.tasks ?? []), task.uuid]);
      results.set(task.uuid, { tasks, repository: homeOf(task), ...(under?.since ? { since: under.since } : {}) });
    },
  };
}

function resultOf(run: Run, runs: Pick<RunsByTask, 'get'>): ForeseenResult {
  const below = run.stackedOn ? [...idsBelow(run.stackedOn, runs)].flatMap((id) => runs.get(id) ?? []) : [];
  const chain = [run, ...below];
  return { tasks: new Set(chain.map(({ task }) => task)), since: chain.at(-1)!.at, repository: run.repository };
}
