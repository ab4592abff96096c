/** How far long work is: `done` of `total`, and what is being done (`storing tasks`). Called often; whoever shows it leaves out most calls. */
export type Progress = (done: number, total: number, what: string) => void;
