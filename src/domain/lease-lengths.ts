/** Length of a lease in ms. A renewal starts this time again. */
export const LEASE_MS = 10 * 60_000;
/** How long a dispatch, which reserves a task for a subagent, waits for the subagent's first tool call. In ms. */
export const DISPATCH_MS = 60_000;
