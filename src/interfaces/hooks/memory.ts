/** Who makes one call of a tool of ours, as the client told a moment before. */
export interface KnownCaller {
  session: string;
  agent?: string | undefined;
  agentType?: string | undefined;
  /** Top of the worktree that the caller works in. */
  worktree?: string | undefined;
}

/** A subagent as the hooks saw it. */
export interface RememberedAgent {
  session: string;
  /** The prompt during which it began or was resumed. */
  prompt?: string | undefined;
  /** It goes on when the session's turn ends. */
  background: boolean;
  /** The session's transcript, beside which the client keeps the agent's. */
  transcript?: string | undefined;
  /** What it handed back as its report, where the client gives agents a tool for that. */
  report?: string | undefined;
  /** When it last gave a sign, in milliseconds since the epoch. */
  seen: number;
}

/**
 * What a server remembers from one hook to the next. Nothing rests on it that may not be lost: a call that nobody announced
 * signs as the session, and an agent that nobody remembers keeps its claims until their leases end.
 */
export interface HookMemory {
  /** The client's id of the call -> who makes it. */
  callers: Map<string, KnownCaller>;
  /** The client's id of the agent -> what is known of it. */
  agents: Map<string, RememberedAgent>;
  /** Sessions of which this server has heard a prompt or a call. */
  heard: Set<string>;
  /** Forks whose transcript has been compared with those of other sessions. */
  looked: Set<string>;
  /** Sessions that were told where they stand, each with the waits of runs for a person that it has heard of. */
  oriented: Map<string, ReadonlySet<string>>;
  /** Sessions of which a prompt came. */
  prompted: Set<string>;
  /** Sessions of which checks of edits came too late, to be told so once. */
  unchecked: Set<string>;
  /** Has a hook of the client ever reached this server? */
  reached: boolean;
}

/** Calls and agents that are remembered, each: a person may look at a permission prompt for hours. */
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

/** The oldest make room. */
export function remember<T>(map: Map<string, T>, id: string, value: T): void {
  map.delete(id);
  map.set(id, value);
  for (const oldest of map.keys()) {
    if (map.size <= REMEMBERED) return;
    map.delete(oldest);
  }
}
