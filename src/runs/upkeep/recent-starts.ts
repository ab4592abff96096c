/** How long a leader that was started may take to lead before it is started once more, in milliseconds. */
const AGAIN_MS = 3_000;

const started = new Map<string, number>();

/**
 * Has this process started the leader of that name a moment ago, by a clock in milliseconds? If not, it counts as started now. Whoever
 * asks at the door of every command would start one for each command until the first has got as far as its lease. A clock that was set
 * back hides nothing.
 */
export function startedRecently(name: string, now: number): boolean {
  const last = started.get(name);
  if (last !== undefined && Math.abs(now - last) < AGAIN_MS) return true;
  started.set(name, now);
  return false;
}
