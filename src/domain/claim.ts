import type { Values } from './kinds/row.ts';
import type { CLAIM } from './kinds/working.ts';

/** How long a lease lasts unless it is renewed, in milliseconds. */
export const LEASE_MS = 10 * 60_000;
/** How long a dispatch waits for its subagent to make a first tool call, in milliseconds. */
export const DISPATCH_MS = 60_000;

/** A process that can be told alive or dead: the boot and start time rule out a reused pid. */
export interface ProcessId {
  host: string;
  boot: string;
  pid: number;
  /** Start time of the process as the platform gives it; opaque, compared for equality. */
  start: string;
}

/** The right of one holder to work on a task and to edit the files of a scope, for the length of a lease. */
export interface Claim extends Values<ReturnType<(typeof CLAIM)['fields']>> {}
