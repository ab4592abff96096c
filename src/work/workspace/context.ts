import type { ProcessId } from '../../base/process-id.ts';
import type { ProgressReport } from '../../base/progress.ts';
import type { CaseRule, LeaseContext } from '../../claims/index.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Door } from '../../domain/calls/door.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Run } from '../../domain/records.ts';
import type { Repositories } from '../../domain/repository.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Coefficients } from '../../domain/urgency/coefficients.ts';
import type { Ranking } from '../../domain/urgency/ranking.ts';
import type { TextIndex } from '../../search/full-text.ts';
import type { Store, Tx, Workspace, WriteMeta } from '../../store/index.ts';
import type { Clock } from '../../time/index.ts';
import type { Location } from '../paths/locate.ts';
import type { AllowedPath } from '../paths/named-path.ts';
import type { Right } from '../people/rights.ts';
import type { BackgroundJob, JobFolders } from '../processes/background-job.ts';
import type { OtherHost } from '../processes/queue-machine.ts';
import type { ExpectedQueue } from '../repo/expected-queue.ts';

/** An index of all texts in tasks and documents. The first search builds it; then it follows changes of records. */
export interface Texts {
  /** Updates the index, including the bodies of documents. @param create makes a new index at the first call */
  ready(create: () => TextIndex): Promise<TextIndex>;
  /**
   * Returns uuids of tasks that contain all words of a text. Finds bodies of documents as they were at the last call of
   * {@link ready}.
   */
  having(text: string): ReadonlySet<string>;
  /** Record ids of documents whose bodies couldn't be read. */
  unreadable(): string[];
}

/** The caller of a command, who becomes the author of its commits and the holder of its claims. */
export interface Caller {
  actor: Actor;
  /** Holder path of the caller's claims: `session`, `session/agent`, or `run:<id>`. */
  holder: string;
  /** The process that renews the caller's claims. */
  renewer?: ProcessId | undefined;
  /** The interface of the call, which decides how texts spell commands; `mcp` by default. */
  door?: Door;
  /** Whether a person reads the answer, at a terminal or on the board, so that there is time to withdraw an approval. */
  reads?: true;
  /** Checks whether the caller can call a command as a tool. Absent if the caller can call all commands. */
  offers?(command: string): boolean;
  /** Rights of the caller's token. A caller with a token may do only what they allow, whoever signs. */
  rights?: readonly Right[];
  /** The name of the caller's token. */
  token?: string;
  /** SHA-256 of the caller's token, if the queue has its record. Each call and each write checks it again. */
  queueToken?: string;
  /** The time from which the caller's token is invalid. */
  tokenEnds?: Instant;
  /** Whether a trusted proxy named the person, who has the rights that the server gives such people. */
  proxied?: true;
  /** Whether the environment has a token that doesn't count, because an agent started this process. */
  tokenIgnored?: true;
  /** Ids of the claims of other holders that the person of the call has agreed to end. */
  endsClaims?: readonly string[];
  /** IANA name of the caller's time zone, if the interface knows it. Otherwise, the zone of this process counts. */
  zone?: string | undefined;
  /** Receives the progress of long work. */
  progress?: ProgressReport | undefined;
  /** Receives the number of each commit that the call made. */
  wrote?(seq: number): void;
  /** Top of the worktree in which the holder works, if known. */
  worktree?: string | undefined;
}

/** Makes the one write of a command: one commit, with the command's name and the caller as its author. */
export type Write = <T>(fn: (tx: Tx) => T) => Promise<T>;

/**
 * Everything that a command can use. It is built once per call. Its properties are getters that cost almost nothing.
 * Don't keep a value beyond the first write, because the write can replace the store.
 */
export interface Context {
  store: Store;
  /** Writes to the store with the caller as the author. @returns the result of `fn` */
  write<T>(
    command: string,
    fn: (tx: Tx) => T,
    about?: Pick<WriteMeta, 'outside'> & Pick<Caller, 'endsClaims'>,
  ): Promise<T>;
  queue: TaskQueue;
  /** The pending tasks by urgency, for a choice among all of them. */
  ranking: Ranking;
  /** Facts for filters, virtual tags and urgency, at the time of `clock`. */
  facts(): Facts;
  /**
   * Tasks that change when time passes: recurring tasks and tasks with `until`. In a transaction, includes its changes.
   */
  timely(): Iterable<Task>;
  /** Texts of tasks and documents. `loadTexts` updates them. */
  texts: Texts;
  clock: Clock;
  /** The weights of urgency. Returns the same object until a setting changes. */
  coefficients: Coefficients;
  caller: Caller;
  /**
   * Returns the context of the same call for another caller. That caller becomes the author of its commits and the
   * holder of its claims.
   */
  with(other: { caller: Caller }): Context;
  /** The start folder of globs and paths: the top of the worktree, or the workspace's folder. */
  root: string;
  /** The caller's working directory. */
  cwd: string;
  /** uuids of completed tasks in the archive that the call names as dependencies. They are met, see `withMet`. */
  met?: ReadonlySet<string>;
  /** The queue that belongs to a folder without a queue. `execute` adds it. */
  expected?: ExpectedQueue;
  /** Allowed paths, by argument. The interface adds them with `allowPath`; commands read them with `fileNamed`. */
  files: Map<string, AllowedPath>;
  /**
   * The workspace's repositories, and the one in which the caller works. Returns the same object until a repository's
   * record changes.
   */
  repositories: Repositories;
  /** Creates the store if there is none. A write does this automatically. */
  make(): Promise<unknown>;
  /** Finds the workspace of a folder; without a folder, returns the call's own workspace. */
  workspace(folder?: string): Workspace;
  /** Finds the position of a file in this workspace. See `locate`. */
  locate(file: string): Location[];
  /** Returns a `locate` for many files. See `locator`. */
  locator(): (file: string) => Location[];
  /** Checks whether a process is alive. Undefined if this machine can't determine it. */
  alive(process: ProcessId): boolean | undefined;
  /** How long this machine has seen a claim without a renewal, in a queue on a server. See `LeaseContext`. */
  readonly silentFor: LeaseContext['silentFor'];
  /** Names the host of a process that is on another machine. */
  otherHost: OtherHost;
  /** Says where a run's worktree and result are, if another machine has them: `on another machine, laptop`. */
  elsewhere(run: Run): string | undefined;
  caseInsensitive: CaseRule;
  /** Derives a uuid from a text, so that several writers give the same record the same uuid. */
  uuidOf(text: string): string;
  /** Starts a process that continues after this process ends. @returns its id, if one was started */
  start(job: BackgroundJob, folders: Omit<JobFolders, 'store'>): number | undefined;
  /** Returns the saved filter of a name. */
  view(name: string): string | undefined;
}
