import { join } from 'node:path';
import { readableFile, type Store, writeFileOfQueue } from '../../store/index.ts';
import { orchestratorOf } from './desired-state.ts';

type Queue = Pick<Store, 'dir' | 'address' | 'state'>;

/**
 * Name of the file with the time at which this machine's person started the orchestrator, in the folder of a queue on a
 * server. It is a local file, because everybody can write records.
 */
const FILE = 'orchestrates.json';

/** Notes that the orchestrator was started on this machine, after its record was stored. A queue on a disk needs no note. */
export function keepLoopHere({ dir, address, state }: Queue): void {
  if (address !== undefined) writeFileOfQueue(dir, FILE, { started: orchestratorOf(state)?.at });
}

/**
 * Checks whether this machine runs the orchestrator. It starts agents with this person's rights and at their cost, so a
 * start on another machine doesn't count here.
 */
export function isLoopHere({ dir, address, state }: Queue): boolean {
  if (address === undefined) return true;
  const started = orchestratorOf(state)?.at;
  return started !== undefined && readableFile(join(dir, FILE)) === `${JSON.stringify({ started })}\n`;
}
