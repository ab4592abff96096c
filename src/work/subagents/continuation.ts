import { type ProcessId, sameProcess } from '../../base/process-id.ts';
import { isAgent, isWithin } from '../../claims/index.ts';
import type { Claim } from '../../domain/claim.ts';
import type { Session } from '../../domain/records.ts';
import type { Processes } from './session-record.ts';

/** What a client says of a session, in one hook. */
export interface Said {
  /** The session that the hook names. */
  id: string;
  /** The client process. */
  process?: ProcessId | undefined;
  /** How the session begins, in the client's word; `sign` is a prompt or a call. */
  by: 'startup' | 'resume' | 'clear' | 'compact' | 'fork' | 'sign';
  /** The session that the client put into the background as this one. */
  movedFrom?: string | undefined;
  /** Has a session been heard of in this client process, beyond its start? */
  heard?: ((id: string) => boolean) | undefined;
}

/** How a conversation goes on. */
export interface Continuation {
  /** Sessions that this one takes the place of: what they and their agents hold passes to it. */
  from: readonly string[];
  /** A session that an older client resumed only to fork it: what it took up in this process goes back. */
  undone?: string | undefined;
  /** The session that this one is a copy of: both may go on. `null`: a fork of which it is not known yet. */
  origin?: string | null | undefined;
  /** Does the session take up again what its end put down? */
  takesUp: boolean;
  /** Earlier client processes of this session that are gone, and their agents with them. */
  gone: readonly ProcessId[];
}

/** The word of the client for a session that goes on under another id in the same process. */
export const CLEAR = 'clear';

/**
 * Decides how a conversation goes on, from what the client says and the sessions that are known. Every hook asks here, whatever holds
 * claims and whichever version of the client speaks.
 */
export function continuationOf(said: Said, sessions: readonly Session[], processes: Processes): Continuation {
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

function goneProcesses({ process, others = [] }: Session, said: Said, { alive, localHost }: Processes): ProcessId[] {
  return [process, ...others].filter(
    (one): one is ProcessId =>
      one !== undefined &&
      one.host === localHost &&
      !(said.process && sameProcess(one, said.process)) &&
      alive(one) === false,
  );
}

/** What becomes of a claim: it stays as it is, goes on under another holder or process, or is given back. */
export type Fate = { goes: 'nowhere' } | { goes: 'on'; claim: Claim } | { goes: 'back' };

/** What becomes of one claim when a conversation goes on. Agents live in the client process of their session, and end with it. */
export function fateOf(claim: Claim, { id, process }: Said, { from, undone, gone }: Continuation): Fate {
  const renewer = process ? { renewer: process } : {};
  const old = from.find((session) => isWithin(claim.holder, session));
  if (old !== undefined) return { goes: 'on', claim: { ...claim, ...renewer, holder: renamed(claim.holder, old, id) } };
  if (undone !== undefined && isWithin(claim.holder, undone))
    return process && claim.renewer && sameProcess(claim.renewer, process) ? { goes: 'back' } : { goes: 'nowhere' };
  const orphaned = claim.renewer && gone.some((dead) => sameProcess(dead, claim.renewer!));
  if (!orphaned || !isWithin(claim.holder, id)) return { goes: 'nowhere' };
  return isAgent(claim.holder) ? { goes: 'back' } : { goes: 'on', claim: { ...claim, ...renewer } };
}

/** The path of a holder below a session that goes on under another id. */
export function renamed(holder: string, old: string, id: string): string {
  return `${id}${holder.slice(old.length)}`;
}
