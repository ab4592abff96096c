import {
  type ClaimWords,
  decideEdit,
  type EditDecision,
  type EditInput,
  isAgent,
  sessionOf,
} from '../../claims/index.ts';
import type { Claim } from '../../domain/records.ts';
import { entryText } from '../../domain/scope-text.ts';
import type { State, Workspace } from '../../store/index.ts';
import { caseRuleOf, locate, standingIn } from '../paths/locate.ts';
import { settingOf } from '../settings/settings.ts';
import { recorded } from '../workspace/repositories.ts';
import { claimsHeld, forkOrigin } from './claims.ts';
import { holderWords } from './holder-words.ts';
import { type Judging, leaseFacts } from './lease-facts.ts';

/** The facts that decide whether an edit is allowed. */
export interface EditFacts extends EditInput, ClaimWords {
  /** The file's path relative to the top of its worktree, for messages. */
  path: string;
  /** Top of the file's worktree. */
  worktree: string;
  /** The decision for a path that is claimed only in another worktree. */
  acrossWorktrees: 'deny' | 'warn';
  /** Top of the worktree of this repository in which the claim's holder works; undefined if unknown. */
  worktreeOf: (claim: Claim) => string | undefined;
}

/**
 * Decides whether the holder may write the file now. All hooks use this function, and so do commands that write files.
 * A setting decides whether a claim in another worktree causes only a warning.
 */
export function editDecision(facts: EditFacts): EditDecision {
  const decision = decideEdit(facts);
  if (decision.verdict !== 'deny' || decision.reason === 'outside-own-scope') return decision;
  if (facts.acrossWorktrees === 'deny') return decision;
  const here = facts.held.filter((claim) => (facts.worktreeOf(claim) ?? facts.worktree) === facts.worktree);
  const among = decideEdit({ ...facts, held: here });
  return among.verdict === 'deny' ? among : { ...decision, verdict: 'warn' };
}

/** The holder that edits, and the store with claims, sessions, settings and repositories. */
export interface Editing extends Judging {
  where: Workspace;
  state: Pick<State, 'all' | 'get'>;
  /** Finds the workspace of a folder by reading files only. */
  find(folder: string): Workspace;
  /** Milliseconds since the epoch. */
  now: number;
  holder: string;
}

/** Gathers the facts about an edit of a file. Returns undefined for a file outside of the workspace's repositories. */
export function editFacts(
  file: string,
  { where, state, find, now, holder, alive, silentFor, otherHost }: Editing,
): EditFacts | undefined {
  const repositories = recorded(state);
  const files = locate(file, { find, dir: where.dir, repositories });
  const [self] = files;
  if (!self) return undefined;
  const { repo, root, path } = self;
  const around = leaseFacts(state, { alive, silentFor }, now);
  return {
    ...around,
    caseInsensitive: caseRuleOf(() => repositories),
    held: claimsHeld(state),
    holder,
    origin: forkOrigin(state, holder),
    files,
    path: entryText({ repo, glob: path }, repositories),
    repositories,
    toAgent: isAgent(holder),
    who: holderWords({ records: state, reader: holder, now, otherHost }),
    worktree: root,
    outsideScope: settingOf(state, 'claims.outsideScope') as EditFacts['outsideScope'],
    acrossWorktrees: settingOf(state, 'claims.acrossWorktrees') as EditFacts['acrossWorktrees'],
    worktreeOf: worktreeOfClaim({ where, state, find }, repo),
  };
}

/** Returns a function that finds a claim holder's worktree of a repository. */
export function worktreeOfClaim(
  { where, state, find }: Pick<Editing, 'where' | 'state' | 'find'>,
  repo: string | undefined,
): EditFacts['worktreeOf'] {
  const repositories = recorded(state);
  return (claim) => {
    const top = claim.worktree ?? state.get('session', sessionOf(claim.holder))?.cwd;
    const elsewhere = top !== undefined && find(top);
    const same = elsewhere && elsewhere.dir === where.dir && standingIn(elsewhere, repositories)?.repo === repo;
    return same ? top : undefined;
  };
}
