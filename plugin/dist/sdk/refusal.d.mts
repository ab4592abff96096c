/** A refused command with its code, hint and data. They are the same in every interface. */
export declare class BacklogRefusal extends Error {
    readonly name = "BacklogRefusal";
    /**
     * The error code, such as `not-found` or `conflict`. docs/reference/http-api.md lists all codes. The code is `unreachable` if no
     * board answers.
     */
    readonly code: string;
    /** The suggested next step, if there is one. */
    readonly hint: string | undefined;
    /** Details of the refusal. Empty if there are none. */
    readonly data: Readonly<Record<string, unknown>>;
    /** HTTP status of the response. 0 if no response arrived. */
    readonly status: number;
    constructor({ code, message, hint, data }: RefusalData, status?: number);
}
interface RefusalData {
    code: string;
    message: string;
    hint?: string | undefined;
    data?: Readonly<Record<string, unknown>> | undefined;
}
/**
 * Returns the refusal in a response. If a proxy or another server sent the response, the refusal describes its HTTP
 * status.
 */
export declare function refusalIn(response: Response): Promise<BacklogRefusal>;
/** Returns the refusal for a server that cannot be reached. */
export declare function unreachable(cause: unknown): BacklogRefusal;
/** Returns the refusal for an answer that ended too early or that didn't come from a board. */
export declare function brokenOff(cause: unknown): BacklogRefusal;
/** Returns the refusal for an answer that didn't arrive within `ms` milliseconds. */
export declare function tooLate(ms: number): BacklogRefusal;
export {};
