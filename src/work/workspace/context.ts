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

/** What is written in tasks and documents, as an index that follows the records from when it is first asked for. */
export interface Texts {
  /** Brings it up to date, bodies of documents included; `create` makes it when there is none. */
  ready(create: () => TextIndex): Promise<TextIndex>;
  /** uuids of the tasks that have all words of a text, documents as they were when it was last {@link ready}. */
  having(text: string): ReadonlySet<string>;
  /** The documents whose bodies could not be read, by record id. */
  unreadable(): string[];
}

/** Who calls: signs the commits and holds the claims. */
export interface Caller {
  actor: Actor;
  /** Path that claims are held under: `session`, `session/agent`, or `run:<id>`. */
  holder: string;
  /** The process that renews the holder's leases. */
  renewer?: ProcessId | undefined;
  /** Where the call came in, for texts that name other calls; `mcp` unless said. */
  door?: Door;
  /** Which commands it can call as tools, where that is not all of them. */
  offers?(command: string): boolean;
  /** Rights of the caller's token, where they are fewer than those of the signing person. */
  rights?: readonly Right[];
  /** Called with the progress of long work, where somebody watches. */
  progress?: ProgressReport | undefined;
  /** Called with each commit that the call made. */
  wrote?(seq: number): void;
  /** Top of the worktree that the holder works in, when it is known. */
  worktree?: string | undefined;
}

/** A command's one write: one commit, named after the command and signed by the caller. */
export type Write = <T>(fn: (tx: Tx) => T) => Promise<T>;

/** What a command may know and use. Built once per call; nothing else reaches a command. */
export interface Context {
  store: Store;
  /** `store.write` of a command, signed by the caller; resolves to what `fn` returns. */
  write<T>(command: string, fn: (tx: Tx) => T, about?: Pick<WriteMeta, 'outside'>): Promise<T>;
  queue: TaskQueue;
  /** Facts for filters, virtual tags and urgency, as of `clock`. */
  facts(): Facts;
  /** The tasks that time alone can change: asked by the upkeep. Inside a transaction they are as it sees them. */
  timely(): Iterable<Task>;
  /** What is written in tasks and documents; `loadTexts` reads it. */
  texts: Texts;
  clock: Clock;
  /** Weights of urgency in this workspace. */
  coefficients: Coefficients;
  caller: Caller;
  /** The same call in another caller's name: that one signs what is written and holds what is claimed. */
  with(other: { caller: Caller }): Context;
  /** The folder that globs and paths start from: the top of the worktree, or the workspace's folder. */
  root: string;
  /** The caller's working directory. */
  cwd: string;
  /** What the call's arguments name and may name, by their values: the door has asked `allowPath`. Commands ask `fileNamed`. */
  files: Map<string, AllowedPath>;
  /** The workspace's repositories, and in which of them the caller stands. */
  repositories: Repositories;
  /** Makes the store if there is none; a write does so by itself. */
  make(): Promise<unknown>;
  /** The workspace of a folder; by default this one. */
  workspace(folder?: string): Workspace;
  /** Where a file of this workspace is, see `locate`. */
  locate(file: string): Location[];
  /** `locate` for the many files of one decision, see `locator`. */
  locator(): (file: string) => Location[];
  localHost: string;
  /** Is that process alive? undefined: cannot be told from here. */
  alive(process: ProcessId): boolean | undefined;
  caseInsensitive: CaseRule;
  /** A uuid that is a function of the text, for records that several writers would make alike. */
  uuidOf(text: string): string;
  /** Starts a process that outlives this one. */
  start(errand: BackgroundJob, place: Omit<JobFolders, 'store'>): void;
  /** Saved filters by name. */
  view(name: string): string | undefined;
}
