import * as z from 'zod';
import { ascending } from '../../base/ascending.ts';
import type { Shape } from '../../base/shape.ts';
import { fromInstant, type Instant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import { type Times, timesOfRounds } from '../../domain/runs/times/run-times.ts';
import type { Task } from '../../domain/task/task.ts';
import { type Clock, formatLocal, weekBounds } from '../../time/index.ts';

/** The possible groups of the usage report. */
export const USAGE_BY = ['task', 'agent', 'model', 'project', 'type', 'day', 'week'] as const;
export type UsageBy = (typeof USAGE_BY)[number];

/**
 * Usage of the runs of one task, agent, model, project, type, day or week: tokens, cost in US dollars (absent if no agent reported it), and
 * times in milliseconds.
 */
export const usageOutput = () =>
  z.strictObject({
    key: z.string(),
    runs: z.int(),
    merged: z.int(),
    rounds: z.int(),
    /** Rounds beyond the first of each run: failed checks, requested changes, answers and resumes. */
    rework: z.int(),
    input: z.int(),
    output: z.int(),
    cached: z.int(),
    turns: z.int(),
    costUsd: z.number().exactOptional(),
    /** Time in which agents and checks worked. */
    workedMs: z.number(),
    /** Time in which runs waited for reviews, answers or their merge. */
    waitedMs: z.number(),
  });
export type Usage = Shape<typeof usageOutput>;

type Round = NonNullable<Run['rounds']>[number];

/** What the groups need to know besides the runs. */
export interface UsageFacts extends Pick<Clock, 'zone' | 'now'> {
  /** Returns the task of a run. */
  taskOf(uuid: string): Pick<Task, 'project' | 'type'> | undefined;
  /** Returns the usage so far of a run's unfinished round, so that its cost counts like its time. */
  soFar(run: Run): Round['usage'];
  /** Only rounds that began at this time or later. */
  since?: Instant | undefined;
}

/**
 * Adds up the usage of rounds by group. A round belongs to the day and the week in which it began. The key of a week is
 * its first day. Days and weeks are in order; other groups begin with the most expensive.
 */
export function usageBy(runs: readonly Run[], by: UsageBy, facts: UsageFacts): Usage[] {
  const found = new Map<string, Usage & { seen: Set<string> }>();
  for (const run of runs) {
    const times = timesOfRounds(run, facts.now);
    (run.rounds ?? []).forEach((round, at) => {
      if (facts.since !== undefined && round.at < facts.since) return;
      const key = keyOf(run, round, by, facts);
      const sum = found.get(key) ?? { ...empty(key), seen: new Set<string>() };
      const isOpen = round.ended === undefined && at === run.rounds!.length - 1;
      const usage = round.usage ?? (isOpen ? facts.soFar(run) : undefined);
      found.set(key, add(sum, run, usage, { rework: at > 0, times: times[at]! }));
    });
  }
  const all = Array.from(found.values(), ({ seen: _, ...usage }) => usage);
  return all.sort((a, b) =>
    by === 'week' || by === 'day'
      ? ascending(a.key, b.key)
      : (b.costUsd ?? 0) - (a.costUsd ?? 0) || b.output - a.output || ascending(a.key, b.key),
  );
}

export function usageTotal(all: readonly Usage[]): Usage {
  return all.reduce((sum, one) => {
    const cost =
      sum.costUsd === undefined && one.costUsd === undefined
        ? {}
        : { costUsd: (sum.costUsd ?? 0) + (one.costUsd ?? 0) };
    const plus = (name: keyof Omit<Usage, 'key' | 'costUsd'>) => sum[name] + one[name];
    return {
      key: 'all',
      runs: plus('runs'),
      merged: plus('merged'),
      rounds: plus('rounds'),
      rework: plus('rework'),
      input: plus('input'),
      output: plus('output'),
      cached: plus('cached'),
      turns: plus('turns'),
      workedMs: plus('workedMs'),
      waitedMs: plus('waitedMs'),
      ...cost,
    };
  }, empty('all'));
}

function keyOf(run: Run, { at }: Round, by: UsageBy, { zone, taskOf }: UsageFacts): string {
  if (by === 'task') return run.task;
  if (by === 'agent') return run.agent;
  if (by === 'model') return run.model ?? `${run.provider}, default model`;
  if (by === 'project' || by === 'type') return taskOf(run.task)?.[by] ?? `no ${by}`;
  const ms = fromInstant(at);
  return formatLocal(by === 'day' ? ms : weekBounds(ms, zone).start, zone).slice(0, 10);
}

function add(
  sum: Usage & { seen: Set<string> },
  run: Run,
  usage: Round['usage'],
  { rework, times }: { rework: boolean; times: Times },
) {
  const first = !sum.seen.has(run.id);
  sum.seen.add(run.id);
  return {
    ...sum,
    runs: sum.runs + (first ? 1 : 0),
    merged: sum.merged + (first && run.state === 'merged' ? 1 : 0),
    rounds: sum.rounds + 1,
    rework: sum.rework + (rework ? 1 : 0),
    input: sum.input + (usage?.input ?? 0),
    output: sum.output + (usage?.output ?? 0),
    cached: sum.cached + (usage?.cached ?? 0),
    turns: sum.turns + (usage?.turns ?? 0),
    ...(usage?.costUsd === undefined ? {} : { costUsd: (sum.costUsd ?? 0) + usage.costUsd }),
    workedMs: sum.workedMs + times.workedMs,
    waitedMs: sum.waitedMs + times.waitedMs,
  };
}

const empty = (key: string): Usage => ({
  key,
  runs: 0,
  merged: 0,
  rounds: 0,
  rework: 0,
  input: 0,
  output: 0,
  cached: 0,
  turns: 0,
  workedMs: 0,
  waitedMs: 0,
});
