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
    /** Called with the number of the commit that the answer describes: events after it report later changes. */
    at?(seq: number): void;
    /** Called with the numbers of the commits that the call made, for `task_undo`. */
    wrote?(commits: readonly number[]): void;
}
