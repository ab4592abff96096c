/** Re-exports the tar library in a module of its own, which is loaded only when a backup is written or read. */
export { create, extract, list } from 'tar';
