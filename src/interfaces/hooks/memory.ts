/** The caller of one of Backlog's tools, as a hook reported it just before. */
export interface KnownCaller {
  session: string;
  agent?: string | undefined;
  agentType?: string | undefined;
  /** Top of the worktree in which the caller works. */
  worktree?: string | undefined;
}

/** A subagent as the hooks saw it. */
export interface RememberedAgent {
  session: string;
  /** The prompt during which it started or was resumed. */
  prompt?: string | undefined;
  /** It continues after the session's turn. */
  background: boolean;
  /** The session's transcript. The client keeps the agent's transcript beside it. */
  transcript?: string | undefined;
  /** The agent's report, if the client gives agents a tool for it. */
  report?: string | undefined;
  /** Time of its last sign of life, in milliseconds since the epoch. */
  seen: number;
}

/**
 * State that the server keeps between hooks. Losing it must not affect correctness: an unannounced call signs as the
 * session, and the claims of a forgotten agent expire with their leases.
 */
export interface HookMemory {
  /** Callers by the client's id of the call. */
  callers: Map<string, KnownCaller>;
  /** Agents by the client's id. */
  agents: Map<string, RememberedAgent>;
  /** Sessions with a prompt or a call that this server received. */
  heard: Set<string>;
  /** Forks whose transcript was already compared with those of other sessions. */
  looked: Set<string>;
  /** Sessions that have got their orientation, each with the runs needing attention that were reported to it. */
  oriented: Map<string, ReadonlySet<string>>;
  /** Sessions with a received prompt. */
  prompted: Set<string>;
  /** Sessions with late checks of edits. Each gets one report. */
  unchecked: Set<string>;
  /** Has a hook of the client ever reached this server? */
  reached: boolean;
}

/** Maximum number of calls, and of agents. A person may take hours over a permission prompt. */
const REMEMBERED = 2_000;

export function createMemory(): HookMemory {
  return {
    callers: new Map(),
    agents: new Map(),
    heard: new Set(),
    looked: new Set(),
    oriented: new Map(),
    prompted: new Set(),
    unchecked: new Set(),
    reached: false,
  };
}

/** Adds an entry and drops the oldest ones above the limit. */
export function remember<T>(map: Map<string, T>, id: string, value: T): void {
  map.delete(id);
  map.set(id, value);
  for (const oldest of map.keys()) {
    if (map.size <= REMEMBERED) return;
    map.delete(oldest);
  }
}
