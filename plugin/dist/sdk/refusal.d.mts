/** What was refused, with the code, the hint and the data that every door gives. */
export declare class BacklogRefusal extends Error {
    readonly name = "BacklogRefusal";
    /** `not-found`, `conflict`, …: docs/api.md lists them; `unreachable` when no board answers. */
    readonly code: string;
    /** What to do now. */
    readonly hint: string | undefined;
    /** Empty where there is nothing to add. */
    readonly data: Readonly<Record<string, unknown>>;
    /** Of HTTP; 0 where there was none. */
    readonly status: number;
    constructor({ code, message, hint, data }: Told, status?: number);
}
interface Told {
    code: string;
    message: string;
    hint?: string | undefined;
    data?: Readonly<Record<string, unknown>> | undefined;
}
/** Reads the refusal from a response. An answer of another server or a proxy is described by its HTTP status. */
export declare function refusalIn(response: Response): Promise<BacklogRefusal>;
/** Nobody answers there. */
export declare function unreachable(cause: unknown): BacklogRefusal;
/** An answer began and did not end, or is not one of a board. */
export declare function brokenOff(cause: unknown): BacklogRefusal;
/** No whole answer came within so many milliseconds. */
export declare function tooLate(ms: number): BacklogRefusal;
export {};
