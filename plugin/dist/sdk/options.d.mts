/** What every request takes. */
export interface RequestOptions {
    /** Ends the call; the promise is rejected with its reason. */
    signal?: AbortSignal;
    /**
     * Milliseconds until the whole answer must be there; the call is rejected as `unreachable` then, though the board may still carry it out.
     * `Infinity` waits for as long as it takes. A queue in this process takes no notice of it.
     */
    timeout?: number;
}
export interface CallOptions extends RequestOptions {
    /** Is told of which commit the answer is: events after it say what has changed since. */
    at?(seq: number): void;
    /** Is told of the commits that the call made: what `task_undo` takes back. */
    wrote?(commits: readonly number[]): void;
}
