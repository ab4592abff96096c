/** An event of a queue. `seq` numbers commits without gaps. */
export type BacklogEvent = {
    event: 'ready';
    data: {
        seq: number;
    };
}
/** Too many events were missed, or the store is another one. Load everything again. */
 | {
    event: 'reset';
    data: {
        seq: number;
    };
} | {
    event: 'commit';
    data: CommitTold;
} | {
    event: 'run';
    data: RunTold;
};
export interface CommitTold {
    seq: number;
    at: string;
    /** The author, such as `human:ada` or `ai:claude-code#a46032`. */
    actor: string;
    command: string;
    /** The commit that this one undoes. */
    undoes?: number;
    /** Changed records with the old and new values of changed fields. The values are left out if `partial`. */
    changes: {
        kind: string;
        id: string;
        before?: Record<string, unknown> | null;
        after?: Record<string, unknown> | null;
    }[];
    partial?: true;
    /** Number of changed records that are left out. */
    left?: number;
}
/** An event in the log of a live run. Texts are cut. */
export interface RunTold {
    run: string;
    /** Cursor for `run_events`. */
    next: number;
    at: string;
    type: string;
    [field: string]: unknown;
}
export interface EventOptions {
    /** The last known commit. Without it, events begin now. */
    after?: number;
    signal?: AbortSignal;
    /** Called each time the connection is lost. The client reconnects by itself. */
    lost?(): void;
    /** Milliseconds of silence after which a connection counts as lost. A board sends something every 15 seconds. */
    patience?: number;
}
type Open = (init: RequestInit) => Promise<Response>;
/** Yields the events of a stream and opens it again whenever it breaks. @throws a refusal (4xx) of the server */
export declare function eventsFrom(open: Open, { after, signal, lost, patience }: EventOptions): AsyncGenerator<BacklogEvent>;
/** Parses one message of a stream. @returns undefined for a comment or a `retry` line */
export declare function messageIn(text: string): BacklogEvent | undefined;
/** Resolves after so many milliseconds, or when the signal aborts. */
export declare function later(ms: number, signal: AbortSignal | undefined): Promise<void>;
export {};
