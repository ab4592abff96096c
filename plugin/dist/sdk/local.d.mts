export type { CallOptions } from './options.mjs';
import { type Queue } from './client.mjs';
export type * from './calls.mjs';
export type { Queue } from './client.mjs';
export type { BacklogEvent, CommitTold, EventOptions, RunTold } from './events.mjs';
export { BacklogRefusal } from './refusal.mjs';
export interface LocalOptions {
    /** A folder of the project. By default, the working directory. */
    cwd?: string;
    /** Environment for BACKLOG_DIR, BACKLOG_HOME and TZ. By default, this process's. */
    env?: Readonly<Record<string, string | undefined>>;
    /** The author of changes: `system:NAME` or `ai:NAME`. A program cannot be a person. */
    as: string;
}
/** The queue of a folder, with the store open in this process. Needs no board. Close it at the end. */
export interface LocalQueue extends Queue {
    close(): Promise<void>;
}
/** Opens a folder's store. @throws BacklogRefusal for an invalid author, missing folder or unreadable store */
export declare function backlogStore({ cwd, env, as }: LocalOptions): Promise<LocalQueue>;
