/** A refused command with its code, hint and data, the same over every interface. */
export declare class BacklogRefusal extends Error {
    readonly name = "BacklogRefusal";
    /** The error code, such as `not-found` or `conflict` (docs/api.md lists them). `unreachable` if no board answers. */
    readonly code: string;
    /** The next step. */
    readonly hint: string | undefined;
    /** Details. Empty if there are none. */
    readonly data: Readonly<Record<string, unknown>>;
    /** HTTP status. 0 without a response. */
    readonly status: number;
    constructor({ code, message, hint, data }: RefusalData, status?: number);
}
interface RefusalData {
    code: string;
    message: string;
    hint?: string | undefined;
    data?: Readonly<Record<string, unknown>> | undefined;
}
/** Reads the refusal from a response. An answer of another server or a proxy is described by its HTTP status. */
export declare function refusalIn(response: Response): Promise<BacklogRefusal>;
/** Returns the refusal for a server that cannot be reached. */
export declare function unreachable(cause: unknown): BacklogRefusal;
/** Returns the refusal for an answer that broke off, or is not a board's. */
export declare function brokenOff(cause: unknown): BacklogRefusal;
/** Returns the refusal for an answer that did not arrive within so many milliseconds. */
export declare function tooLate(ms: number): BacklogRefusal;
export {};
