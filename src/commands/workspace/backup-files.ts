/** The modules for backups. Loaded only to make or restore one. */
export { backupStore } from '../../store/backup/backup.ts';
export { putInPlace } from '../../store/backup/place.ts';
export { copyStore, unpack } from '../../store/backup/restore.ts';
