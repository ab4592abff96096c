/** What backups need, in one file that is loaded when one is made or restored. */
export { backupStore } from '../../store/backup/backup.ts';
export { putInPlace } from '../../store/backup/place.ts';
export { copyStore, unpack } from '../../store/backup/restore.ts';
