import { openDependencies } from '../../domain/queue/graph.ts';
import { occupies } from '../../domain/runs/run-states.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import { estimateOf } from '../../report/estimate.ts';
import type { PlannedTask } from '../../report/timeline.ts';
import { expectedMs } from '../../runs/view/expected-time.ts';
import type { Context } from '../../work/workspace/context.ts';
import { decide } from '../decision/decide.ts';
import { ranked } from '../decision/order.ts';
import { schedulerSnapshotWithoutGit } from '../snapshot.ts';
import type { SchedulerSnapshot } from '../snapshot-types.ts';
import { forecast } from './forecast.ts';

/**
 * What would be done next, when, and by whom, if the orchestrator ran: a task takes as long as it is estimated, else as past runs of its
 * agent took. A task that has neither is left out, and so is one that would not start. Runs at work are among it, with when they should end. Asks no git. Of many
 * tasks only the first are looked at: what comes after hundreds of others nobody knows.
 */
export async function planAhead(context: Context, wanted: (task: Task) => boolean): Promise<PlannedTask[]> {
  const { scene: whole, limits } = await schedulerSnapshotWithoutGit(context);
  const first = firstOf(whole);
  const queue = { ...whole.facts.queue, open: () => first };
  const scene = { ...whole, facts: { ...whole.facts, queue } };
  const told = forecast(scene, limits, decide(scene, limits, { thorough: true }), estimateOf);
  return told.waves.flatMap(({ tasks }) =>
    tasks.flatMap(({ task, agent, beginsMs, endsMs, run }): PlannedTask[] => {
      const by = estimateOf(task) === undefined ? 'past' : 'estimate';
      const known = by === 'estimate' || expectedMs(scene.runs, { agent, id: run?.id ?? '' }) !== undefined;
      if (!known || !wanted(task)) return [];
      return [{ task, agent, beginsMs, endsMs, by, ...(run ? { run: run.id } : {}) }];
    }),
  );
}

/** Tasks that are looked at, and how often for those that wait for one of them. */
const LOOKED_AT = 200;
const PASSES = 20;

/** The most urgent tasks that wait for nothing, then the most urgent ones that wait only for these, and so on. */
function firstOf(scene: SchedulerSnapshot): ReadonlySet<Task> {
  const { queue } = scene.facts;
  const pending = [...queue.open()].filter(({ status }) => status === 'pending');
  const live = new Set(scene.runs.filter(({ state }) => occupies(state)).map(({ task }) => task));
  const order = [...ranked(pending, scene, () => false)];
  const first = new Set(pending.filter(({ uuid }) => live.has(uuid)));
  const waits = (task: Task) =>
    [...openDependencies(queue, task), ...queue.children(task.uuid)].some((one) => {
      const before = typeof one === 'string' ? queue.get(one) : one;
      return before !== undefined && isOpen(before) && !first.has(before);
    });
  for (let pass = 0, before = -1; pass < PASSES && first.size > before; pass++) {
    before = first.size;
    for (const task of order) {
      if (first.size >= LOOKED_AT + live.size) return first;
      if (!first.has(task) && !waits(task)) first.add(task);
    }
  }
  return first;
}
