import type { Looks } from './look-soon.ts';

/** A source of a queue. */
export interface Place {
  uuid: string;
  source: string;
}

/** What the server knows about events that services send. */
export interface ServiceEvents {
  /** Has the secrets. */
  env: NodeJS.ProcessEnv;
  looks: Looks<Place>;
  /** Checks whether a delivery came before, and remembers it. */
  isRepeated(delivery: string): boolean;
}

/** Number of deliveries that are remembered. A repeated one is no new reason to look. */
const REMEMBERED = 1_000;

/** Returns a function that tells whether it got a text before. It forgets the oldest ones. */
export function createMemory(most = REMEMBERED): (text: string) => boolean {
  const seen = new Set<string>();
  return (text) => {
    if (seen.has(text)) return true;
    seen.add(text);
    const [oldest] = seen;
    if (seen.size > most) seen.delete(oldest!);
    return false;
  };
}
