import type { Task } from '../domain/task/task.ts';
import { runsIn } from '../runs/find-run.ts';
import { tellingOf } from '../work/claim/refusals.ts';
import type { Context } from '../work/workspace/context.ts';
import type { Explained, WaitingTask } from './answers.ts';
import { decide } from './decision/decide.ts';
import { byAge } from './decision/order.ts';
import { atWork } from './decision/retry-decision.ts';
import { type HoldWordsInput, holdInWords } from './hold-words.ts';
import { isOrchestratorRunning, limitsOf } from './loop/desired-state.ts';
import { schedulerSnapshot } from './snapshot.ts';
import type { Decision } from './snapshot-types.ts';

/** Reasons that are told in short. */
const KEPT = 5;

/** What keeps most tasks from starting, the most frequent first: the first reason of each counts. */
export function keptBy(explained: readonly Explained[]): WaitingTask[] {
  const kept = new Map<string, WaitingTask>();
  for (const { task, reasons } of explained) {
    const [first] = reasons;
    if (!first) continue;
    const known = kept.get(first.why);
    if (known) known.tasks++;
    else kept.set(first.why, { ...first, tasks: 1, id: task.id });
  }
  return [...kept.values()].sort((a, b) => b.tasks - a.tasks).slice(0, KEPT);
}

/** What keeps a running orchestrator from starting anything, though it has places left; nothing when it is not so. */
export async function keptNow(context: Context): Promise<WaitingTask[]> {
  const { state } = context.store;
  if (!isOrchestratorRunning(state) || atWork(runsIn(state)).length >= limitsOf(state).agents) return [];
  const { scene, limits } = await schedulerSnapshot(context);
  const decision = decide(scene, limits, { thorough: true });
  if (decision.starts.length > 0) return [];
  const open = [...scene.facts.queue.open()].filter(({ status }) => status === 'pending');
  return keptBy(explain(decision, open, tellingOf(context)));
}

/** Some tasks as a decision has them: what starts first, then the others in their order; all that are open when none are named. */
export function explain({ starts, holds }: Decision, tasks: readonly Task[], around: HoldWordsInput): Explained[] {
  const starting = new Map(starts.map(({ task, ...start }, n) => [task.uuid, { start, n }]));
  const rank = ({ uuid }: Task) => starting.get(uuid)?.n ?? starts.length;
  return [...tasks]
    .sort((a, b) => rank(a) - rank(b) || byAge(a, b))
    .map((task) => {
      const found = starting.get(task.uuid);
      const reasons = (holds.get(task.uuid) ?? []).map((hold) => holdInWords(task, hold, around));
      return { task, ...(found ? { start: found.start } : {}), reasons };
    });
}
