import type { Instant } from './instant.ts';
import type { ScopeEntry } from './task.ts';

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
export interface Claim {
  id: string;
  /** A path: `session`, `session/agent`, or `run:<id>`. A claim admits its descendants. */
  holder: string;
  /** uuid of the task. */
  task?: string | undefined;
  /** The task as it was named when the claim was granted, for refusals: `#12 Fix login`. */
  label?: string | undefined;
  run?: string | undefined;
  /** May be empty: the claim then holds its task only. */
  scope: readonly ScopeEntry[];
  since: Instant;
  expires: Instant;
  /** Number of the commit that granted it; whoever acts under a lower fence is refused. */
  fence: number;
  /** Top of the worktree that the holder works in, when known. */
  worktree?: string | undefined;
  /** Who renews it. */
  renewer?: ProcessId | undefined;
}
