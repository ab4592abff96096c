/** Reports the progress of long work: `done` of `total`, and the step, such as `storing tasks`. Called often. */
export type ProgressReport = (done: number, total: number, what: string) => void;
