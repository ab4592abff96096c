import { unmetDependencies } from '../../domain/queue/graph.ts';
import { occupiedTasks } from '../../domain/runs/attempts/attempts.ts';
import { openSubtasks } from '../../domain/task/readiness.ts';
import { isOffBranch, type Task } from '../../domain/task/task.ts';
import type { PlannedTask } from '../../report/timeline.ts';
import type { Context } from '../../work/workspace/context.ts';
import { decide } from '../decision/decide.ts';
import { ranked } from '../decision/order.ts';
import { schedulerSnapshotWithoutGit } from '../snapshot.ts';
import type { SchedulerSnapshot } from '../snapshot-types.ts';
import { forecast } from './forecast.ts';

/**
 * Forecasts the next tasks with agents and times, assuming that the orchestrator runs. The length of a task is its
 * estimate or, without one, comes from past runs of its agent. Omits tasks with neither, and tasks that wouldn't start.
 * Includes active runs with their expected ends. Doesn't use git. Considers only the first {@link LOOKED_AT} tasks,
 * because later times would be unreliable.
 */
export async function planAhead(context: Context, wanted: (task: Task) => boolean): Promise<PlannedTask[]> {
  const { snapshot: whole, limits } = await schedulerSnapshotWithoutGit(context);
  const first = firstOf(whole);
  const queue = { ...whole.facts.queue, open: () => first };
  const snapshot = { ...whole, facts: { ...whole.facts, queue } };
  // What starts after a run of unknown length has no time, so that run never ends here.
  const told = forecast(snapshot, limits, decide(snapshot, limits, { thorough: true }), Number.POSITIVE_INFINITY);
  return told.waves.flatMap(({ tasks }) =>
    tasks.flatMap(({ task, agent, beginsMs, endsMs, by, run }): PlannedTask[] =>
      by === 'guess' || !wanted(task) ? [] : [{ task, agent, beginsMs, endsMs, by, ...(run ? { run: run.id } : {}) }],
    ),
  );
}

/** Maximum number of tasks in a plan, and of repetitions of adding the tasks that these block. */
const LOOKED_AT = 200;
const PASSES = 20;

/** Returns the most urgent unblocked tasks, then the most urgent tasks that only these block, and so on. */
function firstOf(snapshot: SchedulerSnapshot): ReadonlySet<Task> {
  const { queue } = snapshot.facts;
  const pending = [...queue.open()].filter(({ status }) => status === 'pending');
  const live = occupiedTasks(snapshot.runs);
  const order = [...ranked(pending, snapshot, () => false)];
  const first = new Set(pending.filter(({ uuid }) => live.has(uuid)));
  const waits = (task: Task) =>
    unmetDependencies(queue, task).some((before) => !isOffBranch(before) && !first.has(before)) ||
    openSubtasks(queue, task).some((part) => !first.has(part));
  for (let pass = 0, before = -1; pass < PASSES && first.size > before; pass++) {
    before = first.size;
    for (const task of order) {
      if (first.size >= LOOKED_AT + live.size) return first;
      if (!first.has(task) && !waits(task)) first.add(task);
    }
  }
  return first;
}
