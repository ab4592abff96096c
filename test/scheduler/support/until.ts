import { setTimeout as wait } from 'node:timers/promises';
import { DEADLINE_MS } from '../../support/seed.ts';

/** Waits until something holds. The error tells what was seen last. */
export async function until<T>(look: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  const late = performance.now() + DEADLINE_MS;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (performance.now() > late) throw new Error(`still ${JSON.stringify(seen)}`);
    await wait(40);
  }
}
