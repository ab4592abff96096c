import type { ToldQueue } from '../queue-news.ts';

/** The caller of one of Backlog's tools. A hook reported it just before the call. */
export interface KnownCaller {
  session: string;
  agent?: string | undefined;
  agentType?: string | undefined;
  /** Top of the worktree in which the caller works. */
  worktree?: string | undefined;
  /** The folder in which the caller is. */
  cwd?: string | undefined;
}

/** A subagent, with the facts that hooks reported about it. */
export interface RememberedAgent {
  session: string;
  /** The client's id of the prompt during which the agent started or was resumed. */
  prompt?: string | undefined;
  /** Whether the agent continues after the session's turn. */
  background: boolean;
  /** The session's transcript. The client keeps the agent's transcript beside it. */
  transcript?: string | undefined;
  /** The agent's report, if the client gives agents a tool for it. */
  report?: string | undefined;
  /** Time of the last sign that it is alive, in milliseconds since the epoch. */
  seen: number;
}

export interface LaunchedAgent {
  /** The agent's type. Hooks of a teammate report its name instead. */
  type?: string | undefined;
  /** Whether it is a teammate: it waits for messages after each turn, and the client lists it under another id. */
  teammate: boolean;
}

/** How far the history was searched for ended claims of a holder. */
export interface ToldEnds {
  /** The last searched commit. Hooks of parallel calls search only the commits after it. */
  upTo: number;
  /**
   * The last answers about ended claims, in the commits after `after`. `late` checks whether the client no longer waited
   * for the answer, so that the holder must be told again.
   */
  answers: readonly { after: number; late: () => boolean }[];
}

/** What a caller must be told about its edits. */
interface EditReport {
  /** The session that is told. Without one, or after its end, the next session of this server is. */
  session?: string | undefined;
  /** The agent that is told. Without one, or after the agent's end, the session is. */
  agent?: string | undefined;
  text: string;
  /** Checks whether the client no longer waited for the answer with the report, which then never reached the caller. */
  isUnheard: () => boolean;
}

/**
 * State that the server keeps between hooks. It is a cache: losing it must not affect correctness. If a caller is
 * missing, its call gets the session as its author. If an agent is missing, its claims expire with their leases.
 */
export interface HookMemory extends ToldQueue {
  /** Callers of Backlog's tools, by the client's id of the call. */
  callers: Map<string, KnownCaller>;
  /** Subagents, by the client's id of the agent. */
  agents: Map<string, RememberedAgent>;
  /** What the client reported when it launched an agent, by the client's id of the agent. */
  launched: Map<string, LaunchedAgent>;
  /** The last message of each session's turn. A teammate's own client doesn't repeat it when it waits for messages. */
  lastMessage: Map<string, string>;
  /** Ids of the sessions from which this server received a prompt or a call. */
  heard: Set<string>;
  /** Ids of forked sessions whose transcript was already compared with the transcripts of other sessions. */
  looked: Set<string>;
  /**
   * The runs that need attention and that each session was informed about. A session without an entry hasn't had its
   * first summary of the queue.
   */
  oriented: Map<string, ReadonlySet<string>>;
  /** Ids of the sessions from which this server received a prompt. */
  prompted: Set<string>;
  /** Number of prompts of the person that reached this server. */
  prompts: number;
  /** Times of the last checks before edits, in milliseconds since the epoch, by the client's id of the call. */
  checked: Map<string, number>;
  /** Reports about edits. The next hook of their session or agent tells them once. */
  reports: EditReport[];
  /** Whether the reports that earlier servers told nobody were taken. */
  hasLeftReports: boolean;
  /** What each holder was told of its ended claims, by holder path. */
  toldEnds: Map<string, ToldEnds>;
  /** The changes of to-do items that each session was told, as texts. */
  toDos: Map<string, ReadonlySet<string>>;
  /** Ids of sessions that were told that their queue can't be found. */
  lost: Set<string>;
  /** The folder in which the session was at its last hook. */
  cwd?: string | undefined;
  /** The folder of the queue that the session used last. It stays there, unless it changes to the folder of another one. */
  queueFolder?: string | undefined;
  /** Whether a hook of the client has reached this server yet. */
  reached: boolean;
}

/**
 * Maximum number of remembered calls and of remembered agents. They stay for a while, because a person may answer a
 * permission prompt hours later.
 */
const REMEMBERED = 2_000;

/** Maximum number of reports. Their callers may never have another hook, for example after a session was cleared. */
export const REPORTS = 100;

export function createMemory(): HookMemory {
  return {
    callers: new Map(),
    agents: new Map(),
    launched: new Map(),
    lastMessage: new Map(),
    heard: new Set(),
    looked: new Set(),
    oriented: new Map(),
    prompted: new Set(),
    prompts: 0,
    checked: new Map(),
    reports: [],
    hasLeftReports: false,
    toldEnds: new Map(),
    toDos: new Map(),
    lost: new Set(),
    reached: false,
  };
}

/**
 * Checks whether a prompt shows that an agent was interrupted: the session waited for the agent in an earlier prompt. A
 * background agent may still be alive.
 */
export function isInterrupted({ agents }: HookMemory, agent: string, prompt: string | undefined): boolean {
  const known = agents.get(agent);
  return prompt !== undefined && known?.prompt !== undefined && !known.background && known.prompt !== prompt;
}

/** Adds a report, and removes the oldest ones above the limit. A report that its caller hasn't got yet is added once. */
export function addReport(memory: HookMemory, added: Omit<EditReport, 'isUnheard'>): void {
  const others = memory.reports.filter(
    ({ session, agent, text }) => session !== added.session || agent !== added.agent || text !== added.text,
  );
  memory.reports = [...others, { ...added, isUnheard: () => true }].slice(-REPORTS);
}

/** Adds an entry, and removes the oldest entries above the limit. */
export function remember<T>(map: Map<string, T>, id: string, value: T): void {
  map.delete(id);
  map.set(id, value);
  for (const oldest of map.keys()) {
    if (map.size <= REMEMBERED) return;
    map.delete(oldest);
  }
}
