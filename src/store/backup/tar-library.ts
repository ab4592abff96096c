/** Exports the tar library from a separate module, which is loaded only to write or read a backup. */
export { create, extract, list } from 'tar';
