/**
 * Receives the progress of long work, many times: the steps done, the number of all steps, and a name for the present
 * step, such as `storing tasks`.
 */
export type ProgressReport = (done: number, total: number, what: string) => void;
