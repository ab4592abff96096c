import type { ProcessId } from '../../base/process-id.ts';
import {
  type ClaimWords,
  decideEdit,
  type EditDecision,
  editMessage,
  isWithin,
  type LeaseContext,
  leaseState,
  processHolder,
  sessionOf,
} from '../../claims/index.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Claim } from '../../domain/records.ts';
import { entryText } from '../../domain/scope-text.ts';
import { oneLine } from '../../text/safe.ts';
import { type EditFacts, editDecision } from '../../work/claim/edit.ts';

/** The facts that decide whether a commit is allowed. */
export type CommitFacts = Omit<EditFacts, 'files' | 'outsideScope'> &
  Pick<ClaimWords, 'repositories'> & {
    /** The name of the repository in scopes. */
    repo: string | undefined;
  };

/** A staged path that another holder has claimed. */
export interface HeldPath {
  path: string;
  decision: EditDecision;
}

/** The maker of a commit: its possible holder paths and its ancestor processes. */
export interface Committer {
  holders: readonly string[];
  ancestors: readonly ProcessId[];
}

/**
 * Returns the claims that can block a commit. Omits claims of other agents in the same session, whose shells have only
 * the session's id and can't be distinguished. Also omits claims of an ancestor process, because a script may commit
 * its own work.
 */
export function claimsInTheWay(
  held: readonly Claim[],
  { holders, ancestors }: Committer,
  around: LeaseContext,
): Claim[] {
  const ofAncestors = ancestors.map((one) => processHolder('', one));
  const isOwn = ({ holder }: Claim) =>
    holders.some((own) => isWithin(holder, own) || isWithin(own, holder)) ||
    ofAncestors.some((ending) => sessionOf(holder).endsWith(ending));
  return held.filter((claim) => claim.scope.length > 0 && !isOwn(claim) && leaseState(claim, around) === 'held');
}

/** Returns the staged paths that others have claimed. Resolves no links: git tracks no files behind one. */
export function heldPaths(paths: readonly string[], facts: CommitFacts): HeldPath[] {
  const { repo } = facts;
  return paths.flatMap((path) => {
    const input = { ...facts, files: [{ repo, path }], outsideScope: 'allow' as const };
    if (decideEdit(input).verdict === 'allow') return [];
    return [{ path: entryText({ repo, glob: path }, facts.repositories), decision: editDecision(input) }];
  });
}

/** Advice after a refused commit, by kind of reader. Only people may ignore claims of others. */
const HOW_TO_GO_ON = {
  person: [
    'Wait, or unstage these files (git restore --staged PATH). `backlog claim list` lists the claims.',
    '`git commit --no-verify` commits anyway. `backlog git-hook pause --for 1h` allows all commits for an hour.',
  ],
  agent: [
    'Unstage these files (git restore --staged PATH) and undo your changes to them, or wait until they are released.',
    '`backlog claim list` lists the claims. If this is your whole task, report it to the agent that launched you.',
  ],
} as const;

/** Maximum number of paths in an error. */
const SHOWN = 10;

/** Formats the text for a refused commit, or for an allowed commit with a warning. */
export function commitRefusalText(found: readonly HeldPath[], facts: CommitFacts, reader: Actor['kind']): string {
  const refused = found.filter(({ decision }) => decision.verdict === 'deny');
  const told = refused.length > 0 ? refused : found;
  const lines = told.slice(0, SHOWN).map(({ path, decision }) => {
    const words = editMessage(path, decision, facts);
    return `  ${oneLine(words?.message ?? path)}`;
  });
  return [
    refused.length > 0
      ? 'backlog: this commit changes files that someone else has claimed:'
      : 'backlog: this commit changes files that are claimed in another worktree:',
    ...lines,
    ...(told.length > SHOWN ? [`  and ${told.length - SHOWN} more`] : []),
    ...(refused.length > 0 ? HOW_TO_GO_ON[reader === 'human' ? 'person' : 'agent'] : []),
  ].join('\n');
}
