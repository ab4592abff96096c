/** Loads the code of the archive. Commands that only use tasks of the queue don't need it. */
export const loadArchive = () => import('./archive.ts');
