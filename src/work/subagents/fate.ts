import type { ProcessId } from '../../base/process-id.ts';
import { isAgent, isWithin } from '../../claims/index.ts';
import type { Claim } from '../../domain/records.ts';

/**
 * A change of the processes in which a session is open: one of them ended or was killed, the machine was restarted, or
 * the conversation continues under another id (after clear, or in the background).
 */
export interface SessionChange {
  session: string;
  /** Processes that have the session open after the change, the newest first. Includes those that can't be checked. */
  left: readonly ProcessId[];
  /** Checks whether a process no longer works for the session. */
  isOver: (process: ProcessId) => boolean;
  /** The session and process in which the conversation continues under another id. */
  to?: { id: string; process?: ProcessId | undefined } | undefined;
}

/**
 * The effect on a claim: it doesn't change (`nowhere`), moves to another holder or process (`on`), or is released
 * (`back`).
 */
export type Fate = { goes: 'nowhere' } | { goes: 'on'; claim: Claim } | { goes: 'back' };

/**
 * Decides about one claim when the processes of a session change. A claim belongs to its session, which lives while one
 * of its processes does:
 * - A process that goes on keeps what it works on.
 * - If a conversation continues under another id, the claims of its process continue with it.
 * - Else the session's own claims pass to a process that is left. Subagents end together with their process.
 * - If none is left, all claims are released.
 */
export function fateOf(claim: Claim, { session, left, isOver, to }: SessionChange): Fate {
  const { holder, renewer } = claim;
  if (!isWithin(holder, session)) return { goes: 'nowhere' };
  const [next] = left;
  if (next && !(renewer && isOver(renewer))) return { goes: 'nowhere' };
  if (to) return { goes: 'on', claim: renewedBy({ ...claim, holder: renamed(holder, session, to.id) }, to.process) };
  if (!next || isAgent(holder)) return { goes: 'back' };
  return { goes: 'on', claim: renewedBy(claim, next) };
}

function renewedBy(claim: Claim, renewer: ProcessId | undefined): Claim {
  return renewer ? { ...claim, renewer } : claim;
}

/** Returns the holder path with the session's new id. */
export function renamed(holder: string, old: string, id: string): string {
  return `${id}${holder.slice(old.length)}`;
}
