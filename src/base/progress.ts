/**
 * Receives the progress of long work, many times: `done` of `total`, and the present step in `what`, such as `storing
 * tasks`.
 */
export type ProgressReport = (done: number, total: number, what: string) => void;
