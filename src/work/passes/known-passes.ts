import type { Kinds, Proposal, Repository } from '../../domain/records.ts';
import { repoOf } from '../../domain/repository.ts';
import type { Store } from '../../store/index.ts';
import { RULE_ACTOR } from '../inbox/rules.ts';
import { PASSES } from '../settings/inbox-settings.ts';
import { settingsSet } from '../settings/sources.ts';

/** The passes that need no file, with what they look for. */
export const BUILT_IN_PASSES = {
  checks: 'checks that fail on the target branch',
  flaky: 'tests and checks that pass and fail on the same commit',
  lint: 'problems with file and line in the output of failed checks: types, lint',
  todos: 'TODO and FIXME in files that the last 50 commits changed',
  outdated: 'dependencies that `npm outdated` names, whose newest version is older than a week',
  reviews: 'review comments on merged runs that nobody resolved',
  documents: 'living documents whose files changed',
} as const;
export type BuiltInPass = keyof typeof BUILT_IN_PASSES;

/** Checks whether a name is that of a built-in pass. */
export function isBuiltIn(name: string): name is BuiltInPass {
  return Object.hasOwn(BUILT_IN_PASSES, name);
}

type Records = Pick<Store['state'], 'get' | 'all'>;

/**
 * Returns the identity of a pass, which its log and its proposals have: `api:todos`, or `todos` in the home repository. Two
 * repositories can have passes of one name.
 */
export function passId(repository: Repository | undefined, name: string): string {
  const repo = repository && repoOf(repository);
  return repo === undefined ? name : `${repo}:${name}`;
}

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

/**
 * Counts a pass's last proposals that people decided about. Those that Backlog merged or a rule decided don't count.
 * @param pass its identity ({@link passId})
 */
export function acceptedOf(proposals: Iterable<[string, Proposal]>, pass: string): Accepted {
  const decided = Array.from(proposals, ([, one]) => one)
    .filter(
      ({ source, decided: at, by }) =>
        source.kind === 'pass' && source.name === pass && at !== undefined && by !== RULE_ACTOR,
    )
    .sort((a, b) => (a.decided! < b.decided! ? 1 : -1))
    .slice(0, PAUSE.last);
  const accepted = decided.filter(({ state }) => state === 'accepted').length;
  const paused = decided.length >= PAUSE.least && accepted < PAUSE.share * decided.length;
  return { accepted, decided: decided.length, paused };
}

export type PassRun = Kinds['pass']['runs'][number];

/** Number of runs that the log of a pass keeps. */
export const KEPT_RUNS = 20;
