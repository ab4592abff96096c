import { type ProcessId, sameProcess } from '../../base/process-id.ts';
import { isAgent, isWithin } from '../../claims/index.ts';
import type { Claim, Session } from '../../domain/records.ts';
import type { Processes } from './session-record.ts';

/** The session data of one hook call. */
export interface SessionReport {
  /** The session that the hook names. */
  id: string;
  process?: ProcessId | undefined;
  /**
   * The client's word for the beginning of the session. `sign`: the client reported only a prompt or a call, and no
   * beginning.
   */
  by: 'startup' | 'resume' | 'clear' | 'compact' | 'fork' | 'sign';
  /** The session that the client moved to the background. It continues under this report's id. */
  movedFrom?: string | undefined;
  /** Checks whether this client process has reported anything for a session since the start of that session. */
  heard?: ((id: string) => boolean) | undefined;
}

/** How a conversation continues from earlier sessions. */
export interface Continuation {
  /** Sessions that this one replaces. It gets their claims and the claims of their subagents. */
  from: readonly string[];
  /**
   * Set if an older client forks a session: it reports that session as resumed, then continues under a new id. Backlog
   * releases the claims of the old session in this process.
   */
  undone?: string | undefined;
  /**
   * The session that this one was copied from; both may continue. `null`: copied from a session that isn't known yet.
   */
  origin?: string | null | undefined;
  /** True if the session gets the tasks back that it released when it ended. */
  takesUp: boolean;
  /** Dead client processes of this session. Their subagents have ended, too. */
  gone: readonly ProcessId[];
}

/** The client's word for a session that continues under another id in the same process. */
export const CLEAR = 'clear';

/** Decides how a conversation continues. Every hook uses this function, for every version of the client. */
export function continuationOf(said: SessionReport, sessions: readonly Session[], processes: Processes): Continuation {
  const others = sessions.filter(({ id }) => id !== said.id);
  const known = sessions.find(({ id }) => id === said.id);
  const here = others.filter((other) => isIn(other, said.process));
  const moved = others.find(({ id, ended }) => id === said.movedFrom && !ended);
  const cleared = here.filter(({ ended, reason }) => !ended || reason === CLEAR);
  const continues = said.by === 'clear' || said.by === 'fork';
  const from = moved ? [moved] : continues ? cleared : [];
  const silent = here.find(({ id, ended, resumed }) => !ended && resumed && said.heard?.(id) === false);
  const undone = said.by === 'sign' && !known ? silent : undefined;
  const forked = said.by === 'fork' && from.length === 0;
  return {
    from: from.map(({ id }) => id),
    undone: undone?.id,
    origin: undone?.id ?? (forked ? null : undefined),
    takesUp: said.by !== 'sign',
    gone: said.by === 'sign' || !known ? [] : goneProcesses(known, said, processes),
  };
}

function isIn({ process }: Session, client: ProcessId | undefined): boolean {
  return process !== undefined && client !== undefined && sameProcess(process, client);
}

function goneProcesses({ process, others = [] }: Session, said: SessionReport, { alive }: Processes): ProcessId[] {
  return [process, ...others].filter(
    (one): one is ProcessId =>
      one !== undefined && !(said.process && sameProcess(one, said.process)) && alive(one) === false,
  );
}

/**
 * The effect on a claim: it doesn't change (`nowhere`), moves to another holder or process (`on`), or is released
 * (`back`).
 */
export type Fate = { goes: 'nowhere' } | { goes: 'on'; claim: Claim } | { goes: 'back' };

/**
 * Decides about one claim when a conversation continues. Subagents end together with their session's client process.
 */
export function fateOf(claim: Claim, { id, process }: SessionReport, { from, undone, gone }: Continuation): Fate {
  const renewer = process ? { renewer: process } : {};
  const old = from.find((session) => isWithin(claim.holder, session));
  if (old !== undefined) return { goes: 'on', claim: { ...claim, ...renewer, holder: renamed(claim.holder, old, id) } };
  if (undone !== undefined && isWithin(claim.holder, undone))
    return process && claim.renewer && sameProcess(claim.renewer, process) ? { goes: 'back' } : { goes: 'nowhere' };
  const orphaned = claim.renewer && gone.some((dead) => sameProcess(dead, claim.renewer!));
  if (!orphaned || !isWithin(claim.holder, id)) return { goes: 'nowhere' };
  return isAgent(claim.holder) ? { goes: 'back' } : { goes: 'on', claim: { ...claim, ...renewer } };
}

/** Returns the holder path with the session's new id. */
export function renamed(holder: string, old: string, id: string): string {
  return `${id}${holder.slice(old.length)}`;
}
