import { fromInstant, type Instant } from '../domain/instant.ts';
import type { LiveClaim } from '../domain/queue/facts.ts';
import type { Claim, Repository } from '../domain/records.ts';
import { entryText } from '../domain/scope-text.ts';
import type { ClaimRefusal } from './decide-claim.ts';
import type { EditDecision } from './decide-edit.ts';
import { holderLabel, isDispatch, isRuns } from './holder.ts';

export interface Wording {
  message: string;
  hint: string;
  data: Record<string, unknown>;
}

/** Data that a message needs, in addition to the decision. */
export interface ClaimWords {
  /** Milliseconds since the epoch. */
  now: number;
  /** The workspace's repositories. If there are several, paths include their repository. */
  repositories: readonly Repository[];
  /** True if the reader is a subagent, which can report to its launcher. */
  toAgent?: boolean;
  /** True if the reader is a person, who may end claims of others. */
  toPerson?: boolean;
  /** Describes a claim's holder, for readers who don't recognise session ids. */
  who?: (claim: Claim) => string;
}

/**
 * Describes a refused claim: the other claim's holder and task, the overlapping scopes, and the time. Requires at least
 * one blocker.
 */
export function claimRefusal(blockers: readonly ClaimRefusal[], around: ClaimWords): Wording {
  const first = blockers[0]!;
  const others = blockers.length - 1;
  const more = others === 0 ? '' : ` ${others} more ${others === 1 ? 'claim conflicts' : 'claims conflict'}.`;
  return {
    message: `${sentence(first, around)}${more}`,
    hint: first.relation === 'below' ? WAIT_FOR_OWN : waitForOther(around, first.claim),
    data: { blockers: blockers.map((blocker) => details(blocker, around)) },
  };
}

/** Describes a denied or doubtful edit. Returns undefined for an allowed edit. */
export function editMessage(path: string, decision: EditDecision, around: ClaimWords): Wording | undefined {
  const { reason, claim, until } = decision;
  if (!reason || !claim) return undefined;
  const { now } = around;
  const words: Record<typeof reason, [string, string]> = {
    'held-by-other': [
      `${path} is claimed by ${named(claim, around.who)}; ${lasting(claim, until, now)}.`,
      decision.ofOrigin ? takingOver(claim) : waitForOther(around, claim),
    ],
    'fence-lost': [
      `your claim on ${path} expired, and ${named(claim, around.who)} claimed it; ${lasting(claim, until, now)}.`,
      'Stop editing it. Start your task again, and read what changed before you go on.',
    ],
    'carved-out': [
      `${path} is claimed by ${named(claim, (one) => ownSubagent(one))}; ${lasting(claim, until, now)}.`,
      WAIT_FOR_OWN,
    ],
    'outside-own-scope': [
      `${path} is out of the scope of ${claim.label ?? 'your claim'} (${globs(claim, around)}).`,
      'Edit only files in the scope. Or add the path to it with claim_acquire.',
    ],
  };
  const [message, hint] = words[reason];
  return { message, hint, data: { path, reason, claim: claim.id, holder: claim.holder, task: claim.task, until } };
}

/** Describes a claim that a fork can take over by starting its task by id. */
function takingOver({ number }: Claim): string {
  return `This conversation was forked from that one. To go on here: ${number ? `task_start ${number}` : 'claim_acquire with these files'} takes over the claim.`;
}

/** Returns advice on the next step. It differs for subagents, because not every one can take another task. */
function waitForOther({ toAgent, toPerson }: ClaimWords, { holder }: Claim): string {
  const wait = toPerson || isRuns(holder) ? WAIT : WAIT_OR_ASK;
  return toAgent ? `${wait} If you have no other task, report this back.` : wait;
}

const WAIT = 'Work on something else, or wait until it is released.';
const WAIT_OR_ASK = 'Work on something else, wait until it is released, or ask a person to end the claim.';

const WAIT_FOR_OWN =
  'Wait until that subagent has finished, or work on something else. If it has ended, release its claim with task_stop or claim_release.';

function sentence(
  { claim, why, meeting, relation, until }: ClaimRefusal,
  { now, repositories, who: describe = label }: ClaimWords,
): string {
  const who = relation === 'own' ? 'you' : relation === 'below' ? ownSubagent(claim, describe) : describe(claim);
  if (why === 'task') return `${claim.label ?? 'The task'} is claimed by ${who}; ${lasting(claim, until, now)}.`;
  const about = claim.label ? ` for ${claim.label}` : '';
  const [theirs, mine] = [meeting?.theirs, meeting?.mine].map((entry) => entry && entryText(entry, repositories));
  return `${theirs} is claimed by ${who}${about}; ${lasting(claim, until, now)}. Your ${mine} overlaps it, for example in ${meeting?.witness}.`;
}

const label = ({ holder }: Claim): string => holderLabel(holder);

/** Names a subagent of the reader, also one that is about to start. */
function ownSubagent(claim: Claim, describe = label): string {
  return isDispatch(claim.holder) ? 'your own starting subagent' : `your own ${describe(claim)}`;
}

function named(claim: Claim, who = label): string {
  return claim.label ? `${who(claim)} for ${claim.label}` : who(claim);
}

/**
 * Describes how long a claim is valid, for lists and briefs: the result of `at`, such as `until 2026-08-01 10:10 CEST`,
 * or `until its process ends`, or `until released`, or `expired`.
 */
export function untilText(
  { holder }: Pick<Claim, 'holder'>,
  hold: LiveClaim | undefined,
  at: (until: Instant) => string,
): string {
  if (!hold) return 'expired';
  if (hold.released) return 'until released';
  return hold.until === undefined ? `until ${keeperOf(holder)} ends` : at(hold.until);
}

/** Names the process that keeps a claim, as its reader knows it. A person or a token is no process. */
function keeperOf(holder: string): string {
  const [, kind] = /^(human|system|ai):[^/]+$/.exec(holder) ?? [];
  if (kind === undefined) return 'its process';
  return kind === 'human' ? 'its terminal or server' : 'its script or server';
}

/**
 * Describes the remaining time of a claim, for a refusal. It gives a duration, because readers may not know the time,
 * or use another time zone. A reservation for a subagent is never renewed.
 */
export function lasting({ holder, lasts }: Claim, until: Instant | undefined, now: number): string {
  if (lasts === 'released') return 'the claim lasts until it is released';
  if (until === undefined) return `the claim lasts until ${keeperOf(holder)} ends`;
  const minutes = Math.max(1, Math.ceil((fromInstant(until) - now) / 60_000));
  if (lasts === 'term') return `the claim expires in ${lengthText(minutes)}`;
  return `the claim expires in ${minutes} min${isDispatch(holder) ? ', or later once that subagent works on it' : ' unless renewed'}`;
}

/** Formats a number of minutes: `90 min`, `5 h`, `3 d`. */
function lengthText(minutes: number): string {
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / (24 * 60))} d`;
}

const GLOBS_SHOWN = 3;

function globs(claim: Claim, { repositories }: ClaimWords): string {
  const shown = claim.scope.slice(0, GLOBS_SHOWN).map((entry) => entryText(entry, repositories));
  return claim.scope.length > GLOBS_SHOWN ? `${shown.join(', ')}, …` : shown.join(', ');
}

function details(
  { claim, why, relation, meeting, until }: ClaimRefusal,
  { repositories }: ClaimWords,
): Record<string, unknown> {
  const { id, holder, task, label, fence } = claim;
  const where = meeting && {
    mine: entryText(meeting.mine, repositories),
    theirs: entryText(meeting.theirs, repositories),
    witness: meeting.witness,
  };
  return { claim: id, holder, task, label, fence, why, relation, until, ...where };
}
