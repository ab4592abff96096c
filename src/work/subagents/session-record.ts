import { present } from '../../base/present.ts';
import { type ProcessId, sameProcess } from '../../base/process-id.ts';
import type { Session } from '../../domain/records.ts';
import { processesOf } from '../../domain/session-processes.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../workspace/context.ts';

/** The functions that check whether other processes are alive. */
export type Processes = Pick<Context, 'alive'>;

export interface Beginning {
  id: string;
  process?: ProcessId | undefined;
  cwd?: string | undefined;
  by?: string | undefined;
  /** The session from which this one was forked; null if not known yet. */
  origin?: string | null | undefined;
}

/** Records that a session is open, with its process and folder. @returns the session's earlier record */
export function recordSession(
  tx: Tx,
  processes: Processes,
  { id, process, cwd, by, origin }: Beginning,
): Session | undefined {
  const known: Session | undefined = tx.get('session', id);
  const forkedFrom = origin === undefined ? known?.origin : origin;
  const before = known ? openIn(known, processes, process) : [];
  tx.put('session', id, {
    id,
    started: known?.started ?? tx.at,
    ...inProcesses(process ? [process, ...before] : known?.process ? [known.process, ...(known.others ?? [])] : []),
    ...(cwd ? { cwd } : {}),
    ...(by === 'resume' ? { resumed: true } : {}),
    ...present({ origin: forkedFrom }),
  });
  return known;
}

/**
 * Checks whether another process works for a session without hooks, and the session's record lacks this process. Such a
 * session, as a thread of Codex, has a record only from its second process on.
 */
export function isUnknownIn(records: Pick<Tx, 'all' | 'get'>, id: string, process: ProcessId): boolean {
  const session = records.get('session', id);
  if (session && !session.ended && sessionRuns(session, process)) return false;
  return makersOfSession(records, id).some((maker) => !sameProcess(maker, process));
}

/** Records that a session without hooks is open in this process, too, and in those that made its claims. */
export function joinSession(tx: Tx, processes: Processes, id: string, process: ProcessId): void {
  const known: Session = tx.get('session', id) ?? { id, started: tx.at };
  const over = hasEnded(processes, process);
  const others = [...processesOf(known), ...makersOfSession(tx, id)].filter((one) => !over(one));
  const different = others.filter((one, n) => others.findIndex((other) => sameProcess(one, other)) === n);
  tx.put('session', id, { id, started: known.started, ...inProcesses([process, ...different]) });
}

/** Returns the processes that made the session's own claims. */
function makersOfSession(records: Pick<Tx, 'all'>, id: string): ProcessId[] {
  const claims = Array.from(records.all('claim'), ([, claim]) => claim);
  return claims.flatMap(({ holder, renewer }) => (holder === id && renewer ? [renewer] : []));
}

/** Maximum number of processes in a session's record. Those of other machines stay in it if they end without a report. */
const MOST_PROCESSES = 12;

/** Returns the fields of a session's record that name its processes, the newest first. */
export function inProcesses([process, ...others]: readonly ProcessId[]): Pick<Session, 'process' | 'others'> {
  return { ...present({ process }), ...(others.length > 0 ? { others: others.slice(0, MOST_PROCESSES - 1) } : {}) };
}

/**
 * Returns the client processes that have the session open, the newest first: all that haven't certainly ended. A process
 * on another machine may be alive.
 * @param but a process to omit
 */
export function openIn(session: Session, processes: Processes, but?: ProcessId): ProcessId[] {
  const over = hasEnded(processes, but);
  return processesOf(session).filter((known) => !over(known));
}

/** Returns a function that checks whether a process has ended: it is `ended`, or it is certainly dead. */
export function hasEnded({ alive }: Processes, ended?: ProcessId): (process: ProcessId) => boolean {
  return (process) => (ended !== undefined && sameProcess(process, ended)) || alive(process) === false;
}

/** Checks whether the client process has the session open, or had it open when the session ended. */
export function sessionRuns({ process, others = [] }: Session, client: ProcessId): boolean {
  return [process, ...others].some((known) => known !== undefined && sameProcess(known, client));
}
