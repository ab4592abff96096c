import {
  type ClaimWords,
  decideEdit,
  type EditDecision,
  type EditInput,
  holderLabel,
  isAgent,
  type LeaseContext,
  sessionOf,
} from '../../claims/index.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Claim } from '../../domain/records.ts';
import { entryText } from '../../domain/scope-text.ts';
import type { State, Tx, Workspace } from '../../store/index.ts';
import { caseRuleOf } from '../paths/letter-case.ts';
import { locate, standingIn } from '../paths/locate.ts';
import { isAlive, localHost } from '../processes/processes.ts';
import { settingOf } from '../settings/settings.ts';
import { recorded } from '../workspace/repositories.ts';
import { claimsHeld, forkOrigin } from './claims.ts';

/** The facts behind the decision on an edit. */
export interface EditFacts extends EditInput, ClaimWords {
  /** The file's path as shown to readers, relative to the top of its worktree. */
  path: string;
  /** Top of the file's worktree. */
  worktree: string;
  /** The decision for a path that is claimed only in another worktree. */
  acrossWorktrees: 'deny' | 'warn';
  /** Top of the worktree of this repository in which the claim's holder works; undefined if unknown. */
  worktreeOf: (claim: Claim) => string | undefined;
}

/**
 * Decides whether the holder may write the file now. Hooks, the pre-commit hook, and commands that write files call it.
 * A path that is claimed only in other worktrees gets a warning if a setting says so.
 */
export function editDecision(facts: EditFacts): EditDecision {
  const decision = decideEdit(facts);
  if (decision.verdict !== 'deny' || decision.reason === 'outside-own-scope') return decision;
  if (facts.acrossWorktrees === 'deny') return decision;
  const here = facts.held.filter((claim) => (facts.worktreeOf(claim) ?? facts.worktree) === facts.worktree);
  const among = decideEdit({ ...facts, held: here });
  return among.verdict === 'deny' ? among : { ...decision, verdict: 'warn' };
}

/** The writer, and the store with claims, sessions, settings and repositories. */
export interface Editing {
  where: Workspace;
  state: Pick<State, 'all' | 'get'>;
  /** Finds the workspace of a folder by reading files only. */
  find(folder: string): Workspace;
  /** Milliseconds since the epoch. */
  now: number;
  holder: string;
}

/** Gathers the facts about an edit of a file. Undefined if the file is in none of the workspace's repositories. */
export function editFacts(file: string, { where, state, find, now, holder }: Editing): EditFacts | undefined {
  const repositories = recorded(state);
  const files = locate(file, { find, dir: where.dir, repositories });
  const [self] = files;
  if (!self) return undefined;
  const { repo, root, path } = self;
  const around: LeaseContext = { now, localHost: localHost(), alive: isAlive };
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
    who: (claim) => holderText(claim, sessionOf(holder), state, around),
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

/**
 * Describes a claim's holder to a person at another terminal, where the id of a session alone means nothing. Only
 * sessions of Claude Code have a record. For the reader's own session and for holders without a record, returns the
 * name.
 */
function holderText(claim: Claim, reader: string, records: Pick<Tx, 'get'>, { now, localHost }: LeaseContext): string {
  const root = sessionOf(claim.holder);
  const name = holderLabel(claim.holder);
  const session = root === reader ? undefined : records.get('session', root);
  if (!session) return name;
  const place = session.process?.host === localHost ? ' here' : '';
  const [, agent = '', id = ''] = /^(.* of )?(session .+)$/.exec(name) ?? [];
  return `${agent}another Claude Code session${place} (since ${clock(fromInstant(claim.since), now)}, ${id})`;
}

/** Formats a time of day in the machine's time zone. Loads no library, since the check of every edit calls it. */
function clock(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const two = (n: number) => String(n).padStart(2, '0');
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (then.toDateString() === today.toDateString()) return time;
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())} ${time}`;
}
