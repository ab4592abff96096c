import type { Backend } from '../backend.ts';
import { LOG, turnLength, turnName } from '../layout.ts';
import type { Timing } from '../timing.ts';

/** Work of a commit that takes longer than this many milliseconds loses to short ones again and again, unless they wait. */
export const LONG_MS = 50;
/** A turn is waited for twice as long as it is said to take, but never longer than this: hooks have five seconds in all. */
const MOST_MS = 3_000;
const POLL_MS = 15;

/** What waiting for others needs. */
export interface Waiting {
  backend: Backend;
  timing: Timing;
  /** The turns that were there at the last refresh. */
  turns: readonly string[];
  refresh: () => Promise<string[]>;
}

/**
 * Says that a commit takes long, so that others let it pass; the name to end it by. No promise: only who asks first is let pass.
 * In place of the turn before, which others may have ended because it took longer than it said.
 */
export async function takeTurn(waiting: Waiting, took: { ms: number; id: string }, before?: string): Promise<string> {
  const name = turnName(took.ms, took.id);
  await waiting.backend.put(`${LOG}/${name}`, '');
  if (before) await endTurn(waiting, before);
  return name;
}

export async function endTurn({ backend }: Waiting, name: string): Promise<void> {
  await backend.delete(`${LOG}/${name}`).catch(() => undefined);
}

/** Lets those pass who said that they take long; a turn that is not ended in time belongs to a process that is gone, and goes. */
export async function letPass(waiting: Waiting, own: string | undefined): Promise<void> {
  const { timing } = waiting;
  const start = timing.monotonic();
  for (let turns = waiting.turns; ; turns = await waiting.refresh()) {
    const before = turns.filter((name) => name !== own && (own === undefined || name < own));
    if (before.length === 0) return;
    const patience = Math.min(MOST_MS, 2 * Math.max(...before.map((name) => turnLength(name) ?? 0)));
    if (timing.monotonic() - start >= patience) {
      for (const name of before) await endTurn(waiting, name);
      return;
    }
    await timing.sleep(POLL_MS);
  }
}
