/** Greatest difference in milliseconds that the header's whole seconds and the request can explain. */
const EXPLAINED_MS = 3_000;

/** How far the server's clock is ahead of this page's, in milliseconds. */
let ahead = 0;

/** Notes the time at which the server answered. Its header has whole seconds. */
export function noteServerTime(header: string | null): void {
  const difference = Date.parse(header ?? '') - Date.now();
  if (!Number.isNaN(difference)) ahead = Math.abs(difference) < EXPLAINED_MS ? 0 : difference;
}

/** Returns the time by the server's clock, in epoch milliseconds. All stored times are of that clock. */
export function serverNow(): number {
  return Date.now() + ahead;
}
