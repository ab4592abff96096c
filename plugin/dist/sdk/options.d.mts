/** Options of every request. */
export interface RequestOptions {
    /** Aborts the call. The promise is rejected with the signal's reason. */
    signal?: AbortSignal;
    /**
     * Milliseconds until the whole answer must have arrived. Then the call is rejected as `unreachable`, but the board
     * may still carry it out. `Infinity` waits forever. Ignored by a queue in this process.
     */
    timeout?: number;
}
export interface CallOptions extends RequestOptions {
    /** Receives the number of the commit that the answer describes. Events after it report later changes. */
    at?(seq: number): void;
    /** Receives the numbers of the commits that the call made, for `task_undo`. */
    wrote?(commits: readonly number[]): void;
}
