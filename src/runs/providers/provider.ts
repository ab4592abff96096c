/**
 * How runs use an agent's program. A provider is a pure value: how to start the program, how to read its output and how
 * to judge its end. `../process` starts the program, keeps its output and ends it.
 */
export interface Provider {
  name: string;
  /** Name for people. */
  title: string;
  capabilities: Capabilities;
  /** Variables of the person's environment that the program needs: those for its configuration and its credentials. */
  environment: { settings: readonly string[]; credentials: readonly string[] };
  launch(assignment: Assignment): ProcessLaunch;
  /** Makes a reader; one for each start of the program. */
  reader(): OutputReader;
  /** Arguments that print the version. */
  version: { args: readonly string[] };
  /** The program's own file of a conversation, which has the usage even after a kill. */
  transcript?: Transcript;
}

export interface Capabilities {
  /** Whether a new process can continue a conversation. Otherwise each prompt must be complete. */
  resume: boolean;
  /** Whether the program reports its cost, its tokens and its turns. */
  cost: boolean;
  tokens: boolean;
  turns: boolean;
  /** What keeps the program's commands inside the worktree. Permissions don't: an allowed script may write anywhere. */
  sandbox: 'own' | 'none';
  /** What `OutputReader.usage` counts after `resume`: only the new process, or the whole conversation again. */
  usage: 'process' | 'conversation';
  /**
   * The project's file of instructions for agents, and whether the program reads it by itself. Otherwise the prompt
   * includes it.
   */
  memory?: { file: string; loaded: boolean };
}

/** One start of an agent: for the first prompt of a run, or a later one. */
export interface Assignment {
  /** `r7`. */
  run: string;
  /** The run's worktree. */
  folder: string;
  /** The complete prompt, or with `resume` the next message. */
  prompt: string;
  /** A uuid from us. Claude uses it. Others, and Claude when it is empty, report their own in `started`. */
  session: string;
  /** The client's id of the conversation to continue. */
  resume?: string;
  /** The agent's program and more arguments. For `command` without `binary`, the whole argv. */
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
  /** The result of `agentEnvironment`. */
  env: Readonly<Record<string, string>>;
  /** The file that also has the prompt. */
  files: {
    prompt: string;
    /** The run's folder for temporary files, if the sandbox may write there. */
    temp?: string;
  };
  about: { task: string; id: number; scope: readonly string[]; round: number };
}

export interface Permission {
  /** `bypass` only when a person set it. */
  mode: 'default' | 'acceptEdits' | 'bypass';
  /** Rules in the client's own syntax. */
  allow: readonly string[];
  deny: readonly string[];
}

/** A process to start. */
export interface ProcessLaunch {
  file: string;
  args: readonly string[];
  env: Record<string, string>;
  stdin: string;
  /** Whether more messages follow on stdin. If so, the program ends when stdin is closed. */
  stdinStaysOpen: boolean;
}

/** Reads the output of one process, line by line, and keeps the little that `outcome` and `usage` need. */
export interface OutputReader {
  /** Reads a line of standard output. */
  line(text: string): RunEvent[];
  /** Reads a line of standard error. */
  error(text: string): RunEvent[];
  /** Makes the line for stdin that sends a message; absent when a message needs `resume`. */
  message?(text: string): string;
  /** Makes the line for stdin that ends the turn but not the program; absent when that needs a signal. */
  interrupt?(): string;
  outcome(exit: Exit): Outcome;
  usage(): TokenUsage;
}

export interface Exit {
  code: number | null;
  signal: string | null;
}

/** Most characters of an agent's text, of the summary of a call or its result, and of an unparsed line. */
export const EVENT_LIMITS = { text: 8_000, summary: 300, raw: 1_000 } as const;

/**
 * An event in the common vocabulary of all programs. Texts are shortened to {@link EVENT_LIMITS} but not yet made
 * harmless.
 */
export type RunEvent =
  | { type: 'started'; session: string; model?: string; version?: string }
  /** `agent` is the tool call that started the subagent. */
  | { type: 'text'; text: string; agent?: string }
  | { type: 'tool'; id: string; name: string; summary: string; agent?: string }
  | { type: 'tool_end'; id: string; ok: boolean; summary: string }
  | { type: 'subagent'; id: string; state: 'started' | 'ended'; summary: string }
  /** The client denied a call for lack of permission. */
  | { type: 'denied'; tool: string; why: string }
  | { type: 'retrying'; attempt: number; why: string }
  /**
   * `resetsAt` is an ISO instant. After `unauthenticated` the program may be stopped at once, since waiting is useless.
   */
  | { type: 'limit'; kind: 'rate_limit' | 'rate_limit_near' | 'unauthenticated'; resetsAt?: string }
  /** The total usage so far, no difference; see `Capabilities.usage`. */
  | ({ type: 'usage' } & TokenUsage)
  /** A turn has ended. The agent is done only when no `background` task is left: the end of one starts another turn. */
  | { type: 'turn_end'; ok: boolean; background: number }
  /** Any other information for people. */
  | { type: 'note'; text: string }
  /** A line that no provider understood. */
  | { type: 'raw'; text: string };

/** `cached` is included in `input`. */
export interface Tokens {
  input: number;
  output: number;
  cached: number;
}

export interface TokenUsage {
  tokens: Tokens;
  costUsd?: number;
  /** Messages of the model, as `maxTurns` counts them. */
  turns: number;
}

export interface Outcome {
  kind:
    | 'done'
    | 'failed'
    | 'turn_limit'
    | 'cost_limit'
    /** The service refuses for now: a usage limit, too many requests, or overload. */
    | 'rate_limited'
    /** No login, a wrong key, or an account without permission or credit. A person has to act. */
    | 'unauthenticated'
    /** The turn was ended from outside. The conversation can continue. */
    | 'interrupted'
    /** A signal, or an end without a result. */
    | 'crashed'
    /** Exit code 0, but no line that the provider understands: another program or version. */
    | 'nonsense';
  /** One sentence for people. */
  text: string;
  /** ISO instant when the service accepts requests again, if it said so. */
  resetsAt?: string;
  /** The agent's last text. */
  lastText?: string;
}

/** The files of JSON lines in which a program keeps its conversations. */
export interface Transcript {
  /** The folder above the files. */
  root(env: Readonly<Record<string, string>>): string;
  /** Whether a file belongs to the conversation. `path` starts at the folder. */
  isOf(path: string, session: string): boolean;
  /** Makes a counter that reads the lines of the files in order. */
  tally(): { line(text: string): void; usage(): TokenUsage; resetsAt(): string | undefined };
}
