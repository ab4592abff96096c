import type { Backend } from '../backend.ts';
import { LOG, turnLength, turnName } from '../layout.ts';
import type { Timing } from '../timing.ts';

/**
 * Minimum duration of a slow write's function, in milliseconds. Such a write fails again and again unless faster writes
 * wait for it.
 */
export const LONG_MS = 50;
/**
 * Maximum time to wait for a turn, in milliseconds. The wait is twice the turn's expected duration, but not longer than
 * this. A hook has five seconds in total.
 */
const MOST_MS = 3_000;
const POLL_MS = 15;

export interface Waiting {
  backend: Backend;
  timing: Timing;
  /** Names of the turns at the last refresh. */
  turns: readonly string[];
  refresh: () => Promise<string[]>;
}

/**
 * Creates a turn file, which asks others to wait for a slow commit. It guarantees nothing, because other writers may
 * not see the file in time. It replaces this writer's previous turn, which others may have deleted as too old.
 * @returns the file's name, which is needed to end the turn
 */
export async function takeTurn(
  waiting: Pick<Waiting, 'backend'>,
  took: { ms: number; id: string },
  before?: string,
): Promise<string> {
  const name = turnName(took.ms, took.id);
  await waiting.backend.put(`${LOG}/${name}`, '');
  if (before) await endTurn(waiting, before);
  return name;
}

export async function endTurn({ backend }: Pick<Waiting, 'backend'>, name: string): Promise<void> {
  await backend.delete(`${LOG}/${name}`).catch(() => undefined);
}

/**
 * Waits for the turns of other writers. If a turn takes too long, its process has probably died, so the turn's file is
 * deleted.
 * @returns the names of the turns then
 */
export async function letPass(waiting: Waiting, own: string | undefined): Promise<readonly string[]> {
  const { timing } = waiting;
  const start = timing.monotonic();
  for (let turns = waiting.turns; ; turns = await waiting.refresh()) {
    const before = turns.filter((name) => name !== own && (own === undefined || name < own));
    if (before.length === 0) return turns;
    const patience = Math.min(MOST_MS, 2 * Math.max(...before.map((name) => turnLength(name) ?? 0)));
    if (timing.monotonic() - start >= patience) {
      for (const name of before) await endTurn(waiting, name);
      return turns.filter((name) => !before.includes(name));
    }
    await timing.sleep(POLL_MS);
  }
}
