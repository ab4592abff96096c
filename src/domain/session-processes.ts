import { onceEach, onceEachObject } from '../base/lazy.ts';
import type { ProcessId } from '../base/process-id.ts';
import type { Instant } from './instant.ts';

/** Checks whether a process is alive. Returns undefined if this machine can't determine it. */
export type Alive = (process: ProcessId) => boolean | undefined;

/** The text of a process's record, for comparisons. Records of the state stay the same objects until they change. */
const textOf = onceEachObject((process: ProcessId) => JSON.stringify(process));

/** Returns a function that looks at each process only once, for one decision about many records. */
export function onceAlive(alive: Alive): Alive {
  const isAlive = onceEach((text: string) => alive(JSON.parse(text) as ProcessId));
  return (process) => isAlive(textOf(process));
}

/** The part of a claim's record that names its processes. */
interface Claim {
  renewer?: ProcessId | undefined;
  others?: readonly ProcessId[] | undefined;
}

/** The part of a session's record that names its processes. */
export interface OpenSession {
  ended?: Instant | undefined;
  process?: ProcessId | undefined;
  others?: readonly ProcessId[] | undefined;
}

/** Returns the client processes that have a session open, as recorded, the newest first. An ended session has none. */
export function processesOf(session: OpenSession | undefined): ProcessId[] {
  if (!session || session.ended !== undefined) return [];
  const { process, others = [] } = session;
  return process ? [process, ...others] : [...others];
}

/** Returns the processes that made a claim, as recorded, the newest first. */
export function makersOf({ renewer, others = [] }: Claim): ProcessId[] {
  return renewer ? [renewer, ...others] : [...others];
}

/**
 * Decides for a set of processes whether one of them is alive.
 * @returns false only if all of them have certainly ended, also if there are none; undefined if none is certainly alive
 */
export function anyAlive(processes: readonly ProcessId[], alive: Alive): boolean | undefined {
  const found = processes.map((one) => alive(one));
  if (found.includes(true)) return true;
  return found.includes(undefined) ? undefined : false;
}
