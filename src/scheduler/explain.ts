import type { TaskQueue } from '../domain/queue/queue.ts';
import { startObstacles } from '../domain/task/readiness.ts';
import type { Task } from '../domain/task/task.ts';
import { runsIn } from '../runs/find-run.ts';
import { claimReader } from '../work/claim/refusals.ts';
import { isOfRun, occupiedIn } from '../work/claim/run-of.ts';
import type { Context } from '../work/workspace/context.ts';
import type { Explained, FrequentReason } from './answers.ts';
import { decide } from './decision/decide.ts';
import { byAge } from './decision/order.ts';
import { liveRuns } from './decision/retry-decision.ts';
import type { HoldWordsInput } from './hold-next.ts';
import { holdInWords } from './hold-words.ts';
import { isOrchestratorRunning, limitsOf } from './loop/desired-state.ts';
import { schedulerSnapshot } from './snapshot.ts';
import type { Decision, HoldReason, SchedulerSnapshot } from './snapshot-types.ts';

/** Maximum number of reasons in {@link frequentReasons}. */
const KEPT = 5;

/** A task with the reasons that keep it from starting, the strongest first. */
interface Reasoned<Why> {
  task: Pick<Task, 'id'>;
  reasons: readonly Omit<Frequent<Why>, 'tasks' | 'id'>[];
}

type Frequent<Why> = Omit<FrequentReason, 'why'> & { why: Why };

/** Counts tasks by their strongest reason against a start, the most frequent reason first. */
export function frequentReasons<Why extends string>(explained: readonly Reasoned<Why>[]): Frequent<Why>[] {
  const kept = new Map<string, Frequent<Why>>();
  for (const { task, reasons } of explained) {
    const [first] = reasons;
    if (!first) continue;
    const known = kept.get(first.why);
    if (known) known.tasks++;
    else kept.set(first.why, { ...first, tasks: 1, id: task.id });
  }
  return [...kept.values()].sort((a, b) => b.tasks - a.tasks).slice(0, KEPT);
}

/** Returns the decision about all tasks now, with its data. */
export async function decideNow(context: Context): Promise<{ snapshot: SchedulerSnapshot; decision: Decision }> {
  const { snapshot, limits } = await schedulerSnapshot(context);
  return { snapshot, decision: decide(snapshot, limits, { thorough: true }) };
}

/**
 * Returns the most frequent reasons why a running orchestrator with free agents starts nothing, if so. Tasks of active
 * runs don't count: they have been started.
 */
export async function idleReasons(
  context: Context,
  decided: () => ReturnType<typeof decideNow> = () => decideNow(context),
): Promise<FrequentReason[]> {
  const { state } = context.store;
  if (!isOrchestratorRunning(state) || liveRuns(runsIn(state)).length >= limitsOf(state).agents) return [];
  const { snapshot, decision } = await decided();
  if (decision.starts.length > 0) return [];
  const inRuns = occupiedIn(state);
  const open = [...snapshot.facts.queue.open()].filter(({ uuid, status }) => status === 'pending' && !inRuns.has(uuid));
  return frequentReasons(explain(decision, open, { queue: snapshot.facts.queue, words: claimReader(context) }));
}

/** Returns the reasons of tasks that no person added or accepted, or whose run was discarded. */
export async function awaitingIn(
  context: Context,
  decided: () => ReturnType<typeof decideNow>,
): Promise<FrequentReason[]> {
  const open = [...context.queue.open()].filter(({ awaits, status }) => awaits && status === 'pending');
  if (open.length === 0) return [];
  const { snapshot, decision } = await decided();
  const told = explain(decision, open, { queue: snapshot.facts.queue, words: claimReader(context) });
  return frequentReasons(told.map((one) => ({ ...one, reasons: one.reasons.filter(({ why }) => isIntake(why)) })));
}

const isIntake = (why: string): boolean => why === 'awaits' || why === 'cap';

/** Leaves out the claim of the run that has the task: the run's own reason says more. */
function withoutClaimOfRun(holds: readonly HoldReason[]): readonly HoldReason[] {
  const run = holds.find((hold) => hold.why === 'run')?.run;
  if (!run) return holds;
  return holds.filter((hold) => hold.why !== 'held' || hold.blockers.some(({ claim }) => !isOfRun(claim.holder, run)));
}

interface Input {
  queue: TaskQueue;
  words: HoldWordsInput;
}

/**
 * Explains a decision for some tasks: first the starting tasks in their order, then the others by age. A decision says
 * nothing of tasks that are not open; the reason is then their status.
 */
export function explain({ starts, holds }: Decision, tasks: readonly Task[], { queue, words }: Input): Explained[] {
  const starting = new Map(starts.map(({ task, ...start }, n) => [task.uuid, { start, n }]));
  const rank = ({ uuid }: Task) => starting.get(uuid)?.n ?? starts.length;
  return [...tasks]
    .sort((a, b) => rank(a) - rank(b) || byAge(a, b))
    .map((task) => {
      const found = starting.get(task.uuid);
      const held = holds.get(task.uuid) ?? (found ? [] : startObstacles(task, queue));
      const reasons = withoutClaimOfRun(held).map((hold) => holdInWords(task, hold, words));
      return { task, ...(found ? { start: found.start } : {}), reasons };
    });
}
