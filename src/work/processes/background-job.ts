/** A job for a process that outlives its starter: supervise one run, merge a repository's approved runs, push and propose results, or start runs. */
export type BackgroundJob = { run: string } | { merge: string } | { send: string } | { schedule: 'loop' };

/** Where it works, and what it writes. */
export interface JobFolders {
  /** The store's folder. */
  store: string;
  cwd: string;
  /** Gets what it prints. */
  log: string;
}

/** Starts the process of a job, and returns without waiting for it. @throws BacklogError when it cannot be started */
export type StartJob = (errand: BackgroundJob, place: JobFolders) => void;
