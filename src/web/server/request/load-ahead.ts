/**
 * Milliseconds from the first tab's connection to the loading of modules in advance. In this time, the server answers
 * the tab's own first requests.
 */
const AHEAD_MS = 500;

let begun = false;

/** Loads the modules for decisions about runs in advance, because the first decision would have to wait for them. */
export function loadAhead(failed: (error: unknown) => void): void {
  if (begun) return;
  begun = true;
  setTimeout(() => void import('../../../commands/on-call.ts').catch(failed), AHEAD_MS).unref();
}
