/** What a writer is to do. */
export interface Job {
  address: string;
  /** Folder for the writer's own files. */
  dir: string;
  writer: number;
  /** Number of writers. */
  writers: number;
  /** Number of commits a second that all writers are asked for. Undefined: as many as they can, each one after the other. */
  offered?: number | undefined;
  seconds: number;
}

/** What a writer measured. */
export interface Wrote {
  /** Milliseconds that each commit took, from the time it was wanted. */
  waits: number[];
  /** The messages of failed commits. */
  failed: string[];
}
