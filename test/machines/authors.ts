/** The name with which the writers of a machine sign. */
export const authorOf = (machine: number): string => `m${machine}`;
/** Beginning of the name of a record that a writer adds in another machine's name. */
export const FORGED = 'forged-';
/** Variable of writers that also try to sign as another machine. */
export const FORGES = 'BACKLOG_TEST_FORGES';
