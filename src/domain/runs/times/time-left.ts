import * as z from 'zod';
import { present } from '../../../base/present.ts';
import type { Shape } from '../../../base/shape.ts';
import { resolveDuration } from '../../../time/index.ts';
import { fromInstant } from '../../instant.ts';
import type { Run } from '../../records.ts';
import { estimateOf } from '../../task/estimate.ts';
import type { Task } from '../../task/task.ts';
import { isLive } from '../run-states.ts';
import { expectedMs, type PastLength } from './expected-time.ts';
import { timesOf } from './run-times.ts';

/** How long work goes on, and how Backlog knows it. */
export const timeLeft = () =>
  z.strictObject({
    /** The remaining time in milliseconds. 0 if the work takes longer than expected. */
    ms: z.number(),
    /** The instant at which it remained, in epoch milliseconds. */
    now: z.number(),
    /** The source: the last report of progress, otherwise the task's estimate, otherwise past runs of the agent. */
    by: z.enum(['progress', 'estimate', 'past']),
    /** Percent done, if the report says so. */
    percent: z.int().exactOptional(),
    /** Text, author and time of the report. */
    said: z.string().exactOptional(),
    actor: z.string().exactOptional(),
    at: z.string().exactOptional(),
    /** The tasks' type if only past runs with tasks of the same type count. */
    of: z.string().exactOptional(),
  });
export type TimeLeft = Shape<typeof timeLeft>;

/** The remaining times of several works, added up. */
export const totalTimeLeft = () =>
  z.strictObject({
    ms: z.number(),
    /** Number of works whose time is known, and of those for which nothing tells it. */
    known: z.int(),
    unknown: z.int(),
  });

/**
 * Adds up times.
 * @param of number of all works, with and without a known time
 * @returns undefined if none is known
 */
export function totalLeft(all: readonly { ms: number }[], of: number): Shape<typeof totalTimeLeft> | undefined {
  if (all.length === 0) return undefined;
  return { ms: all.reduce((sum, { ms }) => sum + ms, 0), known: all.length, unknown: of - all.length };
}

interface Work {
  now: number;
  task: Pick<Task, 'estimate' | 'annotations'> | undefined;
  /** When the current round of work began, in epoch ms. Earlier reports of progress don't count. */
  begun: number;
  /** How long the work has taken so far, in ms. */
  workedMs: number;
  /** How long such work took in the past. */
  past?: PastLength | undefined;
}

/**
 * Computes how long work goes on: by the last report of progress, otherwise by the task's estimate, otherwise by past
 * runs. All interfaces ask here.
 * @returns undefined if nothing tells
 */
export function timeLeftOf({ now, task, begun, workedMs, past }: Work): TimeLeft | undefined {
  const reported = byProgress(task?.annotations ?? [], { now, begun });
  if (reported) return reported;
  const estimated = task && estimateOf(task);
  if (estimated !== undefined) return { ms: Math.max(0, estimated - workedMs), now, by: 'estimate' };
  const ms = past && leftByPast(past, workedMs);
  return ms === undefined ? undefined : { ms, now, by: 'past', ...present({ of: past?.of }) };
}

/** Work this short is not longer than past runs: some of them failed or answered at once. In ms. */
const SHORT_MS = 60_000;

/** Returns the time until the median, then until the length that nine of ten past runs didn't exceed. 0 beyond it. */
function leftByPast({ ms, most }: PastLength, workedMs: number): number | undefined {
  if (workedMs < most) return (workedMs < ms ? ms : most) - workedMs;
  return workedMs < SHORT_MS ? undefined : 0;
}

/** Reads the last report since the work began. A report of 0% tells nothing about the time. */
function byProgress(
  notes: NonNullable<Task['annotations']>,
  { now, begun }: { now: number; begun: number },
): TimeLeft | undefined {
  const report = notes.findLast(({ progress, at }) => progress !== undefined && fromInstant(at) >= begun);
  if (report?.progress === undefined) return undefined;
  const { progress, at, text, actor } = report;
  const since = now - fromInstant(at);
  const told = { now, by: 'progress' as const, said: text, actor, at };
  if (!progress.endsWith('%')) {
    const length = resolveDuration(progress);
    return length.ok ? { ms: Math.max(0, length.ms - since), ...told } : undefined;
  }
  const percent = Number(progress.slice(0, -1));
  if (percent === 0) return undefined;
  const whole = ((fromInstant(at) - begun) * 100) / percent;
  return { ms: Math.max(0, Math.round(begun + whole - now)), ...told, percent };
}

/** The task of a run, all runs and the types of their tasks. */
interface AroundRun {
  task: Task | undefined;
  runs: readonly Run[];
  typeOf(task: string): string | undefined;
  now: number;
}

/** Computes how long an active run goes on. @returns undefined for another run, and if nothing tells */
export function timeLeftOfRun(run: Run, { task, runs, typeOf, now }: AroundRun): TimeLeft | undefined {
  if (!isLive(run.state)) return undefined;
  return timeLeftOf({
    now,
    task,
    begun: fromInstant(run.rounds?.at(-1)?.at ?? run.at),
    workedMs: timesOf(run, now).workedMs,
    past: expectedMs(runs, { ...run, type: typeOf(run.task) }, typeOf),
  });
}

/** Computes how long a started task without a run goes on. @returns undefined if nothing tells */
export function timeLeftOfTask(task: Task, now: number): TimeLeft | undefined {
  if (task.start === undefined) return undefined;
  const begun = fromInstant(task.start);
  return timeLeftOf({ now, task, begun, workedMs: Math.max(0, now - begun) });
}
