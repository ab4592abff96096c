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
import { isAlive, isOnThisMachine } from '../processes/processes.ts';
import { settingOf } from '../settings/settings.ts';
import { recorded } from '../workspace/repositories.ts';
import { claimsHeld, forkOrigin } from './claims.ts';
import { leaseFacts } from './lease-facts.ts';

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
export interface Editing {
  where: Workspace;
  state: Pick<State, 'all' | 'get'>;
  /** Finds the workspace of a folder by reading files only. */
  find(folder: string): Workspace;
  /** Milliseconds since the epoch. */
  now: number;
  holder: string;
  silentFor: LeaseContext['silentFor'];
}

/** Gathers the facts about an edit of a file. Returns undefined for a file outside of the workspace's repositories. */
export function editFacts(
  file: string,
  { where, state, find, now, holder, silentFor }: Editing,
): EditFacts | undefined {
  const repositories = recorded(state);
  const files = locate(file, { find, dir: where.dir, repositories });
  const [self] = files;
  if (!self) return undefined;
  const { repo, root, path } = self;
  const around = leaseFacts(state, { alive: isAlive, silentFor }, now);
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
 * Describes a claim's holder for a person. A session id means nothing to a person, so the text describes the session
 * from its record. Hooks record a session of Claude Code with its folder. Returns the name for the reader's own session
 * and for other holders.
 */
function holderText(claim: Claim, reader: string, records: Pick<Tx, 'get'>, { now }: LeaseContext): string {
  const root = sessionOf(claim.holder);
  const name = holderLabel(claim.holder);
  const session = root === reader ? undefined : records.get('session', root);
  if (session?.cwd === undefined) return name;
  const place = session.process && isOnThisMachine(session.process) ? ' here' : '';
  const [, agent = '', id = ''] = /^(.* of )?(session .+)$/.exec(name) ?? [];
  return `${agent}another Claude Code session${place} (since ${clock(fromInstant(claim.since), now)}, ${id})`;
}

/** Formats a time of day in the machine's time zone. Loads no library, because it runs before every edit. */
function clock(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const two = (n: number) => String(n).padStart(2, '0');
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (then.toDateString() === today.toDateString()) return time;
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())} ${time}`;
}
