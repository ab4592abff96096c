import { type Stats, statSync } from 'node:fs';
import { present } from '../../base/present.ts';
import { isSystemError } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { PROVIDERS } from '../providers/index.ts';
import { mostCost } from '../providers/printed-fields.ts';
import type { TokenUsage } from '../providers/run-event.ts';
import { NO_USAGE, totalUsage } from '../providers/usage.ts';
import { type EventPage, readEvents } from './events.ts';

type Used = NonNullable<Run['usage']>;

/** Computes a run's usage so far, with that of an unfinished round; undefined if nothing is known. */
export function usageNow(run: Run, eventsFile: string): Used | undefined {
  const now = usageOfRoundNow(run, eventsFile);
  const { usage: before } = run;
  if (!now || !before) return now ?? before;
  const costs = [before.costUsd, now.costUsd].filter((cost) => cost !== undefined);
  return {
    input: before.input + now.input,
    output: before.output + now.output,
    cached: before.cached + now.cached,
    turns: before.turns + now.turns,
    ...(costs.length > 0 && { costUsd: costs.reduce((sum, cost) => sum + cost) }),
  };
}

/**
 * Computes the usage so far of a run's unfinished round, also if its supervisor died; undefined if there is none or its
 * agent reported nothing. The events have it, so that not every message needs a commit in the store. Another machine
 * has no events: the record has what its supervisor noted last.
 */
export function usageOfRoundNow(run: Run, eventsFile: string): Used | undefined {
  const last = run.rounds?.at(-1);
  if (!last || last.ended !== undefined) return undefined;
  const said = reportedUsage(eventsFile, last.n);
  if (!said) return last.soFar;
  const all = storedUsage(totalUsage(usageOfRun(run), said, PROVIDERS[run.provider].capabilities));
  const { usage: before } = run;
  const since = (name: 'input' | 'output' | 'cached' | 'turns') => Math.max(0, all[name] - (before?.[name] ?? 0));
  const costUsd = said.costUsd === undefined ? undefined : Math.max(0, all.costUsd! - (before?.costUsd ?? 0));
  return {
    ...{ input: since('input'), output: since('output'), cached: since('cached'), turns: since('turns') },
    ...present({ costUsd }),
  };
}

/** Converts the usage in a run's record to the form of providers. */
export function usageOfRun({ usage }: Pick<Run, 'usage'>): TokenUsage {
  if (!usage) return NO_USAGE;
  const { input, output, cached, turns, costUsd } = usage;
  return { tokens: { input, output, cached }, turns, ...present({ costUsd }) };
}

/** Converts usage from a provider to the form in a run's record. */
export function storedUsage({ tokens, turns, costUsd }: TokenUsage): Used {
  return { ...tokens, turns, ...present({ costUsd }) };
}

/** What a reader knows about a file of events: the round, and the place at which it continues. */
interface Known {
  round: number;
  inode: number;
  next: number;
  /** Size of the file at the last look. */
  size: number;
  hasBegun: boolean;
  usage?: TokenUsage;
}

/** Maximum number of files that a reader remembers. Forgetting one only lets the next look read it from its beginning. */
const MOST_FILES = 1_000;

/**
 * Creates a reader of the usage that agents report. A look reads only what a file got since the look before. The cost
 * of a round never falls: an agent can report a lower one, write to the file or replace it. An unreadable file adds nothing.
 */
export function usageReader(read: (file: string, from: number) => EventPage = readEvents) {
  const files = new Map<string, Known>();

  /** Returns the usage in a run's round of this number; undefined if its agent reported none. */
  return function usageOf(file: string, round: number): TokenUsage | undefined {
    const known = files.get(file);
    const stats = statsOf(file);
    const now = continued(known?.round === round ? known : undefined, round, stats);
    if (stats && stats.size !== now.size) readOn(file, now, stats.size);
    files.delete(file);
    files.set(file, now);
    if (files.size > MOST_FILES) files.delete(files.keys().next().value!);
    return now.usage;
  };

  function readOn(file: string, now: Known, size: number): void {
    try {
      for (let from = -1; now.next !== from && now.next < size; ) {
        from = now.next;
        const { events, next } = read(file, from);
        for (const event of events) {
          if (event.type === 'round') now.hasBegun ||= event.n === now.round;
          else if (event.type === 'usage' && now.hasBegun) now.usage = more(now.usage, event);
        }
        now.next = next;
      }
      now.size = size;
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
  }
}

/** Continues with what is known of a file, or begins again if another file has its place. The reported cost stays. */
function continued(known: Known | undefined, round: number, stats: Stats | undefined): Known {
  if (known && (!stats || (stats.ino === known.inode && stats.size >= known.size))) return known;
  const usage = known?.usage;
  return { round, inode: stats?.ino ?? 0, next: 0, size: 0, hasBegun: false, ...(usage ? { usage } : {}) };
}

/** Returns the last usage, with the highest cost so far. */
function more(before: TokenUsage | undefined, { tokens, turns, costUsd }: TokenUsage): TokenUsage {
  return { tokens, turns, ...present({ costUsd: mostCost(before?.costUsd, costUsd) }) };
}

/** Only a regular file is read: another one can block its reader. */
function statsOf(file: string): Stats | undefined {
  try {
    const stats = statSync(file);
    return stats.isFile() ? stats : undefined;
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** Reads the usage of a run's round from its events, with one memory for all readers of this process. */
export const reportedUsage = usageReader();
