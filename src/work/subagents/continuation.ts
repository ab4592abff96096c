import type { ProcessId } from '../../base/process-id.ts';
import { isAgent, isWithin } from '../../claims/index.ts';
import type { Claim, Session } from '../../domain/records.ts';
import { hasEnded, openIn, type Processes, sessionRuns } from './session-record.ts';

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
  movedFrom?: MovedSession | undefined;
  /** Checks whether this client process has reported anything for a session since the start of that session. */
  heard?: ((id: string) => boolean) | undefined;
}

/** A session that the client moved to the background. */
export interface MovedSession {
  id: string;
  /** The number of the process in which the person moved it, if the client names it. */
  pid?: number | undefined;
}

/** How a conversation continues from earlier sessions. */
export interface Continuation {
  /** Sessions from which this one continues, as changes with `to`. */
  from: readonly SessionChange[];
  /**
   * Set if an older client forks a session: it reports that session as resumed, then continues under a new id. So that
   * session has ended in this process.
   */
  undone?: SessionChange | undefined;
  /**
   * The session that this one was copied from, or continues from beside it; both may continue. `null`: copied from a
   * session that isn't known yet.
   */
  origin?: string | null | undefined;
  /** True if the session gets the tasks back that it released when it ended. */
  takesUp: boolean;
  /** The processes of this session that have ended without a report. Undefined if the session is new. */
  found?: SessionChange | undefined;
}

/** The client's word for a session that continues under another id in the same process. */
export const CLEAR = 'clear';

/** Decides how a conversation continues. Every hook uses this function, for every version of the client. */
export function continuationOf(said: SessionReport, sessions: readonly Session[], processes: Processes): Continuation {
  const others = sessions.filter(({ id }) => id !== said.id);
  const known = sessions.find(({ id }) => id === said.id);
  const here = others.filter((other) => said.process !== undefined && sessionRuns(other, said.process));
  const moved = others.find(({ id, ended }) => id === said.movedFrom?.id && !ended);
  const cleared = here.filter(({ ended, reason }) => !ended || reason === CLEAR);
  const continues = said.by === 'clear' || said.by === 'fork';
  const from = moved ? [moved] : continues ? cleared : [];
  const left = moved ? parkedIn(moved, said) : said.process;
  const changes = from.map((old) => ({ ...endedIn(old, left, processes), to: { id: said.id, process: said.process } }));
  const silent = here.find(({ id, ended, resumed }) => !ended && resumed && said.heard?.(id) === false);
  const undone = said.by === 'sign' && !known ? silent : undefined;
  const forked = said.by === 'fork' && from.length === 0;
  const beside = changes.find(({ left }) => left.length > 0)?.session;
  return {
    from: changes,
    undone: undone && endedIn(undone, said.process, processes),
    origin: undone?.id ?? beside ?? (forked ? null : undefined),
    takesUp: said.by !== 'sign',
    found: known && !known.ended ? foundAt(known, said, processes) : undefined,
  };
}

/** Returns the change of a session that ended in one of its processes. */
export function endedIn(session: Session, ended: ProcessId | undefined, processes: Processes): SessionChange {
  return { session: session.id, left: openIn(session, processes, ended), isOver: hasEnded(processes, ended) };
}

/** Finds the process in which a person moved a session to the background. Without a number, it is the newest one. */
function parkedIn({ process, others = [] }: Session, { movedFrom }: SessionReport): ProcessId | undefined {
  return [process, ...others].find((one) => one?.pid === movedFrom?.pid) ?? process;
}

/** The change of a session by processes that ended without a report, such as a killed client. */
function foundAt(known: Session, { process }: SessionReport, processes: Processes): SessionChange {
  const others = openIn(known, processes, process);
  return { session: known.id, left: process ? [process, ...others] : others, isOver: hasEnded(processes) };
}

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
type Fate = { goes: 'nowhere' } | { goes: 'on'; claim: Claim } | { goes: 'back' };

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
