import { join } from 'node:path';
import { isObject } from '../../base/is-object.ts';
import type { Pull, Run } from '../../domain/records.ts';
import { isLive, isOver } from '../../domain/runs/run-states.ts';
import type { RemotePull } from '../../services/index.ts';
import { stillWaits } from '../../time/still-waits.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsFolder } from '../run-folder.ts';
import { readCache, writeCache } from '../upkeep/cache-file.ts';

/** What the last look at a pull request brought. Without it, the next look only costs more requests. Times are epoch ms. */
export interface Look {
  at: number;
  /** When something there was different the last time. */
  news: number;
  tag?: string;
  /** When reviews and comments were read. */
  read?: number;
  /** Without its text. */
  there?: Omit<RemotePull, 'body'>;
  /** Identifies what the decision was about. */
  key?: string;
  /**
   * Set if reviews were read, nothing was to be done, and the last change there was older than the grain of the service's
   * times. Its value identifies the rules by which that was decided.
   */
  quiet?: string;
  /** Set if it could not be read or followed, and why. */
  failed?: string;
  /** Set after the first attempt to close it, which follows the discard of its run at once. */
  closing?: true;
}

export interface Looks {
  /** By the id of the run. */
  pulls: Record<string, Look>;
  /** Set after the service or the reserve for people made us wait. */
  waits?: { since: number; until: number };
}

const fileIn = (runs: string) => join(runs, 'pulls.json');

export function readLooks(runs: string): Looks {
  try {
    const read: unknown = JSON.parse(readCache(fileIn(runs)) ?? '');
    const { pulls, waits } = isObject(read) ? read : {};
    return {
      pulls: isObject(pulls) ? (pulls as Looks['pulls']) : {},
      ...(isObject(waits) && Number.isFinite(waits.since) && Number.isFinite(waits.until)
        ? { waits: waits as NonNullable<Looks['waits']> }
        : {}),
    };
  } catch {
    return { pulls: {} };
  }
}

export function writeLooks(runs: string, looks: Looks): void {
  writeCache(fileIn(runs), JSON.stringify(looks));
}

/** Returns a look that ended without news. */
export const laterLook = ({ pulls }: Looks, { id, state }: Run, now: number): Look => ({
  ...{ news: now, ...pulls[id], at: now },
  ...(state === 'discarded' ? { closing: true } : {}),
});

/** Pause between two looks, in milliseconds. It grows with the time since the last news. */
const PAUSE = { least: 30_000, most: 10 * 60_000, share: 4 } as const;

/** Returns the time of the next look, in epoch ms. A clock that was set back makes it due. */
export function nextLook({ pulls, waits }: Looks, { id, state }: Pick<Run, 'id' | 'state'>, now: number): number {
  const look = pulls[id];
  const wait = waits && stillWaits(waits, now) ? waits.until : 0;
  const isFirst = !look || (state === 'discarded' && !look.closing);
  if (isFirst || look.at > now) return Math.max(wait, 0);
  const pause = Math.min(PAUSE.most, Math.max(PAUSE.least, (look.at - look.news) / PAUSE.share));
  return Math.max(wait, look.at + pause);
}

/** Lists the pull requests that can still change their run. */
export function followedPulls({ state }: Context['store']): [run: Run, pull: Pull][] {
  return Array.from(state.all('pull')).flatMap(([id, pull]) => {
    const run = state.get('run', id);
    return run && isFollowed(run, pull) ? [[run, pull]] : [];
  });
}

/** A run whose agent works is left alone; so is one whose result is being sent. */
function isFollowed(run: Run, { number, state }: Pull): boolean {
  if (number === undefined || state === 'merged' || state === 'sending') return false;
  return !isLive(run.state) && !isOver(run.state) && run.state !== 'asking' && run.outgoing === undefined;
}

/** Lists the pull requests of discarded runs that are still open there. */
export function closingPulls({ state }: Context['store']): [run: Run, pull: Pull][] {
  return Array.from(state.all('pull')).flatMap(([id, pull]) => {
    const run = state.get('run', id);
    return run && isClosing(run, pull) && state.get('source', pull.source) ? [[run, pull]] : [];
  });
}

function isClosing({ state }: Run, pull: Pull): boolean {
  return (
    state === 'discarded' && (pull.state === 'open' || pull.state === 'sending') && pull.closing?.left === undefined
  );
}

/** Returns the pull requests of a source that could not be read or followed at the last look. */
export function failedPulls({ store }: Pick<Context, 'store'>, source: string) {
  const { pulls } = readLooks(runsFolder({ store }));
  return [...followedPulls(store), ...closingPulls(store)].flatMap(([{ id: run }, pull]) => {
    const why = pulls[run]?.failed;
    if (pull.source !== source || why === undefined) return [];
    return [{ number: pull.number ?? 0, run, part: 'pull request' as const, why }];
  });
}

/** Returns the time of the next look at a pull request, in epoch ms. */
export function nextFollow({ store, clock }: Pick<Context, 'store' | 'clock'>, repository?: string): number {
  const pulls = [...followedPulls(store), ...closingPulls(store)].filter(
    ([run]) => isRunHere(run, store) && (repository === undefined || run.repository === repository),
  );
  if (pulls.length === 0) return Number.POSITIVE_INFINITY;
  const looks = readLooks(runsFolder({ store }));
  return Math.min(...pulls.map(([run]) => nextLook(looks, run, clock.now)));
}

/** Checks whether the pull request of a run is to be read now. */
export function isFollowDue({ store, clock }: Pick<Context, 'store' | 'clock'>, run: Run): boolean {
  const pull = store.state.get('pull', run.id);
  if (!pull || (!isFollowed(run, pull) && !isClosing(run, pull))) return false;
  return nextLook(readLooks(runsFolder({ store })), run, clock.now) <= clock.now;
}
