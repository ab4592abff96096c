import type { Kinds, Proposal } from '../../domain/records.ts';
import type { Store } from '../../store/index.ts';
import { PASSES } from '../settings/inbox-settings.ts';
import { settingsSet } from '../settings/sources.ts';

/** The passes that need no file, with what they look for. */
export const BUILT_IN_PASSES = {
  checks: 'checks that fail on the target branch',
  todos: 'TODO and FIXME in files that the last 50 commits changed',
  outdated: 'dependencies that `npm outdated` names',
} as const;
export type BuiltInPass = keyof typeof BUILT_IN_PASSES;

type Records = Pick<Store['state'], 'get' | 'all'>;

/** Returns the texts of the passes that count in a repository, by name. Nobody may execute them unapproved. */
export function passTexts(state: Records, repository: string | undefined): Map<string, string> {
  const found = Array.from(settingsSet(state, repository))
    .filter(([name, { value }]) => name.startsWith(PASSES) && value !== '')
    .map(([name, { value }]): [string, string] => [name.slice(PASSES.length), String(value)]);
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A pass pauses itself below this part of accepted proposals, of its last decided ones. */
const PAUSE = { share: 0.3, least: 10, last: 20 } as const;

/** How many of a pass's last decided proposals were accepted, and whether it pauses itself. */
export interface Accepted {
  accepted: number;
  decided: number;
  paused: boolean;
}

/** Counts a pass's last decided proposals. Those that Backlog merged by itself don't count. */
export function acceptedOf(proposals: Iterable<[string, Proposal]>, pass: string): Accepted {
  const decided = Array.from(proposals, ([, one]) => one)
    .filter(({ source, decided: at }) => source.kind === 'pass' && source.name === pass && at !== undefined)
    .sort((a, b) => (a.decided! < b.decided! ? 1 : -1))
    .slice(0, PAUSE.last);
  const accepted = decided.filter(({ state }) => state === 'accepted').length;
  const paused = decided.length >= PAUSE.least && accepted < PAUSE.share * decided.length;
  return { accepted, decided: decided.length, paused };
}

export type PassRun = Kinds['pass']['runs'][number];

/** Number of runs that the log of a pass keeps. */
export const KEPT_RUNS = 20;
