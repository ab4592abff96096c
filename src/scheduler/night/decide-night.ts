import { counted, dollars, gigabytes } from '../../base/amounts.ts';
import { clip } from '../../base/clip.ts';
import { formatActor } from '../../domain/actor.ts';
import { fromInstant, type Instant } from '../../domain/instant.ts';
import type { NightEnd } from '../../domain/kinds/night.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Night, Run } from '../../domain/records.ts';
import { isLive, mayCost } from '../../domain/runs/run-states.ts';
import { levelOf } from '../../runs/budget/budget-state.ts';
import type { AccountQuota } from '../../runs/budget/quota.ts';
import { isOrchestrators } from '../../runs/lifecycle/continued-by.ts';

/** The facts about an open night at one moment. */
export interface NightFacts {
  night: Night;
  /** Epoch ms. */
  now: number;
  /** When the night ended by the clock of `now`, in epoch ms. Absent: the time in its record, which is that of the log. */
  endedSince?: number | undefined;
  /** All runs. */
  runs: readonly Run[];
  /** US dollars that all runs have cost since the night began. */
  spentUsd: number;
  /** Free space on the disk of the queue, in bytes. Absent if it can't be read. */
  freeBytes?: number | undefined;
  /** What clients last reported about the quotas of their accounts. */
  quotas?: readonly AccountQuota[] | undefined;
  /** The time since which the orchestrator could start runs and no result came, in epoch ms. Absent while it can't. */
  quietSince?: number | undefined;
}

/** What has to happen because of a night's terms. */
export interface NightDecision {
  /** Why the night ends now. */
  ends?: { why: NightEnd; text: string };
  /** Runs that are stopped. They keep their work. */
  stops: readonly Run[];
  /** Whether the night is over: it has ended, and nothing of it is at work. */
  over: boolean;
}

/**
 * Decides what a night's terms require now. A pure function. At its end, agents at work are stopped at once. Checks and
 * landings of finished results go on for the grace; then they are stopped, too. Runs that a person started go on.
 */
export function decideNight(facts: NightFacts): NightDecision {
  const { night, now, runs, endedSince } = facts;
  const ends = night.ended ? undefined : endOf(facts);
  const since = night.ended ? (endedSince ?? fromInstant(night.ended.at)) : ends ? now : undefined;
  if (since === undefined) return { stops: [], over: false };
  // A clock that was set back far must not lengthen the grace.
  const isLate = now >= since + night.terms.graceMs || now < since - SET_BACK_MS;
  const own = runs.filter(isOrchestrators);
  const stops = own.filter(({ state, stop }) => stop === undefined && (isLate ? isLive(state) : mayCost(state)));
  const atWork = own.some((run) => isLive(run.state) || (!isLate && isLanding(run)));
  return { ...(ends ? { ends } : {}), stops, over: !ends && !atWork };
}

/**
 * Returns why and since when a night is over although no record says so: it has ended, and nothing of it is at work. The
 * process that would have recorded it can have been killed. Undefined while something can be at work. Pure.
 */
export function restOf(
  night: Night,
  runs: readonly Run[],
  now: number,
): { ended: NonNullable<Night['ended']>; at: Instant } | undefined {
  const { until } = night.terms;
  const by = formatActor(ownActor('scheduler'));
  const late = now >= fromInstant(until) ? { at: until, ...AT_DEADLINE, by } : undefined;
  const ended = night.ended ?? late;
  if (!ended || !decideNight({ night: { ...night, ended }, now, runs, spentUsd: 0 }).over) return undefined;
  const times = runs.filter(isOrchestrators).map(({ since }) => since);
  return { ended, at: [ended.at, ...times].sort().at(-1)! };
}

const AT_DEADLINE = { why: 'deadline', text: 'its time is over' } as const;

/** A clock that is that far before the end of the night was set back, in milliseconds. */
const SET_BACK_MS = 10 * 60_000;

/** Checks whether a rule has approved the result, which is not merged yet. */
const isLanding = ({ state, verdict }: Run): boolean =>
  state === 'merging' || (state === 'approved' && verdict?.rule !== undefined);

/** Returns the first term that ends the night. */
function endOf({ night, now, spentUsd, freeBytes, quotas = [], quietSince }: NightFacts): NightDecision['ends'] {
  const { until, budgetUsd, diskBytes, reserve, quietMs } = night.terms;
  if (now >= fromInstant(until)) return AT_DEADLINE;
  if (budgetUsd !== undefined && levelOf(spentUsd, { usd: budgetUsd }) === 'spent')
    return { why: 'budget', text: `${dollars(spentUsd)} of ${dollars(budgetUsd)} are spent` };
  if (freeBytes !== undefined && freeBytes < diskBytes)
    return { why: 'disk', text: `${gigabytes(freeBytes)} of the disk are free, fewer than ${gigabytes(diskBytes)}` };
  const low = reserve === undefined ? undefined : quotas.find((one) => isLow(one, reserve, until));
  if (low)
    return {
      why: 'quota',
      text: `${low.provider} has ${Math.max(0, Math.round(100 - low.used))} % of its quota left (${oneName(low.window)}), and ${reserve} % stay for the morning`,
    };
  if (quietSince !== undefined && now - quietSince >= quietMs)
    return { why: 'progress', text: `no result came for ${counted(Math.round(quietMs / 60_000), 'minute')}` };
  return undefined;
}

/** Checks whether the reserve of a limit is reached. One that resets before the deadline is whole again in the morning. */
const isLow = ({ used, resetsAt }: AccountQuota, reserve: number, until: Instant): boolean =>
  100 - used <= reserve && (resetsAt === undefined || resetsAt > until);

/** Formats a client's name of a limit: `five_hour` is `five hour`. */
const oneName = (window: string): string => clip(window.replaceAll(/\W+|_/g, ' ').trim(), 40);

/**
 * Returns the time of the last progress since a time, in epoch ms: a result that passed its checks, or a merge. A later
 * time than now was written before the clock was set back, and says nothing.
 */
export function lastProgress(runs: readonly Run[], since: number, now: number): number {
  let last = since;
  const see = (at: Instant): void => {
    const ms = fromInstant(at);
    if (ms <= now) last = Math.max(last, ms);
  };
  for (const { ends = [], merged } of runs) {
    for (const { at, code, red, asked } of ends) if (code === undefined && !red && !asked) see(at);
    if (merged) see(merged.at);
  }
  return last;
}
