/** Milliseconds that a started process has for becoming the leader before another one is started. */
const AGAIN_MS = 3_000;

const started = new Map<string, number>();

/**
 * Checks whether this process started the leader recently. If not, records a start now. Without this check, every
 * command would start a leader until the first one has its lease. It also works if the clock was set back.
 */
export function startedRecently(name: string, now: number): boolean {
  const last = started.get(name);
  if (last !== undefined && Math.abs(now - last) < AGAIN_MS) return true;
  started.set(name, now);
  return false;
}
