import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { personCall } from '../call/environment.ts';
import { git, gitMessage, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { configEntry } from '../call/person-settings.ts';
import { type MissingFilter, missingFilters } from '../filters/missing-filters.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import type { Deferral } from './deferral.ts';
import { askBranch } from './two-answers.ts';
import { checkoutToMove, worktreesOn } from './worktrees.ts';

/** What git says about a person's repository that decides whether a run can start, and how its result lands. */
export interface GroundFacts {
  repository: GitRepository;
  /** Version of the git that Backlog starts: `2.39.5`. */
  version: string;
  /** The repository's settings, by their names in small letters. A setting without a value is `true`. */
  settings: ReadonlyMap<string, readonly string[]>;
  /** Extensions of the repository that this git doesn't know. With one, git answers no further question. */
  unknown: readonly string[];
  isShallow: boolean;
  /** Whether the repository reads objects from another one, too. */
  borrows: boolean;
  /** Filters of the target branch's files that can't run here. */
  filters: readonly MissingFilter[];
  /** The checkout that would move, if git can't read its index, with git's words. */
  unread?: { worktree: string; said: string } | undefined;
  /** The reason why no result can land at present, for the target branch of the run. */
  held?: Deferral | undefined;
}

/** Asks git for the facts of a repository, with the person's settings. `ref` is the target branch. */
export async function readGroundFacts(repository: GitRepository, ref: string): Promise<GroundFacts> {
  const common = commonOf(repository);
  const ask = (args: readonly string[]) => git(personCall(repository, args, { codes: MAY_FAIL }));
  const [version, listed, shallow] = await Promise.all([
    ask(['--version']),
    ask(['config', '--includes', '-z', '--list']),
    ask(['rev-parse', '--is-shallow-repository']),
  ]);
  const settings = new Map<string, string[]>();
  for (const entry of listed.out.toString().split('\0').filter(Boolean)) {
    const [name, value] = configEntry(entry);
    settings.set(name, [...(settings.get(name) ?? []), value]);
  }
  const facts = {
    repository,
    version: /\d+(\.\d+)*/.exec(version.out.toString())?.[0] ?? '',
    settings,
    unknown: unknownIn(shallow.err),
    isShallow: shallow.out.toString().trim() === 'true',
    borrows: existsSync(join(common, 'objects', 'info', 'alternates')),
    filters: [],
  };
  if (facts.unknown.length > 0) return facts;
  const to = checkoutToMove(await worktreesOn(repository, await askBranch(repository, ref)));
  const filters = await missingFilters(repository, ref);
  if ('why' in to) return { ...facts, filters, held: to.why };
  return { ...facts, filters, unread: to.checkout && (await unreadIndex(repository, to.checkout.worktree)) };
}

/** Lists unmerged files, because that reads the whole index and says little. */
async function unreadIndex(repository: GitRepository, worktree: string): Promise<GroundFacts['unread']> {
  const { code, err } = await git(personCall(repository, ['ls-files', '-u'], { worktree, codes: MAY_FAIL }));
  return code === 0 ? undefined : { worktree, said: gitMessage(err) };
}

/** Git's words: `fatal: unknown repository extension found:`, or `extensions`, then a line for each. */
function unknownIn(said: string): string[] {
  const [, names = ''] = /unknown repository extensions? found:\n((?:\t.*\n?)+)/.exec(said) ?? [];
  return linesOfOutput(names).map((line) => line.trim());
}
