/** What works with the archive; nothing of it is loaded before somebody archives, restores, or asks for what the queue does not have. */
export const loadArchive = () => import('./archive.ts');
