/** What a writer is to do. */
export interface Job {
  address: string;
  /** Folder for the writer's own files. */
  dir: string;
  writer: number;
  /** Number of commits a second that this writer is asked for. Undefined: as many as it can, one after the other. */
  perSecond?: number | undefined;
  seconds: number;
  seed: number;
}

/** What a writer measured. */
export interface Wrote {
  /** Milliseconds that each commit took, from the time it was wanted. */
  waits: number[];
  /** The messages of failed commits. */
  failed: string[];
}
