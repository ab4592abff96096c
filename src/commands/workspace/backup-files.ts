/** The modules for backups. They are loaded only to make or restore a backup. */
export { backupStore } from '../../store/backup/backup.ts';
export { putInPlace } from '../../store/backup/place.ts';
export { copyStore, unpack } from '../../store/backup/restore.ts';
