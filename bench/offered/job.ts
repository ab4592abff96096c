/** What a writer is to do. */
export interface Job {
  address: string;
  /** Folder for the writer's own files. */
  dir: string;
  writer: number;
  /** Number of writers. */
  writers: number;
  /** The loads of the measurements, in turns. */
  loads: readonly Load[];
  /** Length of each measurement. */
  seconds: number;
}

/** Number of commits a second that all writers are asked for. Null: as many as they can, each one after the other. */
export type Load = number | null;

/** What a writer measured. */
export interface Wrote {
  /** Milliseconds that each commit took, from the time it was wanted. */
  waits: number[];
  /** The messages of failed commits. */
  failed: string[];
}
