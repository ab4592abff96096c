import type { CommandName, Commands, Inputs, Outputs } from './calls.mjs';
import { type BacklogEvent, type EventOptions } from './events.mjs';
import type { CallOptions, RequestOptions } from './options.mjs';
export interface HttpOptions {
    /** Origin of the board, such as `http://127.0.0.1:7323`. Its own pages leave it out. */
    url?: string;
    /** A token from `backlog token add`. Pages of the board use their cookie and key instead. */
    token?: string;
    /** A replacement for the global `fetch`. */
    fetch?: typeof globalThis.fetch;
    /** Default `timeout` of calls, in milliseconds. 60,000 if omitted. */
    timeout?: number;
}
/** A row in the list of workspaces. */
export interface WorkspaceRow {
    uuid: string;
    /** Name of its home repository. */
    name: string;
    /** Top folder of the home repository. Null if unknown or gone. */
    folder: string | null;
    repositories: {
        name: string;
        folder: string;
        here: boolean;
    }[];
    /** The reason if it cannot be opened. */
    problem?: string;
}
export interface Session {
    actor: {
        kind: 'human' | 'ai' | 'system';
        name: string;
    };
    rights: ('read' | 'write' | 'review')[];
    version: string;
    /** Changes at each start of the board. */
    instance: string;
}
/** The commands and events of one workspace's queue. */
export interface Queue {
    /** All commands by name: `queue.commands.task_list({ filter: '+READY' })`. */
    commands: Commands;
    /** Calls a command by its name. @throws BacklogRefusal */
    call<Name extends CommandName>(name: Name, input?: Inputs[Name], options?: CallOptions): Promise<Outputs[Name]>;
    /**
     * Yields the events after commit `after`, by default from now on, until the signal aborts. A broken or silent
     * connection is opened again, without missing or repeating an event.
     * @throws BacklogRefusal if the caller may not listen
     */
    events(options?: EventOptions): AsyncIterable<BacklogEvent>;
}
export interface Board {
    session(options?: RequestOptions): Promise<Session>;
    workspaces(options?: RequestOptions): Promise<WorkspaceRow[]>;
    /** For pages: exchanges the key of a link for a cookie and the page's key. */
    logIn(link: string, options?: RequestOptions): Promise<{
        key: string;
    }>;
    logOut(options?: RequestOptions): Promise<object>;
    /** Returns the queue of the workspace with this uuid. */
    workspace(uuid: string): Queue;
}
/** Connects to the queues of a board over HTTP, in Node and in browsers. */
export declare function backlogBoard(given?: HttpOptions): Board;
/** Returns an object with a method for every name. The types and the server define which commands exist. */
export declare function commandsBy(call: Queue['call']): Commands;
