import { groupedBy } from '../../base/iterables.ts';
import type { Instant } from '../../domain/instant.ts';
import { known, openDependencies } from '../../domain/queue/graph.ts';
import type { Run } from '../../domain/records.ts';
import { isUndecided, leadingRun } from '../../domain/runs/attempts/attempts.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { canStackOn, idsBelow, standingOf } from '../../domain/runs/stack.ts';
import { holdsDependents, type Task } from '../../domain/task/task.ts';
import type { SchedulerSnapshot } from '../snapshot-types.ts';

/** A result on which a run could start: the tasks whose work it has. `since`: the start of its lowest run. */
interface ForeseenResult {
  tasks: ReadonlySet<string>;
  since?: Instant;
  repository: string | undefined;
}

/** The results that a night is expected to have, by task, where no rule lands them. */
export interface ForeseenStacks {
  /** Returns the result on which a task could start, as `stackFor` finds it later. Undefined if it has to wait. */
  under(task: Task): ForeseenResult | undefined;
  /** Adds the result of a task that starts, on another one or on its own. */
  add(task: Task, under: ForeseenResult | undefined): void;
}

/** Begins with the results that exist, and those of active runs. A setting has to allow stacks. */
export function foreseenStacks(snapshot: SchedulerSnapshot): ForeseenStacks {
  const { queue } = snapshot.facts;
  const runs = new Map(snapshot.runs.map((run) => [run.id, run]));
  const homeOf = (task: Task) => {
    const home = snapshot.home(task);
    return 'repository' in home ? home.repository : undefined;
  };
  const results = new Map<string, ForeseenResult>();
  for (const [task, all] of groupedBy(snapshot.runs, (run) => run.task)) {
    const run = leadingRun(all);
    if (!run || isUndecided(run, all) || snapshot.elsewhere?.(run) !== undefined) continue;
    const standing = standingOf(run, runs);
    const isSteady = standing !== 'moved' && standing !== 'gone';
    if (isSteady && (isLive(run.state) || canStackOn(run))) results.set(task, resultOf(run, runs));
  }
  return {
    under(task) {
      if (task.obstacle || !snapshot.stacks?.(task)) return undefined;
      const home = homeOf(task);
      const open = openDependencies(queue, task);
      const closed = known(queue, task.depends ?? []).filter((one) => !holdsDependents(one));
      const isWhole = ({ tasks, since, repository }: ForeseenResult) =>
        (home === '' || home === repository) &&
        open.every(({ uuid }) => tasks.has(uuid)) &&
        closed.every(
          ({ uuid, status, end = '' }) =>
            tasks.has(uuid) || status === 'deleted' || since === undefined || end <= since,
        );
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

function resultOf(run: Run, runs: ReadonlyMap<string, Run>): ForeseenResult {
  const below = run.stackedOn ? [...idsBelow(run.stackedOn, runs)].flatMap((id) => runs.get(id) ?? []) : [];
  const chain = [run, ...below];
  return { tasks: new Set(chain.map(({ task }) => task)), since: chain.at(-1)!.at, repository: run.repository };
}
