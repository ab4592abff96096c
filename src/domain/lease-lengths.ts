/** Length of a lease in ms. Renewal extends it. */
export const LEASE_MS = 10 * 60_000;
/** How long a dispatch waits for the first tool call of its subagent, in ms. */
export const DISPATCH_MS = 60_000;
