import type { ProcessId } from '../../base/process-id.ts';
import type { ProgressReport } from '../../base/progress.ts';
import type { CaseRule } from '../../claims/index.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Door } from '../../domain/calls/door.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Repositories } from '../../domain/repository.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Coefficients } from '../../domain/urgency/coefficients.ts';
import type { TextIndex } from '../../search/full-text.ts';
import type { Store, Tx, Workspace, WriteMeta } from '../../store/index.ts';
import type { Clock } from '../../time/index.ts';
import type { Location } from '../paths/locate.ts';
import type { AllowedPath } from '../paths/named-path.ts';
import type { Right } from '../people/rights.ts';
import type { BackgroundJob, JobFolders } from '../processes/background-job.ts';

/** An index of all texts in tasks and documents. It is built at the first search, and then follows the records. */
export interface Texts {
  /** Updates the index, including bodies of documents. `create` makes the index the first time. */
  ready(create: () => TextIndex): Promise<TextIndex>;
  /**
   * Returns uuids of tasks that have all words of a text. Bodies of documents are as of the last call of {@link ready}.
   */
  having(text: string): ReadonlySet<string>;
  /** Record ids of documents whose bodies couldn't be read. */
  unreadable(): string[];
}

/** The caller of a command: the author of its commits, and the holder of its claims. */
export interface Caller {
  actor: Actor;
  /** Holder path of the caller's claims: `session`, `session/agent`, or `run:<id>`. */
  holder: string;
  /** The process that renews the holder's leases. */
  renewer?: ProcessId | undefined;
  /** The interface of the call, for texts that name other calls; `mcp` by default. */
  door?: Door;
  /** Checks whether the caller can call a command as a tool. Absent if the caller can call all commands. */
  offers?(command: string): boolean;
  /** Rights of the caller's token, if it has fewer than its person. */
  rights?: readonly Right[];
  /** Receives the progress of long work. */
  progress?: ProgressReport | undefined;
  /** Receives the number of each commit that the call made. */
  wrote?(seq: number): void;
  /** Top of the worktree that the holder works in, if known. */
  worktree?: string | undefined;
}

/** The one write of a command: one commit, with the command's name and the caller as its author. */
export type Write = <T>(fn: (tx: Tx) => T) => Promise<T>;

/**
 * Everything that a command can use. Built once per call. The properties are lookups that cost next to nothing. Don't
 * keep their values across a first write, which can replace the store.
 */
export interface Context {
  store: Store;
  /** Writes to the store with the caller as the author. Resolves to the result of `fn`. */
  write<T>(command: string, fn: (tx: Tx) => T, about?: Pick<WriteMeta, 'outside'>): Promise<T>;
  queue: TaskQueue;
  /** Facts for filters, virtual tags and urgency, as of `clock`. */
  facts(): Facts;
  /** Tasks that time alone can change, for the upkeep. Inside a transaction it includes the transaction's changes. */
  timely(): Iterable<Task>;
  /** Texts of tasks and documents. `loadTexts` updates them. */
  texts: Texts;
  clock: Clock;
  /** The weights of urgency. The same object until a setting changes. */
  coefficients: Coefficients;
  caller: Caller;
  /**
   * Returns the context of the same call for another caller. That caller becomes the author of its commits and the
   * holder of its claims.
   */
  with(other: { caller: Caller }): Context;
  /** The folder that globs and paths start from: the top of the worktree, or the workspace's folder. */
  root: string;
  /** The caller's working directory. */
  cwd: string;
  /** Allowed paths by argument. The interface fills them with `allowPath`; commands use `fileNamed`. */
  files: Map<string, AllowedPath>;
  /**
   * The workspace's repositories, and the one in which the caller works. The same object until a repository's record
   * changes.
   */
  repositories: Repositories;
  /** Creates the store if there is none. A write does so automatically. */
  make(): Promise<unknown>;
  /** Finds the workspace of a folder, by default this one. */
  workspace(folder?: string): Workspace;
  /** Finds the position of a file in this workspace, see `locate`. */
  locate(file: string): Location[];
  /** `locate` for the many files of one decision, see `locator`. */
  locator(): (file: string) => Location[];
  localHost: string;
  /** Checks whether a process is alive. Undefined if this machine can't tell. */
  alive(process: ProcessId): boolean | undefined;
  caseInsensitive: CaseRule;
  /** Derives a uuid from a text, for records that several writers would create alike. */
  uuidOf(text: string): string;
  /** Starts a process that continues after this process ends. */
  start(job: BackgroundJob, folders: Omit<JobFolders, 'store'>): void;
  /** Returns the saved filter of a name. */
  view(name: string): string | undefined;
}
