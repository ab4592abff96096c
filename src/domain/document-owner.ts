/** Owner of the documents that belong to no task. */
export const WORKSPACE = 'workspace';
