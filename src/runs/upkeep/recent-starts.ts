/** Milliseconds that a started process has to become the leader before another one is started. */
const AGAIN_MS = 3_000;

const started = new Map<string, number>();

/**
 * Checks whether this process started the leader a moment ago; if not, it counts as started now. Without this, every
 * command would start a leader until the first one has its lease. A clock that was set back does no harm.
 */
export function startedRecently(name: string, now: number): boolean {
  const last = started.get(name);
  if (last !== undefined && Math.abs(now - last) < AGAIN_MS) return true;
  started.set(name, now);
  return false;
}
