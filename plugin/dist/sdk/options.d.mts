/** Options of every request. */
export interface RequestOptions {
    /** Aborts the call. The promise is rejected with the signal's reason. */
    signal?: AbortSignal;
    /**
     * Milliseconds after which the call fails as `unreachable` if the complete answer hasn't arrived. The board may still
     * execute the command. `Infinity` waits forever. A queue in this process ignores this option.
     */
    timeout?: number;
}
export interface CallOptions extends RequestOptions {
    /**
     * Ids of claims of others that the person agreed to end. A refusal with the code `claimed` names them in
     * `data.endsClaims`.
     */
    endsClaims?: readonly string[];
    /** Gets the number of the commit that the answer describes. The events after this commit contain later changes. */
    at?(seq: number): void;
    /** Gets the numbers of the commits that the call made. `task_undo` accepts these numbers. */
    wrote?(commits: readonly number[]): void;
}
