/** The setting after how many days closed tasks are archived by themselves; nothing else is loaded to ask for it. */
export const ARCHIVE_AFTER = 'archive.after';
