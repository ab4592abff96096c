/** Length of a lease in ms. Each renewal starts a new lease of this length. */
export const LEASE_MS = 10 * 60_000;
/** How long a dispatch reserves a task for a subagent before the subagent's first tool call, in ms. */
export const DISPATCH_MS = 60_000;
