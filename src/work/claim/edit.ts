import {
  decideEdit,
  type EditDecision,
  type EditInput,
  editMessage,
  isAgent,
  sessionOf,
  type Wording,
} from '../../claims/index.ts';
import type { Claim } from '../../domain/records.ts';
import { entryText } from '../../domain/scope-text.ts';
import type { Store, Workspace } from '../../store/index.ts';
import { caseRuleOf, locate, standingIn } from '../paths/locate.ts';
import { ACROSS_WORKTREES, OUTSIDE_SCOPE, valueOfRow } from '../settings/edit-settings.ts';
import { recorded } from '../workspace/repositories.ts';
import { claimsHeld, forkOrigin } from './claims.ts';
import { holderWords } from './holder-words.ts';
import { judgingIn, leaseFacts } from './lease-facts.ts';

/** The facts that decide whether an edit is allowed. */
export interface EditFacts extends EditInput {
  /** Top of the file's worktree. */
  worktree: string;
  /** The decision for a path that is claimed only in another worktree. */
  acrossWorktrees: 'deny' | 'warn';
  /** Top of the worktree of this repository in which the claim's holder works; undefined if unknown. */
  worktreeOf: (claim: Claim) => string | undefined;
}

/** A decision about an edit, and the words of a denial or a warning. */
export type JudgedEdit = { verdict: 'allow'; words?: undefined } | { verdict: 'deny' | 'warn'; words: Wording };

/** The holder that edits, and the store with claims, sessions, settings and repositories. */
export interface Editing {
  where: Workspace;
  store: Pick<Store, 'dir' | 'address'> & { state: Pick<Store['state'], 'all' | 'get'> };
  /** Finds the workspace of a folder by reading files only. */
  find(folder: string): Workspace;
  /** Milliseconds since the epoch. */
  now: number;
  holder: string;
}

/**
 * Decides whether the holder may write the file now. Hooks use this function, and so do commands that write files. A
 * file outside of the workspace's repositories is allowed.
 * @param outsideScope the verdict for a path outside the holder's own scope, if no setting decides it
 */
export function judgeEdit(file: string, editing: Editing, outsideScope?: EditInput['outsideScope']): JudgedEdit {
  const { where, store, find, now, holder } = editing;
  const { state } = store;
  const repositories = recorded(state);
  const files = locate(file, { find, dir: where.dir, repositories });
  const [self] = files;
  if (!self) return { verdict: 'allow' };
  const judging = judgingIn(store);
  const decision = editDecision({
    ...leaseFacts(state, judging, now),
    caseInsensitive: caseRuleOf(() => repositories),
    held: claimsHeld(state),
    holder,
    origin: forkOrigin(state, holder),
    files,
    worktree: self.root,
    outsideScope: outsideScope ?? (valueOfRow(state, OUTSIDE_SCOPE) as EditFacts['outsideScope']),
    acrossWorktrees: valueOfRow(state, ACROSS_WORKTREES) as EditFacts['acrossWorktrees'],
    worktreeOf: worktreeOfClaim({ where, state, find }, self.repo),
  });
  const { verdict } = decision;
  if (verdict === 'allow') return { verdict };
  const who = holderWords({ ...judging, records: state, reader: holder, now });
  const path = entryText({ repo: self.repo, glob: self.path }, repositories);
  return { verdict, words: editMessage(path, decision, { now, repositories, toAgent: isAgent(holder), who })! };
}

/**
 * Decides about an edit from its facts, for {@link judgeEdit} and the pre-commit hook. A setting decides whether a claim in
 * another worktree causes only a warning.
 */
export function editDecision(facts: EditFacts): EditDecision {
  const decision = decideEdit(facts);
  if (decision.verdict !== 'deny' || decision.reason === 'outside-own-scope') return decision;
  if (facts.acrossWorktrees === 'deny') return decision;
  const here = facts.held.filter((claim) => (facts.worktreeOf(claim) ?? facts.worktree) === facts.worktree);
  const among = decideEdit({ ...facts, held: here });
  return among.verdict === 'deny' ? among : { ...decision, verdict: 'warn' };
}

/** Returns a function that finds a claim holder's worktree of a repository. */
export function worktreeOfClaim(
  { where, state, find }: Pick<Editing, 'where' | 'find'> & Pick<Editing['store'], 'state'>,
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
