/** Options of every request. */
export interface RequestOptions {
    /** Aborts the call. The promise is rejected with the signal's reason. */
    signal?: AbortSignal;
    /**
     * Milliseconds until the complete answer must have arrived. After that, the call is rejected as `unreachable`, but
     * the board may still carry out the command. `Infinity` waits forever. A queue in this process ignores this option.
     */
    timeout?: number;
}
export interface CallOptions extends RequestOptions {
    /** Receives the number of the commit that the answer describes. Later changes are in the events after this commit. */
    at?(seq: number): void;
    /** Receives the numbers of the commits that the call made. `task_undo` accepts these numbers. */
    wrote?(commits: readonly number[]): void;
}
