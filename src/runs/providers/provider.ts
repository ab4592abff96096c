import type { Instant } from '../../domain/instant.ts';
import type { ProcessBounds } from '../process/bounds.ts';
import type { QuotaEvent, RunEvent, TokenUsage } from './run-event.ts';

/**
 * Describes how runs use an agent's program: how to start it, read its output and decide how it ended. A provider has
 * no state. `../process` starts the program, stores its output and ends it.
 */
export interface Provider {
  name: string;
  /** Name of the program for people. */
  title: string;
  capabilities: Capabilities;
  /** Variables of the person's environment that the program needs: those for its configuration and its credentials. */
  environment: { settings: readonly string[]; credentials: readonly string[] };
  launch(assignment: Assignment): ProcessLaunch;
  /** What a contained program needs. Missing for programs about which Backlog knows nothing. */
  contained?: ContainedProvider;
  /**
   * Starts the program for one answer, in a checkout that it can only read: no tools that write, no instructions or
   * settings of the checkout, no conversation that is kept. Missing if Backlog doesn't know how to restrict the program.
   */
  ask?(inquiry: Inquiry): ProcessLaunch;
  /**
   * Creates a reader of the program's output. Each start of the program needs a new one.
   * @param chars the maximum number of characters that are read of a message; default {@link EVENT_LIMITS}
   */
  reader(chars?: number): OutputReader;
  /** The arguments for printing the program's version. */
  version: { args: readonly string[] };
  /** The program's own files of conversations, which have the usage even after a kill. */
  transcript?: Transcript;
}

export interface ContainedProvider {
  /** Returns the servers of the provider, as the setting `runs.network` names them. */
  servers(env: Readonly<Record<string, string>>): string[];
  /**
   * The variable with the program's settings folder, its usual place in the home folder, and the files with the login. A
   * contained program gets a settings folder of its run, so that it can't write settings for the person's sessions.
   */
  settings: { variable: string; folder: string; login: readonly string[] };
}

export interface Capabilities {
  /** True if a new process can continue a conversation. If not, each prompt must contain everything. */
  resume: boolean;
  /**
   * When the program reports its cost: at the end of each turn, only if it wants to, or never. No limit in dollars
   * applies to a program that reports none.
   */
  cost: 'turn' | 'optional' | 'never';
  /** True if the program reports its tokens and its turns. */
  tokens: boolean;
  turns: boolean;
  /**
   * `own` if the program has its own sandbox, which restricts its commands to the worktree. Permissions can't do that,
   * because an allowed script may write anywhere.
   */
  sandbox: 'own' | 'none';
  /** When the program reads a message to its active agent: during the turn, or in another round. */
  messages: 'turn' | 'round';
  /**
   * The usage that `OutputReader.usage` counts after `resume`: only that of the new process, or that of the whole
   * conversation.
   */
  usage: 'process' | 'conversation';
  /**
   * The project's file of instructions for agents. `loaded` is true if the program loads it; otherwise the prompt
   * includes the instructions.
   */
  memory?: { file: string; loaded: boolean };
}

/** Input for one start of an agent, with the first prompt of a run or a later one. */
export interface Assignment {
  /** Id of the run: `r7`. */
  run: string;
  /** Path of the run's worktree. */
  folder: string;
  /** The complete prompt, or with `resume` the next message. */
  prompt: string;
  /**
   * A new uuid, which Claude uses as the conversation's id. If it is empty, Claude chooses an id. Other programs always
   * do. They report their id in `started`.
   */
  session: string;
  /** Id of the conversation to continue, as reported by the program. */
  resume?: string;
  /**
   * Path of the agent's program. `argv` has further arguments. For `command` without `binary`, `argv` is the complete
   * command line.
   */
  binary?: string;
  argv?: readonly string[];
  model?: string;
  effort?: string;
  maxTurns?: number;
  maxCostUsd?: number;
  permission: Permission;
  /** Path of the plugin's folder, and of its MCP server's program. Without it, the agent gets no tools of Backlog. */
  plugin?: { folder: string; server: string };
  /** Path of the store's folder, for the variable BACKLOG_DIR. */
  store: string;
  /** The environment that `agentEnvironment` built. */
  env: Readonly<Record<string, string>>;
  /** Paths of the run's files. `prompt` is a file with the text of the prompt. */
  files: {
    prompt: string;
    /** The run's folder for temporary files, if the sandbox allows writing there. */
    temp?: string;
  };
  about: { task: string; id: number; scope: readonly string[]; round: number };
  /** True if Backlog contains the program. A sandbox of the program itself can't start in it then. */
  contained?: true;
}

/** Input for a start of an agent's program that answers one question. The fields are those of {@link Assignment}. */
export interface Inquiry
  extends Pick<Assignment, 'binary' | 'argv' | 'model' | 'effort' | 'env' | 'maxTurns' | 'maxCostUsd'> {
  question: string;
  /** True if a sandbox of Backlog lets the program only read. Then a sandbox of the program itself can't start in it. */
  isReadOnly?: boolean;
}

export interface Permission {
  /** Permission mode. It is `bypass` only if a person chose that. */
  mode: 'default' | 'acceptEdits' | 'bypass';
  /** Permission rules in the syntax of the agent's program. */
  allow: readonly string[];
  deny: readonly string[];
}

export interface ProcessLaunch {
  file: string;
  args: readonly string[];
  env: Record<string, string>;
  stdin: string;
  /** True if more messages follow on stdin. Then the program ends when stdin is closed. */
  stdinStaysOpen: boolean;
  /**
   * Its bounds, if bubblewrap contains it. Then it writes a line to descriptor 3 and begins only after an answer. So it
   * never begins without the process that started it, whose death would end it later.
   */
  bounds?: ProcessBounds;
}

/** Reads the output of one process line by line, and keeps only the data for `outcome` and `usage`. */
export interface OutputReader {
  /** Reads a line of standard output, and returns its events. */
  line(text: string): RunEvent[];
  /** Reads a line of standard error, and returns its events. */
  error(text: string): RunEvent[];
  /** Returns the line for stdin that sends a message. Missing if each message needs a new process with `resume`. */
  message?(text: string): string;
  /** Returns the line for stdin that ends the turn but not the program. Missing if a signal is necessary. */
  interrupt?(): string;
  outcome(exit: Exit): AgentOutcome;
  usage(): TokenUsage;
}

export interface Exit {
  code: number | null;
  signal: string | null;
}

/** Returns the end of a sentence about a process: "exited with 2" or "was killed by SIGTERM". */
export function exitText({ code, signal }: Exit): string {
  return code === null ? `was killed by ${signal ?? 'a signal'}` : `exited with ${code}`;
}

export interface AgentOutcome {
  kind:
    | 'done'
    | 'failed'
    | 'turn_limit'
    | 'cost_limit'
    /** The service temporarily refuses requests: a usage limit, too many requests, or overload. */
    | 'rate_limited'
    /** The login is missing, the key is wrong, or the account lacks permission or credit. A person must act. */
    | 'unauthenticated'
    /** A signal or a message ended the turn. The conversation can continue. */
    | 'interrupted'
    /** A signal ended the process, or the process ended without a result. */
    | 'crashed'
    /** The exit code is 0, but the provider could parse no line. It may be another program or version. */
    | 'nonsense';
  /** How the process ended, as one sentence for people. */
  text: string;
  /** Instant (ISO 8601) at which the service accepts requests again, if the service said so. */
  resetsAt?: Instant;
  /** The agent's last text. */
  lastText?: string;
}

/** The files of JSON lines in which a program stores its conversations. */
export interface Transcript {
  /** Returns the folder of the files. */
  root(env: Readonly<Record<string, string>>): string;
  /** Checks whether a file belongs to the conversation `session`. `path` is relative to the folder from `root`. */
  isOf(path: string, session: string): boolean;
  /** Creates a counter that reads the lines of the files in order. `quota` is absent for programs that print it. */
  tally(): { line(text: string): void; usage(): TokenUsage; resetsAt(): Instant | undefined; quota?(): QuotaEvent[] };
}
