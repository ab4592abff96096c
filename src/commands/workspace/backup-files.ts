/** The modules for backups. They are loaded only to make or restore a backup. */
export { backupStore } from '../../store/backup/backup.ts';
export { replaceStore } from '../../store/backup/replace-store.ts';
export { copyStore, unpack } from '../../store/backup/restore.ts';
