import type { PASS_TIMES } from '../../work/passes/read-pass.ts';

/** A pass as the decision reads it. */
export interface PassFacts {
  /** Its identity, which no pass of another repository has. */
  id: string;
  name: string;
  /** Name of the repository in which it looks. */
  repository: string;
  when: (typeof PASS_TIMES)[number];
  /** Whether an agent looks, which costs money. */
  isAgent: boolean;
  /** Whether it pauses itself, because people accepted too few of its proposals. */
  isPaused: boolean;
  /** Whether it runs now. */
  isActive: boolean;
  /** When its last complete run began, in epoch ms. */
  last?: number;
  /** How often the orchestrator started it within the last day. */
  today: number;
}

/** The surroundings of the decision. */
export interface PassTimes {
  now: number;
  /** When the last run was merged, in epoch ms, by the repository's name. */
  merged: ReadonlyMap<string, number>;
  /** Whether no run is active, none starts, and no result waits to be merged. */
  isIdle: boolean;
  /** Maximum number of starts of one pass within a day. */
  perDay: number;
  /** Whether the budget leaves money for an agent. */
  hasBudget: boolean;
}

/** The shortest time between two runs of a pass for idle times, in milliseconds. */
const IDLE_PAUSE_MS = 6 * 3_600_000;

/**
 * Decides which pass starts now. Pure. One pass runs at a time: the one that has waited longest.
 * @returns undefined if none is due
 */
export function duePass(passes: readonly PassFacts[], times: PassTimes): PassFacts | undefined {
  if (passes.some(({ isActive }) => isActive)) return undefined;
  return passes
    .filter((pass) => mayStart(pass, times) && isDue(pass, times))
    .sort((a, b) => (a.last ?? 0) - (b.last ?? 0) || (a.id < b.id ? -1 : 1))[0];
}

function mayStart({ isPaused, isAgent, today }: PassFacts, { perDay, hasBudget }: PassTimes): boolean {
  return !isPaused && today < perDay && (hasBudget || !isAgent);
}

function isDue({ when, last, repository }: PassFacts, { now, merged, isIdle }: PassTimes): boolean {
  if (when === 'after merges') {
    const at = merged.get(repository);
    return at !== undefined && (last === undefined || last < at);
  }
  return when === 'when idle' && isIdle && (last === undefined || now - last >= IDLE_PAUSE_MS);
}
