/** Loads the code of the archive. Only archiving, restoring, and asking for a task outside of the queue need it. */
export const loadArchive = () => import('./archive.ts');
