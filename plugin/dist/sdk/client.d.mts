import type { CommandName, Commands, Inputs, Outputs } from './calls.mjs';
import { type BacklogEvent, type EventOptions } from './events.mjs';
import type { CallOptions, RequestOptions } from './options.mjs';
export interface HttpOptions {
    /** Where the board is: `http://127.0.0.1:7323`. In its own pages it is left out. */
    url?: string;
    /** From `backlog token add`; a page of the board shows its cookie and its key instead. */
    token?: string;
    /** Another way to send requests, of the form of the global `fetch`. */
    fetch?: typeof globalThis.fetch;
    /** For calls that name no `timeout` of their own: 60,000 milliseconds unless given. */
    timeout?: number;
}
/** A workspace as the list of them shows it. */
export interface WorkspaceRow {
    uuid: string;
    /** Of its home repository. */
    name: string;
    /** Top of that; null when it is not known, or gone. */
    folder: string | null;
    repositories: {
        name: string;
        folder: string;
        here: boolean;
    }[];
    /** Why it cannot be opened. */
    problem?: string;
}
export interface Session {
    actor: {
        kind: 'human' | 'ai' | 'system';
        name: string;
    };
    rights: ('read' | 'write' | 'review')[];
    version: string;
    /** Another one after every start of the board. */
    instance: string;
}
/** What can be asked of the queue of one workspace. */
export interface Queue {
    /** Every command by its name: `queue.commands.task_list({ filter: '+READY' })`. */
    commands: Commands;
    /** The same with the name as a value. @throws BacklogRefusal */
    call<Name extends CommandName>(name: Name, input?: Inputs[Name], options?: CallOptions): Promise<Outputs[Name]>;
    /**
     * What happens, from the commit after `after` on, by default from now on, until the signal. A connection that breaks, or says nothing any
     * more, is made again, and nothing is missed or told twice. @throws BacklogRefusal for who may not listen
     */
    events(options?: EventOptions): AsyncIterable<BacklogEvent>;
}
export interface Board {
    session(options?: RequestOptions): Promise<Session>;
    workspaces(options?: RequestOptions): Promise<WorkspaceRow[]>;
    /** For pages: exchanges the key of a link for a cookie and the key of the page. */
    logIn(link: string, options?: RequestOptions): Promise<{
        key: string;
    }>;
    logOut(options?: RequestOptions): Promise<object>;
    /** The queue of the workspace of that uuid. */
    workspace(uuid: string): Queue;
}
/** The queues of a board, over HTTP: in Node and in browsers. */
export declare function backlogBoard(given?: HttpOptions): Board;
/** Every name is a command; which ones there are, the types say, and the other side. */
export declare function commandsBy(call: Queue['call']): Commands;
