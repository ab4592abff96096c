import type { CommandName, Commands, Inputs, Outputs } from './calls.mjs';
import { type BacklogEvent, type EventOptions } from './events.mjs';
import type { CallOptions, RequestOptions } from './options.mjs';
export interface HttpOptions {
    /** Origin of the board, such as `http://127.0.0.1:7323`. The board's own pages omit it. */
    url?: string;
    /** A token from `backlog token add`. The board's own pages use their cookie and key instead. */
    token?: string;
    /**
     * IANA name of the time zone in which the calls read and compare dates. If omitted, the zone of this program at the time
     * of each call.
     */
    zone?: string;
    /** A replacement for the global `fetch`. */
    fetch?: typeof globalThis.fetch;
    /** Default of the option `timeout` of calls, in milliseconds. If omitted, 60,000. */
    timeout?: number;
}
/** A row in the list of workspaces. */
export interface WorkspaceRow {
    uuid: string;
    /** Name of the workspace's home repository. */
    name: string;
    /** Top folder of the home repository. Null if the folder is unknown or does not exist any more. */
    folder: string | null;
    repositories: {
        name: string;
        folder: string;
        here: boolean;
    }[];
    /** The reason why the workspace cannot be opened. Absent if it can be opened. */
    problem?: string;
}
export interface Session {
    actor: {
        kind: 'human' | 'ai' | 'system';
        name: string;
    };
    rights: ('read' | 'write' | 'review' | 'admin')[];
    version: string;
    /** An id that is different after each start of the board. */
    instance: string;
}
/** The commands and events of one workspace's queue. */
export interface Queue {
    /** All commands by name: `queue.commands.task_list({ filter: '+READY' })`. */
    commands: Commands;
    /** Calls a command by its name. @throws BacklogRefusal */
    call<Name extends CommandName>(name: Name, input?: Inputs[Name], options?: CallOptions): Promise<Outputs[Name]>;
    /**
     * Yields the events after commit `after`, until the signal aborts. Without `after`, begins with new events. If the
     * connection breaks or no message arrives, the client reconnects without missing or repeating an event.
     * @throws BacklogRefusal if the caller may not read the events
     */
    events(options?: EventOptions): AsyncIterable<BacklogEvent>;
}
/** A queue that a board serves. */
export interface ServedQueue extends Queue {
}
export interface Board {
    session(options?: RequestOptions): Promise<Session>;
    workspaces(options?: RequestOptions): Promise<WorkspaceRow[]>;
    /** Exchanges the key of a login link for a cookie and the page's key. Meant for the board's own pages. */
    logIn(link: string, options?: RequestOptions): Promise<{
        key: string;
    }>;
    logOut(options?: RequestOptions): Promise<object>;
    /** Returns the queue of the workspace with this uuid. */
    workspace(uuid: string): ServedQueue;
}
/** Connects to the queues of a board over HTTP, in Node and in browsers. */
export declare function backlogBoard(given?: HttpOptions): Board;
/**
 * Returns an object with a method for every name. It contains no list of commands; the types and the server decide
 * which names exist.
 */
export declare function commandsBy(call: Queue['call']): Commands;
