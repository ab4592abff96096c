export type { CallOptions } from './options.mjs';
import { type Queue } from './client.mjs';
export type * from './calls.mjs';
export type { Queue } from './client.mjs';
export type { BacklogEvent, CommitTold, EventOptions, RunTold } from './events.mjs';
export { BacklogRefusal } from './refusal.mjs';
export interface LocalOptions {
    /** A folder of the project. The default is the working directory. */
    cwd?: string;
    /** Environment with the variables BACKLOG_DIR, BACKLOG_HOME and TZ. The default is that of this process. */
    env?: Readonly<Record<string, string | undefined>>;
    /** The author of changes: `system:NAME` or `ai:NAME`. A program can't be a person. */
    as: string;
}
/** The queue of a folder, with its store open in this process, without a board. The caller must close it. */
export interface LocalQueue extends Queue {
    close(): Promise<void>;
}
/**
 * Opens a folder's store in this process.
 * @throws BacklogRefusal for an invalid author, missing folder or unreadable store
 */
export declare function backlogStore(options: LocalOptions): Promise<LocalQueue>;
