/** An event of a queue. `seq` numbers commits without gaps. */
export type BacklogEvent = {
    event: 'ready';
    data: {
        seq: number;
    };
}
/** The client missed too many events, or the store was replaced, so all data must be loaded again. */
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
}
/** Only with the option `counts`: at the beginning, and whenever a number changes. */
 | {
    event: 'counts';
    data: CountsTold;
};
/** The numbers beside the views of the board. */
export interface CountsTold {
    /** Number of items that need a person's attention. */
    waiting: number;
    /** Number of active runs. */
    running: number;
    /** Whether the queue has goals. */
    goals: boolean;
}
export interface CommitTold {
    seq: number;
    at: string;
    /** The author, such as `human:ada` or `ai:claude-code#a46032`. */
    actor: string;
    command: string;
    /** Number of the commit that this commit undoes. */
    undoes?: number;
    /** Changed records with the old and new values of their changed fields. A record with `partial` has no values. */
    changes: {
        kind: string;
        id: string;
        before?: Record<string, unknown> | null;
        after?: Record<string, unknown> | null;
    }[];
    partial?: true;
    /** Number of changed records that the list omits. */
    left?: number;
}
/** An event in the log of an active run. Long texts in the event are shortened. */
export interface RunTold {
    run: string;
    /** Cursor for requesting the following events with `run_events`. */
    next: number;
    at: string;
    type: string;
    [field: string]: unknown;
}
export interface EventOptions {
    /** Number of the last known commit. Without it, only new events are yielded. */
    after?: number;
    /** Whether to yield events `counts`, too. A queue in this process ignores this option. */
    counts?: boolean;
    signal?: AbortSignal;
    /**
     * Called each time the connection is lost, with the error if there is one. The client then reconnects automatically.
     */
    lost?(error?: unknown): void;
    /** Milliseconds without a message after which a connection counts as lost. A board sends one in 5 seconds. */
    patience?: number;
}
type Open = (init: RequestInit) => Promise<Response>;
/** Yields the events of a stream and opens it again whenever it breaks. @throws a refusal (4xx) of the server */
export declare function eventsFrom(open: Open, { after, signal, lost, patience }: EventOptions): AsyncGenerator<BacklogEvent>;
/** Parses one message of a stream. @returns undefined for a comment or a `retry` line */
export declare function messageIn(text: string): BacklogEvent | undefined;
/** Resolves after `ms` milliseconds, or when the signal aborts. */
export declare function later(ms: number, signal: AbortSignal | undefined): Promise<void>;
export {};
