import { fromInstant, toInstant } from '../../domain/instant.ts';
import { type Awaits, additionOf, isFromOutside, type Task } from '../../domain/task/task.ts';
import type { HoldReason, SchedulerSnapshot } from '../snapshot-types.ts';
import { startedByScheduler } from './retry-decision.ts';

const HOUR_MS = 60 * 60_000;

/** Decides whether tasks that no person added or accepted may start. */
export interface Intake {
  /** Returns the reason against a start, or undefined. */
  against(task: Task): Extract<HoldReason, { why: 'awaits' | 'cap' }> | undefined;
  /** Counts a task that starts in this decision. */
  take(task: Task): void;
}

/**
 * Decides about tasks that wait for a person. By default they don't start. If a setting or a rule allows tasks of agents, counts
 * the tasks that the orchestrator has started: of the same run, in the last hour, since a person last started the
 * orchestrator, and in the present night. A started task counts once, so its next attempt needs no place. The task of a run
 * that was discarded or reverted always waits. So does one that an agent reopened or made recurring: it would start again
 * without an end, since it needs no place.
 */
export function intakeOf(snapshot: SchedulerSnapshot): Intake {
  const { intake: limits, mayStart = () => true, now, wishedAt, night } = snapshot;
  if (!limits) return { against: ({ awaits }) => mark(awaits), take: () => {} };
  const nightly = night?.terms.newTasks ?? Number.POSITIVE_INFINITY;
  const counts = countsOf(snapshot, {
    wished: fromInstant(wishedAt),
    night: night ? fromInstant(night.at) : 0,
  });
  return {
    against(task) {
      const { uuid, awaits } = task;
      const hold = mark(awaits);
      if (!awaits || !hold || awaits.why !== 'added' || !mayStart(task)) return hold;
      if (counts.started.has(uuid)) return undefined;
      const { run } = awaits;
      if (counts.night >= nightly) return { why: 'cap', cap: 'night', most: nightly };
      if (counts.queue >= limits.queue) return { why: 'cap', cap: 'queue', most: limits.queue };
      if (run !== undefined && (counts.byRun.get(run) ?? 0) >= limits.run)
        return { why: 'cap', cap: 'run', most: limits.run, run };
      if (counts.hour.length >= limits.hour) {
        const oldest = counts.hour.at(-limits.hour);
        return { why: 'cap', cap: 'hour', most: limits.hour, until: toInstant((oldest ?? now) + HOUR_MS + 999) };
      }
      return undefined;
    },
    take({ uuid, awaits }) {
      if (awaits?.why === 'added' && !counts.started.has(uuid))
        count(counts, uuid, awaits, { at: now, since: NO_BEGIN, now });
    },
  };
}

/** Returns the mark of a task as a reason. Text from outside is a reason of its own, for every caller. */
function mark(awaits: Awaits | undefined): Extract<HoldReason, { why: 'awaits' }> | undefined {
  return awaits && !isFromOutside(awaits) ? { why: 'awaits', awaits } : undefined;
}

interface Counts {
  started: Set<string>;
  byRun: Map<string, number>;
  /** The times of the starts in the last hour, in epoch ms, in their order. */
  hour: number[];
  queue: number;
  /** The starts since the night began. */
  night: number;
}

/** The beginnings of two periods, in epoch ms: since a person started the orchestrator, and since the night began. */
interface Since {
  wished: number;
  night: number;
}

const NO_BEGIN: Since = { wished: 0, night: 0 };

function countsOf({ runs, facts, now }: SchedulerSnapshot, since: Since): Counts {
  const counts: Counts = { started: new Set(), byRun: new Map(), hour: [], queue: 0, night: 0 };
  for (const run of runs) {
    if (!startedByScheduler(run) || counts.started.has(run.task)) continue;
    // A person's change removes the mark of the task. Runs of earlier versions have only that.
    const added = run.added ?? additionOf(facts.queue.get(run.task)?.awaits);
    if (added) count(counts, run.task, added, { at: fromInstant(run.at), since, now });
  }
  counts.hour.sort((a, b) => a - b);
  return counts;
}

function count(
  counts: Counts,
  uuid: string,
  { run }: Pick<Awaits, 'run'>,
  { at, since, now }: { at: number; since: Since; now: number },
) {
  counts.started.add(uuid);
  if (run !== undefined) counts.byRun.set(run, (counts.byRun.get(run) ?? 0) + 1);
  if (at > now - HOUR_MS) counts.hour.push(at);
  if (at >= since.wished) counts.queue++;
  if (at >= since.night) counts.night++;
}
