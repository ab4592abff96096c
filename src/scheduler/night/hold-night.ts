import { statfsSync } from 'node:fs';
import { counted } from '../../base/amounts.ts';
import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import { fromInstant, type Instant } from '../../domain/instant.ts';
import { SCHEDULE_LEASE } from '../../domain/kinds/lease.ts';
import { NIGHT_NOTICE } from '../../domain/kinds/notice.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Night, Run } from '../../domain/records.ts';
import { runsOfNight } from '../../report/night/morning.ts';
import { presentStop } from '../../runs/autonomy/rules-in.ts';
import { quotasSince } from '../../runs/budget/quota.ts';
import { spendingOf } from '../../runs/budget/spent.ts';
import { type RunRecords, runsIn } from '../../runs/find-run.ts';
import { awaitStop } from '../../runs/lifecycle/await-stop.ts';
import { SCHEDULER } from '../../runs/lifecycle/continued-by.ts';
import { stopRun } from '../../runs/lifecycle/control-run.ts';
import { leaderOf } from '../../runs/upkeep/leadership.ts';
import type { Tx } from '../../store/index.ts';
import { openNight } from '../../work/night/current.ts';
import type { Context } from '../../work/workspace/context.ts';
import { limitedUntil } from '../decision/retry-decision.ts';
import { isOrchestratorRunning, orchestratorOf } from '../loop/desired-state.ts';
import { summaryOf } from '../notices/store-end.ts';
import { decideNight, lastProgress, type NightDecision, restOf } from './decide-night.ts';
import { endNight } from './end-night.ts';

/**
 * What the orchestrator's process knows about a night. A cache: a process that dies begins anew, so the time without a
 * result counts only while a process watches.
 */
export interface NightWatch {
  /** The time since which runs could start and none delivered, and the last look, in epoch ms. */
  since: number;
  seen: number;
  /** The night that was seen active, or ended since a time in epoch ms. */
  night?: { id: string; endedSince?: number };
  free: typeof freeSpace;
}

export const freshWatch = (): NightWatch => ({ since: Number.NaN, seen: Number.NaN, free: freeSpace });

/**
 * A longer time between two looks means that the machine slept, so that nothing could be delivered, or that its clock was
 * set. In milliseconds.
 */
const SLEPT_MS = 5 * 60_000;

/**
 * Holds the orchestrator to the terms of an open night: ends it, stops its runs with their work kept, and notes when all
 * of them are at rest. One transaction takes the decision. Returns after the stopped runs have ended.
 */
export async function holdNight(context: Context, watch: NightWatch): Promise<void> {
  if (!isDue(decisionIn(context, watch, context.store.state))) return;
  const stopping = await context.write('night_hold', (tx) => {
    const decided = decisionIn(context, watch, tx);
    if (!decided || !isDue(decided)) return [];
    const { night, ends, stops, over } = decided;
    if (ends) endNight(tx, context, ends);
    const text = `night ${night.id} ended: ${(ends ?? night.ended)!.text}`;
    const stopped = stops.map(({ id }) => stopRun(tx, context, id, { code: 'night', text }));
    // The process that held it before can have been killed long ago.
    if (over) putOver(tx, context, night, restOf(night, runsIn(tx), context.clock.now)?.at ?? tx.at);
    return stopped;
  });
  const all = await Promise.allSettled(stopping.map((run: Run) => awaitStop(context, run)));
  for (const end of all)
    if (end.status === 'rejected') context.store.appendDiagnostic(`orchestrator, night: ${String(end.reason)}`);
}

/** Checks whether the terms of a night require something now. Reads nothing without an open night. */
export function isNightDue(context: Context, watch: NightWatch): boolean {
  return isDue(decisionIn(context, watch, context.store.state));
}

function isDue(decided: NightDecision | undefined): boolean {
  return decided !== undefined && (decided.ends !== undefined || decided.stops.length > 0 || decided.over);
}

function decisionIn(
  context: Context,
  watch: NightWatch,
  records: RunRecords,
): (NightDecision & { night: Night }) | undefined {
  const night = openNight(records);
  if (!night) return undefined;
  const { now } = context.clock;
  const runs = runsIn(records);
  const endedSince = endedIn(night, watch, now);
  const freeBytes = night.ended ? undefined : watch.free(context.store.dir);
  const quietSince = night.ended ? undefined : quietIn(records, runs, watch, now);
  const spentUsd = night.ended ? 0 : spentIn(context, night, records).usd;
  const isReserved = !night.ended && night.terms.reserve !== undefined;
  const quotas = isReserved ? quotasSince(context, runs, night.at) : [];
  const decision = decideNight({ night, now, endedSince, runs, spentUsd, freeBytes, quotas, quietSince });
  if (decision.ends) watch.night = { id: night.id, endedSince: now };
  return { night, ...decision };
}

/**
 * Returns since when a night has ended, by the clock of this process. The record has the time of the log, which another
 * machine's clock can have set. It counts only for a process that began later, and not if it is ahead.
 */
function endedIn({ id, ended }: Night, watch: NightWatch, now: number): number | undefined {
  const known = watch.night?.id === id ? watch.night : undefined;
  const endedSince = ended && (known ? (known.endedSince ?? now) : Math.min(now, fromInstant(ended.at)));
  watch.night = { id, ...present({ endedSince }) };
  return endedSince;
}

/** Returns since when no result came. The time doesn't run while nothing may start, or an account is at its limit. */
function quietIn(records: RunRecords, runs: readonly Run[], watch: NightWatch, now: number): number | undefined {
  const stands =
    !isOrchestratorRunning(records) ||
    presentStop(records) !== undefined ||
    runs.some((run) => limitedUntil(run, now) !== undefined);
  const slept = !(Math.abs(now - watch.seen) <= SLEPT_MS);
  if (stands || slept) watch.since = now;
  watch.seen = now;
  watch.since = lastProgress(runs, watch.since, now);
  return stands ? undefined : watch.since;
}

/** Sums what all runs have cost since a night began, until it was over. All views and the end of the night ask here. */
export function spentIn(
  context: Pick<Context, 'store' | 'facts'>,
  { at, over }: Night,
  records: RunRecords,
  until?: Instant,
) {
  if (over) return { usd: over.spentUsd, unpriced: over.unpriced ?? [] };
  return spendingOf(context, { usd: 0, per: 'all', since: at }, records, until);
}

/** Returns a night as its record and those of its runs show it now: over, even if nobody lived to record that. */
export function nightSeen(context: Context, night: Night): Night {
  const { state } = context.store;
  const rest = night.over ? undefined : restOf(night, runsIn(state), context.clock.now);
  return rest ? { ...night, ended: rest.ended, over: overAt(rest.at, context, night, state) } : night;
}

/** Records that the open night is over if nothing of it is at work. @returns the night that is not over */
export function settleNight(tx: Tx, context: Context): Night | undefined {
  const night = openNight(tx);
  const rest = night && restOf(night, runsIn(tx), context.clock.now);
  if (!rest) return night;
  putOver(tx, context, endNight(tx, context, rest.ended) ?? night, rest.at);
  return undefined;
}

/** Records that the open night is over, with the notice of that, if no process lives that would. */
export async function settleLeftNight(context: Context): Promise<void> {
  const { store, clock } = context;
  const night = openNight(store.state);
  if (!night || leaderOf(store.state, SCHEDULE_LEASE, clock.now, context)) return;
  if (!restOf(night, runsIn(store.state), clock.now)) return;
  const own = context.with({ caller: { actor: ownActor('scheduler'), holder: SCHEDULER } });
  await own.write('night_hold', (tx) => settleNight(tx, own));
}

function overAt(at: Instant, context: Context, night: Night, records: RunRecords): NonNullable<Night['over']> {
  const { usd: spentUsd, unpriced } = spentIn(context, night, records, at);
  return { at, spentUsd, ...(unpriced.length > 0 ? { unpriced: [...unpriced] } : {}) };
}

/** Records that a night is over, with its cost, and the notice of that. */
function putOver(tx: Tx, context: Context, night: Night, at: Instant): void {
  const over = overAt(at, context, night, tx);
  const { spentUsd } = over;
  tx.put('night', night.id, { ...night, over });
  const { night: _, ...wish } = orchestratorOf(tx)!;
  tx.put('orchestrator', 'orchestrator', wish);
  const runs = runsOfNight(runsIn(tx), { ...night, over });
  const text = `${sentence(night.ended!.text)} ${runs.length > 0 ? summaryOf(runs, spentUsd) : counted(0, 'run')}`;
  const title = `Night ${night.id} is over`;
  tx.put('notice', NIGHT_NOTICE, { what: 'end', event: `night ${night.id}`, at: tx.at, title, text });
}

/** Returns the free space of a folder's disk for this user, in bytes. Undefined if it can't be read. */
function freeSpace(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
