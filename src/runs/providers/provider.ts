/**
 * What an agent's program is to a run. A provider is a pure value: how to start the program, how to read what it prints, how it
 * ended. Who starts it, keeps its output and ends it is in `../process`.
 */
export interface Provider {
  name: string;
  /** For people. */
  title: string;
  capabilities: Capabilities;
  /** Variables of the person's environment that this program needs: where it keeps its configuration, and its credentials. */
  environment: { settings: readonly string[]; credentials: readonly string[] };
  launch(assignment: Assignment): ProcessLaunch;
  /** A new one for every start of the program. */
  reader(): OutputReader;
  /** How the program tells its version. */
  version: { args: readonly string[] };
  /** The file in which the program itself writes its conversation: what was used, also when it was killed. */
  transcript?: Transcript;
}

export interface Capabilities {
  /** Can a new process go on in the same conversation? Without it, a message must say all that is needed. */
  resume: boolean;
  /** Does it tell what it cost, what it used, how many turns it took? */
  cost: boolean;
  tokens: boolean;
  turns: boolean;
  /** What keeps the program's own commands inside the run's tree; permissions do not (a listed script may write anywhere). */
  sandbox: 'own' | 'none';
  /** What `Reader.usage` counts on `resume`: the new process alone, or the whole conversation again. */
  usage: 'process' | 'conversation';
  /** The project's own instructions for agents, and whether the program reads them by itself; else they belong into the prompt. */
  memory?: { file: string; loaded: boolean };
}

/** One start of an agent: a run's first round, or the next message of it. */
export interface Assignment {
  /** `r7`. */
  run: string;
  /** The run's tree. */
  folder: string;
  /** The whole first message, or the next one when `resume`. */
  prompt: string;
  /** A uuid chosen by us. Claude takes it; others, and Claude when it is empty, tell theirs with `started`. */
  session: string;
  /** The client's own id of the conversation to go on in. */
  resume?: string;
  /** The agent's program, and further arguments; for `command` without a `binary`, the whole argv. */
  binary?: string;
  argv?: readonly string[];
  model?: string;
  effort?: string;
  maxTurns?: number;
  maxCostUsd?: number;
  permission: Permission;
  /** Our plugin's folder, and the program of its MCP server. */
  plugin: { folder: string; server: string };
  /** The store's folder: BACKLOG_DIR. */
  store: string;
  /** What `agentEnvironment` let through. */
  env: Readonly<Record<string, string>>;
  /** Where the prompt is also written. */
  files: {
    prompt: string;
    /** A folder of the run's own for temporary files, where the sandbox lets it write. */
    temp?: string;
  };
  about: { task: string; id: number; scope: readonly string[]; round: number };
}

export interface Permission {
  /** `bypass` only when a person wrote so. */
  mode: 'default' | 'acceptEdits' | 'bypass';
  /** Rules in the client's own words. */
  allow: readonly string[];
  deny: readonly string[];
}

/** A process to start. */
export interface ProcessLaunch {
  file: string;
  args: readonly string[];
  env: Record<string, string>;
  stdin: string;
  /** Messages follow on stdin, and its end is what ends the program. */
  stdinStaysOpen: boolean;
}

/** Understands one process of a program, line by line as it prints. Keeps what `outcome` and `usage` need, in bounded room. */
export interface OutputReader {
  /** A line of standard output. */
  line(text: string): RunEvent[];
  /** A line of standard error. */
  error(text: string): RunEvent[];
  /** The line for stdin that brings a message; absent: by `resume`. */
  message?(text: string): string;
  /** The line for stdin that ends the turn and leaves the program there; absent: by signal. */
  interrupt?(): string;
  outcome(exit: Exit): Outcome;
  usage(): TokenUsage;
}

export interface Exit {
  code: number | null;
  signal: string | null;
}

/** Characters of a text of an agent, of the summary of a call or its result, and of anything kept as it came. */
export const EVENT_LIMITS = { text: 8_000, summary: 300, raw: 1_000 } as const;

/** What happened, in one vocabulary for all programs. Texts are bounded by {@link EVENT_LIMITS}; nothing in them is made harmless yet. */
export type RunEvent =
  | { type: 'started'; session: string; model?: string; version?: string }
  /** `agent`: the tool call that launched the subagent that speaks. */
  | { type: 'text'; text: string; agent?: string }
  | { type: 'tool'; id: string; name: string; summary: string; agent?: string }
  | { type: 'tool_end'; id: string; ok: boolean; summary: string }
  | { type: 'subagent'; id: string; state: 'started' | 'ended'; summary: string }
  /** The client refused a call for want of permission. */
  | { type: 'denied'; tool: string; why: string }
  | { type: 'retrying'; attempt: number; why: string }
  /** `resetsAt` is an ISO instant. After `unauthenticated` waiting is of no use: the program may be stopped at once. */
  | { type: 'limit'; kind: 'rate_limit' | 'rate_limit_near' | 'unauthenticated'; resetsAt?: string }
  /** All that was used so far, not what came on top; see `Capabilities.usage`. */
  | ({ type: 'usage' } & TokenUsage)
  /** A turn has ended. The agent is done only when no `background` work lives: it makes a turn of its own when it ends. */
  | { type: 'turn_end'; ok: boolean; background: number }
  /** Anything else a person may want to know. */
  | { type: 'note'; text: string }
  /** A line that nobody understood. */
  | { type: 'raw'; text: string };

/** `input` has `cached` in it. */
export interface Tokens {
  input: number;
  output: number;
  cached: number;
}

export interface TokenUsage {
  tokens: Tokens;
  costUsd?: number;
  /** Messages of the model: what `maxTurns` limits. */
  turns: number;
}

export interface Outcome {
  kind:
    | 'done'
    | 'failed'
    | 'turn_limit'
    | 'cost_limit'
    /** The service takes no more now: a usage limit, too many requests, or overload. Later it may. */
    | 'rate_limited'
    /** No login, a wrong key, or an account that may not or has no credit: a person has to do something. */
    | 'unauthenticated'
    /** The turn was ended from outside; the conversation can go on. */
    | 'interrupted'
    /** A signal, or an end without a word. */
    | 'crashed'
    /** It ended well and said nothing that its provider understands: some other program, or another version. */
    | 'nonsense';
  /** One sentence for people. */
  text: string;
  /** ISO instant after which the service takes more, if it said so. */
  resetsAt?: string;
  /** The agent's own last words. */
  lastText?: string;
}

/** Where and how a program writes its conversation down, one JSON line at a time. */
export interface Transcript {
  /** The folder that the file is somewhere below. */
  root(env: Readonly<Record<string, string>>): string;
  /** Does a file below that folder belong to that conversation? */
  isOf(path: string, session: string): boolean;
  /** Takes the lines of the file in order. */
  tally(): { line(text: string): void; usage(): TokenUsage; resetsAt(): string | undefined };
}
