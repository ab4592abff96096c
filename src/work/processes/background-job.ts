/** What a process is asked to do that outlives whoever started it: see one run through, merge what is approved in a repository, or push and propose what is to leave it. */
export type BackgroundJob = { run: string } | { merge: string } | { send: string } | { schedule: 'loop' };

/** Where it works, and what it writes. */
export interface JobFolders {
  /** The store's folder. */
  store: string;
  cwd: string;
  /** Gets what it prints. */
  log: string;
}

/** Starts such a process and returns at once. @throws BacklogError when it cannot be started */
export type StartJob = (errand: BackgroundJob, place: JobFolders) => void;
