/**
 * Milliseconds from the first tab's connection until the server loads further modules. Before that, it answers the
 * tab's first requests.
 */
const AHEAD_MS = 500;

let begun = false;

/**
 * Loads the modules for decisions about runs before they are needed, so that the first decision doesn't have to wait.
 */
export function loadAhead(failed: (error: unknown) => void): void {
  if (begun) return;
  begun = true;
  setTimeout(() => void import('../../../commands/on-call.ts').catch(failed), AHEAD_MS).unref();
}
