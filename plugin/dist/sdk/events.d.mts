/** What happened. `seq` numbers commits without gaps. */
export type BacklogEvent = {
    event: 'ready';
    data: {
        seq: number;
    };
}
/** Too much was missed, or the store is another one: load again. */
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
    /** `human:ada`, `ai:claude-code#a46032`. */
    actor: string;
    command: string;
    /** The commit that it took back. */
    undoes?: number;
    /** The old and new values of the changed fields; left out when `partial`. */
    changes: {
        kind: string;
        id: string;
        before?: Record<string, unknown> | null;
        after?: Record<string, unknown> | null;
    }[];
    partial?: true;
    /** Changed records that are not named. */
    left?: number;
}
/** Something that a live run's agent said or did; texts are cut. */
export interface RunTold {
    run: string;
    /** Cursor for `run_events`. */
    next: number;
    at: string;
    type: string;
    [field: string]: unknown;
}
export interface EventOptions {
    /** The last commit that is known; from now on without it. */
    after?: number;
    signal?: AbortSignal;
    /** Called each time the connection is lost; the client connects again by itself. */
    lost?(): void;
    /** Milliseconds of silence after which a connection counts as lost; a board says something every 15 seconds. */
    patience?: number;
}
type Open = (init: RequestInit) => Promise<Response>;
/** The events of a stream that is opened again whenever it breaks. A refusal ends it. */
export declare function eventsFrom(open: Open, { after, signal, lost, patience }: EventOptions): AsyncGenerator<BacklogEvent>;
/** The event in one message of a stream; undefined for a comment or a setting. */
export declare function messageIn(text: string): BacklogEvent | undefined;
/** Resolves after so many milliseconds, or with the signal. */
export declare function later(ms: number, signal: AbortSignal | undefined): Promise<void>;
export {};
