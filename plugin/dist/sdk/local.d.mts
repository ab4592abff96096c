export type { CallOptions } from './options.mjs';
import { type Queue } from './client.mjs';
export type * from './calls.mjs';
export type { Queue } from './client.mjs';
export type { BacklogEvent, CommitTold, EventOptions, RunTold } from './events.mjs';
export { BacklogRefusal } from './refusal.mjs';
export interface LocalOptions {
    /** A folder of the project; this process's unless given. */
    cwd?: string;
    /** For BACKLOG_DIR, BACKLOG_HOME and TZ; that of this process unless given. */
    env?: Readonly<Record<string, string | undefined>>;
    /** The name that signs, as `system:nightly`. A program is no person: it signs as a system or an ai. */
    as: string;
}
/** The queue of a folder, straight over its store in this process: no board is needed. Close it at the end. */
export interface LocalQueue extends Queue {
    close(): Promise<void>;
}
/** @throws BacklogRefusal for a signature that is none, a folder that is not there, a store that cannot be read */
export declare function backlogStore({ cwd, env, as }: LocalOptions): Promise<LocalQueue>;
