import { present } from '../../base/present.ts';
import { type ProcessId, sameProcess } from '../../base/process-id.ts';
import type { Session } from '../../domain/records.ts';
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
  const others = known && process && !known.ended ? openIn(known, processes, process) : [];
  tx.put('session', id, {
    id,
    started: known?.started ?? tx.at,
    ...(process ? { process } : known?.process ? { process: known.process } : {}),
    ...(others.length > 0 ? { others } : {}),
    ...(cwd ? { cwd } : {}),
    ...(by === 'resume' ? { resumed: true } : {}),
    ...present({ origin: forkedFrom }),
  });
  return known;
}

/** Returns the live client processes that have the session open, the newest first. @param but a process to omit */
export function openIn({ process, others = [] }: Session, { alive }: Processes, but?: ProcessId): ProcessId[] {
  return [process, ...others].filter(
    (known): known is ProcessId => known !== undefined && !(but && sameProcess(known, but)) && alive(known) === true,
  );
}

/** Checks whether the client process has the session open. */
export function sessionRuns({ process, others = [] }: Session, client: ProcessId): boolean {
  return [process, ...others].some((known) => known !== undefined && sameProcess(known, client));
}
