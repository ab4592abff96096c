import { decideEdit, type EditDecision, type EditInput, type Surroundings, sessionOf } from '../../claims/index.ts';
import type { Claim } from '../../domain/claim.ts';
import type { Repository } from '../../domain/repository.ts';
import { entryText } from '../../domain/scope-text.ts';
import type { Workspace } from '../../store/index.ts';
import { claimsHeld, originOf } from '../../work/claim/claims.ts';
import { locate, standingIn } from '../../work/workspace/locate.ts';
import { caseInsensitive, isAlive, localHost } from '../../work/workspace/processes.ts';
import { recorded } from '../../work/workspace/repositories.ts';
import { settingOf } from '../../work/workspace/settings.ts';
import { findFrom, type Host, holderOf, type Light } from './host.ts';
import type { Payload } from './payload.ts';

/** What a decision on an edit rests on. */
export interface EditFacts extends EditInput {
  /** The file as readers know it: from the top of its worktree. */
  path: string;
  repositories: readonly Repository[];
  /** Top of the worktree that the file is in. */
  worktree: string;
  /** What an edit gets when the path is claimed in another worktree. */
  acrossWorktrees: 'deny' | 'warn';
  /** Top of the worktree of this repository in which the claim's holder works; undefined when it is not known. */
  worktreeOf: (claim: Claim) => string | undefined;
}

/** A path that is claimed only in other worktrees is let through with a warning, where a person chose so. */
export function decide(facts: EditFacts): EditDecision {
  const decision = decideEdit(facts);
  if (decision.verdict !== 'deny' || decision.reason === 'outside-own-scope') return decision;
  if (facts.acrossWorktrees === 'deny') return decision;
  const here = facts.held.filter((claim) => (facts.worktreeOf(claim) ?? facts.worktree) === facts.worktree);
  const among = decideEdit({ ...facts, held: here });
  return among.verdict === 'deny' ? among : { ...decision, verdict: 'warn' };
}

/** Gathers the facts from a store of which the claims are loaded; undefined for a file in none of its repositories. */
export function editFacts({ where, store }: Light, payload: Payload, file: string, host: Host): EditFacts | undefined {
  const { state } = store;
  const find = findFrom(host);
  const repositories = recorded(state);
  const files = locate(file, { find, dir: where.dir, repositories });
  const [self] = files;
  if (!self) return undefined;
  const { repo, root, path } = self;
  const around: Surroundings = { now: host.now(), localHost: localHost(), alive: isAlive };
  return {
    ...around,
    caseInsensitive,
    held: claimsHeld(state),
    holder: holderOf(state, payload, host),
    origin: originOf(state, payload.session),
    files,
    path: entryText({ repo, glob: path }, repositories),
    repositories,
    worktree: root,
    outsideScope: settingOf(state, 'claims.outsideScope') as EditFacts['outsideScope'],
    acrossWorktrees: settingOf(state, 'claims.acrossWorktrees') as EditFacts['acrossWorktrees'],
    worktreeOf: worktreeOfClaim({ where, store }, repo, find),
  };
}

/** In which worktree of a repository a claim's holder works. */
export function worktreeOfClaim(
  { where, store: { state } }: Pick<Light, 'where'> & { store: Pick<Light['store'], 'state'> },
  repo: string | undefined,
  find: (folder: string) => Workspace,
): EditFacts['worktreeOf'] {
  const repositories = recorded(state);
  return (claim) => {
    const top = claim.worktree ?? state.get('session', sessionOf(claim.holder))?.cwd;
    const elsewhere = top !== undefined && find(top);
    const same = elsewhere && elsewhere.dir === where.dir && standingIn(elsewhere, repositories)?.repo === repo;
    return same ? top : undefined;
  };
}
