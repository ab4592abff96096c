/** The owner of documents that belong to no task. */
export const WORKSPACE = 'workspace';
