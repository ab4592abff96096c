/** Loaded when a backup is written or read. */
export { create, extract, list } from 'tar';
