/** How long a lease lasts unless it is renewed, in milliseconds. */
export const LEASE_MS = 10 * 60_000;
/** How long a dispatch waits for its subagent to make a first tool call, in milliseconds. */
export const DISPATCH_MS = 60_000;
