import * as z from 'zod';
import { ascending } from '../base/ascending.ts';
import { present } from '../base/present.ts';
import type { Shape } from '../base/shape.ts';
import { claimHolder } from '../claims/index.ts';
import type { Instant } from '../domain/instant.ts';
import { task } from '../domain/kinds/schemas.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { holdsUp } from '../domain/queue/graph.ts';
import { versionOf } from '../domain/record-version.ts';
import type { Claim, Run, Snooze } from '../domain/records.ts';
import { occupiedTasks } from '../domain/runs/attempts/attempts.ts';
import { timeLeft, timeLeftOfRun, timeLeftOfTask } from '../domain/runs/times/time-left.ts';
import { isAtWork, SHOWN_STATE_NAMES, shownState } from '../domain/state-words.ts';
import { isElsewhere, type Task } from '../domain/task/task.ts';
import { hasBegun } from '../domain/task-date.ts';
import type { Coefficients } from '../domain/urgency/coefficients.ts';
import { isOverdue, isPending, isReady } from '../domain/urgency/readiness.ts';
import { sortTasks } from '../filter/index.ts';
import {
  ATTENTION_REASONS,
  type Attention,
  deletedBlockersOf,
  handoffOf,
  type NeedsInput,
  needsOfRun,
  obstacleOf,
  offBranchOf,
  withdrawnOf,
} from './needs.ts';
import type { Halted } from './now/halted.ts';
import { type WordedTask, wordedTaskOf } from './task-line.ts';

/** An item that a person deals with later. Without `until`, it appears again when it changes. */
export type Snoozed = Attention & Pick<Snooze, 'until'>;

/** An active task, with the run, person or agent that works on it. */
export const working = () =>
  z.strictObject({
    task: task(),
    run: z.string().exactOptional(),
    /** The run's state, as all views show it. Only for a run. */
    state: z.enum(SHOWN_STATE_NAMES).exactOptional(),
    /** The claim's holder. Absent if the task is started but not claimed. */
    by: z.string().exactOptional(),
    since: z.string(),
    left: timeLeft().exactOptional(),
  });
export type WorkedOn = Shape<typeof working>;

/** The state of the whole queue. All views of attention, active tasks and next tasks use it. Its lists are complete. */
export interface Situation {
  /** Items that need a person's attention. The item that blocks most tasks comes first. */
  attention: Attention[];
  /** Items that a person snoozed. They are not in `attention`. */
  snoozed: Snoozed[];
  /** Active tasks, the longest-running first. */
  working: WorkedOn[];
  /** Results in a pull request, the longest-waiting first. They are no work of Backlog, and no item of the queue's person. */
  proposed: WorkedOn[];
  /**
   * Tasks that are `+READY`, except those that are started, have a handoff, or whose run needs a person: these are in the
   * lists before.
   * This list and the next two have the queue's order.
   */
  ready: Task[];
  overdue: Task[];
  blocked: Task[];
  /** Open tasks that wait for a person's acceptance. */
  unaccepted: Task[];
  /** Claimed tasks with their claims, including expired claims. */
  held: { task: Task; claim: Claim }[];
  /** Numbers of tasks, as filters count. `open`: pending and waiting; `closed`: completed and deleted. */
  totals: Record<'open' | 'pending' | 'waiting' | 'ready' | 'active' | 'handoffs' | 'closed' | 'completed', number>;
  /** Why a started orchestrator starts no runs. Absent if it does, or if nobody wants it. */
  halted?: Halted;
  /** Number of open proposals in the inbox. Absent if there are none. */
  inbox?: number;
  worded(task: Task): WordedTask;
  /** Sorts tasks by urgency. @returns the first `rows` tasks, or all */
  mostUrgent(tasks: readonly Task[], rows?: number): Task[];
}

export interface SituationInput extends NeedsInput {
  coefficients: Coefficients;
  claims: readonly Claim[];
  runs: readonly Run[];
  halted: Halted | undefined;
  /** Number of open proposals. */
  inbox: number;
  snoozeOf(task: Task): Snooze | undefined;
}

/** Builds the situation in one pass over the open tasks and the runs. */
export function situationOf(known: SituationInput): Situation {
  const { facts, coefficients, claims, runs } = known;
  const { queue, instant } = facts;
  const attention = runs.flatMap((run) => needsOfRun(run, known));
  const working = runs.flatMap((run) => (isAtWork(run) ? rowOfRun(run, known) : []));
  const proposed = runs.flatMap((run) => (shownState(run) === 'proposed' ? rowOfRun(run, known) : []));
  const needing = new Set(attention.map(({ task }) => task.uuid));
  const inRuns = occupiedTasks(runs);
  const [ready, overdue, blocked]: [Task[], Task[], Task[]] = [[], [], []];
  const unaccepted: Task[] = [];
  const totals = { open: 0, pending: 0, waiting: 0, ready: 0, active: 0, handoffs: 0, closed: 0, completed: 0 };
  for (const task of queue.open()) {
    if (task.status !== 'pending') continue;
    totals.open++;
    totals[isPending(task, facts) ? 'pending' : 'waiting']++;
    if (task.start) totals.active++;
    if (task.start && !inRuns.has(task.uuid)) {
      working.push(inHand(task, facts));
      const withdrawn = withdrawnOf(task, known);
      if (withdrawn) attention.push(withdrawn);
    }
    if (task.awaits) unaccepted.push(task);
    if (task.handoff && !isElsewhere(task)) {
      totals.handoffs++;
      attention.push(handoffOf(task, known));
    }
    if (task.obstacle?.until !== undefined && hasBegun(task.obstacle.until, facts))
      attention.push(obstacleOf(task, known));
    if (isOverdue(task, facts)) overdue.push(task);
    if (queue.isBlocked(task)) {
      blocked.push(task);
      attention.push(...[deletedBlockersOf(task, known) ?? []].flat());
    }
    if (!isReady(task, facts)) continue;
    totals.ready++;
    if (!task.start && !task.handoff && !needing.has(task.uuid)) ready.push(task);
  }
  for (const task of queue.offBranch()) attention.push(offBranchOf(task, known));
  totals.completed = queue.byStatus('completed').size;
  totals.closed = queue.size - queue.openSize;
  const rows = attention
    .map((row) => ({ ...row, holdsUp: holdsUp(queue, row.task) }))
    .sort((a, b) => b.holdsUp - a.holdsUp || order(a) - order(b) || ascending(a.since, b.since));
  const isAsleep = (row: Attention) => isSnoozed(row, row.task, known.snoozeOf(row.task), instant);
  return {
    attention: firstOfEachTask(rows.filter((row) => !isAsleep(row))),
    snoozed: firstOfEachTask(rows.filter(isAsleep)).map((row) => ({
      ...row,
      ...present({ until: known.snoozeOf(row.task)?.until }),
    })),
    working: working.sort(byAge),
    proposed: proposed.sort(byAge),
    ...{
      ready,
      overdue,
      blocked,
      unaccepted,
      totals,
      ...present({ halted: known.halted, inbox: known.inbox || undefined }),
    },
    held: claims.flatMap((claim) => {
      const task = claim.task === undefined ? undefined : queue.get(claim.task);
      return task ? [{ task, claim }] : [];
    }),
    worded: (task) => wordedTaskOf(task, facts, coefficients),
    mostUrgent: (tasks, rows) => sortTasks(tasks, [], facts, { coefficients, limit: rows }),
  };
}

/** Leaves each task's most important row. The next one follows when a person has dealt with it. */
function firstOfEachTask(rows: readonly Attention[]): Attention[] {
  const seen = new Set<string>();
  return rows.filter(({ task }) => !seen.has(task.uuid) && seen.add(task.uuid));
}

const byAge = (a: WorkedOn, b: WorkedOn) => ascending(a.since, b.since) || a.task.id - b.task.id;

const order = ({ why }: Pick<Attention, 'why'>) => ATTENTION_REASONS.indexOf(why);

function inHand(task: Task, facts: Facts): WorkedOn {
  const left = timeLeftOfTask(task, facts.now);
  return { task, ...holderOf(task, facts), since: task.start!, ...present({ left }) };
}

function rowOfRun(run: Run, { facts, runs }: SituationInput): WorkedOn[] {
  const task = facts.queue.get(run.task);
  if (!task) return [];
  const left = timeLeftOfRun(run, { task, runs, typeOf: (uuid) => facts.queue.get(uuid)?.type, now: facts.now });
  const since = run.rounds?.[0]?.at ?? run.at;
  return [{ task, run: run.id, state: shownState(run), ...holderOf(task, facts), since, ...present({ left }) }];
}

function holderOf(task: Task, facts: Facts): { by?: string } {
  const claim = facts.claimsOf(task.uuid).find(facts.holdOf);
  return claim ? { by: claimHolder(claim, facts) } : {};
}

/** Checks whether an item of a task is snoozed. A new question or result of the same run is another item. */
function isSnoozed(
  item: Readonly<{ why: string; run?: string; since: string }>,
  task: Task,
  snooze: Snooze | undefined,
  now: Instant,
): boolean {
  const { why, run, since } = item;
  if (!snooze?.items.some((known) => known.why === why && known.run === run && known.since === since)) return false;
  return snooze.until === undefined ? versionOf(task) === snooze.version : now < snooze.until;
}
