import { lazy } from '../../base/lazy.ts';
import { present } from '../../base/present.ts';
import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import type { Run } from '../../domain/records.ts';
import { choiceOf, leadingRun } from '../../domain/runs/attempts/attempts.ts';
import type { RunView } from '../../domain/runs/run-shapes.ts';
import { isLive, isOver, isParked, occupies } from '../../domain/runs/run-states.ts';
import { expectedMs } from '../../domain/runs/times/expected-time.ts';
import { timesOf } from '../../domain/runs/times/run-times.ts';
import { type TimeLeft, timeLeftOfRun, timeLeftOfTask } from '../../domain/runs/times/time-left.ts';
import { estimateOf } from '../../domain/task/estimate.ts';
import { inTheWay } from '../../domain/task/objections.ts';
import { taskOfRunNamed } from '../../domain/task/raw-title.ts';
import type { Task } from '../../domain/task/task.ts';
import type { TaskReader } from '../../work/archive/tasks-of.ts';
import { findingsOf } from '../../work/objections/facts.ts';
import type { Context } from '../../work/workspace/context.ts';
import { isUnpriced } from '../budget/round-cost.ts';
import { questionTexts, runsIn, runsOf } from '../find-run.ts';
import { PROVIDERS } from '../providers/index.ts';
import { runFiles, runsFolder } from '../run-folder.ts';
import { comesFirst } from '../stack/next-start.ts';
import { eventWords } from './event-words.ts';
import { readEvents } from './events.ts';
import { stuckOf } from './stuck.ts';
import { usageNow, usageOfRoundNow } from './usage-so-far.ts';

/** Number of bytes at the end of the events in which Backlog searches the last event with text. */
const TAIL = 8_192;

/** @param taskOf finds the run's task, also in the archive if the caller has read it */
export function viewRun(context: Context, run: Run, taskOf: TaskReader = (uuid) => context.queue.get(uuid)): RunView {
  const { store, clock } = context;
  const task = taskOf(run.task);
  const { workedMs: elapsedMs, waitedMs } = timesOf(run, clock.now);
  const usage = usageNow(run, eventsFile(context, run));
  const left = leftOfRun(context, run);
  const stuck = stuckOf(context, run);
  const found = findingsOf(store.state, run);
  const objections = inTheWay({ run, task, found });
  const live = isLive(run.state);
  const last = live ? lastSaid(context, run) : undefined;
  const messages = live ? PROVIDERS[run.provider].capabilities.messages : undefined;
  return {
    run: { ...run, ...present({ usage }) },
    ...taskOfRunNamed(task),
    elapsedMs,
    waitedMs,
    ...present({ left, last, messages, elsewhere: context.elsewhere(run) }),
    ...(stuck.length > 0 ? { stuck } : {}),
    ...(isUncounted(context, run) ? { unpriced: UNPRICED } : {}),
    ...(objections.length > 0 ? { objections } : {}),
    ...(found.length > 0 ? { found } : {}),
    ...present({ attempts: choiceWith(context, run) || undefined, waitsFor: comesFirst(context, run) }),
    ...present({ later: isParked(run.state) ? laterRun(context, run) : undefined }),
    questions: questionTexts(store.state, run),
  };
}

const UNPRICED = 'its agent reports no cost, so no limit in dollars applies to it';

/** Checks whether a budget or the run's own limit is in dollars, and can't count the run. */
function isUncounted(context: Context, run: Run): boolean {
  const { budget } = context.store.state.get('orchestrator', ORCHESTRATOR_ID)?.limits ?? {};
  if (!budget && run.limits.costUsd === undefined) return false;
  return isUnpriced(run, context.clock.now, usageOfRoundNow(run, eventsFile(context, run)));
}

/** Returns the id of another run that has the task now. Another attempt at it doesn't count. */
function laterRun({ store }: Context, { id, task, group }: Run): string | undefined {
  const isOther = (other: Run) => other.id !== id && (group === undefined || other.group !== group);
  return runsOf(store.state, task).find((other) => isOther(other) && occupies(other.state))?.id;
}

/** Counts the attempts among which somebody has to choose, if the run is one of them. */
function choiceWith({ store }: Context, run: Run): number {
  if (run.group === undefined || isOver(run.state)) return 0;
  const runs = runsOf(store.state, run.task);
  return leadingRun(runs)?.group === run.group ? choiceOf(runs) : 0;
}

function lastSaid(context: Context, run: Run): RunView['last'] {
  const { events } = readEvents(eventsFile(context, run), -TAIL);
  const said = events.findLast((event) => eventWords(event) !== undefined);
  return said && { at: said.at, text: eventWords(said)!.text };
}

export function eventsFile(context: Pick<Context, 'store'>, run: Pick<Run, 'id'>): string {
  return runFiles({ runs: runsFolder(context), id: run.id }).events;
}

/** Returns how long an active run goes on, if its agent, an estimate or past runs tell. */
function leftOfRun(context: Context, run: Run): TimeLeft | undefined {
  return leftAmong(context, runsIn(context.store.state), run);
}

function leftAmong({ queue, clock }: Context, runs: readonly Run[], run: Run): TimeLeft | undefined {
  const typeOf = (uuid: string) => queue.get(uuid)?.type;
  return timeLeftOfRun(run, { task: queue.get(run.task), runs, typeOf, now: clock.now });
}

/** Returns a function that computes how long the work on a task goes on: of its active run, otherwise since its start. */
export function leftReader(context: Context): (task: Task) => TimeLeft | undefined {
  const runs = lazy(() => runsIn(context.store.state));
  return (task) => {
    const run = runs().find((one) => one.task === task.uuid && occupies(one.state));
    return run ? leftAmong(context, runs(), run) : timeLeftOfTask(task, context.clock.now);
  };
}

/**
 * Returns a function that computes how long a task will take: by its estimate, otherwise by past runs of its assignee.
 * Undefined if nothing tells.
 */
export function lengthReader({ queue, store }: Context): (task: Task) => number | undefined {
  const past = new Map<string, number | undefined>();
  const typeOf = (uuid: string) => queue.get(uuid)?.type;
  const ofAgent = (agent: string, type: string | undefined) => {
    const key = `${agent} ${type ?? ''}`;
    if (!past.has(key)) past.set(key, expectedMs(runsIn(store.state), { agent, id: '', type }, typeOf)?.ms);
    return past.get(key);
  };
  return (task) => estimateOf(task) ?? (task.agent === undefined ? undefined : ofAgent(task.agent, task.type));
}
