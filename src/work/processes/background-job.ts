/**
 * A job for a process that outlives the process that started it: supervise a run, merge approved runs, push and propose
 * results, run a pass, start runs, or deliver events.
 */
export type BackgroundJob =
  | { run: string }
  | { merge: string }
  | { send: string }
  | { pass: string }
  | { schedule: 'loop' }
  | { deliver: 'events' };

export interface JobFolders {
  /** The store's folder. */
  store: string;
  cwd: string;
  /** The file for the process's output. */
  log: string;
  /** PATH of the process; by default, that of this process. */
  path?: string;
}

/**
 * Starts the process of a job, and returns without waiting for it.
 * @returns the id of the process, if one was started
 * @throws BacklogError if it can't be started
 */
export type StartJob = (job: BackgroundJob, folders: JobFolders) => number | undefined;
