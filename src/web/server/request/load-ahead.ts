/** Milliseconds after the first tab has begun to listen: what it shows first goes before. */
const AHEAD_MS = 500;

let begun = false;

/** Loads what decides about runs while nobody waits for it: the first decision of a person would. */
export function loadAhead(failed: (error: unknown) => void): void {
  if (begun) return;
  begun = true;
  setTimeout(() => void import('../../../commands/on-call.ts').catch(failed), AHEAD_MS).unref();
}
